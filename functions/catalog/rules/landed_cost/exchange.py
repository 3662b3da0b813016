"""Converting amounts: by a rate that is stated with its date, or not at all."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from catalog.models.landed_cost import StatedRate
from catalog.models.tariff import ExchangeLine, Tariff
from catalog.rules.landed_cost.amounts import WIDE

OLDEST = timedelta(days=31)
"""How old a loaded rate may be: customs authorities fix theirs for a month."""
DIGITS = 12


class Exchange:
    """The rates to one currency: those of the request first, then those of the newest tariff that has both."""

    def __init__(
        self,
        currency: str,
        stated: Iterable[StatedRate] = (),
        tariffs: Sequence[tuple[Tariff, Sequence[ExchangeLine]]] = (),
        day: date = date.max,
    ) -> None:
        self.currency = currency
        self._stated = {each.currency: each for each in stated}
        fresh = [each for each in tariffs if timedelta(0) <= day - each[0].as_of <= OLDEST]
        self._tariffs = sorted(fresh, key=lambda each: each[0].as_of, reverse=True)
        self._used: dict[str, StatedRate] = {}

    def rate(self, currency: str) -> StatedRate | None:
        """What one unit of a currency is worth here, with its date; None where nobody says it.

        Of a table of what one unit of its own currency is worth, the rate between two others is the quotient of theirs.
        """
        if currency not in self._used and (found := self._stated.get(currency) or self._published(currency)):
            self._used[currency] = found
        return self._used.get(currency)

    def convert(self, amount: Decimal, currency: str) -> Decimal | None:
        """An amount in the currency of the answer; None without a rate."""
        if currency == self.currency or not amount:
            return amount
        found = self.rate(currency)
        return None if found is None else WIDE.multiply(amount, found.rate)

    def missing(self, currency: str) -> str:
        """Why an amount could not be converted."""
        return f"no rate from {currency} to {self.currency} is stated, or of the last {OLDEST.days} days loaded"

    @property
    def used(self) -> list[StatedRate]:
        """The rates that amounts were converted by."""
        return [self._used[currency] for currency in sorted(self._used)]

    def _published(self, currency: str) -> StatedRate | None:
        for tariff, lines in self._tariffs:
            worth = {tariff.currency: Decimal(1)} | {line.currency: line.rate for line in lines}
            if currency in worth and self.currency in worth:
                rate = WIDE.divide(worth[self.currency], worth[currency]).quantize(Decimal(1).scaleb(-DIGITS))
                if rate:
                    return StatedRate(currency=currency, rate=rate, date=tariff.as_of, source=tariff.source)
        return None
