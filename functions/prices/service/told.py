"""How what is kept is told: the present price with its evidence, an observation as the rules see it."""

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from prices.models.alert import Alert, Delivery
from prices.models.listing import Ending, Observation, Seen
from prices.models.now import PriceNow
from prices.rules.alerts import Raised
from prices.store.listings import Kept
from tradewind.evidence import Decision, Reason, Verdict
from tradewind.model import Price

if TYPE_CHECKING:
    from prices.rules.alerts import Outcome
    from tradewind.audit import Act

NOT_LOOKED_YET = Reason(text="the page has not been looked at yet")


def price_now(kept: Kept | None) -> PriceNow:
    """What is known of a listing's price. A price that the last check could not confirm is marked degraded."""
    state = kept.state if kept else None
    if kept is None or state is None or state.latest is None:
        unknown: Decision[Price] = Decision(
            value=None, basis="agreement", reasons=[NOT_LOOKED_YET], provenance="rule:prices.reading@1"
        )
        return PriceNow(price=unknown, next_check_at=_next_check_at(kept) if kept else None)
    latest, read = state.latest, state.last_read
    stale = read is not None and latest.price is None
    shown = read or latest
    reasons = list(shown.reasons)
    if stale:
        reasons = [*(Reason(text=f"last check: {reason.text}") for reason in latest.reasons), *reasons]
    decision = Decision(
        value=shown.price,
        confidence=shown.confidence if shown.price is not None else None,
        basis="agreement",
        degraded=stale,
        reasons=reasons,
        provenance=f"rule:prices.reading@1 {shown.source or 'nothing read'}",
    )
    return PriceNow(
        price=decision,
        currency=shown.currency,
        was_price=shown.was_price,
        shipping=shown.shipping,
        unit_price=shown.unit_price,
        unit=shown.unit,
        availability=latest.availability if latest.price is not None else shown.availability,
        title=shown.title,
        trouble=latest.trouble if latest.price is None else None,
        read_at=read.at if read else None,
        checked_at=latest.at,
        next_check_at=_next_check_at(kept),
    )


def _next_check_at(kept: Kept) -> datetime | None:
    """When the next look begins; while one is under way, when that one began."""
    return kept.slot or kept.due_at


def short_price(price: Decision[Price]) -> Verdict[Price]:
    """The short form of a price, for lists."""
    return Verdict(value=price.value, confidence=price.confidence, basis=price.basis, degraded=price.degraded)


def seen_of(observation: Observation) -> Seen:
    """An observation as the alert rules need it. One without a reading is a gap."""
    gap = observation.ending in (Ending.UNKNOWN, Ending.FAILED)
    return Seen(
        at=observation.at,
        price=None if gap else observation.price,
        currency=observation.currency,
        source=observation.source,
        variant=observation.variant,
        availability=observation.availability,
    )


def told_of(
    outcome: "Outcome", tenant: str, watch_id: str, product_id: str, seen: Observation, at: datetime
) -> "tuple[list[Alert], list[Act]]":
    """The alerts that an observation raised, and their records in the audit, which each names."""
    alerts, acts = [], []
    for raised in outcome.alerts:
        from prices.service.recorded import alert_raised  # the audit is loaded by the first alert

        alert = alert_of(raised, watch_id, product_id, seen.listing_id, seen.slot)
        act = alert_raised(alert, seen, tenant, at)
        acts.append(act)
        alerts.append(alert.model_copy(update={"audit_id": act.audit_id}))
    return alerts, acts


def alert_of(raised: Raised, watch_id: str, product_id: str, listing_id: str, slot: datetime) -> Alert:
    """The alert that a rule raised on the observation of `slot`. Its id is the same however often it is made."""
    identity = f"{watch_id}\n{listing_id}\n{raised.kind}\n{slot.isoformat()}"
    return Alert(
        alert_id=f"al_{sha256(identity.encode()).hexdigest()[:32]}",
        watch_id=watch_id,
        product_id=product_id,
        listing_id=listing_id,
        kind=raised.kind,
        at=raised.at,
        from_price=raised.from_price,
        to_price=raised.to_price,
        currency=raised.currency,
        reasons=list(raised.reasons),
        delivery=Delivery.PENDING,
    )
