"""Notifications on a table, with everything around them in the test's hands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count
from typing import TYPE_CHECKING, Any

from fakes import ANA, Clock, Queue, Sealer
from notifications import service
from notifications.models.alert import AlertTold
from notifications.models.channel import Channel, ChannelRequest, Proof
from notifications.models.delivery import MessageDelivery, Pointer, What
from notifications.rules.proving import code_of
from notifications.rules.retrying import Ending, Outcome
from notifications.service.channels import Reach
from notifications.service.keyring import Keyring
from notifications.service.outward import Outside
from notifications.service.sending import Sender
from notifications.store import NotificationStore
from tradewind.caller import Caller
from tradewind.fetch.forwarding import Homes
from tradewind.fetch.guard import Guard

if TYPE_CHECKING:
    from tradewind.dynamo import Table

NTFY = {"by": "service", "address": "ntfys://ntfy.example.org/prices"}
MAIL = {"by": "mail", "address": "ana@example.org"}
SENT = Outcome(Ending.SENT)


class Wire:
    """The tunnel: answers as it was told, sent otherwise; keeps what went out. An answer may be an exception."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.answers: list[Outcome | BaseException] = []

    def send(self, request: Any, *, again: bool, ends: bool = False) -> Outcome:
        self.sent.append(request)
        answer = self.answers.pop(0) if self.answers else SENT
        if isinstance(answer, BaseException):
            raise answer
        return answer


class Post:
    """The mailer: takes every mail."""

    sender = "Tradewind <prices@tradewind.example>"

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[Outcome] = []

    def send(self, mail: EmailMessage) -> Outcome:
        self.mails.append(mail)
        return self.answers.pop(0) if self.answers else SENT


@dataclass
class Notifying:
    """Notifications with a clock, a queue and a wire of their own."""

    table: "Table"
    now: Clock = field(default_factory=Clock)
    queue: Queue = field(default_factory=Queue)
    sealer: Sealer = field(default_factory=Sealer)
    wire: Any = field(default_factory=Wire)
    post: Post = field(default_factory=Post)
    homes: Homes = field(default_factory=Homes)
    _ids: Iterator[int] = field(default_factory=count)

    @property
    def store(self) -> NotificationStore:
        return NotificationStore(self.table)

    @property
    def keyring(self) -> Keyring:
        return Keyring(self.store, self.sealer)

    @property
    def sender(self) -> Sender:
        outside = Outside(self.wire, self.post, "https://api.tradewind.example")
        return Sender(self.store, self.queue, self.sealer, self.keyring, outside, self.now)

    def new_id(self) -> str:
        return f"id-{next(self._ids)}"

    def add(self, to: dict[str, Any] | None = None, by: Caller = ANA, key: str | None = None, **wanted: Any) -> Channel:
        return service.add(
            ChannelRequest.model_validate({"to": to or NTFY, **wanted}),
            by,
            key or self.new_id(),
            store=self.store,
            messages=self.queue,
            sealer=self.sealer,
            reach=Reach(Guard(), self.homes, sends_mail=True),
            now=self.now,
            new_id=self.new_id,
        )

    def code(self, channel: Channel, by: Caller = ANA) -> str:
        asked = self.store.channels.get(by.tenant, channel.channel_id).asked
        assert asked is not None
        return code_of(self.keyring.links(), by.tenant, channel.channel_id, asked.at)

    def open(self, to: dict[str, Any] | None = None, by: Caller = ANA, **wanted: Any) -> Channel:
        """A channel that is proven; what bore its code is forgotten."""
        made = self.add(to, by, **wanted)
        self.send()
        if isinstance(self.wire, Wire):
            self.wire.sent.clear()
        self.post.mails.clear()
        proof = Proof(code=self.code(made, by))
        return service.prove(made.channel_id, proof, by, store=self.store, keyring=self.keyring, now=self.now)

    def raised(self, number: int = 1, **told: Any) -> AlertTold:
        """An alert as its event tells it."""
        return AlertTold.model_validate({
            "id": f"al_{number}", "at": self.now(), "tenant": "acme", "watch_id": "w-1", "kind": "drop",
            "from_price": "129.90", "to_price": "99.50", "currency": "EUR", "title": "Steel kettle",
            "url": "https://shop.example/p/kettle", "created_by": "ana", **told,
        })  # fmt: skip

    def plan(self, alert: AlertTold) -> int:
        return service.plan(alert, store=self.store, messages=self.queue, now=self.now)

    def wake(self) -> int:
        return service.wake(store=self.store, messages=self.queue, now=self.now)

    def send(self, *pointers: Pointer) -> None:
        """Have a worker handle these messages, else those that wait."""
        for pointer in pointers or self.queue.take():
            service.send(pointer, by=self.sender)

    def deliveries(self, channel: Channel, by: Caller = ANA, what: What | None = What.ALERT) -> list[MessageDelivery]:
        """What became of a channel's messages, oldest first."""
        found = service.of_channel(channel.channel_id, by, 100, None, store=self.store).items
        return [each for each in reversed(found) if what is None or each.what is what]

    def state(self, channel: Channel, by: Caller = ANA) -> tuple[str, str | None]:
        """State and reason of a channel's only alert."""
        [delivery] = self.deliveries(channel, by)
        return str(delivery.state), delivery.reason
