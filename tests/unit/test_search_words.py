"""What is asked of an index in words, and two orders made one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.search import Field, Schema
from tradewind.search.fusion import RANK_CONSTANT, fuse
from tradewind.search.words import asked, cut

ENGLISH = Schema("goods", (Field("title", "text", language="en"), Field("names", "text")))
PLAIN = Schema("goods", (Field("title", "text"),))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What are the kettles of steel?", ["kettles", "steel"]),
        ("the The THE", ["the", "The", "THE"]),
        ("not of steel", ["not", "steel"]),
        ("thé vert", ["thé", "vert"]),
        ("", []),
    ],
)
def test_words_that_ask_for_nothing_are_left_out_unless_there_are_no_others(text: str, words: list[str]) -> None:
    assert list(asked(ENGLISH, text)) == words


def test_an_index_without_english_leaves_out_nothing() -> None:
    assert list(asked(PLAIN, "the kettle")) == ["the", "kettle"]


def test_a_word_is_asked_in_each_language_of_the_index() -> None:
    assert asked(ENGLISH, "Kettles") == {"Kettles": frozenset({"kettl", "kettles"})}


def test_han_and_kana_are_cut_by_two_and_all_else_by_what_is_no_letter() -> None:
    assert list(cut("red 茶壺茶 1.7l café")) == ["red", "茶壺", "壺茶", "1", "7l", "café"]


def test_a_hit_that_one_leg_alone_puts_first_comes_behind_what_both_put_high() -> None:
    keyword = ["alone", *(f"both{at}" for at in range(2, 30))]
    vector = ["other", *(f"both{at}" for at in range(2, 30))]
    ids = [each.id for each in fuse(keyword, vector)]
    assert ids[:2] == ["both2", "both3"]
    assert ids.index("alone") == RANK_CONSTANT, "those of the ranks 2 to constant + 1 come before it"


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_every_hit_survives_the_fusion_once_and_says_its_ranks(keyword: list[int], vector: list[int]) -> None:
    fused = fuse(keyword, vector)
    assert sorted(each.id for each in fused) == sorted(set(keyword) | set(vector))
    for each in fused:
        assert each.keyword_rank == (keyword.index(each.id) + 1 if each.id in keyword else None)
        assert each.vector_rank == (vector.index(each.id) + 1 if each.id in vector else None)
    assert [each.score for each in fused] == sorted((each.score for each in fused), reverse=True)
