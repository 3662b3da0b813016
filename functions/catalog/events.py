"""What the catalogue tells the rest of Tradewind."""

from typing import ClassVar, Literal

from pydantic import Field

from tradewind.events import Event
from tradewind.model import Count, Id


class SavedSearchMatched(Event):
    """Products match a saved search that did not before; `id` is the news's. A product is told of once by a search."""

    name: ClassVar[str] = "catalog.saved_search_matched"
    version: ClassVar[int] = 1

    saved_id: Id
    kind: Literal["new_match"] = "new_match"
    label: str = Field(max_length=200, description="the search's own name")
    count: Count = Field(description="how many products match that did not before")
    titles: tuple[str, ...] = Field(default=(), max_length=5, description="of the first of them")
    product_ids: tuple[Id, ...] = Field(default=(), max_length=100, description="the first of them")
    created_by: Id = Field(description="who saved the search")
    audit_id: Id | None = Field(default=None, description="the record of why these match")
