"""Whether a price that users saw sets off a watch."""

from datetime import datetime, timedelta
from decimal import Decimal

from prices.models.watch import AlertKind, Rule
from prices.rules.alerts import USUAL_PERCENT, Raised
from prices.rules.reports.standing import Public
from prices.rules.reports.together import is_same
from tradewind.evidence import Reason

COOL_DOWN = timedelta(hours=24)
SAME_AGAIN = timedelta(days=7)


def speaks_up(
    rule: Rule, price: Decimal, currency: str, public: Public | None, at: datetime, who: str
) -> Raised | None:
    """The alert that a watch raises on a price that users saw; None where it has nothing to tell.

    - `target`: the price is at or below the watch's target.
    - `drop`: it is below the public price by at least the watch's percent.
    - The public price must have been read in the same currency, and must not meet the watch itself: then its own
      alert has told it. What users saw is compared with the public price alone and changes nothing that the watch is
      measured from.
    `who`: who saw it, in words.
    """
    if public is None or public[1] not in (currency, None) or price >= public[0]:
        return None
    reasons = (
        Reason(text=who),
        Reason(text=f"the public price was {public[0]} {currency} when it was read last"),
    )
    fall = (price - public[0]) / public[0] * 100
    kind: AlertKind | None = None
    if rule.target_price is not None and price <= rule.target_price < public[0]:
        kind = AlertKind.TARGET
    elif rule.drop_percent is not None and -fall >= rule.drop_percent:
        kind = AlertKind.DROP
    if kind is None:
        return None
    return Raised(
        kind=kind,
        at=at,
        from_price=public[0],
        to_price=price,
        currency=currency,
        change_percent=fall.quantize(Decimal("0.1")),
        reasons=reasons,
    )


def is_news(price: Decimal, at: datetime, told_price: Decimal | None, told_at: datetime | None) -> bool:
    """Whether a price that users saw may be told again: at once when it is a tenth lower than the one told before, a
    day after that one when it is another, a week after when it is the same.
    """
    if told_price is None or told_at is None:
        return True
    if is_same(price, told_price):
        return at - told_at >= SAME_AGAIN
    return at - told_at >= COOL_DOWN or price <= told_price * (100 - USUAL_PERCENT) / 100
