"""The best coupons for a basket, held against all combinations there are."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prices.models.coupon import ShopTermsRequest
from prices.models.page import CouponKind, Stacking
from prices.rules.coupons.basket import Basket, Line, Offer, go_together, take_off
from prices.rules.coupons.best import MOST_TRIED, best_of, most_saved
from prices.rules.coupons.dates import ends_at
from prices.rules.coupons.works import MOST_OF_A_TENANT, PRIORS, Tally, Vote, likelihood, tally

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
shops = st.builds(
    ShopTermsRequest, order=st.sampled_from(("percent_first", "amount_first")), most_coupons=st.integers(1, 5)
)


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    units = draw(st.lists(st.integers(1, 20_000), min_size=1, max_size=4))
    lines = tuple(Line(f"l{number}", each, is_reduced=False) for number, each in enumerate(units))
    return Basket("shop.test", "EUR", lines, draw(st.sampled_from((0, 495))), AT)


@st.composite
def offers_on(draw: st.DrawFn, basket: Basket, most: int = 6) -> list[Offer]:
    found = []
    for number in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(list(CouponKind)))
        lines = range(len(basket.lines))
        covers = draw(st.lists(st.sampled_from(lines), min_size=1, max_size=len(lines), unique=True))
        found.append(
            Offer(
                coupon_id=f"c{number}",
                kind=kind,
                stacking=draw(
                    st.sampled_from([Stacking.STACKS, Stacking.STACKS, Stacking.ONE_CODE, Stacking.EXCLUSIVE])
                ),
                covers=tuple(sorted(covers)),
                share=Fraction(draw(st.integers(1, 100)), 100) if kind is CouponKind.PERCENT else Fraction(0),
                units=draw(st.integers(1, 15_000)) if kind is CouponKind.AMOUNT else 0,
                most=draw(st.none() | st.integers(1, 5_000)),
            )
        )
    return found


def saved(basket: Basket, chosen: tuple[Offer, ...], shop: ShopTermsRequest) -> int:
    """What a combination saves, worked out line by line, apart from the rule's own sums."""
    left = [Fraction(line.units) for line in basket.lines]
    whole = 0
    order = [CouponKind.PERCENT, CouponKind.AMOUNT]
    if shop.order == "amount_first":
        order.reverse()
    for kind in order:
        of_kind = [offer for offer in chosen if offer.kind is kind]
        for offer in sorted(of_kind, key=lambda each: (-each.share, -each.units, each.coupon_id)):
            there = sum(left[number] for number in offer.covers)
            off = int(there * offer.share + Fraction(1, 2)) if kind is CouponKind.PERCENT else offer.units
            off = min(off, int(there), offer.most if offer.most is not None else off)
            for number in offer.covers:
                left[number] -= left[number] * off / there if there else 0
            whole += off
    if any(offer.kind is CouponKind.FREE_SHIPPING for offer in chosen):
        [free] = [offer for offer in chosen if offer.kind is CouponKind.FREE_SHIPPING]
        whole += basket.shipping if free.most is None else min(free.most, basket.shipping)
    return whole


def allowed(chosen: tuple[Offer, ...], shop: ShopTermsRequest) -> bool:
    codes = [offer for offer in chosen if offer.stacking is Stacking.ONE_CODE]
    alone = [offer for offer in chosen if offer.stacking is Stacking.EXCLUSIVE]
    free = [offer for offer in chosen if offer.kind is CouponKind.FREE_SHIPPING]
    fits = len(chosen) <= shop.most_coupons and len(codes) <= 1 and len(free) <= 1
    return fits and (not alone or len(chosen) == 1)


@given(st.data(), baskets(), shops)
def test_no_combination_leaves_less_to_pay_than_the_one_that_is_told(
    data: st.DataObject, basket: Basket, shop: ShopTermsRequest
) -> None:
    offers = data.draw(offers_on(basket))
    found = best_of(basket, offers, shop)
    every = [chosen for size in range(6) for chosen in combinations(offers, size) if allowed(chosen, shop)]
    assert found.is_proven
    assert found.saving == found.most_possible == max(saved(basket, chosen, shop) for chosen in every)
    assert found.saving == sum(step.off for step in found.steps)
    assert go_together([step.offer for step in found.steps], shop)


@settings(max_examples=60)
@given(st.data(), baskets(), shops)
def test_the_bound_holds_for_every_combination_that_it_rules_out(
    data: st.DataObject, basket: Basket, shop: ShopTermsRequest
) -> None:
    offers = [each for each in data.draw(offers_on(basket)) if each.stacking is not Stacking.EXCLUSIVE]
    first = data.draw(st.integers(0, len(offers)))
    chosen, rest = tuple(offers[:first]), offers[first:]
    assume(allowed(chosen, shop))
    bound = most_saved(basket, chosen, rest, shop)
    for size in range(len(rest) + 1):
        for more in combinations(rest, size):
            if allowed((*chosen, *more), shop):
                assert saved(basket, (*chosen, *more), shop) <= bound


@given(st.data(), baskets(), shops)
def test_what_is_taken_off_never_passes_what_there_is(
    data: st.DataObject, basket: Basket, shop: ShopTermsRequest
) -> None:
    steps = take_off(basket, data.draw(offers_on(basket)), shop)
    goods = [step for step in steps if step.offer.kind is not CouponKind.FREE_SHIPPING]
    assert all(0 <= step.off <= step.of for step in steps)
    assert sum(step.off for step in goods) <= basket.goods


def test_many_coupons_that_all_stack_are_gone_through_in_bounded_work_and_said_to_be_unproven() -> None:
    basket = Basket("shop.test", "EUR", tuple(Line(None, 997 * n, is_reduced=False) for n in range(1, 9)), 495, AT)
    offers = [
        Offer(f"c{n}", CouponKind.PERCENT, Stacking.STACKS, (n % 8, (n * 3) % 8), Fraction(20 + n % 7, 100))
        for n in range(100)
    ]
    found = best_of(basket, offers, ShopTermsRequest(most_coupons=5))
    assert found.tried <= MOST_TRIED
    assert not found.is_proven
    assert found.saving <= found.most_possible <= basket.goods + basket.shipping


votes = st.lists(st.builds(Vote, st.booleans(), st.integers(0, 400).map(lambda days: AT - timedelta(days=days))))


@given(st.lists(votes, max_size=6), st.sampled_from(list(PRIORS)), st.integers(0, 400))
def test_the_chance_lies_in_its_interval_and_both_between_0_and_1(
    tenants: list[list[Vote]], origin: str, later: int
) -> None:
    found = likelihood(origin, tally(tenants, AT), AT + timedelta(days=later))
    assert 0 <= found.low <= found.chance <= found.high <= 1


@given(votes, st.integers(1, 500))
def test_a_tenant_counts_as_three_however_many_users_it_makes(others: list[Vote], users: int) -> None:
    sworn = [Vote(True, AT)] * users
    with_them, without = tally([others, sworn], AT), tally([others], AT)
    assert with_them.works - without.works <= MOST_OF_A_TENANT + 1e-9
    assert with_them.fails == without.fails


@given(st.integers(1, 40), st.integers(0, 40), st.booleans())
def test_one_report_more_moves_the_chance_its_own_way(works: int, fails: int, last: bool) -> None:
    before = likelihood("user", Tally(works, fails, AT), AT)
    after = likelihood("user", Tally(works + last, fails + (not last), AT), AT)
    assert (after.chance > before.chance) == last


def test_old_reports_fade_until_only_where_it_was_found_counts() -> None:
    failed = Tally(0, 10, AT)
    chances = [likelihood("page", failed, AT + timedelta(days=days)).chance for days in (0, 30, 90, 400)]
    assert chances == sorted(chances)
    assert chances[0] < 0.25
    assert chances[-1] == likelihood("page", None, AT).chance == 0.75


@given(st.dates(datetime(2020, 1, 1).date(), datetime(2090, 1, 1).date()), st.integers(1, 12), st.integers(1, 28))  # noqa: DTZ001
def test_a_day_without_a_year_is_the_one_near_by(seen: object, month: int, day: int) -> None:
    assert hasattr(seen, "year")
    found = ends_at(None, (month, day), seen)  # type: ignore[arg-type]
    assert found is not None
    last = (found - timedelta(days=1)).date()
    assert (last.month, last.day) == (month, day)
    assert timedelta(days=-65) <= last - seen <= timedelta(days=300)  # type: ignore[operator]


def test_a_date_that_there_is_only_in_leap_years() -> None:
    assert ends_at(None, (2, 29), datetime(2026, 1, 5, tzinfo=UTC).date()) is None
    assert ends_at(None, (2, 29), datetime(2028, 1, 5, tzinfo=UTC).date()) == datetime(2028, 3, 1, tzinfo=UTC)
    assert ends_at(None, (2, 31), datetime(2028, 1, 5, tzinfo=UTC).date()) is None


def test_amounts_are_rounded_as_the_currency_has_them() -> None:
    yen = Basket("shop.test", "JPY", (Line(None, 999, is_reduced=False),), 0, AT)
    half = Offer("c", CouponKind.PERCENT, Stacking.STACKS, (0,), Fraction(1, 2))
    [step] = take_off(yen, [half], ShopTermsRequest())
    assert (step.off, yen.as_amount(step.off), yen.in_units(Decimal("999.4"))) == (500, Decimal(500), 999)
