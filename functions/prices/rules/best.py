"""Which of several shops is the cheapest, and which was when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from prices.models.listing import Observation
from prices.models.page import Availability
from prices.models.product import Excluded, Offer, Spell
from prices.models.rates import Converted, Exchange
from tradewind.evidence import Decision, Reason

STALE = timedelta(days=7)
"""A price that was read longer ago than this is not compared: a page is looked at every few hours, so one that has not
been readable for a week is gone or changed."""
NOT_TO_BE_HAD = frozenset({Availability.OUT_OF_STOCK, Availability.DISCONTINUED})
RULE = "rule:prices.best@1"


class Rates(Protocol):
    """What currencies are worth in each other."""

    def convert(self, amount: Decimal, source: str | None, target: str, at: datetime) -> Converted:
        """An amount in another currency by the rate known at a moment, or none with its reason."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one listing: the last look at it, and the last one that read a price."""

    listing_id: str
    url: str
    host: str
    latest: Observation | None
    last_read: Observation | None


def offers_of(
    standings: Sequence[Standing], currency: str, rates: Rates, at: datetime
) -> tuple[list[Offer], list[Excluded]]:
    """What each shop asks in one currency, the cheapest first, and those that are not compared.

    - By the price and the shipping, where the page states it; a tie goes to the one that states its shipping.
    - Not compared: without a price, one read longer than STALE ago, what cannot be had, and what no rate converts.
    """
    offers: list[Offer] = []
    excluded: list[Excluded] = []
    for each in standings:
        found = _offer(each, currency, rates, at)
        if isinstance(found, Offer):
            offers.append(found)
        else:
            excluded.append(Excluded(listing_id=each.listing_id, url=each.url, host=each.host, reason=found))
    offers.sort(key=lambda offer: (offer.total, offer.shipping is None, offer.listing_id))
    return offers, excluded


def decide(offers: Sequence[Offer], excluded: Sequence[Excluded]) -> Decision[str]:
    """Which offer is the best, and why. Null where there is none."""
    if not offers:
        reasons = [Reason(text=f"{each.host}: {each.reason}"[:500]) for each in excluded]
        return Decision(
            value=None, basis="rule", reasons=reasons or [Reason(text="it has no listing")], provenance=RULE
        )
    best, *others = offers
    reasons = [Reason(text=f"{best.host} asks {best.total}{_with_shipping(best)}")]
    if others:
        reasons.append(Reason(text=f"the next is {others[0].host} with {others[0].total}{_with_shipping(others[0])}"))
    if excluded:
        reasons.append(Reason(text=f"{len(excluded)} listings are not compared"))
    return Decision(value=best.listing_id, basis="rule", degraded=best.degraded, reasons=reasons, provenance=RULE)


def cheapest_over_time(
    looks: Mapping[str, Sequence[Observation]],
    hosts: Mapping[str, str],
    currency: str,
    rates: Rates,
    since: datetime,
    until: datetime,
) -> list[Spell]:
    """Who was the cheapest from when to when, between two moments; the spells follow each other without a gap.

    `looks`: the observations of each listing, the oldest first, from STALE before `since` on. A price holds until the
    next look at its page, through gaps for STALE at most, and not while it cannot be had. What stands equal stays with
    whoever had it. A foreign price counts by the rate that was known when it was read.
    """
    held = {listing_id: list(_held(seen, currency, rates, until)) for listing_id, seen in looks.items()}
    turns = sorted({since, until, *(turn for spans in held.values() for span in spans for turn in span[:2])})
    spells: list[Spell] = []
    places = dict.fromkeys(held, 0)
    holder: str | None = None
    for start, end in pairwise(turns):
        if start < since or end > until:
            continue
        totals = {}
        for listing_id, spans in held.items():
            while places[listing_id] < len(spans) and spans[places[listing_id]][1] <= start:
                places[listing_id] += 1
            span = spans[places[listing_id]] if places[listing_id] < len(spans) else None
            if span is not None and span[0] <= start:
                totals[listing_id] = span[2]
        lowest = min(totals.values(), default=None)
        if holder is None or totals.get(holder) != lowest:
            holder = min((each for each, total in totals.items() if total == lowest), default=None)
        _extend(spells, start, end, holder, hosts.get(holder or ""), lowest)
    return spells


def _extend(
    spells: list[Spell], start: datetime, end: datetime, holder: str | None, host: str | None, total: Decimal | None
) -> None:
    last = spells[-1] if spells else None
    if last is not None and last.listing_id == holder:
        lowest = min((each for each in (last.total, total) if each is not None), default=None)
        spells[-1] = last.model_copy(update={"until": end, "total": lowest})
    else:
        spells.append(Spell(since=start, until=end, listing_id=holder, host=host, total=total))


def _held(
    seen: Sequence[Observation], currency: str, rates: Rates, until: datetime
) -> Iterator[tuple[datetime, datetime, Decimal]]:
    """From when to when a listing could be had at which total; neighbours at one total are one span."""
    span: tuple[datetime, datetime, Decimal] | None = None
    for at, holds_until, total in _looks(seen, currency, rates, until):
        if span is not None and total == span[2] and at <= span[1]:
            span = (span[0], holds_until, total)
            continue
        if span is not None:
            yield span[0], min(span[1], at), span[2]
        span = (at, holds_until, total) if total is not None else None
    if span is not None:
        yield span


def _looks(
    seen: Sequence[Observation], currency: str, rates: Rates, until: datetime
) -> Iterator[tuple[datetime, datetime, Decimal | None]]:
    """Each look that says something: when, how long it holds at most, and the total; None: not to be had."""
    for each in seen:
        if each.price is None:
            continue  # a gap says nothing: what was read before holds, up to STALE
        total = None
        if each.availability not in NOT_TO_BE_HAD:
            total = rates.convert(each.price + (each.shipping or 0), each.currency, currency, each.at).value
        yield each.at, min(each.at + STALE, until), total


def _offer(standing: Standing, currency: str, rates: Rates, at: datetime) -> Offer | str:
    """The offer, or why there is none."""
    read = standing.last_read
    if read is None or read.price is None:
        latest = standing.latest
        why = latest.reasons[0].text if latest is not None and latest.reasons else "the page has not been looked at yet"
        return f"no price is known: {why}"[:500]
    if at - read.at > STALE:
        return f"its price was read on {read.at:%Y-%m-%d}, more than {STALE.days} days ago"
    latest = standing.latest or read
    availability = latest.availability if latest.price is not None else read.availability
    if availability in NOT_TO_BE_HAD:
        return "it is out of stock" if availability is Availability.OUT_OF_STOCK else "it is discontinued"
    price = rates.convert(read.price, read.currency, currency, at)
    if price.value is None:
        return price.reason or "there is no rate"
    shipping = _also(read.shipping, read.currency, currency, rates, at)
    return Offer(
        listing_id=standing.listing_id,
        url=standing.url,
        host=standing.host,
        price=price.value,
        shipping=shipping,
        total=price.value + (shipping or 0),
        unit_price=_also(read.unit_price, read.currency, currency, rates, at),
        unit=read.unit,
        availability=availability,
        stated_price=read.price,
        stated_currency=read.currency,
        exchange=Exchange(rate=price.rate, rate_date=price.rate_date, source=price.source),
        read_at=read.at,
        degraded=latest.price is None,
    )


def _also(amount: Decimal | None, source: str | None, target: str, rates: Rates, at: datetime) -> Decimal | None:
    return None if amount is None else rates.convert(amount, source, target, at).value


def _with_shipping(offer: Offer) -> str:
    if offer.shipping is None:
        return ", shipping not stated"
    return " with shipping" if offer.shipping else ", shipping free"
