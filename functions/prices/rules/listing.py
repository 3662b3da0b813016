"""What a check leaves of a listing: the last reading, whether it changed, how the page behaves."""

from datetime import datetime, timedelta

from pydantic import Field

from prices.models.listing import Ending, Observation, Stated
from prices.models.page import Availability, Source
from prices.rules.schedule import ListingHealth
from tradewind.model import Model, Moment

RECENT_LOOKS = 20
GONE = (404, 410)
LOOKS_A_PAGE = 28
KEPT_AGAIN_AFTER = timedelta(days=7)
KEPT_ANEW_AFTER = timedelta(days=80)  # a saved page is removed after 90
BROKEN_AGAIN_AFTER = timedelta(days=1)


class KeptPages(Model):
    """Which pages of a listing are saved, each by the slot of the observation that was read from it."""

    read: Moment | None = Field(default=None, description="the newest that a price was read of")
    looks: int = Field(default=0, description="at the listing since then")
    before: Moment | None = Field(default=None, description="the last one before its reading stopped working")
    broken: Moment | None = Field(default=None, description="the first one after")


class ListingState(Model):
    """What the last checks of a listing left. Before the first it is empty."""

    latest: Observation | None = None
    last_read: Observation | None = Field(default=None, description="the last one with a price")
    health: ListingHealth = ListingHealth()
    etag: str | None = Field(default=None, max_length=512)
    last_modified: str | None = Field(default=None, max_length=128)
    pages: KeptPages = KeptPages()
    stated: Stated = Stated()


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
    stated: Stated | None = None,
) -> ListingState:
    """The state after one more observation.

    - A check without a price is a failure more; one with a price forgets them.
    - Changes are counted over some twenty recent looks: at twenty both counts are halved, so that old ones fade.
    - Validators are kept of a readable page only: after "not modified" the reading before must be there to hold.
    - `not_before`: the moment that the host asked to be left alone until.
    - `stated`: what the page states of the product; None, or a page that states nothing now, leaves what was known.
    """
    health, pages = state.health, _pages_after(state, seen)
    if seen.price is None:
        health = ListingHealth(
            looks=health.looks,
            changes=health.changes,
            failures=min(health.failures + 1, 1000),
            gone=seen.http_status in GONE,
            not_before=not_before,
        )
        return state.model_copy(
            update={"latest": seen, "health": health, "etag": None, "last_modified": None, "pages": pages}
        )
    looks, changes = health.looks + 1, health.changes + has_changed(state.last_read, seen)
    if looks > RECENT_LOOKS:
        looks, changes = looks // 2, changes // 2
    health = ListingHealth(looks=looks, changes=changes, wants_second_look=wants_second_look)
    if seen.ending is Ending.UNCHANGED:
        etag, last_modified = state.etag, state.last_modified
    return ListingState(
        latest=seen,
        last_read=seen,
        health=health,
        etag=etag,
        last_modified=last_modified,
        pages=pages,
        stated=stated or state.stated,
    )


def has_stopped_working(state: ListingState, seen: Observation) -> bool:
    """Whether a page came that is not read as the one before it: no price any more, or by another source.

    A page that did not come says nothing of how it is read. Neither does a past that was loaded from elsewhere, nor one
    that is read by a taught selector now: somebody had it read so.
    """
    if seen.ending is Ending.UNKNOWN:
        return state.latest is None or state.latest.price is not None
    last = state.last_read
    if seen.ending is not Ending.READ or seen.source is Source.OVERRIDE:
        return False
    return last is not None and not last.seeded and last.source is not seen.source


def is_worth_keeping(state: ListingState, seen: Observation) -> bool:
    """Whether the page of this observation is saved, so that of each breakage there is a page before and one after.

    - The first page, whatever was read of it, and the first whose reading stops working; of a listing that breaks
      again and again one a day.
    - Else one in 28 looks and a week at most, which at the usual 6 hours is one a week; and again before the one that
      is kept expires. So a save (5 USD a million) costs a check 0.18 USD a million, whatever the interval up to 3 days.
    """
    pages, fresh = state.pages, seen.at - KEPT_AGAIN_AFTER
    if seen.ending not in (Ending.READ, Ending.UNKNOWN):
        return False
    if has_stopped_working(state, seen):
        return pages.broken is None or seen.at - pages.broken >= BROKEN_AGAIN_AFTER
    if seen.ending is Ending.UNKNOWN:
        return False
    if pages.read is None or pages.read <= seen.at - KEPT_ANEW_AFTER:
        return True
    return pages.read <= fresh and pages.looks + 1 >= LOOKS_A_PAGE


def _pages_after(state: ListingState, seen: Observation) -> KeptPages:
    """What is kept once this observation is: the page of it, if it was saved, as what it is."""
    before = state.pages
    pages = before.model_copy(update={"looks": before.looks + 1})
    if not seen.page_kept:
        return pages
    if has_stopped_working(state, seen):
        pages = pages.model_copy(update={"before": before.read, "broken": seen.slot})
    if seen.ending is Ending.READ:
        pages = pages.model_copy(update={"read": seen.slot, "looks": 0})
    return pages
