"""What came of a user's reports, found when the user reports again: by our own looks, by other trusted tenants."""

from datetime import datetime, timedelta

from prices.models.report import Outcome
from prices.rules.reports.settling import Look, by_looks, by_others, tells_news
from prices.rules.reports.together import COUNTS_FOR
from prices.rules.reports.trust import OpenReport, Record, settled
from prices.store import PriceStore

WAITS = timedelta(hours=1)
"""A report is held against others when it is this old: until then nobody had the time to look."""


def settled_by_now(tenant: str, record: Record, at: datetime, *, store: PriceStore) -> Record:
    """A reporter's record with what came of their reports by now, which is kept with each report.

    Done again it finds the same: the record that it changes is kept with the report that it was done for, or not at
    all, and then the reports are still open.
    """
    left = []
    right = known = wrong = 0
    credited = set()
    for report in record.open:
        outcome = _outcome(tenant, report, at, store) if at - report.seen_at >= WAITS else Outcome.OPEN
        if outcome is Outcome.OPEN:
            left.append(report)
            continue
        store.reports.settle(tenant, report.key, outcome)
        day = (report.listing_id, report.member, report.seen_at.date())
        if outcome is Outcome.CONFIRMED and day not in credited:
            credited.add(day)
            right, known = (right + 1, known) if tells_news(report) else (right, known + 1)
        wrong += outcome is Outcome.CONTRADICTED
    if len(left) == len(record.open):
        return record
    return settled(record, at, right=right, known=known, wrong=wrong).model_copy(update={"open": tuple(left)})


def _outcome(tenant: str, report: OpenReport, at: datetime, store: PriceStore) -> Outcome:
    if report.member:
        others = store.reports.voices(report.listing_id, member=True) if report.is_shared else []
        found = by_others(report, [voice for voice in others if voice.tenant != tenant])
    else:
        span = report.seen_at - COUNTS_FOR, min(report.seen_at + COUNTS_FOR, at)
        looks = [
            Look(seen.at, seen.price, seen.currency)
            for seen in store.listings.between(report.listing_id, *span)
            if seen.price is not None and not seen.seeded
        ]
        found = by_looks(report, looks)
    is_over = at - report.seen_at > COUNTS_FOR
    return Outcome.UNCHECKED if found is Outcome.OPEN and is_over else found
