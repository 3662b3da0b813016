"""Which tactics fit a negotiation, and why: each has a condition, and says the numbers that met it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from catalog.models.incoterm import Incoterm, Mode
from catalog.models.landed_cost import LandedCost
from catalog.models.negotiation import SupplierRecord, Tactic, TacticKind
from catalog.rules.incoterms import INSTEAD, holds_more_than_value, is_meant_for
from catalog.rules.landed_cost.amounts import plain
from catalog.rules.negotiating.pricing import Grounds, Prices, best_paid, near_break
from tradewind.evidence import Reason

FEWEST_ORDERS = 3
"""A record of fewer orders says nothing yet."""
PUNCTUAL = Decimal("0.9")
FEW_DEFECTS = Decimal(2)
CLOSE = Decimal("0.02")
"""A list price within 2 % of the lowest that was ever paid has little left to give."""


class Situation(NamedTuple):
    """What tactics are chosen by. `is_cif`: how the country values goods; None where no tariff says it."""

    grounds: Grounds
    prices: Prices
    cost: LandedCost | None
    is_cif: bool | None
    record: SupplierRecord | None = None
    yearly_quantity: int | None = None


def tactics(situation: Situation) -> list[Tactic]:
    """The tactics that fit, those that save most first.

    - Name the alternative: it is equal only below the list price.
    - Recall a price: less was paid within two years for such a quantity.
    - Ask for the next break: the quantity is at least half of it. Order more: there the whole costs less than here.
    - Promise a volume: the year's quantity reaches a cheaper break.
    - Ask for another incoterm: one for ships goes by air or road; or EXW, where the buyer has to clear the export.
    - Have freight stated apart: the price holds carriage that duty need not be paid on.
    - Ask for quality terms: over three orders more than one of ten came late, or more than 2 % were defective.
    - Agree soon: there is no alternative, and the list price is within 2 % of the lowest that was paid.
    - Trade terms: a longer lead time or a deposit may be worth a discount to the supplier; where nothing else fits.
    - None at all where the alternative is better at any price.
    """
    if situation.prices.walk_away.value is None:
        return []
    found = [each for rule in _RULES for each in rule(situation)]
    found = found or list(_terms(situation))
    return sorted(found, key=lambda each: each.saves or Decimal(0), reverse=True)


def _alternative(situation: Situation) -> Iterable[Tactic]:
    grounds = situation.grounds
    if grounds.equal_price is not None and grounds.equal_price < grounds.list_price:
        yield Tactic(
            tactic=TacticKind.NAME_ALTERNATIVE,
            saves=grounds.list_price - grounds.equal_price,
            advice="Say that another offer costs you less delivered. Keep its price and supplier to yourself.",
            reasons=[Reason(text=each.text) for each in situation.prices.walk_away.reasons if "as much" in each.text],
        )


def _recall(situation: Situation) -> Iterable[Tactic]:
    paid = best_paid(situation.grounds)
    if paid and paid.unit_price < situation.grounds.list_price:
        saves = situation.grounds.list_price - paid.unit_price
        said = f"{plain(paid.unit_price)} {situation.grounds.currency} was paid on {paid.on}"
        yield _tactic(TacticKind.RECALL_PRICE, "Ask for the price that you had, or what has made it rise.", said, saves)


def _next_break(situation: Situation) -> Iterable[Tactic]:
    grounds = situation.grounds
    if following := near_break(grounds):
        saves = grounds.list_price - following.unit_price
        said = f"{grounds.quantity} of {following.min_quantity} from which on it is {plain(following.unit_price)}"
        yield _tactic(TacticKind.ASK_NEXT_BREAK, "Ask for the price of the next break.", said, saves)
        here, there = grounds.list_price * grounds.quantity, following.unit_price * following.min_quantity
        if there < here:
            said = (
                f"{following.min_quantity} cost {plain(here - there)} {grounds.currency} less than {grounds.quantity}"
            )
            yield _tactic(TacticKind.ORDER_MORE, "Order up to the next break: the whole costs less.", said, saves)


def _volume(situation: Situation) -> Iterable[Tactic]:
    grounds, yearly = situation.grounds, situation.yearly_quantity
    reached = [each for each in grounds.breaks if yearly and grounds.quantity < each.min_quantity <= yearly]
    best = min(reached, key=lambda each: each.unit_price, default=None)
    if best and best.unit_price < grounds.list_price:
        said = f"{yearly} a year reach the price from {best.min_quantity} on, {plain(best.unit_price)}"
        saves = grounds.list_price - best.unit_price
        advice = "Promise the year's quantity in call-offs for the price of the whole."
        yield _tactic(TacticKind.PROMISE_VOLUME, advice, said, saves)


def _incoterm(situation: Situation) -> Iterable[Tactic]:
    if situation.cost is None:
        return
    incoterm, mode = situation.cost.incoterm, situation.cost.mode
    if incoterm is Incoterm.EXW:
        said = "under EXW the export is yours to clear, in a country where you may not be able to"
        yield _tactic(TacticKind.ASK_OTHER_INCOTERM, "Ask for FCA at the same price.", said)
    elif incoterm and mode and not is_meant_for(incoterm, mode):
        said = f"{incoterm} is for ships; by {Mode(mode).value} risk and costs pass where the rule does not say it"
        yield _tactic(TacticKind.ASK_OTHER_INCOTERM, f"Ask for {INSTEAD[incoterm]} instead.", said)


def _freight_apart(situation: Situation) -> Iterable[Tactic]:
    incoterm = situation.cost.incoterm if situation.cost else None
    if incoterm is None or situation.is_cif is None or incoterm is Incoterm.DDP:
        return
    if held := holds_more_than_value(incoterm, is_cif=situation.is_cif):
        charges = ", ".join(charge.value.replace("_", " ") for charge in held)
        said = f"the price holds {charges}, on which no duty is due where the papers state it apart"
        yield _tactic(TacticKind.STATE_FREIGHT_APART, "Have the invoice state the freight apart from the goods.", said)


def _quality(situation: Situation) -> Iterable[Tactic]:
    record = situation.record
    if record is None or record.orders < FEWEST_ORDERS:
        return
    said = []
    if Decimal(record.on_time) / record.orders < PUNCTUAL:
        said.append(f"{record.orders - record.on_time} of {record.orders} orders came late")
    if record.defect_percent is not None and record.defect_percent > FEW_DEFECTS:
        said.append(f"{plain(record.defect_percent)} % were defective")
    if said:
        advice = "Ask for an inspection before shipment, and a credit for what is late or defective."
        yield _tactic(TacticKind.ASK_QUALITY_TERMS, advice, "; ".join(said))


def _soon(situation: Situation) -> Iterable[Tactic]:
    grounds = situation.grounds
    lowest = min((each.unit_price for each in grounds.history), default=None)
    if lowest and grounds.equal_price is None and grounds.list_price <= lowest * (1 + CLOSE):
        said = f"no alternative is known, and the lowest that was ever paid is {plain(lowest)} {grounds.currency}"
        yield _tactic(TacticKind.AGREE_SOON, "Ask once, and agree: there is little left to win.", said)


def _terms(situation: Situation) -> Iterable[Tactic]:
    said = "nothing is known that speaks for a lower price by itself"
    advice = "Offer what costs you little: a longer lead time, a deposit, a later delivery, a reference."
    yield _tactic(TacticKind.TRADE_TERMS, advice, said)


def _tactic(kind: TacticKind, advice: str, reason: str, saves: Decimal | None = None) -> Tactic:
    return Tactic(tactic=kind, saves=saves, advice=advice, reasons=[Reason(text=reason)])


_RULES = (_alternative, _recall, _next_break, _volume, _incoterm, _freight_apart, _quality, _soon)
