"""What would be read of a page, without keeping anything."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from prices.models.page import PageKind, Price, Reading, Want
from prices.models.preview import Preview, PreviewRequest
from prices.rules.address import canonical, carries_credentials, same_site
from prices.service.pages import Read, read_page, why_forbidden, why_unknown
from prices.store import PriceStore
from tradewind.caller import Caller
from tradewind.errors import InvalidInput
from tradewind.evidence import Decision, Reason

if TYPE_CHECKING:
    from tradewind.fetch import Client, Fetched, Robots

READER = "rule:prices.reading@1"


def preview(wanted: PreviewRequest, by: Caller, *, store: PriceStore, client: "Client", read: Read) -> Preview:
    """Read a page once. A dead, refused or huge page is an unknown that says why, not an error.

    Raises: InvalidInput for an address that is none.
    """
    from tradewind.fetch import FetchFailed

    address = canonical(wanted.url)
    override = wanted.override or store.watches.override(by.tenant, address.host)
    if override is None and (promoted := store.hosts.promoted(address.host)) is not None:
        override = promoted.override
    robots = robots_for(address.url, client)
    if not robots.allows(address.url):
        return _unread(address.url, why_forbidden(robots))
    try:
        fetched = client.fetch(address.url)
    except FetchFailed as failure:
        return _unread(address.url, failure.detail)
    want = Want(variant=wanted.variant, currency=wanted.currency, override=override)
    reading = read_page(fetched, want, read)
    if fetched.status >= 400:
        return _unread(address.url, _refusal(fetched, reading))
    return _told(_shared_address(address.url, reading), reading)


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


def _told(url: str, reading: Reading) -> Preview:
    known = reading.price is not None
    reasons = reading.reasons if known else [why_unknown(reading), *reading.reasons]
    price: Decision[Price] = Decision(
        value=reading.price,
        confidence=reading.confidence if known else None,
        basis="agreement",
        reasons=reasons,
        provenance=f"{READER} {reading.source or 'nothing read'}",
    )
    return Preview(url=url, price=price, reading=reading)


def _unread(url: str, why: str) -> Preview:
    price: Decision[Price] = Decision(value=None, basis="agreement", reasons=[Reason(text=why)], provenance=READER)
    return Preview(url=url, price=price)


def _refusal(fetched: "Fetched", reading: Reading) -> str:
    told = "" if reading.kind is PageKind.OTHER else f": {why_unknown(reading).text}"
    return f"the shop answered {fetched.status}{told}"
