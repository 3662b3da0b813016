"""Forecasts that are kept: one of each listing and day, made at its first look and judged when its days have passed.

Either may be cut short anywhere and done again: a watch tells of a drop once, a forecast is kept once and counts once.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from prices.models.alert import Alert, AlertPointer, Delivery, Likely
from prices.models.forecast import JUDGED_DAYS, ForecastPointer, Foretold, Promise
from prices.models.watch import AlertKind
from prices.rules.foretelling import day_of, judged_at, speaks_up
from prices.rules.track_record import came_of, judged
from prices.service.forecasts import amount, band_of, below
from prices.service.outlooks import Ahead, Models, look_ahead
from prices.service.queues import Deliveries
from prices.service.recorded import drop_predicted
from prices.store import PriceStore
from prices.store.alerts import Tracker
from tradewind.caller import Tier
from tradewind.clock import Clock
from tradewind.errors import Conflict, NotFound, TradewindError
from tradewind.observability import logger

if TYPE_CHECKING:
    from prices.forecasting.outlook import DropChance

TRIES = 3  # how often a watch that changes meanwhile is asked again


def foretell(
    wanted: ForecastPointer, *, last_try: bool, store: PriceStore, models: Models, deliveries: Deliveries, now: Clock
) -> None:
    """Make the forecast of a listing's day, or judge it when its days have passed.

    - One that is made already, or judged, is done with. One whose day went by before it was made is forgotten, and so
      is one of a page of which nothing can be said.
    - `last_try`: it falls due no more; if this fails too, its message lies in the dead letters and brings it back.

    Raises: Unavailable when the table does not answer.
    """
    kept = store.forecasts.get(wanted)
    if kept is None or kept.was_judged:
        return
    if last_try:
        store.forecasts.give_up(wanted)
    if kept.foretold is None:
        _make(wanted, store=store, models=models, deliveries=deliveries, now=now)
    elif now() >= judged_at(wanted.listing_id, wanted.day):
        _judge(kept.foretold, kept.host, store=store)


def _make(wanted: ForecastPointer, *, store: PriceStore, models: Models, deliveries: Deliveries, now: Clock) -> None:
    at = now()
    try:
        kept = store.listings.get(wanted.listing_id)
    except NotFound:
        store.forecasts.forget_wanted(wanted)
        return
    if wanted.day != day_of(at):
        store.forecasts.forget_wanted(wanted)
        return
    trackers = [each for each in store.alerts.trackers(wanted.listing_id) if _asks(each)]
    percents = sorted({each.rule.predicted_drop_percent or Decimal(0) for each in trackers})

    def targets(price: Decimal, currency: str | None) -> list[Decimal]:
        return [below(price, each) for each in percents]

    ahead = look_ahead(kept, at, JUDGED_DAYS, targets, caller=wanted.listing_id, store=store, models=models)
    if not ahead.outlook.drop or ahead.price is None:
        store.forecasts.forget_wanted(wanted)
        return
    chances = dict(zip(percents, ahead.outlook.targets, strict=True))
    told = [
        pointer
        for tracker in trackers
        if (pointer := _tell(tracker, wanted.listing_id, chances, ahead, at, store=store)) is not None
    ]
    foretold = Foretold(
        listing_id=wanted.listing_id,
        day=wanted.day,
        at=at,
        price=ahead.price,
        currency=ahead.currency,
        country=ahead.country,
        probability=ahead.outlook.drop.probability,
        band=band_of(ahead),
        provenance=ahead.provenance,
        degraded=ahead.why is not None,
        bare=ahead.bare,
    )
    store.forecasts.keep(foretold, kept.listing.host, judged_at(wanted.listing_id, wanted.day))
    try:
        deliveries.send(*told)
    except TradewindError:
        logger.warning("deliveries not sent; the sweep finds them in the outbox", count=len(told))


def _judge(foretold: Foretold, host: str, *, store: PriceStore) -> None:
    until = foretold.at + timedelta(days=JUDGED_DAYS + 1)
    seen = store.listings.between(foretold.listing_id, foretold.at, until)
    store.forecasts.judge(foretold, host, judged(foretold, came_of(foretold, seen)))


def _asks(tracker: Tracker) -> bool:
    return tracker.rule.predicted_drop_percent is not None and not tracker.paused


def _tell(
    tracker: Tracker,
    listing_id: str,
    chances: "dict[Decimal, DropChance]",
    ahead: Ahead,
    at: datetime,
    *,
    store: PriceStore,
) -> AlertPointer | None:
    """Have a watch tell of a drop, if it is to. None: it is not, has told already, or its tier does not hold it."""
    booked = store.watches.booked(tracker.tenant)
    if booked is not None and not booked.to_tier.holds(Tier.PREMIUM):
        return None
    for _ in range(TRIES):
        percent = tracker.rule.predicted_drop_percent
        chance = chances.get(percent) if percent is not None else None
        if percent is None or chance is None or tracker.paused or ahead.price is None:
            return None
        today, basis = day_of(at), ahead.outlook.basis
        if not speaks_up(percent, chance.probability, basis, tracker.promise, ahead.price, ahead.currency, today):
            return None
        until = today + timedelta(days=JUDGED_DAYS)
        likely = Likely(percent=percent, probability=chance.probability, until=until, provenance=ahead.provenance)
        alert = _alert(tracker, listing_id, ahead, ahead.price, amount(chance.price, ahead), likely, at)
        act = drop_predicted(alert, likely, tracker.tenant, at)
        promise = Promise(until=until, price=ahead.price, currency=ahead.currency, percent=percent)
        try:
            return store.alerts.foretell(
                listing_id, tracker, promise, alert.model_copy(update={"audit_id": act.audit_id}), act
            )
        except Conflict:
            again = store.alerts.find_tracker(tracker.tenant, tracker.watch_id, listing_id)
            if again is None:
                return None  # removed meanwhile
            tracker = again
    raise Conflict(f"watch {tracker.watch_id} keeps changing")


def _alert(
    tracker: Tracker, listing_id: str, ahead: Ahead, price: Decimal, to: Decimal, likely: Likely, at: datetime
) -> Alert:
    """Its id is the same however often it is made on a day."""
    from hashlib import sha256

    identity = f"{tracker.watch_id}\n{listing_id}\n{AlertKind.PREDICTED_DROP}\n{day_of(at).isoformat()}"
    return Alert(
        alert_id=f"al_{sha256(identity.encode()).hexdigest()[:32]}",
        watch_id=tracker.watch_id,
        product_id=tracker.product_id,
        listing_id=listing_id,
        kind=AlertKind.PREDICTED_DROP,
        at=at,
        from_price=price,
        to_price=to,
        currency=ahead.currency,
        reasons=list(ahead.outlook.reasons),
        likely=likely,
        delivery=Delivery.PENDING,
    )
