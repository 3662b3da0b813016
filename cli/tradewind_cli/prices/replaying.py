"""Messages that were given up: why, and back to where they came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradewind_cli.stack.deployed import Deployed
    from tradewind_cli.stack.running import Stack

SHOWN_S = 30
"""How long a message that was only looked at stays hidden from others."""
HELD_S = 300

SOURCES = ("PricesChecksQueueUrl", "PricesDeliveriesQueueUrl", "PricesTiersQueueUrl", "PricesImportsQueueUrl")


@dataclass(frozen=True)
class DeadLetter:
    """A message in the dead-letter queue. `queue`: the name of the one it came from."""

    queue: str
    reason: str
    put_back: bool


def dead_letters(stack: "Stack | Deployed", most: int) -> list[DeadLetter]:
    """What waits, and why; nothing is moved."""
    client, found, hidden = stack.client("sqs"), [], []
    for message in _received(stack, client, most, SHOWN_S):
        source = _source(stack, message)
        found.append(DeadLetter(_short(source), _reason(message), False))
        hidden.append(message["ReceiptHandle"])
    for handle in hidden:
        client.change_message_visibility(
            QueueUrl=stack.outputs["PricesDeadLettersQueueUrl"], ReceiptHandle=handle, VisibilityTimeout=0
        )
    return found


def replay(stack: "Stack | Deployed", most: int) -> list[DeadLetter]:
    """Put back the messages that wait now, each once, also one that is given up anew meanwhile.

    Each is sent first and deleted then: cut short, it is there twice, never nowhere.
    """
    client, found = stack.client("sqs"), []
    for message in list(_received(stack, client, most, HELD_S)):
        source = _source(stack, message)
        put_back = source is not None
        if source is not None:
            client.send_message(QueueUrl=source, MessageBody=message["Body"])
            client.delete_message(
                QueueUrl=stack.outputs["PricesDeadLettersQueueUrl"], ReceiptHandle=message["ReceiptHandle"]
            )
        found.append(DeadLetter(_short(source), _reason(message), put_back))
    return found


def _received(stack: "Stack | Deployed", client: Any, most: int, hidden_s: int) -> Iterator[dict[str, Any]]:
    seen = 0
    while seen < most:
        messages = client.receive_message(
            QueueUrl=stack.outputs["PricesDeadLettersQueueUrl"],
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            AttributeNames=["All"],
            VisibilityTimeout=hidden_s,
        ).get("Messages", [])
        if not messages:
            return
        seen += len(messages)
        yield from messages


def _source(stack: "Stack | Deployed", message: dict[str, Any]) -> str | None:
    """The address of the queue a message came from, or was on its way to: as its burial says, or the queue's own
    redrive, or the bus, which gives a rule's target."""
    attributes = message.get("MessageAttributes", {})
    told = attributes.get("source", {}).get("StringValue", "")
    redriven = message.get("Attributes", {}).get("DeadLetterQueueSourceArn", "")
    target = attributes.get("TARGET_ARN", {}).get("StringValue", "")
    name = told or (redriven or target).rpartition(":")[2]
    return next((stack.outputs[each] for each in SOURCES if stack.outputs[each].endswith(f"/{name}") and name), None)


def _reason(message: dict[str, Any]) -> str:
    told = message.get("MessageAttributes", {}).get("reason", {}).get("StringValue")
    return str(told or "its function died or ran out of time at every try")


def _short(source: str | None) -> str:
    return "not a queue of ours" if source is None else source.rpartition("/")[2]
