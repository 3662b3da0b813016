"""Messages: handled alone, sent back, buried with their reason."""

import json
from collections.abc import Callable, Iterator
from threading import Barrier
from typing import Any

import boto3
import pytest
from pydantic import BaseModel

from invocations import queue
from mended_moto import mock_aws
from prices.models.listing import Check
from tradewind.errors import NotFound, TradewindError, Unavailable
from tradewind.queue import Message, Queue, consume

GOOD = '{"host": "shop.test", "claimed": [{"listing_id": "l", "slot": "2026-03-04T12:00:00Z"}]}'


class Sent(BaseModel):
    number: int


@pytest.fixture
def dead_letters(credentials_open_nothing: None) -> Iterator[Queue]:
    with mock_aws():
        client = boto3.client("sqs", region_name="us-east-1")
        yield Queue(client.create_queue(QueueName="dead")["QueueUrl"], client)


def came_back(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def buried(dead: Queue) -> list[tuple[str, dict[str, str]]]:
    found = dead._client.receive_message(QueueUrl=dead.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get(
        "Messages", []
    )
    return [
        (each["Body"], {name: value["StringValue"] for name, value in each["MessageAttributes"].items()})
        for each in found
    ]


def raising(error: Exception) -> Callable[[Message], None]:
    def handle(_: Message) -> None:
        raise error

    return handle


def parse(message: Message) -> None:
    Check.model_validate_json(message.body)


@pytest.mark.parametrize("body", ["not json", "{}", '{"host": "", "claimed": []}', "[]", '"' + "x" * 1000 + '"'])
def test_a_message_that_says_nothing_is_buried_at_once_with_its_reason(dead_letters: Queue, body: str) -> None:
    assert came_back(consume(queue(GOOD, body), parse, dead_letters=dead_letters, most_tries=5)) == []
    [(found, told)] = buried(dead_letters)
    assert (found, told["source"], told["message_id"]) == (body, "things", "m1")
    assert told["reason"] and len(told["reason"]) <= 500


def test_a_reason_names_the_field_and_shows_no_content(dead_letters: Queue) -> None:
    consume(queue('{"host": "shop.test", "claimed": "hunter2"}'), parse, dead_letters=dead_letters, most_tries=5)
    [(_, told)] = buried(dead_letters)
    assert told["reason"].startswith("claimed: ")
    assert "hunter2" not in told["reason"]


@pytest.mark.parametrize("error", [Unavailable("busy"), KeyError("bug"), TradewindError("fault")])
def test_other_failures_come_back_alone_until_the_last_try(dead_letters: Queue, error: Exception) -> None:
    def handle(message: Message) -> None:
        if message.body == "bad":
            raise error

    event = queue("good", "bad", tries=4)
    assert came_back(consume(event, handle, dead_letters=dead_letters, most_tries=5)) == ["m1"]
    assert buried(dead_letters) == []
    event = queue("good", "bad", tries=5)
    assert came_back(consume(event, handle, dead_letters=dead_letters, most_tries=5)) == []
    [(body, told)] = buried(dead_letters)
    assert (body, told["reason"]) == ("bad", f"{type(error).__name__}: {error}")


def test_what_is_not_there_is_buried_at_once(dead_letters: Queue) -> None:
    gone = raising(NotFound("no listing l"))
    assert came_back(consume(queue("x"), gone, dead_letters=dead_letters, most_tries=5)) == []
    assert buried(dead_letters)[0][1]["reason"] == "NotFound: no listing l"


def test_a_reason_with_control_characters_is_buried_too(dead_letters: Queue) -> None:
    bug = raising(RuntimeError("a\x00b\x1b[31m\ud800 ü"))
    assert came_back(consume(queue("x"), bug, dead_letters=dead_letters, most_tries=1)) == []
    assert buried(dead_letters)[0][1]["reason"] == "RuntimeError: a b [31m  ü"


def test_a_message_that_cannot_be_buried_stays(dead_letters: Queue) -> None:
    dead_letters._client.delete_queue(QueueUrl=dead_letters.url)
    assert came_back(consume(queue("x"), parse, dead_letters=dead_letters, most_tries=5)) == ["m0"]


def test_messages_are_sent_ten_a_call_with_a_delay_that_the_queue_takes(credentials_open_nothing: None) -> None:
    class Client:
        def __init__(self) -> None:
            self.calls: list[list[dict[str, Any]]] = []

        def send_message_batch(self, **asked: Any) -> dict[str, Any]:
            self.calls.append(asked["Entries"])
            return {"Failed": [{"Id": "0"}]} if len(self.calls) == 3 else {}

    client: Any = Client()
    with pytest.raises(Unavailable):
        Queue("q", client).send(*(Sent(number=number) for number in range(23)), delay_s=5000)
    assert [len(call) for call in client.calls] == [10, 10, 3]
    assert {entry["DelaySeconds"] for call in client.calls for entry in call} == {900}
    assert [json.loads(entry["MessageBody"])["number"] for call in client.calls for entry in call] == list(range(23))


def test_nothing_to_send_is_no_call() -> None:
    Queue("q", None).send()  # type: ignore[arg-type]


def test_messages_handled_at_once_wait_together_and_fail_alone(dead_letters: Queue) -> None:
    together = Barrier(4, timeout=5)  # breaks unless all four are under way at the same time

    def handle(message: Message) -> None:
        together.wait()
        if message.body == "bad":
            raise Unavailable("not now")

    answer = consume(queue("a", "bad", "c", "d"), handle, dead_letters=dead_letters, most_tries=5, at_once=10)
    assert came_back(answer) == ["m1"]


def test_nothing_is_buried_before_all_of_a_batch_were_tried(dead_letters: Queue) -> None:
    """A function that dies in mid-batch gets all of it back; what it had buried by then would be buried twice."""
    buried_by_then: list[int] = []

    def handle(message: Message) -> None:
        buried_by_then.append(len(buried(dead_letters)))
        parse(message)

    assert came_back(consume(queue("poison", GOOD, "poison"), handle, dead_letters=dead_letters)) == []
    assert buried_by_then == [0, 0, 0]
    assert len(buried(dead_letters)) == 2
