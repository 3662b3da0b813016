"""How the looks at a tenant's pages go: by host, by page, and what all watches told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from prices.models.alert import Alert
from prices.models.sweep import (
    MOST_HOSTS,
    MOST_WATCHES,
    FailingListing,
    HostHealth,
    HostPhase,
    SweepHealth,
    ToldAlert,
)
from prices.models.watch import AlertKind, Joined, Watch
from prices.rules.breaker import Breaker, phase
from prices.store import PriceStore
from prices.store.listings import Kept
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.paging import Page

LATE = timedelta(minutes=15)
"""A sweep comes every five minutes, and a claim that was lost falls due again after fifteen."""
A_READ = 100


@dataclass
class _Host:
    """What was counted of a host."""

    listings: int = 0
    failing: int = 0
    checked_at: datetime | None = None


@dataclass
class _Count:
    """What was counted of a tenant's pages."""

    read: int = 0
    failing: int = 0
    waiting: int = 0
    late: int = 0
    hosts: dict[str, _Host] = field(default_factory=dict)

    def add(self, host: str, kept: Kept | None, at: datetime) -> None:
        theirs = self.hosts.setdefault(host, _Host())
        theirs.listings += 1
        latest = kept.state.latest if kept else None
        if latest is None:
            self.waiting += 1
        elif latest.price is None:
            self.failing += 1
            theirs.failing += 1
        else:
            self.read += 1
        if latest is not None:
            theirs.checked_at = max(theirs.checked_at or latest.at, latest.at)
        if kept is not None and kept.due_at is not None and kept.due_at < at - LATE:
            self.late += 1


def sweep_health(by: Caller, *, store: PriceStore, now: Clock) -> SweepHealth:
    """How the looks at the caller's pages go, counted over their first `MOST_WATCHES` watches by id."""
    at = now()
    found = list(islice(store.watches.every(by.tenant), MOST_WATCHES + 1))
    watches = found[:MOST_WATCHES]
    pages = {page.listing_id: page for watch in watches if not watch.paused for page in watch.listings}
    known = store.listings.get_many(pages)
    count = _Count()
    for page in pages.values():
        count.add(page.host, known.get(page.listing_id), at)
    worst = sorted(count.hosts.items(), key=lambda each: (-each[1].failing, -each[1].listings, each[0]))[:MOST_HOSTS]
    breakers = store.hosts.breakers(host for host, _ in worst)
    return SweepHealth(
        at=at,
        watches=len(watches),
        paused=sum(watch.paused for watch in watches),
        listings=len(pages),
        read=count.read,
        failing=count.failing,
        waiting=count.waiting,
        late=count.late,
        hosts=[_health(host, counted, breakers[host], at) for host, counted in worst],
        is_whole=len(found) <= MOST_WATCHES,
    )


def failing_listings(
    by: Caller, limit: int, next: str | None, *, host: str | None, store: PriceStore
) -> Page[FailingListing]:
    """The caller's pages whose last look read no price, of `limit` watches a page: it may hold fewer, or none, and
    still have a `next`. Raises: InvalidInput for a foreign token.
    """
    found = store.watches.page(by.tenant, limit, next, paused=False)
    pages = [(watch, page) for watch in found.items for page in watch.listings if host is None or page.host == host]
    known = store.listings.get_many({page.listing_id for _, page in pages})
    items = [
        failing
        for watch, page in pages
        if (kept := known.get(page.listing_id)) and (failing := _failing(watch, page, kept))
    ]
    return Page(items=items, next=found.next)


def told_alerts(
    by: Caller, limit: int, next: str | None, *, kind: AlertKind | None, store: PriceStore
) -> Page[ToldAlert]:
    """A page of what all of the caller's watches told within 90 days, the newest first.

    With `kind` only such, of `limit` alerts a page: it may hold fewer, or none, and still have a `next`. Raises:
    InvalidInput for a foreign token.
    """
    found = store.feeds.told_page(by.tenant, limit, next)
    alerts = [alert for alert in found.items if kind is None or alert.kind is kind]
    watches = store.watches.get_many(by.tenant, {alert.watch_id for alert in alerts})
    listings = store.listings.get_many({alert.listing_id for alert in alerts})
    return Page(items=list(_told(alerts, watches, listings)), next=found.next)


def _told(alerts: Iterable[Alert], watches: dict[str, Watch], listings: dict[str, Kept]) -> Iterable[ToldAlert]:
    for alert in alerts:
        watch, kept = watches.get(alert.watch_id), listings.get(alert.listing_id)
        host = kept.listing.host if kept else watch.host if watch else ""
        title = kept.state.last_read.title if kept and kept.state.last_read else None
        yield ToldAlert(
            **dict(alert),
            title=(watch.label if watch else None) or title or host or alert.listing_id,
            host=host,
            url=kept.listing.url if kept and kept.listing.tenant is None else None,
            tags=watch.tags if watch else (),
        )


def _health(host: str, counted: _Host, breaker: Breaker, at: datetime) -> HostHealth:
    state = HostPhase(phase(breaker, at))
    return HostHealth(
        host=host,
        listings=counted.listings,
        failing=counted.failing,
        phase=state,
        open_until=breaker.open_until if state is HostPhase.OPEN else None,
        failures=breaker.failures,
        checked_at=counted.checked_at,
    )


def _failing(watch: Watch, page: Joined, kept: Kept) -> FailingListing | None:
    state = kept.state
    latest, read = state.latest, state.last_read
    if latest is None or latest.price is not None:
        return None
    return FailingListing(
        watch_id=watch.watch_id,
        product_id=watch.product_id,
        listing_id=page.listing_id,
        label=watch.label,
        title=read.title if read else latest.title,
        url=page.url,
        host=page.host,
        ending=latest.ending,
        http_status=latest.http_status,
        reasons=latest.reasons,
        failures=state.health.failures,
        checked_at=latest.at,
        read_at=read.at if read else None,
        broken_at=state.pages.broken,
        next_check_at=kept.slot or kept.due_at,
    )
