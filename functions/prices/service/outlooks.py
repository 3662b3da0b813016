"""Looking ahead: a listing's past read into a series, and what the model or its baseline expects of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.rules.track_record import country_of
from prices.store import PriceStore
from prices.store.listings import Kept

if TYPE_CHECKING:
    from prices.forecasting.outlook import Outlook
    from prices.forecasting.series import PriceSeries

PAST = timedelta(days=400)
"""How far back a forecast looks: a year and a month, so that the same sale a year ago is in it."""

BUYABLE = frozenset({Availability.IN_STOCK, Availability.LIMITED})


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is expected of a listing, and who said so. `why`: why the baseline answered; None where the model did."""

    outlook: "Outlook"
    price: Decimal | None
    currency: str | None
    country: str | None
    looks: int
    provenance: str
    why: str | None


def look_ahead(kept: Kept, at: datetime, days: int, targets: Sequence[Decimal] = (), *, store: PriceStore) -> Ahead:
    """What a listing's price will do over some days, as the model says it, or the baseline where it does not answer.

    Raises: Unavailable when the table does not answer.
    """
    from prices.forecasting import baseline
    from prices.forecasting.outlook import outlook

    seen = [each for each in store.listings.between(kept.listing.listing_id, at - PAST, at) if _is_read(each)]
    currency = seen[-1].currency if seen else None
    counted = [each for each in seen if each.currency == currency]
    country = country_of(kept.listing.host, currency)
    series = series_of(counted, country, kept.listing.host)
    today = at.astimezone(UTC).date()
    found = outlook(series, today, days, None, targets=[float(each) for each in targets])
    return Ahead(
        outlook=found,
        price=counted[-1].price if counted else None,
        currency=currency,
        country=country,
        looks=int(series.days.size),
        provenance=baseline.NAME,
        why=found.baseline,
    )


def series_of(seen: Sequence[Observation], country: str | None, shop: str) -> "PriceSeries":
    """Observations of one currency as a series of days in UTC; of several on a day the last one counts."""
    from prices.forecasting.series import PriceSeries

    return PriceSeries.of(
        days=[each.at.astimezone(UTC).date() for each in seen],
        prices=[float(each.price or 0) for each in seen],
        was=[None if each.was_price is None else float(each.was_price) for each in seen],
        in_stock=[None if each.availability is Availability.UNKNOWN else each.availability in BUYABLE for each in seen],
        country=country,
        shop=shop,
    )


def _is_read(seen: Observation) -> bool:
    """Whether a look read a price that can be measured from. What is free has no percent."""
    return bool(seen.price) and seen.ending in (Ending.READ, Ending.UNCHANGED)
