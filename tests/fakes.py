"""Stand-ins for what the price watch reaches out to, and the price watch on them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from prices import service
from prices.models.alert import AlertPointer
from prices.models.answers import WatchedPrice
from prices.models.listing import Check, Listing
from prices.models.page import Availability, PageKind, Reading, Source, Want
from prices.models.watch import WatchRequest
from prices.service.checks import Outside
from prices.service.pages import Read
from prices.store import PriceStore
from prices.store.keys import SHARDS, shard_of
from prices.store.pages import SavedPage
from tradewind.audit import Audit, Persons, Recorder
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table
from tradewind.errors import TradewindError, Unavailable
from tradewind.events import Event
from tradewind.evidence import Reason
from tradewind.fetch import Fetched, FetchFailed
from tradewind.fetch.outcome import Failure

if TYPE_CHECKING:
    from tradewind.fetch import Client

START = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANA = Caller(tenant="acme", user="ana", role=Role.MANAGER, tier=Tier.PRO)
BOB = Caller(tenant="other", user="bob", role=Role.MANAGER, tier=Tier.PRO)
SECRET = "whsec_" + "c2VjcmV0" * 4
KETTLE = "https://shop.test/p/kettle"
LONG = 1000.0


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


def shows(
    price: str | None,
    currency: str = "EUR",
    stock: str = "in_stock",
    status: int = 200,
    says: Mapping[str, Any] | None = None,
    **headers: str,
) -> Fetched:
    """A page that shows this price, as the fetch client answers; the fake reader reads it. `says`: what more."""
    more = f" {json.dumps(says)}" if says else ""
    body = b"" if price is None else f"{price} {currency} {stock}{more}".encode()
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched("", status, {"content-type": "text/html", **told}, body, (), 1, status == 304)


def fails(kind: Failure = "connect", detail: str = "shop.test takes no connection.") -> FetchFailed:
    return FetchFailed(kind, detail)


@dataclass
class Asked:
    """One request that went out."""

    url: str
    method: str
    headers: dict[str, str]
    etag: str | None
    body: bytes | None


Answers = Fetched | FetchFailed | Callable[[Asked], Fetched]


class Web:
    """The fetch client: answers as each address was set, and remembers what it was asked. Unset pages are 404."""

    def __init__(self) -> None:
        self.pages: dict[str, Answers | list[Answers]] = {}
        self.asked: list[Asked] = []

    def __setitem__(self, url: str, answer: Answers | list[Answers]) -> None:
        self.pages[url] = answer

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        limits: object = None,
        method: str = "GET",
        body: bytes | None = None,
        follow: bool = True,
    ) -> Fetched:
        asked = Asked(url, method, dict(headers or {}), etag, body)
        self.asked.append(asked)
        answer = self.pages.get(url, shows(None, status=404))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, FetchFailed):
            raise answer
        return answer if isinstance(answer, Fetched) else answer(asked)

    def visits(self, url: str = KETTLE) -> int:
        return sum(asked.url == url for asked in self.asked)

    @property
    def client(self) -> "Client":
        return cast("Client", self)


def read(content: bytes, url: str, content_type: str | None, want: Want) -> Reading:
    """Reads what `shows` shows; a page that shows "bug" is one that our reader fails on."""
    words = content.decode().split(maxsplit=3)
    if words[:1] == ["bug"]:
        raise ZeroDivisionError("a page like no other")
    if not words:
        return Reading(kind=PageKind.OTHER, confidence=0, reasons=[Reason(text="nothing on it")])
    shown = {
        "kind": PageKind.PRODUCT,
        "price": Decimal(words[0]),
        "currency": words[1],
        "availability": Availability(words[2]),
        "title": "Steel kettle",
        "source": Source.JSON_LD,
        "confidence": 0.9,
        "reasons": [Reason(text="json-ld says so")],
    }
    return Reading.model_validate(shown | json.loads(words[3] if len(words) > 3 else "{}"))


class Bus:
    """Takes events; `down` makes it refuse."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.down = False

    def publish(self, events: Sequence[Event]) -> None:
        if self.down:
            raise Unavailable("the bus is down")
        self.events += events

    def told(self, name: str) -> list[Event]:
        """Events of that name, each id once, as a consumer has them."""
        return list({event.id: event for event in self.events if event.name == name}.values())


class Queue:
    """Takes messages with their delay; `down` makes it refuse."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, int]] = []
        self.down = False

    def send(self, *bodies: Any, delay_s: int = 0) -> None:
        if self.down and bodies:
            raise Unavailable("the queue is down")
        self.sent += [(body, delay_s) for body in bodies]

    def take(self) -> list[Any]:
        """All that waits, and it waits no more."""
        taken, self.sent = [body for body, _ in self.sent], []
        return taken


class Pages:
    """The saved pages, by listing and slot; `down` makes it refuse."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, datetime], SavedPage] = {}
        self.down = False

    def keep(self, listing: Listing, slot: datetime, page: SavedPage) -> None:
        if self.down:
            raise Unavailable("the bucket is down")
        self.kept[listing.listing_id, slot] = page

    def get(self, listing: Listing, slot: datetime) -> SavedPage | None:
        return self.kept.get((listing.listing_id, slot))


class Sealer:
    """Seals so that tests can tell: not readable by eye, bound to its context."""

    def __init__(self) -> None:
        self.down = False

    def seal(self, text: str, context: Mapping[str, str]) -> str:
        return f"{sorted(context.items())}|{text}".encode().hex()

    def unseal(self, sealed: str, context: Mapping[str, str]) -> str:
        if self.down:
            raise Unavailable("the key cannot be reached")
        bound, _, text = bytes.fromhex(sealed).decode().partition("|")
        if bound != str(sorted(context.items())):
            raise TradewindError("the sealed text was not sealed for this context")
        return text


class Killed(BaseException):
    """The process dies here."""


@dataclass
class World:
    """The price watch on a table, with everything around it in the test's hands."""

    table: Table
    now: Clock = field(default_factory=Clock)
    web: Web = field(default_factory=Web)
    bus: Bus = field(default_factory=Bus)
    checks: Queue = field(default_factory=Queue)
    deliveries: Queue = field(default_factory=Queue)
    forecasts: Queue = field(default_factory=Queue)
    sealer: Sealer = field(default_factory=Sealer)
    pages: Pages = field(default_factory=Pages)
    seconds_left: Callable[[], float] = lambda: LONG
    reader: Read = read
    shards: set[int] = field(default_factory=set)
    recorder: Recorder = field(default_factory=lambda: Recorder("audit", timedelta(days=365)))
    _ids: Iterator[int] = field(default_factory=count)

    @property
    def store(self) -> PriceStore:
        return PriceStore.on(self.table, lambda: self.audit)

    @property
    def audit(self) -> Audit:
        return Audit(self.recorder, lambda: Persons(Table("account", self.table.client)))

    @property
    def outside(self) -> Outside:
        return Outside(
            client=self.web.client,
            read=self.reader,
            pages=self.pages,
            sealer=self.sealer,
            bus=self.bus,
            checks=self.checks,
            deliveries=self.deliveries,
            now=self.now,
            seconds_left=self.seconds_left,
        )

    def new_id(self) -> str:
        return f"id-{next(self._ids)}"

    def watch(self, url: str = KETTLE, by: Caller = ANA, key: str | None = None, **wanted: Any) -> WatchedPrice:
        request = WatchRequest.model_validate({"url": url, **wanted})
        made = service.create(
            request,
            by,
            key or self.new_id(),
            store=self.store,
            checks=self.checks,
            sealer=self.sealer,
            now=self.now,
            new_id=self.new_id,
        )
        self.shards |= {shard_of(made.host), shard_of(by.tenant)}
        return made

    def check(self, *messages: Check) -> None:
        """Have workers handle these messages, else those that wait; what they send back waits then."""
        for message in messages or self.checks.take():
            service.check(message, store=self.store, outside=self.outside)

    def sweep(self, ahead_of: datetime | None = None) -> int:
        """Sweep every shard that something is in. Returns how many listings were claimed."""
        return sum(
            service.sweep(
                shard,
                ahead_of,
                store=self.store,
                checks=self.checks,
                deliveries=self.deliveries,
                forecasts=self.forecasts,
                now=self.now,
            ).claimed
            for shard in sorted(self.shards or range(SHARDS))
        )

    def look(self, **later: float) -> None:
        """Time passes, the page falls due, and it is looked at."""
        self.now.pass_by(**(later or {"hours": 12}))
        self.sweep()
        self.check()

    def deliver(self, pointer: AlertPointer, *, last_try: bool = False) -> None:
        service.deliver(
            pointer,
            last_try=last_try,
            store=self.store,
            client=self.web.client,
            sealer=self.sealer,
            bus=self.bus,
            now=self.now,
        )

    def told(self, watch: WatchedPrice, by: Caller = ANA) -> list[str]:
        """The kinds of a watch's alerts, the oldest first."""
        return [str(alert.kind) for alert in reversed(self.store.alerts.page(by.tenant, watch.watch_id, 100).items)]

    def prices(self, watch: WatchedPrice) -> list[str | None]:
        """What was observed, the oldest first; None is a gap."""
        seen = self.store.listings.all_history(watch.listing_id)
        return [None if each.price is None else str(each.price) for each in seen]


@contextmanager
def counted(table: Table, die_at: int | None = None) -> Iterator[list[str]]:
    """Counts the writes to a table; with `die_at` the process is dead right after that one (from 0; -1: before)."""
    writes: list[str] = []
    client = table.client

    class Counting:
        def __getattr__(self, name: str) -> Any:
            call = getattr(client, name)
            if not name.startswith(("put", "update", "delete", "transact", "batch_write")):
                return call

            def write(**asked: Any) -> Any:
                if die_at is not None and len(writes) > die_at:
                    raise Killed  # nothing is tidied up by the dead
                answer = call(**asked)
                writes.append(name)
                if len(writes) - 1 == die_at:
                    raise Killed
                return answer

            return write

    table.client = cast("Any", Counting())
    try:
        yield writes
    finally:
        table.client = client
