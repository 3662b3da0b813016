"""Converting an amount: by a published rate and its day, or not at all."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from prices.models.rates import Converted, Exchange, RateDay

EURO = "EUR"
OLDEST = timedelta(days=7)
"""How old a rate may be. The longest pause of the calendar is five days, from Maundy Thursday to the Tuesday after
Easter, and as long around Christmas: a rate of more than a week ago means that loading them has stopped."""

DIGITS = Context(prec=10)
"""Of a rate between two currencies: the reference rates have four to six."""

WIDE = Context(prec=50)
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

    def between(self, source: str | None, target: str, at: datetime) -> Exchange:
        """What one unit of `source` was worth in `target` at a moment, as far as it was known then.

        - Between two currencies that are not the euro it is the quotient of their euro rates, to ten digits.
        - Without both rates, or without the currency itself, there is none, and the reason is told.
        """
        if source == target:
            return Exchange(rate=Decimal(1))
        if source is None:
            return Exchange(reason="the price was read without its currency")
        known = self.on(at)
        if known is None:
            return Exchange(reason=f"no rates were known on {on_their_day(at)} that are at most {OLDEST.days} days old")
        missing = [each for each in (source, target) if each != EURO and each not in known.rates]
        if missing:
            return Exchange(reason=f"{known.source} has no rate of {' and '.join(missing)} on {known.day}")
        rate = _plain(DIGITS.divide(_per_euro(known, target), _per_euro(known, source)))
        if not rate:
            return Exchange(reason=f"one {source} is too little in {target} to be told")
        return Exchange(rate=rate, rate_date=known.day, source=known.source)

    def convert(self, amount: Decimal, source: str | None, target: str, at: datetime) -> Converted:
        """An amount of the currency `source` in `target`, by the rate that was known at a moment, or none."""
        exchange = self.between(source, target, at)
        if exchange.rate is None or source is None:
            return Converted(**dict(exchange), value=None, currency=target)
        values = exchanged([amount], source, target, exchange.rate)
        if values is None:
            said = f"the amount in {target} is too large or too small"
            return Converted(value=None, currency=target, reason=said)
        return Converted(**dict(exchange), value=values[0], currency=target)


def exchanged(amounts: Sequence[Decimal], source: str, target: str, rate: Decimal) -> list[Decimal] | None:
    """Amounts multiplied by a rate and rounded, all to the same decimals, half up.

    - Decimals: those of the target currency; where an amount has more than its own currency has (a price per gram), as
      many more. What would round to nothing keeps up to six: a price never turns into a gift.
    - None where one is too large to be told, or too small.
    """
    if source == target:
        return list(amounts)
    from tradewind.money import minor_units

    exact = [WIDE.multiply(each, rate) for each in amounts]
    finer = max((_decimals(each) - minor_units(source) for each in amounts), default=0)
    for places in range(min(FINEST, minor_units(target) + max(0, finer)), FINEST + 1):
        values = [each.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, WIDE) for each in exact]
        if all(value or not amount for value, amount in zip(values, amounts, strict=True)):
            return values if all(value <= LARGEST for value in values) else None
    return None


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


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
