"""A feed: what watches told, at a secret address that readers of news poll."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from prices.models.watch import Label, Tag
from tradewind.model import Id, Model, Moment

FEED_ADDRESS = r"^[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{43}\.atom$"
FeedAddress = Annotated[str, StringConstraints(pattern=FEED_ADDRESS)]
"""The tenant, the feed's id, 256 random bits in base64url, `.atom`."""


class FeedRequest(Model):
    """Which watches a feed tells of."""

    model_config = ConfigDict(extra="forbid")

    name: Label = Field(description="how readers show it", examples=["Kitchen"])
    tag: Tag | None = Field(default=None, description="only watches with this tag; null: all of your tenant")


class Feed(Model):
    """A feed, all but its address."""

    feed_id: Id
    name: Label
    tag: Tag | None = None
    created_by: Id
    created_at: Moment
    changed_at: Moment = Field(description="when its address was made")


class MadeFeed(Feed):
    """A feed with its address, which opens it to whoever has it and is told this once."""

    path: str | None = Field(
        default=None, max_length=300, description="below the API's own address; null when the request was sent again"
    )
