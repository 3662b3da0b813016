"""What prices are worth, and the record of what was told of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from prices.models.deal import Deal, DealOrder, DealVerdict, ListedDeal
from prices.models.listing import Observation
from prices.models.product import Offer
from prices.models.watch import Product
from prices.rules.best import Standing, offers_of
from prices.rules.deals.judging import LOOKED_BACK, judge
from prices.service.recorded import deal_judged
from prices.service.told import price_now
from prices.store import PriceStore, keys
from prices.store.deals import Change
from prices.store.listings import Kept
from tradewind import paging
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import Conflict, NotFound
from tradewind.evidence import Verdict
from tradewind.paging import Page

MOST_LOOKS = 10_000
"""Observations that a deal is judged on, the newest: 34 days of a look every five minutes, some 1 s of reading."""
A_READ = 1000
FRESH = timedelta(hours=1)
"""A deal that was judged longer ago is judged anew for a list."""
AT_ONCE = timedelta(seconds=6)
"""How long a list takes to judge deals anew. Those that are left stand as they were; the oldest come first."""
A_STEP = 20  # products that are read and kept together: a transaction holds 100 items, these are 40
MOST_PRODUCTS = 1000
TRIES = 3


def deal(product_id: str, by: Caller, *, listing_id: str | None, store: PriceStore, now: Clock) -> Deal:
    """What the price of a product is worth, at the shop that is cheapest or at the one that is asked for.

    What is told is recorded in the audit, once for each change of it. Raises: NotFound, also for a listing that does
    not belong to the product.
    """
    product = store.watches.product(by.tenant, product_id)
    if listing_id is not None and listing_id not in product.listing_ids:
        raise NotFound(f"no listing {listing_id} in product {product_id}")
    found = _judged(product, listing_id, store.listings.get_many(product.listing_ids), now(), store=store)
    kept = _recorded(product, found, by.tenant, listing_id, store=store)
    return found.model_copy(update={"score": found.score.model_copy(update={"audit_id": kept.audit_id})})


def deals(
    by: Caller, limit: int, next: str | None, *, order: DealOrder, store: PriceStore, now: Clock
) -> Page[ListedDeal]:
    """A page of what the prices of the caller's products are worth, each at its cheapest shop.

    Those that were not judged within FRESH are judged anew, as far as AT_ONCE goes; one that never was says so.
    Raises: InvalidInput for a token of another list.
    """
    place = f"{keys.deals(by.tenant)}#{order}"
    after = paging.position(place, next) if next else ""
    at = now()
    products = list(_products(by.tenant, store))
    known = {each.product_id: each for each in store.deals.every(by.tenant)}
    waiting = [each for each in products if _is_stale(known.get(each.product_id), each, at)]
    waiting.sort(key=lambda each: known[each.product_id].at.isoformat() if each.product_id in known else "")
    while waiting and now() - at < AT_ONCE:
        part, waiting = waiting[:A_STEP], waiting[A_STEP:]
        listings = store.listings.get_many({listing_id for each in part for listing_id in each.listing_ids})
        judged: list[tuple[Product, Deal]] = []
        for each in part:
            if now() - at >= AT_ONCE:
                break
            if not listings.keys().isdisjoint(each.listing_ids):
                judged.append((each, _judged(each, None, listings, at, store=store)))
        known |= {each.product_id: each for each in _recorded_together(judged, known, by.tenant, store=store)}
    rows = {
        _position(row, order): row for row in (known.get(each.product_id) or _unseen(each, at) for each in products)
    }
    following = sorted(each for each in rows if each > after)
    shown = following[:limit]
    return Page(
        items=[rows[each] for each in shown],
        next=paging.token(place, shown[-1]) if len(following) > limit else None,
    )


def _judged(
    product: Product, listing_id: str | None, known: Mapping[str, Kept], at: datetime, *, store: PriceStore
) -> Deal:
    """A product's price judged at one shop, beside the others."""
    kept = [known[each] for each in product.listing_ids if each in known]
    if not kept:
        raise NotFound(f"no product {product.product_id}")
    chosen, others = _chosen(kept, listing_id, at, store=store)
    now, listing = price_now(chosen), chosen.listing
    judged = judge(_looks(listing.listing_id, at, store), at, others)
    return Deal(
        **dict(judged),
        product_id=product.product_id,
        listing_id=listing.listing_id,
        url=listing.url,
        host=listing.host,
        title=product.title or now.title,
        price=now.price.value,
        currency=now.currency,
        shipping=now.shipping,
        availability=now.availability,
        read_at=now.read_at,
        at=at,
    )


def _chosen(
    kept: Sequence[Kept], listing_id: str | None, at: datetime, *, store: PriceStore
) -> tuple[Kept, list[Offer]]:
    """The listing that is judged, the cheapest where none is asked for, and what the others ask in its currency."""
    if len(kept) == 1:
        return kept[0], []
    rates = store.rates.at(at)
    standings = [
        Standing(each.listing.listing_id, each.listing.url, each.listing.host, each.state.latest, each.state.last_read)
        for each in kept
    ]

    def offers(currency: str | None) -> list[Offer]:
        return offers_of(standings, currency or "XXX", rates, at)[0]

    if listing_id is None:
        first = next((each.state.last_read.currency for each in kept if each.state.last_read), None)
        cheapest = offers(first)
        listing_id = cheapest[0].listing_id if cheapest else kept[0].listing.listing_id
    chosen = next((each for each in kept if each.listing.listing_id == listing_id), kept[0])
    read = chosen.state.last_read
    found = offers(read.currency if read else None)
    return chosen, [each for each in found if each.listing_id != chosen.listing.listing_id]


def _looks(listing_id: str, at: datetime, store: PriceStore) -> list[Observation]:
    """What was read of a listing of late: the newest MOST_LOOKS."""
    found: list[Observation] = []
    following: str | None = None
    while len(found) < MOST_LOOKS:
        part = store.listings.history(listing_id, A_READ, following, since=at - LOOKED_BACK)
        found += part.items
        following = part.next
        if following is None:
            break
    return found


def _recorded(product: Product, found: Deal, tenant: str, listing_id: str | None, *, store: PriceStore) -> ListedDeal:
    """A deal as it is kept, with the record of it: the one before where nothing of it changed."""
    for _ in range(TRIES):
        change = _change(product, found, store.deals.find(tenant, product.product_id, listing_id), tenant, listing_id)
        if change.before is not None and change.act is None and found.at - change.before.at < FRESH:
            return change.before
        with suppress(Conflict):
            store.deals.keep(tenant, [change])
            return change.deal
    raise Conflict("the deal is being judged by others; ask again")


def _recorded_together(
    judged: Sequence[tuple[Product, Deal]], known: Mapping[str, ListedDeal], tenant: str, *, store: PriceStore
) -> list[ListedDeal]:
    """The same for several in one transaction; where others judge them too, one by one."""
    changes = [_change(product, found, known.get(product.product_id), tenant, None) for product, found in judged]
    try:
        if changes:
            store.deals.keep(tenant, changes)
    except Conflict:
        return [_recorded(product, found, tenant, None, store=store) for product, found in judged]
    return [each.deal for each in changes]


def _change(product: Product, found: Deal, before: ListedDeal | None, tenant: str, listing_id: str | None) -> Change:
    """What is to be kept of a deal; it has a record of its own unless all but its moment is as it was."""
    listed = _listed(product, found, before.audit_id if before else None)
    if before is not None and listed.model_copy(update={"at": before.at}) == before:
        return Change(listed, before, None, listing_id)
    act = deal_judged(found, tenant)
    return Change(listed.model_copy(update={"audit_id": act.audit_id}), before, act, listing_id)


def _listed(product: Product, found: Deal, audit_id: str | None) -> ListedDeal:
    score = found.score
    return ListedDeal(
        product_id=product.product_id,
        watch_id=product.watch_id,
        listing_id=found.listing_id,
        host=found.host,
        title=found.title,
        price=found.price,
        currency=found.currency,
        verdict=found.verdict,
        sentence=found.sentence,
        score=Verdict(value=score.value, confidence=score.confidence, basis=score.basis, degraded=score.degraded),
        audit_id=audit_id,
        at=found.at,
    )


def _products(tenant: str, store: PriceStore) -> Iterator[Product]:
    """The tenant's products, the first MOST_PRODUCTS of them."""
    left, following = MOST_PRODUCTS, None
    while left > 0:
        part = store.watches.products(tenant, min(left, 100), following)
        yield from part.items
        left, following = left - len(part.items), part.next
        if following is None:
            return


def _is_stale(known: ListedDeal | None, product: Product, at: datetime) -> bool:
    """It was never judged, or too long ago, or at a shop that is no longer one of the product's."""
    return known is None or at - known.at >= FRESH or known.listing_id not in product.listing_ids


def _unseen(product: Product, at: datetime) -> ListedDeal:
    return ListedDeal(
        product_id=product.product_id,
        watch_id=product.watch_id,
        listing_id=product.listing_ids[0],
        host="",
        title=product.title,
        price=None,
        currency=None,
        verdict=DealVerdict.UNKNOWN,
        sentence="not judged yet: ask again",
        score=Verdict(value=None, basis="rule"),
        audit_id=None,
        at=at,
    )


def _position(row: ListedDeal, order: DealOrder) -> str:
    """Where a row stands in its list, as text that sorts; those without a score come last."""
    if order is DealOrder.WATCH:
        return f"{row.watch_id or '~'}#{row.product_id}"
    return f"{999 if row.score.value is None else 100 - row.score.value:03d}#{row.product_id}"
