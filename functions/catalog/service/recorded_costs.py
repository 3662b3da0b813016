"""What comparisons and negotiations decide, and what is loaded and shared for them, as the audit records it."""

from datetime import datetime

from catalog.models.comparison import Comparison, Shared
from catalog.models.negotiation import Negotiation
from catalog.models.tariff import Tariff
from tradewind import audit
from tradewind.evidence import Decision, Reason

US = "service:catalog"
ASKED = Reason(text="a person asked for it")


def compared(told: Comparison, tariffs: list[Tariff], tenant: str) -> audit.Act:
    """Which product was told to cost least at the door, with what the total of each was."""
    decision: Decision[audit.Facts] = Decision(
        value={
            "product_id": told.verdict.value,
            "destination": told.destination,
            "quantity": told.quantity,
            "currency": told.currency,
            **{
                f"total_{number}": f"{item.product_id} {item.cost.total if item.cost else None}"
                for number, item in enumerate(told.items, 1)
            },
        },
        basis=told.verdict.basis,
        reasons=told.verdict.reasons,
        provenance=told.verdict.provenance,
    )
    inputs = [*(f"product:{item.product_id}" for item in told.items), *(f"tariff:{each.tariff_id}" for each in tariffs)]
    return audit.act(tenant, US, "catalog.compared", inputs[0], decision, at=told.at, inputs=inputs[:50])


def negotiation_advised(told: Negotiation, tenant: str) -> audit.Act:
    """What prices a person was advised to begin with, aim at and walk away from."""
    decision: Decision[audit.Facts] = Decision(
        value={
            "offer_id": told.offer_id,
            "quantity": told.quantity,
            "currency": told.currency,
            "list_price": str(told.list_price),
            "opening": _text(told.opening.value),
            "target": _text(told.target.value),
            "walk_away": _text(told.walk_away.value),
            "tactics": " ".join(each.tactic for each in told.tactics),
        },
        basis=told.walk_away.basis,
        reasons=[*told.walk_away.reasons, *told.target.reasons],
        provenance=told.walk_away.provenance,
    )
    others = [f"product:{told.alternative.product_id}"] if told.alternative else []
    subject = f"product:{told.product_id}"
    return audit.act(
        tenant, US, "catalog.negotiation_advised", subject, decision, at=told.at, inputs=[subject, *others]
    )


def tariff_changed(how: str, tariff: Tariff, tenant: str, actor: str, at: datetime) -> audit.Act:
    """That a person loaded or removed a tariff, by which costs are worked out."""
    decision: Decision[audit.Facts] = Decision(
        value={
            "kind": str(tariff.kind),
            "name": tariff.name,
            "destination": tariff.destination,
            "as_of": tariff.as_of.isoformat(),
            "source": tariff.source,
            "lines": tariff.line_count,
        },
        basis="rule",
        reasons=[ASKED],
        provenance="rule:catalog.tariffs@1",
    )
    return audit.act(tenant, actor, f"catalog.tariff_{how}", f"tariff:{tariff.tariff_id}", decision, at=at)


def share_changed(how: str, share_id: str, tenant: str, actor: str, at: datetime, shared: Shared | None) -> audit.Act:
    """That a person made or withdrew a link by which a comparison can be read without a token."""
    decision: Decision[audit.Facts] = Decision(
        value={"link": how, "expires_at": shared.expires_at.isoformat() if shared else None},
        basis="rule",
        reasons=[ASKED],
        provenance="rule:catalog.shares@1",
    )
    inputs = tuple(f"product:{each}" for each in shared.product_ids) if shared else ()
    return audit.act(tenant, actor, f"catalog.share_{how}", f"share:{share_id}", decision, at=at, inputs=inputs)


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)
