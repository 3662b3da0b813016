"""What users saw on pages: their reports, what is known of each reporter, and each tenant's voice on a listing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import Field

from prices.models.alert import Alert, AlertPointer
from prices.models.report import AgreedPrice, Outcome, Report, Reported
from prices.rules.reports.together import COUNTS_FOR, Voice
from prices.rules.reports.trust import Record
from prices.store import keys
from prices.store.alerts import alert_item, pointer, recorded, told_item
from prices.store.listings import agreeing
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict
from tradewind.idempotency import Once
from tradewind.model import Currency, Id, Model, Moment, Price
from tradewind.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from tradewind.audit import Act, Audit

KEPT = timedelta(days=180)
"""How long a report is kept: three half-lives of what it says of its reporter."""
RECORD_KEPT = timedelta(days=730)
MOST_COUNTED = 50
"""Reports of one listing that a tenant's voice is made of, the weightiest."""


class Counted(Model):
    """A report as it counts in its tenant's voice."""

    price: Price
    at: Moment
    weight: float = Field(ge=0, le=1)
    by: Id


class Summary(Model):
    """What counts of a tenant's reports on a listing, and what was told of it."""

    currency: Currency
    counted: tuple[Counted, ...] = Field(default=(), max_length=MOST_COUNTED)
    told_price: Price | None = None
    told_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of a reporter and of a listing, each with the number of its last change; 0: it is new."""

    record: Record
    record_rev: int
    summary: Summary | None
    summary_rev: int


@dataclass(frozen=True, slots=True)
class Told:
    """The alerts that a report sets off, and the records of all that was decided."""

    alerts: Sequence[Alert]
    acts: "Sequence[Act]"


class ReportStore:
    """Reports of all tenants, one tenant at a time, and their voices on shared listings."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]", alerts_kept: timedelta) -> None:
        self._table = table
        self._audit = audit
        self._alerts_kept = alerts_kept

    def answered(self, once: Once) -> Reported | None:
        """The answer this key had before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Reported)

    def read(self, tenant: str, user: str, listing_id: str, *, member: bool, at: datetime) -> Read:
        """What is known of the reporter and of the listing."""
        reporter, listing = (keys.reporters(tenant), f"USER#{user}"), _summary_place(tenant, listing_id, member)
        found = self._table.get_many([reporter, listing])
        record = found.get(reporter)
        item = found.get(listing)
        return Read(
            record=Record.model_validate_json(record["doc"]) if record else Record(since=at, at=at),
            record_rev=int(record["rev"]) if record else 0,
            summary=Summary.model_validate_json(item["doc"]) if item else None,
            summary_rev=int(item["rev"]) if item else 0,
        )

    def add(
        self,
        tenant: str,
        answer: Reported,
        before: Read,
        record: Record,
        summary: Summary,
        voice: Voice | None,
        told: Told,
        once: Once,
        *,
        agreed: AgreedPrice | None = None,
    ) -> list[AlertPointer]:
        """Keep a report with all that it changes, in one transaction.

        `record`, `summary`: in the place of those of `before`. `voice`: the tenant's on a shared listing.
        `agreed`: what enough trusted tenants say of it now, where that is news.
        Returns where its alerts are kept, for their delivery. Raises: Conflict when reporter or listing changed
        meanwhile (read again), or the key is taken.
        """
        report = answer.report
        changed = Conflict("another report came in at the same moment; send it again", retry_after_s=1)
        user = report.created_by
        writes = [
            self._table.putting(_report_item(tenant, report), "attribute_not_exists(pk)"),
            self._replacing(_record_item(tenant, user, record), before.record_rev),
            self._replacing(_summary_item(tenant, report, summary), before.summary_rev),
            once.kept(answer, self._table),
        ]
        more = [self._table.putting(alert_item(tenant, alert, self._alerts_kept)) for alert in told.alerts]
        more += [self._table.putting(told_item(tenant, alert)) for alert in told.alerts]
        if voice is not None:
            more.append(self._table.putting(_voice_item(report, voice)))
        if agreed is not None:
            writes.append(agreeing(self._table, report.listing_id, agreed))
        with recorded(told.acts, self._audit) as entries:
            self._table.transact(*writes, *more, *entries, refused=[changed, changed, changed, once.taken, changed])
        return [pointer(tenant, alert) for alert in told.alerts]

    def voices(self, listing_id: str, *, member: bool) -> list[Voice]:
        """What each tenant's users saw of a shared listing of late."""
        found = self._table.query_all(
            "pk = :pk AND begins_with(sk, :kind)", pk=keys.listing(listing_id), kind=keys.voice(_kind(member), "")
        )
        return [
            Voice(
                tenant=item["sk"].rpartition("#")[2],
                price=Decimal(item["price"]),
                currency=item["currency"],
                weight=float(item["weight"]),
                at=datetime.fromisoformat(item["seen_at"]),
            )
            for item in found
        ]

    def summary(self, tenant: str, listing_id: str, *, member: bool) -> Summary | None:
        """What counts of a tenant's reports on a listing."""
        item = self._table.get(*_summary_place(tenant, listing_id, member))
        return Summary.model_validate_json(item["doc"]) if item else None

    def page(self, tenant: str, limit: int, next: str | None = None) -> Page[Report]:
        """A page of a tenant's reports, the newest first. Raises: InvalidInput for a foreign token."""
        pk = keys.reports(tenant)
        part = self._table.query(
            "pk = :pk",
            limit=limit,
            after=paging.start(pk, next, keys.REPORT, keys.REPORT + "~") if next else None,
            newest_first=True,
            pk=pk,
        )
        return Page(
            items=[Report.model_validate_json(item["doc"]).model_copy(update=_outcome(item)) for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def settle(self, tenant: str, key: str, outcome: Outcome) -> None:
        """Keep what came of a report; one that is gone stays gone."""
        try:
            self._table.update(
                (keys.reports(tenant), key),
                "SET outcome = :outcome",
                "attribute_exists(pk)",
                Conflict("gone"),
                outcome=str(outcome),
            )
        except Conflict:
            return

    def _replacing(self, item: Item, rev: int) -> "TransactWriteItemTypeDef":
        """The part of a transaction that keeps an item in the place of the one of `rev`; 0: there is none."""
        if not rev:
            return self._table.putting({**item, "rev": 1}, "attribute_not_exists(pk)")
        return self._table.putting({**item, "rev": rev + 1}, "rev = :rev", rev=rev)

    def forget_reporter(self, tenant: str, user: str, apply: bool) -> int:
        """Forget what is known of a reporter, or only count it."""
        place = (keys.reporters(tenant), f"USER#{user}")
        is_known = self._table.get(*place) is not None
        if is_known and apply:
            self._table.delete(*place)
        return int(is_known)


def report_key(report: Report) -> str:
    """Where a report stands among its tenant's."""
    return f"{keys.REPORT}{stamp(report.received_at)}#{report.report_id}"


def _kind(member: bool) -> str:
    return "member" if member else "public"


def _summary_place(tenant: str, listing_id: str, member: bool) -> tuple[str, str]:
    return keys.reported(tenant), f"LISTING#{listing_id}#{_kind(member)}"


def _outcome(item: Item) -> dict[str, Outcome]:
    return {"outcome": Outcome(item["outcome"])} if "outcome" in item else {}


def _report_item(tenant: str, report: Report) -> Item:
    return {
        "pk": keys.reports(tenant),
        "sk": report_key(report),
        "doc": report.model_dump_json(),
        "expires_at": int((report.received_at + KEPT).timestamp()),
    }


def _record_item(tenant: str, user: str, record: Record) -> Item:
    return {
        "pk": keys.reporters(tenant),
        "sk": f"USER#{user}",
        "doc": record.model_dump_json(),
        "expires_at": int((record.at + RECORD_KEPT).timestamp()),
    }


def _summary_item(tenant: str, report: Report, summary: Summary) -> Item:
    pk, sk = _summary_place(tenant, report.listing_id, report.member)
    expires = int((report.received_at + KEPT).timestamp())
    return {"pk": pk, "sk": sk, "doc": summary.model_dump_json(), "expires_at": expires}


def _voice_item(report: Report, voice: Voice) -> Item:
    return {
        "pk": keys.listing(report.listing_id),
        "sk": keys.voice(_kind(report.member), voice.tenant),
        "price": str(voice.price),
        "currency": voice.currency,
        "weight": str(voice.weight),
        "seen_at": stamp(voice.at),
        "expires_at": int((voice.at + COUNTS_FOR + timedelta(days=1)).timestamp()),
    }
