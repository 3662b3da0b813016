"""What the price watch holds of a user or a tenant: a copy of it, and its erasure.

A user's are the watches they set, with what these told, what they taught, their feeds and the files they sent, the
coupons they added, what they said of coupons and the prices they reported. Erased, the watches, coupons and reports
stay the tenant's, without the user's name; files and feeds are gone, so no address of a feed opens anything more, and
so is what is known of them as a reporter. A tenant's is everything under its key, its trackers, what it says of shared
coupons and listings, its files, and the pages that are read for it alone.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from prices.models.transfer import ImportStep
from prices.models.watch import Watch
from prices.service.watches import remove
from prices.store import PriceStore, keys
from prices.store.files import FileStore
from prices.store.pages import PageStore
from tradewind import rights
from tradewind.caller import Caller, Role
from tradewind.errors import Conflict, NotFound

CAPABILITY = "prices"
PAGE = 100

Rows = tuple[Sequence[BaseModel], str | None]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Where the price watch keeps what it holds."""

    store: PriceStore
    pages: PageStore
    files: FileStore


class Row(BaseModel):
    """An item of a kind that has no model of its own for a copy."""

    key: str
    content: Any


def carry_out(
    task: rights.Task, *, own: Holdings, parts: rights.Parts, seconds_left: Callable[[], float]
) -> rights.Done:
    """Do this capability's part of a task."""
    tenant, user = task.tenant, task.user
    return rights.carry_out(
        task,
        CAPABILITY,
        sources=_sources(task, own.store),
        erasers=_erasers_of_user(tenant, user, own) if user else _erasers_of_tenant(tenant, own),
        parts=parts,
        seconds_left=seconds_left,
    )


def _sources(task: rights.Task, store: PriceStore) -> Mapping[str, rights.Source]:
    tenant, user = task.tenant, task.user

    def theirs(place: str | None) -> tuple[list[Watch], str | None]:
        page = store.watches.page(tenant, PAGE, place)
        return [watch for watch in page.items if user in (None, watch.created_by)], page.next

    def watches(place: str | None) -> Rows:
        return theirs(place)

    def alerts(place: str | None) -> Rows:
        found, following = theirs(place)
        places = [keys.alerts(tenant, watch.watch_id) for watch in found]
        return [_row(item) for pk in places for item in store.rights.items(pk)], following

    def own_pages(place: str | None) -> Rows:
        found, following = theirs(place)
        private = [watch for watch in found if watch.private]
        return [seen for watch in private for seen in store.listings.all_history(watch.listing_id)], following

    def kept(partition: Callable[[str], str]) -> rights.Source:
        def rows(_: str | None) -> Rows:
            named = store.rights.naming(tenant, user) if user else store.rights.items(partition(tenant))
            return [_row(item) for item in named if item["pk"] == partition(tenant)], None

        return rows

    def reports(place: str | None) -> Rows:
        if user:
            items, following = store.rights.reports_naming(tenant, user, place)
            return [_row(item) for item in items], following
        page = store.reports.page(tenant, PAGE, place)
        return page.items, page.next

    def keyed_by_user(partition: Callable[[str], str]) -> rights.Source:
        def rows(_: str | None) -> Rows:
            items = store.rights.items(partition(tenant))
            return [_row(item) for item in items if user in (None, item["sk"].rpartition("#")[2])], None

        return rows

    return {
        "watches": watches,
        "alerts": alerts,
        "observations": own_pages,
        "coupons": kept(keys.coupons),
        "shops": kept(keys.shops),
        "votes": keyed_by_user(keys.votes),
        "reports": reports,
        "reporters": keyed_by_user(keys.reporters),
        "products": kept(keys.products),
        "overrides": kept(keys.overrides),
        "imports": kept(keys.imports),
        "feeds": kept(keys.feeds),
        "forecasts_shown": kept(keys.shown),
        "deals": kept(keys.deals),
    }


def _erasers_of_user(tenant: str, user: str, own: Holdings) -> Mapping[str, rights.Eraser]:
    store = own.store

    def files(_: str | None, apply: bool) -> tuple[int, str | None]:
        theirs = [item for item in store.rights.naming(tenant, user) if item["pk"] == keys.imports(tenant)]
        steps = [ImportStep(tenant=tenant, import_id=item["sk"].removeprefix(keys.IMPORT)) for item in theirs]
        return sum(own.files.erase_import(step, apply) for step in steps), None

    def feeds(_: str | None, apply: bool) -> tuple[int, str | None]:
        return store.feeds.remove_of(tenant, user, apply), None

    def votes(_: str | None, apply: bool) -> tuple[int, str | None]:
        return store.coupons.unvote(tenant, user, apply), None

    def reporter(_: str | None, apply: bool) -> tuple[int, str | None]:
        return store.reports.forget_reporter(tenant, user, apply), None

    def reports(place: str | None, apply: bool) -> tuple[int, str | None]:
        found, following = store.rights.reports_naming(tenant, user, place)
        for item in found if apply else ():
            store.rights.unname(item, user)
        return len(found), following

    def names(_: str | None, apply: bool) -> tuple[int, str | None]:
        found = list(store.rights.naming(tenant, user))
        for item in found if apply else ():
            store.rights.unname(item, user)
        return len(found), None

    def answers(_: str | None, apply: bool) -> tuple[int, str | None]:
        return store.rights.erase_answers(tenant, user, apply), None

    # Files before names: by its name an import is known to be theirs.
    return {
        "feeds": feeds,
        "files": files,
        "votes": votes,
        "reporters": reporter,
        "reports": reports,
        "names": names,
        "answers": answers,
    }


def _erasers_of_tenant(tenant: str, own: Holdings) -> Mapping[str, rights.Eraser]:
    store = own.store
    us = Caller(tenant=tenant, user=rights.ERASED, role=Role.ADMIN)

    def watches(place: str | None, apply: bool) -> tuple[int, str | None]:
        if not apply:
            page = store.watches.page(tenant, PAGE, place)
            return len(page.items), page.next
        page = store.watches.page(tenant, PAGE)
        for watch in page.items:
            with suppress(NotFound, Conflict):  # one that changes meanwhile is found by the next count
                remove(watch.watch_id, us, store=store)
        return len(page.items), "more" if page.next else None

    def items(place: str | None, apply: bool) -> tuple[int, str | None]:
        return store.rights.erase_tenant(tenant, place, apply)

    def pages(_: str | None, apply: bool) -> tuple[int, str | None]:
        return own.pages.erase_tenant(tenant, apply), None

    def files(_: str | None, apply: bool) -> tuple[int, str | None]:
        return own.files.erase_tenant(tenant, apply), None

    return {"watches": watches, "items": items, "pages": pages, "files": files}


def _row(item: dict[str, Any]) -> Row:
    shown = {name: value for name, value in item.items() if name not in ("pk", "sk") and not name.startswith("sealed")}
    return Row(key=item["sk"], content=json.loads(item["doc"]) if "doc" in item else shown)
