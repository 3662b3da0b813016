"""Where a product is cheapest, and where it was."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from prices.models.listing import Observation
from prices.models.product import BestPrice
from prices.rules.best import STALE, Standing, cheapest_over_time, decide, offers_of
from prices.store import PriceStore
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import InvalidInput

MOST_LOOKS = 20_000
"""Observations that one answer is drawn of: some 2 s of reading."""


def best(product_id: str, by: Caller, *, currency: str | None, days: int, store: PriceStore, now: Clock) -> BestPrice:
    """The offers of a product's shops in one currency, the cheapest first, and who was the cheapest over some days.

    `currency`: where none is asked for, that of the first listing that states one. Raises: NotFound, InvalidInput for
    more looks than one answer is drawn of.
    """
    product = store.watches.product(by.tenant, product_id)
    known = store.listings.get_many(product.listing_ids)
    kept = [known[each] for each in product.listing_ids if each in known]
    reads = [each.state.last_read for each in kept]
    currency = currency or next((read.currency for read in reads if read and read.currency), None)
    at = now()
    standings = [
        Standing(each.listing.listing_id, each.listing.url, each.listing.host, each.state.latest, each.state.last_read)
        for each in kept
    ]
    since = at - timedelta(days=days)
    rates = store.rates.between(since - STALE, at)
    offers, excluded = offers_of(standings, currency or "XXX", rates, at)
    spells = []
    if currency is not None:
        looks = _looks([each.listing_id for each in standings], since - STALE, at, store)
        hosts = {each.listing_id: each.host for each in standings}
        spells = cheapest_over_time(looks, hosts, currency, rates, since, at)
    return BestPrice(
        product_id=product_id,
        currency=currency,
        at=at,
        best=decide(offers, excluded),
        offers=offers,
        excluded=excluded,
        spells=spells,
    )


def _looks(
    listing_ids: Sequence[str], since: datetime, until: datetime, store: PriceStore
) -> dict[str, list[Observation]]:
    looks: dict[str, list[Observation]] = {}
    left = MOST_LOOKS
    for listing_id in listing_ids:
        looks[listing_id] = []
        for each in store.listings.between(listing_id, since, until):
            looks[listing_id].append(each)
            left -= 1
            if left < 0:
                raise InvalidInput(f"days: an answer is drawn of {MOST_LOOKS} looks at most; ask for fewer days")
    return looks
