"""What holds of the deal rules for any history."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prices.models.deal import DealVerdict
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.models.product import Offer
from prices.models.rates import Exchange
from prices.rules.deals.judging import judge

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
# Few values each, so that repeats, ties and returns are common; none ten times another.
amounts = st.sampled_from([Decimal(each) for each in ("60", "69.90", "75", "80", "85.50", "95", "99", "104", "131")])
wild = st.one_of(
    st.none(),
    amounts,
    st.decimals(min_value=0, max_value=10**11, places=2, allow_nan=False),
)


def look(at: datetime, price: Decimal | None, **more: Any) -> Observation:
    ending = Ending.READ if price is not None else Ending.UNKNOWN
    return Observation(listing_id="x", slot=at, at=at, ending=ending, price=price, **more)


@st.composite
def histories(draw: st.DrawFn, prices: st.SearchStrategy[Any] = amounts) -> list[Observation]:
    """Runs of some days at one price, the last of them now."""
    runs = draw(st.lists(st.tuples(st.integers(1, 40), prices, st.none() | amounts), min_size=1, max_size=7))
    rows = [(price, was) for days, price, was in runs for _ in range(days)]
    shipping = draw(st.sampled_from([None, Decimal(0), Decimal("4.90")]))
    stock = draw(st.sampled_from(Availability))
    return [
        look(
            NOW - timedelta(days=len(rows) - 1 - number),
            price,
            was_price=was,
            currency="EUR",
            shipping=shipping,
            availability=stock,
        )
        for number, (price, was) in enumerate(rows)
    ]


def offer(number: int, total: Decimal) -> Offer:
    return Offer(
        listing_id=f"l{number}",
        url="https://other.test/",
        host=f"h{number % 2}",
        price=total,
        total=total,
        availability=Availability.IN_STOCK,
        stated_price=total,
        stated_currency="EUR",
        exchange=Exchange(rate=Decimal(1)),
        read_at=NOW,
        degraded=False,
    )


offers = st.lists(amounts, max_size=4).map(lambda totals: [offer(*each) for each in enumerate(totals)])


@SOME
@given(histories(), offers, amounts, amounts)
def test_a_higher_price_is_never_a_better_score(
    history: list[Observation], others: list[Offer], one: Decimal, other: Decimal
) -> None:
    before, last = history[:-1], history[-1]
    scores = [
        judge([*before, last.model_copy(update={"price": price})], NOW, others).score.value
        for price in sorted((one, other))
    ]
    if None not in scores:
        assert scores[0] >= scores[1]  # type: ignore[operator]


@SOME
@given(histories(), offers, st.randoms(use_true_random=False))
def test_neither_the_order_of_shops_nor_that_of_looks_matters(
    history: list[Observation], others: list[Offer], random: Any
) -> None:
    found = judge(history, NOW, others)
    random.shuffle(history)
    random.shuffle(others)
    assert judge(history, NOW, others) == found


@SOME
@given(histories(), offers, st.sampled_from([Decimal(2), Decimal(7), Decimal(10), Decimal(1000)]))
def test_it_is_the_same_in_another_currency(history: list[Observation], others: list[Offer], times: Decimal) -> None:
    def scaled(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else amount * times

    elsewhere = [
        each.model_copy(
            update={
                "price": scaled(each.price),
                "was_price": scaled(each.was_price),
                "shipping": scaled(each.shipping),
                "currency": "JPY",
            }
        )
        for each in history
    ]
    theirs = [offer(number, each.total * times) for number, each in enumerate(others)]
    here, there = judge(history, NOW, others), judge(elsewhere, NOW, theirs)
    assert (there.verdict, there.score.value) == (here.verdict, here.score.value)
    assert [each.weight for each in there.score.reasons] == [each.weight for each in here.score.reasons]


@SOME
@given(
    histories(wild),
    st.lists(st.sampled_from(["EUR", "EUR", "SEK", None]), min_size=1, max_size=5),
    st.sampled_from([None, "kg", "100 g", "0 kg", "x" * 40, "½"]),
    wild,
    st.sampled_from([None, "Tea 250 g", "Tea 2 x 100 g", "0 g"]),
)
def test_any_history_has_a_verdict_with_a_sentence(
    history: list[Observation], currencies: list[str | None], unit: str | None, unit_price: Any, title: str | None
) -> None:
    odd = {"unit": unit, "unit_price": unit_price, "title": title}
    looks = [
        each.model_copy(update={"currency": currencies[number % len(currencies)], **(odd if number % 3 else {})})
        for number, each in enumerate(history)
    ]
    found = judge(looks, NOW)
    assert found.sentence
    assert (found.score.value is None) <= (found.verdict in (DealVerdict.UNKNOWN, DealVerdict.CURRENCY_SLIP))
    assert type(found).model_validate_json(found.model_dump_json()) == found


@SOME
@given(histories())
def test_what_a_page_claims_changes_no_score(history: list[Observation]) -> None:
    silent = [each.model_copy(update={"was_price": None}) for each in history]
    assert judge(silent, NOW).score.value == judge(history, NOW).score.value


def planted(runs: list[tuple[int, Decimal, Decimal | None]], noise: list[int]) -> list[Observation]:
    """Daily looks to now; each price off by as many per mille as the noise of its day, but for the last run's."""
    rows = [
        (price, was, number + 1 == len(runs)) for number, (days, price, was) in enumerate(runs) for _ in range(days)
    ]
    return [
        look(
            NOW - timedelta(days=len(rows) - 1 - day),
            price if is_last else round(price * (1000 + noise[day % len(noise)]) / 1000, 2),
            was_price=was,
            currency="EUR",
            availability=Availability.IN_STOCK,
        )
        for day, (price, was, is_last) in enumerate(rows)
    ]


levels = st.sampled_from([Decimal(each) for each in ("9.99", "49.99", "129", "1299")])
noises = st.lists(st.integers(-20, 20), min_size=1, max_size=9)


@SOME
@given(
    levels,
    noises,
    st.integers(60, 110),
    st.integers(1, 10),
    st.integers(12, 70).map(lambda percent: Decimal(percent) / 100),
)
def test_a_sale_is_found_in_any_noise(
    level: Decimal, noise: list[int], before: int, lasts: int, share: Decimal
) -> None:
    price = round(level * (1 - share), 2)
    assert judge(planted([(before, level, None), (lasts, price, level)], noise), NOW).verdict is DealVerdict.DISCOUNT


@SOME
@given(levels, noises, st.integers(60, 110), st.integers(1, 20), st.integers(15, 90))
def test_a_former_price_that_was_never_charged_is_found_in_any_noise(
    level: Decimal, noise: list[int], before: int, lasts: int, percent: int
) -> None:
    was = round(level * (100 + percent) / 100, 2)
    found = judge(planted([(before, level, None), (lasts, level, was)], noise), NOW)
    assert found.verdict is DealVerdict.WAS_NEVER_CHARGED


@SOME
@given(levels, noises, st.integers(60, 90), st.integers(2, 26), st.integers(12, 60), st.booleans())
def test_a_price_that_was_raised_for_its_sale_is_found_in_any_noise(
    level: Decimal, noise: list[int], before: int, raised: int, percent: int, is_announced: bool
) -> None:
    high = round(level * (100 + percent) / 100, 2)
    runs = [(before, level, None), (raised, high, None), (1, level, high if is_announced else None)]
    found = judge(planted(runs, noise), NOW)
    assert DealVerdict.RAISED_BEFORE_SALE in (found.verdict, *found.also)
