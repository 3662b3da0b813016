"""Prices that users saw: what is made of a report, whom it tells, and what many say together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prices.models.alert import Alert, AlertPointer
from prices.models.listing import Listing
from prices.models.page import Want
from prices.models.report import (
    AgreedPrice,
    ObservationRequest,
    ObservedPrice,
    ObservedPrices,
    Report,
    Reported,
    ReportStanding,
    Witness,
)
from prices.rules.address import canonical
from prices.rules.identity import listing_of
from prices.rules.reports.standing import Judged, Public, is_in_time, judge
from prices.rules.reports.telling import is_news, speaks_up
from prices.rules.reports.together import COUNTS_FOR, Agreed, Voice, together
from prices.rules.reports.trust import MOST_OPEN, TRUSTED, OpenReport, Record, weight
from prices.service.histories import watched
from prices.service.queues import Deliveries
from prices.service.settling import settled_by_now
from prices.service.told import alert_of
from prices.service.watches import check_fetchable
from prices.store import PriceStore
from prices.store.listings import Kept
from prices.store.reports import MOST_COUNTED, Counted, Read, Summary, Told, report_key
from tradewind.audit import Act
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId
from tradewind.errors import Conflict, InvalidInput, TooManyRequests, TradewindError
from tradewind.evidence import Decision, Interval, Reason
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.paging import Page

if TYPE_CHECKING:
    from tradewind.model import Price

RULE = "rule:prices.reports@1"
MOST_A_DAY = 500
"""Reports of one user: a page every few minutes of a long day."""
TRIES = 4
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody says to see, and what is known of the page."""

    wanted: ObservationRequest
    by: Caller
    report_id: str
    listing: Listing
    kept: Kept | None
    witness: Witness | None
    at: datetime

    @property
    def public(self) -> Public | None:
        """The price for everyone, as it was read last."""
        read = self.kept.state.last_read if self.kept else None
        return (read.price, read.currency) if read is not None and read.price is not None else None


def observe(
    wanted: ObservationRequest,
    by: Caller,
    key: str,
    *,
    store: PriceStore,
    deliveries: Deliveries,
    now: Clock,
    new_id: NewId,
) -> Reported:
    """Keep a price that the caller saw, once for each key, and say what is made of it.

    It never replaces what is read of the page. Where it counts it may set off the watches of the caller's own tenant.
    Raises: InvalidInput for an address that can never be fetched, a moment that is not of now, or a key that was used
    for another request; TooManyRequests after MOST_A_DAY in a day; Conflict when others report at the same moment.
    """
    at = now()
    once = Once.of(by, "prices.observe", key, wanted, at)
    if first := store.reports.answered(once):
        return first
    if not is_in_time(wanted.seen_at, at):
        raise InvalidInput("seen_at: report what was seen within the last two days, and not in the future")
    check_fetchable("url", wanted.url)
    address = canonical(wanted.url)
    want = Want(variant=wanted.variant, override=store.watches.override(by.tenant, address.host))
    listing = listing_of(address, want, by.tenant, at, asked_as=wanted.url)
    kept = store.listings.get_many([listing.listing_id]).get(listing.listing_id)
    seen = Seen(wanted, by, new_id(), listing, kept, _witness(wanted, listing.url), at)
    for attempt in range(TRIES):
        try:
            answer, pointers = _keep(seen, once, store)
        except Conflict:
            if (first := store.reports.answered(once)) is not None:
                return first
            if attempt == TRIES - 1:
                raise
        else:
            break
    _send(pointers, deliveries)
    return answer


def reports(by: Caller, limit: int, next: str | None, *, store: PriceStore) -> Page[Report]:
    """A page of what the caller's tenant reported, the newest first. Raises: InvalidInput for a foreign token."""
    return store.reports.page(by.tenant, limit, next)


def observed_prices(listing_id: str, by: Caller, *, store: PriceStore, now: Clock) -> ObservedPrices:
    """What users saw on a page that the caller watches. Raises: NotFound, also for one that only others watch."""
    listing = watched(listing_id, by, store).listing
    at = now()
    found = []
    for member in (False, True):
        summary = store.reports.summary(by.tenant, listing_id, member=member)
        voices = store.reports.voices(listing_id, member=member) if listing.tenant is None else []
        observed = _observed(summary, voices, at, member=member)
        if observed.price.value is not None:
            found.append(observed)
    return ObservedPrices(listing_id=listing_id, items=found)


def _keep(seen: Seen, once: Once, store: PriceStore) -> tuple[Reported, list[AlertPointer]]:
    """Judge a report and keep it with all that it changes. Raises: Conflict when something changed meanwhile."""
    wanted, by, at = seen.wanted, seen.by, seen.at
    before = store.reports.read(by.tenant, by.user, seen.listing.listing_id, member=wanted.member, at=at)
    record = settled_by_now(by.tenant, _counted_today(before.record, at), at, store=store)
    trust = weight(record, at)
    judged = judge(
        wanted.price, wanted.currency, member=wanted.member, trust=trust, witness=seen.witness, public=seen.public
    )
    report = _report(seen, judged)
    acts = []
    if report.standing is ReportStanding.HELD:
        from prices.service.recorded import report_held

        act = report_held(report, by.tenant, at)
        report, acts = report.model_copy(update={"audit_id": act.audit_id}), [act]
    summary = _counting(before, report, at)
    voice = _voice(by.tenant, summary, at)
    voices = store.reports.voices(seen.listing.listing_id, member=wanted.member) if seen.listing.tenant is None else []
    heard = [each for each in voices if each.tenant != by.tenant] + ([voice] if voice else [])
    alerts, raised = _alerts(seen, report, summary, store)
    if alerts:
        summary = summary.model_copy(update={"told_price": report.price, "told_at": at})
    answer = Reported(report=report, observed=_observed(summary, heard, at, member=wanted.member), alerts=len(alerts))
    record = record.model_copy(update={"open": (*record.open, _open(seen, report))[-MOST_OPEN:]})
    is_shared = seen.listing.tenant is None and report.standing is ReportStanding.ACCEPTED
    pointers = store.reports.add(
        by.tenant,
        answer,
        before,
        record,
        summary,
        voice if is_shared else None,
        Told(alerts, [*acts, *raised]),
        once,
        agreed=_news_for_all(seen, heard) if is_shared else None,
    )
    return answer, pointers


def _news_for_all(seen: Seen, heard: Sequence[Voice]) -> AgreedPrice | None:
    """What enough trusted tenants say of a listing that is watched, where that is news beside what they said
    last."""
    wanted, at = seen.wanted, seen.at
    agreed = together([voice for voice in heard if voice.currency == wanted.currency], at)
    if seen.kept is None or agreed is None or not agreed.holds_for_all:
        return None
    before = seen.kept.agreed
    is_another = before is None or (before.member, before.currency) != (wanted.member, wanted.currency)
    if before is not None and not is_another and not is_news(agreed.price, at, before.price, before.agreed_at):
        return None
    return AgreedPrice(
        price=agreed.price,
        currency=wanted.currency,
        member=wanted.member,
        seen_at=agreed.seen_at,
        agreed_at=at,
        tenants=agreed.tenants,
        share=round(agreed.share, 4),
    )


def _report(seen: Seen, judged: Judged) -> Report:
    wanted = seen.wanted
    return Report(
        report_id=seen.report_id,
        listing_id=seen.listing.listing_id,
        url=seen.listing.url,
        host=seen.listing.host,
        variant=wanted.variant,
        price=wanted.price,
        currency=wanted.currency,
        seen_at=min(wanted.seen_at, seen.at),  # by a clock that is ahead of ours
        received_at=seen.at,
        member=wanted.member,
        standing=judged.standing,
        weight=round(judged.weight, 4),
        witness=seen.witness,
        reasons=list(judged.reasons),
        created_by=seen.by.user,
    )


def _witness(wanted: ObservationRequest, url: str) -> Witness | None:
    """What the markup that came with a report says; the markup itself is not kept."""
    if wanted.witness is None:
        return None
    from prices.reading.witness import hear

    try:
        return hear(wanted.witness, url=url, price=wanted.price, currency=wanted.currency, member=wanted.member)
    except Exception:  # noqa: BLE001 - whatever a stranger's markup makes of a parser ends here, logged
        logger.exception("the reader failed on a witness", size=len(wanted.witness))
        return Witness(agrees=None)


def _counted_today(record: Record, at: datetime) -> Record:
    """The record with one report more today. Raises: TooManyRequests."""
    day = f"{at:%Y-%m-%d}"
    today = record.today + 1 if record.day == day else 1
    if today > MOST_A_DAY:
        left = (at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY - at).total_seconds()
        raise TooManyRequests(f"a user reports at most {MOST_A_DAY} prices a day", retry_after_s=int(left) + 1)
    return record.model_copy(update={"day": day, "today": today})


def _open(seen: Seen, report: Report) -> OpenReport:
    public = seen.public
    return OpenReport(
        key=report_key(report),
        listing_id=report.listing_id,
        is_shared=seen.listing.tenant is None,
        member=report.member,
        price=report.price,
        currency=report.currency,
        seen_at=report.seen_at,
        known_price=public[0] if public is not None and public[1] in (report.currency, None) else None,
    )


def _counting(before: Read, report: Report, at: datetime) -> Summary:
    """What counts on the listing after a report: one of each user, the newest; of the last 48 hours, one currency.

    Of more users than are kept the weightiest stay, so that no crowd pushes out who is trusted.
    """
    summary = before.summary or Summary(currency=report.currency)
    if report.standing is ReportStanding.HELD:
        return summary
    if summary.currency != report.currency:
        summary = Summary(currency=report.currency)
    others = [
        each for each in summary.counted if each.by != report.created_by and timedelta() <= at - each.at <= COUNTS_FOR
    ]
    own = Counted(price=report.price, at=report.seen_at, weight=report.weight, by=report.created_by)
    weightiest = sorted((*others, own), key=lambda each: (each.weight, each.at))[-MOST_COUNTED:]
    return summary.model_copy(update={"counted": tuple(weightiest)})


def _voice(tenant: str, summary: Summary, at: datetime) -> Voice | None:
    """What a tenant says of a listing: its users together, with the weight of the one who weighs most."""
    agreed = _among_users(summary, at)
    if agreed is None:
        return None
    most = max(each.weight for each in summary.counted)
    return Voice(tenant, agreed.price, summary.currency, most, agreed.seen_at)


def _among_users(summary: Summary, at: datetime) -> Agreed | None:
    return together(
        [Voice(each.by, each.price, summary.currency, each.weight, each.at) for each in summary.counted], at
    )


def _observed(summary: Summary | None, voices: Sequence[Voice], at: datetime, *, member: bool) -> ObservedPrice:
    """What is told of a listing: what all say where enough trusted tenants agree, else what the tenant's own users do.

    What single other tenants say is told to nobody.
    """
    own = _among_users(summary, at) if summary is not None else None
    currency = summary.currency if summary is not None else _usual([voice.currency for voice in voices])
    of_all = together([voice for voice in voices if voice.currency == currency], at)
    is_for_all = of_all is not None and of_all.holds_for_all
    agreed = of_all if is_for_all else own
    reports = len(summary.counted) if summary is not None and own is not None else 0
    if agreed is None:
        nobody: Decision[Price] = Decision(
            value=None, basis="agreement", reasons=[Reason(text="nobody's report counts yet")], provenance=RULE
        )
        return ObservedPrice(member=member, price=nobody, reports=0, tenants=0, holds_for="your_tenant")
    who = f"{agreed.tenants} trusted tenants" if is_for_all else f"{reports} of your own users"
    decision = Decision(
        value=agreed.price,
        confidence=round(agreed.share, 4),
        basis="agreement",
        interval=Interval(low=agreed.low, high=agreed.high, level=0.5),
        reasons=[Reason(text=f"the weighted median of what {who} saw; {agreed.share:.0%} of the weight says the same")],
        provenance=RULE,
    )
    return ObservedPrice(
        member=member,
        price=decision,
        currency=currency,
        reports=reports,
        tenants=agreed.tenants if is_for_all else int(own is not None and _is_trusted(summary)),
        holds_for="all" if is_for_all else "your_tenant",
        seen_at=agreed.seen_at,
    )


def _is_trusted(summary: Summary | None) -> bool:
    return summary is not None and any(each.weight >= TRUSTED for each in summary.counted)


def _usual(currencies: Sequence[str]) -> str | None:
    return max(sorted(set(currencies)), key=currencies.count) if currencies else None


def _alerts(seen: Seen, report: Report, summary: Summary, store: PriceStore) -> tuple[list[Alert], list[Act]]:
    """The alerts that a report sets off in its own tenant, and their records."""
    if report.standing is ReportStanding.HELD or not is_news(
        report.price, seen.at, summary.told_price, summary.told_at
    ):
        return [], []
    from prices.service.recorded import reported_price_told

    who = f"one of your users saw this price{' as a member' if report.member else ''}; it is not the price for everyone"
    alerts, acts = [], []
    for tracker in store.alerts.trackers_of(seen.by.tenant, report.listing_id):
        raised = speaks_up(tracker.rule, report.price, report.currency, seen.public, seen.at, who)
        if raised is None or tracker.paused:
            continue
        alert = alert_of(raised, tracker.watch_id, tracker.product_id, report.listing_id, seen.at)
        act = reported_price_told(alert, report, seen.by.tenant, seen.at)
        alerts.append(alert.model_copy(update={"audit_id": act.audit_id}))
        acts.append(act)
    return alerts, acts


def _send(pointers: Sequence[AlertPointer], deliveries: Deliveries) -> None:
    """Hand alerts to their delivery. One that is not taken lies in the outbox, where the sweep finds it."""
    try:
        deliveries.send(*pointers)
    except TradewindError:
        logger.warning("deliveries not sent; the sweep finds them in the outbox", count=len(pointers))
