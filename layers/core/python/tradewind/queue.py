"""Queues: messages in and out, and what becomes of one that cannot be handled.

A message fails alone. One that no retry can mend goes to the dead-letter queue at once; any other goes back to
its queue and, after the last try, to the dead-letter queue too. There it bears its reason, for people and for
`tradewind replay`. The queue's own redrive stands behind this, for a function that dies.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from pydantic import BaseModel, ValidationError

from tradewind.dynamo import translated
from tradewind.errors import InvalidInput, NotFound, TradewindError, Unavailable
from tradewind.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})
BATCH = 10  # messages a SendMessageBatch takes
LONGEST_DELAY_S = 900
LONGEST_REASON = 500
MOST_TRIES = 5  # then a message is buried; the queue's own redrive takes it at the next, when its function died

UNMENDABLE = (ValidationError, InvalidInput, NotFound)
"""What no retry mends: the message says something that is wrong, or names what is not there."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `tries`: how often it has been received, this time included. `source`: its queue's name."""

    message_id: str
    body: str
    tries: int
    source: str


class Queue:
    """A queue to send to."""

    def __init__(self, url: str, client: "SQSClient") -> None:
        self.url = url
        self._client = client

    @property
    def name(self) -> str:
        """What the queue is called where a message says which one it came from."""
        return self.url.rpartition("/")[2]

    def send(self, *bodies: BaseModel, delay_s: int = 0) -> None:
        """Send messages, ten a call. Raises: Unavailable when one was not taken; those before it were."""
        self.send_texts([body.model_dump_json() for body in bodies], delay_s)

    def send_texts(self, texts: Sequence[str], delay_s: int = 0) -> None:
        """Send messages as they are written, ten a call. Raises: as `send`."""
        for start in range(0, len(texts), BATCH):
            entries: Any = [
                {"Id": str(number), "MessageBody": text, "DelaySeconds": min(delay_s, LONGEST_DELAY_S)}
                for number, text in enumerate(texts[start : start + BATCH])
            ]
            with translated():
                answer = self._client.send_message_batch(QueueUrl=self.url, Entries=entries)
            if answer.get("Failed"):
                raise Unavailable("the queue did not take every message", retry_after_s=1)

    def bury(self, message: Message, reason: str) -> None:
        """Send a message that cannot be handled here, with its reason. Raises: Unavailable, TradewindError."""
        # SQS takes no control characters, and a reason may quote what a stranger sent.
        shown = "".join(each if each.isprintable() else " " for each in reason)[:LONGEST_REASON]
        told = {"reason": shown, "source": message.source, "message_id": message.message_id}
        attributes: Any = {
            name: {"DataType": "String", "StringValue": text or "unknown"} for name, text in told.items()
        }
        with translated():
            self._client.send_message(QueueUrl=self.url, MessageBody=message.body, MessageAttributes=attributes)


@cache
def queue(url: str) -> Queue:
    """The queue of that address."""
    return Queue(url, boto3.client("sqs", config=CONFIG))


def consume(
    event: dict[str, Any],
    handle: Callable[[Message], None],
    *,
    dead_letters: Queue,
    most_tries: int = MOST_TRIES,
    at_once: int = 1,
) -> dict[str, list[dict[str, str]]]:
    """Handle each message of a batch; the answer names those that are to come back (partial batch response).

    `at_once`: how many are handled at the same time, each on a thread of its own.
    """
    messages = list(_messages(event))
    tried = partial(_tried, handle=handle, most_tries=most_tries)
    if min(at_once, len(messages)) > 1:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(at_once) as hands:
            ends = list(hands.map(tried, messages))
    else:
        ends = [tried(message) for message in messages]
    # Buried after all were tried: of a function that dies meanwhile every message comes back, and what was buried
    # before would be buried twice (5 of 20 poison messages, with seven kills in 4,000 checks).
    back = [
        message.message_id
        for message, end in zip(messages, ends, strict=True)
        if end is not None and not (end.is_last and _buried(message, end.reason, dead_letters))
    ]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in back]}


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a message was not handled. `is_last`: it is not tried again."""

    reason: str
    is_last: bool


def _tried(message: Message, handle: Callable[[Message], None], most_tries: int) -> _Failure | None:
    """Handle a message; None when that worked."""
    try:
        handle(message)
    except Exception as error:  # noqa: BLE001 - the boundary of one message: logged, retried, buried
        last = isinstance(error, UNMENDABLE) or message.tries >= most_tries
        logger.exception("message not handled", message_id=message.message_id, tries=message.tries, buried=last)
        return _Failure(_reason(error), last)
    return None


def _buried(message: Message, reason: str, dead_letters: Queue) -> bool:
    try:
        dead_letters.bury(message, reason)
    except TradewindError:
        logger.exception("message not buried; it goes back to its queue", message_id=message.message_id)
        return False
    return True


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        wrong = error.errors(include_input=False, include_url=False)
        return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'message'}: {each['msg']}" for each in wrong)
    return f"{type(error).__name__}: {error}"


def _messages(event: dict[str, Any]) -> Iterable[Message]:
    for record in event["Records"]:
        tries = int(record.get("attributes", {}).get("ApproximateReceiveCount", "1"))
        source = record.get("eventSourceARN", "").rpartition(":")[2]
        yield Message(record["messageId"], record["body"], tries, source)
