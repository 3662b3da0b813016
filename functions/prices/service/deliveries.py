"""Delivering an alert: to the bus for the rest of Tradewind, and to the watch's own webhook."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from prices.events import AlertRaised, PriceDropPredicted
from prices.models.alert import Alert, AlertPointer, Delivery
from prices.models.watch import Watch
from prices.service.recorded import delivery_given_up
from prices.service.sealing import bound_to
from prices.store import PriceStore
from tradewind.clock import Clock
from tradewind.errors import Conflict, NotFound, TradewindError, Unavailable
from tradewind.events import Bus
from tradewind.observability import logger
from tradewind.secrets import Sealer

if TYPE_CHECKING:
    from tradewind.fetch import Client

LONGEST_ERROR = 300
MOST_REASONS = 10
ALSO_TOLD = {
    "at", "watch_id", "product_id", "listing_id", "kind", "from_price", "to_price", "currency", "audit_id",
}  # fmt: skip
OVERDUE = timedelta(minutes=6)
"""Twice the queue's visibility time-out: the message of a failed delivery comes back before the sweep sends another."""


def deliver(
    pointer: AlertPointer, *, last_try: bool, store: PriceStore, client: "Client", sealer: Sealer, bus: Bus, now: Clock
) -> None:
    """Deliver an alert. One that is delivered already, or whose watch is gone, is done with; one that had failed and
    was replayed is tried again.

    The receiver may get it more than once, as when its answer is lost; it always bears the same `webhook-id`.
    `last_try`: when this fails too the delivery counts as failed until it is replayed.

    Raises: Unavailable when the receiver or the bus did not take it.
    """
    try:
        alert = store.alerts.get(pointer)
    except NotFound:
        logger.info("alert dropped, its watch is gone", watch_id=pointer.watch_id)
        return
    if alert.delivery in (Delivery.DELIVERED, Delivery.NONE):
        return
    try:
        watch = store.watches.get(pointer.tenant, pointer.watch_id)
        sealed = store.watches.sealed_secret(pointer.tenant, pointer.watch_id)
    except NotFound:
        logger.info("alert dropped, its watch is gone", watch_id=pointer.watch_id)
        _settle(pointer, alert, store, now, delivery=Delivery.NONE)
        return
    bus.publish([_event(pointer.tenant, alert, watch, *_page(alert.listing_id, store))])
    if watch.webhook_url is None or sealed is None:
        _settle(pointer, alert, store, now, delivery=Delivery.NONE)
        return
    problem = _post(pointer.tenant, alert, watch, sealed, client=client, sealer=sealer, now=now)
    attempts = alert.attempts + 1
    if problem is None:
        _settle(pointer, alert, store, now, delivery=Delivery.DELIVERED, attempts=attempts, last_error=None)
        return
    state = Delivery.FAILED if last_try else Delivery.PENDING
    if _settle(pointer, alert, store, now, delivery=state, attempts=attempts, last_error=problem[:LONGEST_ERROR]):
        raise Unavailable(f"webhook not delivered: {problem}")


def _settle(pointer: AlertPointer, alert: Alert, store: PriceStore, now: Clock, **how: object) -> bool:
    """Keep how an attempt went. False when there is nothing to keep: another attempt has delivered the alert."""
    settled = alert.model_copy(update=how)
    acts = [delivery_given_up(settled, pointer.tenant, now())] if settled.delivery is Delivery.FAILED else []
    try:
        store.alerts.settle(pointer, settled, now() + OVERDUE, acts)
    except Conflict:
        logger.info("alert settled by another attempt, or gone", watch_id=pointer.watch_id)
        return False
    return True


def _post(
    tenant: str, alert: Alert, watch: Watch, sealed_secret: str, *, client: "Client", sealer: Sealer, now: Clock
) -> str | None:
    """Send the signed alert. Returns what went wrong, or None. Raises: Unavailable while the secret cannot be had."""
    from tradewind.fetch import FetchFailed
    from tradewind.webhook import sign

    try:
        secret = sealer.unseal(sealed_secret, bound_to(tenant, watch.watch_id))
    except Unavailable:
        raise
    except TradewindError:
        logger.exception("webhook secret cannot be opened", watch_id=watch.watch_id)
        return "the webhook's secret cannot be opened; set the webhook anew"
    body = _body(alert, watch)
    headers = {"content-type": "application/json", **sign(secret, alert.alert_id, now(), body)}
    try:
        answer = client.fetch(str(watch.webhook_url), method="POST", headers=headers, body=body, follow=False)
    except FetchFailed as failure:
        return failure.detail
    return None if 200 <= answer.status < 300 else f"the receiver answered {answer.status}"


def _body(alert: Alert, watch: Watch) -> bytes:
    """The message (Standard Webhooks: type, timestamp, data)."""
    shown = alert.model_dump(mode="json", exclude={"delivery", "attempts", "last_error"})
    data = {**shown, "url": watch.url, "label": watch.label, "tags": list(watch.tags)}
    return json.dumps({"type": "prices.alert", "timestamp": alert.at.isoformat(), "data": data}).encode()


def _page(listing_id: str, store: PriceStore) -> tuple[str | None, str | None]:
    """Title and address of an alert's page. One that is the tenant's own keeps its address to itself: that may carry
    credentials."""
    try:
        kept = store.listings.get(listing_id)
    except NotFound:
        return None, None
    read = kept.state.last_read
    return read.title if read else None, kept.listing.url if kept.listing.tenant is None else None


def _event(
    tenant: str, alert: Alert, watch: Watch, title: str | None, url: str | None
) -> AlertRaised | PriceDropPredicted:
    """The alert for the rest of Tradewind."""
    told: dict[str, Any] = {
        **alert.model_dump(include=ALSO_TOLD),
        "id": alert.alert_id,
        "tenant": tenant,
        "label": watch.label,
        "title": title,
        "url": url,
        "tags": watch.tags,
        "reasons": tuple(reason.text for reason in alert.reasons[:MOST_REASONS]),
        "created_by": watch.created_by,
    }
    if alert.likely is not None:
        return PriceDropPredicted.model_validate({**told, **alert.likely.model_dump()})
    return AlertRaised.model_validate(told)
