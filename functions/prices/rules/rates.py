"""Converting an amount: by a published rate and its day, or not at all."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from prices.models.rates import Converted, RateDay

EURO = "EUR"
OLDEST = timedelta(days=7)
"""How old a rate may be. The longest pause of the calendar is five days, from Maundy Thursday to the Tuesday after
Easter, and as long around Christmas: a rate of more than a week ago means that loading them has stopped."""

DIGITS = Context(prec=10)
"""Of a rate between two currencies: the reference rates have four to six."""

FINEST = 6
"""Decimals that an amount may have."""

LARGEST = Decimal(10**12)


class Rates:
    """The published rates of some days."""

    def __init__(self, days: Iterable[RateDay]) -> None:
        self._days = sorted(days, key=lambda each: each.day)
        self._published = [published_at(each.day) for each in self._days]

    def on(self, at: datetime) -> RateDay | None:
        """The rates of the last day published by a moment, at most OLDEST days before it; None where there are none."""
        number = bisect_right(self._published, at)
        found = self._days[number - 1] if number else None
        return found if found is not None and on_their_day(at) - found.day <= OLDEST else None

    def convert(self, amount: Decimal, source: str | None, target: str, at: datetime) -> Converted:
        """An amount of the currency `source` in `target`, by the rate that was known at a moment.

        - Between two currencies that are not the euro, the rate is the quotient of their euro rates, to ten digits.
        - The amount is multiplied by the rate as it is stated and rounded once, half up, to the decimals of the
          target currency; an amount with more decimals than its own currency has (a price per gram) keeps as many
          more. What would round to nothing keeps up to six decimals: a price never turns into a gift.
        - Without both rates, or without the currency of the amount, nothing is converted, and the reason is told.
        """
        if source == target:
            return Converted(value=amount, currency=target, rate=Decimal(1))
        if source is None:
            return Converted(value=None, currency=target, reason="the price was read without its currency")
        known = self.on(at)
        if known is None:
            said = f"no rates were known on {on_their_day(at)} that are at most {OLDEST.days} days old"
            return Converted(value=None, currency=target, reason=said)
        missing = [each for each in (source, target) if each != EURO and each not in known.rates]
        if missing:
            said = f"{known.source} has no rate of {' and '.join(missing)} on {known.day}"
            return Converted(value=None, currency=target, reason=said)
        rate = _plain(DIGITS.divide(_per_euro(known, target), _per_euro(known, source)))
        value = _rounded(amount, source, target, rate)
        if value is None:
            return Converted(value=None, currency=target, reason=f"the amount in {target} is too large or too small")
        return Converted(value=value, currency=target, rate=rate, rate_date=known.day, source=known.source)


def published_at(day: date) -> datetime:
    """When the reference rates of a day are out: at 16:00 in Frankfurt.

    https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
    """
    from zoneinfo import ZoneInfo  # few functions convert

    return datetime.combine(day, time(16), ZoneInfo("Europe/Berlin")).astimezone(UTC)


def on_their_day(at: datetime) -> date:
    """The day that it is in Frankfurt at a moment."""
    from zoneinfo import ZoneInfo

    return at.astimezone(ZoneInfo("Europe/Berlin")).date()


def _per_euro(day: RateDay, currency: str) -> Decimal:
    return Decimal(1) if currency == EURO else day.rates[currency]


def _plain(rate: Decimal) -> Decimal:
    """A rate with at most twelve decimals and no exponent."""
    exponent = rate.as_tuple().exponent
    return rate.quantize(Decimal("1e-12")) if isinstance(exponent, int) and exponent < -12 else rate + 0


def _rounded(amount: Decimal, source: str, target: str, rate: Decimal) -> Decimal | None:
    from tradewind.money import minor_units

    if not rate:
        return None
    exact = Context(prec=50).multiply(amount, rate)
    exponent = amount.normalize().as_tuple().exponent
    finer = max(0, -int(exponent) - minor_units(source)) if isinstance(exponent, int) else 0
    for places in range(min(FINEST, minor_units(target) + finer), FINEST + 1):
        value = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=50))
        if value or not amount:
            return value if value <= LARGEST else None
    return None
