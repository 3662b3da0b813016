"""What can be done with watches, and what is told of products and listings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from prices.models.alert import Alert
from prices.models.answers import CheckRequested, ListedWatch, WatchedPrice
from prices.models.listing import Check, Listing, Observation
from prices.models.page import Override, Want
from prices.models.watch import Product, Rule, Watch, WatchChange, WatchRequest
from prices.rules.address import canonical, carries_credentials, listing_id
from prices.rules.alerts import AlertState, evaluate
from prices.rules.listing import ListingState, advance
from prices.rules.quota import check_rule, check_schedule, lifted
from prices.rules.schedule import next_check
from prices.service.queues import Checks
from prices.service.sealing import bound_to
from prices.service.told import price_now, seen_of, short_price, told_of
from prices.store import PriceStore
from prices.store.listings import Kept
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId
from tradewind.errors import Conflict, InvalidInput, TooManyRequests, TradewindError
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.paging import Page
from tradewind.secrets import Sealer

if TYPE_CHECKING:
    from tradewind.audit import Act
    from tradewind.idempotency import Answers

FRESH = timedelta(days=2)
"""A price that was read longer ago than this is not what a new watch is measured from: its page is looked at first."""


def create(
    wanted: WatchRequest,
    by: Caller,
    key: str,
    *,
    store: PriceStore,
    checks: Checks,
    sealer: Sealer,
    now: Clock,
    new_id: NewId,
) -> WatchedPrice:
    """Watch a page, once for each key, and look at it at once unless its price is known.

    Raises: InvalidInput for an address that can never be fetched, or a key that was used for another request;
    TierRequired for a schedule that the caller's tier does not hold, QuotaReached when it holds no more watches.
    """
    at = now()
    once = Once.of(by, "prices.create", key, wanted, at)
    watch = store.watches.answered(once) or begin_watching(
        wanted, by, once, at, store=store, checks=checks, sealer=sealer, new_id=new_id
    )
    return _with_price(watch, _known(watch.listing_id, store))


def begin_watching(
    wanted: WatchRequest,
    by: Caller,
    once: "Answers",
    at: datetime,
    *,
    store: PriceStore,
    checks: Checks,
    sealer: Sealer,
    new_id: NewId,
    paused: bool = False,
    teaches: bool = True,
    looks_soon: bool = True,
) -> Watch:
    """A new watch, kept in one transaction with what says that it answers `once`.

    `teaches`: an override holds for the tenant's other pages of the host too. `looks_soon`: its page is not left for
    the next sweep. Raises: as `create`, and Conflict when `once` is taken.
    """
    _check_wanted(wanted, by)
    listing, watch = _laid_out(wanted, by, at, store=store, sealer=sealer, new_id=new_id)
    watch = watch.model_copy(update={"paused": paused})
    known = _known(listing.listing_id, store)
    sealed = sealer.seal(wanted.webhook.secret, bound_to(by.tenant, watch.watch_id)) if wanted.webhook else None
    price_known = has_fresh_price(known, at)
    is_judged = price_known and not paused
    state, alerts, acts = judged_at_first(by.tenant, watch, known, at) if is_judged else (None, [], [])
    product = Product(
        product_id=watch.product_id, watch_id=watch.watch_id, listing_ids=(listing.listing_id,), created_at=at
    )
    store.watches.add(
        by.tenant,
        watch,
        product,
        listing,
        once,
        tier=by.tier,
        sealed_secret=sealed,
        state=state,
        alerts=alerts,
        acts=acts,
    )
    if wanted.override and teaches:
        _teach(wanted.override, watch.host, by, at, store=store)
    if paused:
        return watch
    bring_forward(watch, known, at, store=store)
    if looks_soon and not price_known and (known is None or known.slot is None):
        look_soon(listing.listing_id, at, store=store, checks=checks)
    return watch


def _teach(override: Override, host: str, by: Caller, at: datetime, *, store: PriceStore) -> None:
    """Have the tenant's other pages of a host be read so too; recorded as what it is, a decision of a person's."""
    from prices.models.teaching import Taught
    from prices.service.recorded import override_taught

    act = override_taught(host, override, by.tenant, store.audit.persons().actor(by.tenant, by.user), at)
    taught = Taught(host=host, override=override, taught_by=by.user, taught_at=at, audit_id=act.audit_id)
    store.overrides.teach(by.tenant, taught, [act])


def load_past(wanted: WatchRequest, past: Sequence[Observation], by: Caller, *, store: PriceStore, now: Clock) -> int:
    """Load what is known of a page from elsewhere, before it is watched; marked as seeded. Returns how many.

    A page that has readings of its own keeps them, and nothing is loaded, as where another loads it at the same
    moment. Raises: InvalidInput for an address that cannot be watched.
    """
    listing = _listing_of(wanted, None, by, now(), store=store)
    known = _known(listing.listing_id, store)
    if known is not None and known.state.latest is not None:
        return 0
    state = ListingState()
    seeded = [each.model_copy(update={"listing_id": listing.listing_id, "seeded": True}) for each in past]
    for each in seeded:
        state = advance(state, each)
    try:
        store.listings.load_past(listing, seeded, state)
    except Conflict:
        return 0
    return len(seeded)


def read(watch_id: str, by: Caller, *, store: PriceStore) -> WatchedPrice:
    """A watch, and what is known of its price. Raises: NotFound."""
    watch = store.watches.get(by.tenant, watch_id)
    return _with_price(watch, _known(watch.listing_id, store))


def page(
    by: Caller,
    limit: int,
    next: str | None,
    *,
    tag: str | None,
    host: str | None,
    product_id: str | None,
    paused: bool | None,
    text: str | None,
    store: PriceStore,
) -> Page[ListedWatch]:
    """A page of the caller's watches, each with its price. Raises: InvalidInput for a foreign token."""
    found = store.watches.page(
        by.tenant, limit, next, tag=tag, host=host, product_id=product_id, paused=paused, text=text
    )
    known = store.listings.get_many({watch.listing_id for watch in found.items})
    return Page(items=[_listed(watch, known.get(watch.listing_id)) for watch in found.items], next=found.next)


def change(
    watch_id: str, wanted: WatchChange, by: Caller, *, store: PriceStore, sealer: Sealer, now: Clock
) -> WatchedPrice:
    """Change what was sent, and nothing else.

    Raises: NotFound, Conflict when it changed at the same moment, InvalidInput for a webhook that can never be reached,
    TierRequired for a schedule that the caller's tier does not hold, QuotaReached when it has no room for one more that
    looks.
    """
    if wanted.webhook:
        check_fetchable("webhook.url", wanted.webhook.url)
    before = store.watches.get(by.tenant, watch_id)
    sent = wanted.model_dump(exclude_unset=True, exclude={"webhook", "check"})
    if "check" in wanted.model_fields_set:
        check_schedule(wanted.check, by.tier)
        sent["check"] = wanted.check
    if "paused" in wanted.model_fields_set:
        sent["paused_because"] = None
    if wanted.predicted_drop_percent is not None:
        check_rule(Rule(predicted_drop_percent=wanted.predicted_drop_percent), by.tier)
    sealed = store.watches.sealed_secret(by.tenant, watch_id)
    if "webhook" in wanted.model_fields_set:
        sent["webhook_url"] = wanted.webhook.url if wanted.webhook else None
        sealed = sealer.seal(wanted.webhook.secret, bound_to(by.tenant, watch_id)) if wanted.webhook else None
    at = max(now(), before.changed_at + timedelta(microseconds=1))  # tells this change from the one before
    after = before.model_copy(update={**sent, "changed_at": at})
    store.watches.change(by.tenant, before, after, sealed, tier=by.tier)
    known = store.listings.get_many(each.listing_id for each in after.listings)
    for each in after.listings:
        if before.paused and not after.paused:
            store.listings.bring_forward(each.listing_id, at)
        elif after.check != before.check and not after.paused:
            bring_forward(after, known.get(each.listing_id), at, store=store)
    return _with_price(after, known.get(after.listing_id))


def remove(watch_id: str, by: Caller, *, store: PriceStore) -> None:
    """Stop watching, and forget the watch with its alerts and its request headers.

    Raises: NotFound, Conflict when it changed at the same moment.
    """
    watch = store.watches.get(by.tenant, watch_id)
    known = _known(watch.listing_id, store)
    is_its_own = known is not None and known.listing.sealed_headers is not None
    bare = known.listing.model_copy(update={"sealed_headers": None}) if known and is_its_own else None
    store.watches.remove(by.tenant, watch, bare)
    store.alerts.remove_all(by.tenant, watch_id)


def check_now(watch_id: str, by: Caller, *, store: PriceStore, checks: Checks, now: Clock) -> CheckRequested:
    """Have the pages of a watch looked at now.

    Raises: NotFound, InvalidInput for a paused watch, TooManyRequests when it was looked at more recently than a tier
    without looks at will allows.
    """
    watch = store.watches.get(by.tenant, watch_id)
    if watch.paused:
        raise InvalidInput("the watch is paused; set paused to false first")
    at = now()
    if not by.tier.allowance.looks_at_will:
        _check_rested(watch, _known(watch.listing_id, store), at)
    for each in watch.listings:
        look_soon(each.listing_id, at, store=store, checks=checks)
    return CheckRequested(watch_id=watch_id, requested_at=at)


def alerts(watch_id: str, by: Caller, limit: int, next: str | None, *, store: PriceStore) -> Page[Alert]:
    """A page of a watch's alerts, the newest first. Raises: NotFound, InvalidInput for a foreign token."""
    store.watches.get(by.tenant, watch_id)
    return store.alerts.page(by.tenant, watch_id, limit, next)


def _listing_of(wanted: WatchRequest, watch_id: str | None, by: Caller, at: datetime, *, store: PriceStore) -> Listing:
    """The listing that a request is about, without the headers it is to be asked with.

    A page is the tenant's own when its address carries credentials or the tenant reads it in a way of its own;
    with request headers it is the watch's own, for they may be one person's session.
    """
    address = canonical(wanted.url)
    override = wanted.override or store.watches.override(by.tenant, address.host)
    owner: str | None = None
    if wanted.request_headers:
        owner = f"{by.tenant}#{watch_id}"
    elif override or carries_credentials(wanted.url):
        owner = by.tenant
    read_as = [wanted.variant or "", wanted.currency or ""]
    if override:
        read_as.append(override.model_dump_json())
    return Listing(
        listing_id=listing_id(address.url, "|".join(read_as), owner),
        url=address.url,
        host=address.host,
        want=Want(variant=wanted.variant, currency=wanted.currency, override=override),
        tenant=by.tenant if owner else None,
        created_at=at,
    )


def _laid_out(
    wanted: WatchRequest, by: Caller, at: datetime, *, store: PriceStore, sealer: Sealer, new_id: NewId
) -> tuple[Listing, Watch]:
    """The listing and the watch that a request asks for."""
    watch_id = new_id()
    page = _listing_of(wanted, watch_id, by, at, store=store)
    if wanted.request_headers:
        text = "\n".join(f"{name}: {value}" for name, value in sorted(wanted.request_headers.items()))
        page = page.model_copy(update={"sealed_headers": sealer.seal(text, bound_to(by.tenant, page.listing_id))})
    settings = wanted.model_dump(include=set(Rule.model_fields) | {"variant", "currency", "label", "tags"})
    watch = Watch(
        **settings,
        check=wanted.check,
        override=page.want.override,
        watch_id=watch_id,
        product_id=new_id(),
        listing_id=page.listing_id,
        url=page.url,
        host=page.host,
        private=page.tenant is not None,
        webhook_url=wanted.webhook.url if wanted.webhook else None,
        least_minutes=by.tier.allowance.least_minutes,
        created_by=by.user,
        created_at=at,
        changed_at=at,
    )
    return page, watch


def _check_wanted(wanted: WatchRequest, by: Caller) -> None:
    check_fetchable("url", wanted.url)
    check_schedule(wanted.check, by.tier)
    check_rule(wanted, by.tier)
    if wanted.webhook:
        check_fetchable("webhook.url", wanted.webhook.url)


def check_fetchable(field: str, url: str) -> None:
    """Raises: InvalidInput, naming the field, for an address that no fetch will ever reach."""
    from tradewind.fetch.addresses import why_refused
    from tradewind.fetch.outcome import FetchFailed
    from tradewind.fetch.target import parse_target

    try:
        target = parse_target(url)
    except FetchFailed as failure:
        raise InvalidInput(f"{field}: {failure.detail}") from failure
    if target.address is not None and why_refused(target.address):
        raise InvalidInput(f"{field}: {target.host} is not on the public internet")


def _check_rested(watch: Watch, known: Kept | None, at: datetime) -> None:
    """Raises: TooManyRequests, saying when the page may be looked at again."""
    latest = known.state.latest if known else None
    if latest is None:
        return
    rests = latest.at + timedelta(minutes=watch.least_minutes) - at
    if rests > timedelta(0):
        raise TooManyRequests(
            f"the page was looked at less than {watch.least_minutes} minutes ago, which is as often as your tier looks",
            retry_after_s=ceil(rests.total_seconds()),
        )


def has_fresh_price(known: Kept | None, at: datetime) -> bool:
    """Whether what is known of a listing is recent enough to measure a new watch from."""
    return known is not None and known.state.last_read is not None and at - known.state.last_read.at <= FRESH


def bring_forward(watch: Watch, known: Kept | None, at: datetime, *, store: PriceStore) -> None:
    """Have a listing that others watch more rarely looked at as soon as this watch asks for."""
    if known is not None and known.due_at is not None:
        schedule = lifted(watch.check, watch.least_minutes)
        due_at = next_check([schedule], known.state.health, at, 0)
        store.listings.bring_forward(known.listing.listing_id, due_at)


def judged_at_first(
    tenant: str, watch: Watch, known: Kept | None, at: datetime
) -> "tuple[AlertState | None, list[Alert], list[Act]]":
    """What the rule makes of the price that is known when the watch is set."""
    if known is None or known.state.last_read is None:
        return None, [], []
    outcome = evaluate(watch, AlertState(), seen_of(known.state.last_read))
    return outcome.state, *told_of(outcome, tenant, watch.watch_id, watch.product_id, known.state.last_read, at)


def look_soon(listing_id: str, at: datetime, *, store: PriceStore, checks: Checks) -> None:
    """Have a listing looked at now. If the queue does not take it, it is due, and the next sweep finds it."""
    due = store.listings.ask_for_check(listing_id, at)
    claimed = store.listings.claim(due, at)
    if claimed is None:
        return
    try:
        checks.send(Check(host=due.host, claimed=[claimed]))
    except TradewindError:
        logger.warning("check not sent; its claim runs out and the sweep finds it", listing_id=listing_id)


def _known(listing_id: str, store: PriceStore) -> Kept | None:
    return store.listings.get_many([listing_id]).get(listing_id)


def _with_price(watch: Watch, kept: Kept | None) -> WatchedPrice:
    return WatchedPrice(**dict(watch), now=price_now(kept))


def _listed(watch: Watch, kept: Kept | None) -> ListedWatch:
    now = price_now(kept)
    return ListedWatch(
        **dict(watch),
        title=now.title,
        price=short_price(now.price),
        price_currency=now.currency,
        availability=now.availability,
        checked_at=now.checked_at,
    )
