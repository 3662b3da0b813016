"""What would be read of a page, without keeping anything."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from prices.models.listing import Trouble
from prices.models.page import PageKind, Reading, Want
from prices.models.preview import Preview, PreviewRequest
from prices.rules.address import canonical, carries_credentials, same_site
from prices.service.pages import Read, read_page, trouble_of, why_forbidden, why_unknown
from prices.service.rendering import IT_IS_BUSY, IT_IS_DOWN, IT_IS_PRIVATE, Shown, show
from prices.store import PriceStore
from tradewind.caller import Caller
from tradewind.errors import InvalidInput, Unavailable
from tradewind.evidence import Decision, Reason
from tradewind.observability import logger

if TYPE_CHECKING:
    from tradewind.fetch import Client, Fetched, Robots
    from tradewind.fetch.rendering import Renderer
    from tradewind.model import Price

READER = "rule:prices.reading@1"

LEAST_S = 6.0  # what a browser needs for a page to be worth beginning with
AFTERWARDS_S = 2.0  # reading what it shows, and answering


def preview(
    wanted: PreviewRequest,
    by: Caller,
    *,
    store: PriceStore,
    client: "Client",
    read: Read,
    renderer: "Renderer | None" = None,
    seconds_left: Callable[[], float] = lambda: LEAST_S,
) -> Preview:
    """Read a page once. A dead, refused or huge page is an unknown that says why, not an error.

    One that needs a browser is shown by it, where there is one and as far as there is time.
    Raises: InvalidInput for an address that is none.
    """
    from tradewind.fetch import FetchFailed

    address = canonical(wanted.url)
    override = wanted.override or store.watches.override(by.tenant, address.host)
    if override is None and (promoted := store.hosts.promoted(address.host)) is not None:
        override = promoted.override
    robots = robots_for(address.url, client)
    if not robots.allows(address.url):
        return _unread(address.url, why_forbidden(robots), Trouble.FORBIDDEN)
    try:
        fetched = client.fetch(address.url)
    except FetchFailed as failure:
        trouble = Trouble.REFUSED if failure.kind == "refused" else Trouble.UNREACHABLE
        return _unread(address.url, failure.detail, trouble)
    want = Want(variant=wanted.variant, currency=wanted.currency, override=override)
    reading = read_page(fetched, want, read)
    if fetched.status >= 400:
        return _unread(address.url, _refusal(fetched, reading), trouble_of(reading, fetched.status))
    why = why_unknown(reading)
    if reading.needs_browser and renderer is not None and carries_credentials(address.url):
        why = IT_IS_PRIVATE
    elif reading.needs_browser and renderer is not None:
        shown, why = _shown(address.url, want, robots, renderer, read, seconds_left())
        if shown is not None:
            return _told(_shared_address(address.url, shown.reading), shown.reading, rendered=True)
    return _told(_shared_address(address.url, reading), reading, why)


def _shown(
    url: str, want: Want, robots: "Robots", renderer: "Renderer", read: Read, seconds_left: float
) -> tuple[Shown | None, Reason]:
    """The page as a browser shows it, or why it does not."""
    from tradewind.fetch import FetchFailed
    from tradewind.fetch.rendering import RenderingBusy, RenderLimits

    left = seconds_left - AFTERWARDS_S
    if left < LEAST_S:
        return None, IT_IS_BUSY
    limits = RenderLimits(total_s=min(RenderLimits().total_s, left))
    try:
        found = show(url, want, robots, renderer=renderer, read=partial(read_page, read=read), limits=limits)
    except FetchFailed as failure:
        return None, Reason(text=f"only a browser shows this page's price, and there it failed: {failure.detail}")
    except RenderingBusy:
        return None, IT_IS_BUSY
    except Unavailable as down:
        logger.warning("the rendering browser does not answer", why=down.detail)
        return None, IT_IS_DOWN
    return found, why_unknown(found.reading)


def robots_for(url: str, client: "Client") -> "Robots":
    """The robots.txt for a page; one that does not come forbids nothing: the page's own fetch says what is wrong."""
    from tradewind.fetch import FetchFailed, Limits, Robots, robots_address

    try:
        answer = client.fetch(robots_address(url), limits=Limits(total_s=5, content_types=None))
    except FetchFailed:
        return Robots("")
    return Robots.parse(answer.body, answer.status)


def _shared_address(url: str, reading: Reading) -> str:
    """The address to watch: the one that the page calls canonical, so that all who came by other ways share it.

    Only within one registrable domain, never the shop's own front, and not where the address chooses a variant:
    a canonical address usually leaves the choice out.
    """
    stated = reading.canonical_url
    if stated is None or reading.variant is not None or carries_credentials(url):
        return url
    try:
        address = canonical(stated)
        return address.url if same_site(url, stated) and urlsplit(address.url).path != "/" else url
    except InvalidInput:
        return url


def _told(url: str, reading: Reading, why: Reason | None = None, *, rendered: bool = False) -> Preview:
    known = reading.price is not None
    reasons = reading.reasons if known else [why or why_unknown(reading), *reading.reasons]
    price: Decision[Price] = Decision(
        value=reading.price,
        confidence=reading.confidence if known else None,
        basis="agreement",
        reasons=reasons,
        provenance=f"{READER} {reading.source or 'nothing read'}",
    )
    return Preview(url=url, price=price, reading=reading, trouble=trouble_of(reading), rendered=rendered)


def _unread(url: str, why: str, trouble: Trouble | None) -> Preview:
    price: Decision[Price] = Decision(value=None, basis="agreement", reasons=[Reason(text=why)], provenance=READER)
    return Preview(url=url, price=price, trouble=trouble)


def _refusal(fetched: "Fetched", reading: Reading) -> str:
    told = "" if reading.kind is PageKind.OTHER else f": {why_unknown(reading).text}"
    return f"the shop answered {fetched.status}{told}"
