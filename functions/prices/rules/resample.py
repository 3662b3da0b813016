"""Bars of a price: what was read of a listing within each hour, day or week of a time zone."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from prices.models.history import Bar, Step
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.rules.rates import exchanged

if TYPE_CHECKING:
    from prices.rules.rates import Rates

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
BUYABLE = (Availability.IN_STOCK, Availability.LIMITED)
AMOUNTS = ("open", "high", "low", "close", "median")


def bars(observations: Sequence[Observation], step: Step, zone: str, since: datetime, until: datetime) -> list[Bar]:
    """The bars from the one that `since` falls into to the one before `until`.

    - An observation counts in the bar that its moment falls into. Open and close are the first and last price that
      were read in it, high and low the extremes; nothing is carried over from the bar before.
    - The median is by time: each price stands from its reading until the next look or the end of the bar, and half of
      the time that is known the price was this or less. A look that read no price ends what stood, and begins nothing.
    - A bar without a price is a gap: its prices are null, not zero and not the bar's before.
    - Currencies are never mixed: where several were read within a bar's time there is a bar for each, in the order in
      which they came; a price without a currency is a bar of its own. A look that read no price counts for the
      currency that was read last before it.
    - `in_stock` is the share of the looks that found it in stock, or few left, among those that told.
    """
    seen = sorted(observations, key=lambda each: each.at)
    currencies = _in_force(seen)
    found: list[Bar] = []
    number = 0
    for start, end in stretches(step, zone, since, until):
        while number < len(seen) and seen[number].at < start:
            number += 1
        within = number
        while within < len(seen) and seen[within].at < end:
            within += 1
        told: dict[str | None, list[tuple[Observation, float]]] = {}
        ends = [each.at for each in seen[number + 1 : within]] + [min(end, max(until, start))]
        for index, until_when in zip(range(number, within), ends, strict=False):
            held = max((until_when - seen[index].at).total_seconds(), 0.0)
            told.setdefault(currencies[index], []).append((seen[index], held))
        if not told:
            told = {currencies[max(number - 1, 0)] if currencies else None: []}
        found += [_bar(start, end, currency, looks) for currency, looks in told.items()]
        number = within
    return found


def stretches(step: Step, zone: str, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When each bar begins and ends, from the one that `since` falls into to the last that begins before `until`.

    A day begins with the first moment of its date in the zone and ends with the next, so one with a change of the
    clocks has 23 or 25 hours, and a date that a zone left out has none; a week begins on Monday (ISO 8601); an hour is
    counted from the day's beginning, and the day's last may be shorter. Together they leave out no moment.
    """
    where = ZoneInfo(zone)
    first = since.astimezone(where).date() - DAY  # where the clocks go back over midnight a date begins twice
    last = until.astimezone(where).date() + DAY
    if step is Step.WEEK:
        first -= timedelta(days=first.weekday())
    span = timedelta(days=7) if step is Step.WEEK else DAY
    begins = [_begin(first + number * span, where) for number in range((last - first) // span + 2)]
    for begin, end in pairwise(begins):
        if step is Step.HOUR:
            hours = -((begin - end) // HOUR)
            parts = [(begin + number * HOUR, min(begin + (number + 1) * HOUR, end)) for number in range(hours)]
        else:
            parts = [(begin, end)] if begin < end else []
        yield from ((start, stop) for start, stop in parts if since < stop and start < until)


def converted(bar: Bar, target: str, rates: "Rates", until: datetime) -> Bar:
    """A bar in another currency: all its prices by one rate, the last that was published before the bar's end, or
    before `until` where that is sooner. Without a rate the prices are null, and the reason is told.
    """
    if bar.currency == target:
        return bar
    told = bar.model_copy(update={"currency": target, "read_in": bar.currency})
    priced = [name for name in AMOUNTS if getattr(bar, name) is not None]
    if not priced:
        return told
    exchange = rates.between(bar.currency, target, min(bar.end, until))
    amounts = [getattr(bar, name) for name in priced]
    values = exchange.rate and exchanged(amounts, bar.currency or "", target, exchange.rate)
    if not values:
        said = exchange.reason or f"a price in {target} is too large or too small"
        return told.model_copy(update={**dict.fromkeys(AMOUNTS), "reason": said})
    rate = {"rate": exchange.rate, "rate_date": exchange.rate_date}
    return told.model_copy(update={**dict(zip(priced, values, strict=True)), **rate})


def _bar(start: datetime, end: datetime, currency: str | None, looks: Sequence[tuple[Observation, float]]) -> Bar:
    prices = [(each.price, held) for each, held in looks if each.price is not None and is_read(each)]
    told = [each.availability in BUYABLE for each, _ in looks if each.availability is not Availability.UNKNOWN]
    amounts = [price for price, _ in prices]
    return Bar(
        start=start,
        end=end,
        currency=currency,
        open=amounts[0] if amounts else None,
        high=max(amounts, default=None),
        low=min(amounts, default=None),
        close=amounts[-1] if amounts else None,
        median=_median(prices) if prices else None,
        count=len(looks),
        gaps=len(looks) - len(prices),
        in_stock=sum(told) / len(told) if told else None,
    )


def _median(prices: Sequence[tuple[Decimal, float]]) -> Decimal:
    """The lowest price that with those below it stood for at least half of the time."""
    weighed = sorted(prices)
    total = sum(held for _, held in weighed)
    if not total:  # all at one moment: each counts the same
        return weighed[(len(weighed) - 1) // 2][0]
    passed = 0.0
    for price, held in weighed:
        passed += held
        if passed >= total / 2:
            return price
    return weighed[-1][0]


def _in_force(seen: Sequence[Observation]) -> list[str | None]:
    """The currency of each observation; of a gap that which was read last before it, of a first gap the first read."""
    current = next((each.currency for each in seen if is_read(each)), None)
    found = []
    for each in seen:
        current = each.currency if is_read(each) else current
        found.append(current)
    return found


def is_read(seen: Observation) -> bool:
    """Whether a look read a price."""
    return seen.price is not None and seen.ending in (Ending.READ, Ending.UNCHANGED)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
