"""What broke when a shop changed its pages, and the saved pages themselves."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from prices.models.listing import Observation
from prices.models.page import Override, Source
from prices.models.teaching import SHOWN_WITH, Breakage, ProposedSelector, SavedReading, SourceSaid, Stopped
from prices.service.histories import watched
from prices.service.proposals import told
from prices.service.samples import Saved, saved_of, saved_pages
from prices.service.saving import Pages
from prices.store import PriceStore
from prices.store.listings import Kept
from tradewind.caller import Caller
from tradewind.errors import NotFound

if TYPE_CHECKING:
    from prices.reading.teaching import Said

LONGEST_SHOWN = 4_000_000
"""Bytes of a page that are shown: an answer may have 5 MB."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def breakage(listing_id: str, by: Caller, *, store: PriceStore, pages: Pages) -> Breakage:
    """What broke last on a listing that the caller watches: what its pages before and after were read as, which source
    or selector stopped, and where the price of before stands now. Raises: NotFound.
    """
    kept = watched(listing_id, by, store)
    state, listing = kept.state, kept.listing
    broken = state.pages.broken
    if broken is None:
        return Breakage(listing_id=listing_id, url=listing.url)
    seen_before, before = saved_of(listing, state.pages.before, store=store, pages=pages)
    seen_after, after = saved_of(listing, broken, store=store, pages=pages)
    override = listing.want.override or _promoted(kept, store)
    said_before, said_after = _said(before, override), _said(after, override)
    proposals, missing = _proposals(by, seen_before, after, store=store, pages=pages)
    return Breakage(
        listing_id=listing_id,
        url=listing.url,
        broken_at=seen_after.at if seen_after else broken,
        is_read_again=state.latest is not None and state.latest.price is not None,
        before=_reading(listing_id, seen_before, before, said_before),
        after=_reading(listing_id, seen_after, after, said_after),
        stopped=_stopped(before, after, said_before, said_after, override),
        proposals=proposals,
        missing=missing,
    )


def shown_page(listing_id: str, number: int, by: Caller, *, store: PriceStore, pages: Pages) -> str:
    """A saved page as HTML that can do nothing, by the `number` in its path. Raises: NotFound."""
    from prices.reading.decode import to_utf8

    listing = watched(listing_id, by, store).listing
    page = pages.get(listing, EPOCH + timedelta(milliseconds=number))
    if page is None:
        raise NotFound("that page is not kept, or not any more: pages are kept for 90 days")
    text = to_utf8(page.content, page.content_type)[:LONGEST_SHOWN].decode("utf-8", "replace")
    # The same policy stands in the page, for a reader that saves it or puts it into a frame.
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{SHOWN_WITH}">{text}'
    )


def _promoted(kept: Kept, store: PriceStore) -> Override | None:
    promoted = store.hosts.promoted(kept.listing.host)
    return promoted.override if promoted else None


def _said(saved: Saved | None, override: Override | None) -> "dict[Source, Said]":
    from dataclasses import replace

    from prices.reading.teaching import said_by_each

    if saved is None:
        return {}
    sample = saved.as_sample()
    return said_by_each(replace(sample, want=sample.want.model_copy(update={"override": override})))


def _reading(
    listing_id: str, seen: Observation | None, saved: Saved | None, said: "dict[Source, Said]"
) -> SavedReading | None:
    if seen is None:
        return None
    number = round((seen.slot - EPOCH) / timedelta(milliseconds=1))
    return SavedReading(
        at=seen.at,
        price=seen.price,
        currency=seen.currency,
        availability=seen.availability,
        title=seen.title,
        source=seen.source,
        reasons=seen.reasons,
        page_path=f"/v1/prices/listings/{listing_id}/pages/{number}" if saved else None,
        said=[SourceSaid(source=each.source, price=each.price, currency=each.currency) for each in said.values()],
    )


def _stopped(
    before: Saved | None,
    after: Saved | None,
    said_before: "dict[Source, Said]",
    said_after: "dict[Source, Said]",
    override: Override | None,
) -> list[Stopped]:
    """Each source that said a price before and says none after; of taught selectors those that find nothing more."""
    from prices.reading.teaching import counted

    if before is None or after is None:
        return []
    found = [
        Stopped(source=source, price_before=said.price)
        for source, said in said_before.items()
        if source is not Source.OVERRIDE and source not in said_after
    ]
    for selector in (override.price, override.availability, override.title) if override else ():
        if selector is None:
            continue
        then, now = counted(before.as_sample(), selector), counted(after.as_sample(), selector)
        if then and not now:
            price = said_before[Source.OVERRIDE].price if Source.OVERRIDE in said_before else None
            is_price = override is not None and selector == override.price
            found.append(
                Stopped(
                    source=Source.OVERRIDE,
                    selector=selector,
                    found_before=then,
                    found_after=now,
                    price_before=price if is_price else None,
                )
            )
    return found


def _proposals(
    by: Caller, seen: Observation | None, after: Saved | None, *, store: PriceStore, pages: Pages
) -> tuple[list[ProposedSelector], str | None]:
    """Where the price of before stands on the page after, tried on pages of that host that were saved since."""
    from prices.reading.teaching import Example, propose

    if after is None:
        return [], "the page after is not kept any more; give the price that you see, for a new proposal"
    if seen is None or seen.price is None:
        return [], "no price was read before; give the price that you see, for a proposal"
    listing = after.listing
    others = [
        each.as_sample()
        for each in saved_pages(by.tenant, listing.host, store=store, pages=pages, since=after.slot)
        if each.listing.listing_id != listing.listing_id
    ]
    page = after.as_sample(is_believed=False)
    learned = propose(Example(amount=seen.price, currency=seen.currency), page, others)
    return told(learned, page, others), learned.missing
