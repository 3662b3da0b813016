"""What came of a report, held against our own looks at the page and against what trusted tenants saw."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from prices.models.report import Outcome
from prices.rules.reports.together import COUNTS_FOR, Voice, is_same
from prices.rules.reports.trust import TRUSTED, OpenReport

NEAR = timedelta(hours=24)
"""Our looks before and after a report that say something of it."""


class Look(NamedTuple):
    """A price that was read by us."""

    at: datetime
    price: Decimal
    currency: str | None


def by_looks(report: OpenReport, looks: Sequence[Look]) -> Outcome:
    """What our looks make of a report of the public price.

    - Only looks in its currency count, from 24 hours before it to 24 after; and one after it there must be.
    - It is confirmed where the first after it or the last before it read that price: between two looks a price may
      have been either.
    - It is contradicted where neither did and both read the same: a price does not leave and come back unseen as a
      rule, and where it did the reporter loses a little.
    - Else the price was moving, and it stays open.
    """
    near = sorted(look for look in looks if look.currency in (report.currency, None))
    after = next((look for look in near if report.seen_at < look.at <= report.seen_at + NEAR), None)
    if after is None:
        return Outcome.OPEN
    before = next((look for look in reversed(near) if report.seen_at - NEAR <= look.at <= report.seen_at), None)
    around = [look for look in (before, after) if look is not None]
    if any(is_same(look.price, report.price) for look in around):
        return Outcome.CONFIRMED
    if before is not None and is_same(before.price, after.price):
        return Outcome.CONTRADICTED
    return Outcome.OPEN


def by_others(report: OpenReport, others: Sequence[Voice]) -> Outcome:
    """What other tenants make of a report of a price for members.

    Only trusted ones count, within 48 hours: newcomers that say the same confirm nothing, however many. It is confirmed
    where more of their weight says the same than another price, contradicted where it is the other way round.
    """
    near = [
        voice
        for voice in others
        if voice.weight >= TRUSTED
        and voice.currency == report.currency
        and abs(voice.at - report.seen_at) <= COUNTS_FOR
    ]
    same = sum(voice.weight for voice in near if is_same(voice.price, report.price))
    other = sum(voice.weight for voice in near) - same
    if same == other:
        return Outcome.OPEN
    return Outcome.CONFIRMED if same > other else Outcome.CONTRADICTED


def tells_news(report: OpenReport) -> bool:
    """Whether a report told another price than we had read. To say what is known proves little: anybody can copy it."""
    return report.known_price is None or not is_same(report.known_price, report.price)
