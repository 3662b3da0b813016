"""Who watches a listing, what each rule was last measured from, and the alerts that came of it.

An alert and what it was measured from change in one transaction: an alert is never lost and never raised twice.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prices.models.alert import Alert, AlertPointer, Delivery
from prices.models.watch import Rule, Schedule
from prices.rules.alerts import AlertState
from prices.store import keys
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound
from tradewind.paging import Page

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from prices.models.forecast import Promise
    from tradewind.audit import Act, Audit

LISTED = timedelta(days=90)  # that an alert stands in the list of all watches; with its watch it stays for good
GRACE = timedelta(minutes=2)  # what a delivery may take before the sweep sends its message again


@dataclass(frozen=True, slots=True)
class Tracker:
    """A watch as its listing knows it. `rev` counts the user's changes; `last_slot`: the newest observation judged;
    `promise`: the predicted drop that it told of last."""

    tenant: str
    watch_id: str
    product_id: str
    rule: Rule
    schedule: Schedule
    state: AlertState
    paused: bool
    rev: int
    last_slot: datetime | None
    promise: "Promise | None" = None


class AlertStore:
    """Trackers and alerts."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]", kept: timedelta) -> None:
        self._table = table
        self._audit = audit
        self._kept = kept

    def trackers(self, listing_id: str) -> Iterator[Tracker]:
        """Every watch on a listing, of all tenants."""
        for item in self._table.query_all(
            "pk = :pk AND begins_with(sk, :watch)", pk=keys.listing(listing_id), watch=keys.WATCH
        ):
            yield _tracker(item)

    def trackers_of(self, tenant: str, listing_id: str) -> Iterator[Tracker]:
        """A tenant's own watches on a listing."""
        for item in self._table.query_all(
            "pk = :pk AND begins_with(sk, :theirs)", pk=keys.listing(listing_id), theirs=keys.tracker(tenant, "")
        ):
            yield _tracker(item)

    def find_tracker(self, tenant: str, watch_id: str, listing_id: str) -> Tracker | None:
        """One watch on a listing; None when it was removed."""
        item = self._table.get(keys.listing(listing_id), keys.tracker(tenant, watch_id))
        return _tracker(item) if item else None

    def advance(
        self,
        listing_id: str,
        tracker: Tracker,
        state: AlertState,
        slot: datetime,
        alerts: Sequence[Alert],
        acts: "Sequence[Act]" = (),
    ) -> list[AlertPointer]:
        """Move what a watch is measured from on to the observation of `slot`, and keep the alerts that this raises,
        with `acts`, their records in the audit.

        Returns where the alerts are kept, for their delivery. Raises: Conflict when the watch changed or moved on
        meanwhile: read the tracker again.
        """
        key = (keys.listing(listing_id), keys.tracker(tracker.tenant, tracker.watch_id))
        change = "SET state_doc = :state, last_slot = :slot"
        condition = "rev = :rev AND (attribute_not_exists(last_slot) OR last_slot < :slot)"
        values = {"state": state.model_dump_json(), "slot": stamp(slot), "rev": tracker.rev}
        overtaken = Conflict("the watch changed or moved on meanwhile")
        if not alerts and not acts:  # a transaction costs twice as much, and most looks raise nothing
            self._table.update(key, change, condition, overtaken, **values)
            return []
        moved = self._table.updating(key, change, condition, **values)
        items = [alert_item(tracker.tenant, alert, self._kept) for alert in alerts]
        kept = [self._table.putting(item, "attribute_not_exists(pk)") for item in items]
        listed = [self._table.putting(told_item(tracker.tenant, alert)) for alert in alerts]
        with recorded(acts, self._audit) as entries:
            self._table.transact(moved, *kept, *listed, *entries, refused=[overtaken] * (len(items) + 1))
        return [pointer(tracker.tenant, alert) for alert in alerts]

    def foretell(self, listing_id: str, tracker: Tracker, promise: "Promise", alert: Alert, act: "Act") -> AlertPointer:
        """Keep the alert of a predicted drop, and with its watch what was promised, so that it is told once.

        Raises: Conflict when the watch changed or told of one meanwhile: read the tracker again.
        """
        before = {"before": tracker.promise.model_dump_json()} if tracker.promise else {}
        told = self._table.updating(
            (keys.listing(listing_id), keys.tracker(tracker.tenant, tracker.watch_id)),
            "SET promise_doc = :promise",
            f"rev = :rev AND {'promise_doc = :before' if before else 'attribute_not_exists(promise_doc)'}",
            promise=promise.model_dump_json(),
            rev=tracker.rev,
            **before,
        )
        kept = self._table.putting(alert_item(tracker.tenant, alert, self._kept), "attribute_not_exists(pk)")
        listed = self._table.putting(told_item(tracker.tenant, alert))
        overtaken = Conflict("the watch changed or spoke up meanwhile")
        with recorded([act], self._audit) as entries:
            self._table.transact(told, kept, listed, *entries, refused=[overtaken, overtaken])
        return pointer(tracker.tenant, alert)

    def raise_once(self, tenant: str, alert: Alert, act: "Act") -> AlertPointer | None:
        """Keep an alert that moves nothing a watch is measured from, with its record; None where it is kept already."""
        known = Conflict("told already")
        with suppress(Conflict), recorded([act], self._audit) as entries:
            self._table.transact(
                self._table.putting(alert_item(tenant, alert, self._kept), "attribute_not_exists(pk)"),
                self._table.putting(told_item(tenant, alert)),
                *entries,
                refused=[known],
            )
            return pointer(tenant, alert)
        return None

    def get(self, at: AlertPointer) -> Alert:
        """An alert. Raises: NotFound, as when its watch was removed with it."""
        item = self._table.get(keys.alerts(at.tenant, at.watch_id), at.alert_key)
        if item is None:
            raise NotFound(f"no alert {at.alert_key}")
        return Alert.model_validate_json(item["doc"])

    def settle(self, at: AlertPointer, alert: Alert, overdue_at: datetime, acts: "Sequence[Act]" = ()) -> None:
        """Keep how a delivery went; one that is over leaves the outbox. `acts`: the record of one that is given up.

        `overdue_at`: when a delivery that is still to be tried again is taken for lost. Raises: Conflict when another
        attempt has delivered it meanwhile, or it is gone.
        """
        waits = alert.delivery is Delivery.PENDING
        place = {"place": keys.outbox(keys.shard_of(at.tenant)), "overdue": stamp(overdue_at)} if waits else {}
        key = (keys.alerts(at.tenant, at.watch_id), at.alert_key)
        change = "SET doc = :doc, delivery = :how" + (
            ", due_pk = :place, due_at = :overdue" if waits else " REMOVE due_pk, due_at"
        )
        condition = "attribute_exists(pk) AND (attribute_not_exists(delivery) OR delivery <> :delivered)"
        values = {"doc": alert.model_dump_json(), "how": str(alert.delivery), "delivered": str(Delivery.DELIVERED)}
        overtaken = Conflict("the alert has been delivered meanwhile, or is gone")
        if not acts:  # a transaction costs twice as much
            self._table.update(key, change, condition, overtaken, **values, **place)
            return
        settled = self._table.updating(key, change, condition, **values, **place)
        with recorded(acts, self._audit) as entries:
            self._table.transact(settled, *entries, refused=[overtaken])

    def undelivered(self, shard: int, before: datetime, limit: int) -> list[tuple[AlertPointer, str]]:
        """Alerts of a shard whose delivery is overdue, each with the due time it was found under."""
        found = self._table.query(
            "due_pk = :shard AND due_at <= :before",
            index=keys.DUE_INDEX,
            limit=limit,
            shard=keys.outbox(shard),
            before=stamp(before),
        )
        return [(_pointer_from(item), item["due_at"]) for item in found.items]

    def postpone(self, at: AlertPointer, found_due: str, until: datetime) -> bool:
        """Claim an overdue delivery until then. False when another did."""
        return self._table.postpone((keys.alerts(at.tenant, at.watch_id), at.alert_key), found_due, stamp(until))

    def page(self, tenant: str, watch_id: str, limit: int, next: str | None = None) -> Page[Alert]:
        """A page of a watch's alerts, the newest first. Raises: InvalidInput for a foreign token."""
        pk = keys.alerts(tenant, watch_id)
        part = self._table.query(
            "pk = :pk AND begins_with(sk, :alert)",
            limit=limit,
            after=paging.start(pk, next, keys.ALERT, keys.ALERT + "~") if next else None,
            newest_first=True,
            pk=pk,
            alert=keys.ALERT,
        )
        return Page(
            items=[Alert.model_validate_json(item["doc"]) for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def remove_all(self, tenant: str, watch_id: str) -> None:
        """Forget a watch's alerts, delivered or not."""
        pk = keys.alerts(tenant, watch_id)
        for item in self._table.query_all("pk = :pk", pk=pk):
            self._table.delete(pk, item["sk"])


def recorded(
    acts: "Sequence[Act]", audit: "Callable[[], Audit]"
) -> "AbstractContextManager[list[TransactWriteItemTypeDef]]":
    """The parts of a transaction that record its decisions; where there is none the audit stays closed."""
    return audit().recorder.recording(acts) if acts else nullcontext([])


def pointer(tenant: str, alert: Alert) -> AlertPointer:
    """Where an alert is kept, as the message of its delivery says it."""
    return AlertPointer(tenant=tenant, watch_id=alert.watch_id, alert_key=_alert_key(alert))


def _alert_key(alert: Alert) -> str:
    """The listing is named, for two of a product's may have something to tell at one moment."""
    return f"{keys.ALERT}{stamp(alert.at)}#{alert.kind}#{alert.listing_id}"


def alert_item(tenant: str, alert: Alert, kept: timedelta) -> Item:
    """An alert as it is kept, and for how long; in the outbox while it waits for its delivery."""
    waits = alert.delivery is Delivery.PENDING
    return {
        "pk": keys.alerts(tenant, alert.watch_id),
        "sk": _alert_key(alert),
        "doc": alert.model_dump_json(),
        "due_pk": keys.outbox(keys.shard_of(tenant)) if waits else None,
        "due_at": stamp(alert.at + GRACE) if waits else None,
        "expires_at": int((alert.at + kept).timestamp()),
    }


def told_item(tenant: str, alert: Alert) -> Item:
    """An alert's place in the list of what all of a tenant's watches told."""
    return {
        "pk": keys.told(tenant),
        "sk": f"{keys.ALERT}{stamp(alert.at)}#{alert.alert_id}",
        "watch_id": alert.watch_id,
        "alert_key": _alert_key(alert),
        "expires_at": int((alert.at + LISTED).timestamp()),
    }


def _pointer_from(item: Item) -> AlertPointer:
    _, tenant, _, watch_id = item["pk"].split("#")
    return AlertPointer(tenant=tenant, watch_id=watch_id, alert_key=item["sk"])


def _tracker(item: Item) -> Tracker:
    _, tenant, watch_id = item["sk"].split("#")
    return Tracker(
        tenant=tenant,
        watch_id=watch_id,
        product_id=item["product_id"],
        rule=Rule.model_validate_json(item["rule_doc"]),
        schedule=Schedule.model_validate_json(item["schedule_doc"]),
        state=AlertState.model_validate_json(item["state_doc"]) if "state_doc" in item else AlertState(),
        paused=item["paused"],
        rev=int(item["rev"]),
        last_slot=datetime.fromisoformat(item["last_slot"]) if "last_slot" in item else None,
        promise=_promise(item["promise_doc"]) if "promise_doc" in item else None,
    )


def _promise(doc: str) -> "Promise":
    from prices.models.forecast import Promise  # few trackers have one

    return Promise.model_validate_json(doc)
