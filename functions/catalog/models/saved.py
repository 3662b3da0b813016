"""A search that a person saved, and what it told them."""

from typing import Annotated

from pydantic import ConfigDict, Field

from catalog.models.product import Line, Title
from catalog.models.search import Wanted
from tradewind.model import Count, Id, Model, Moment

MOST_SAVED = 50
"""Of one person."""
MOST_KNOWN = 5_000
"""Products that a saved search remembers to have told of, the newest: 160 KB of the 400 KB that an item may have."""
MOST_NEW = 100
"""Products that are named at once; of more, how many they are is told."""
MOST_TITLES = 5


class SavedRequest(Wanted):
    """A search to be kept, and looked at again."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    is_told: bool = Field(default=True, description="tell me when something new matches")


class SavedChange(Model):
    """What is to be otherwise with a saved search; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Line | None = None
    is_told: bool | None = None


class SavedSearch(Model):
    """A saved search as it is kept and shown. A product matches that says each word of the text and meets all that was
    set and understood: nothing gives way here."""

    saved_id: Id
    name: Line
    wanted: Wanted
    is_told: bool
    created_at: Moment
    created_by: Id
    looked_at: Moment | None = Field(default=None, description="when it was last looked for matches; null: not yet")
    told: Count = Field(default=0, description="products that it has told of")
    since: Moment | None = Field(default=None, description="what changed before has been looked at; null: nothing has")


class News(Model):
    """Products that match a saved search and did not before, as they were told."""

    news_id: Id
    saved_id: Id
    name: Line
    at: Moment
    count: Count = Field(description="how many match that did not before")
    product_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_NEW)]
    titles: Annotated[tuple[Title, ...], Field(max_length=MOST_TITLES)] = Field(description="of the first")
    created_by: Id = Field(description="whose search it is")
    audit_id: Id | None = None


class SavedPointer(Model):
    """Where a saved search is kept."""

    tenant: Id
    user: Id
    saved_id: Id
