"""The published rates, one item a day, the same for all tenants."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from prices.models.rates import RateDay
from prices.rules.rates import OLDEST, Rates
from prices.store import keys
from tradewind.dynamo import Table


class RateStore:
    """Rates by day."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def at(self, moment: datetime) -> Rates:
        """The rates that a conversion of a moment may need."""
        return self.between(moment, moment)

    def between(self, first: datetime, last: datetime) -> Rates:
        """The rates that conversions between two moments may need."""
        return Rates(self.days(first.date() - OLDEST - timedelta(days=1), last.date() + timedelta(days=1)))

    def days(self, first: date, last: date) -> list[RateDay]:
        """The days between two, both counted, that have rates; the oldest first."""
        if first > last:
            return []
        items = self._table.query_all(
            "pk = :pk AND sk BETWEEN :first AND :last", pk=keys.RATES, first=keys.day(first), last=keys.day(last)
        )
        return [RateDay.model_validate_json(item["doc"]) for item in items]

    def last_by(self, day: date) -> RateDay | None:
        """The last day with rates that is not after `day`."""
        found = self._table.query(
            "pk = :pk AND sk BETWEEN :first AND :last",
            limit=1,
            newest_first=True,
            pk=keys.RATES,
            first=keys.day(date.min),
            last=keys.day(day),
        )
        return RateDay.model_validate_json(found.items[0]["doc"]) if found.items else None

    def put(self, days: Iterable[RateDay]) -> None:
        """Keep the rates of days, in the place of what stood there. Done again it changes nothing."""
        self._table.put_many(
            {"pk": keys.RATES, "sk": keys.day(each.day), "doc": each.model_dump_json()} for each in days
        )
