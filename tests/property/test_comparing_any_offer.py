"""Comparisons of any offers: a verdict that is given holds whatever is unknown, and a turning point is one."""

from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models.comparison import Turn
from catalog.models.incoterm import Charge, Incoterm, Party
from catalog.models.landed_cost import CostLine, LandedCost
from catalog.rules.comparing import Candidate, verdict, what_would_change
from catalog.rules.comparing.verdict import cheapest
from catalog.rules.landed_cost import Asked, Exchange, landed_cost
from costing import TODAY, german, goods, tariff, tariffs

OPEN = [Charge.MAIN_CARRIAGE, Charge.UNLOADING, Charge.DUTY, Charge.TAX]
HELD = tariffs(*german())
money = st.decimals(1, 1000, places=2)


@st.composite
def candidates(draw: Any) -> list[Candidate]:
    """Two to four products of one or two weights, codes and origins, with what is known of their totals."""
    found = []
    for number in range(draw(st.integers(2, 4))):
        bought = goods(
            product_id=f"p{number}",
            origin=draw(st.sampled_from(["CN", "VN"])),
            hs_code=draw(st.sampled_from(["851679", "851679", "732393"])),
            unit_weight_kg=draw(st.sampled_from(["1", "2", None])),
            supplier_country=draw(st.sampled_from(["CN", "CN", "VN"])),
        )
        left_out = draw(st.lists(st.sampled_from(OPEN), unique=True, max_size=2))
        price, more = draw(money), draw(money)
        line = CostLine(charge=Charge.GOODS, name="goods", payer=Party.BUYER, amount=price, how="")
        total = price + more
        cost = LandedCost(quantity=1, currency="EUR", lines=[line], total=total, per_unit=total, leaves_out=left_out)
        excluded = draw(st.sampled_from([None, None, None, "its offer ended"]))
        found.append(Candidate(*bought, cost, excluded))
    return found


@settings(max_examples=120, deadline=None)
@given(candidates(), st.randoms(use_true_random=False))
def test_a_product_that_is_named_is_the_cheapest_whatever_the_unknown_charges_are(
    found: list[Candidate], random: Random
) -> None:
    said = verdict(found).value
    able = [each for each in found if each.excluded is None]
    if said is None:
        return
    rates: dict[object, Decimal] = {}

    def rate(*of: object) -> Decimal:
        return rates.setdefault(of, Decimal(random.randint(0, 400)) / 100)

    def real(each: Candidate) -> Decimal:
        """The total with what is left out at rates that nobody knows: by the place, the code, the code and origin."""
        assert each.cost is not None and each.offer is not None
        price, weight = each.cost.lines[0].amount or Decimal(0), each.offer.unit_weight_kg or rate(each.product_id)
        of_charge = {
            Charge.MAIN_CARRIAGE: rate("carried", each.offer.supplier_country) * 100 * weight,
            Charge.UNLOADING: rate("unloaded", each.offer.supplier_country) * 100 * weight,
            Charge.DUTY: rate("duty", each.product.hs_code, each.product.origin) * price,
            Charge.TAX: rate("tax", each.product.hs_code) * price,
        }
        return each.total + sum(of_charge[charge] for charge in each.cost.leaves_out)

    named = next(each for each in able if each.product_id == said)
    assert all(real(named) <= real(each) for each in able)


def test_goods_as_heavy_of_one_code_and_origin_are_compared_without_what_nobody_told() -> None:
    def one(product_id: str, price: str, **fields: Any) -> Candidate:
        bought = goods(product_id=product_id, price=price, **fields)
        held = tariffs(tariff("freight", [{"covers": ["unloading"], "fixed": "1"}]))
        return Candidate(*bought, landed_cost(bought, Asked("DE", 10), held, Exchange("EUR", day=TODAY)), None)

    alike = verdict([one("a", "10"), one("b", "11")])
    assert alike.value == "a"
    assert alike.reasons[-1].text.startswith("compared without main carriage, insurance, import terminal")
    heavier = verdict([one("a", "10", unit_weight_kg="3"), one("b", "11")])
    assert heavier.value is None
    assert "its main carriage" in heavier.reasons[0].text


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(money, money, st.sampled_from(list(Incoterm))), min_size=2, max_size=3),
    st.integers(2, 3000),
)
def test_on_either_side_of_a_turning_point_another_product_is_the_cheapest(offers: list[Any], quantity: int) -> None:
    exchange = Exchange("EUR", day=TODAY)

    def contender(number: int, high: Decimal, low: Decimal, incoterm: str) -> Any:
        breaks = [
            {"min_quantity": 1, "unit_price": max(high, low)},
            {"min_quantity": 500, "unit_price": min(high, low)},
        ]
        bought = goods(product_id=f"p{number}", incoterm=incoterm, price_breaks=breaks)
        return lambda asked: Candidate(*bought, landed_cost(bought, asked, HELD, exchange), None)

    contenders = [contender(number, *each) for number, each in enumerate(offers)]
    asked = Asked("DE", quantity)

    def best(asked: Asked) -> str:
        first = cheapest([each(asked) for each in contenders])
        assert first is not None
        return first.product_id

    now = best(asked)
    for change in what_would_change(asked, contenders):
        assert change.product_id != now
        if change.turn is Turn.QUANTITY:
            turned = int(change.value)
            towards_now = turned - 1 if turned > quantity else turned + 1
            assert best(asked._replace(quantity=turned)) == change.product_id
            assert best(asked._replace(quantity=towards_now)) == now
        elif change.turn is Turn.FREIGHT:
            assert best(asked._replace(freight_factor=change.value)) == change.product_id
        else:
            assert change.of_product_id == now
