"""What can be done with products: their listings, what may belong to them, what joins and leaves."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from prices.models.listing import Listing
from prices.models.matching import Offered
from prices.models.now import ListingNow
from prices.models.page import Want
from prices.models.product import JoinedNow, JoinRequest, Matched, ProductChange, ProductNow, Proposal, Proposals
from prices.models.watch import MOST_LISTINGS, MOST_REFUSED, Product
from prices.rules.address import canonical
from prices.rules.identity import listing_of
from prices.service.queues import Checks
from prices.service.told import price_now, short_price
from prices.service.watches import bring_forward, check_fetchable, has_fresh_price, judged_at_first, look_soon
from prices.store import PriceStore
from prices.store.listings import Kept
from prices.store.products import Held
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import InvalidInput, NotFound
from tradewind.evidence import Decision
from tradewind.paging import Page

MOST_NAMED = 50
"""Listings that are compared of each identifier: what more pages than this state is a shop's filler."""
MOST_OWN = 300
"""The tenant's other products that are compared by their titles: some 0.3 s."""
MOST_PROPOSED = 20


def products(by: Caller, limit: int, next: str | None, *, store: PriceStore) -> Page[Product]:
    """A page of the caller's products. Raises: InvalidInput for a foreign token."""
    found = store.watches.products(by.tenant, limit, next)
    known = store.listings.get_many({each for product in found.items for each in product.listing_ids})
    return Page(items=[_titled(each, known) for each in found.items], next=found.next)


def product(product_id: str, by: Caller, *, store: PriceStore) -> ProductNow:
    """A product and its listings, each with its price. Raises: NotFound."""
    return _shown(store.watches.product(by.tenant, product_id), store)


def retitle(product_id: str, wanted: ProductChange, by: Caller, *, store: PriceStore) -> ProductNow:
    """Call a product otherwise. Raises: NotFound, Conflict when it changed at the same moment."""
    before = store.watches.product(by.tenant, product_id)
    after = before.model_copy(update={"title": wanted.title})
    if after != before:
        store.products.change(by.tenant, before, after)
    return _shown(after, store)


def join(
    product_id: str, wanted: JoinRequest, by: Caller, *, store: PriceStore, checks: Checks, now: Clock
) -> JoinedNow:
    """Have a page, a proposed listing or all of another product belong to a product; joined again, it is as it was.

    Another product of the caller's ends with its watch and what that has told: the watch of this one looks from now on.
    What the rule of matching makes of the two is told and recorded, and does not stand in the way: a person decides.
    Raises: NotFound, InvalidInput for more than MOST_LISTINGS listings or an address that can never be fetched,
    Conflict when something changed at the same moment.
    """
    held = _held(store.watches.product(by.tenant, product_id), by, store)
    at = _after(held, now())
    if wanted.url is not None:
        check_fetchable("url", wanted.url)
        address = canonical(wanted.url)
        override = store.watches.override(by.tenant, address.host)
        want = Want(variant=wanted.variant, currency=wanted.currency, override=override)
        listing = listing_of(address, want, by.tenant, at, asked_as=wanted.url)
        return _join_listing(held, listing, by, at, store=store, checks=checks)
    other_id = wanted.product_id or store.products.watched_as(by.tenant, str(wanted.listing_id))
    if other_id == product_id:
        return JoinedNow(product=_shown(held.product, store), joined=[])
    if other_id is not None:
        return _merge(held, other_id, by, at, store=store)
    proposed = store.listings.get_many([str(wanted.listing_id)]).get(str(wanted.listing_id))
    if proposed is None or proposed.listing.tenant is not None:
        raise NotFound(f"no listing {wanted.listing_id}")
    if _likeness(_standing(held.product, store), proposed).value is not True:
        raise NotFound(f"no listing {wanted.listing_id} that was proposed; join it by its url")
    return _join_listing(held, proposed.listing, by, at, store=store, checks=checks)


def leave(product_id: str, listing_id: str, by: Caller, *, store: PriceStore, now: Clock) -> None:
    """Have a listing belong to a product no more.

    Raises: NotFound, InvalidInput for its only one, Conflict when something changed at the same moment.
    """
    from prices.service.recorded import listing_left

    held = _held(store.watches.product(by.tenant, product_id), by, store)
    if listing_id not in {each.listing_id for each in held.watch.listings}:
        raise NotFound(f"no listing {listing_id} in product {product_id}")
    if len(held.watch.listings) == 1:
        raise InvalidInput("it is the product's only listing; remove the watch, and the product goes with it")
    kept = store.listings.get_many([listing_id]).get(listing_id)
    is_its_own = kept is not None and kept.listing.sealed_headers is not None
    bare = kept.listing.model_copy(update={"sealed_headers": None}) if kept and is_its_own else None
    at = _after(held, now())
    act = listing_left(product_id, listing_id, by.tenant, _actor(by, store), at)
    store.products.leave(by.tenant, held, listing_id, at, bare=bare, acts=[act])


def matches(product_id: str, by: Caller, *, store: PriceStore) -> Proposals:
    """Listings that may be of a product, the likeliest first, without those that were refused.

    By identifiers among all that are not some tenant's own, by name among the caller's other products.
    Raises: NotFound.
    """
    own = store.watches.product(by.tenant, product_id)
    standing = _standing(own, store)
    left_out = {*own.listing_ids, *own.refused}
    known: dict[str, tuple[Kept, str | None]] = {}
    known |= {listing_id: (kept, None) for listing_id, kept in _named(standing, left_out, store).items()}
    known |= {listing_id: found for listing_id, found in _of_others(own, by, store) if listing_id not in left_out}
    found = []
    for listing_id, (kept, other_id) in known.items():
        match = _likeness(standing, kept)
        if match.value is True:
            now = price_now(kept)
            found.append(
                Proposal(
                    listing_id=listing_id,
                    match=match,
                    url=kept.listing.url,
                    host=kept.listing.host,
                    title=now.title,
                    price=short_price(now.price),
                    currency=now.currency,
                    product_id=other_id,
                )
            )
    found.sort(key=lambda each: (-(each.match.confidence or 0), each.listing_id))
    return Proposals(items=found[:MOST_PROPOSED])


def refuse(product_id: str, listing_id: str, by: Caller, *, store: PriceStore, now: Clock) -> ProductNow:
    """Have a listing not be proposed for a product again; the oldest of more than MOST_REFUSED are forgotten.

    Raises: NotFound for a product or a listing that nobody knows or that is another tenant's own, InvalidInput for one
    that belongs to the product, Conflict when it changed at the same moment.
    """
    from prices.service.recorded import match_refused

    before = store.watches.product(by.tenant, product_id)
    if listing_id in before.listing_ids:
        raise InvalidInput("it belongs to the product; take it out of its listings instead")
    if listing_id in before.refused:
        return _shown(before, store)
    kept = store.listings.get(listing_id)
    if kept.listing.tenant not in (None, by.tenant):
        raise NotFound(f"no listing {listing_id}")
    after = before.model_copy(update={"refused": (*before.refused, listing_id)[-MOST_REFUSED:]})
    match = _likeness(_standing(before, store), kept)
    act = match_refused(product_id, listing_id, match, by.tenant, _actor(by, store), now())
    store.products.change(by.tenant, before, after, [act])
    return _shown(after, store)


def _join_listing(
    held: Held, listing: Listing, by: Caller, at: datetime, *, store: PriceStore, checks: Checks
) -> JoinedNow:
    from prices.service.recorded import listing_joined

    if listing.listing_id in {each.listing_id for each in held.watch.listings}:
        return JoinedNow(product=_shown(held.product, store), joined=[])
    _check_room(held, 1)
    known = store.listings.get_many([listing.listing_id]).get(listing.listing_id)
    match = _likeness(_standing(held.product, store), known) if known else _likeness([], None)
    act = listing_joined(held.product.product_id, listing.listing_id, match, by.tenant, _actor(by, store), at)
    is_known = has_fresh_price(known, at)
    state, alerts, told = judged_at_first(by.tenant, held.watch, known, at) if is_known else (None, [], [])
    if held.watch.paused:
        alerts, told = [], []
    store.products.join(by.tenant, held, listing, at, state=state, alerts=alerts, acts=[act, *told])
    bring_forward(held.watch, known, at, store=store)
    if not held.watch.paused and not is_known and (known is None or known.slot is None):
        look_soon(listing.listing_id, at, store=store, checks=checks)
    joined = Matched(listing_id=listing.listing_id, match=match.model_copy(update={"audit_id": act.audit_id}))
    return JoinedNow(product=_shown(store.watches.product(by.tenant, held.product.product_id), store), joined=[joined])


def _merge(held: Held, other_id: str, by: Caller, at: datetime, *, store: PriceStore) -> JoinedNow:
    from prices.service.recorded import listing_joined

    other = _held(store.watches.product(by.tenant, other_id), by, store)
    mine = {each.listing_id for each in held.watch.listings}
    new = [each.listing_id for each in other.watch.listings if each.listing_id not in mine]
    _check_room(held, len(new))
    known = store.listings.get_many(each.listing_id for each in other.watch.listings)
    if any(kept.listing.sealed_headers is not None for kept in known.values()):
        raise InvalidInput("a page of it is asked for with request headers of its own watch; join it by its url")
    standing, actor = _standing(held.product, store), _actor(by, store)
    found = [(each, _likeness(standing, known[each])) for each in new if each in known]
    acts = [listing_joined(held.product.product_id, each, match, by.tenant, actor, at) for each, match in found]
    store.products.merge(by.tenant, held, other, at, acts)
    store.alerts.remove_all(by.tenant, other.watch.watch_id)
    joined = [
        Matched(listing_id=each, match=match.model_copy(update={"audit_id": act.audit_id}))
        for (each, match), act in zip(found, acts, strict=True)
    ]
    return JoinedNow(product=_shown(store.watches.product(by.tenant, held.product.product_id), store), joined=joined)


def _held(product: Product, by: Caller, store: PriceStore) -> Held:
    """A product with the watch on it; one of an older release does not name it, and its watch is looked for."""
    watch_id = product.watch_id or next(
        (each.watch_id for each in store.watches.every(by.tenant) if each.product_id == product.product_id), None
    )
    if watch_id is None:
        raise NotFound(f"no product {product.product_id}")
    watch, sealed = store.watches.with_secret(by.tenant, watch_id)
    return Held(product, watch, sealed)


def _after(held: Held, at: datetime) -> datetime:
    """Now, but after the watch's last change, from which this one is told by its moment."""
    return max(at, held.watch.changed_at + timedelta(microseconds=1))


def _check_room(held: Held, new: int) -> None:
    if len(held.watch.listings) + new > MOST_LISTINGS:
        raise InvalidInput(f"a product has at most {MOST_LISTINGS} listings; this would be one too many")


def _actor(by: Caller, store: PriceStore) -> str:
    return store.audit.persons().actor(by.tenant, by.user)


def _named(standing: Sequence[Kept], left_out: set[str], store: PriceStore) -> dict[str, Kept]:
    """The shared listings that bear an identifier of the product's, or bore it."""
    from prices.rules.matching.identifiers import index_keys

    names = {name for kept in standing for name in index_keys(kept.state.stated.identifiers, kept.state.stated.brand)}
    found = store.listings.named(sorted(names), MOST_NAMED)
    known = store.listings.get_many(each for each in found if each not in left_out)
    return {listing_id: kept for listing_id, kept in known.items() if kept.listing.tenant is None}


def _of_others(own: Product, by: Caller, store: PriceStore) -> Iterator[tuple[str, tuple[Kept, str | None]]]:
    """The listings of the caller's other products, the first MOST_OWN of them."""
    following: str | None = None
    left = MOST_OWN
    while left > 0:
        part = store.watches.products(by.tenant, min(left, 100), following)
        others = {each: other.product_id for other in part.items if other != own for each in other.listing_ids}
        known = store.listings.get_many(others)
        yield from ((each, (known[each], others[each])) for each in others if each in known)
        following, left = part.next, left - len(part.items)
        if following is None:
            return


def _standing(product: Product, store: PriceStore) -> list[Kept]:
    known = store.listings.get_many(product.listing_ids)
    return [known[each] for each in product.listing_ids if each in known]


def _likeness(standing: Sequence[Kept], kept: Kept | None) -> Decision[bool]:
    """What the rule makes of a listing and the one of the product's that it is most like."""
    from prices.rules.matching.weigh import compare, probability

    candidate = _offered(kept) if kept else Offered()
    found = [compare(_offered(each), candidate) for each in standing]
    return max(found, key=probability, default=compare(Offered(), candidate))


def _offered(kept: Kept) -> Offered:
    """What a listing says of its product."""
    read, stated, listing = kept.state.last_read, kept.state.stated, kept.listing
    return Offered(
        title=read.title if read else None,
        brand=stated.brand,
        details=(read.variant if read else None) or listing.want.variant,
        identifiers=dict(stated.identifiers),
        price=read.price if read else None,
        currency=read.currency if read else None,
        url=listing.url,
        host=listing.host,
    )


def _shown(product: Product, store: PriceStore) -> ProductNow:
    known = store.listings.get_many(product.listing_ids)
    shown = [
        ListingNow(
            listing_id=each,
            url=known[each].listing.url,
            host=known[each].listing.host,
            variant=known[each].listing.want.variant,
            private=known[each].listing.tenant is not None,
            now=price_now(known[each]),
        )
        for each in product.listing_ids
        if each in known
    ]
    return ProductNow(**dict(_titled(product, known)), listings=shown)


def _titled(product: Product, known: dict[str, Kept]) -> Product:
    """A product with its title: as it was called, else as its pages call it."""
    if product.title is not None:
        return product
    read = (known[each].state.last_read for each in product.listing_ids if each in known)
    return product.model_copy(update={"title": next((each.title for each in read if each and each.title), None)})
