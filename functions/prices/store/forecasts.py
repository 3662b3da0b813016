"""What was foretold of listings, and how right it was.

A forecast's item goes through three stages: it is wanted (no `doc`), made, judged. It stands in the index while it
waits for the next of them: from when it is wanted, and again from when all its days have passed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from prices.models.forecast import ForecastPointer, Foretold, Past
from prices.rules.track_record import Tally, summed, week_of
from prices.store import keys
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.audit import Act, Audit

KEPT = timedelta(days=90)
"""That a forecast is kept; the sums of them stay."""

WEEKS_KEPT = timedelta(days=366)
REMEMBERED = timedelta(hours=1)
SHOWN_KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast as it is kept. `foretold` is None while it is only wanted."""

    host: str
    foretold: Foretold | None
    was_judged: bool


@dataclass(frozen=True, slots=True)
class Summed:
    """What forecasts of one week and country, made by one model, came to."""

    week: date
    country: str
    model: str
    tally: Tally


class ForecastStore:
    """Forecasts of listings, shared by all tenants; and what was shown to each."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit
        self._read_at = datetime.min.replace(tzinfo=UTC)
        self._all: Sequence[Summed] = ()
        self._hosts: dict[str, Tally] = {}

    def want(self, listing_id: str, host: str, day: date, at: datetime) -> None:
        """Have a forecast made of a listing on a day; one that is wanted or made already stays as it is."""
        wanted = {
            "pk": keys.listing(listing_id),
            "sk": keys.forecast(day),
            "host": host,
            "due_pk": keys.forecasts(keys.shard_of(host)),
            "due_at": stamp(at),
            "expires_at": int((at + KEPT).timestamp()),
        }
        with suppress(Conflict):
            self._table.put(wanted, "attribute_not_exists(pk)", Conflict("wanted already"))

    def due(self, shard: int, before: datetime, limit: int) -> list[tuple[ForecastPointer, str]]:
        """The forecasts of a shard that wait to be made or judged, each with the due time it was found under."""
        found = self._table.query(
            "due_pk = :place AND due_at <= :before",
            index=keys.DUE_INDEX,
            limit=limit,
            place=keys.forecasts(shard),
            before=stamp(before),
        )
        return [(_pointer(item), str(item["due_at"])) for item in found.items]

    def postpone(self, at: ForecastPointer, found_due: str, until: datetime) -> bool:
        """Claim a forecast that fell due until then. False when another did."""
        return self._table.postpone(_place(at), found_due, stamp(until))

    def get(self, at: ForecastPointer) -> KeptForecast | None:
        """A forecast, wanted or made; None when there is none."""
        item = self._table.get(*_place(at))
        if item is None:
            return None
        foretold = Foretold.model_validate_json(item["doc"]) if "doc" in item else None
        return KeptForecast(str(item["host"]), foretold, bool(item.get("was_judged")))

    def keep(self, foretold: Foretold, host: str, judged_at: datetime) -> bool:
        """Keep the forecast of a listing's day, the first that is made of it. False when there is one."""
        try:
            self._table.update(
                (keys.listing(foretold.listing_id), keys.forecast(foretold.day)),
                "SET doc = :doc, host = :host, due_pk = :place, due_at = :judged_at, expires_at = :expires",
                "attribute_not_exists(doc)",
                Conflict("made already"),
                doc=foretold.model_dump_json(exclude_defaults=True),
                host=host,
                place=keys.forecasts(keys.shard_of(host)),
                judged_at=stamp(judged_at),
                expires=int((foretold.at + KEPT).timestamp()),
            )
        except Conflict:
            return False
        return True

    def judge(self, foretold: Foretold, host: str, tally: Tally | None) -> None:
        """Count what came of a forecast, once. `tally`: None where too little was seen to say.

        What it adds to its listing, its shop and to all is one transaction with its end, so no forecast counts twice.
        """
        at = (keys.listing(foretold.listing_id), keys.forecast(foretold.day))
        change, condition = "SET was_judged = :true REMOVE due_pk, due_at", "attribute_not_exists(was_judged)"
        over = Conflict("judged already")
        with suppress(Conflict):
            if tally is None:
                self._table.update(at, change, condition, over, true=True)
                return
            shard = keys.shard_of(foretold.listing_id)
            week = keys.week(week_of(foretold.day))
            places = (
                ((keys.listing(foretold.listing_id), keys.RECORD_SK), None),
                ((keys.record_of_host(host, shard), week), foretold.at + WEEKS_KEPT),
                (
                    (keys.record_of_all(shard), f"{week}#{foretold.country or ''}#{foretold.provenance}"),
                    foretold.at + WEEKS_KEPT,
                ),
            )
            self._table.transact(
                self._table.updating(at, change, condition, true=True),
                *(self._adding(place, tally, until) for place, until in places),
                refused=[over],
            )

    def forget_wanted(self, at: ForecastPointer) -> None:
        """Forget a forecast that was wanted and cannot be made, as of a page that cannot be read any more."""
        with suppress(Conflict):
            self._table.transact(
                self._table.deleting(_place(at), "attribute_not_exists(doc)"), refused=[Conflict("made meanwhile")]
            )

    def give_up(self, at: ForecastPointer) -> None:
        """Have a forecast fall due no more; its message lies in the dead letters and brings it back."""
        with suppress(Conflict):
            self._table.update(_place(at), "REMOVE due_pk, due_at", "attribute_exists(pk)", Conflict("gone"))

    def past(self, listing_id: str) -> Past | None:
        """What was drawn of a listing's looks before, if anything."""
        item = self._table.get(keys.listing(listing_id), keys.PAST_SK)
        return Past.model_validate_json(item["doc"]) if item else None

    def keep_past(self, listing_id: str, past: Past, at: datetime) -> None:
        """Keep it in the place of what stood there. Lost, it is drawn anew."""
        self._table.put(
            {
                "pk": keys.listing(listing_id),
                "sk": keys.PAST_SK,
                "doc": past.model_dump_json(),
                "expires_at": int((at + KEPT).timestamp()),
            }
        )

    def record_of_listings(self, listing_ids: Iterable[str]) -> Tally:
        """What the forecasts of listings came to, together."""
        found = self._table.get_many((keys.listing(each), keys.RECORD_SK) for each in listing_ids)
        return summed(map(_tally, found.values()))

    def record_of_host(self, host: str, since: date) -> Tally:
        """What those of a shop came to, from a week on."""
        return summed(_tally(item) for item in self._weeks(lambda shard: keys.record_of_host(host, shard), since))

    def record_of_all(self, since: date) -> Sequence[Summed]:
        """What all came to, from a week on, by week, by country and by what made them; the first week first."""
        found: dict[tuple[date, str, str], list[Tally]] = {}
        for item in self._weeks(keys.record_of_all, since):
            _, week, country, model = str(item["sk"]).split("#", 3)
            found.setdefault((date.fromisoformat(week), country, model), []).append(_tally(item))
        return [Summed(*of, summed(tallies)) for of, tallies in sorted(found.items(), key=lambda each: each[0])]

    def lately(self, host: str, since: date, at: datetime) -> tuple[Tally, Sequence[Summed]]:
        """What those of a shop, and all came to, from a week on; as it was read within the last hour.

        They move by the week, and each is read in as many parts as there are shards.
        """
        if at - self._read_at > REMEMBERED:
            self._read_at, self._hosts = at, {}
            self._all = self.record_of_all(since)
        if host not in self._hosts:
            self._hosts[host] = self.record_of_host(host, since)
        return self._hosts[host], self._all

    def shown(self, tenant: str, listing_id: str, days: int) -> tuple[str, str] | None:
        """What forecast of a listing a tenant was shown last, as its digest and its record in the audit."""
        item = self._table.get(keys.shown(tenant), _shown(listing_id, days))
        return (str(item["digest"]), str(item["audit_id"])) if item else None

    def show(self, tenant: str, listing_id: str, days: int, digest: str, act: "Act") -> None:
        """Record what a tenant is shown now."""
        item = {
            "pk": keys.shown(tenant),
            "sk": _shown(listing_id, days),
            "digest": digest,
            "audit_id": act.audit_id,
            "expires_at": int((act.at + SHOWN_KEPT).timestamp()),
        }
        with self._audit().recorder.recording([act]) as entries:
            self._table.transact(self._table.putting(item), *entries)

    def _adding(self, at: tuple[str, str], tally: Tally, until: datetime | None) -> "TransactWriteItemTypeDef":
        added = {name: amount for name, amount in tally.items() if amount}
        change = "ADD " + ", ".join(f"{name} :{name}" for name in added)
        values: dict[str, Any] = dict(added)
        if until is not None:
            change = f"SET expires_at = :until {change}"
            values["until"] = int(until.timestamp())
        return self._table.updating(at, change, **values)

    def _weeks(self, partition: Callable[[int], str], since: date) -> Iterable[Item]:
        for shard in range(keys.SHARDS):
            yield from self._table.query_all(
                "pk = :pk AND sk BETWEEN :first AND :last",
                pk=partition(shard),
                first=keys.week(week_of(since)),
                last=keys.WEEK + "~",
            )


def _place(at: ForecastPointer) -> tuple[str, str]:
    return keys.listing(at.listing_id), keys.forecast(at.day)


def _pointer(item: Item) -> ForecastPointer:
    return ForecastPointer(
        listing_id=str(item["pk"]).removeprefix(keys.listing("")),
        day=date.fromisoformat(str(item["sk"]).removeprefix(keys.FORECAST)),
    )


def _shown(listing_id: str, days: int) -> str:
    return f"{keys.FORECAST}{listing_id}#{days}"


def _tally(item: Mapping[str, Any]) -> Tally:
    return {name: int(amount) for name, amount in item.items() if name not in ("pk", "sk", "expires_at")}
