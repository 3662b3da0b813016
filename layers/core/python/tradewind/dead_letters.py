"""Dead letters: messages that were given up, why, and how they go back to the queue that they came from.

A queue has no index: whoever looks takes messages and lets them go again, and who looks at the same moment does not
see those. So a letter is looked at and put back within `HELD_S`, by one at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3

from tradewind.dynamo import translated
from tradewind.errors import Unavailable
from tradewind.queue import BATCH, CONFIG, Queue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

HELD_S = 30
"""How long letters that somebody looks at are nobody else's: more than an API function may run."""
EMPTY_ANSWERS = 3
"""After so many the queue is taken for empty: a short poll asks some of its servers only (AWS: "Short polling")."""
DIED = "its function died or ran out of time at every try"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that was given up. `queue`: the name of the one it came from; empty where nothing says it."""

    letter_id: str
    queue: str
    reason: str
    body: str
    given_up_at: datetime
    handle: str


class Held:
    """Letters that nobody else sees at the moment."""

    def __init__(self, letters: list[Letter], is_all: bool, url: str, client: "SQSClient") -> None:
        self.letters = letters
        self.is_all = is_all
        self.back: set[str] = set()
        self._url = url
        self._client = client

    def put_back(self, letters: Sequence[Letter], origins: Mapping[str, Queue]) -> list[Letter]:
        """Send letters to the queues that they came from, by name, and take them out of this one.

        Those of no queue in `origins` stay; returns the others. Each is sent first and deleted then: cut short, it is
        there twice, never nowhere. Raises: Unavailable when a queue did not take them; those before were put back.
        """
        done: list[Letter] = []
        known = [letter for letter in letters if letter.queue in origins]
        for name in dict.fromkeys(letter.queue for letter in known):
            theirs = [letter for letter in known if letter.queue == name]
            for start in range(0, len(theirs), BATCH):
                part = theirs[start : start + BATCH]
                origins[name].send_texts([letter.body for letter in part])
                self._delete(part)
                done += part
        return done

    def _delete(self, letters: Sequence[Letter]) -> None:
        self.back |= {letter.letter_id for letter in letters}
        entries: Any = [{"Id": str(number), "ReceiptHandle": each.handle} for number, each in enumerate(letters)]
        with translated():
            answer = self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)
        if answer.get("Failed"):
            raise Unavailable("not every letter was taken out of the queue; it may be there twice", retry_after_s=1)


class DeadLetters:
    """The dead-letter queue of a capability."""

    def __init__(self, url: str, client: "SQSClient") -> None:
        self._url = url
        self._client = client

    @contextmanager
    def held(self, most: int) -> Iterator[Held]:
        """Up to `most` letters that wait now; those that are not put back meanwhile wait again afterwards.

        Raises: Unavailable, TradewindError when the queue does not answer.
        """
        letters, is_all = self._taken(most)
        held = Held(letters, is_all, self._url, self._client)
        try:
            yield held
        finally:
            self._let_go([letter for letter in letters if letter.letter_id not in held.back])

    def _taken(self, most: int) -> tuple[list[Letter], bool]:
        letters: dict[str, Letter] = {}
        empty = 0
        while len(letters) < most and empty < EMPTY_ANSWERS:
            with translated():
                answer = self._client.receive_message(
                    QueueUrl=self._url,
                    MaxNumberOfMessages=min(BATCH, most - len(letters)),
                    MessageAttributeNames=["All"],
                    MessageSystemAttributeNames=["All"],
                    VisibilityTimeout=HELD_S,
                )
            found = [letter_of(message) for message in answer.get("Messages", [])]
            empty = 0 if found else empty + 1
            letters |= {letter.letter_id: letter for letter in found}
        return list(letters.values()), len(letters) < most

    def _let_go(self, letters: Sequence[Letter]) -> None:
        for start in range(0, len(letters), BATCH):
            part = letters[start : start + BATCH]
            entries: Any = [
                {"Id": str(number), "ReceiptHandle": each.handle, "VisibilityTimeout": 0}
                for number, each in enumerate(part)
            ]
            with translated():
                self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)


@cache
def dead_letters(url: str) -> DeadLetters:
    """The dead-letter queue of that address."""
    return DeadLetters(url, boto3.client("sqs", config=CONFIG))


def letter_of(message: Any) -> Letter:
    """What a message says of itself: as its burial has it, or the queue's own redrive, or the bus that had no luck.

    `message`: as SQS hands it out, with all of its attributes.
    """
    system = message.get("Attributes", {})
    redriven = str(system.get("DeadLetterQueueSourceArn", "")) or told(message, "TARGET_ARN")
    sent_ms = int(system.get("SentTimestamp", 0))
    return Letter(
        letter_id=message["MessageId"],
        queue=told(message, "source") or redriven.rpartition(":")[2],
        reason=told(message, "reason") or told(message, "ERROR_MESSAGE") or told(message, "ERROR_CODE") or DIED,
        body=message["Body"],
        given_up_at=datetime.fromtimestamp(sent_ms / 1000, UTC),
        handle=message["ReceiptHandle"],
    )


def told(message: Any, attribute: str) -> str:
    """An attribute that a message was given with; empty where it has none."""
    return str(message.get("MessageAttributes", {}).get(attribute, {}).get("StringValue", ""))
