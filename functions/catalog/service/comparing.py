"""Comparisons: products side by side with what they cost at the door, and what of it is shared."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from hashlib import sha256

from catalog.models.comparison import (
    MOST_ROWS,
    Compared,
    CompareRequest,
    Comparison,
    DeliveryRequest,
    MadeShare,
    OfferTerms,
    Shared,
    SharedComparison,
    ShareRequest,
    TariffUsed,
)
from catalog.models.incoterm import Incoterm
from catalog.models.product import Offer, Product
from catalog.rules.comparing import Candidate, attribute_rows, excluded_because, verdict, what_would_change
from catalog.rules.comparing.changes import Contender
from catalog.rules.landed_cost import Asked, Exchange, Goods, landed_cost
from catalog.service.loading import InForce, in_force
from catalog.service.recorded_costs import compared, share_changed
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId, whole
from tradewind.errors import InvalidInput
from tradewind.idempotency import Once
from tradewind.paging import Page

SECRET_BYTES = 32
SHARED = "/v1/catalog/comparisons/shared/"

NewSecret = Callable[[int], bytes]


def compare(wanted: CompareRequest, by: Caller, *, store: CatalogStore, now: Clock) -> Comparison:
    """Products side by side; what is told of them is recorded. Raises: InvalidInput."""
    found, held = _side_by_side(wanted, by, store, now)
    act = compared(found, held.headers, by.tenant)
    store.shares.record(act)
    return found.model_copy(update={"verdict": found.verdict.model_copy(update={"audit_id": act.audit_id})})


def share(
    wanted: ShareRequest, by: Caller, key: str, *, store: CatalogStore, now: Clock, new_id: NewId, new_secret: NewSecret
) -> MadeShare:
    """Share a comparison as it is now, once for each key; its link is told the first time only.

    Raises: QuotaReached, InvalidInput.
    """
    at = whole(now())
    once = Once.of(by, "catalog.share", key, wanted, at)
    if first := store.shares.answered(once):
        return MadeShare(**dict(first))
    found, held = _side_by_side(wanted, by, store, now)
    shared = Shared(
        share_id=new_id(),
        title=wanted.title,
        product_ids=tuple(item.product_id for item in found.items),
        created_by=by.user,
        created_at=at,
        expires_at=at + timedelta(days=wanted.days),
    )
    shown = SharedComparison(title=wanted.title, shared_at=at, expires_at=shared.expires_at, comparison=found)
    secret = urlsafe_b64encode(new_secret(SECRET_BYTES)).decode().rstrip("=")
    actor = store.audit.persons().actor(by.tenant, by.user)
    made = share_changed("made", shared.share_id, by.tenant, actor, at, shared)
    store.shares.add(by.tenant, shared, shown, _hash(secret), once, [compared(found, held.headers, by.tenant), made])
    return MadeShare(**dict(shared), path=SHARED + secret)


def shares(by: Caller, limit: int, next: str | None, *, store: CatalogStore, now: Clock) -> Page[Shared]:
    """A page of what the tenant shares now. Raises: InvalidInput for a foreign token."""
    return store.shares.page(by.tenant, now(), limit, next)


def withdraw_share(share_id: str, by: Caller, *, store: CatalogStore, now: Clock) -> None:
    """Withdraw a link; it opens nothing any more. Raises: NotFound."""
    actor = store.audit.persons().actor(by.tenant, by.user)
    store.shares.withdraw(by.tenant, share_id, share_changed("withdrawn", share_id, by.tenant, actor, now(), None))


def shared_comparison(address: str, *, store: CatalogStore, now: Clock) -> SharedComparison:
    """What a link opens. Raises: NotFound, the same for a link that never was, has ended or was withdrawn."""
    return store.shares.shown(_hash(address), now())


def asked_of(wanted: DeliveryRequest) -> Asked:
    """What a landed cost is asked for."""
    return Asked(
        wanted.destination,
        wanted.quantity,
        wanted.mode,
        wanted.incoterm,
        wanted.is_insured,
        wanted.recovers_tax,
        wanted.quotes,
    )


def products_of(product_ids: Sequence[str], field: str, by: Caller, store: CatalogStore) -> dict[str, Product]:
    """Products that a request names, by id. Raises: InvalidInput naming those that are not there, another tenant's
    too."""
    found = store.products.get_many(by.tenant, product_ids)
    if missing := [each for each in product_ids if each not in found]:
        raise InvalidInput(f"{field}: not in the catalogue: {', '.join(missing)}")
    return found


def offers_of(product: Product, offer_id: str | None) -> list[Offer]:
    """The offers of a product, or the one that is named. Raises: InvalidInput."""
    offers = [offer for offer in product.offers if offer_id in {None, offer.offer_id}]
    if offer_id is not None and not offers:
        raise InvalidInput(f"offer_id: product {product.product_id} has no offer {offer_id}")
    return offers


def contender(
    product: Product, offers: Sequence[Offer], asked: Asked, held: InForce, exchange: Exchange, today: date
) -> Contender:
    """A product at one of these offers: that which can be bought as asked and costs least at the door."""

    def at(offer: Offer | None, asked: Asked) -> Candidate:
        cost = landed_cost(Goods(product, offer), asked, held.tariffs, exchange) if offer else None
        return Candidate(product, offer, cost, excluded_because(offer, cost, asked.quantity, today))

    priced = [offer for offer in offers if offer.price_breaks]
    best = min((at(offer, asked) for offer in priced), key=_preference, default=None)
    chosen = best.offer if best else None
    return lambda asked: at(chosen, asked)


def _preference(candidate: Candidate) -> tuple[bool, bool, int, object]:
    left_out = len(candidate.cost.leaves_out) if candidate.cost else 0
    has_total = candidate.cost is not None and candidate.cost.total is not None
    return candidate.excluded is not None, not has_total, left_out, candidate.total


def _side_by_side(wanted: CompareRequest, by: Caller, store: CatalogStore, now: Clock) -> tuple[Comparison, InForce]:
    at = whole(now())
    today = at.date()
    found = products_of([pick.product_id for pick in wanted.items], "items", by, store)
    products = [found[pick.product_id] for pick in wanted.items]
    held = in_force(by.tenant, wanted.destination, products, today, store)
    exchange = Exchange(wanted.currency, wanted.rates, held.exchange, today)
    asked = asked_of(wanted)
    contenders = [
        contender(product, offers_of(product, pick.offer_id), asked, held, exchange, today)
        for product, pick in zip(products, wanted.items, strict=True)
    ]
    candidates = [each(asked) for each in contenders]
    rows = attribute_rows(products)
    comparison = Comparison(
        destination=wanted.destination,
        quantity=wanted.quantity,
        currency=wanted.currency,
        at=at,
        items=[_compared(candidate, wanted.quantity) for candidate in candidates],
        attributes=rows[:MOST_ROWS],
        attributes_left_out=max(0, len(rows) - MOST_ROWS),
        rates=exchange.used,
        tariffs=[
            TariffUsed(kind=each.kind, name=each.name, as_of=each.as_of, source=each.source) for each in held.headers
        ],
        verdict=verdict(candidates),
        changes=what_would_change(asked, contenders),
    )
    return comparison, held


def _compared(candidate: Candidate, quantity: int) -> Compared:
    product, offer = candidate.product, candidate.offer
    terms = offer and OfferTerms(
        offer_id=offer.offer_id,
        supplier=offer.supplier,
        unit_price=offer.unit_price(quantity),
        currency=offer.currency,
        unit=offer.unit,
        moq=offer.moq,
        lead_time_days=offer.lead_time_days,
        incoterm=Incoterm(offer.incoterm) if offer.incoterm else None,
        incoterm_place=offer.incoterm_place,
        valid_until=offer.valid_until,
    )
    return Compared(
        product_id=product.product_id,
        title=product.title,
        brand=product.brand,
        origin=product.origin,
        hs_code=product.hs_code,
        quality_tier=product.quality_tier,
        certifications=product.certifications,
        offer=terms or None,
        cost=candidate.cost,
        excluded=candidate.excluded,
    )


def _hash(secret: str) -> str:
    """What is kept of a secret. SHA-256 alone: nobody guesses 256 random bits, so there is nothing to slow down."""
    return sha256(secret.encode()).hexdigest()
