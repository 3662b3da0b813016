"""Dead letters: each is named by where it came from, and goes back there; what was to be started is started."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tradewind_cli.prices.replaying import dead_letters, replay

ACCOUNT = "arn:aws:{}:us-east-1:123456789012:{}"
SWEEP = ACCOUNT.format("states", "stateMachine:price-sweep")
RATES = ACCOUNT.format("lambda", "function:rates")


@dataclass
class Started:
    """The services of what is to be started, which remember what they were asked."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def start_execution(self, **asked: Any) -> None:
        self.asked.append(("start_execution", asked))

    def invoke(self, **asked: Any) -> None:
        self.asked.append(("invoke", asked))


class Stack:
    """A stack of queues alone."""

    def __init__(self, sqs: Any) -> None:
        self.sqs, self.started = sqs, Started()
        names = ("Checks", "Deliveries", "Tiers", "Imports", "DeadLetters")
        self.outputs = {f"Prices{name}QueueUrl": sqs.create_queue(QueueName=name)["QueueUrl"] for name in names}

    def client(self, service: str) -> Any:
        return self.sqs if service == "sqs" else self.started

    def bury(self, body: object, **attributes: str) -> None:
        self.sqs.send_message(
            QueueUrl=self.outputs["PricesDeadLettersQueueUrl"],
            MessageBody=json.dumps(body),
            MessageAttributes={name: {"DataType": "String", "StringValue": said} for name, said in attributes.items()},
        )

    def waiting(self, name: str) -> int:
        asked = {"QueueUrl": self.outputs[f"Prices{name}QueueUrl"], "AttributeNames": ["ApproximateNumberOfMessages"]}
        return int(self.sqs.get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"])


@pytest.fixture
def stack(credentials_open_nothing: None) -> Iterator[Any]:
    import boto3

    from mended_moto import mock_aws

    with mock_aws():
        yield Stack(boto3.client("sqs", region_name="us-east-1"))


def test_a_check_goes_back_into_its_queue(stack: Any) -> None:
    stack.bury({"host": "shop.test"}, source="Checks", reason="the shop is down")
    assert [(each.queue, each.reason) for each in dead_letters(stack, 10)] == [("Checks", "the shop is down")]
    assert [each.put_back for each in replay(stack, 10)] == [True]
    assert (stack.waiting("Checks"), stack.waiting("DeadLetters")) == (1, 0)


def test_one_that_was_buried_twice_goes_back_once(stack: Any) -> None:
    for _ in range(2):
        stack.bury({"host": "shop.test"}, source="Checks", reason="the shop is down", message_id="m1")
    stack.bury({"host": "shop.test"}, source="Checks", reason="the shop is down", message_id="m2")
    assert len(dead_letters(stack, 10)) == 2
    assert [each.put_back for each in replay(stack, 10)] == [True, True]
    assert (stack.waiting("Checks"), stack.waiting("DeadLetters")) == (2, 0)


def test_what_a_schedule_could_not_start_is_started_with_what_it_was_to_be_given(stack: Any) -> None:
    stack.bury({}, TARGET_ARN=SWEEP, SCHEDULE_ARN="arn:s", ERROR_CODE="ThrottlingException", ERROR_MESSAGE="too many")
    stack.bury({}, TARGET_ARN=RATES, SCHEDULE_ARN="arn:s", ERROR_CODE="AccessDenied")
    assert {(each.queue, each.reason) for each in dead_letters(stack, 10)} == {
        ("price-sweep", "too many"),
        ("rates", "AccessDenied"),
    }
    assert stack.started.asked == []
    assert all(each.put_back for each in replay(stack, 10))
    assert sorted(stack.started.asked, key=str) == [
        ("invoke", {"FunctionName": RATES, "InvocationType": "Event", "Payload": b"{}"}),
        ("start_execution", {"stateMachineArn": SWEEP, "input": "{}"}),
    ]
    assert stack.waiting("DeadLetters") == 0


def test_a_function_that_was_started_and_failed_is_started_again_with_its_own_request(stack: Any) -> None:
    stack.bury(
        {
            "version": "1.0",
            "requestContext": {"functionArn": f"{RATES}:$LATEST", "condition": "RetriesExhausted"},
            "requestPayload": {"day": 1},
            "responsePayload": {"errorMessage": "the rates did not come: status 503"},
        }
    )
    [letter] = dead_letters(stack, 10)
    assert (letter.queue, letter.reason) == ("rates", "the rates did not come: status 503")
    replay(stack, 10)
    [(_, asked)] = stack.started.asked
    assert (asked["FunctionName"], asked["Payload"]) == (f"{RATES}:$LATEST", b'{"day": 1}')


@pytest.mark.parametrize("body", [{"x": 1}, [1], "text", {"requestPayload": 1}])
def test_what_came_from_nowhere_known_stays(stack: Any, body: object) -> None:
    stack.bury(body)
    [letter] = replay(stack, 10)
    assert (letter.queue, letter.put_back) == ("not a queue of ours", False)
    assert stack.started.asked == []
