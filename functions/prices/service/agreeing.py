"""Telling the watches of a listing what enough trusted tenants saw there."""

from collections.abc import Iterable
from datetime import datetime

from prices.models.alert import AlertPointer
from prices.models.listing import Observation
from prices.models.report import AgreedPrice
from prices.rules.reports.standing import Public
from prices.rules.reports.telling import is_news, speaks_up
from prices.rules.reports.together import COUNTS_FOR
from prices.service.told import alert_of
from prices.store import PriceStore
from prices.store.alerts import Tracker
from prices.store.listings import Kept


def tell_agreed(
    kept: Kept, seen: Observation, trackers: Iterable[Tracker], *, store: PriceStore, at: datetime
) -> list[AlertPointer]:
    """Tell each watch of a listing, once, a price that enough trusted tenants saw there within two days.

    It is told beside what the page says and moves nothing that a watch is measured from. A tenant that
    heard it from its own users does not hear it again. Returns where the alerts are kept, for their delivery.
    """
    agreed, read = kept.agreed, seen if seen.price is not None else kept.state.last_read
    if agreed is None or at - agreed.seen_at > COUNTS_FOR or read is None or read.price is None:
        return []
    found = []
    for tracker in trackers:
        pointer = None if tracker.paused else _tell(agreed, (read.price, read.currency), tracker, kept, store, at)
        found += [pointer] if pointer is not None else []
    return found


def _tell(
    agreed: AgreedPrice, public: Public, tracker: Tracker, kept: Kept, store: PriceStore, at: datetime
) -> AlertPointer | None:
    listing_id = kept.listing.listing_id
    members = " as members" if agreed.member else ""
    who = f"{agreed.tenants} trusted tenants saw this price{members}; it is not what the page says to everyone"
    raised = speaks_up(tracker.rule, agreed.price, agreed.currency, public, agreed.agreed_at, who)
    if raised is None:
        return None
    own = store.reports.summary(tracker.tenant, listing_id, member=agreed.member)
    if own is not None and not is_news(agreed.price, at, own.told_price, own.told_at):
        return None
    from prices.service.recorded import agreed_price_told

    alert = alert_of(raised, tracker.watch_id, tracker.product_id, listing_id, agreed.agreed_at)
    act = agreed_price_told(alert, agreed, tracker.tenant, at)
    return store.alerts.raise_once(tracker.tenant, alert.model_copy(update={"audit_id": act.audit_id}), act)
