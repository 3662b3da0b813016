"""Domain events: what happened, for whoever wants to know. Versioned models, sent over EventBridge.

    class PriceChanged(Event):
        '''A listing's price is another than before.'''

        name: ClassVar = "prices.price_changed"
        version: ClassVar = 1
        listing_id: Id

On the bus `source` is `tradewind.prices`, `detail-type` the name, and the detail holds the version, the id, the
moment, the tenant and the event's own fields. A rule that matches `{"detail-type": [...], "detail": {"version": [1]}}`
gets what it understands and nothing else.

- The bus delivers at least once and in any order: consumers tell repeats by `id` and order by `at`.
- A version is never changed but by a new optional field. Anything else is a new version beside the old one, sent
  until nobody reads the old one. The committed schemas in docs/events hold each version to that.
- An event tells what happened and names whom it concerns by id; it carries no page, no header, no secret.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import boto3
from pydantic import Field

from tradewind.config import Settings
from tradewind.dynamo import CONFIG, translated
from tradewind.errors import TradewindError, Unavailable
from tradewind.model import Id, Model, Moment

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

BATCH = 10  # entries a PutEvents takes
LARGEST_BATCH = 256 * 1024  # bytes of all its entries together

_known: dict[tuple[str, int], type["Event"]] = {}


class Event(Model):
    """Base of all events. A subclass gives `name` and `version`, and thereby stands in the catalogue."""

    name: ClassVar[str]
    version: ClassVar[int]

    id: Id = Field(description="the same each time this event is sent")
    at: Moment = Field(description="when it happened")
    tenant: Id | None = Field(default=None, description="whom it concerns; null: everyone")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        known = _known.setdefault((cls.name, cls.version), cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.name} version {cls.version} is {known.__qualname__} already")

    @property
    def source(self) -> str:
        """The capability it comes from, as EventBridge names it."""
        return f"tradewind.{self.name.partition('.')[0]}"

    def as_detail(self) -> str:
        """The event as the bus carries it."""
        detail = self.model_dump_json()
        return f'{{"version":{self.version},{detail[1:]}'


class Bus(Protocol):
    """Where events are sent."""

    def publish(self, events: Sequence[Event]) -> None:
        """Send events. Raises: Unavailable when one was not taken; others may have been."""


class EventBus:
    """An EventBridge bus."""

    def __init__(self, name: str, client: "EventBridgeClient") -> None:
        self.name = name
        self._client = client

    def publish(self, events: Sequence[Event]) -> None:
        """Send events, ten a call. Raises: Unavailable when one was not taken; others may have been."""
        for batch in _batches([self._entry(event) for event in events]):
            with translated():
                answer = self._client.put_events(Entries=batch)
            if answer["FailedEntryCount"]:
                codes = sorted({each.get("ErrorCode", "") for each in answer["Entries"]} - {""})
                told = f"{answer['FailedEntryCount']} of {len(batch)} events were not taken: {', '.join(codes)}"
                raise Unavailable(told, retry_after_s=1)

    def _entry(self, event: Event) -> Any:
        return {
            "EventBusName": self.name,
            "Source": event.source,
            "DetailType": event.name,
            "Time": event.at,
            "Detail": event.as_detail(),
        }


class BusSettings(Settings):
    bus_name: str


@cache
def open_bus() -> EventBus:
    """The bus of this Lambda, opened on first use."""
    return EventBus(BusSettings.load().bus_name, boto3.client("events", config=CONFIG))


def known_events() -> list[type[Event]]:
    """Every event whose module is loaded, by name and version."""
    return [_known[key] for key in sorted(_known)]


def read(detail: dict[str, Any], name: str) -> Event:
    """The event of a delivered detail. Raises: TradewindError for a version nobody here knows, ValidationError."""
    model = _known.get((name, int(detail.get("version", 0))))
    if model is None:
        raise TradewindError(f"no event {name} of version {detail.get('version')} is known here")
    return model.model_validate({field: value for field, value in detail.items() if field != "version"})


def schema(event: type[Event]) -> dict[str, Any]:
    """The JSON schema of an event's detail as it is sent."""
    found = event.model_json_schema(mode="serialization")
    found["properties"] = {"version": {"const": event.version, "type": "integer"}, **found["properties"]}
    found["required"] = ["version", *found.get("required", [])]
    return found


def _batches(entries: Sequence[Any]) -> list[list[Any]]:
    """Entries in batches that PutEvents takes. Raises: TradewindError for one that is too large by itself."""
    batches: list[list[Any]] = []
    filled = LARGEST_BATCH
    for entry in entries:
        size = 14 + sum(len(entry[part].encode()) for part in ("Source", "DetailType", "Detail"))  # 14: the time
        if size > LARGEST_BATCH:
            raise TradewindError(f"{entry['DetailType']} has {size} bytes, the bus takes {LARGEST_BATCH}")
        if filled + size > LARGEST_BATCH or len(batches[-1]) == BATCH:
            batches.append([])
            filled = 0
        batches[-1].append(entry)
        filled += size
    return batches
