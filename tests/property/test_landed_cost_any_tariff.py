"""Landed cost for any price list and tariff: what may never happen, whatever is loaded."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models.incoterm import Charge, Incoterm
from catalog.rules.landed_cost import unit_price_for
from costing import DUTY, cost, goods, tariff

FEW = settings(max_examples=40, deadline=None)

money = st.decimals(0, 5000, places=2)
percents = st.decimals(0, 60, places=2)
quantities = st.integers(1, 5000)
terms = st.sampled_from([each.value for each in Incoterm])
CARRIAGE = ["main_carriage", "import_terminal", "import_carriage", "unloading", "export_terminal", "loading"]


@st.composite
def freight(draw: Any) -> list[dict[str, Any]]:
    """One to five lines that cover one to three charges each, by sea or air."""
    return [
        {
            "covers": draw(st.lists(st.sampled_from(CARRIAGE), min_size=1, max_size=3, unique=True)),
            "mode": draw(st.sampled_from(["sea", "air", None])),
            "fixed": str(draw(money)),
            "per_kg": str(draw(st.decimals("0.01", 5, places=2))),
            "kg_per_m3": "200",
            "breaks": [{"from_kg": "100", "per_kg": str(draw(st.decimals(0, 5, places=2)))}],
        }
        for _ in range(draw(st.integers(1, 5)))
    ]


@st.composite
def levies(draw: Any) -> list[dict[str, Any]]:
    """A duty and a tax of any base, or none; insurance, or none."""
    duty = DUTY | {"percent": str(draw(percents)), "per_kg": str(draw(st.decimals(0, 2, places=2)))}
    tax = {"name": "VAT", "percent": str(draw(percents)), "base": draw(st.sampled_from(["customs_value", "delivered"]))}
    insurance = [{"percent": "0.4", "mode": "sea"}, {"percent": "0.9"}]
    valuation = draw(st.sampled_from(["cif", "fob"]))
    found = [
        tariff("duty", [duty], valuation=valuation), tariff("tax", [tax]), tariff("insurance", insurance),
    ]  # fmt: skip
    return [each for each in found if draw(st.integers(0, 9))]


@FEW
@given(
    st.lists(st.tuples(quantities, money), min_size=1, max_size=6, unique_by=lambda each: each[0]),
    quantities,
    quantities,
)
def test_more_is_never_a_higher_unit_price(listed: list[tuple[int, Decimal]], one: int, other: int) -> None:
    falling = sorted({price for _, price in listed}, reverse=True)
    breaks = [
        {"min_quantity": quantity, "unit_price": str(price)}
        for (quantity, _), price in zip(sorted(listed), falling, strict=False)
    ]
    less, more = sorted((one, other))
    bought = goods(price_breaks=breaks)
    at_less = cost(bought, quantity=less).unit_price
    at_more = cost(bought, quantity=more).unit_price
    assert at_less is None or (at_more is not None and at_more <= at_less)


@FEW
@given(freight(), levies(), terms, st.data())
def test_a_dearer_freight_is_never_a_lower_landed_cost(
    lines: list[dict[str, Any]], levied: list[dict[str, Any]], incoterm: str, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    dearer = [dict(each) for each in lines]
    dearer[number]["fixed"] = str(Decimal(dearer[number]["fixed"]) + data.draw(money))
    bought = goods(incoterm=incoterm)
    before = cost(bought, tariff("freight", lines), *levied, quantity=100)
    after = cost(bought, tariff("freight", dearer), *levied, quantity=100)
    assert before.total is not None and after.total is not None
    assert after.leaves_out == before.leaves_out
    assert after.total >= before.total


@FEW
@given(freight(), levies(), terms, st.integers(1, 400))
def test_a_total_is_the_sum_of_what_is_known_and_names_the_rest(
    lines: list[dict[str, Any]], levied: list[dict[str, Any]], incoterm: str, quantity: int
) -> None:
    found = cost(goods(incoterm=incoterm), tariff("freight", lines), *levied, quantity=quantity)
    known = [line.amount for line in found.lines if line.amount is not None]
    assert found.total == sum(known)
    assert set(found.leaves_out) == {line.charge for line in found.lines if line.amount is None}
    has_duty = any(each["kind"] == "duty" for each in levied)
    if not has_duty and incoterm != "DDP":
        assert Charge.DUTY in found.leaves_out
    assert {line.charge for line in found.lines} == set(Charge)


@FEW
@given(freight(), levies(), st.decimals(1, 200, places=2), st.decimals("0.5", 2, places=2))
def test_the_price_for_a_total_reaches_it_and_no_more(
    lines: list[dict[str, Any]], levied: list[dict[str, Any]], price: Decimal, factor: Decimal
) -> None:
    requests = [tariff("freight", lines), *levied]
    bought = goods(price=str(price))

    def at(unit_price: Decimal) -> Any:
        return cost(bought, *requests, quantity=100, unit_price=unit_price)

    wanted = at(price).total * factor
    found = unit_price_for(wanted, at, price)
    if found is None:
        assert at(Decimal(0)).total > wanted
    else:
        assert at(found).total <= wanted
        assert found == price or at(found + price / 10**5).total > wanted - Decimal("0.05") * 100
