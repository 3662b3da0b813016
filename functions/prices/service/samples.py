"""Saved pages of a host, for trying selectors on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from prices.models.listing import Claimed, Listing, Observation
from prices.models.page import Availability, Want
from prices.service.saving import Pages
from prices.store import PriceStore

if TYPE_CHECKING:
    from prices.reading.teaching import Sample
    from prices.store.listings import Kept

MOST_PAGES = 8
MOST_BYTES = 16 * 1024 * 1024
"""Pages of a host that a selector is tried on, and their bytes together: a reading takes a second per 10 MB."""
MOST_WATCHES = 300
"""Watches of a host that are looked through for them."""
BELIEVED_FROM = 0.6
"""How sure a reading must be to be held against a selector; a lone visible amount is at most 0.75."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page of a listing, and what was observed of it then."""

    listing: Listing
    slot: datetime
    seen: Observation | None
    content: bytes
    url: str
    content_type: str | None

    def as_sample(self, *, is_believed: bool = True) -> "Sample":
        """The page as a selector is tried on it; what was read of it counts where that was sure."""
        from prices.reading.teaching import Known, Sample

        seen = self.seen
        known = None
        if is_believed and seen is not None and seen.price is not None and (seen.confidence or 0) >= BELIEVED_FROM:
            known = Known(seen.price, seen.title, seen.availability or Availability.UNKNOWN)
        want = Want(variant=self.listing.want.variant, currency=self.listing.want.currency)
        return Sample(self.listing.listing_id, self.content, self.url, want, self.content_type, known)


def saved_of(
    listing: Listing, slot: datetime | None, *, store: PriceStore, pages: Pages
) -> tuple[Observation | None, Saved | None]:
    """What was observed at a slot, and the page that was saved then; None where nothing is kept."""
    if slot is None:
        return None, None
    seen = store.listings.observed(Claimed(listing_id=listing.listing_id, slot=slot))
    page = pages.get(listing, slot)
    if page is None:
        return seen, None
    return seen, Saved(listing, slot, seen, page.content, page.url, page.content_type)


def saved_pages(
    tenant: str,
    host: str,
    *,
    store: PriceStore,
    pages: Pages,
    first: Iterable[str] = (),
    since: datetime | None = None,
) -> Iterator[Saved]:
    """The newest readable page of each listing of a host that a tenant watches, those of `first` before others.

    `since`: only pages that were saved then or later.
    """
    found = 0
    size = 0
    wanted = list(dict.fromkeys([*first, *_watched(tenant, host, store)]))[: 3 * MOST_PAGES]
    known: dict[str, Kept] = store.listings.get_many(wanted)
    for listing_id in wanted:
        kept = known.get(listing_id)
        slot = kept.state.pages.read if kept else None
        if kept is None or slot is None or (since is not None and slot < since):
            continue
        _, saved = saved_of(kept.listing, slot, store=store, pages=pages)
        if saved is None:
            continue
        size += len(saved.content)
        if size > MOST_BYTES or found == MOST_PAGES:
            return
        found += 1
        yield saved


def _watched(tenant: str, host: str, store: PriceStore) -> Iterator[str]:
    looked = 0
    token: str | None = None
    while looked < MOST_WATCHES:
        part = store.watches.page(tenant, 100, token, host=host)
        looked += 100
        yield from (watch.listing_id for watch in part.items)
        token = part.next
        if token is None:
            return
