"""Of any two listings: the same whichever is named first, and more signs of one kind never tell the other way."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from prices.models.listing import Ending, Observation
from prices.models.matching import Offered
from prices.models.page import Availability
from prices.models.rates import Converted
from prices.rules.best import cheapest_over_time
from prices.rules.matching.identifiers import gtin
from prices.rules.matching.text import folded, words
from prices.rules.matching.weigh import compare, probability

SAID = (
    "Acme Sony kettle drill black rot size M 500 ml 1.7 l x 6 pack of 4 WH-1000XM5 iPhone 15 Pro 128GB used case for "
    "耳机 黑色 500克 शहद 6er 2nd gen 30 x 40 cm (24) 1/2 inch 0,5 l 12V-15 \" ' & + - , ;"
)
WORDS = st.sampled_from(SAID.split(" "))
TITLES = st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=80))
LISTINGS = st.builds(
    Offered,
    title=st.none() | TITLES,
    brand=st.none() | st.sampled_from(["Acme", "Sony", "索尼", ""]),
    identifiers=st.dictionaries(
        st.sampled_from(["gtin", "mpn", "sku", "isbn"]),
        st.sampled_from(["4006381333931", "036000291452", "WH-1000XM5", "x", "0132350882"]),
        max_size=2,
    ),
    price=st.none() | st.decimals(0, 1000, places=2),
    currency=st.sampled_from([None, "EUR"]),
    host=st.sampled_from([None, "a.test", "b.test"]),
)


@given(LISTINGS, LISTINGS)
@settings(max_examples=150, deadline=None)
def test_it_is_the_same_whichever_is_named_first(one: Offered, other: Offered) -> None:
    here, there = compare(one, other), compare(other, one)
    assert (here.value, here.confidence) == (there.value, there.confidence)
    assert [reason.text for reason in here.reasons] == [reason.text for reason in there.reasons]


@given(LISTINGS)
@example(Offered(title="A:AS:S"))
@settings(max_examples=100, deadline=None)
def test_a_listing_of_a_name_that_says_something_is_itself(one: Offered) -> None:
    found = compare(one, one)
    if found.value is not None and len(set(words(folded(one.title or "")))) >= 3:
        assert not any((reason.weight or 0) < -0.1 for reason in found.reasons), found.reasons


@given(LISTINGS, LISTINGS)
@settings(max_examples=100, deadline=None)
def test_one_gtin_more_never_makes_it_less_likely_and_another_condition_never_more(
    one: Offered, other: Offered
) -> None:
    def with_gtin(offered: Offered) -> Offered:
        return offered.model_copy(update={"identifiers": {**offered.identifiers, "ean": "96385074"}})

    before = probability(compare(one, other))
    assert probability(compare(with_gtin(one), with_gtin(other))) >= before
    if one.title and other.title:
        worn = other.model_copy(update={"title": f"{other.title} ; refurbished"})
        kept = one if "used" in one.title else one.model_copy(update={"title": f"{one.title} ; used"})
        assert probability(compare(kept, worn)) <= 0.5 or before > 0.5


@given(st.text(alphabet="0123456789X- ", max_size=20))
def test_a_gtin_reads_as_itself_again(text: str) -> None:
    code = gtin(text)
    if code is not None:
        assert len(code) == 14
        assert gtin(code) == code


class Par:
    """Every currency is worth as much as every other."""

    def convert(self, amount: Decimal, source: str | None, target: str, at: object) -> Converted:
        return Converted(value=amount, currency=target, rate=Decimal(1))


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.lists(st.tuples(st.integers(0, 20), st.none() | st.integers(1, 5), st.booleans()), max_size=8),
        max_size=3,
    )
)
@settings(max_examples=100, deadline=None)
def test_spells_follow_each_other_and_each_is_held_by_the_cheapest(
    drawn: dict[str, list[tuple[int, int | None, bool]]],
) -> None:
    from datetime import UTC, datetime, timedelta

    start = datetime(2026, 3, 1, tzinfo=UTC)
    looks = {
        listing_id: [
            Observation(
                listing_id=listing_id,
                slot=start + timedelta(days=day),
                at=start + timedelta(days=day),
                ending=Ending.READ,
                price=None if price is None else Decimal(price),
                currency="EUR",
                availability=Availability.OUT_OF_STOCK if gone else Availability.IN_STOCK,
            )
            for day, price, gone in sorted(seen, key=lambda each: each[0])
        ]
        for listing_id, seen in drawn.items()
    }
    since, until = start + timedelta(days=5), start + timedelta(days=25)
    spells = cheapest_over_time(looks, {}, "EUR", Par(), since, until)
    assert (spells[0].since, spells[-1].until) == (since, until)
    assert all(one.until == other.since and one.listing_id != other.listing_id for one, other in pairwise(spells))
    assert all((spell.listing_id is None) == (spell.total is None) for spell in spells)
