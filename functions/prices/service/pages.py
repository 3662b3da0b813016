"""Getting a page and reading it: whatever comes of it is an observation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prices.models import Claimed, Ending, Listing, Observation, PageKind, Reading, Want
from prices.rules.listing import ListingState
from tradewind.clock import Clock
from tradewind.evidence import Reason

if TYPE_CHECKING:
    from tradewind.fetch import Client, Fetched, Robots

Read = Callable[[bytes, str, str | None, Want], Reading]
"""Reads a page: its bytes, address, content type, and what is wanted of it."""

LONGEST_VALIDATOR = 128  # an ETag or date longer than this is not worth its place in the table

WHY_NOT = {
    PageKind.LIST: "this is a list of products; watch the page of one of them",
    PageKind.ARTICLE: "this is an article, not a product page",
    PageKind.LOGIN_WALL: "the page asks for a login",
    PageKind.BOT_CHECK: "the shop asks whether we are human",
    PageKind.NOT_FOUND: "the page says that the product is gone",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page to look at for one check."""

    listing: Listing
    state: ListingState
    claimed: Claimed
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of looking. `host_answered`: False when the host failed, None when it was not asked."""

    seen: Observation
    host_answered: bool | None
    etag: str | None = None
    last_modified: str | None = None
    not_before: datetime | None = None


def look_up(page: Page, robots: "Robots", *, client: "Client", read: Read, now: Clock) -> Answer:
    """Fetch a page and read it. A page that does not come or cannot be read is a gap that says why."""
    from tradewind.fetch import FetchFailed, retry_after_s

    url, state = page.listing.url, page.state
    if not robots.allows(url):
        return Answer(_gap(page, now(), "the shop's robots.txt asks not to look at this page", Ending.FAILED), None)
    try:
        fetched = client.fetch(url, headers=page.headers, etag=state.etag, last_modified=state.last_modified)
    except FetchFailed as failure:
        answered = failure.kind in ("too_large", "unsupported_type", "too_many_redirects", "refused")
        return Answer(_gap(page, now(), failure.detail, Ending.FAILED), answered or False)
    at = now()
    if fetched.not_modified and state.last_read is not None:
        same = Reason(text="the shop says that the page has not changed")
        update = {
            "slot": page.claimed.slot,
            "at": at,
            "ending": Ending.UNCHANGED,
            "http_status": 304,
            "seeded": False,
            "reasons": [same, *state.last_read.reasons],
        }
        return Answer(state.last_read.model_copy(update=update), True)
    if fetched.status in (429, 503) or fetched.status >= 500:
        wait = retry_after_s(fetched.headers, at)
        gap = _gap(page, at, f"the shop answered {fetched.status}", Ending.FAILED, fetched.status)
        return Answer(gap, False, not_before=at + timedelta(seconds=wait) if wait else None)
    return Answer(
        _observation(
            page, at, fetched, read(fetched.body, fetched.url, fetched.headers.get("content-type"), page.listing.want)
        ),
        True,
        etag=_short(fetched.headers.get("etag")),
        last_modified=_short(fetched.headers.get("last-modified")),
    )


def why_unknown(reading: Reading) -> Reason:
    """Why a reading has no price, in one sentence."""
    return Reason(text=WHY_NOT.get(reading.kind, "no price could be read on this page"))


def _observation(page: Page, at: datetime, fetched: "Fetched", reading: Reading) -> Observation:
    if fetched.status >= 400:
        why = why_unknown(reading).text if reading.kind is not PageKind.OTHER else "the shop refuses the page"
        text = f"the shop answered {fetched.status}: {why}"
        if fetched.status in (404, 410):
            text = f"the page is gone (the shop answered {fetched.status})"
        return _gap(page, at, text, Ending.FAILED, fetched.status)
    if reading.price is None:
        reasons = [why_unknown(reading), *reading.reasons]
        return _gap(page, at, "", Ending.UNKNOWN, fetched.status).model_copy(
            update={"reasons": reasons, "title": reading.title, "availability": reading.availability}
        )
    return Observation(
        listing_id=page.listing.listing_id,
        slot=page.claimed.slot,
        at=at,
        ending=Ending.READ,
        price=reading.price,
        price_high=reading.price_high,
        was_price=reading.was_price,
        currency=reading.currency,
        availability=reading.availability,
        title=reading.title,
        variant=reading.variant,
        source=reading.source,
        confidence=reading.confidence,
        reasons=reading.reasons,
        http_status=fetched.status,
    )


def _gap(page: Page, at: datetime, text: str, ending: Ending, status: int | None = None) -> Observation:
    return Observation(
        listing_id=page.listing.listing_id,
        slot=page.claimed.slot,
        at=at,
        ending=ending,
        reasons=[Reason(text=text)] if text else [],
        http_status=status,
    )


def _short(validator: str | None) -> str | None:
    return validator if validator and len(validator) <= LONGEST_VALIDATOR else None
