"""Teaching where the pages of a host are to be read: by a tenant for itself, by an operator for all."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prices.models.listing import Listing, Observation
from prices.models.page import Override
from prices.models.teaching import History, HostTeaching, Moved, Promoted, Taught, TaughtNow, TeachRequest
from prices.models.watch import Watch
from prices.rules.address import canonical
from prices.rules.identity import listing_of
from prices.rules.listing import KeptPages, ListingState
from prices.store import PriceStore
from prices.store.listings import Kept
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import Conflict, InvalidInput, NotFound
from tradewind.paging import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

MOVED_AT_ONCE = 10
"""Listings of watches that are moved in one call: each copies a history of up to a thousand readings."""
PAST_TAKEN_ALONG = 1000


def teach(wanted: TeachRequest, by: Caller, *, store: PriceStore, now: Clock) -> TaughtNow:
    """Have a host's pages read by these selectors for the caller's tenant; taught again, it is as it was.

    A page that is read in a way of the tenant's own is a listing of the tenant's own, so watches that are moved get
    another listing. Its history goes on (`continue`: the newest thousand readings are taken along, and each watch stays
    measured from what its owner last heard), or begins `anew`, where what was read before was wrong.
    Raises: InvalidInput for an address that is none.
    """
    from prices.service.recorded import override_taught

    host, at = canonical(wanted.url).host, now()
    own = store.overrides.get(by.tenant, host)
    if own is None or own.override != wanted.override:
        act = override_taught(host, wanted.override, by.tenant, store.audit.persons().actor(by.tenant, by.user), at)
        own = Taught(host=host, override=wanted.override, taught_by=by.user, taught_at=at, audit_id=act.audit_id)
        store.overrides.teach(by.tenant, own, [act])
    moved, left = (
        _move(by.tenant, host, wanted.override, wanted.history, at, store=store) if wanted.move_watches else ([], 0)
    )
    return TaughtNow(host=host, own=own, promoted=store.hosts.promoted(host), moved=moved, watches_left=left)


def forget(host: str, by: Caller, *, move_watches: bool, history: History, store: PriceStore, now: Clock) -> TaughtNow:
    """Forget what was taught for a host: new watches are read by the operator's selectors or the reader's own rules.

    Watches that are not moved go on being read as they were taught. Forgotten again with watches left to move, those
    are moved. Raises: NotFound when nothing was taught and no watch is left that reads by it.
    """
    from prices.service.recorded import override_forgotten

    at = now()
    own = store.overrides.get(by.tenant, host)
    if own is not None:
        actor = store.audit.persons().actor(by.tenant, by.user)
        store.overrides.forget(by.tenant, host, [override_forgotten(host, own.override, by.tenant, actor, at)])
    moved, left = _move(by.tenant, host, None, history, at, store=store) if move_watches else ([], 0)
    if own is None and not moved:
        raise NotFound(f"nothing is taught for {host}")
    return TaughtNow(host=host, own=None, promoted=store.hosts.promoted(host), moved=moved, watches_left=left)


def taught(by: Caller, limit: int, next: str | None, *, store: PriceStore) -> Page[Taught]:
    """A page of what the caller's tenant has taught, by host. Raises: InvalidInput for a foreign token."""
    return store.overrides.page(by.tenant, limit, next)


def teaching(host: str, by: Caller, *, store: PriceStore) -> HostTeaching:
    """What holds for the pages of a host: the tenant's own, and what an operator promoted, by whom and when."""
    return HostTeaching(host=host, own=store.overrides.get(by.tenant, host), promoted=store.hosts.promoted(host))


def promote(host: str, tenant: str, operator: str, *, store: PriceStore, now: Clock) -> Promoted:
    """Have what one tenant has taught for a host hold for every listing of it that has no way of its own.

    Only an operator may. It changes no listing and no watch: shared pages are read by it from the next look on.
    Raises: NotFound when that tenant has taught nothing for the host.
    """
    from prices.service.recorded import override_promoted

    own = store.overrides.get(tenant, host)
    if own is None:
        raise NotFound(f"tenant {tenant} has taught nothing for {host}")
    promoted = Promoted(host=host, override=own.override, by=operator, at=now())
    actor = store.audit.persons().actor(tenant, operator)
    store.hosts.promote(promoted, [override_promoted(promoted, tenant, actor)])
    return promoted


def withdraw(host: str, tenant: str, operator: str, *, store: PriceStore, now: Clock) -> Promoted:
    """Take back what was promoted for a host: its shared pages are read by the reader's own rules again.

    `tenant`: in whose audit it is recorded. Raises: NotFound when nothing is promoted.
    """
    from prices.service.recorded import promotion_withdrawn

    promoted = store.hosts.promoted(host)
    if promoted is None:
        raise NotFound(f"nothing is promoted for {host}")
    actor = store.audit.persons().actor(tenant, operator)
    store.hosts.withdraw(host, [promotion_withdrawn(promoted, tenant, actor, now())])
    return promoted


def _move(
    tenant: str, host: str, override: Override | None, history: History, at: datetime, *, store: PriceStore
) -> tuple[list[Moved], int]:
    """Move what a tenant watches on a host to this way of reading. Returns what was moved, and how many are left."""
    places = [
        (watch.watch_id, joined.listing_id)
        for watch in store.watches.every(tenant)
        for joined in watch.listings
        if joined.host == host
    ]
    known = store.listings.get_many(listing_id for _, listing_id in places)
    moved: list[Moved] = []
    left = 0
    for watch_id, listing_id in places:
        kept = known.get(listing_id)
        if kept is None or kept.listing.want.override == override:
            continue
        if len(moved) == MOVED_AT_ONCE:
            left += 1
            continue
        try:
            moved.append(_move_one(tenant, watch_id, kept, override, history, at, store))
        except (Conflict, NotFound):
            left += 1  # it changed just now; if it is still there, the next call finds it
    return moved, left


def _move_one(
    tenant: str,
    watch_id: str,
    kept: Kept,
    override: Override | None,
    history: History,
    at: datetime,
    store: PriceStore,
) -> Moved:
    before = store.watches.get(tenant, watch_id)
    old = kept.listing
    want = old.want.model_copy(update={"override": override})
    at = max(at, before.changed_at + timedelta(microseconds=1))
    if old.sealed_headers is not None:  # the watch's own already, so nobody else's reading changes
        after = _with_listing(before, old, old, override, at)
        listing = old.model_copy(update={"want": want})
        store.overrides.read_otherwise(tenant, before, after, listing, _to_be_fetched_anew(kept.state))
        return Moved(watch_id=watch_id, from_listing_id=old.listing_id, listing_id=old.listing_id)
    listing = listing_of(canonical(old.url), want, tenant, at, asked_as=old.url)
    if history == "continue":
        _take_along(kept, listing, store)
    after = _with_listing(before, old, listing, override, at)
    store.overrides.move(tenant, before, after, old.listing_id, listing, goes_on=history == "continue")
    return Moved(watch_id=watch_id, from_listing_id=old.listing_id, listing_id=listing.listing_id)


def _with_listing(watch: Watch, old: Listing, new: Listing, override: Override | None, at: datetime) -> Watch:
    """The watch with one of its listings read otherwise; what it says of itself it says of the first."""
    if watch.listing_id == old.listing_id:
        is_private = new.tenant is not None
        update = {"override": override, "listing_id": new.listing_id, "private": is_private, "changed_at": at}
        return watch.model_copy(update=update)
    joined = tuple(
        each.model_copy(update={"listing_id": new.listing_id}) if each.listing_id == old.listing_id else each
        for each in watch.joined
    )
    return watch.model_copy(update={"joined": joined, "changed_at": at})


def _take_along(kept: Kept, listing: Listing, store: PriceStore) -> None:
    """Give a listing the newest readings of the one that it follows, unless it has readings already."""
    past = [
        each.model_copy(update={"listing_id": listing.listing_id, "page_kept": False})
        for each in _newest(kept.listing.listing_id, store)
    ]
    state = _to_be_fetched_anew(kept.state).model_copy(update={"pages": KeptPages()})
    moved = {
        name: each.model_copy(update={"listing_id": listing.listing_id, "page_kept": False})
        for name, each in (("latest", state.latest), ("last_read", state.last_read))
        if each is not None
    }
    with suppress(Conflict):  # another watch was moved to it before
        store.listings.load_past(listing, past, state.model_copy(update=moved))


def _to_be_fetched_anew(state: ListingState) -> ListingState:
    """The state without what a shop is asked by whether its page has changed: read otherwise, it has to come."""
    return state.model_copy(update={"etag": None, "last_modified": None})


def _newest(listing_id: str, store: PriceStore) -> "Iterator[Observation]":
    token: str | None = None
    for _ in range(PAST_TAKEN_ALONG // 100):
        part = store.listings.history(listing_id, 100, token)
        yield from part.items
        token = part.next
        if token is None:
            return


def host_of(text: str) -> str:
    """A host's name in its one spelling, given alone or in an address. Raises: InvalidInput."""
    try:
        return canonical(text if "://" in text else f"https://{text}/").host
    except InvalidInput as error:
        raise InvalidInput(f"host: {error.detail.removeprefix('url: ')}") from error
