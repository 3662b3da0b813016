"""Duty, taxes and fees of an import, from the value for customs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from catalog.models.incoterm import Charge
from catalog.models.tariff import DutyLine, Tariff, TaxBase, TaxLine
from catalog.rules.landed_cost.amounts import WIDE, Amount, plain, rounded, share, unknown
from catalog.rules.landed_cost.exchange import Exchange
from catalog.rules.landed_cost.tariffs import Lines, duties_on, named, taxes_on

INSURED = Decimal("1.1")
"""Of the price and the carriage: CIF and CIP ask for 110 % of the contract's value at least (Incoterms 2020, A5)."""


class Goods(NamedTuple):
    """What is imported. `hs_code` and `origin` as the product states them; `weight_kg` of the whole quantity."""

    hs_code: str | None
    origin: str | None
    quantity: int
    weight_kg: Decimal | None


class Levied(NamedTuple):
    """A duty, tax or fee by its name. `is_recoverable`: a business gets it back."""

    name: str
    amount: Amount
    is_recoverable: bool = False


def premium(percent: Decimal, carried: Decimal) -> Decimal:
    """What insuring goods costs whose price and carriage are worth `carried`.

    The value insured is 110 % of price, carriage and premium together, so that a claim pays the premium too:
    premium = 1.1 r x (C + F) / (1 - 1.1 r).
    """
    part = WIDE.multiply(INSURED, percent / 100)
    return WIDE.divide(WIDE.multiply(part, carried), 1 - part)


def duties(lines: Lines[DutyLine], value: Amount, goods: Goods, destination: str, exchange: Exchange) -> list[Levied]:
    """The duties on goods of a value for customs, each by its name. Unknown stays unknown, and says why.

    - No tariff of the destination, no HS code, no line for the code: unknown.
    - A share of an unknown value is unknown, but for a share of 0.
    - An amount a kilogram of an unknown weight is unknown.
    """
    if not lines:
        return [Levied("customs duty", unknown(f"no duty tariff of {destination} is in force"))]
    if goods.hs_code is None:
        return [Levied("customs duty", unknown("the product has no hs_code"))]
    found = duties_on(lines, goods.hs_code, goods.origin)
    if not found:
        said = f"the duty tariff of {destination} has no line for {goods.hs_code} from {goods.origin or 'anywhere'}"
        return [Levied("customs duty", unknown(said))]
    return [Levied(line.name, _duty(tariff, line, value, goods, exchange)) for tariff, line in found]


def taxes(
    lines: Lines[TaxLine], bases: Mapping[TaxBase, Amount], hs_code: str | None, destination: str, exchange: Exchange
) -> list[Levied]:
    """The taxes and fees of an import, each by its name; unknown as for duties."""
    if not lines:
        return [Levied("import tax", unknown(f"no tax tariff of {destination} is in force"))]
    found = taxes_on(lines, hs_code)
    if not found:
        said = f"the tax tariff of {destination} has no line for {hs_code or 'goods without an hs_code'}"
        return [Levied("import tax", unknown(said))]
    return [
        Levied(line.name, _tax(tariff, line, bases[line.base], exchange), line.is_recoverable) for tariff, line in found
    ]


def sum_of(parts: Mapping[Charge, Amount], what: str) -> Amount:
    """What charges come to together; unknown where one of them is."""
    missing = [charge.value for charge, amount in parts.items() if amount.value is None]
    if missing:
        return unknown(f"{what} needs {', '.join(missing)}")
    return Amount(sum((amount.value or Decimal(0) for amount in parts.values()), Decimal(0)), what)


def _duty(tariff: Tariff, line: DutyLine, value: Amount, goods: Goods, exchange: Exchange) -> Amount:
    currency = exchange.currency
    said = []
    by_value = Decimal(0)
    if line.percent:
        if value.value is None:
            return unknown(f"{plain(line.percent)} % of the value for customs; {value.how}")
        by_value = rounded(share(value.value, line.percent), currency)
        said.append(f"{plain(line.percent)} % of {plain(value.value)} {currency}")
    specific = line.per_unit * goods.quantity
    if line.per_unit:
        said.append(f"{plain(line.per_unit)} {tariff.currency} a unit")
    if line.per_kg:
        if goods.weight_kg is None:
            return unknown(f"{plain(line.per_kg)} {tariff.currency} a kilogram; the goods need unit_weight_kg")
        specific += WIDE.multiply(line.per_kg, goods.weight_kg)
        said.append(f"{plain(line.per_kg)} {tariff.currency} a kilogram")
    converted = exchange.convert(specific, tariff.currency)
    if converted is None:
        return unknown(exchange.missing(tariff.currency))
    converted = rounded(converted, currency)
    amount = max(by_value, converted) if line.is_greater else by_value + converted
    how = (" or, if greater, " if line.is_greater else " + ").join(said) or "free"
    needs = f"; needs {line.needs}" if line.needs else ""
    return Amount(amount, f"{how}{needs}", f"{named(tariff)}, line {line.hs or 'of all goods'}")


def _tax(tariff: Tariff, line: TaxLine, base: Amount, exchange: Exchange) -> Amount:
    currency = exchange.currency
    if line.percent and base.value is None:
        return unknown(f"{plain(line.percent)} %; {base.how}")
    least = exchange.convert(line.least, tariff.currency)
    most = exchange.convert(line.most, tariff.currency) if line.most is not None else None
    if least is None or (line.most is not None and most is None):
        return unknown(exchange.missing(tariff.currency))
    amount = share(base.value or Decimal(0), line.percent)
    how = f"{plain(line.percent)} % of {base.how}" if line.percent else "free"
    if amount < least:
        amount, how = least, f"the least of it, {plain(line.least)} {tariff.currency}"
    if most is not None and amount > most:
        amount, how = most, f"the most of it, {plain(line.most or least)} {tariff.currency}"
    return Amount(rounded(amount, currency), how, named(tariff))
