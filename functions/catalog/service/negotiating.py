"""Negotiations: what to ask a supplier for, from the offer, what was paid before and the best alternative."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from catalog.models.comparison import MOST_PRODUCTS, Pick
from catalog.models.negotiation import Alternative, Letter, NegotiateRequest, Negotiation, SupplierRecord, Tactic
from catalog.models.product import Offer, Product
from catalog.models.tariff import Valuation
from catalog.rules.comparing import Candidate
from catalog.rules.comparing.changes import Contender
from catalog.rules.identity import identifiers
from catalog.rules.landed_cost import Asked, Exchange, unit_price_for, valuation_in
from catalog.rules.negotiating import Break, Grounds, PastPrice, Situation, language_of, letter, prices, steps, tactics
from catalog.rules.negotiating.letter import Facts
from catalog.rules.negotiating.pricing import best_paid, near_break
from catalog.service.comparing import asked_of, contender, offers_of, products_of
from catalog.service.loading import InForce, in_force
from catalog.service.recorded_costs import negotiation_advised
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock, whole
from tradewind.errors import InvalidInput

FOLLOWED = 10
"""A price that equals the alternative is looked for up to so many times the list price."""


class _Beside(NamedTuple):
    """The best alternative, and the price of the offer at hand at which the two are equal; none at any price."""

    candidate: Candidate
    total: Decimal
    equal_price: Decimal | None


def negotiate(wanted: NegotiateRequest, by: Caller, *, store: CatalogStore, now: Clock) -> Negotiation:
    """Advice on the price of an offer; what is told is recorded.

    Raises: InvalidInput for a product that is not there, where the offer states no price for the quantity, or nothing
    can be taken off it.
    """
    at = whole(now())
    table = _set_out(wanted, by, store, at)
    own, asked = table.own, table.asked
    here = own(asked)
    offer, list_price = _offered(here, wanted)
    beside, doubts = _best_beside(own, here, table.others(here), asked, list_price, wanted.records)
    grounds = _grounds(wanted, offer, list_price, beside, table.exchange, at)._replace(doubts=doubts)
    told = prices(grounds)
    chosen = tactics(
        Situation(
            grounds=grounds,
            prices=told,
            cost=here.cost,
            is_cif=_is_cif(table.held),
            record=_record(wanted.records, wanted.product_id),
            yearly_quantity=wanted.yearly_quantity,
        )
    )
    opening, target = told.opening.value, told.target.value
    advice = Negotiation(
        product_id=here.product_id,
        offer_id=offer.offer_id,
        supplier=offer.supplier,
        quantity=wanted.quantity,
        currency=grounds.currency,
        list_price=list_price,
        at=at,
        opening=told.opening,
        target=told.target,
        walk_away=told.walk_away,
        steps=steps(opening, target, grounds.least) if opening is not None and target is not None else [],
        alternative=_alternative(beside, grounds.least),
        tactics=chosen,
        message=None if opening is None else _letter(wanted, here.product, offer, grounds, opening, chosen),
        rates=table.exchange.used,
    )
    act = negotiation_advised(advice, by.tenant)
    store.shares.record(act)
    recorded = {"audit_id": act.audit_id}
    return advice.model_copy(
        update={name: getattr(advice, name).model_copy(update=recorded) for name in ("opening", "target", "walk_away")}
    )


class _Table(NamedTuple):
    """All that the negotiation is about."""

    own: Contender
    named: list[Contender]
    asked: Asked
    held: InForce
    exchange: Exchange
    today: date
    has_named: bool

    def others(self, here: Candidate) -> list[Candidate]:
        """The alternatives: those that were named, or the same goods of others and the other offers of this product."""
        offers = [] if self.has_named else [each for each in here.product.offers if each != here.offer]
        own = [
            contender(here.product, [offer], self.asked, self.held, self.exchange, self.today)
            for offer in offers
            if offer.price_breaks
        ]
        return [each(self.asked) for each in (*self.named, *own)]


def _set_out(wanted: NegotiateRequest, by: Caller, store: CatalogStore, at: datetime) -> _Table:
    [product] = products_of([wanted.product_id], "product_id", by, store).values()
    if wanted.alternatives is None:
        picks = [Pick(product_id=each) for each in _same_goods(product, by, store)]
        found = store.products.get_many(by.tenant, [pick.product_id for pick in picks])
        picks = [pick for pick in picks if pick.product_id in found]
    else:
        picks = list(wanted.alternatives)
        found = products_of([pick.product_id for pick in picks], "alternatives", by, store)
    today = at.date()
    held = in_force(by.tenant, wanted.destination, [product, *found.values()], today, store)
    exchange = Exchange(wanted.currency, wanted.rates, held.exchange, today)
    asked = asked_of(wanted)
    own = contender(product, offers_of(product, wanted.offer_id), asked, held, exchange, today)
    named = [
        contender(
            found[pick.product_id], offers_of(found[pick.product_id], pick.offer_id), asked, held, exchange, today
        )
        for pick in picks
    ]
    return _Table(own, named, asked, held, exchange, today, wanted.alternatives is not None)


def _same_goods(product: Product, by: Caller, store: CatalogStore) -> list[str]:
    """Products that are the same goods: by an identifier, or as a person said; not those that a person told apart."""
    said = store.links.said(by.tenant, product.product_id)
    shared = [each for name in identifiers(product) for each in store.links.sharing(by.tenant, name)]
    same = dict.fromkeys([*shared, *(each for each, link in said.items() if link.verdict == "same")])
    apart = {each for each, link in said.items() if link.verdict == "different"} | {product.product_id}
    return [each for each in same if each not in apart][: MOST_PRODUCTS - 1]


def _offered(here: Candidate, wanted: NegotiateRequest) -> tuple[Offer, Decimal]:
    """The offer at hand and its price. Raises: InvalidInput."""
    offer = here.offer
    list_price = offer.unit_price(wanted.quantity) if offer else None
    if offer is None or list_price is None:
        raise InvalidInput(f"quantity: no offer states a price for {wanted.quantity}")
    least = _least(list_price, offer)
    if list_price < least or (wanted.most_unit_price is not None and wanted.most_unit_price < least):
        raise InvalidInput(f"most_unit_price: prices of this offer go by steps of {least}; nothing can be taken off")
    return offer, list_price


def _best_beside(
    own: Contender,
    here: Candidate,
    others: Sequence[Candidate],
    asked: Asked,
    list_price: Decimal,
    records: Sequence[SupplierRecord],
) -> tuple[_Beside | None, list[str]]:
    """The alternative whose good units cost least at the door, and what could not be counted.

    An alternative that cannot be bought as asked, or whose total leaves out what ours does not, is no measure. Where
    the share of defective goods is known of both, what good units cost is compared.
    """
    if here.cost is None or here.cost.total is None:
        return None, [f"nothing is compared with it: {here.cost.lines[0].how}"] if here.cost and others else []
    mine = set(here.cost.leaves_out)
    doubts, found = [], []
    for other in others:
        left_out = sorted(set(other.cost.leaves_out) - mine) if other.cost else []
        if other.excluded or left_out:
            doubts.append(f"{_named(other)} is no measure: {other.excluded or ', '.join(left_out) + ' is unknown'}")
        else:
            found.append((other.total * _yield(records, here, other), other))
    if not found:
        return None, doubts
    limit, best = min(found, key=lambda each: each[0])
    if mine:
        doubts.append(f"compared without {', '.join(sorted(mine))} of this offer, which nobody told")
    if limit != best.total:
        doubts.append(f"by good units: {_named(best)} and this product have other shares of defective goods")
    equal = unit_price_for(limit, lambda price: own(asked._replace(unit_price=price)).cost, list_price * FOLLOWED)
    return _Beside(best, best.total, equal), doubts


def _yield(records: Sequence[SupplierRecord], here: Candidate, other: Candidate) -> Decimal:
    """What good units of ours there are for one good unit of another's; 1 where it is not known of both."""
    mine, theirs = _record(records, here.product_id), _record(records, other.product_id)
    if mine is None or theirs is None or mine.defect_percent is None or theirs.defect_percent is None:
        return Decimal(1)
    return (100 - mine.defect_percent) / (100 - theirs.defect_percent)


def _grounds(
    wanted: NegotiateRequest,
    offer: Offer,
    list_price: Decimal,
    beside: _Beside | None,
    exchange: Exchange,
    at: datetime,
) -> Grounds:
    currency = str(offer.currency)
    least = _least(list_price, offer)
    if ahead := [each.date for each in wanted.history if each.date > at.date()]:
        raise InvalidInput(f"history: {ahead[0]} is still to come")
    paid = [
        PastPrice(price, each.date, each.quantity)
        for each in wanted.history
        if (price := _in_its_currency(each.unit_price, each.currency, currency, exchange)) is not None
    ]
    equal = beside.equal_price if beside else None
    is_beaten = beside is not None and (equal is None or equal < least)
    return Grounds(
        quantity=wanted.quantity,
        list_price=list_price,
        currency=currency,
        least=least,
        today=at.date(),
        breaks=[Break(each.min_quantity, each.unit_price) for each in offer.price_breaks],
        history=paid,
        alternative=_named(beside.candidate) if beside else None,
        equal_price=equal,
        is_beaten=is_beaten,
        budget=wanted.most_unit_price,
    )


def _in_its_currency(amount: Decimal, currency: str, wanted: str, exchange: Exchange) -> Decimal | None:
    """An amount in another currency, by the rates of both to that of the answer; None without them."""
    if currency == wanted:
        return amount
    worth, unit = exchange.convert(amount, currency), exchange.convert(Decimal(1), wanted)
    return worth / unit if worth is not None and unit else None


def _alternative(beside: _Beside | None, least: Decimal) -> Alternative | None:
    if beside is None or beside.candidate.offer is None or beside.candidate.cost is None:
        return None
    equal = beside.equal_price
    return Alternative(
        product_id=beside.candidate.product_id,
        offer_id=beside.candidate.offer.offer_id,
        title=beside.candidate.product.title,
        total=beside.total,
        is_complete=beside.candidate.cost.is_complete,
        equal_price=None if equal is None or equal < least else equal,
    )


def _letter(
    wanted: NegotiateRequest,
    product: Product,
    offer: Offer,
    grounds: Grounds,
    opening: Decimal,
    chosen: Sequence[Tactic],
) -> Letter:
    paid, following = best_paid(grounds), near_break(grounds)
    facts = Facts(
        title=product.title,
        quantity=wanted.quantity,
        unit=offer.unit,
        list_price=grounds.list_price,
        opening=opening,
        currency=grounds.currency,
        incoterm=offer.incoterm,
        past_price=paid.unit_price if paid else None,
        past_date=paid.on.isoformat() if paid else None,
        next_break=following.min_quantity if following else None,
        yearly_quantity=wanted.yearly_quantity,
        contact=wanted.contact,
        signature=wanted.signature,
        words=wanted.words,
    )
    return letter(facts, chosen, wanted.language or language_of(offer.supplier_country))


def _least(list_price: Decimal, offer: Offer) -> Decimal:
    """The smallest step of a price: the smallest unit of its currency, or the finer one that the offer has."""
    from tradewind.money import minor_units

    exponent = list_price.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return Decimal(1).scaleb(-max(minor_units(str(offer.currency)), decimals))


def _is_cif(held: InForce) -> bool | None:
    valuation = valuation_in(held.tariffs)
    return None if valuation is None else valuation is Valuation.CIF


def _record(records: Sequence[SupplierRecord], product_id: str) -> SupplierRecord | None:
    return next((each for each in records if each.product_id == product_id), None)


def _named(candidate: Candidate) -> str:
    """An alternative as reasons call it: its title and who offers it."""
    supplier = candidate.offer.supplier if candidate.offer else None
    return f"{candidate.title} of {supplier}" if supplier else candidate.title
