"""The words of learning: what is asked, kept and answered of models."""

from enum import StrEnum

from pydantic import ConfigDict, Field

from tradewind.model import Id, Model, Moment
from tradewind.registry.bundle import Bundle, File, Metrics, ModelName, Signature
from tradewind.registry.standing import Actor, Canary, Counts, Number, Stage, Standing, Version, Why

__all__ = [
    "Actor", "Bundle", "Canary", "Counts", "ModelName", "Number", "Promotion", "PromotionRequest", "PromotionState",
    "Rollback", "RollbackRequest", "ShownModel", "ShownVersion", "Signature", "Stage", "Standing", "Version",
    "VersionLine", "Why",
]  # fmt: skip

LONGEST_WATCH_MINUTES = 23 * 60  # a run of the state machine ends within a day
MOST_RUNS = 5


class PromotionState(StrEnum):
    """How far a promotion is."""

    RUNNING = "running"
    PROMOTED = "promoted"
    REFUSED = "refused"
    ROLLED_BACK = "rolled_back"


class PromotionRequest(Model):
    """Which version is to answer all, and how it is tried before."""

    model_config = ConfigDict(extra="forbid")

    version: Number
    share: float = Field(default=0.05, ge=0.001, le=0.5, description="of the callers, while it is a canary (seed 002)")
    watch_minutes: float = Field(
        default=60, ge=0, le=LONGEST_WATCH_MINUTES, description="how long it is a canary; by parts of a minute too"
    )
    least_answers: int = Field(
        default=20, ge=0, le=1_000_000, description="what it must have answered by then; with less it is taken back"
    )


class Promotion(Model):
    """A promotion that was asked for; poll it until `state` is no longer `running`."""

    promotion_id: Id
    name: ModelName
    version: Number
    share: float = Field(gt=0, le=1)
    watch_minutes: float = Field(ge=0, le=LONGEST_WATCH_MINUTES)
    least_answers: int = Field(ge=0, le=1_000_000)
    state: PromotionState = PromotionState.RUNNING
    reasons: tuple[Why, ...] = Field(default=(), max_length=20, description="why it ended as it did")
    counts: Counts = Field(default_factory=Counts, description="what the canary did, as it was last looked at")
    asked_by: Actor
    asked_at: Moment
    watch_ends_at: Moment | None = Field(default=None, description="null before it is a canary")
    ended_at: Moment | None = None
    runs: int = Field(default=1, ge=1, le=MOST_RUNS, description="more than one: an earlier run was cut short")


class RollbackRequest(Model):
    """Why a version is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: Why


class Rollback(Model):
    """What was taken back, and what answers now."""

    name: ModelName
    rolled_back: Number
    was: Stage
    production: Number | None
    reason: Why
    at: Moment


class VersionLine(Model):
    """A version in a list."""

    version: Number
    model: str = Field(description="as answers name it: price_drop@3")
    stage: Stage
    share: float | None = Field(
        ge=0, le=1, description="of the callers, for a canary and for production; null: it answers nobody"
    )
    since: Moment
    by: Actor
    reasons: tuple[Why, ...]
    metrics: Metrics
    registered_at: Moment


class ShownVersion(VersionLine):
    """A version with all that is known of it."""

    name: ModelName
    signature: Signature
    files: tuple[File, ...]
    card: str = Field(description="what it is for, what it was trained on and how good it is, in Markdown")


class ShownModel(Model):
    """A model, and which of its versions answer."""

    name: ModelName
    latest: Number
    production: VersionLine | None
    canary: VersionLine | None
    previous: Number | None = Field(description="what a rollback of production goes back to")
    promotion: Promotion | None = Field(description="the one that is under way")
