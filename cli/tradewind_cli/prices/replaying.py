"""Messages that were given up: why, and back to where they came from."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradewind_cli.stack.deployed import Deployed
    from tradewind_cli.stack.running import Stack

SHOWN_S = 30
"""How long a message that was only looked at stays hidden from others."""
HELD_S = 300

GIVEN_UP, QUEUE = "DeadLettersQueueUrl", "QueueUrl"
"""How the outputs of the root template are named that tell a capability's dead-letter queue, and any queue."""


@dataclass(frozen=True)
class DeadLetter:
    """A message in the dead-letter queue. `queue`: the name of the one it came from, or of what was to be started."""

    queue: str
    reason: str
    put_back: bool


@dataclass(frozen=True)
class Origin:
    """Where a message came from, and how it goes back there."""

    name: str
    send: Callable[[], object]


def dead_letters(stack: "Stack | Deployed", most: int) -> list[DeadLetter]:
    """What waits, and why; nothing is moved. One that was given up twice is one."""
    client, found, hidden = stack.client("sqs"), [], []
    seen: set[str] = set()
    for queue, message in _received(stack, client, most, SHOWN_S):
        if not _is_twin(message, seen):
            found.append(DeadLetter(_named(_origin(stack, message)), _reason(message), False))
        hidden.append((queue, message["ReceiptHandle"]))
    for queue, handle in hidden:
        client.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    return found


def replay(stack: "Stack | Deployed", most: int) -> list[DeadLetter]:
    """Put back the messages that wait now, each once, also one that is given up anew meanwhile.

    What a schedule could not start is started. Each is sent first and deleted then: cut short, it is there twice,
    never nowhere. One that was given up twice goes back once.
    """
    client, found = stack.client("sqs"), []
    seen: set[str] = set()
    for queue, message in list(_received(stack, client, most, HELD_S)):
        if _is_twin(message, seen):
            client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            continue
        origin = _origin(stack, message)
        if origin is not None:
            origin.send()
            client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        found.append(DeadLetter(_named(origin), _reason(message), origin is not None))
    return found


def _received(stack: "Stack | Deployed", client: Any, most: int, hidden_s: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What waits in the dead-letter queues of all capabilities, each with its queue."""
    seen = 0
    for queue in sorted(url for name, url in stack.outputs.items() if name.endswith(GIVEN_UP)):
        while seen < most:
            messages = client.receive_message(
                QueueUrl=queue,
                MaxNumberOfMessages=10,
                MessageAttributeNames=["All"],
                AttributeNames=["All"],
                VisibilityTimeout=hidden_s,
            ).get("Messages", [])
            if not messages:
                break
            seen += len(messages)
            yield from ((queue, message) for message in messages)


def _is_twin(message: dict[str, Any], seen: set[str]) -> bool:
    """Whether a message like this was seen; now it is. A worker that dies after it buried one buries it again."""
    from tradewind.dead_letters import told

    name = told(message, "message_id")
    if name and name in seen:
        return True
    seen.add(name)
    return False


def _origin(stack: "Stack | Deployed", message: dict[str, Any]) -> Origin | None:
    """Where a message came from, or was on its way to: as its burial says, or the queue's own redrive, or the bus or
    a schedule, which give their target, or a function that was started and failed, which gives itself.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html,
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """
    from tradewind.dead_letters import letter_of, told

    body = message["Body"]
    failed = _failed(body)
    target = failed.get("requestContext", {}).get("functionArn") or told(message, "TARGET_ARN")
    name = letter_of(message).queue or target.rpartition(":")[2]
    queues = (url for key, url in stack.outputs.items() if key.endswith(QUEUE) and not key.endswith(GIVEN_UP))
    if queue := next((url for url in queues if name and url.endswith(f"/{name}")), None):
        return Origin(name, lambda: stack.client("sqs").send_message(QueueUrl=queue, MessageBody=body))
    if ":stateMachine:" in target:
        start = stack.client("stepfunctions").start_execution
        return Origin(name, lambda: start(stateMachineArn=target, input=body))
    if ":function:" in target:
        payload = json.dumps(failed["requestPayload"]) if failed else body
        invoke = stack.client("lambda").invoke
        return Origin(
            target.partition(":function:")[2].partition(":")[0],
            lambda: invoke(FunctionName=target, InvocationType="Event", Payload=payload.encode()),
        )
    return None


def _reason(message: dict[str, Any]) -> str:
    from tradewind.dead_letters import DIED, letter_of

    reason = letter_of(message).reason
    said = _failed(message["Body"]).get("responsePayload") or {}
    return str(said.get("errorMessage") or reason) if reason == DIED else reason


def _failed(body: str) -> dict[str, Any]:
    """What Lambda tells of a function that failed at every try; empty for any other message."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    is_such = isinstance(found, dict) and "requestPayload" in found and "functionArn" in found.get("requestContext", {})
    return found if is_such else {}


def _named(origin: Origin | None) -> str:
    return "not a queue of ours" if origin is None else origin.name
