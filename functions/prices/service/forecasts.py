"""What a product's price will do, for those who ask, and how right that was so far."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from prices.models.forecast import DROP_PERCENT, Chance, Forecast, ForecastDay, Record, TrackRecord, Waiting
from prices.models.watch import Product, Watch
from prices.rules.best import Standing, decide, offers_of
from prices.rules.track_record import record_of
from prices.service.outlooks import Ahead, look_ahead
from prices.store import PriceStore
from prices.store.listings import Kept
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import NotFound
from tradewind.evidence import Decision, Verdict

WEEKS = 13
"""That records of shops and of all go back: a quarter, as models and markets change."""

FINEST = Decimal("0.000001")


def forecast(
    product_id: str, by: Caller, *, listing_id: str | None, days: int, store: PriceStore, now: Clock
) -> Forecast:
    """What a product's price at one shop will do over some days; at the cheapest one where none is named.

    Raises: NotFound, also for another tenant's product and a listing that is not of it.
    """
    product = store.watches.product(by.tenant, product_id)
    at = now()
    kept = _chosen(product, listing_id, at, store)
    watch = store.watches.get_many(by.tenant, [product.watch_id] if product.watch_id else []).get(
        product.watch_id or ""
    )
    price = kept.state.last_read.price if kept.state.last_read else None
    asked = asked_of(watch, price, kept.state.last_read.currency if kept.state.last_read else None)
    ahead = look_ahead(kept, at, days, [each for _, _, each in asked], store=store)
    return told(product_id, kept, at, days, ahead, asked)


def track_record(product_id: str, by: Caller, *, store: PriceStore, now: Clock) -> TrackRecord:
    """How right the forecasts of a product, of its shops and of all were. Raises: NotFound."""
    product = store.watches.product(by.tenant, product_id)
    hosts = sorted({kept.listing.host for kept in store.listings.get_many(product.listing_ids).values()})
    return TrackRecord(
        product_id=product_id,
        weeks=WEEKS,
        product=record_of(product_id, {}),
        shops=[record_of(host, {}) for host in hosts],
        overall=record_of("all", {}),
        models=list[Record](),
    )


Asked = tuple[str, Decimal | None, Decimal]
"""What a watch asks for: whose wish it is, the percent if it is one, the price it comes to."""


def asked_of(watch: Watch | None, price: Decimal | None, currency: str | None) -> Sequence[Asked]:
    """The prices that a watch waits for, beside the drop of 15 %. A target counts in the watch's own currency."""
    if watch is None or not price:
        return []
    asked: list[Asked] = []
    if watch.drop_percent is not None and watch.drop_percent != DROP_PERCENT:
        asked.append(("watch_drop", watch.drop_percent, (price * (100 - watch.drop_percent) / 100).quantize(FINEST)))
    if watch.target_price is not None and watch.currency in (None, currency):
        asked.append(("watch_target", None, watch.target_price))
    return asked


def told(product_id: str, kept: Kept, at: datetime, days: int, ahead: Ahead, asked: Sequence[Asked]) -> Forecast:
    """An outlook as it is answered."""
    found = ahead.outlook
    reasons = list(found.reasons)
    drop: Decision[float] = Decision(
        value=found.drop.probability if found.drop else None,
        basis=found.basis,
        degraded=ahead.why is not None,
        reasons=reasons,
        provenance=ahead.provenance,
    )
    chances: list[Chance] = []
    waiting = None
    if found.drop and ahead.price is not None and found.best_day and found.saving is not None:
        wishes: list[Asked] = [("drop", DROP_PERCENT, (ahead.price * (100 - DROP_PERCENT) / 100).quantize(FINEST))]
        chances = [
            Chance.model_validate({"whose": whose, "percent": percent, "price": to, "probability": each.probability})
            for (whose, percent, to), each in zip([*wishes, *asked], [found.drop, *found.targets], strict=True)
        ]
        waiting = Waiting(
            advice=Verdict(value="wait" if found.should_wait else "buy_now", basis=found.basis, degraded=drop.degraded),
            best_day=found.best_day,
            expected_saving=(ahead.price * Decimal(found.saving)).quantize(FINEST),
            expected_saving_percent=found.saving * 100,
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
        ForecastDay(day=each.day, low=_amount(each.low), median=_amount(each.middle), high=_amount(each.high))
        for each in ahead.outlook.days
    ]


def _amount(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(FINEST).normalize() + 0


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
