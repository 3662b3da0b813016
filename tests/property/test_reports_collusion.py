"""Crowds of new accounts against few trusted ones: what is said of a price stays with the trusted."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from prices.models.report import Outcome, ReportStanding
from prices.rules.reports.settling import Look, by_looks, by_others, tells_news
from prices.rules.reports.standing import judge
from prices.rules.reports.telling import is_news
from prices.rules.reports.together import NEWCOMERS_SHARE, QUORUM, Voice, is_same, together, weights_of
from prices.rules.reports.trust import TRUSTED, OpenReport, Record, settled, weight

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
prices = st.decimals("0.01", "100000", places=2)
trusted_weights = st.floats(TRUSTED, 1)
new_weights = st.floats(0.001, TRUSTED - 0.001)


def voices(
    tag: str, weights: st.SearchStrategy[float], least: int = 0, most: int = 12
) -> st.SearchStrategy[list[Voice]]:
    each = st.tuples(prices, weights, st.integers(0, 47))
    return st.lists(each, min_size=least, max_size=most).map(
        lambda told: [
            Voice(f"{tag}{number}", price, "EUR", weighs, AT - timedelta(hours=hours))
            for number, (price, weighs, hours) in enumerate(told)
        ]
    )


@given(voices("t", trusted_weights, least=1), voices("n", new_weights, most=60), st.integers(1, 50))
def test_newcomers_at_any_price_never_move_it_past_what_the_trusted_say(
    trusted: list[Voice], newcomers: list[Voice], copies: int
) -> None:
    crowd = [
        Voice(f"{voice.tenant}-{number}", voice.price, "EUR", voice.weight, voice.at)
        for voice in newcomers
        for number in range(copies)
    ]
    agreed = together(trusted + crowd, AT)
    assert agreed is not None
    said = [voice.price for voice in trusted]
    assert min(said) <= agreed.price <= max(said)
    assert agreed.tenants <= len(trusted)


@given(st.lists(trusted_weights, min_size=1), st.lists(new_weights))
def test_all_newcomers_together_weigh_a_third_of_the_trusted_at_most(trusted: list[float], new: list[float]) -> None:
    counted = weights_of([*trusted, *new])
    assert counted[: len(trusted)] == trusted
    assert sum(counted[len(trusted) :]) <= sum(trusted) * NEWCOMERS_SHARE + 1e-9


@given(voices("n", new_weights, most=100))
def test_any_number_of_newcomers_holds_for_nobody_else(newcomers: list[Voice]) -> None:
    agreed = together(newcomers, AT)
    assert agreed is None or not agreed.holds_for_all


@given(voices("t", trusted_weights, least=1), voices("l", trusted_weights, most=4))
def test_it_breaks_down_at_half_of_the_trusted_weight_and_not_before(honest: list[Voice], liars: list[Voice]) -> None:
    truth = Decimal(100)
    honest = [Voice(voice.tenant, truth, "EUR", voice.weight, AT) for voice in honest]
    agreed = together(honest + liars, AT)
    assert agreed is not None
    if sum(voice.weight for voice in liars) < sum(voice.weight for voice in honest):
        assert agreed.price == truth
    assert agreed.low <= agreed.price <= agreed.high


@given(voices("t", trusted_weights, most=2), voices("n", new_weights, most=30))
def test_fewer_than_three_trusted_tenants_hold_for_nobody_else(few: list[Voice], crowd: list[Voice]) -> None:
    agreed = together(few + crowd, AT)
    assert agreed is None or not agreed.holds_for_all


@given(st.permutations(range(6)), voices("t", st.floats(0.01, 1), least=6, most=6))
def test_the_order_of_voices_changes_nothing(order: list[int], told: list[Voice]) -> None:
    assert together(told, AT) == together([told[number] for number in order], AT)


def test_what_was_seen_two_days_ago_or_in_the_future_says_nothing() -> None:
    told = [Voice("a", Decimal(1), "EUR", 1, AT - timedelta(hours=49)), Voice("b", Decimal(1), "EUR", 1, AT)]
    assert together(told[:1], AT) is None
    assert together(told[1:], AT - timedelta(hours=1)) is None


def reporting(record: Record, at: datetime, *, right: int = 0, known: int = 0, wrong: int = 0) -> Record:
    return settled(record, at, right=right, known=known, wrong=wrong)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 700))
def test_a_weight_lies_between_0_and_1_grows_by_being_right_and_falls_by_being_wrong(
    right: int, wrong: int, days: int
) -> None:
    at = AT + timedelta(days=days)
    record = reporting(Record(since=AT, at=AT), AT, right=right, wrong=wrong)
    now = weight(record, at)
    assert 0 < now < 1
    assert weight(reporting(record, at, right=1), at) >= now
    assert weight(reporting(record, at, wrong=1), at) < now


@given(st.integers(1, 400))
def test_who_only_copies_what_is_known_is_never_trusted(days: int) -> None:
    record = Record(since=AT, at=AT)
    for day in range(days):
        record = reporting(record, AT + timedelta(days=day), known=5)
    assert weight(record, AT + timedelta(days=days)) < TRUSTED


def test_an_honest_one_who_was_wrong_recovers_over_time_and_a_liar_does_not() -> None:
    honest = liar = reporting(Record(since=AT - timedelta(days=90), at=AT), AT, wrong=4)
    assert weight(honest, AT) < TRUSTED / 2
    days = 0
    while weight(honest, AT + timedelta(days=days)) < TRUSTED:
        days += 2
        honest = reporting(honest, AT + timedelta(days=days), right=1)
        liar = reporting(liar, AT + timedelta(days=days), wrong=1)
    assert days <= 60
    assert weight(liar, AT + timedelta(days=days)) < 0.05


def test_a_hundred_sworn_accounts_over_three_months_never_sway_a_price_and_earn_no_trust_from_each_other() -> None:
    """Five honest tenants, two of them trusted, see a members' price; a hundred others say another, day by day.

    The sworn ones copy known public prices besides, for trust; only honest ones tell news, one time in five.
    """
    chance = Random(6)
    honest = {f"h{n}": reporting(Record(since=AT - timedelta(days=90), at=AT), AT, right=8 * (n < 2)) for n in range(5)}
    sworn = {f"s{n}": Record(since=AT, at=AT) for n in range(100)}
    for day in range(90):
        at = AT + timedelta(days=day)
        truth, lie = Decimal(80 + day % 7), Decimal(45)
        told = [Voice(name, truth, "EUR", weight(record, at), at) for name, record in honest.items()]
        told += [Voice(name, lie, "EUR", weight(record, at), at) for name, record in sworn.items()]
        agreed = together(told, at)
        assert agreed is not None
        assert is_same(agreed.price, truth)
        for name, record in honest.items():
            right = int(chance.random() < 0.2)
            honest[name] = reporting(record, at, right=right)
        for name, record in sworn.items():
            report = OpenReport(
                key="k", listing_id="l", is_shared=True, member=True, price=lie, currency="EUR", seen_at=at
            )
            outcome = by_others(report, [voice for voice in told if voice.tenant != name])
            assert outcome is not Outcome.CONFIRMED
            wrong = int(outcome is Outcome.CONTRADICTED)
            sworn[name] = reporting(record, at, known=1, wrong=wrong)
    assert max(weight(record, at) for record in sworn.values()) < 0.1
    assert sum(weight(record, at) >= TRUSTED for record in honest.values()) >= QUORUM


def open_report(price: str, known: str | None = None) -> OpenReport:
    return OpenReport(
        key="k", listing_id="l", is_shared=True, member=False, price=Decimal(price), currency="EUR", seen_at=AT,
        known_price=Decimal(known) if known else None,
    )  # fmt: skip


def looks(*told: tuple[int, str]) -> list[Look]:
    return [Look(AT + timedelta(hours=hours), Decimal(price), "EUR") for hours, price in told]


def test_what_our_own_looks_make_of_a_report() -> None:
    assert by_looks(open_report("90"), looks((-2, "100"), (2, "90"))) is Outcome.CONFIRMED
    assert by_looks(open_report("100"), looks((-2, "100"), (2, "90"))) is Outcome.CONFIRMED
    assert by_looks(open_report("90"), looks((-2, "100"), (2, "100"))) is Outcome.CONTRADICTED
    assert by_looks(open_report("95"), looks((-2, "100"), (2, "90"))) is Outcome.OPEN, "it was moving"
    assert by_looks(open_report("90"), looks((-2, "90"))) is Outcome.OPEN, "none after it"
    assert by_looks(open_report("90"), looks((-2, "100"), (30, "90"))) is Outcome.OPEN, "too late"
    assert by_looks(open_report("90"), [Look(AT + timedelta(hours=1), Decimal(90), "USD")]) is Outcome.OPEN
    assert not tells_news(open_report("90", known="90"))
    assert tells_news(open_report("90", known="100"))
    assert tells_news(open_report("90"))


@given(prices, prices, st.floats(0, 1), st.booleans())
def test_an_absurd_price_is_held_whoever_says_it(price: Decimal, public: Decimal, trust: float, member: bool) -> None:
    judged = judge(price, "EUR", member=member, trust=trust, witness=None, public=(public, "EUR"))
    if not Decimal("0.4") <= price / public <= Decimal("1.5"):
        assert (judged.standing, judged.weight) == (ReportStanding.HELD, 0)
    assert 0 <= judged.weight <= trust
    assert judged.reasons


@given(prices, st.integers(0, 300))
def test_the_same_price_is_told_once_a_week(price: Decimal, hours: int) -> None:
    at = AT + timedelta(hours=hours)
    assert is_news(price, at, price, AT) == (hours >= 7 * 24)
    assert is_news(price, at, None, None)
    assert is_news(price * Decimal("0.8"), at, price, AT)
