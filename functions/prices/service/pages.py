"""Getting a page and reading it: whatever comes of it is an observation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from prices.models.listing import Claimed, Ending, Listing, Observation, Stated, Trouble
from prices.models.page import FoundCoupon, PageKind, Reading, Want
from prices.rules import rendering
from prices.rules.listing import ListingState
from prices.rules.rendering import Rendering, Way
from prices.service.rendering import IT_IS_DOWN, IT_IS_PRIVATE, IT_RESTS, IT_WAITS, NAME_ONE, Browser, show
from tradewind.clock import Clock
from tradewind.errors import Unavailable
from tradewind.evidence import Reason
from tradewind.observability import logger

if TYPE_CHECKING:
    from tradewind.fetch import Client, Fetched, FetchFailed, Robots

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
TROUBLES = {
    PageKind.LIST: Trouble.NO_PRODUCT,
    PageKind.ARTICLE: Trouble.NO_PRODUCT,
    PageKind.LOGIN_WALL: Trouble.LOGIN_WALL,
    PageKind.BOT_CHECK: Trouble.BOT_CHECK,
    PageKind.NOT_FOUND: Trouble.GONE,
}
LATER = (429, 503)  # the shop asks to come back
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Page:
    """One page to look at for one check."""

    listing: Listing
    state: ListingState
    claimed: Claimed
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of looking. `host_answered`: False when the host failed, None when it was not asked.

    `rendering`: what is known now of the host's pages and browsers; None where nothing was learned.
    """

    seen: Observation
    host_answered: bool | None
    etag: str | None = None
    last_modified: str | None = None
    not_before: datetime | None = None
    page: "Fetched | None" = None  # as the shop sent it, where it was read
    stated: Stated | None = None
    rendering: Rendering | None = None
    coupons: Sequence[FoundCoupon] = ()


def look_up(
    page: Page, robots: "Robots", *, client: "Client", read: Read, now: Clock, browser: Browser | None = None
) -> Answer:
    """Fetch a page and read it. A page that does not come or cannot be read is a gap that says why.

    Where there is a browser, a page that needs one is shown by it: at once on a host that is known for it, else after
    it was fetched. A browser that does not answer costs no look: the page is read as it was fetched.
    Raises: RenderingBusy when the page has to wait for its turn at the browser.
    """
    url = page.listing.url
    if not robots.allows(url):
        return not_asked(page, now(), why_forbidden(robots))
    known = browser.known if browser is not None else Rendering()
    way = rendering.way(known, now()) if browser is not None and not _is_own(page) else Way.FETCHED
    shown = _show(page, robots, browser, way, read=read, now=now) if way is Way.SHOWN else None
    if shown is not None:
        return shown
    answer, reading = _fetch(page, client=client, read=read, now=now)
    if reading is None or not reading.needs_browser:
        has_price = reading is not None and reading.price is not None
        return replace(answer, rendering=rendering.fetched(known)) if has_price else answer
    if way is Way.FETCHED_FIRST and robots.crawl_delay_s:
        return _unshown(replace(answer, rendering=rendering.put_off(known, now())), IT_WAITS)
    shown = _show(page, robots, browser, way, read=read, now=now) if way is Way.FETCHED_FIRST else None
    return shown or _unshown(answer, _why_not_shown(page, browser, way))


def _fetch(page: Page, *, client: "Client", read: Read, now: Clock) -> tuple[Answer, Reading | None]:
    """What a page's own answer says; the reading is None where there was nothing to read."""
    from tradewind.fetch import FetchFailed, retry_after_s

    url, state = page.listing.url, page.state
    try:
        fetched = client.fetch(url, headers=page.headers, etag=state.etag, last_modified=state.last_modified)
    except FetchFailed as failure:
        return _failed(page, failure, now()), None
    at = now()
    if fetched.not_modified:
        return Answer(_unchanged(page, at), True), None
    if fetched.status in LATER or fetched.status >= 500:
        wait = retry_after_s(fetched.headers, at)
        return _put_off(page, fetched, at, timedelta(seconds=wait) if wait else None), None
    reading = read_page(fetched, page.listing.want, read)
    answer = Answer(
        _observation(page, at, fetched, reading),
        True,
        stated=_stated(reading),
        etag=_short(fetched.headers.get("etag")),
        last_modified=_short(fetched.headers.get("last-modified")),
        page=fetched,
        coupons=reading.coupons,
    )
    return answer, reading if fetched.status < 400 else None


def _show(page: Page, robots: "Robots", browser: Browser | None, way: Way, *, read: Read, now: Clock) -> Answer | None:
    """What is read of a page as the browser shows it; None where the browser does not answer.

    It has no validators: "not modified" says nothing of what scripts bring. Raises: RenderingBusy.
    """
    from tradewind.fetch import FetchFailed, retry_after_s
    from tradewind.fetch.rendering import RenderingBusy

    if browser is None:
        return None
    url, want = page.listing.url, page.listing.want
    try:
        found = show(url, want, robots, renderer=browser.renderer, read=partial(read_page, read=read))
    except FetchFailed as failure:
        return _failed(page, failure, now())
    except RenderingBusy:
        raise
    except Unavailable as down:
        logger.warning("the rendering browser does not answer", why=down.detail)
        return None
    at, fetched, reading = now(), found.page, found.reading
    if fetched.status in LATER or fetched.status >= 500:
        wait = retry_after_s(fetched.headers, at)
        return _put_off(page, fetched, at, timedelta(seconds=wait) if wait else None)
    seen = _observation(page, at, fetched, reading).model_copy(update={"rendered": True})
    if fetched.status >= 400:
        return Answer(seen, True, page=fetched)
    known = rendering.shown(browser.known, way, at, has_price=reading.price is not None)
    return Answer(seen, True, stated=_stated(reading), page=fetched, rendering=known, coupons=reading.coupons)


def _is_own(page: Page) -> bool:
    """Whether a page is one tenant's: what makes it so would be in a browser with whatever the page loads."""
    return bool(page.headers) or page.listing.tenant is not None


def _why_not_shown(page: Page, browser: Browser | None, way: Way) -> Reason:
    if browser is None:
        return NAME_ONE
    if _is_own(page):
        return IT_IS_PRIVATE
    return IT_RESTS if way is Way.FETCHED else IT_IS_DOWN


def _unshown(answer: Answer, why: Reason) -> Answer:
    """The gap of a page that needs a browser, which says first why none showed it."""
    seen = answer.seen
    return replace(answer, seen=seen.model_copy(update={"reasons": [why, *seen.reasons[1:]]}))


def not_asked(page: Page, at: datetime, why: str, trouble: Trouble = Trouble.FORBIDDEN) -> Answer:
    """The gap of a page that was not asked for."""
    return Answer(_gap(page, at, why, Ending.FAILED, trouble=trouble), None)


def _failed(page: Page, failure: "FetchFailed", at: datetime) -> Answer:
    """The gap of a page that did not come."""
    answered = failure.kind in ("too_large", "unsupported_type", "too_many_redirects", "refused")
    trouble = Trouble.REFUSED if answered else Trouble.UNREACHABLE
    return Answer(_gap(page, at, failure.detail, Ending.FAILED, trouble=trouble), answered)


def _put_off(page: Page, fetched: "Fetched", at: datetime, wait: timedelta | None) -> Answer:
    """The gap of a page whose shop asks to come back."""
    text = f"the shop answered {fetched.status}"
    gap = _gap(page, at, text, Ending.FAILED, fetched.status, trouble=Trouble.UNREACHABLE)
    return Answer(gap, False, not_before=at + wait if wait else None)


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
    if reading.needs_browser:
        return NAME_ONE
    return Reason(text=WHY_NOT.get(reading.kind, "no price could be read on this page"))


def trouble_of(reading: Reading, status: int = 200) -> Trouble | None:
    """Why a page has no price, as one of a few kinds; None where it has one."""
    if status >= 400:
        return Trouble.GONE if status in GONE else TROUBLES.get(reading.kind, Trouble.REFUSED)
    if reading.price is not None:
        return None
    return Trouble.NEEDS_BROWSER if reading.needs_browser else TROUBLES.get(reading.kind, Trouble.NO_PRICE)


def _observation(page: Page, at: datetime, fetched: "Fetched", reading: Reading) -> Observation:
    if fetched.status >= 400:
        why = why_unknown(reading).text if reading.kind is not PageKind.OTHER else "the shop refuses the page"
        text = f"the shop answered {fetched.status}: {why}"
        if fetched.status in GONE:
            text = f"the page is gone (the shop answered {fetched.status})"
        return _gap(page, at, text, Ending.FAILED, fetched.status, trouble=trouble_of(reading, fetched.status))
    if reading.price is None:
        reasons = _bounded([why_unknown(reading), *reading.reasons])
        return _gap(page, at, "", Ending.UNKNOWN, fetched.status, trouble=trouble_of(reading)).model_copy(
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
        why = "the shop answered 304 to a request without a condition"
        return _gap(page, at, why, Ending.FAILED, 304, trouble=Trouble.UNREACHABLE)
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


def _gap(
    page: Page, at: datetime, text: str, ending: Ending, status: int | None = None, *, trouble: Trouble | None
) -> Observation:
    return Observation(
        listing_id=page.listing.listing_id,
        slot=page.claimed.slot,
        at=at,
        ending=ending,
        reasons=[Reason(text=text)] if text else [],
        trouble=trouble,
        http_status=status,
    )


def _short(validator: str | None) -> str | None:
    return validator if validator and len(validator) <= LONGEST_VALIDATOR else None
