"""The demo shop's stand-in for Telegram answers as the Bot API does, and shows what came."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.shop.answer import Answer, Ask
from local.shop.site import answer
from local.shop.state import State
from local.shop.telegram import HOST

BOT = f"/bot123456789:{'A' * 35}"


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State.load(tmp_path)


def sent(state: State, method: str = "sendMessage", **said: Any) -> Answer:
    return answer(Ask("POST", HOST, f"{BOT}/{method}", {}, json.dumps(said).encode()), state)


def told(given: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(given.body)
    return found


def test_a_message_is_taken_and_shown_as_plain_text(state: State) -> None:
    taken = sent(state, chat_id=42, text="<b>Kettle &lt;i&gt;</b>\nfell", parse_mode="HTML")
    assert (taken.status, told(taken)["ok"], told(taken)["result"]["chat"]) == (200, True, {"id": 42})
    page = answer(Ask("GET", "127.0.0.1", "/_shop/telegram", {}), state).body.decode()
    assert "chat 42" in page and "Kettle &lt;i&gt;\nfell" in page
    listed = told(answer(Ask("GET", "127.0.0.1", "/_hook/telegram", {}), state))
    assert [each["chat"] for each in listed["deliveries"]] == ["42"]


@pytest.mark.parametrize(
    "said", [{}, {"chat_id": 1}, {"text": "x"}, {"chat_id": 1, "text": ""}, {"chat_id": 1, "text": "x" * 4097}]
)
def test_what_is_no_message_is_refused(state: State, said: dict[str, Any]) -> None:
    refused = sent(state, **said)
    assert (refused.status, told(refused)["ok"]) == (400, False)


def test_another_method_and_another_bot_are_not_there(state: State) -> None:
    assert sent(state, "getUpdates").status == 404
    assert answer(Ask("POST", HOST, "/botx/sendMessage", {}, b"{}"), state).status == 404
    assert told(sent(state, "getMe"))["result"]["is_bot"] is True


def test_a_plan_says_how_the_next_are_answered(state: State) -> None:
    plan = json.dumps({"steps": [{"status": 429, "retry_after": 30}, {"status": 503}]}).encode()
    answer(Ask("PUT", "127.0.0.1", "/_hook/telegram/plan", {}, plan), state)
    limited = sent(state, chat_id=1, text="x")
    assert (limited.status, told(limited)["parameters"]) == (429, {"retry_after": 30})
    assert [sent(state, chat_id=1, text="x").status for _ in range(2)] == [503, 200]
    assert len(state.deliveries["telegram"]) == 1
