"""The rules of the search: the score, what gives way, what a person likes, words of one meaning, a file's cells."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.rules.hit_table import guarded
from catalog.rules.personalising import Act, liked_traits, liking
from catalog.rules.relaxing import ORDER, ladder
from catalog.rules.scoring import Retrieved, mixed, personalised
from catalog.rules.sizes import stated, wanted
from catalog.rules.terms import is_meant, pieces, terms

NOW = datetime(2026, 3, 4, tzinfo=UTC)
ids = st.lists(st.sampled_from("abcdefghij"), unique=True, min_size=1)
share = st.floats(0, 1)


@given(
    ids=ids, scores=st.lists(st.floats(0, 100), min_size=10, max_size=10), ratings=st.dictionaries(ids.map(min), share)
)
@settings(max_examples=60, deadline=None)
def test_a_score_is_of_one_scale_falls_with_the_places_and_loses_nobody(
    ids: list[str], scores: list[float], ratings: dict[str, float]
) -> None:
    found = [Retrieved(id, score) for id, score in zip(ids, sorted(scores, reverse=True), strict=False)]
    order = mixed(found, ratings)
    assert sorted(each.product_id for each in order) == sorted(ids)
    values = [each.score for each in order]
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 for value in values)
    unrated = [each.product_id for each in order if each.rating is None]
    assert unrated == [each for each in ids if each in unrated], "in the engine's order"
    rated = len(order) - len(unrated)
    assert all(each.rating is not None for each in order[:rated]), "behind those that were rated"


def test_the_seeds_formula_on_one_scale() -> None:
    found = [Retrieved("a", 0.032), Retrieved("b", 0.016), Retrieved("c", 0.008)]
    order = mixed(found, {"a": 0.2, "b": 0.9})
    assert [(each.product_id, round(each.score, 3)) for each in order] == [("b", 0.74), ("a", 0.52), ("c", 0.22)]
    assert [each.product_id for each in mixed(found, {})] == ["a", "b", "c"]
    assert mixed([], {}) == []


def test_a_liking_orders_what_is_nearly_as_good_and_no_more() -> None:
    order = mixed([Retrieved("a", 1.0), Retrieved("b", 0.95), Retrieved("c", 0.5)], {})
    assert [each.product_id for each in personalised(order, {"b": 1.0, "c": 1.0})] == ["b", "a", "c"]
    assert personalised(order, {}) == order


@given(st.sets(st.sampled_from([*ORDER, "excluded", "supplier"])))
@settings(max_examples=40)
def test_the_fewest_give_way_and_what_is_excluded_never_does(kinds: set[str]) -> None:
    tries = list(ladder(kinds))
    assert [len(each) for each in tries] == sorted(len(each) for each in tries)
    known = kinds.intersection(ORDER)
    assert all(set(each) <= known for each in tries)
    assert len(set(tries)) == len(tries)
    assert not known or set(tries[-1]) == known


def test_newer_and_stronger_acts_say_more_and_two_say_nothing() -> None:
    def act(brand: str, weight: float, days: float) -> Act:
        return Act(weight, NOW - timedelta(days=days), {"brand": brand})

    shares = liked_traits([act("Old", 1.0, 60), act("New", 1.0, 0), act("Seen", 0.2, 0)], NOW)
    assert shares == {"brand": {"old": 0.25, "new": 1.0, "seen": 0.2}}
    assert liking(shares, {"brand": "NEW", "category": None}).value == 0.3
    assert liking(shares, {"brand": "unknown"}).traits == ()
    assert liked_traits([act("New", 1.0, 0)] * 2, NOW) == {}


def test_words_of_one_meaning_have_one_term_and_others_have_others() -> None:
    for one, other in (
        ("gloves", "gants"), ("T-Shirts", "camiseta"), ("batteries", "pilha"), ("sac à dos", "rucksack"),
        ("USB-C", "usb type c"), ("acier inoxydable", "inox"), ("सूती साड़ी", "cotton saree"),
    ):  # fmt: skip
        assert [term.token for term in terms(one)] == [term.token for term in terms(other)], (one, other)
        assert is_meant(one, ["something else", other])
    assert not is_meant("glove", ["love", "gloves box"])
    assert [piece.said for piece in pieces("a gift for the baby")] == ["gift", "baby"]


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_has_terms_that_are_the_same_in_capitals(text: str) -> None:
    assert len({term.token for term in terms(text)}) == len(terms(text))
    assert all(term.token.isalnum() for term in terms(text))


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=40)
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert guarded(text).endswith(text)


@settings(max_examples=40)
@given(st.integers(1, 60), st.integers(0, 20), st.sampled_from(["", "EU "]), st.sampled_from(["-", " to ", " – "]))
def test_a_range_of_sizes_has_each_that_lies_within_and_none_beside(
    least: int, span: int, system: str, to: str
) -> None:
    written = f"{system}{least}{to}{least + span}"
    for within in range(least, least + span + 1):
        assert set(wanted(f"{system}{within}")) & set(wanted(written))
        assert str(within) in stated(written)
    assert not {str(least - 1), str(least + span + 1)} & set(stated(written))


@pytest.mark.parametrize(
    ("one", "other", "is_let_in"),
    [
        ("S-XL", "L", True),
        ("P-GG", "G", True),
        ("2XL", "XXL", True),
        ("38.5", "36-42", True),
        ("40", "EU 40 / UK 6.5", True),
        ("EU 40", "UK 40", False),
        ("S-XL", "XXL", False),
        ("40", "1990-2020", False),
        ("40", "30 x 40 cm", False),
    ],
)
def test_sizes_are_compared_as_the_trade_writes_them(one: str, other: str, is_let_in: bool) -> None:
    assert bool(set(wanted(one)) & set(stated(other))) is is_let_in
