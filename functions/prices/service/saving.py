"""Saving pages as they were fetched, so that what broke can be shown and what is taught can be tried."""

from datetime import datetime
from typing import Protocol

from prices.models.listing import Listing, Observation
from prices.rules.listing import ListingState, is_worth_keeping
from prices.service.pages import Answer
from prices.store.pages import SavedPage
from tradewind.errors import TradewindError
from tradewind.observability import logger


class Pages(Protocol):
    """The saved pages."""

    def keep(self, listing: Listing, slot: datetime, page: SavedPage) -> None:
        """Save a page. Raises: Unavailable, TradewindError."""

    def get(self, listing: Listing, slot: datetime) -> SavedPage | None:
        """A saved page; None when it is not kept. Raises: Unavailable, TradewindError."""


def with_page_kept(listing: Listing, state: ListingState, answer: Answer, *, pages: Pages) -> Observation:
    """The observation of an answer, its page saved first if that is worth it, so that a check done again knows.

    A page that cannot be saved costs no observation: it says that it has none.
    """
    seen, page = answer.seen, answer.page
    if page is None or not is_worth_keeping(state, seen):
        return seen
    try:
        pages.keep(listing, seen.slot, SavedPage(page.body, page.url, page.headers.get("content-type")))
    except TradewindError:
        logger.warning("page not saved", listing_id=listing.listing_id, size=len(page.body))
        return seen
    return seen.model_copy(update={"page_kept": True})
