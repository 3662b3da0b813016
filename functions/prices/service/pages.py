"""Getting a page and reading it: whatever comes of it is an observation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prices.models.listing import Claimed, Ending, Listing, Observation, Stated
from prices.models.page import PageKind, Reading, Want
from prices.rules.listing import ListingState
from tradewind.clock import Clock
from tradewind.evidence import Reason
from tradewind.observability import logger

if TYPE_CHECKING:
    from tradewind.fetch import Client, Fetched, Robots

Read = Callable[[bytes, str, str | None, Want], Reading]
"""Reads a page: its bytes, address, content type, and what is wanted of it."""

LONGEST_VALIDATOR = 128  # an ETag or date longer than this is not worth its place in the table
MOST_REASONS = 12  # a listing's item holds two observations; with these bounds they stay below 20 of its 400 KB
LONGEST_REASON = 300
NOT_CHANGED = Reason(text="the shop says that the page has not changed")

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
    page: "Fetched | None" = None  # as the shop sent it, where it was read
    stated: Stated | None = None


def look_up(page: Page, robots: "Robots", *, client: "Client", read: Read, now: Clock) -> Answer:
    """Fetch a page and read it. A page that does not come or cannot be read is a gap that says why."""
    from tradewind.fetch import FetchFailed, retry_after_s

    url, state = page.listing.url, page.state
    if not robots.allows(url):
        return not_asked(page, now(), why_forbidden(robots))
    try:
        fetched = client.fetch(url, headers=page.headers, etag=state.etag, last_modified=state.last_modified)
    except FetchFailed as failure:
        answered = failure.kind in ("too_large", "unsupported_type", "too_many_redirects", "refused")
        return Answer(_gap(page, now(), failure.detail, Ending.FAILED), answered)
    at = now()
    if fetched.not_modified:
        return Answer(_unchanged(page, at), True)
    if fetched.status in (429, 503) or fetched.status >= 500:
        wait = retry_after_s(fetched.headers, at)
        gap = _gap(page, at, f"the shop answered {fetched.status}", Ending.FAILED, fetched.status)
        return Answer(gap, False, not_before=at + timedelta(seconds=wait) if wait else None)
    reading = read_page(fetched, page.listing.want, read)
    return Answer(
        _observation(page, at, fetched, reading),
        True,
        stated=_stated(reading),
        etag=_short(fetched.headers.get("etag")),
        last_modified=_short(fetched.headers.get("last-modified")),
        page=fetched,
    )


def not_asked(page: Page, at: datetime, why: str) -> Answer:
    """The gap of a page that was not asked for."""
    return Answer(_gap(page, at, why, Ending.FAILED), None)


def read_page(fetched: "Fetched", want: Want, read: Read) -> Reading:
    """What is read of an answer. A page that our reader fails on is an unknown, and an error in the log.

    It must not fail the message that it came with: the other pages of its host would wait for it.
    """
    try:
        return read(fetched.body, fetched.url, fetched.headers.get("content-type"), want)
    except Exception:  # noqa: BLE001 - whatever a stranger's bytes make of a parser ends here, logged
        logger.exception("the reader failed on a page", status=fetched.status, size=len(fetched.body))
        failed = Reason(text="our reader failed on this page, and has told us so")
        return Reading(kind=PageKind.OTHER, confidence=0, reasons=[failed])


def why_forbidden(robots: "Robots") -> str:
    """Why a page is not looked at."""
    from tradewind.fetch.robots import NOTHING_ALLOWED

    if robots.text == NOTHING_ALLOWED:
        return "the shop's robots.txt forbids everything, or could not be read just now"
    return "the shop's robots.txt asks not to look at this page"


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
        reasons = _bounded([why_unknown(reading), *reading.reasons])
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
        shipping=reading.shipping,
        unit_price=reading.unit_price,
        unit=reading.unit,
        availability=reading.availability,
        title=reading.title,
        variant=reading.variant,
        source=reading.source,
        confidence=reading.confidence,
        reasons=_bounded(reading.reasons),
        http_status=fetched.status,
    )


def _stated(reading: Reading) -> Stated | None:
    """The brand and identifiers of a product page that states any."""
    if reading.price is None or not (reading.brand or reading.identifiers):
        return None
    identifiers = {name: text[:100] for name, text in sorted(reading.identifiers.items())[:20]}
    return Stated(brand=reading.brand, identifiers=identifiers)


def _unchanged(page: Page, at: datetime) -> Observation:
    """The reading before, seen again; a gap where the shop was not asked whether it holds."""
    before = page.state.last_read
    if before is None or not (page.state.etag or page.state.last_modified):
        return _gap(page, at, "the shop answered 304 to a request without a condition", Ending.FAILED, 304)
    reasons = [NOT_CHANGED, *(reason for reason in before.reasons if reason != NOT_CHANGED)]
    update = {
        "slot": page.claimed.slot,
        "at": at,
        "ending": Ending.UNCHANGED,
        "http_status": 304,
        "seeded": False,
        "reasons": reasons,
    }
    return before.model_copy(update=update)


def _bounded(reasons: Sequence[Reason]) -> list[Reason]:
    return [Reason(text=each.text[:LONGEST_REASON], weight=each.weight) for each in reasons[:MOST_REASONS]]


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
