"""A listing and its past: as it was read, in bars, in another currency, as a file."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from prices.models.history import SPARKLINE_PARTS, Bars, FileForm, Part, ProductBars, Sparkline, Sparklines, Step
from prices.models.listing import Observation
from prices.models.now import ListingNow
from prices.service.told import price_now
from prices.store import PriceStore
from prices.store.listings import Kept
from tradewind.caller import Caller, Tier
from tradewind.clock import Clock
from tradewind.errors import InvalidInput, NotFound
from tradewind.paging import Page

MOST_BARS = 1000
"""In one answer, of one listing: 41 days of hours, more than two years of days."""

MOST_IN_ALL = 6000
"""Bars in one answer, of all listings and currencies: one takes 700 bytes at most, and an answer may have 5 MB."""

MOST_LOOKS = 50_000
"""Observations that one answer is drawn of, some 40 reads of 1 MB: 170 days of a look every five minutes."""

MOST_SPARKLINE_LOOKS = 300
"""Observations of one listing that its sparkline is drawn of, the newest: 75 days of a look every six hours. Of a page
that is looked at more often than ten times a day, the oldest part of 30 days is left unknown."""

USUAL = {Step.HOUR: timedelta(days=7), Step.DAY: timedelta(days=120), Step.WEEK: timedelta(days=728)}
"""How far back bars go when nobody says."""

LENGTH = {Step.HOUR: timedelta(hours=1), Step.DAY: timedelta(days=1), Step.WEEK: timedelta(days=7)}
A_READ = 500  # observations of at most some 4 KB: a part grows by 2 MB at most at a time
LONGEST_PART = 2 * 1024 * 1024  # characters, before it ends with the read that passes them; an answer may have 5 MB


def listing(listing_id: str, by: Caller, *, store: PriceStore) -> ListingNow:
    """A listing that the caller watches. Raises: NotFound, also for one that only others watch."""
    kept = watched(listing_id, by, store)
    found = kept.listing
    return ListingNow(
        listing_id=found.listing_id,
        url=found.url,
        host=found.host,
        variant=found.want.variant,
        private=found.tenant is not None,
        now=price_now(kept),
    )


def history(
    listing_id: str,
    by: Caller,
    limit: int,
    next: str | None,
    *,
    since: datetime | None,
    until: datetime | None,
    store: PriceStore,
) -> Page[Observation]:
    """A page of a listing's observations, the newest first; gaps are observations without a price.

    Raises: NotFound, also for a listing that only others watch; InvalidInput for a foreign token.
    """
    watched(listing_id, by, store)
    return store.listings.history(listing_id, limit, next, since=since, until=until)


def bars(
    listing_id: str,
    by: Caller,
    *,
    step: Step,
    time_zone: str,
    since: datetime | None,
    until: datetime | None,
    currency: str | None,
    store: PriceStore,
    now: Clock,
) -> Bars:
    """A listing's price over time, a bar for every hour, day or week; with `currency` in that one.

    Raises: NotFound, also for a listing that only others watch; InvalidInput for more bars or looks than one answer
    holds.
    """
    kept = watched(listing_id, by, store)
    return _drawn([kept], step, time_zone, since, until, currency, store=store, now=now)[0]


def product_bars(
    product_id: str,
    by: Caller,
    *,
    step: Step,
    time_zone: str,
    since: datetime | None,
    until: datetime | None,
    currency: str | None,
    store: PriceStore,
    now: Clock,
) -> ProductBars:
    """The same for each listing of a product. Raises: NotFound, InvalidInput."""
    product = store.watches.product(by.tenant, product_id)
    known = store.listings.get_many(product.listing_ids)
    kept = [known[each] for each in product.listing_ids if each in known]
    found = _drawn(kept, step, time_zone, since, until, currency, store=store, now=now)
    return ProductBars(product_id=product_id, listings=found)


def sparklines(watch_ids: Sequence[str], days: int, by: Caller, *, store: PriceStore, now: Clock) -> Sparklines:
    """How the price of each watch went over the last days, in the order of the ids; those of others are left out."""
    from prices.rules import sparkline

    until = now()
    since = until - timedelta(days=days)
    watches = store.watches.get_many(by.tenant, watch_ids)
    drawn = []
    for watch_id in dict.fromkeys(watch_ids):
        if watch_id in watches:
            listing_id = watches[watch_id].listing_id
            seen = store.listings.history(listing_id, MOST_SPARKLINE_LOOKS, since=since, until=until).items
            currency, prices = sparkline.closes(seen, since, until, SPARKLINE_PARTS)
            drawn.append(
                Sparkline(watch_id=watch_id, currency=currency, closes=prices, change=sparkline.change(prices))
            )
    return Sparklines(since=since, until=until, items=drawn)


def export_history(
    listing_id: str,
    by: Caller,
    form: FileForm,
    next: str | None,
    *,
    since: datetime | None,
    until: datetime | None,
    store: PriceStore,
) -> Part:
    """A listing's observations as a file, the oldest first, in parts where it is long.

    Parts of a CSV put together are the file; each part of JSON is a document of its own.
    Raises: NotFound, also for a listing that only others watch; TierRequired for CSV below the premium tier;
    InvalidInput for a foreign token.
    """
    if form is FileForm.CSV:
        by.check_tier(Tier.PREMIUM, "export as CSV")
    url = watched(listing_id, by, store).listing.url
    rows: list[str] = []
    length = 0
    following = next
    while True:
        page = store.listings.history(listing_id, A_READ, following, since=since, until=until, newest_first=False)
        rows += [_csv(page.items, with_header=next is None and not rows) if form is FileForm.CSV else _json(page.items)]
        length += len(rows[-1])
        following = page.next
        if following is None or length >= LONGEST_PART:
            break
    if form is FileForm.CSV:
        return Part(content="".join(rows), next=following)
    head = json.dumps({"listing_id": listing_id, "url": url, "next": following})[1:-1]
    return Part(content=f'{{{head}, "observations": [{",".join(row for row in rows if row)}]}}', next=following)


def watched(listing_id: str, by: Caller, store: PriceStore) -> Kept:
    """A listing that the caller watches. Raises: NotFound, also for one that only others watch."""
    if not store.listings.is_watched_by(by.tenant, listing_id):
        raise NotFound(f"no listing {listing_id}")
    return store.listings.get(listing_id)


def _drawn(
    listings: Sequence[Kept],
    step: Step,
    time_zone: str,
    since: datetime | None,
    until: datetime | None,
    currency: str | None,
    *,
    store: PriceStore,
    now: Clock,
) -> list[Bars]:
    from prices.rules import resample

    end = min(until or now(), now())
    begin = since or end - USUAL[step]
    if begin >= end:
        raise InvalidInput("since: it must be before until, and before now")
    if (end - begin) > MOST_BARS * LENGTH[step]:
        raise InvalidInput(f"since: an answer holds {MOST_BARS} bars; narrow the time, or take a longer step")
    [(first, _), *_] = resample.stretches(step, time_zone, begin, begin + timedelta(microseconds=1))
    looks = list(_looks([kept.listing.listing_id for kept in listings], first, end, store))
    rates = store.rates.between(first, end) if currency else None
    drawn = []
    for kept, seen in zip(listings, looks, strict=True):
        found = resample.bars(seen, step, time_zone, first, end)
        if currency and rates:
            found = [resample.converted(bar, currency, rates, end) for bar in found]
        drawn.append(
            Bars(
                listing_id=kept.listing.listing_id,
                url=kept.listing.url,
                host=kept.listing.host,
                step=step,
                time_zone=time_zone,
                since=first,
                until=end,
                items=found,
            )
        )
    if sum(len(each.items) for each in drawn) > MOST_IN_ALL:
        raise InvalidInput(f"since: an answer holds {MOST_IN_ALL} bars of all listings; narrow the time")
    return drawn


def _looks(
    listing_ids: Sequence[str], since: datetime, until: datetime, store: PriceStore
) -> Iterator[list[Observation]]:
    """The observations of each listing that were made between two moments. Raises: InvalidInput past MOST_LOOKS."""
    left = MOST_LOOKS
    for listing_id in listing_ids:
        seen = []
        for each in store.listings.between(listing_id, since, until):
            seen.append(each)
            left -= 1
            if left < 0:
                raise InvalidInput(f"since: an answer is drawn of {MOST_LOOKS} looks at most; narrow the time")
        yield seen


def _csv(seen: Sequence[Observation], *, with_header: bool) -> str:
    from prices.transfers.history_csv import lines

    return lines(seen, with_header=with_header)


def _json(seen: Sequence[Observation]) -> str:
    return ",".join(each.model_dump_json() for each in seen)
