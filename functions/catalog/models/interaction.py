"""What users do with products, and what it says of their taste: search personalises by it, recommendations learn."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from tradewind.model import Count, Country, Id, Model, Moment

MOST_AT_ONCE = 40
"""Products in one request: with who took to each, the history and the taste they are one transaction of at most 100."""

LONGEST_TASTE = 200
"""Products in a user's taste, the newest: 12 KB."""


class InteractionKind(StrEnum):
    """What was done, in rising order of what it says."""

    VIEWED = "viewed"
    COMPARED = "compared"
    SAVED = "saved"
    ASKED = "asked"
    ORDERED = "ordered"


WEIGHTS = {
    InteractionKind.VIEWED: 0.2,
    InteractionKind.COMPARED: 0.4,
    InteractionKind.SAVED: 0.6,
    InteractionKind.ASKED: 0.8,
    InteractionKind.ORDERED: 1.0,
}
"""How much each says beside an order: a scale of ranks, as no outcomes are at hand to fit it by."""

ProductIds = Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class InteractionRequest(Model):
    """What the caller did, once, with one or several products: those of one request belong together, as one order."""

    model_config = ConfigDict(extra="forbid")

    kind: InteractionKind
    product_ids: ProductIds = Field(description="each once; those that were ordered at once in one request")
    country: Country | None = Field(
        default=None, description="where it goes to, two letters as DE: what is popular there"
    )
    at: Moment | None = Field(default=None, description="when it was, for what happened earlier; now where left out")
    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)] | None = Field(
        default=None, description="what was searched for when it was found"
    )
    search_id: Id | None = Field(default=None, description="the search that found it, as its answer names it")


class Interaction(Model):
    """What a user did, as it is kept."""

    interaction_id: Id
    user: Id
    kind: InteractionKind
    product_ids: ProductIds
    country: Country | None = None
    at: Moment
    query: str | None = Field(default=None, max_length=400)
    search_id: Id | None = None


class Recorded(Model):
    """That an interaction was kept."""

    interaction_id: Id


class TasteLine(Model):
    """One product in a user's taste. Lines of the same moment were of one request: one order, one comparison."""

    product_id: Id
    kind: InteractionKind = Field(description="the strongest of what they did with it")
    times: Count = Field(description="how often, of any kind")
    at: Moment = Field(description="when last")
    country: Country | None = Field(default=None, description="where it went to, as it was first told")

    @property
    def weight(self) -> float:
        """How much it says that they want such things, 0 to 1."""
        return WEIGHTS[self.kind]


class Taste(Model):
    """A user's history by product, the newest first, at most LONGEST_TASTE."""

    lines: tuple[TasteLine, ...] = ()

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The products, the newest first."""
        return tuple(line.product_id for line in self.lines)


class Popular(Model):
    """A product, and how many of a tenant's users did something with it of late."""

    product_id: Id
    users: Count
