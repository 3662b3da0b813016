"""Worked examples of landed cost, each sum done by hand, and what stays unknown."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from catalog.models.incoterm import Charge, Incoterm, Mode, Party
from catalog.models.landed_cost import Quote, StatedRate
from catalog.rules.incoterms import INSTEAD, is_meant_for, payer
from catalog.rules.landed_cost import Asked, Exchange, are_in_force, landed_cost
from costing import AT_THE_DOOR, DUTY, REQUEST, SEA, TODAY, amounts, cost, german, goods, loaded, tariff, tariffs
from tradewind.errors import InvalidInput

CHART = {
    #      loading, to the port, export cleared, on board, carried, insured, off board, to the door, unloaded,
    #      import cleared, duty, tax; s: the seller pays, b: the buyer
    "EXW": "bbbbbbbbbbbb",
    "FCA": "sssbbbbbbbbb",
    "FAS": "sssbbbbbbbbb",
    "FOB": "ssssbbbbbbbb",
    "CFR": "sssssbbbbbbb",
    "CIF": "ssssssbbbbbb",
    "CPT": "sssssbsbbbbb",
    "CIP": "sssssssbbbbb",
    "DAP": "ssssssssbbbb",
    "DPU": "sssssssssbbb",
    "DDP": "ssssssssbsss",
}
"""Who pays what, as https://www.trade.gov/know-your-incoterms charts Incoterms 2020."""

AMERICAN = {"destination": "US", "valuation": "fob"}


@pytest.mark.parametrize("incoterm", CHART)
def test_each_incoterm_gives_the_charges_to_the_party_that_the_published_chart_does(incoterm: str) -> None:
    charges = [charge for charge in Charge if charge is not Charge.GOODS]
    paid = "".join("s" if payer(Incoterm(incoterm), charge) is Party.SELLER else "b" for charge in charges)
    assert paid == CHART[incoterm]
    assert payer(Incoterm(incoterm), Charge.GOODS) is Party.BUYER


def test_four_rules_are_for_ships_and_each_has_one_for_any_mode() -> None:
    for_ships = {each for each in Incoterm if not is_meant_for(each, Mode.AIR)}
    assert for_ships == {"FAS", "FOB", "CFR", "CIF"}
    assert {INSTEAD[each].value for each in for_ships} == {"FCA", "CPT", "CIP"}
    assert all(is_meant_for(each, Mode.SEA) for each in Incoterm)


def test_fob_to_germany_is_valued_with_carriage_and_insurance() -> None:
    found = cost(goods(), *german())
    # 10 m³ are 10,000 kg at 0.08; 0.55 % of 10,800 / (1 - 0.55 %); 2.7 % of 10,859.73; 19 % of 11,702.94.
    assert amounts(found) == {
        Charge.GOODS: 10000,
        Charge.LOADING: 0,
        Charge.EXPORT_CARRIAGE: 0,
        Charge.EXPORT_CLEARANCE: 0,
        Charge.EXPORT_TERMINAL: 0,
        Charge.MAIN_CARRIAGE: 800,
        Charge.INSURANCE: Decimal("59.73"),
        Charge.IMPORT_TERMINAL: 200,
        Charge.IMPORT_CARRIAGE: 350,
        Charge.UNLOADING: 50,
        Charge.IMPORT_CLEARANCE: 90,
        Charge.DUTY: Decimal("293.21"),
        Charge.TAX: Decimal("2223.56"),
    }
    assert found.customs_value == Decimal("10859.73")
    assert found.total == Decimal("14066.50")
    assert found.per_unit == Decimal("14.0665")
    assert (found.is_complete, found.mode, found.transit_days) == (True, Mode.SEA, 35)


def test_who_gets_the_tax_back_does_not_count_it() -> None:
    found = cost(goods(), *german(), recovers_tax=True)
    assert found.total == Decimal("11842.94")  # 14,066.50 without 2,223.56
    assert amounts(found)[Charge.TAX] == Decimal("2223.56")


def test_fob_to_the_united_states_is_valued_without_them_and_pays_fees_within_bounds() -> None:
    fees = [
        {"name": "merchandise processing fee", "percent": "0.3464", "base": "customs_value", "least": "32.71",
         "most": "634.62"},
        {"name": "harbor maintenance fee", "percent": "0.125", "base": "customs_value"},
    ]  # fmt: skip
    american = [
        tariff("duty", [DUTY], **AMERICAN),
        tariff("tax", fees, destination="US"),
        tariff("freight", [SEA, *AT_THE_DOOR], destination="US"),
        tariff("insurance", [{"percent": "0.5"}], destination="US"),
    ]
    found = cost(goods(), *american, to="US")
    assert found.customs_value == 10000
    levied = {line.name: line.amount for line in found.lines if line.charge in {Charge.DUTY, Charge.TAX}}
    assert levied == {
        "customs duty": 270,  # 2.7 % of 10,000
        "merchandise processing fee": Decimal("34.64"),
        "harbor maintenance fee": Decimal("12.50"),
    }
    assert found.total == Decimal("11866.87")
    small = cost(goods(), *american, to="US", quantity=100)  # 0.3464 % of 1,000 is 3.46
    assert [line.amount for line in small.lines if line.name.startswith("merch")] == [Decimal("32.71")]
    large = cost(goods(), *american, to="US", quantity=100_000)
    assert [line.amount for line in large.lines if line.name.startswith("merch")] == [Decimal("634.62")]


def test_exw_adds_what_is_paid_before_the_border_to_the_value() -> None:
    origin = [{"covers": ["loading", "export_carriage", "export_clearance"], "fixed": "300"},
              {"covers": ["export_terminal"], "fixed": "100"}]  # fmt: skip
    german_exw = german(freight=[SEA, *AT_THE_DOOR, *origin], insurance=[])
    found = cost(goods(incoterm="EXW", price="9.60"), *german_exw, is_insured=False)
    assert found.customs_value == 10800  # 9,600 + 400 + 800
    assert amounts(found)[Charge.DUTY] == Decimal("291.60")
    fob_valued = [tariff("duty", [DUTY], valuation="fob"), *german_exw[1:]]
    assert cost(goods(incoterm="EXW", price="9.60"), *fob_valued, is_insured=False).customs_value == 10000


def test_cif_and_cip_are_valued_at_their_price_and_ddp_costs_nothing_beside_it() -> None:
    cif = cost(goods(incoterm="CIF", price="10.90"), *german())
    assert (cif.customs_value, amounts(cif)[Charge.DUTY]) == (Decimal(10900), Decimal("294.30"))
    assert cif.mode is None
    assert amounts(cif)[Charge.IMPORT_TERMINAL] == 200
    cip = cost(goods(incoterm="CIP", price="11.10"), *german())
    assert amounts(cip)[Charge.IMPORT_TERMINAL] == 0  # carriage paid to the terminal of import
    ddp = cost(goods(incoterm="DDP", price="14.00"), tariff("freight", [{"covers": ["unloading"], "fixed": "50"}]))
    assert ddp.is_complete
    assert ddp.total == 14050
    cfr = cost(goods(incoterm="CFR", price="10.80"), *german())  # the buyer insures: 0.55 % of 10,800 / 0.9945
    assert (amounts(cfr)[Charge.INSURANCE], cfr.customs_value) == (Decimal("59.73"), Decimal("10859.73"))


def test_nothing_is_taken_off_a_price_that_holds_more_than_the_value() -> None:
    fob_valued = [tariff("duty", [DUTY], valuation="fob"), *german()[1:]]
    assert cost(goods(incoterm="CIF", price="10.90"), *fob_valued).customs_value == 10900


@pytest.mark.parametrize(
    ("changed", "of_product", "why"),
    [
        ({"duty": []}, {}, "no duty tariff of DE is in force"),
        ({}, {"hs_code": None}, "the product has no hs_code"),
        ({"duty": [{"hs": "6109", "percent": "12"}]}, {}, "has no line for 851679 from CN"),
        ({"duty": [DUTY | {"origin": "VN"}]}, {}, "has no line for 851679 from CN"),
        ({"duty": [DUTY | {"percent": "0", "per_kg": "1.20"}]}, {"unit_weight_kg": None}, "unit_weight_kg"),
        ({"freight": AT_THE_DOOR}, {}, "the value for customs needs main_carriage, insurance"),
    ],
)
def test_an_unknown_duty_says_unknown_and_the_total_says_that_it_leaves_it_out(
    changed: dict[str, Any], of_product: dict[str, Any], why: str
) -> None:
    found = cost(goods(**of_product), *german(**changed))
    [duty] = [line for line in found.lines if line.charge is Charge.DUTY]
    assert duty.amount is None
    assert why in duty.how
    assert {Charge.DUTY, Charge.TAX} <= set(found.leaves_out)
    assert not found.is_complete
    assert found.total == sum(line.amount for line in found.lines if line.amount is not None)


def test_a_duty_of_nothing_on_an_unknown_value_is_nothing() -> None:
    found = cost(goods(), *german(duty=[DUTY | {"percent": "0"}], freight=AT_THE_DOOR))
    assert amounts(found)[Charge.DUTY] == 0
    assert Charge.MAIN_CARRIAGE in found.leaves_out


def test_the_line_with_the_longest_code_counts_and_another_name_comes_on_top() -> None:
    lines = [
        {"hs": "85", "percent": "5"},
        {"hs": "8516", "percent": "4"},
        {"hs": "8516", "percent": "1", "origin": "CN", "needs": "a proof of origin"},
        {"hs": "8517", "percent": "9"},
        {"hs": "851679", "percent": "20", "name": "anti-dumping duty", "origin": "CN"},
    ]
    found = cost(goods(), *german(duty=lines))
    levied = {line.name: line for line in found.lines if line.charge is Charge.DUTY}
    assert {name: line.amount for name, line in levied.items()} == {
        "customs duty": Decimal("108.60"),  # 1 % of 10,859.73
        "anti-dumping duty": Decimal("2171.95"),  # 20 % of it
    }
    assert levied["customs duty"].how.endswith("needs a proof of origin")
    elsewhere = cost(goods(origin="VN"), *german(duty=lines))
    assert amounts(elsewhere)[Charge.DUTY] == Decimal("434.39")  # 4 % of it


def test_a_compound_duty_adds_both_and_a_mixed_one_takes_the_greater() -> None:
    compound = [DUTY | {"per_kg": "0.10", "per_unit": "0.05"}]  # 293.21 + 200 + 50
    assert amounts(cost(goods(), *german(duty=compound)))[Charge.DUTY] == Decimal("543.21")
    mixed = [DUTY | {"per_kg": "0.10", "is_greater": True}]
    assert amounts(cost(goods(), *german(duty=mixed)))[Charge.DUTY] == Decimal("293.21")
    mixed = [DUTY | {"per_kg": "0.20", "is_greater": True}]
    assert amounts(cost(goods(), *german(duty=mixed)))[Charge.DUTY] == 400


def test_the_price_is_that_of_the_break_which_the_quantity_reaches() -> None:
    breaks = [{"min_quantity": 100, "unit_price": "10.00"}, {"min_quantity": 1000, "unit_price": "9.00"}]
    bought = goods(price_breaks=breaks)
    assert cost(bought, *german(), quantity=999).unit_price == 10
    assert cost(bought, *german(), quantity=1000).unit_price == 9
    too_few = cost(bought, *german(), quantity=99)
    assert (too_few.total, too_few.unit_price) == (None, None)
    assert too_few.lines[0].how == "no price is stated for 99"


def test_air_is_charged_by_volume_by_break_and_never_dearer_than_the_next_break() -> None:
    air = {"covers": ["main_carriage"], "mode": "air", "per_kg": "6", "least": "80",
           "breaks": [{"from_kg": "45", "per_kg": "5"}, {"from_kg": "100", "per_kg": "4"}]}  # fmt: skip

    def carried(quantity: int, **fields: Any) -> Any:
        return amounts(cost(goods(**fields), *german(freight=[air]), quantity=quantity))[Charge.MAIN_CARRIAGE]

    assert carried(1) == 80  # 2 kg at 6 are below the least
    assert carried(50, unit_volume_m3="0.001") == 400  # 100 kg
    assert carried(45, unit_volume_m3="0.001") == 400  # 90 kg at 5 are dearer than 100 at 4
    assert carried(35, unit_volume_m3="0.001") == 350  # 70 kg at 5
    assert carried(60, unit_weight_kg="1") == 400  # 0.6 m³ are 100 kg
    assert carried(45, unit_volume_m3=None) is None


def test_containers_are_paid_whole() -> None:
    full = [{"covers": ["main_carriage"], "mode": "sea", "per_container": "2500", "container_m3": "28",
             "container_kg": "21000"}]  # fmt: skip
    assert amounts(cost(goods(), *german(freight=full)))[Charge.MAIN_CARRIAGE] == 2500
    assert amounts(cost(goods(), *german(freight=full), quantity=2801))[Charge.MAIN_CARRIAGE] == 5000
    heavy = goods(unit_weight_kg="22")  # 22,000 kg
    assert amounts(cost(heavy, *german(freight=full)))[Charge.MAIN_CARRIAGE] == 5000


def test_a_line_that_covers_several_charges_is_paid_once_and_only_where_all_are_the_buyers() -> None:
    door_to_door = {"covers": ["main_carriage", "import_terminal", "import_carriage"], "mode": "sea", "fixed": "1200"}
    found = cost(goods(), *german(freight=[door_to_door, SEA, *AT_THE_DOOR]))
    assert amounts(found)[Charge.MAIN_CARRIAGE] == 1200  # 800 + 200 + 350 are dearer
    assert amounts(found)[Charge.IMPORT_CARRIAGE] == 0
    assert found.customs_value == Decimal("11261.94")  # 11,200 / 0.9945: it cannot be told apart
    carried = cost(goods(incoterm="CFR"), *german(freight=[door_to_door, *AT_THE_DOOR]))
    assert amounts(carried)[Charge.IMPORT_TERMINAL] == 200


def test_lines_of_the_mode_and_of_the_place_come_before_those_of_any() -> None:
    lines = [
        {"covers": ["main_carriage"], "mode": "sea", "fixed": "100"},
        {"covers": ["main_carriage"], "mode": "sea", "fixed": "900", "origin": "CN"},
        {"covers": ["main_carriage"], "mode": "air", "fixed": "1", "origin": "VN"},
    ]
    assert amounts(cost(goods(), *german(freight=lines)))[Charge.MAIN_CARRIAGE] == 900
    assert amounts(cost(goods(supplier_country="TH"), *german(freight=lines)))[Charge.MAIN_CARRIAGE] == 100
    assert (
        amounts(cost(goods(supplier_country="VN"), *german(freight=lines), mode=Mode.SEA))[Charge.MAIN_CARRIAGE] == 100
    )


def test_a_quote_takes_the_place_of_the_tariffs() -> None:
    quotes = (
        Quote(charge=Charge.MAIN_CARRIAGE, amount=Decimal(700), currency="EUR"),
        Quote(charge=Charge.MAIN_CARRIAGE, amount=Decimal(650), currency="EUR", product_id="kettle"),
        Quote(charge=Charge.DUTY, amount=Decimal(10), currency="EUR", product_id="pan"),
    )
    found = amounts(cost(goods(), *german(), quotes=quotes))
    assert (found[Charge.MAIN_CARRIAGE], found[Charge.DUTY]) == (Decimal(650), Decimal("289.14"))
    with pytest.raises(ValidationError, match="the price is the offer's"):
        Quote(charge=Charge.GOODS, amount=Decimal(1), currency="EUR")


def test_amounts_are_converted_by_a_rate_that_is_stated_or_not_at_all() -> None:
    yuan = goods(currency="CNY", price="78.00")
    unknown = cost(yuan, *german())
    assert (unknown.total, unknown.lines[0].how) == (
        None,
        "no rate from CNY to EUR is stated, or of the last 31 days loaded",
    )
    stated = StatedRate(currency="CNY", rate=Decimal("0.1282"), date=TODAY)
    found = landed_cost(yuan, Asked("DE", 1000), tariffs(*german()), Exchange("EUR", [stated]))
    assert amounts(found)[Charge.GOODS] == Decimal("9999.60")
    table = loaded(tariff("exchange", [{"currency": "CNY", "rate": "8"}, {"currency": "USD", "rate": "1.25"}],
                          as_of="2026-11-01"))  # fmt: skip
    assert Exchange("USD", (), [table], TODAY).convert(Decimal(80), "CNY") == Decimal("12.5")
    assert Exchange("USD", (), [table], TODAY.replace(month=12, day=3)).convert(Decimal(80), "CNY") is None
    exchange = Exchange("EUR", [stated], [table], TODAY)
    assert exchange.convert(Decimal(100), "CNY") == Decimal("12.82")
    assert [(each.currency, each.date) for each in exchange.used] == [("CNY", TODAY)]


def test_without_an_incoterm_only_the_price_is_known() -> None:
    found = cost(goods(incoterm=None), *german())
    assert found.incoterm is None
    assert found.total == 10000
    assert set(found.leaves_out) == set(Charge) - {Charge.GOODS}
    assert cost(goods(incoterm=None), *german(), incoterm=Incoterm.FOB).total == Decimal("14066.50")


def test_a_tariff_holds_from_its_date_until_its_end_or_the_next_of_its_name() -> None:
    def held(*requests: dict[str, Any], day: str = "2026-11-20") -> list[str]:
        found = are_in_force([loaded(each)[0] for each in requests], "DE", TODAY.fromisoformat(day))
        return sorted(f"{each.name} {each.as_of}" for each in found)

    old, new = tariff("duty", [DUTY]), tariff("duty", [DUTY], as_of="2026-07-01")
    other = tariff("duty", [DUTY], name="chapter 61")
    assert held(old, new, other) == ["chapter 61 2026-01-01", "duty 2026-07-01"]
    assert held(old, new, day="2026-06-30") == ["duty 2026-01-01"]
    assert held(old, new | {"until": "2026-10-31"}) == []
    assert held(old | {"destination": "FR"}) == []


def test_amounts_without_end_are_refused() -> None:
    with pytest.raises(InvalidInput, match="too large"):
        cost(goods(), *german(), quantity=10**9, unit_price=Decimal(10) ** 14)


@pytest.mark.parametrize(
    ("kind", "line", "why"),
    [
        ("freight", {"covers": ["duty"]}, "covers no duty"),
        ("freight", {"covers": ["loading", "loading"]}, "named twice"),
        ("freight", {"covers": ["loading"], "breaks": [{"from_kg": "45", "per_kg": "1"}]}, "for what is lighter"),
        ("freight", {"covers": ["loading"], "per_container": "1"}, "container_m3"),
        ("tax", {"name": "VAT", "percent": "1", "least": "2", "most": "1"}, "below least"),
        ("duty", {"hs": "85.16"}, "pattern"),
        ("duty", {"hs": "85", "percent": "-1"}, "greater than or equal"),
        ("duty", {"hs": "85", "rate": "1"}, "Extra inputs"),
    ],
)
def test_a_line_that_says_nothing_sure_is_refused(kind: str, line: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        REQUEST.validate_python(tariff(kind, [line]))
