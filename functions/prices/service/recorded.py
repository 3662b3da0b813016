"""What the price watch decides, as the audit records it. An observation carries its own evidence and is no entry."""

from datetime import datetime
from typing import TYPE_CHECKING

from prices.models.alert import Alert, Likely
from prices.models.deal import Deal
from prices.models.listing import Observation
from prices.models.page import Override
from prices.models.report import AgreedPrice, Report
from prices.models.sweep import PutBack
from prices.models.teaching import Promoted
from tradewind import audit
from tradewind.evidence import Decision, Reason

if TYPE_CHECKING:
    from prices.models.forecast import Forecast

US = "service:prices"


def alert_raised(alert: Alert, seen: Observation, tenant: str, at: datetime) -> audit.Act:
    """That a watch spoke up, on which observation. How sure it is, is how sure the reading was."""
    decision: Decision[audit.Facts] = Decision(
        value=_facts_of(alert),
        confidence=seen.confidence,
        basis="agreement",
        reasons=[*alert.reasons, *seen.reasons],
        provenance="rule:prices.alerts@1",
    )
    inputs = (f"observation:{seen.listing_id}/{seen.slot.isoformat()}", f"product:{alert.product_id}")
    return audit.act(tenant, US, "prices.alert_raised", f"watch:{alert.watch_id}", decision, at=at, inputs=inputs)


def forecast_shown(shown: "Forecast", tenant: str, at: datetime) -> audit.Act:
    """That a tenant was shown what a price may do, and what was advised."""
    waiting = shown.waiting
    decision: Decision[audit.Facts] = Decision(
        value={
            "drop_probability": None if shown.drop.value is None else f"{shown.drop.value:.6f}",
            "days": shown.days,
            "price": _text(shown.price),
            "currency": shown.currency,
            "advice": waiting.advice.value if waiting else None,
            "best_day": waiting.best_day.isoformat() if waiting else None,
        },
        basis=shown.drop.basis,
        degraded=shown.drop.degraded,
        reasons=shown.drop.reasons,
        provenance=shown.drop.provenance,
    )
    inputs = (f"product:{shown.product_id}",)
    return audit.act(tenant, US, "prices.forecast_shown", f"listing:{shown.listing_id}", decision, at=at, inputs=inputs)


def reported_price_told(alert: Alert, report: Report, tenant: str, at: datetime) -> audit.Act:
    """That a watch spoke up on a price that a user saw."""
    decision: Decision[audit.Facts] = Decision(
        value={**_facts_of(alert), "member": report.member},
        confidence=report.weight,
        basis="agreement",
        reasons=[*alert.reasons, *report.reasons],
        provenance="rule:prices.reports@1",
    )
    inputs = (f"report:{report.report_id}", f"product:{alert.product_id}")
    return audit.act(tenant, US, "prices.alert_raised", f"watch:{alert.watch_id}", decision, at=at, inputs=inputs)


def agreed_price_told(alert: Alert, agreed: AgreedPrice, tenant: str, at: datetime) -> audit.Act:
    """That a watch spoke up on a price that trusted tenants saw. It says how many, and not who."""
    decision: Decision[audit.Facts] = Decision(
        value={**_facts_of(alert), "member": agreed.member},
        confidence=agreed.share,
        basis="agreement",
        reasons=list(alert.reasons),
        provenance="rule:prices.reports@1",
    )
    inputs = (f"listing:{alert.listing_id}", f"product:{alert.product_id}")
    return audit.act(tenant, US, "prices.alert_raised", f"watch:{alert.watch_id}", decision, at=at, inputs=inputs)


def report_held(report: Report, tenant: str, at: datetime) -> audit.Act:
    """That a price that a user reported is not believed, and why."""
    decision: Decision[audit.Facts] = Decision(
        value={"price": str(report.price), "currency": report.currency, "member": report.member},
        basis="rule",
        reasons=list(report.reasons),
        provenance="rule:prices.reports@1",
    )
    subject = f"listing:{report.listing_id}"
    inputs = (f"report:{report.report_id}",)
    return audit.act(tenant, US, "prices.report_held", subject, decision, at=at, inputs=inputs)


def drop_predicted(alert: Alert, likely: Likely, tenant: str, at: datetime) -> audit.Act:
    """That a watch told of a drop that is likelier than not."""
    decision: Decision[audit.Facts] = Decision(
        value={
            "alert_id": alert.alert_id,
            "from_price": _text(alert.from_price),
            "to_price": _text(alert.to_price),
            "currency": alert.currency,
            "percent": _text(likely.percent),
            "until": likely.until.isoformat(),
        },
        confidence=likely.probability,
        basis="calibrated",
        reasons=alert.reasons,
        provenance=likely.provenance,
    )
    inputs = (f"listing:{alert.listing_id}", f"product:{alert.product_id}")
    return audit.act(tenant, US, "prices.drop_predicted", f"watch:{alert.watch_id}", decision, at=at, inputs=inputs)


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


def deal_judged(deal: Deal, tenant: str) -> audit.Act:
    """What a price was told to be worth. Looking at it again records nothing while the answer is the same."""
    decision: Decision[audit.Facts] = Decision(
        value={
            "verdict": str(deal.verdict),
            "score": deal.score.value,
            "price": _text(deal.price),
            "currency": deal.currency,
            "sentence": deal.sentence,
        },
        basis=deal.score.basis,
        degraded=deal.score.degraded,
        reasons=deal.score.reasons,
        provenance=deal.score.provenance,
    )
    inputs = (f"listing:{deal.listing_id}",)
    subject = f"product:{deal.product_id}"
    return audit.act(tenant, US, "prices.deal_judged", subject, decision, at=deal.at, inputs=inputs)


def override_taught(host: str, override: Override, tenant: str, actor: str, at: datetime) -> audit.Act:
    """That a person taught where the pages of a host are to be read for their tenant."""
    return _on_host(tenant, actor, "prices.override_taught", host, override, "a person said so", at)


def override_forgotten(host: str, override: Override, tenant: str, actor: str, at: datetime) -> audit.Act:
    """That a person took it back."""
    return _on_host(tenant, actor, "prices.override_forgotten", host, override, "a person took it back", at)


def override_promoted(promoted: Promoted, tenant: str, actor: str) -> audit.Act:
    """That an operator had what a tenant taught hold for all."""
    why = "an operator has it hold for all who have taught nothing of their own"
    return _on_host(tenant, actor, "prices.override_promoted", promoted.host, promoted.override, why, promoted.at)


def promotion_withdrawn(promoted: Promoted, tenant: str, actor: str, at: datetime) -> audit.Act:
    """That an operator took that back."""
    why = f"an operator took back what had been promoted on {promoted.at:%Y-%m-%d}"
    return _on_host(tenant, actor, "prices.promotion_withdrawn", promoted.host, promoted.override, why, at)


def letters_put_back(done: PutBack, tenant: str, actor: str, at: datetime) -> audit.Act:
    """That a person had messages that were given up handled again."""
    decision: Decision[audit.Facts] = Decision(
        value={"letters": len(done.letter_ids)},
        basis="rule",
        reasons=[Reason(text="a person asked for it")],
        provenance="rule:prices.letters@1",
    )
    inputs = tuple(f"letter:{each}" for each in done.letter_ids[:50])
    return audit.act(tenant, actor, "prices.letters_put_back", inputs[0], decision, at=at, inputs=inputs)


def feed_changed(how: str, feed_id: str, tenant: str, actor: str, at: datetime) -> audit.Act:
    """That a person made, renewed or removed the address of a feed, by which alerts can be read without a token."""
    decision: Decision[audit.Facts] = Decision(
        value={"address": how},
        basis="rule",
        reasons=[Reason(text="a person asked for it")],
        provenance="rule:prices.feeds@1",
    )
    return audit.act(tenant, actor, f"prices.feed_{how}", f"feed:{feed_id}", decision, at=at)


def listing_joined(
    product_id: str, listing_id: str, match: Decision[bool], tenant: str, actor: str, at: datetime
) -> audit.Act:
    """That a person had a listing belong to a product, and what the rule of matching made of the two."""
    return _of_product(tenant, actor, "prices.listing_joined", product_id, listing_id, match, at)


def listing_left(product_id: str, listing_id: str, tenant: str, actor: str, at: datetime) -> audit.Act:
    """That a person had a listing belong to a product no more."""
    said: Decision[bool] = Decision(
        value=None, basis="rule", reasons=[Reason(text="a person took it out")], provenance="rule:prices.products@1"
    )
    return _of_product(tenant, actor, "prices.listing_left", product_id, listing_id, said, at)


def match_refused(
    product_id: str, listing_id: str, match: Decision[bool], tenant: str, actor: str, at: datetime
) -> audit.Act:
    """That a person said that a listing is not the product, and what the rule of matching made of the two."""
    return _of_product(tenant, actor, "prices.match_refused", product_id, listing_id, match, at)


def _of_product(
    tenant: str, actor: str, action: str, product_id: str, listing_id: str, match: Decision[bool], at: datetime
) -> audit.Act:
    decision: Decision[audit.Facts] = Decision(
        value={"listing_id": listing_id, "same": match.value},
        confidence=match.confidence,
        basis=match.basis,
        reasons=match.reasons,
        provenance=match.provenance,
    )
    inputs = (f"listing:{listing_id}",)
    return audit.act(tenant, actor, action, f"product:{product_id}", decision, at=at, inputs=inputs)


def _on_host(tenant: str, actor: str, action: str, host: str, override: Override, why: str, at: datetime) -> audit.Act:
    value: audit.Facts = {"host": host, **override.model_dump()}
    decision: Decision[audit.Facts] = Decision(
        value=value, basis="rule", reasons=[Reason(text=why)], provenance="rule:prices.teaching@1"
    )
    return audit.act(tenant, actor, action, f"host:{host[:200]}", decision, at=at)


def _facts_of(alert: Alert) -> audit.Facts:
    return {
        "alert_id": alert.alert_id,
        "kind": str(alert.kind),
        "from_price": _text(alert.from_price),
        "to_price": _text(alert.to_price),
        "currency": alert.currency,
    }


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)
