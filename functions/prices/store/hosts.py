"""How each host is to be treated: how many look at once, what its robots.txt says, whether it answers.

A robots.txt of up to 64 KB has a row of its own: a write costs by the size of its item, and places are taken and given
back with every message.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from prices.models.teaching import Promoted
from prices.rules.breaker import Breaker
from prices.rules.rendering import Rendering
from prices.store import keys
from prices.store.alerts import recorded
from tradewind.clock import stamp
from tradewind.dynamo import Table
from tradewind.errors import Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tradewind.audit import Act, Audit

AT_ONCE = 2
"""Requests under way at one host: what a browser tab's visitor does not notice; a crawl delay makes it one."""


NO_BROWSER = Rendering()
"""What is known of a host whose pages have needed none."""


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of a host. `robots_until`: when its robots.txt is to be asked for again."""

    host: str
    breaker: Breaker
    robots_text: str | None = None
    robots_until: datetime | None = None
    promoted: Promoted | None = None
    rendering: Rendering = NO_BROWSER


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to look at a host until then; it ends of itself."""

    host: str
    place: str
    until: datetime


class HostStore:
    """Hosts, two rows each, shared by all tenants."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit

    def get(self, host: str) -> HostState:
        """What is known of a host; of a new one nothing."""
        pk = keys.host(host)
        found = self._table.get_many([(pk, keys.HOST_SK), (pk, keys.ROBOTS_SK)])
        item, robots = found.get((pk, keys.HOST_SK), {}), found.get((pk, keys.ROBOTS_SK), {})
        return HostState(
            host=host,
            breaker=Breaker.model_validate_json(item["breaker_doc"]) if "breaker_doc" in item else Breaker(),
            robots_text=robots.get("robots_text"),
            robots_until=datetime.fromisoformat(robots["robots_until"]) if "robots_until" in robots else None,
            promoted=Promoted.model_validate_json(robots["promoted_doc"]) if "promoted_doc" in robots else None,
            rendering=Rendering.model_validate_json(robots["rendering_doc"])
            if "rendering_doc" in robots
            else NO_BROWSER,
        )

    def breakers(self, hosts: "Iterable[str]") -> dict[str, Breaker]:
        """How each of these hosts has answered, by its name; of a new one nothing."""
        names = list(hosts)
        found = self._table.get_many((keys.host(name), keys.HOST_SK) for name in names)
        items = {name: found.get((keys.host(name), keys.HOST_SK), {}) for name in names}
        return {
            name: Breaker.model_validate_json(item["breaker_doc"]) if "breaker_doc" in item else Breaker()
            for name, item in items.items()
        }

    def promoted(self, host: str) -> Promoted | None:
        """Where an operator says that a host's pages are to be read, if one has said so."""
        item = self._table.get(keys.host(host), keys.ROBOTS_SK) or {}
        return Promoted.model_validate_json(item["promoted_doc"]) if "promoted_doc" in item else None

    def promote(self, promoted: Promoted, acts: "Iterable[Act]" = ()) -> None:
        """Keep where a host's pages are to be read for all, with its record in the audit."""
        with recorded(list(acts), self._audit) as entries:
            change = "SET promoted_doc = :doc"
            kept = self._table.updating(
                (keys.host(promoted.host), keys.ROBOTS_SK), change, doc=promoted.model_dump_json()
            )
            self._table.transact(kept, *entries)

    def withdraw(self, host: str, acts: "Iterable[Act]" = ()) -> None:
        """Forget it again. Raises: NotFound."""
        with recorded(list(acts), self._audit) as entries:
            at = (keys.host(host), keys.ROBOTS_SK)
            forgotten = self._table.updating(at, "REMOVE promoted_doc", "attribute_exists(promoted_doc)")
            self._table.transact(forgotten, *entries, refused=[NotFound(f"nothing is promoted for {host}")])

    def lease(self, host: str, now: datetime, until: datetime, *, alone: bool = False) -> Lease | None:
        """A place at a host, if one is free. `alone`: the host asks for a delay, so it has one place only."""
        for number in range(1 if alone else AT_ONCE):
            place = f"lease_{number}"
            try:
                self._table.update(
                    (keys.host(host), keys.HOST_SK),
                    f"SET {place} = :until REMOVE robots_text, robots_until",  # where the first release had them
                    f"attribute_not_exists({place}) OR {place} <= :now",
                    Conflict("taken"),
                    until=stamp(until),
                    now=stamp(now),
                )
            except Conflict:
                continue
            return Lease(host, place, until)
        return None

    def release(self, lease: Lease, free_at: datetime) -> None:
        """Give a place back, for others from `free_at` on. One that ran out and is another's by now is left alone."""
        try:
            self._table.update(
                (keys.host(lease.host), keys.HOST_SK),
                f"SET {lease.place} = :free_at",
                f"{lease.place} = :until",
                Conflict("ran out"),
                free_at=stamp(free_at),
                until=stamp(lease.until),
            )
        except Conflict:
            return

    def keep_robots(self, host: str, text: str, until: datetime) -> None:
        """Remember a host's robots.txt until then."""
        self._table.update(
            (keys.host(host), keys.ROBOTS_SK),
            "SET robots_text = :text, robots_until = :until",
            text=text,
            until=stamp(until),
        )

    def keep_rendering(self, host: str, known: Rendering) -> None:
        """Remember whether a host's pages need a browser."""
        at = (keys.host(host), keys.ROBOTS_SK)
        self._table.update(at, "SET rendering_doc = :doc", doc=known.model_dump_json(exclude_defaults=True))

    def keep_breaker(self, host: str, breaker: Breaker) -> None:
        """Remember how a host has answered."""
        self._table.update((keys.host(host), keys.HOST_SK), "SET breaker_doc = :doc", doc=breaker.model_dump_json())
