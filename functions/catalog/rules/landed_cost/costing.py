"""The landed cost of a quantity: the price and each charge that the buyer pays beside it."""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from catalog.models.incoterm import Charge, Incoterm, Mode, Party
from catalog.models.landed_cost import CostLine, LandedCost, Quote
from catalog.models.product import Offer, Product
from catalog.models.tariff import CARRIED, InsuranceLine, Tariff, TaxBase, Valuation
from catalog.rules.incoterms import WITHIN_THE_COUNTRY, added_to_value, payer
from catalog.rules.landed_cost import customs
from catalog.rules.landed_cost.amounts import WIDE, Amount, plain, rounded, unknown
from catalog.rules.landed_cost.customs import Levied
from catalog.rules.landed_cost.exchange import Exchange
from catalog.rules.landed_cost.freight import Consignment, Way, ways
from catalog.rules.landed_cost.tariffs import Tariffs, named, valuation_in

IN_THE_PRICE = Amount(Decimal(0), "in the seller's price")

HALVINGS = 48
"""Of an interval that a price is looked for in: to a millionth of a millionth of a hundredth of it."""


class Goods(NamedTuple):
    """A product at one of its offers."""

    product: Product
    offer: Offer


class Asked(NamedTuple):
    """What the landed cost is asked for. `mode` None: whichever is the cheapest.

    The last three ask what would be: a price of a unit in the offer's currency, carriage so many times as dear, a
    customs duty of so many per cent.
    """

    destination: str
    quantity: int
    mode: Mode | None = None
    incoterm: Incoterm | None = None
    """for offers that name none"""
    is_insured: bool = True
    recovers_tax: bool = False
    quotes: tuple[Quote, ...] = ()
    unit_price: Decimal | None = None
    freight_factor: Decimal = Decimal(1)
    duty_percent: Decimal | None = None


def landed_cost(goods: Goods, asked: Asked, tariffs: Tariffs, exchange: Exchange) -> LandedCost:
    """What a quantity costs at the buyer's door.

    - The price of a unit is that of the highest price break that the quantity reaches.
    - Charges that the incoterm gives the seller are in the price; the buyer's come from a quote, else from the tariffs
      in force, carriage by the lines that make the landed cost the lowest.
    - The premium of the buyer's own insurance is on 110 % of price, carriage and premium.
    - The value for customs is the price and what `incoterms.added_to_value` adds to it; duties are of that, taxes of
      the base that their line names.
    - What nobody has told is unknown: the total leaves it out and names it. A duty or tax on something unknown is
      unknown, unless its rate is 0. Every charge is 0 or more, so a total that leaves something out is a lower bound.
    """
    modes = [asked.mode] if asked.mode else _modes(tariffs)
    found = [cost for mode in modes for cost in _by_mode(goods, asked, tariffs, exchange, mode)]
    return min(found, key=lambda cost: (cost.total is None, len(cost.leaves_out), cost.total or Decimal(0)))


def unit_price_for(total: Decimal, cost: Callable[[Decimal], LandedCost | None], most: Decimal) -> Decimal | None:
    """The highest unit price, up to `most`, at which the landed cost is at most `total`; None where none is.

    A landed cost never falls when the price rises, so halving the interval finds it, to six decimals.
    """

    def is_within(price: Decimal) -> bool:
        reached = cost(price)
        return reached is not None and reached.total is not None and reached.total <= total

    if is_within(most):
        return most
    low, high = Decimal(0), most
    if not is_within(low):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_within(middle) else (low, middle)
    nearest = _sixth(low)
    return nearest if is_within(nearest) else low.quantize(Decimal("0.000001"), ROUND_FLOOR)


def _modes(tariffs: Tariffs) -> list[Mode | None]:
    told: set[Mode | None] = {
        line.mode for _, line in tariffs.freight if line.mode and Charge.MAIN_CARRIAGE in line.covers
    }
    return sorted(told - {None}, key=str) or [None]


def _by_mode(goods: Goods, asked: Asked, tariffs: Tariffs, exchange: Exchange, mode: Mode | None) -> list[LandedCost]:
    """The landed costs by one mode, one for each way to cover the carriage that is not dearer than another in all."""
    incoterm = Incoterm(goods.offer.incoterm) if goods.offer.incoterm else asked.incoterm
    valuation = valuation_in(tariffs)
    counted = added_to_value(incoterm, is_cif=valuation is Valuation.CIF) if incoterm and valuation else []
    account = _Account(goods, asked, tariffs, exchange, incoterm, counted if valuation else None)
    quoted = {quote.charge for quote in asked.quotes if quote.product_id in {None, goods.product.product_id}}
    wanted = frozenset(charge for charge in CARRIED - quoted if incoterm and payer(incoterm, charge) is Party.BUYER)
    found, troubles = ways(tariffs.freight, wanted, frozenset(counted), mode, account.consignment, exchange)
    return [account.settled(way, mode, troubles) for way in found]


class _Account:
    """The landed cost of goods, worked out charge by charge in the order in which they travel."""

    def __init__(
        self,
        goods: Goods,
        asked: Asked,
        tariffs: Tariffs,
        exchange: Exchange,
        incoterm: Incoterm | None,
        counted: list[Charge] | None,
    ) -> None:
        self.product, self.offer = goods
        self.asked, self.tariffs, self.exchange = asked, tariffs, exchange
        self.incoterm = incoterm
        self.counted = counted
        """what the value for customs holds beside the price; None where no tariff says how it is drawn"""
        self.consignment = Consignment(
            asked.quantity,
            self.offer.unit_weight_kg,
            self.offer.unit_volume_m3,
            self.offer.supplier_country or self.product.origin,
            asked.freight_factor,
        )

    def settled(self, way: Way, mode: Mode | None, troubles: list[str]) -> LandedCost:
        unit_price, price = self._price()
        paid = {Charge.GOODS: price, **self._carried(way, troubles)}
        paid[Charge.INSURANCE] = self._insured(paid, mode)
        value = self._value(paid)
        duties = self._duties(value)
        taxes = self._taxes(paid, value, duties)
        lines = [
            *(self._line(charge, Levied(_called(charge), paid[charge])) for charge in Charge if charge in paid),
            *(self._line(Charge.DUTY, each) for each in duties),
            *(self._line(Charge.TAX, each) for each in taxes),
        ]
        left_out = {line.charge for line in lines if line.amount is None and line.is_counted}
        known = [line.amount for line in lines if line.amount is not None and line.is_counted]
        total = sum(known, Decimal(0)) if price.value is not None else None
        legs = [leg.line for leg in way.legs if Charge.MAIN_CARRIAGE in leg.line.covers]
        return LandedCost(
            quantity=self.asked.quantity,
            currency=self.exchange.currency,
            incoterm=self.incoterm,
            mode=mode if legs else None,
            unit_price=unit_price,
            lines=lines,
            customs_value=value.value,
            total=total,
            per_unit=None if total is None else _sixth(WIDE.divide(total, Decimal(self.asked.quantity))),
            leaves_out=[charge for charge in Charge if charge in left_out],
            transit_days=legs[0].transit_days if legs else None,
        )

    def _price(self) -> tuple[Decimal | None, Amount]:
        asked, offer = self.asked, self.offer
        price = offer.unit_price(asked.quantity) if asked.unit_price is None else asked.unit_price
        if price is None:
            return None, unknown(f"no price is stated for {asked.quantity}")
        own = str(offer.currency)
        unit_price = self.exchange.convert(price, own)
        if unit_price is None:
            return None, unknown(self.exchange.missing(own))
        amount = rounded(WIDE.multiply(unit_price, Decimal(asked.quantity)), self.exchange.currency)
        how = f"{asked.quantity} at {plain(price)} {own}"
        return _sixth(unit_price), Amount(amount, how, offer.supplier)

    def _carried(self, way: Way, troubles: list[str]) -> dict[Charge, Amount]:
        """Each charge of the carriage. What a line covers beside its first charge is in that one's amount."""
        paid = {}
        for leg in way.legs:
            first, *others = [charge for charge in Charge if charge in leg.line.covers]
            amount = leg.amount.value or Decimal(0)
            paid[first] = leg.amount._replace(value=rounded(amount, self.exchange.currency))
            paid |= {charge: Amount(Decimal(0), f"in {_called(first)}", leg.amount.source) for charge in others}
        for charge in Charge:
            if charge in CARRIED and charge not in paid:
                paid[charge] = self._quoted(charge) or self._unpaid(charge, troubles)
        return paid

    def _unpaid(self, charge: Charge, troubles: list[str]) -> Amount:
        if self.incoterm is None:
            return unknown("the offer names no incoterm")
        if payer(self.incoterm, charge) is Party.SELLER:
            return IN_THE_PRICE
        said = f"no freight tariff to {self.asked.destination} in force covers it"
        return unknown("; ".join([said, *dict.fromkeys(troubles)])[:400])

    def _insured(self, paid: Mapping[Charge, Amount], mode: Mode | None) -> Amount:
        quoted = self._quoted(Charge.INSURANCE)
        if quoted or self.incoterm is None:
            return quoted or unknown("the offer names no incoterm")
        if payer(self.incoterm, Charge.INSURANCE) is Party.SELLER:
            return IN_THE_PRICE
        if not self.asked.is_insured:
            return Amount(Decimal(0), "not insured")
        found = _insurance_line(self.tariffs.insurance, self.product.hs_code, mode)
        if found is None:
            return unknown(f"no insurance tariff to {self.asked.destination} is in force for it")
        tariff, line = found
        mine = {charge: paid[charge] for charge in added_to_value(self.incoterm, is_cif=True) if charge in paid}
        carried = customs.sum_of({Charge.GOODS: paid[Charge.GOODS], **mine}, "insurance")
        least = self.exchange.convert(line.least, tariff.currency)
        if carried.value is None or least is None:
            return unknown(carried.how if carried.value is None else self.exchange.missing(tariff.currency))
        amount = max(least, customs.premium(line.percent, carried.value))
        how = f"{plain(line.percent)} % of 110 % of price, carriage and premium"
        return Amount(rounded(amount, self.exchange.currency), how, named(tariff))

    def _value(self, paid: Mapping[Charge, Amount]) -> Amount:
        if self.counted is None:
            return unknown(f"no duty tariff of {self.asked.destination} says how goods are valued")
        if self.incoterm is None:
            return unknown("the offer names no incoterm")
        parts = {charge: paid[charge] for charge in (Charge.GOODS, *self.counted)}
        return customs.sum_of(parts, "the value for customs")

    def _duties(self, value: Amount) -> list[Levied]:
        if self._is_sellers(Charge.DUTY):
            return [Levied(_called(Charge.DUTY), IN_THE_PRICE)]
        if quoted := self._quoted(Charge.DUTY):
            return [Levied(_called(Charge.DUTY), quoted)]
        if self.asked.duty_percent is not None:
            supposed = unknown(value.how)
            if value.value is not None:
                amount = rounded(WIDE.multiply(value.value, self.asked.duty_percent / 100), self.exchange.currency)
                supposed = Amount(amount, f"{plain(self.asked.duty_percent)} % supposed")
            return [Levied(_called(Charge.DUTY), supposed)]
        weight = self.offer.unit_weight_kg
        goods = customs.Goods(
            self.product.hs_code,
            self.product.origin,
            self.asked.quantity,
            weight * self.asked.quantity if weight is not None else None,
        )
        return customs.duties(self.tariffs.duty, value, goods, self.asked.destination, self.exchange)

    def _taxes(self, paid: Mapping[Charge, Amount], value: Amount, duties: list[Levied]) -> list[Levied]:
        if self._is_sellers(Charge.TAX):
            return [Levied(_called(Charge.TAX), IN_THE_PRICE)]
        if quoted := self._quoted(Charge.TAX):
            return [Levied(_called(Charge.TAX), quoted)]
        duty = customs.sum_of({Charge.DUTY: _sum(each.amount for each in duties)}, "duty")
        duty_paid = customs.sum_of({Charge.GOODS: value, Charge.DUTY: duty}, "the value for customs and duty")
        onward = [Charge.MAIN_CARRIAGE, Charge.INSURANCE, *WITHIN_THE_COUNTRY]
        rest = {charge: paid[charge] for charge in onward if charge not in (self.counted or [])}
        bases = {
            TaxBase.CUSTOMS_VALUE: value,
            TaxBase.DUTY_PAID: duty_paid,
            TaxBase.DELIVERED: customs.sum_of({Charge.DUTY: duty_paid, **rest}, "value, duty and carriage to the door"),
        }
        return customs.taxes(self.tariffs.tax, bases, self.product.hs_code, self.asked.destination, self.exchange)

    def _quoted(self, charge: Charge) -> Amount | None:
        """What somebody quoted for a charge: for these goods before for all."""
        fitting = [
            quote
            for quote in self.asked.quotes
            if quote.charge is charge and quote.product_id in {None, self.product.product_id}
        ]
        if not fitting or (self.incoterm and self._is_sellers(charge)):
            return None
        quote = max(fitting, key=lambda each: each.product_id is not None)
        factor = self.asked.freight_factor if charge is Charge.MAIN_CARRIAGE else Decimal(1)
        amount = self.exchange.convert(quote.amount * factor, quote.currency)
        if amount is None:
            return unknown(self.exchange.missing(quote.currency))
        return Amount(rounded(amount, self.exchange.currency), f"{plain(quote.amount)} {quote.currency}", "quoted")

    def _is_sellers(self, charge: Charge) -> bool:
        return self.incoterm is not None and payer(self.incoterm, charge) is Party.SELLER

    def _line(self, charge: Charge, levied: Levied) -> CostLine:
        is_back = charge is Charge.TAX and levied.is_recoverable and self.asked.recovers_tax
        return CostLine(
            charge=charge,
            name=levied.name,
            payer=payer(self.incoterm, charge) if self.incoterm else None,
            amount=levied.amount.value,
            how=levied.amount.how[:400],
            source=levied.amount.source,
            is_counted=not is_back,
        )


def _insurance_line(
    lines: Iterable[tuple[Tariff, InsuranceLine]], hs_code: str | None, mode: Mode | None
) -> tuple[Tariff, InsuranceLine] | None:
    """The line of the mode before one of any, of these the one with the longest code, then the newest."""
    fitting = [each for each in lines if each[1].mode in {None, mode} and (hs_code or "").startswith(each[1].hs)]
    return max(fitting, key=lambda each: (each[1].mode is not None, len(each[1].hs), each[0].as_of), default=None)


def _sum(amounts: Iterable[Amount]) -> Amount:
    found = list(amounts)
    missing = [each for each in found if each.value is None]
    return missing[0] if missing else Amount(sum((each.value or Decimal(0) for each in found), Decimal(0)), "duty")


def _called(charge: Charge) -> str:
    return charge.value.replace("_", " ")


def _sixth(amount: Decimal) -> Decimal:
    """An amount to six decimals, as prices have at most."""
    return amount.quantize(Decimal("0.000001"), ROUND_HALF_UP, WIDE).normalize(WIDE) + 0
