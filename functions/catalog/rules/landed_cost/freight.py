"""What carrying goods costs by the lines of freight tariffs, and which lines are the cheapest together."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from catalog.models.incoterm import Charge, Mode
from catalog.models.tariff import FreightLine, Tariff
from catalog.rules.landed_cost.amounts import WIDE, Amount, plain, unknown
from catalog.rules.landed_cost.exchange import Exchange
from catalog.rules.landed_cost.tariffs import named

USUAL_KG_PER_M3 = {
    Mode.AIR: Decimal(10**6) / 6000,
    Mode.COURIER: Decimal(200),
    Mode.ROAD: Decimal(333),
    Mode.SEA: Decimal(1000),
}
"""The weight that a cubic metre is charged as, where the line does not say it: 6,000 cm³ a kilogram by air (IATA's
factor), 5,000 by courier, 333 kg by road, a revenue tonne by sea.
https://www.cfrfreight.co.za/info-library/weight-volume-ratio/ and https://alex.world/resources/tools/ say the same."""

BEFORE_THE_BORDER = {
    Charge.LOADING, Charge.EXPORT_CARRIAGE, Charge.EXPORT_CLEARANCE, Charge.EXPORT_TERMINAL, Charge.MAIN_CARRIAGE,
}  # fmt: skip
MOST_WAYS = 64
"""Ways to cover the charges that are told apart; tariffs as they are quoted have one to five."""


class Consignment(NamedTuple):
    """What is carried."""

    quantity: int
    unit_weight_kg: Decimal | None
    unit_volume_m3: Decimal | None
    sent_from: str | None
    factor: Decimal = Decimal(1)
    """how many times as dear the main carriage is taken to be"""


class Leg(NamedTuple):
    """A line of a tariff and what it costs here."""

    line: FreightLine
    amount: Amount


class Way(NamedTuple):
    """Lines that together cover charges, each once. `before_border` is the part of the total that the value of the
    goods at the border holds; `valued` the part that the value for customs holds."""

    legs: tuple[Leg, ...]
    total: Decimal
    before_border: Decimal
    valued: Decimal

    @property
    def covered(self) -> frozenset[Charge]:
        return frozenset(charge for leg in self.legs for charge in leg.line.covers)

    def is_no_dearer(self, other: "Way") -> bool:
        """Whether it is at most as dear in every part."""
        return all(mine <= theirs for mine, theirs in zip(self[1:], other[1:], strict=True))


NO_WAY = Way((), Decimal(0), Decimal(0), Decimal(0))


def cost_of(tariff: Tariff, line: FreightLine, goods: Consignment, exchange: Exchange) -> Amount:
    """What a line costs for a consignment; unknown without a weight, a volume or an exchange rate that it needs.

    By weight breaks the lower charge counts, as carriers have it: a consignment may be charged as the next heavier
    one where that is cheaper.
    """
    amount = line.fixed
    said = [plain(line.fixed)] if line.fixed else []
    if line.per_kg or line.breaks:
        weight = _chargeable_kg(line, goods)
        if weight is None:
            return unknown(f"{tariff.name}: the goods need unit_weight_kg and unit_volume_m3")
        by_weight, per_kg = _by_weight(line, weight)
        amount += by_weight
        said.append(f"{plain(weight.quantize(Decimal('0.001')))} kg chargeable at {plain(per_kg)}")
    if line.per_container and line.container_m3 and line.container_kg:
        if goods.unit_weight_kg is None or goods.unit_volume_m3 is None:
            return unknown(f"{tariff.name}: the goods need unit_weight_kg and unit_volume_m3")
        begun = max(
            WIDE.divide(goods.unit_volume_m3 * goods.quantity, line.container_m3),
            WIDE.divide(goods.unit_weight_kg * goods.quantity, line.container_kg),
        ).to_integral_value(ROUND_CEILING)
        amount += begun * line.per_container
        said.append(f"{plain(begun)} containers at {plain(line.per_container)}")
    if amount < line.least:
        amount, said = line.least, [f"the least, {plain(line.least)}"]
    if Charge.MAIN_CARRIAGE in line.covers:
        amount *= goods.factor
    converted = exchange.convert(amount, tariff.currency)
    if converted is None:
        return unknown(exchange.missing(tariff.currency))
    return Amount(converted, f"{' + '.join(said) or '0'} {tariff.currency}", named(tariff))


def ways(
    lines: Iterable[tuple[Tariff, FreightLine]],
    wanted: frozenset[Charge],
    valued: frozenset[Charge],
    mode: Mode | None,
    goods: Consignment,
    exchange: Exchange,
) -> tuple[list[Way], list[str]]:
    """The ways to cover most of the `wanted` charges by that mode, and why lines that might do could not be used.

    A line serves where all it covers is wanted, so that nothing is paid twice. Of lines that cover the same those of
    the mode, then those of the place that the goods are sent from, come before those of any. A way is left out where
    another is no dearer in total, up to the border and in what is valued: so the cheapest landed cost is among them,
    and a line that gets dearer never makes it lower. `valued`: the charges that the value for customs holds.
    """
    best: dict[frozenset[Charge], list[Way]] = {frozenset(): [NO_WAY]}
    troubles: list[str] = []
    for covers, alternatives in _by_cover(lines, wanted, mode, goods).items():
        legs = [Leg(line, cost_of(tariff, line, goods, exchange)) for tariff, line in alternatives]
        troubles += [leg.amount.how for leg in legs if leg.amount.value is None]
        cheapest = min((leg for leg in legs if leg.amount.value is not None), key=_value, default=None)
        if cheapest is None:
            continue
        for covered, so_far in list(best.items()):
            if not covered & covers:
                best[covered | covers] = _undominated(
                    [*best.get(covered | covers, []), *(_with(each, cheapest, valued) for each in so_far)]
                )
    most = max(map(len, best))
    return [way for covered, found in best.items() if len(covered) == most for way in found], troubles


def _by_cover(
    lines: Iterable[tuple[Tariff, FreightLine]], wanted: frozenset[Charge], mode: Mode | None, goods: Consignment
) -> dict[frozenset[Charge], list[tuple[Tariff, FreightLine]]]:
    fitting: dict[frozenset[Charge], list[tuple[Tariff, FreightLine]]] = {}
    for tariff, line in lines:
        covers = frozenset(line.covers)
        if covers <= wanted and line.mode in {None, mode} and line.origin in {None, goods.sent_from}:
            fitting.setdefault(covers, []).append((tariff, line))
    closest = {}
    for covers, found in fitting.items():
        top = max(_closeness(line) for _, line in found)
        closest[covers] = [each for each in found if _closeness(each[1]) == top]
    return closest


def _closeness(line: FreightLine) -> tuple[bool, bool]:
    return line.mode is not None, line.origin is not None


def _with(way: Way, leg: Leg, valued: frozenset[Charge]) -> Way:
    amount, covers = _value(leg), frozenset(leg.line.covers)
    return Way(
        (*way.legs, leg),
        way.total + amount,
        way.before_border + (amount if covers & BEFORE_THE_BORDER else 0),
        way.valued + (amount if covers & valued else 0),
    )


def _undominated(found: Sequence[Way]) -> list[Way]:
    kept: list[Way] = []
    for way in sorted(found, key=lambda each: each[1:]):
        if not any(each.is_no_dearer(way) for each in kept):
            kept.append(way)
    return kept[:MOST_WAYS]


def _value(leg: Leg) -> Decimal:
    return leg.amount.value or Decimal(0)


def _chargeable_kg(line: FreightLine, goods: Consignment) -> Decimal | None:
    if goods.unit_weight_kg is None:
        return None
    weight = goods.unit_weight_kg * goods.quantity
    per_m3 = line.kg_per_m3
    if per_m3 is None:
        per_m3 = USUAL_KG_PER_M3.get(line.mode, Decimal(0)) if line.mode else Decimal(0)
    if not per_m3:
        return weight
    if goods.unit_volume_m3 is None:
        return None
    return max(weight, WIDE.multiply(goods.unit_volume_m3 * goods.quantity, per_m3))


def _by_weight(line: FreightLine, weight: Decimal) -> tuple[Decimal, Decimal]:
    """The lowest charge for a weight, and the price of a kilogram that makes it."""
    steps = sorted(({Decimal(0): line.per_kg} | {each.from_kg: each.per_kg for each in line.breaks}).items())
    own = max(number for number, (from_kg, _) in enumerate(steps) if from_kg <= weight)
    charges = [(weight * steps[own][1], steps[own][1])]
    charges += [(from_kg * per_kg, per_kg) for from_kg, per_kg in steps[own + 1 :]]
    return min(charges)
