import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prices.models.listing import Seen
from prices.models.page import Availability, Source
from prices.models.watch import AlertKind, Rule
from prices.rules.alerts import AlertState, Raised, evaluate
from tradewind_cli.checkout import ROOT
from tradewind_cli.main import app

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_every_history_of_the_corpus_comes_out_right() -> None:
    answer = CliRunner().invoke(app, ["evaluate", "alerts", "--json"])
    report = json.loads(answer.stdout.splitlines()[-1])
    assert report["falls_short"] == []
    assert report["metrics"]["histories_right"] == report["metrics"]["histories"] >= 100


def test_the_evaluation_tells_missed_false_and_twice_apart() -> None:
    from tradewind_cli.evaluate.alerts import Score, _play, _read, _score

    rows = '[{"at":"2026-03-02","price":100},{"at":"2026-03-03","price":85.0}]'
    total = Score()
    for alerts in (
        '[{"at":"2026-03-03","kind":"price_drop","from":100.00,"to":"85"}]',
        '[{"at":"2026-03-02","kind":"drop"}]',
        '[{"at":"2026-03-03","kind":"drop","from":99}]',
    ):
        history = _read(f'{{"watch":{{}},"observations":{rows},"alerts":{alerts}}}'.encode())
        _score(total, "line", history, _play(history))
    assert (total.right, len(total.missed), len(total.false), len(total.twice)) == (1, 2, 2, 0)
    assert total.histories_right == 1


def test_the_histories_in_the_documentation_come_out_right() -> None:
    from tradewind_cli.evaluate.alerts import Score, _play, _read, _score

    total = Score()
    (examples,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs/alerts.md").read_text("utf-8"), re.DOTALL)
    for line in examples.splitlines():
        history = _read(line.encode())
        _score(total, line, history, _play(history))
    assert (total.right, total.wrong, total.histories_right) == (2, 0, 2)


def test_a_file_may_write_things_in_its_own_way() -> None:
    from tradewind_cli.evaluate.alerts import Score, _play, _read, _score

    total = Score()
    for line in (
        # A string of JSON may hold a line separator as it is, and a gap may be an empty string.
        '{"name": "a\u2028b", "watch": {"drop_percent": "10"}, "observations": [{"at": "2026-03-02", "price": 100},'
        ' {"at": "2026-03-03T08:00:00", "price": ""}, {"at": "2026-03-04T08:00:00+01:00", "price": "90.0"}],'
        ' "alerts": [{"at": "2026-03-04T07:00:00Z", "kind": "PriceDrop", "percent": 10}]}',
        # A percentage of 0 or false is never.
        '{"watch": {"drop_percent": 0, "rise_percent": false, "new_low": true}, "observations": [{"at": "2026-03-02",'
        ' "price": 100}, {"at": "2026-03-03", "price": 85}], "alerts": [{"at": "2026-03-03", "kind": "new low"}]}',
    ):
        history = _read(line.encode())
        _score(total, line, history, _play(history))
    assert (total.right, total.wrong) == (2, 0)


def test_the_decision_quotes_what_is_measured() -> None:
    answer = CliRunner().invoke(app, ["evaluate", "alerts", "--json"])
    report = json.loads(answer.stdout.splitlines()[-1])
    decision = (ROOT / "docs/decisions/alerts.md").read_text("utf-8")
    for name, figures in (("these rules", report["metrics"]), ("`last_price`", report["baselines"]["last_price"])):
        row = " | ".join(str(figures[m]) for m in ("histories_right", "right", "missed", "false", "twice"))
        assert f"| {name} | {row} |" in decision


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[" * 100_000,
        '{"watch": ["drop"], "observations": []}',
        json.dumps({"observations": [{"at": "2026-03-02", "source": f"place {n}"} for n in range(9)]}),
        '{"observations": [{"price": 1}]}',
        '{"watch": {"drop_percent": -1}, "observations": []}',
        '{"observations": [{"at": "2026-03-02", "price": "dear"}]}',
        '{"observations": [], "alerts": [{"at": "2026-03-02", "kind": "whim"}]}',
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_count(line: str, tmp_path: Path) -> None:
    test = tmp_path / "histories.jsonl"
    test.write_text('{"watch": {}, "observations": [], "alerts": []}\n' + line)
    answer = CliRunner().invoke(app, ["evaluate", "alerts", "--json", "--test", str(test)])
    report = json.loads(answer.stdout.splitlines()[-1])
    assert report["falls_short"] == ["1 lines not readable"]
    assert (report["metrics"]["histories_right"], report["metrics"]["unreadable"]) == (1, 1)
    assert "line 2" in answer.stderr


def test_an_alert_says_what_it_is_measured_from_and_how_far_it_fell() -> None:
    (alert,) = _told(Rule(), "100", "85")
    assert (alert.from_price, alert.to_price) == (Decimal(100), Decimal(85))
    assert alert.change_percent == Decimal(-15)
    assert "measured from 100 EUR, the price when the watch was set, 2026-03-02" in _words(alert)


def test_the_second_alert_is_measured_from_the_first() -> None:
    *_, alert = _told(Rule(), "100", "85", "76")
    assert "measured from 85 EUR, the price of the last alert, 2026-03-03" in _words(alert)


def test_a_confirmed_change_says_when_and_why_it_was_held_back() -> None:
    (alert,) = _told(Rule(), "100", "60", "60")
    assert alert.at == START + timedelta(days=2)
    assert "second look on 2026-03-03 08:00 UTC: more than 30 % from 100 EUR" in _words(alert)


def test_a_change_that_came_with_another_source_says_so() -> None:
    state = _after(Rule(), _seen(0, "100"), _seen(1, "85", Source.VISIBLE))
    assert state.wants_second_look
    alert = evaluate(Rule(), state, _seen(2, "85", Source.VISIBLE)).alerts[0]
    assert "read from visible instead of json-ld" in _words(alert)


def test_a_target_is_not_met_in_another_currency() -> None:
    rule = Rule(target_price=Decimal(95))
    state = _after(rule, _seen(0, "100"), *(_seen(day, "99", currency="USD") for day in (1, 2)))
    assert evaluate(rule, state, _seen(3, "94", currency="USD")).alerts == ()


def test_a_currency_stated_late_is_the_one_meant_before() -> None:
    state = _after(Rule(), _seen(0, "100").model_copy(update={"currency": None}))
    assert [alert.kind for alert in evaluate(Rule(), state, _seen(1, "85")).alerts] == [AlertKind.DROP]


def test_nothing_waits_once_the_second_look_has_come() -> None:
    assert not _after(Rule(), _seen(0, "100"), _seen(1, "60"), _seen(2, "100")).wants_second_look


def test_a_target_that_was_changed_is_told_of_again() -> None:
    state = _after(Rule(target_price=Decimal(95)), _seen(0, "100"), _seen(1, "94"))
    lower = Rule(target_price=Decimal(93))
    assert [a.kind for a in evaluate(lower, state, _seen(3, "93")).alerts] == [AlertKind.TARGET]


def test_a_return_to_stock_with_a_doubtful_price_tells_no_price() -> None:
    rule = Rule(back_in_stock=True)
    sold_out = _after(rule, _seen(0, "100").model_copy(update={"availability": Availability.OUT_OF_STOCK}))
    (alert,) = evaluate(rule, sold_out, _seen(1, "40").model_copy(update={"availability": "in_stock"})).alerts
    assert (alert.kind, alert.to_price) == (AlertKind.BACK_IN_STOCK, None)


def test_the_state_survives_json() -> None:
    state = _after(Rule(all_time_low=True), _seen(0, "100"), _seen(1, "95"), _seen(2, "20"))
    assert AlertState.model_validate_json(state.model_dump_json()) == state


def test_a_page_of_many_currencies_keeps_its_first_book_and_its_latest() -> None:
    currencies = ["EUR", "USD", "GBP", "JPY", "CHF", "SEK"]
    looks = [_seen(n, "100", currency=c) for n, c in enumerate([c for c in currencies for _ in range(2)])]
    state = _after(Rule(), *looks)
    assert [book.currency for book in state.books] == ["EUR", "JPY", "CHF", "SEK"]
    assert state.books[state.latest].currency == "SEK"


@pytest.mark.parametrize("away", ["out_of_stock", "OutOfStock", "outofstock", "Sold out", "http://schema.org/SoldOut"])
@pytest.mark.parametrize("back", ["in_stock", "InStock", "available", "low stock", "LimitedAvailability"])
def test_a_file_may_use_the_words_of_schema_org_or_of_a_feed(away: str, back: str) -> None:
    from tradewind_cli.evaluate.alerts import _play, _read

    looks = [{"at": "2026-03-02", "availability": away}, {"at": "2026-03-03", "availability": back}]
    history = _read(json.dumps({"watch": {"back_in_stock": True}, "observations": looks}).encode())
    assert [told.alert.kind for told in _play(history)] == [AlertKind.BACK_IN_STOCK]


@pytest.mark.parametrize(("price", "told"), [("70", 1), ("69.99", 0)])
def test_thirty_percent_is_believed_and_more_is_not(price: str, told: int) -> None:
    assert len(_told(Rule(), "100", price)) == told


def _seen(day: int, price: str | None, source: Source = Source.JSON_LD, currency: str = "EUR") -> Seen:
    amount = None if price is None else Decimal(price)
    return Seen(at=START + timedelta(days=day), price=amount, currency=currency, source=source)


def _after(rule: Rule, *looks: Seen) -> AlertState:
    state = AlertState()
    for seen in looks:
        state = evaluate(rule, state, seen).state
    return state


def _told(rule: Rule, *prices: str) -> list[Raised]:
    state = AlertState()
    alerts: list[Raised] = []
    for day, price in enumerate(prices):
        outcome = evaluate(rule, state, _seen(day, price))
        state = outcome.state
        alerts += outcome.alerts
    return alerts


def _words(alert: Raised) -> str:
    return "; ".join(reason.text for reason in alert.reasons)
