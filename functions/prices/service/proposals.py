"""Selectors for the price that somebody sees."""

from typing import TYPE_CHECKING

from prices.models.listing import Listing
from prices.models.page import Override, Want
from prices.models.teaching import ExampleRequest, ProposedSelector, SelectorProposals, Tried
from prices.rules.address import canonical
from prices.service.histories import watched
from prices.service.pages import why_forbidden
from prices.service.previews import robots_for
from prices.service.samples import Saved, saved_of, saved_pages
from prices.service.saving import Pages
from prices.store import PriceStore
from tradewind.caller import Caller
from tradewind.errors import InvalidInput, NotFound
from tradewind.evidence import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prices.reading.teaching import Proposal, Sample
    from prices.reading.teaching import Proposals as Learned
    from tradewind.fetch import Client

TEACHER = "rule:prices.teaching@1"


def propose(
    wanted: ExampleRequest, by: Caller, *, store: PriceStore, pages: Pages, client: "Client"
) -> SelectorProposals:
    """Selectors that find the price that the caller sees, tried on the pages of that host that are saved.

    The page is fetched as it is now; where that does not work, or it is only fetched with a watch's own request
    headers, or shown by a browser, the page that was saved last stands for it. A page that cannot be had is told as
    missing, with the reason.
    Raises: InvalidInput for a listing that the caller does not watch and for an address that is none.
    """
    from prices.reading.teaching import Example, Sample
    from prices.reading.teaching import propose as learn

    listing, url = _page_meant(wanted, by, store)
    want = Want(
        variant=listing.want.variant if listing else None,
        currency=wanted.currency or (listing.want.currency if listing else None),
    )
    host = canonical(url).host
    content, why_not = (None, "it is only fetched with its watch's own request headers")
    if listing is not None and _is_rendered(listing, store):
        why_not = "it is read as a browser shows it, and no page of it is saved yet"
    elif listing is None or listing.sealed_headers is None:
        content, why_not = _fetched(url, client)
    first = [listing.listing_id] if listing else []
    others = [each.as_sample() for each in saved_pages(by.tenant, host, store=store, pages=pages, first=first)]
    saved_at = None
    if content is not None:
        page = Sample("", *content, want=want)
    elif saved := _last_saved(listing, store, pages):
        page = saved.as_sample(is_believed=False)
        others = [each for each in others if each.name != saved.listing.listing_id]
        saved_at = saved.seen.at if saved.seen else saved.slot
    else:
        return SelectorProposals(url=url, host=host, page_from="fetched", proposals=[], refused=[], missing=why_not)
    example = Example(wanted.price, wanted.title, wanted.availability)
    learned = learn(example, page, others)
    return SelectorProposals(
        url=url,
        host=host,
        page_from="saved" if saved_at else "fetched",
        saved_at=saved_at,
        proposals=told(learned, page, others),
        refused=[_proposed(each, learned, [page, *others]) for each in learned.refused],
        missing=learned.missing,
    )


def told(learned: "Learned", page: "Sample", others: "Iterable[Sample]") -> list[ProposedSelector]:
    """The proposals as they are answered, each with the override to accept."""
    return [_proposed(each, learned, [page, *others]) for each in learned.price]


def _page_meant(wanted: ExampleRequest, by: Caller, store: PriceStore) -> tuple[Listing | None, str]:
    if wanted.listing_id is not None:
        try:
            listing = watched(wanted.listing_id, by, store).listing
        except NotFound as error:
            raise InvalidInput(f"listing_id: you watch no listing {wanted.listing_id}") from error
        return listing, listing.url
    return None, canonical(wanted.url or "").url


def _fetched(url: str, client: "Client") -> "tuple[tuple[bytes, str] | None, str]":
    """A page's content and address, or why there is none."""
    from tradewind.fetch import FetchFailed

    robots = robots_for(url, client)
    if not robots.allows(url):
        return None, why_forbidden(robots)
    try:
        fetched = client.fetch(url)
    except FetchFailed as failure:
        return None, failure.detail
    if fetched.status >= 400:
        return None, f"the shop answered {fetched.status}"
    return (fetched.body, fetched.url or url), ""


def _is_rendered(listing: Listing, store: PriceStore) -> bool:
    """Whether the last price was read of the page as a browser showed it: what is fetched does not hold it."""
    read = store.listings.get(listing.listing_id).state.last_read
    return read is not None and read.rendered


def _last_saved(listing: Listing | None, store: PriceStore, pages: Pages) -> Saved | None:
    if listing is None:
        return None
    state = store.listings.get(listing.listing_id).state
    slots = [slot for slot in (state.pages.read, state.pages.broken) if slot is not None]
    for slot in sorted(slots, reverse=True):
        _, saved = saved_of(listing, slot, store=store, pages=pages)
        if saved is not None:
            return saved
    return None


def _proposed(proposal: "Proposal", learned: "Learned", samples: "list[Sample]") -> ProposedSelector:
    title, stock = learned.title, learned.availability
    tried = []
    for trial, sample in zip(proposal.trials, samples, strict=True):
        tried.append(
            Tried(
                listing_id=sample.name or None,
                url=sample.url[:2048],
                found=trial.found,
                text=trial.text,
                price=trial.price,
                currency=trial.currency,
                known_price=sample.known.price if sample.known else None,
                agrees=trial.agrees,
                objection=trial.objection,
            )
        )
    return ProposedSelector(
        selector=Decision(
            value=proposal.selector,
            confidence=proposal.confidence,
            basis="agreement",
            reasons=[Reason(text=text) for text in proposal.reasons],
            provenance=TEACHER,
        ),
        override=Override(
            price=proposal.selector,
            title=title.selector if title else None,
            availability=stock.selector if stock else None,
        ),
        tried=tried,
    )
