"""Deals: the Union's rule on worked examples, and what the parts make of prices that are no ordinary ones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from local.shop.catalogue import products
from local.shop.control import _observed
from prices.models.deal import DealVerdict, Judgement, PriorPrice
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.rules.deals.judging import judge
from prices.rules.deals.packs import pack_of
from prices.rules.deals.slips import is_displaced
from tradewind.evidence import Reason
from tradewind_cli.prices.seeding import observation

D = Decimal
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def look(price: Any, at: datetime, was: Any = None, **more: Any) -> Observation:
    ending = Ending.READ if price is not None else Ending.UNKNOWN
    told = {"currency": "EUR", "availability": Availability.IN_STOCK, **more}
    return Observation(
        listing_id="kettle",
        slot=at,
        at=at,
        ending=ending,
        price=None if price is None else D(str(price)),
        was_price=None if was is None else D(str(was)),
        **told,
    )


def past(*runs: Sequence[Any], **more: Any) -> list[Observation]:
    """Daily looks up to now: each run is how many days, the price, and what stood struck through beside it."""
    rows = [(price, rest) for days, price, *rest in runs for _ in range(days)]
    return [
        look(price, NOW - timedelta(days=len(rows) - 1 - number), *rest, **more)
        for number, (price, rest) in enumerate(rows)
    ]


def judged(*runs: Sequence[Any], **more: Any) -> Judgement:
    return judge(past(*runs, **more), NOW)


def prior(*runs: Sequence[Any], **more: Any) -> PriorPrice:
    found = judged(*runs, **more).prior
    assert found is not None
    return found


def test_the_prior_price_is_the_lowest_of_the_thirty_days_before() -> None:
    found = prior((20, "1.79"), (10, "1.29"), (25, "1.69"), (1, "1.29", "1.69"))
    assert (found.lowest, found.off_percent, found.holds, found.binding) == (D("1.29"), D(0), False, True)
    assert found.known_days == 30


def test_what_was_charged_more_than_thirty_days_before_does_not_count() -> None:
    found = prior((40, 80), (31, 100), (1, 75, 100))
    assert (found.lowest, found.off_percent, found.holds) == (D(100), D(25), True)


def test_the_thirty_days_are_those_before_the_reduction_not_before_today() -> None:
    found = prior((60, 100), (20, 80, 100))
    assert (found.reduced_since, found.lowest, found.holds) == (date(2026, 3, 12), D(100), True)


def test_of_a_reduction_by_steps_the_price_before_the_first_may_stand() -> None:
    found = prior((60, 100), (10, 90, 100), (5, 80, 100))
    assert (found.lowest, found.before_first_step, found.holds) == (D(90), D(100), True)
    assert (found.reduced_since, found.first_reduced_since) == (date(2026, 3, 27), date(2026, 3, 17))


def test_a_reduction_that_was_taken_back_between_is_no_reduction_by_steps() -> None:
    found = prior((60, 100), (10, 80, 100), (5, 100), (1, 75, 100))
    assert (found.lowest, found.before_first_step, found.holds) == (D(80), None, False)
    risen_within = prior((60, 100), (10, 70, 100), (5, 80, 100))
    assert (risen_within.before_first_step, risen_within.lowest, risen_within.holds) == (None, D(100), True)


def test_that_it_holds_is_said_of_thirty_days_that_are_known_alone() -> None:
    assert prior((15, 100), (1, 80, 100)).holds is None
    assert prior((15, 90), (1, 80, 100)).holds is False


def test_outside_the_union_the_rule_is_told_and_does_not_bind() -> None:
    found = judged((60, 100), (1, 80, 130), currency="GBP")
    assert found.prior is not None
    assert (found.prior.binding, found.prior.holds) == (False, False)
    assert any("would be the former price" in each.text for each in found.score.reasons)


def test_without_a_fall_and_without_a_claim_there_is_no_prior_price() -> None:
    assert judged((60, 100)).prior is None
    assert judged((60, 100), (5, 110)).prior is None


def test_two_days_make_no_former_price_and_the_sentence_counts_them() -> None:
    found = judged((60, 100), (2, 140), (1, 95, 140))
    assert found.verdict is DealVerdict.WAS_RARELY_CHARGED
    assert found.sentence == (
        "5 % under its 62-day median; this 'was' price of 140.00 EUR was charged on 2 of the 30 days before"
    )


def test_a_page_that_was_read_once_without_its_former_price_is_on_sale_all_the_same() -> None:
    with_it = judged((60, 100), (10, 80, 100))
    missed = judged((60, 100), (5, 80, 100), (1, 80), (4, 80, 100))
    assert missed.prior == with_it.prior
    assert missed.claim == with_it.claim


def test_a_price_is_known_for_a_week_after_a_look_and_no_longer() -> None:
    looks = [look(100, NOW - timedelta(days=60)), look(100, NOW - timedelta(days=30)), look(80, NOW)]
    found = judge(looks, NOW)
    assert found.usual is not None
    assert found.usual.known_days == 14


def test_a_price_that_nobody_could_pay_was_not_charged() -> None:
    looks = past((60, 100), (20, 140), (1, 100, 140))
    sold_out = [
        each.model_copy(update={"availability": Availability.OUT_OF_STOCK}) if each.price == 140 else each
        for each in looks
    ]
    assert judge(looks, NOW).verdict is DealVerdict.RAISED_BEFORE_SALE
    found = judge(sold_out, NOW)
    assert found.claim is not None
    assert (found.claim.charged_days, found.claim.last_charged) == (0, None)


def test_what_the_last_look_could_not_confirm_is_degraded() -> None:
    looks = [*past((30, 100), (1, 80)), look(None, NOW + timedelta(hours=6), reasons=[Reason(text="down")])]
    found = judge(looks, NOW + timedelta(hours=7))
    assert (found.verdict, found.score.degraded) == (DealVerdict.DISCOUNT, True)
    unread = judge([look(None, NOW, reasons=[Reason(text="the page asks for a login")])], NOW)
    assert unread.sentence == "unknown: no price is known; the page asks for a login"
    assert judge([], NOW).score.value is None


def test_the_weights_of_the_reasons_make_the_score() -> None:
    found = judged((60, 100), (1, 80, 100), shipping=D(3))
    weights = [each.weight for each in found.score.reasons if each.weight is not None]
    assert found.score.value == round(100 * (0.5 + sum(weights)))
    assert len(weights) == 4


def test_a_unit_is_what_it_is_in_any_spelling() -> None:
    spelled = [("kg", 10), ("Kg", 10), ("100 g", 1), ("g", D("0.01")), ("1 kg", 10), ("千克", 10)]
    sizes = {
        pack.size for unit, price in spelled if (pack := pack_of(look(5, NOW, unit_price=D(str(price)), unit=unit)))
    }
    assert sizes == {500}
    assert pack_of(look(5, NOW, unit_price=D(1), unit="???")) is not None
    assert pack_of(look(5, NOW, unit_price=D(0), unit="kg")) is None
    assert pack_of(look(5, NOW, title="Camera 24 MP")) is None


def test_a_price_per_unit_that_is_now_of_this_and_now_of_that_tells_no_pack() -> None:
    units = [D("10.00"), D("12.50"), D("7.20"), D("9.00")]
    looks = [
        look(5, NOW - timedelta(days=60 - day), unit_price=units[day % 4] if day < 60 else D("14.00"), unit="kg")
        for day in range(61)
    ]
    assert judge(looks, NOW).verdict is DealVerdict.USUAL_PRICE


@pytest.mark.parametrize(
    ("price", "usual", "known", "slip"),
    [
        ("12.99", "1299", [], True),
        ("12.99", "129.90", ["129.90"], True),
        ("10", "100", ["100"], False),
        ("13.01", "129.90", ["129.90"], False),
        ("0", "100", [], False),
        ("100", "0", [], False),
    ],
)
def test_a_slip_of_the_point(price: str, usual: str, known: list[str], slip: bool) -> None:
    assert is_displaced(D(price), D(usual), map(D, known)) is slip


def in_the_demo(moves: str) -> Judgement:
    """What a page of the demo shop is judged to be when `up` has looked at it twice."""
    [product] = [each for each in products() if each.moves == moves]
    looks = [
        observation(_observed(product, day), {"title": product.name}, NOW + timedelta(days=day))
        for day in range(-120, 1)
    ]
    looks.append(observation(_observed(product, 1), {"title": product.name}, NOW + timedelta(seconds=20)))
    return judge(looks, NOW + timedelta(seconds=30))


def test_the_demo_has_a_discount_that_is_one_and_one_that_is_none() -> None:
    real, feigned = in_the_demo("sale"), in_the_demo("feigned_sale")
    assert (real.verdict, feigned.verdict) == (DealVerdict.DISCOUNT, DealVerdict.WAS_RARELY_CHARGED)
    assert (real.score.value or 0) >= 75
    assert (feigned.score.value or 0) <= 55
    assert "charged on each of the 30 days before" in real.sentence
    assert "charged on 2 of the 30 days before" in feigned.sentence
    assert feigned.prior is not None
    assert (feigned.prior.holds, feigned.prior.binding) == (False, True)


def test_the_demos_past_says_what_it_is() -> None:
    [product] = [each for each in products() if each.slug == "darjeeling-tea"]
    seen = observation(_observed(product, -5), {"title": product.name}, NOW)
    assert seen.seeded
    assert "drawn by its own rule" in seen.reasons[0].text
    assert (seen.unit, seen.unit_price) == ("100 g", round((seen.price or D(0)) * D("0.4"), 2))
