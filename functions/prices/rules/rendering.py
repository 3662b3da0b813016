"""When a host's pages are shown by a browser: only where that is what it takes, and for as long as it does."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from tradewind.model import Model, Moment

SURE_AFTER = 3
GIVES_UP_AFTER = 5
FETCHED_AGAIN_AFTER = timedelta(days=7)
FIRST_REST = timedelta(days=1)
LONGEST_REST = timedelta(days=14)
MOST_DOUBLINGS = 10  # past the longest rest; keeps the arithmetic small


class Way(StrEnum):
    """How a page of a host is read."""

    FETCHED = "fetched"
    FETCHED_FIRST = "fetched_first"  # and shown by a browser where it needs one
    SHOWN = "shown"


class Rendering(Model):
    """What is remembered of a host. The empty one: pages are fetched first.

    - Three pages in a row that had no price until a browser showed them: from then on the host's pages are shown
      without being fetched first.
    - Each week one is fetched first all the same. A price that is read so, at any time, forgets all of this: the host's
      pages are read without a browser again.
    - Five in a row that a browser showed without a price either: the host's pages are but fetched for a day, and twice
      as long each further time without a price between, up to 14 days.
    - A host that asks for a delay between visits is not visited twice in one look: its next page is shown.
    """

    found: int = Field(default=0, ge=0, le=SURE_AFTER, description="in a row: a browser showed the price")
    missed: int = Field(default=0, ge=0, description="in a row: a browser showed none either")
    rests: int = Field(default=0, ge=0, description="since a browser last showed a price")
    shown_next: bool = Field(default=False, description="a page needs a browser, and could not be shown in that look")
    fetched_at: Moment | None = Field(default=None, description="when a page was last fetched first")
    rest_until: Moment | None = None


def way(known: Rendering, now: datetime) -> Way:
    """How the next page of the host is read, where there is a browser."""
    if known.rest_until is not None and now < known.rest_until:
        return Way.FETCHED
    is_sure = known.found >= SURE_AFTER and known.fetched_at is not None
    if known.shown_next or (is_sure and now < (known.fetched_at or now) + FETCHED_AGAIN_AFTER):
        return Way.SHOWN
    return Way.FETCHED_FIRST


def fetched(known: Rendering) -> Rendering:
    """A price was read without a browser. `known` itself comes back where nothing was to forget."""
    return known if known == Rendering() else Rendering()


def put_off(known: Rendering, now: datetime) -> Rendering:
    """A page needs a browser and was not shown in this look, since its host asks for a delay between visits."""
    return known.model_copy(update={"shown_next": True, "fetched_at": now})


def shown(known: Rendering, way: Way, now: datetime, *, has_price: bool) -> Rendering:
    """A browser showed a page. `known` itself comes back where nothing changed."""
    if has_price:
        fetched_at = now if way is Way.FETCHED_FIRST or known.fetched_at is None else known.fetched_at
        return Rendering(found=min(known.found + 1, SURE_AFTER), fetched_at=fetched_at)
    missed = known.missed + 1
    if missed < GIVES_UP_AFTER:
        return Rendering(missed=missed, rests=known.rests, fetched_at=known.fetched_at)
    rest = min(FIRST_REST * (1 << min(known.rests, MOST_DOUBLINGS)), LONGEST_REST)
    return Rendering(rests=known.rests + 1, rest_until=now + rest)
