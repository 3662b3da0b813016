"""How the sweep does: what is read and what is not, how hosts answer, what was told, what was given up."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from prices.models.alert import Alert
from prices.models.listing import Ending
from prices.models.watch import Tag
from tradewind.evidence import Reason
from tradewind.model import Count, Id, Model, Moment, WebAddress

MOST_WATCHES = 2000
"""Watches that one answer is counted over: some 30 reads of the table."""
MOST_HOSTS = 200
MOST_LETTERS = 100
Text = Annotated[str, StringConstraints(max_length=500)]


class HostPhase(StrEnum):
    """Whether a host is asked."""

    CLOSED = "closed"  # it is asked
    OPEN = "open"  # it is left alone after failures in a row, or because it said so
    HALF_OPEN = "half_open"  # the next look tries whether it answers again


class HostHealth(Model):
    """How a host answers, and what of yours is read there."""

    host: str = Field(max_length=253)
    listings: Count = Field(description="of yours")
    failing: Count = Field(description="of them: the last look read no price")
    phase: HostPhase
    open_until: Moment | None = Field(default=None, description="until when it is left alone")
    failures: Count = Field(description="of the host, in a row")
    checked_at: Moment | None = Field(default=None, description="when a page of yours was last looked at there")


class SweepHealth(Model):
    """How the looks at your pages go."""

    at: Moment
    watches: Count = Field(description="of yours, paused ones too")
    paused: Count
    listings: Count = Field(description="pages of the watches that are not paused")
    read: Count = Field(description="their last look read a price")
    failing: Count = Field(description="their last look read none")
    waiting: Count = Field(description="not looked at yet")
    late: Count = Field(description="due for more than 15 minutes")
    hosts: list[HostHealth] = Field(max_length=MOST_HOSTS, description="those with trouble first, then the largest")
    is_whole: bool = Field(description=f"false: you have more, and this is counted over {MOST_WATCHES} watches")


class FailingListing(Model):
    """A page of yours whose last look read no price."""

    watch_id: Id
    product_id: Id
    listing_id: Id
    label: str | None = Field(default=None, max_length=200)
    title: str | None = Field(default=None, max_length=500)
    url: WebAddress
    host: str = Field(max_length=253)
    ending: Ending
    http_status: int | None = Field(default=None, ge=100, le=599)
    reasons: list[Reason]
    failures: Count = Field(description="looks in a row that read no price")
    checked_at: Moment
    read_at: Moment | None = Field(default=None, description="when a price was last read; null: never")
    broken_at: Moment | None = Field(default=None, description="when its reading stopped working, if a page shows it")
    next_check_at: Moment | None = None


class ToldAlert(Alert):
    """An alert in the list of what all watches told."""

    title: str = Field(max_length=500, description="the watch's label, else the page's title, else the host")
    host: str = Field(max_length=253)
    url: WebAddress | None = Field(default=None, description="null for a page that is fetched for one tenant alone")
    tags: tuple[Tag, ...] = ()


class DeadLetter(Model):
    """A message of yours that was given up."""

    letter_id: Id
    queue: Annotated[str, StringConstraints(max_length=80)] = Field(description="what it was for: checks, deliveries")
    reason: Text
    given_up_at: Moment
    host: str | None = Field(default=None, max_length=253, description="of a check")
    listing_ids: tuple[Id, ...] = Field(default=(), max_length=50, description="of a check: your pages in it")
    watch_id: Id | None = Field(default=None, description="of a delivery")
    import_id: Id | None = Field(default=None, description="of an import")


class DeadLetters(Model):
    """The messages of yours that wait, given up."""

    items: list[DeadLetter] = Field(max_length=MOST_LETTERS)
    is_whole: bool = Field(description=f"false: more wait than the {MOST_LETTERS} that are looked at")


class PutBack(Model):
    """What was put back into the queues it came from."""

    letter_ids: tuple[Id, ...] = Field(max_length=MOST_LETTERS)
    is_whole: bool = Field(description="false: more wait; send the request again with another key")
