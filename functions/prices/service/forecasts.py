"""What a product's price will do, for those who ask, and how right that was so far."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from prices.models.forecast import DROP_PERCENT, Chance, Forecast, ForecastDay, TrackRecord, Waiting
from prices.models.watch import Product, Watch
from prices.rules.best import Standing, decide, offers_of
from prices.rules.track_record import record_of, summed
from prices.service.outlooks import Ahead, Models, look_ahead
from prices.service.recorded import forecast_shown
from prices.store import PriceStore
from prices.store.listings import Kept
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import NotFound
from tradewind.evidence import Decision, Reason, Verdict

WEEKS = 13
"""That records of shops and of all go back: a quarter, as models and markets change."""

FINEST = Decimal("0.000001")
MOST_PLACES = 6
LARGEST = 999_999_999_999.0
MOST_PERCENT = 1e6
LONGEST = 500  # characters of a reason


def forecast(
    product_id: str,
    by: Caller,
    *,
    listing_id: str | None,
    days: int,
    store: PriceStore,
    models: Models,
    now: Clock,
) -> Forecast:
    """What a product's price at one shop will do over some days; at the cheapest one where none is named.

    What is shown is recorded in the audit, once for as long as it stays the same. Raises: NotFound, also for another
    tenant's product and a listing that is not of it.
    """
    product = store.watches.product(by.tenant, product_id)
    at = now()
    kept = _chosen(product, listing_id, at, store)
    watch = store.watches.get_many(by.tenant, [product.watch_id] if product.watch_id else []).get(
        product.watch_id or ""
    )
    asked: list[Asked] = []

    def targets(price: Decimal, currency: str | None) -> list[Decimal]:
        asked[:] = asked_of(watch, price, currency)
        return [each for _, _, each in asked]

    ahead = look_ahead(kept, at, days, targets, caller=by.tenant, store=store, models=models)
    return _recorded(told(product_id, kept, at, days, ahead, asked), by.tenant, store)


def track_record(product_id: str, by: Caller, *, store: PriceStore, now: Clock) -> TrackRecord:
    """How right the forecasts of a product, of its shops and of all were. Raises: NotFound."""
    product = store.watches.product(by.tenant, product_id)
    hosts = sorted({kept.listing.host for kept in store.listings.get_many(product.listing_ids).values()})
    since = now().date() - timedelta(weeks=WEEKS)
    everywhere = store.forecasts.record_of_all(since)
    models = sorted({each.model for each in everywhere})
    return TrackRecord(
        product_id=product_id,
        weeks=WEEKS,
        product=record_of(product_id, store.forecasts.record_of_listings(product.listing_ids)),
        shops=[record_of(host, store.forecasts.record_of_host(host, since)) for host in hosts],
        overall=record_of("all", summed(each.tally for each in everywhere)),
        models=[record_of(model, summed(each.tally for each in everywhere if each.model == model)) for model in models],
    )


Asked = tuple[str, Decimal | None, Decimal]
"""What a watch asks for: whose wish it is, the percent if it is one, the price it comes to."""


def asked_of(watch: Watch | None, price: Decimal, currency: str | None) -> Sequence[Asked]:
    """The prices that a watch waits for, beside the drop of 15 %. A target counts in the watch's own currency."""
    if watch is None:
        return []
    asked: list[Asked] = []
    for whose, percent in (("watch_drop", watch.drop_percent), ("watch_predicted_drop", watch.predicted_drop_percent)):
        if percent is not None and percent not in (DROP_PERCENT, 100, *(known for _, known, _ in asked)):
            asked.append((whose, percent, below(price, percent)))
    if watch.target_price and watch.currency in (None, currency):
        asked.append(("watch_target", None, watch.target_price))
    return asked


def below(price: Decimal, percent: Decimal) -> Decimal:
    """What a price comes to when it falls by so much."""
    return (price * (100 - percent) / 100).quantize(FINEST).normalize() + 0


def told(product_id: str, kept: Kept, at: datetime, days: int, ahead: Ahead, asked: Sequence[Asked]) -> Forecast:
    """An outlook as it is answered."""
    found = ahead.outlook
    reasons = [
        *([Reason(text=f"the baseline answered: {ahead.why}"[:LONGEST])] if ahead.why and found.is_known else []),
        *found.reasons,
    ]
    drop: Decision[float] = Decision(
        value=found.drop.probability if found.drop else None,
        basis=found.basis,
        degraded=ahead.why is not None and found.is_known,
        reasons=reasons,
        provenance=ahead.provenance,
    )
    chances: list[Chance] = []
    waiting = None
    if found.drop and ahead.price is not None and found.best_day and found.saving is not None:
        wishes: list[Asked] = [("drop", DROP_PERCENT, below(ahead.price, DROP_PERCENT))]
        chances = [
            Chance.model_validate({"whose": whose, "percent": percent, "price": to, "probability": each.probability})
            for (whose, percent, to), each in zip([*wishes, *asked], [found.drop, *found.targets], strict=True)
        ]
        waiting = Waiting(
            advice=Verdict(value="wait" if found.should_wait else "buy_now", basis=found.basis, degraded=drop.degraded),
            best_day=found.best_day,
            expected_saving=amount(float(ahead.price) * found.saving, ahead),
            expected_saving_percent=max(found.saving * 100, -MOST_PERCENT),
            rise=found.risk_of_rise or 0.0,
            sold_out=found.risk_of_selling_out,
        )
    return Forecast(
        product_id=product_id,
        listing_id=kept.listing.listing_id,
        url=kept.listing.url,
        host=kept.listing.host,
        at=at,
        days=days,
        until=at.astimezone(UTC).date() + timedelta(days=days),
        looks=ahead.looks,
        price=ahead.price,
        currency=ahead.currency,
        drop=drop,
        chances=chances,
        band=band_of(ahead),
        waiting=waiting,
        missing=[] if found.is_known else [reason.text for reason in found.reasons],
    )


def band_of(ahead: Ahead) -> list[ForecastDay]:
    """The quantiles of each day, as amounts."""
    return [
        ForecastDay(
            day=each.day, low=amount(each.low, ahead), median=amount(each.middle, ahead), high=amount(each.high, ahead)
        )
        for each in ahead.outlook.days
    ]


def amount(value: float, ahead: Ahead) -> Decimal:
    """A computed amount, to the decimals of its currency, or of today's price where that has more (per gram).

    A price that was misread a millionfold may have it expected to be more than can be told: then it is the most.
    """
    from tradewind.money import minor_units

    exponent = (ahead.price or Decimal(0)).normalize().as_tuple().exponent
    places = max(minor_units(ahead.currency or ""), -exponent if isinstance(exponent, int) else 0)
    told = Decimal(repr(min(max(value, -LARGEST), LARGEST)))
    return told.quantize(Decimal(1).scaleb(-min(places, MOST_PLACES)))


def _recorded(shown: Forecast, tenant: str, store: PriceStore) -> Forecast:
    """The forecast with its record in the audit: that of the last time where a tenant is shown the same again."""
    digest = sha256(shown.model_dump_json(exclude={"at"}).encode()).hexdigest()
    last = store.forecasts.shown(tenant, shown.listing_id, shown.days)
    if last is None or last[0] != digest:
        act = forecast_shown(shown, tenant, shown.at)
        store.forecasts.show(tenant, shown.listing_id, shown.days, digest, act)
        last = digest, act.audit_id
    return shown.model_copy(update={"drop": shown.drop.model_copy(update={"audit_id": last[1]})})


def _chosen(product: Product, listing_id: str | None, at: datetime, store: PriceStore) -> Kept:
    """The listing that is asked for, or the cheapest one, or the first."""
    if listing_id is not None and listing_id not in product.listing_ids:
        raise NotFound(f"no listing {listing_id} belongs to this product")
    known = store.listings.get_many([listing_id] if listing_id else product.listing_ids)
    kept = [known[each] for each in product.listing_ids if each in known]
    if not kept:
        raise NotFound(f"no listing of product {product.product_id} is known")
    if len(kept) == 1:
        return kept[0]
    reads = [each.state.last_read for each in kept]
    currency = next((read.currency for read in reads if read and read.currency), "XXX")
    standings = [
        Standing(each.listing.listing_id, each.listing.url, each.listing.host, each.state.latest, each.state.last_read)
        for each in kept
    ]
    best = decide(*offers_of(standings, currency, store.rates.at(at), at)).value
    return known[best] if best else kept[0]
