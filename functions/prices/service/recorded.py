"""What the price watch decides, as the audit records it. An observation carries its own evidence and is no entry."""

from datetime import datetime

from prices.models import Alert, Observation
from tradewind import audit
from tradewind.evidence import Decision, Reason

US = "service:prices"


def alert_raised(alert: Alert, seen: Observation, tenant: str, at: datetime) -> audit.Act:
    """That a watch spoke up, on which observation. How sure it is, is how sure the reading was."""
    decision: Decision[audit.Facts] = Decision(
        value={
            "alert_id": alert.alert_id,
            "kind": str(alert.kind),
            "from_price": _text(alert.from_price),
            "to_price": _text(alert.to_price),
            "currency": alert.currency,
        },
        confidence=seen.confidence,
        basis="agreement",
        reasons=[*alert.reasons, *seen.reasons],
        provenance="rule:prices.alerts@1",
    )
    inputs = (f"observation:{seen.listing_id}/{seen.slot.isoformat()}", f"product:{alert.product_id}")
    return audit.act(tenant, US, "prices.alert_raised", f"watch:{alert.watch_id}", decision, at=at, inputs=inputs)


def delivery_given_up(alert: Alert, tenant: str, at: datetime) -> audit.Act:
    """That an alert was not delivered and is not tried again by itself."""
    decision: Decision[audit.Facts] = Decision(
        value={"alert_id": alert.alert_id, "delivery": str(alert.delivery), "attempts": alert.attempts},
        basis="rule",
        reasons=[Reason(text=alert.last_error or "no attempt was taken")],
        provenance="rule:prices.deliveries@1",
    )
    inputs = (f"alert:{alert.alert_id}",)
    return audit.act(tenant, US, "prices.delivery_given_up", f"watch:{alert.watch_id}", decision, at=at, inputs=inputs)


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)
