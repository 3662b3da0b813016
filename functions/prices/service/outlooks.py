"""Looking ahead: a listing's past read into a series, and what the model or its baseline expects of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import exp
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from prices.models.forecast import JUDGED_DAYS, Bare, DayRead, Past
from prices.rules.foretelling import day_of, days_of
from prices.rules.track_record import Tally, country_of, drop_rate, summed
from prices.store import PriceStore
from prices.store.forecasts import Summed
from prices.store.listings import Kept
from tradewind.errors import TradewindError
from tradewind.observability import logger

if TYPE_CHECKING:
    import numpy as np

    from prices.forecasting.calibration import Calibration
    from prices.forecasting.outlook import Outlook
    from prices.forecasting.series import PriceSeries, Surroundings
    from tradewind.registry import Prediction
    from tradewind.trees import Trees

    Arrays = Mapping[str, np.ndarray[Any, Any]]

T = TypeVar("T")

MODEL = "price_drop"
TREES = "trees.npz"

ANSWERS = {"drop": None, "rise": None, "quantiles": 3, "cost": None}
"""What the model answers, a row for each that it is asked of, and how many numbers are in one."""

PAST = timedelta(days=400)
"""How far back a forecast looks: a year and a month, so that the same sale a year ago is in it."""

OF_LATE = timedelta(weeks=8)
"""Over which outcomes move the ends of the band: prices swing with the season, and a quarter is too slow."""

MOST_SHARE, MOST_ODDS = 1_000_000.0, 50.0
DRAWN_ANEW = timedelta(days=7)

LATELY = timedelta(weeks=13)
"""Over which a market's own rate of drops is counted: a quarter. Longer is slower to see that it changed."""


class Models(Protocol):
    """The registry of models, as far as a forecast asks it; see tradewind.registry."""

    def predict(self, name: str, inputs: "Arrays", caller: str) -> "Prediction":
        """What the model of that name says of these rows, for that caller. Raises: ModelUnavailable."""

    def companion(self, model: str, file: str, read: Callable[[bytes], T]) -> T:
        """What `read` makes of another file of a version that answered. Raises: ModelUnavailable."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is expected of a listing, and who said so. `why`: why not who should have; None where that one did.

    `bare`: what the model said of the days that are judged before it was corrected.
    """

    outlook: "Outlook"
    price: Decimal | None
    currency: str | None
    country: str | None
    looks: int
    provenance: str
    why: str | None
    bare: Bare | None


Targets = Callable[[Decimal, str | None], Sequence[Decimal]]


def no_targets(price: Decimal, currency: str | None) -> Sequence[Decimal]:
    """None is asked for."""
    return ()


def look_ahead(
    kept: Kept,
    at: datetime,
    days: int,
    targets: "Targets" = no_targets,
    *,
    caller: str,
    store: PriceStore,
    models: Models,
) -> Ahead:
    """What a listing's price will do over some days, as the model says it, or the baseline where it does not answer.

    `targets`: the prices whose chance is wanted too, by today's price and its currency: that of the last look, which a
    listing's state may not know yet. `caller`: whom a new version of the model may be tried on.

    Raises: Unavailable when the table does not answer.
    """
    from prices.forecasting import baseline
    from prices.forecasting.outlook import outlook
    from tradewind.registry import ModelUnavailable

    currency = kept.state.last_read.currency if kept.state.last_read else None
    days_read = _past(kept.listing.listing_id, currency, at, store)
    country = country_of(kept.listing.host, currency)
    series = series_of(days_read, country, kept.listing.host)
    today = day_of(at)
    of_shop, everywhere = store.forecasts.lately(kept.listing.host, today - LATELY, at)
    around = _surroundings(country, of_shop, everywhere)
    price = days_read[-1].price if days_read else None
    wanted = targets(price, currency) if price is not None else []
    asked: dict[str, Any] = {"targets": [float(each) for each in wanted], "surroundings": around}
    answer = _Answer(models, caller, lambda model: _calibration(f"model:{model}", today, everywhere))
    why: str | None = None
    try:
        found = outlook(series, today, days, answer.predict, trees=answer.trees, **asked)
    except ModelUnavailable as gone:
        found = outlook(series, today, days, None, **asked)
        why = gone.detail
    if found.baseline is None and answer.prediction is not None:
        provenance, why = f"model:{answer.prediction.model}", answer.prediction.reason
    else:
        provenance, why = baseline.NAME, why or found.baseline
    return Ahead(
        outlook=found,
        price=price,
        currency=currency,
        country=country,
        looks=int(series.days.size),
        provenance=provenance,
        why=why,
        bare=answer.bare if found.baseline is None else None,
    )


def series_of(days: Sequence[DayRead], country: str | None, shop: str) -> "PriceSeries":
    """Days of one currency as a series."""
    from prices.forecasting.series import PriceSeries

    return PriceSeries.of(
        days=[each.day for each in days],
        prices=[float(each.price) for each in days],
        was=[None if each.was_price is None else float(each.was_price) for each in days],
        in_stock=[each.in_stock for each in days],
        country=country,
        shop=shop,
    )


def _past(listing_id: str, currency: str | None, at: datetime, store: PriceStore) -> Sequence[DayRead]:
    """The days of a listing in one currency, the oldest first: those that were drawn before, and its looks since.

    Drawn anew once a week: a year of four looks a day is 900 KB to read, what is kept of it 15 KB and the week's looks.
    """
    today = day_of(at)
    first = today - PAST
    before = store.forecasts.past(listing_id)
    if before is not None and (before.currency != currency or before.until > today):
        before = None
    since = before.until if before else first
    begin = datetime(since.year, since.month, since.day, tzinfo=UTC)
    looks = [each for each in store.listings.between(listing_id, begin, at) if each.currency == currency]
    days = [*(each for each in (before.days if before else ()) if each.day >= first), *days_of(looks)]
    if days and (before is None or today - before.until >= DRAWN_ANEW):
        past = Past(currency=currency, until=today, days=tuple(each for each in days if each.day < today))
        store.forecasts.keep_past(listing_id, past, at)
    return days


class _Answer:
    """The model as an outlook asks it, and what it answered."""

    def __init__(self, models: Models, caller: str, calibration: "Callable[[str], Calibration]") -> None:
        self._models = models
        self._caller = caller
        self._calibration = calibration
        self.prediction: Prediction | None = None
        self.bare: Bare | None = None

    def predict(self, inputs: "dict[str, Any]") -> "dict[str, Any]":
        """What the model says, corrected by how its last forecasts turned out.

        Raises: ModelUnavailable, also for a model that answers other arrays than an outlook is made of.
        """
        import numpy as np

        from tradewind.registry import ModelUnavailable

        found = self._models.predict(MODEL, inputs, self._caller)
        rows = len(inputs["features"])
        for name, width in ANSWERS.items():
            shape = found.outputs[name].shape if name in found.outputs else None
            if shape != ((rows,) if width is None else (rows, width)):
                raise ModelUnavailable("shape", found.model, f"its answer {name} has the shape {shape}")
        self.prediction = found
        log_odds, spans = found.outputs["drop"], np.sort(found.outputs["quantiles"].astype(np.float64), axis=1)
        row = min(JUDGED_DAYS, rows) - 1
        self.bare = Bare(
            probability=1 / (1 + exp(-min(max(float(log_odds[row]), -MOST_ODDS), MOST_ODDS))),
            low=min(max(float(spans[row, 0]), 0.0), MOST_SHARE),
            high=min(max(float(spans[row, 2]), 0.0), MOST_SHARE),
        )
        calibration = self._calibration(found.model)
        return {**found.outputs, "drop": log_odds + calibration.shift, "quantiles": calibration.spread(spans)}

    def trees(self) -> "Trees | None":
        """Those of the version that answered, for the reasons; None where it has none that can be read."""
        from tradewind.trees import Trees

        if self.prediction is None:
            return None
        try:
            return self._models.companion(self.prediction.model, TREES, Trees.read)
        except (TradewindError, ValueError) as error:
            logger.warning("no trees; the reasons are the rules'", model=self.prediction.model, reason=str(error))
            return None


def _surroundings(country: str | None, of_shop: Tally, everywhere: Sequence[Summed]) -> "Surroundings":
    """What is known of the market: how often prices fell of late, at this shop and in its country.

    Mixed as it was for training: the country's with all, the shop's with the country's.
    """
    from prices.forecasting.market import FIRST_RATE, PRIOR_WEEKS
    from prices.forecasting.series import Surroundings

    weight = PRIOR_WEEKS * JUDGED_DAYS
    of_country = summed(each.tally for each in everywhere if country is not None and each.country == country)
    rate = drop_rate(summed(each.tally for each in everywhere), FIRST_RATE, weight)
    rate = drop_rate(of_country, rate, weight)
    return Surroundings(drop_rate=rate, shop_drop_rate=drop_rate(of_shop, rate, weight))


def _calibration(model: str, today: date, everywhere: Sequence[Summed]) -> "Calibration":
    """What a version of the model is corrected by: how its last forecasts turned out, wherever they were made."""
    from prices.forecasting.outcomes import calibration_from

    weeks: dict[date, list[Tally]] = {}
    for each in everywhere:
        if each.model == model:
            weeks.setdefault(each.week, []).append(each.tally)
    by_week = {week: summed(tallies) for week, tallies in sorted(weeks.items())}
    of_late = summed(tally for week, tally in by_week.items() if today - week <= OF_LATE)
    return calibration_from(summed(by_week.values()), of_late, list(by_week.values()))
