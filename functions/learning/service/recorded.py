"""How decisions on models stand in the audit, and what is told of them."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from learning.events import ModelPromoted, ModelRolledBack
from learning.models import Standing, Version
from tradewind import audit
from tradewind.evidence import Decision, Reason

ITSELF = "service:learning"


def act(
    tenant: str, actor: str, action: str, version: Version, reasons: Sequence[str], at: datetime, **value: str | None
) -> audit.Act:
    """A decision on a version: `model_registered`, `model_promoted`, `model_refused`, ..."""
    decision: Decision[audit.Facts] = Decision(
        value={"model": version.label, "digest": version.digest, **value},
        basis="rule",
        reasons=[Reason(text=each) for each in reasons],
        provenance="rule:learning.models@1",
    )
    return audit.act(tenant, actor, f"learning.{action}", f"model:{version.label}", decision, at=at)


def promoted(version: Version, before: Standing | None, reasons: Sequence[str], at: datetime) -> ModelPromoted:
    """That a version answers everybody. Its id is the same however often it is told."""
    was = label(before.name, before.production) if before else None
    return ModelPromoted(
        id=_id("promoted", version, before), at=at, model=version.label, before=was, reasons=tuple(reasons)
    )


def rolled_back(
    version: Version, before: Standing, after: Standing, reasons: Sequence[str], at: datetime
) -> ModelRolledBack:
    """That a version was taken back. Its id is the same however often it is told."""
    now = label(after.name, after.production)
    return ModelRolledBack(
        id=_id("rolled_back", version, before), at=at, model=version.label, now=now, reasons=tuple(reasons)
    )


def label(name: str, number: int | None) -> str | None:
    return f"{name}@{number}" if number else None


def _id(what: str, version: Version, before: Standing | None) -> str:
    return (
        "ev_"
        + sha256(f"learning.{what}\n{version.label}\n{before.revision if before else 0}".encode()).hexdigest()[:32]
    )
