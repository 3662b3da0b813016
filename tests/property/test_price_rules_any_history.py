"""What holds of the alert rules for any rule and any history."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from prices.models.listing import Seen
from prices.models.page import Availability, Source
from prices.models.watch import AlertKind, Rule
from prices.rules.alerts import AlertState, Raised, evaluate

START = datetime(2026, 1, 1, tzinfo=UTC)

# Few values each, so that repeats, ties and returns are common.
prices = st.sampled_from([None, *(Decimal(p) for p in ("0", "1", "12.99", "60", "69", "85", "90", "95", "100", "131"))])
rules = st.builds(
    Rule,
    target_price=st.sampled_from([None, Decimal(60), Decimal(90)]),
    drop_percent=st.sampled_from([None, Decimal(1), Decimal(10), Decimal(50)]),
    rise_percent=st.sampled_from([None, Decimal(5), Decimal(20)]),
    back_in_stock=st.booleans(),
    all_time_low=st.booleans(),
    any_change=st.booleans(),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Seen]:
    hours = draw(st.lists(st.sampled_from([1, 6, 24, 100]), max_size=14))
    return [
        Seen(
            at=START + timedelta(hours=sum(hours[: n + 1])),
            price=draw(prices),
            currency=draw(st.sampled_from(["EUR", "EUR", "USD", None])),
            source=draw(st.sampled_from([Source.JSON_LD, Source.JSON_LD, Source.VISIBLE, None])),
            variant=draw(st.sampled_from([None, None, "red", "blue"])),
            availability=draw(st.sampled_from(Availability)),
        )
        for n in range(len(hours))
    ]


@given(rules, histories())
def test_an_observation_raises_a_kind_once_and_only_what_was_asked_for(rule: Rule, history: list[Seen]) -> None:
    asked = {
        AlertKind.DROP: rule.drop_percent is not None,
        AlertKind.RISE: rule.rise_percent is not None,
        AlertKind.TARGET: rule.target_price is not None,
        AlertKind.BACK_IN_STOCK: rule.back_in_stock,
        AlertKind.ALL_TIME_LOW: rule.all_time_low,
        AlertKind.ANY_CHANGE: rule.any_change,
    }
    told = _told(rule, history)
    assert all(count == 1 for count in Counter((alert.at, alert.kind) for alert in told).values())
    assert all(asked[alert.kind] for alert in told)


@given(rules, histories())
def test_an_alert_says_what_is_true(rule: Rule, history: list[Seen]) -> None:
    seen = {each.at: each for each in history}
    for alert in _told(rule, history):
        was, now = alert.from_price, alert.to_price
        if alert.kind is not AlertKind.BACK_IN_STOCK:
            assert now == seen[alert.at].price
        if alert.kind is AlertKind.DROP:
            assert was is not None and now is not None and rule.drop_percent is not None
            assert now * 100 <= was * (100 - rule.drop_percent)
        if alert.kind is AlertKind.RISE:
            assert was is not None and now is not None and rule.rise_percent is not None
            assert now * 100 >= was * (100 + rule.rise_percent)
        if alert.kind is AlertKind.TARGET:
            assert now is not None and rule.target_price is not None
            assert now <= rule.target_price
        if alert.kind is AlertKind.ALL_TIME_LOW:
            assert was is not None and now is not None
            assert now < was


@given(rules, histories())
def test_delivered_again_an_observation_changes_nothing(rule: Rule, history: list[Seen]) -> None:
    state = AlertState()
    for seen in history:
        state = evaluate(rule, state, seen).state
        again = evaluate(rule, state, seen)
        assert (again.state, again.alerts) == (state, ())


@given(rules, histories(), st.integers(min_value=0, max_value=14))
def test_a_gap_changes_nothing(rule: Rule, history: list[Seen], where: int) -> None:
    at = history[min(where, len(history)) - 1].at + timedelta(minutes=30) if history[:where] else START
    gap = Seen(at=at, price=None, source=Source.VISIBLE, variant="blue")
    with_gap = [*history[:where], gap, *history[where:]]
    assert _told(rule, with_gap) == _told(rule, history)


@given(rules, st.lists(st.sampled_from(["0.01", "1", "60", "140", "10000"]), min_size=1, max_size=8))
def test_a_spike_that_nothing_confirms_is_never_told(rule: Rule, spikes: list[str]) -> None:
    rule = rule.model_copy(update={"target_price": None})
    amounts = [amount for spike in spikes for amount in (Decimal(spike), Decimal(100))]
    assert _told(rule, _daily([Decimal(100), *amounts])) == []


@given(
    st.integers(min_value=1, max_value=60),
    st.lists(st.integers(min_value=1, max_value=290), min_size=1, max_size=40),
)
def test_a_slide_is_told_however_small_its_steps(percent: int, per_mille: list[int]) -> None:
    amounts = [Decimal(10_000)]
    for step in per_mille:
        amounts.append(round(amounts[-1] * (1000 - step) / 1000, 2))
    told = _told(Rule(drop_percent=Decimal(percent)), _daily(amounts))
    whole, last = amounts[0], amounts[-1]
    if last * 100 <= whole * (100 - percent):
        assert told
    kept = Decimal(1)
    for alert in told:
        kept *= Decimal(100 - percent) / 100
        assert alert.to_price is not None
        assert alert.to_price <= whole * kept
    assert [alert.from_price for alert in told] == [whole, *(alert.to_price for alert in told)][: len(told)]


@given(rules, histories(), st.sampled_from([Decimal("0.01"), Decimal("0.5"), Decimal(3), Decimal(1000)]))
def test_the_unit_of_money_does_not_matter(rule: Rule, history: list[Seen], factor: Decimal) -> None:
    target = rule.target_price
    scaled_rule = rule.model_copy(update={"target_price": None if target is None else target * factor})
    scaled = [
        seen.model_copy(update={"price": None if seen.price is None else seen.price * factor}) for seen in history
    ]
    assert [(a.at, a.kind) for a in _told(scaled_rule, scaled)] == [(a.at, a.kind) for a in _told(rule, history)]


@given(rules, histories())
def test_the_state_stays_small_and_survives_json(rule: Rule, history: list[Seen]) -> None:
    state = AlertState()
    for seen in history:
        state = evaluate(rule, state, seen).state
    text = state.model_dump_json()
    assert len(text) < 8_000
    assert AlertState.model_validate_json(text) == state


def _daily(amounts: list[Decimal]) -> list[Seen]:
    return [Seen(at=START + timedelta(days=n), price=p, currency="EUR") for n, p in enumerate(amounts)]


def _told(rule: Rule, history: list[Seen]) -> list[Raised]:
    state = AlertState()
    alerts: list[Raised] = []
    for seen in history:
        outcome = evaluate(rule, state, seen)
        state = outcome.state
        alerts += outcome.alerts
    return alerts
