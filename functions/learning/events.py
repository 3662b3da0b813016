"""What learning tells the rest of Tradewind."""

from typing import ClassVar

from pydantic import Field

from tradewind.events import Event


class ModelPromoted(Event):
    """A version of a model answers everybody from now on; within 60 s it does everywhere."""

    name: ClassVar[str] = "learning.model_promoted"
    version: ClassVar[int] = 1

    model: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}@\d{1,9}$", description="price_drop@4")
    before: str | None = Field(description="what answered before; null: nothing did")
    reasons: tuple[str, ...] = Field(max_length=20)


class ModelRolledBack(Event):
    """A version of a model was taken back: a canary that failed, or production by an operator."""

    name: ClassVar[str] = "learning.model_rolled_back"
    version: ClassVar[int] = 1

    model: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}@\d{1,9}$", description="price_drop@4")
    now: str | None = Field(description="what answers everybody; null: nothing does, and baselines answer")
    reasons: tuple[str, ...] = Field(max_length=20)
