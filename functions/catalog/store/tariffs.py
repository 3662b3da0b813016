"""Tariffs of all tenants, one tenant at a time: a header each, and its lines by chapter."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from catalog.models.tariff import MOST_TARIFFS, Tariff
from catalog.store import keys
from tradewind import paging, quotas
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound, QuotaReached
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tradewind.audit import Act, Audit


class TariffStore:
    """A tariff and all its lines are kept in one transaction, and removed in one: there is never a part of it."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit

    def answered(self, once: Once) -> Tariff | None:
        """The tariff this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Tariff)

    def add(
        self, tenant: str, tariff: Tariff, lines: Mapping[str, Sequence["BaseModel"]], once: Once, loaded: "Act"
    ) -> None:
        """Keep a tariff with its lines by chapter, and its record in the audit.

        Raises: Conflict when it is loaded already or the key is taken, QuotaReached.
        """
        full = QuotaReached(f"a tenant has at most {MOST_TARIFFS} tariffs; remove one that no longer holds")
        there = Conflict(f"this tariff is loaded already, as {tariff.tariff_id}")

        def write() -> None:
            with self._audit().recorder.recording([loaded]) as entries:
                self._table.transact(
                    self._table.putting(_header(tenant, tariff), "attribute_not_exists(pk)"),
                    quotas.taking(self._table, tenant, "tariffs", MOST_TARIFFS),
                    once.kept(tariff, self._table),
                    *(
                        self._table.putting(_lines(tenant, tariff.tariff_id, chapter, lines[chapter]))
                        for chapter in tariff.chapters
                    ),
                    *entries,
                    refused=[there, full, once.taken],
                )

        quotas.within(self._table, tenant, "tariffs", lambda: 0, write)

    def get(self, tenant: str, tariff_id: str) -> Tariff:
        """A tariff without its lines. Raises: NotFound, also for another tenant's."""
        item = self._table.get(keys.tariffs(tenant), keys.TARIFF + tariff_id)
        if item is None:
            raise NotFound(f"no tariff {tariff_id}")
        return Tariff.model_validate_json(item["doc"])

    def every(self, tenant: str) -> list[Tariff]:
        """All of a tenant's tariffs without their lines."""
        items = self._table.query_all("pk = :pk", pk=keys.tariffs(tenant))
        return [Tariff.model_validate_json(item["doc"]) for item in items]

    def page(self, tenant: str, limit: int, next: str | None = None) -> Page[Tariff]:
        """A page of a tenant's tariffs, by id. Raises: InvalidInput for a foreign token."""
        pk = keys.tariffs(tenant)
        after = paging.start(pk, next, keys.TARIFF, keys.TARIFF + "~") if next else None
        part = self._table.query("pk = :pk", limit=limit, after=after, pk=pk)
        return Page(
            items=[Tariff.model_validate_json(item["doc"]) for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def lines(self, tenant: str, wanted: Iterable[tuple[Tariff, str]]) -> list[tuple[Tariff, list[Any]]]:
        """The lines of tariffs and chapters, as JSON has them; what was removed meanwhile is left out."""
        places = {keys.tariff_lines(tenant, tariff.tariff_id, chapter): tariff for tariff, chapter in wanted}
        found = self._table.get_many(places)
        return [(tariff, json.loads(found[place]["lines"])) for place, tariff in places.items() if place in found]

    def remove(self, tenant: str, tariff: Tariff, removed: "Act") -> None:
        """Forget a tariff and its lines. Raises: NotFound."""
        with self._audit().recorder.recording([removed]) as entries:
            self._table.transact(
                self._table.deleting((keys.tariffs(tenant), keys.TARIFF + tariff.tariff_id), "attribute_exists(pk)"),
                quotas.giving_back(self._table, tenant, "tariffs"),
                *(
                    self._table.deleting(keys.tariff_lines(tenant, tariff.tariff_id, chapter))
                    for chapter in tariff.chapters
                ),
                *entries,
                refused=[NotFound(f"no tariff {tariff.tariff_id}")],
            )


def _header(tenant: str, tariff: Tariff) -> Item:
    return {
        "pk": keys.tariffs(tenant),
        "sk": keys.TARIFF + tariff.tariff_id,
        "doc": tariff.model_dump_json(exclude_defaults=True),
    }


def _lines(tenant: str, tariff_id: str, chapter: str, lines: Sequence["BaseModel"]) -> Item:
    pk, sk = keys.tariff_lines(tenant, tariff_id, chapter)
    said = [line.model_dump(mode="json", exclude_defaults=True) for line in lines]
    return {"pk": pk, "sk": sk, "lines": json.dumps(said, separators=(",", ":"), ensure_ascii=False)}
