"""Opening, target and walk-away: worked by hand; tactics by their conditions; and what the message says."""

from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models.incoterm import Incoterm, Mode
from catalog.models.landed_cost import LandedCost
from catalog.models.negotiation import LetterLanguage, SupplierRecord, Tactic, TacticKind
from catalog.rules.negotiating import Break, Grounds, PastPrice, Situation, language_of, letter, prices, steps, tactics
from catalog.rules.negotiating.letter import Facts, one_line
from catalog.rules.negotiating.phrases import PHRASES
from costing import TODAY

CENT = Decimal("0.01")
BREAKS = [Break(100, Decimal("10.00")), Break(1000, Decimal("9.00")), Break(5000, Decimal("8.00"))]
FACTS = Facts("Kettle 1.7 l", 600, "piece", Decimal("10.00"), Decimal("8.55"), "USD", incoterm="FOB")


def grounds(**known: Any) -> Grounds:
    """600 at a list price of 10.00."""
    usual: dict[str, Any] = {
        "quantity": 600, "list_price": Decimal("10.00"), "currency": "USD", "least": CENT, "today": TODAY,
        "breaks": BREAKS,
    }  # fmt: skip
    return Grounds(**(usual | known))


def three(found: Grounds) -> list[Decimal | None]:
    return [each.value for each in prices(found)]


def situation(known: Grounds, **fields: Any) -> Situation:
    cost = LandedCost(quantity=600, currency="EUR", lines=[], total=Decimal(1), leaves_out=[], **fields.pop("cost", {}))
    return Situation(known, prices(known), cost, fields.pop("is_cif", None), **fields)


def chosen(known: Grounds, **fields: Any) -> list[str]:
    return [each.tactic for each in tactics(situation(known, **fields))]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        # 600 are at least half of 1,000: the target is that break. 8.00 was named; at most 5 % under 9.00 is 8.55.
        ({}, ["8.00", "9.00", "10.00"]),
        # 400 are not: 3 % under 10.00; 8.00 was named, but at most 15 % under 9.70.
        ({"quantity": 400}, ["8.24", "9.70", "10.00"]),
        # The alternative is equal at 9.40, and the break is below that.
        ({"equal_price": Decimal("9.40"), "alternative": "B"}, ["8.00", "9.00", "9.40"]),
        # Equal at 8.80: no break is near below it, so 3 % under: 8.536; 8.00 was named.
        ({"equal_price": Decimal("8.80"), "alternative": "B"}, ["8.00", "8.53", "8.80"]),
        # Dearer alternatives change nothing; the budget does.
        ({"equal_price": Decimal(12), "alternative": "B", "budget": Decimal("9.50")}, ["8.00", "9.00", "9.50"]),
        # 8.70 was paid last year for 1,200, of which 600 are half; for 1,201 it would say nothing.
        ({"history": [PastPrice(Decimal("8.70"), date(2025, 12, 1), 1200)]}, ["8.00", "8.70", "10.00"]),
        ({"history": [PastPrice(Decimal("8.70"), date(2025, 12, 1), 1201)]}, ["8.00", "9.00", "10.00"]),
        # Paid three years ago: no target, but the supplier has named it: 15 % under 9.00 at most.
        ({"history": [PastPrice(Decimal("6.00"), date(2023, 1, 1), None)]}, ["7.65", "9.00", "10.00"]),
        # One price alone.
        ({"breaks": BREAKS[:1]}, ["9.21", "9.70", "10.00"]),
        ({"is_beaten": True, "alternative": "B"}, [None, None, None]),
    ],
)
def test_the_three_prices_are_those_worked_by_hand(known: dict[str, Any], expected: list[str | None]) -> None:
    assert three(grounds(**known)) == [each and Decimal(each) for each in expected]


def test_each_price_says_why() -> None:
    found = prices(grounds(equal_price=Decimal("9.40"), alternative="Pot B", doubts=["Pot C is no measure"]))
    assert [each.text for each in found.walk_away.reasons] == [
        "at 9.4 USD Pot B costs as much at the door",
        "the offer is at 10 USD",
        "Pot C is no measure",
    ]
    assert found.target.reasons[0].text == "from 1000 on it is 9 USD, and 600 is at least half of that"
    assert [each.text for each in found.opening.reasons] == [
        "the lowest that this supplier named is the price from 5000 on, 8 USD",
        "11 % under the target, so that there is room to give",
    ]
    alone = prices(grounds(breaks=BREAKS[:1]))
    assert "a convention" in alone.target.reasons[0].text
    assert "nothing to fall back on" in alone.walk_away.reasons[-1].text


def test_each_step_gives_half_of_what_is_left() -> None:
    assert steps(Decimal("8.00"), Decimal("9.00"), CENT) == [Decimal(each) for each in ("8.00", "8.50", "8.75", "9.00")]
    assert steps(Decimal("0.01"), Decimal("0.02"), CENT) == [Decimal("0.01"), Decimal("0.02")]


amounts = st.decimals("0.01", 500, places=2)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 3000), amounts, st.none() | amounts, st.none() | amounts,
    st.lists(st.tuples(amounts, st.dates(date(2020, 1, 1), TODAY), st.none() | st.integers(1, 5000)), max_size=4),
    amounts,
)  # fmt: skip
def test_opening_is_at_most_target_is_at_most_walk_away_is_at_most_all_that_bounds_it(
    quantity: int, price: Decimal, equal: Decimal | None, budget: Decimal | None, paid: list[Any], better: Decimal
) -> None:
    found = grounds(
        quantity=quantity, list_price=price, breaks=[Break(1, price), Break(5000, price / 2)], equal_price=equal,
        budget=budget, history=[PastPrice(*each) for each in paid], alternative="B",
    )  # fmt: skip
    opening, target, walk_away = three(found)
    assert opening is not None and target is not None and walk_away is not None
    assert 0 < opening <= target <= walk_away <= min(each for each in (price, equal, budget) if each is not None)
    offers = steps(opening, target, CENT)
    assert offers == sorted(set(offers))
    assert (offers[0], offers[-1]) == (opening, target)
    _, _, beside_better = three(found._replace(equal_price=min(better, equal or better)))
    assert beside_better is not None and beside_better <= walk_away


def test_tactics_come_by_their_conditions_those_that_save_most_first() -> None:
    assert chosen(grounds(breaks=BREAKS[:1])) == ["trade_terms"]
    near = grounds(equal_price=Decimal("9.60"), alternative="B", history=[PastPrice(Decimal("8.50"), TODAY, 600)])
    assert chosen(near) == ["recall_price", "ask_next_break", "name_alternative"]
    assert chosen(grounds(quantity=950)) == ["ask_next_break", "order_more"]  # 1,000 at 9 are less than 950 at 10
    assert chosen(grounds(quantity=300), yearly_quantity=5000) == ["promise_volume"]
    assert chosen(grounds(quantity=300), yearly_quantity=900) == ["trade_terms"]
    assert chosen(grounds(breaks=BREAKS[:1], history=[PastPrice(Decimal("9.90"), TODAY, 600)])) == [
        "recall_price",
        "agree_soon",
    ]
    assert chosen(grounds(is_beaten=True, alternative="B")) == []


@pytest.mark.parametrize(
    ("cost", "is_cif", "expected"),
    [
        ({"incoterm": Incoterm.EXW}, True, ["ask_other_incoterm"]),
        ({"incoterm": Incoterm.FOB, "mode": Mode.AIR}, True, ["ask_other_incoterm"]),
        ({"incoterm": Incoterm.FOB, "mode": Mode.SEA}, True, ["trade_terms"]),
        ({"incoterm": Incoterm.CIF}, False, ["state_freight_apart"]),
        ({"incoterm": Incoterm.CIF}, True, ["trade_terms"]),
        ({"incoterm": Incoterm.DAP}, True, ["state_freight_apart"]),
        ({"incoterm": Incoterm.DDP}, False, ["trade_terms"]),
        ({"incoterm": Incoterm.CIF}, None, ["trade_terms"]),
    ],
)
def test_tactics_by_incoterm(cost: dict[str, Any], is_cif: bool | None, expected: list[str]) -> None:
    assert chosen(grounds(breaks=BREAKS[:1]), cost=cost, is_cif=is_cif) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"orders": 10, "on_time": 8}, "ask_quality_terms"),
        ({"orders": 10, "on_time": 9}, "trade_terms"),
        ({"orders": 10, "on_time": 10, "defect_percent": "2.5"}, "ask_quality_terms"),
        ({"orders": 2, "on_time": 0, "defect_percent": "50"}, "trade_terms"),
    ],
)
def test_quality_terms_are_asked_of_who_has_a_record_of_faults(record: dict[str, Any], expected: str) -> None:
    known = SupplierRecord(product_id="p", **record)
    assert chosen(grounds(breaks=BREAKS[:1]), record=known) == [expected]


def test_each_language_says_all_with_the_same_gaps() -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english = {phrase: gaps(text) for phrase, text in PHRASES[LetterLanguage.EN].items()}
    for language in LetterLanguage:
        assert {phrase: gaps(text) for phrase, text in PHRASES[language].items()} == english, language


def test_a_message_asks_for_the_opening_and_keeps_target_walk_away_and_alternative_to_itself() -> None:
    known = grounds(equal_price=Decimal("9.40"), alternative="Rival pot")
    found = tactics(situation(known))
    said = letter(FACTS._replace(contact="Ms Li", next_break=1000), found, LetterLanguage.EN)
    assert said.subject == "Your offer for “Kettle 1.7 l”: 600 pieces"
    assert said.body.splitlines() == [
        "Dear Ms Li,",
        "",
        "Thank you for your offer for “Kettle 1.7 l”. We would like to order 600 pieces; you ask 10 USD for each, FOB "
        "(Incoterms 2020).",
        "Our quantity is close to 1000, from which on you ask less.",
        "We have another offer that costs us less delivered, and would rather order from you.",
        "Could you offer 8.55 USD for each? With that we can order at once.",
        "",
        "Kind regards",
    ]
    french = letter(FACTS, found, LetterLanguage.FR)
    assert "8,55 USD" in french.body
    for language in LetterLanguage:
        body = letter(FACTS._replace(next_break=1000), found, language).body
        assert "9.4" not in body and "9,4" not in body and "Rival" not in body
        assert "Kettle 1.7 l" in body and "{" not in body


def test_suppliers_are_written_to_in_their_language() -> None:
    assert [language_of(each).value for each in ("CN", "BR", "FR", "IN", "DE", None)] == [
        "zh", "pt", "fr", "en", "en", "en",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=300), st.sampled_from(list(LetterLanguage)))
def test_what_people_wrote_is_data_whatever_it_is(title: str, words: str, language: LetterLanguage) -> None:
    plain = letter(FACTS._replace(title="T", words="W"), [], language).body.splitlines()
    found = letter(FACTS._replace(title=title or "x", words=words or "x"), [], language).body.splitlines()
    assert len(found) == len(plain)
    assert found[-1] == plain[-1]
    assert one_line(words or "x") in found


def test_a_template_in_a_title_is_not_read_and_hidden_characters_go() -> None:
    evil = FACTS._replace(title="{opening} {walk_away} {0.__class__}", words="a\r\nBcc: x\u202e b {ask}")
    body = letter(evil, [_volume()], LetterLanguage.ZH).body
    assert "{opening} {walk_away} {0.__class__}" in body
    assert "a Bcc: x b {ask}" in body.splitlines()


def _volume() -> Tactic:
    return Tactic(tactic=TacticKind.PROMISE_VOLUME, advice="", reasons=[])
