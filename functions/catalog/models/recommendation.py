"""What is recommended, and why."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from catalog.models.product import Product
from tradewind.evidence import Decision, Reason
from tradewind.model import Count, Id, Model, Moment

MOST_NEIGHBOURS = 60
MOST_SHOWN = 50
USUALLY_SHOWN = 10

Share = Annotated[float, Field(ge=0, le=1)]


class Neighbour(Model):
    """A product that the same people took to: how many of them did, how many did in one request, and how many people
    took to it at all."""

    product_id: Id
    people: Count
    at_once: Count
    popularity: Count = 0


class Neighbours(Model):
    """What else they took to who took to a product: of `looked_at` people, the newest, when that was counted."""

    product_id: Id
    looked_at: Count
    items: tuple[Neighbour, ...] = Field(default=(), max_length=MOST_NEIGHBOURS)
    at: Moment


class Method(StrEnum):
    """What chose the products."""

    LEARNED = "learned"  # the model, by your own history and that of others
    NEIGHBOURS = "neighbours"  # others who took to the same; the model does not answer, or is not asked
    ALIKE = "alike"  # how they are described
    POPULAR = "popular"  # what many took to of late


class Recommended(Model):
    """A product that is recommended, and why."""

    product: Product
    score: Share = Field(description="orders the items of one list, and means nothing beside another's")
    reasons: tuple[Reason, ...] = Field(max_length=5)


class Recommendations(Model):
    """What is recommended, the best first, and what chose it."""

    items: tuple[Recommended, ...] = Field(max_length=MOST_SHOWN)
    chosen_by: Decision[Method]
    at: Moment


class Forgotten(Model):
    """How many entries of a history were forgotten, and whether there are more: ask again then."""

    entries: Count
    has_more: bool
