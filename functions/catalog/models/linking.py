"""The same goods, offered twice: who says so and why."""

from typing import Literal

from pydantic import ConfigDict, Field

from catalog.models.product import LinkBasis
from tradewind.evidence import Decision
from tradewind.model import Id, Model, Moment


class LinkRequest(Model):
    """What a person says of two products."""

    model_config = ConfigDict(extra="forbid")

    same: bool


class Link(Model):
    """Another product that is, or may be, the same goods. Nothing is merged: both stay as their suppliers say."""

    product_id: Id
    title: str = Field(max_length=500)
    supplier: str | None = Field(default=None, max_length=200)
    basis: LinkBasis
    match: Decision[bool] = Field(description="null: it may be, and a person decides")


class KeptLink(Model):
    """What a person said of two products, as it is kept."""

    product_id: Id
    verdict: Literal["same", "different"]
    by: Id
    at: Moment


class Links(Model):
    """The products that are or may be the same goods as one."""

    product_id: Id
    items: list[Link]
    degraded: bool = Field(description="the search engine did not answer: texts were not compared")
