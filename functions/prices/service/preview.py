"""What would be read of a page, without keeping anything."""

from typing import TYPE_CHECKING

from prices.models import PageKind, Preview, PreviewRequest, Price, Reading, Want
from prices.rules.address import canonical
from prices.service.pages import Read, why_unknown
from prices.store import PriceStore
from tradewind.caller import Caller
from tradewind.evidence import Decision, Reason

if TYPE_CHECKING:
    from tradewind.fetch import Client, Fetched

READER = "rule:prices.reading@1"


def preview(wanted: PreviewRequest, by: Caller, *, store: PriceStore, client: "Client", read: Read) -> Preview:
    """Read a page once. A dead, refused or huge page is an unknown that says why, not an error.

    Raises: InvalidInput for an address that is none.
    """
    from tradewind.fetch import FetchFailed, Limits, Robots

    address = canonical(wanted.url)
    override = wanted.override or store.watches.override(by.tenant, address.host)
    try:
        place = f"{address.url.partition(':')[0]}://{address.host}/robots.txt"
        rules = client.fetch(place, limits=Limits(total_s=5, content_types=None))
        if not Robots.parse(rules.body, rules.status).allows(address.url):
            return _unread(address.url, "the shop's robots.txt asks not to look at this page")
        fetched = client.fetch(address.url)
    except FetchFailed as failure:
        return _unread(address.url, failure.detail)
    want = Want(variant=wanted.variant, currency=wanted.currency, override=override)
    reading = read(fetched.body, fetched.url, fetched.headers.get("content-type"), want)
    if fetched.status >= 400:
        return _unread(address.url, _refusal(fetched, reading))
    return _told(address.url, reading)


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
