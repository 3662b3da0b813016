"""What a check leaves of a listing: the last reading, whether it changed, how the page behaves."""

from datetime import datetime

from pydantic import Field

from prices.models import Availability, Ending, Observation
from prices.rules.schedule import ListingHealth
from tradewind.model import Model

RECENT_LOOKS = 20
GONE = (404, 410)


class ListingState(Model):
    """What the last checks of a listing left. Before the first it is empty."""

    latest: Observation | None = None
    last_read: Observation | None = Field(default=None, description="the last one with a price")
    health: ListingHealth = ListingHealth()
    etag: str | None = Field(default=None, max_length=512)
    last_modified: str | None = Field(default=None, max_length=128)


def has_changed(before: Observation | None, after: Observation) -> bool:
    """Whether a reading tells another price or availability than the reading before it.

    - A gap is no change, nor is the first reading.
    - A currency that is not stated on one side is no change; an availability that is not stated is none either.
    """
    if before is None or before.price is None or after.price is None:
        return False
    currencies = {before.currency, after.currency} - {None}
    stock = {before.availability, after.availability} - {Availability.UNKNOWN}
    return before.price != after.price or len(currencies) > 1 or len(stock) > 1


def has_gone_dark(before: ListingState, after: Observation) -> bool:
    """Whether this check is the first that read no price where the one before it did."""
    return after.price is None and before.latest is not None and before.latest.price is not None


def advance(
    state: ListingState,
    seen: Observation,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    not_before: datetime | None = None,
    wants_second_look: bool = False,
) -> ListingState:
    """The state after one more observation.

    - A check without a price is a failure more; one with a price forgets them.
    - Changes are counted over some twenty recent looks: at twenty both counts are halved, so that old ones fade.
    - Validators are kept of a readable page only: after "not modified" the reading before must be there to hold.
    - `not_before`: the moment that the host asked to be left alone until.
    """
    health = state.health
    if seen.price is None:
        health = ListingHealth(
            looks=health.looks,
            changes=health.changes,
            failures=min(health.failures + 1, 1000),
            gone=seen.http_status in GONE,
            not_before=not_before,
        )
        return state.model_copy(update={"latest": seen, "health": health, "etag": None, "last_modified": None})
    looks, changes = health.looks + 1, health.changes + has_changed(state.last_read, seen)
    if looks > RECENT_LOOKS:
        looks, changes = looks // 2, changes // 2
    health = ListingHealth(looks=looks, changes=changes, wants_second_look=wants_second_look)
    if seen.ending is Ending.UNCHANGED:
        etag, last_modified = state.etag, state.last_modified
    return ListingState(latest=seen, last_read=seen, health=health, etag=etag, last_modified=last_modified)
