"""Which versions of a model there are, which of them answer, and whom."""

from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from tradewind.model import Count, Id, Model, Moment
from tradewind.registry.bundle import File, Metrics, ModelName, Signature

Number = Annotated[int, Field(ge=1, lt=10**8)]
Actor = Annotated[str, StringConstraints(pattern="^(person:[0-9a-f]{32}|service:[a-z_]{1,40})$")]
"""Who did it, as the audit calls them (tradewind.audit): no name of a person stands in the registry."""
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Stage(StrEnum):
    """How far a version is. There is at most one canary and one production version of a model at any time."""

    CANDIDATE = "candidate"
    CANARY = "canary"
    PRODUCTION = "production"
    RETIRED = "retired"


class Version(Model):
    """A version of a model. What is in its files never changes; only its stage does."""

    name: ModelName
    version: Number
    stage: Stage
    since: Moment = Field(description="when it came to this stage")
    by: Actor = Field(description="who brought it there, as the audit calls them")
    reasons: tuple[Why, ...] = Field(max_length=20, description="why it is at this stage")
    signature: Signature
    metrics: Metrics
    files: tuple[File, ...]
    digest: str = Field(description="the SHA-256 of its files' names and hashes; where they lie in the bucket")
    registered_at: Moment

    @property
    def label(self) -> str:
        """As answers name it: `price_drop@3`."""
        return f"{self.name}@{self.version}"


class Canary(Model):
    """A version that answers a share of the callers, to see how it does."""

    canary_id: Id = Field(description="the promotion that opened it; its counts are kept under this")
    version: Number
    share: float = Field(gt=0, le=1)
    since: Moment


class Standing(Model):
    """A model: its versions and which of them answer. `revision` counts its changes: a write names the one before."""

    name: ModelName
    latest: Number
    production: Number | None = None
    previous: Number | None = Field(default=None, description="what production was before, and a rollback goes back to")
    canary: Canary | None = None
    revision: int = Field(ge=1, le=10**9)


class Counts(Model):
    """What a canary did: predictions it answered, of them those that came late, and those it could not answer."""

    answered: Count = 0
    late: Count = 0
    failed: Count = 0


def is_in_share(name: str, caller: str, share: float) -> bool:
    """Whether a caller belongs to a canary's share: the same answer in every process and for as long as it lasts.

    The first 64 bits of the SHA-256 of name and caller, as a part of one, lie below the share. So a share that grows
    keeps those who are in it, and which callers are in it differs from model to model.
    """
    drawn = int.from_bytes(sha256(f"{name}\n{caller}".encode()).digest()[:8])
    return drawn < share * 2**64
