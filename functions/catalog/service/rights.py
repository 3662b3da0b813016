"""What the catalogue holds of a user or a tenant: a copy of it, and its erasure.

A user's are what they searched for, their saved searches with what these told, what they did with products, the files
that they sent, and that they made, joined or loaded something. Erased, the first four are gone, and an import of theirs
can be undone no more; what they made for the tenant stays, without their name. A tenant's is everything under its key,
the links that lead to what it shares, its files, and its part of the index.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pydantic import BaseModel

from catalog.models.importing import ImportStep
from catalog.models.saved import SavedPointer
from catalog.service.outside import Engine
from catalog.store import CatalogStore
from catalog.store.files import ImportFiles
from tradewind import rights
from tradewind.errors import NotFound

CAPABILITY = "catalog"
NO_INDEX = "nothing in an index of the catalogue: this stage has no search engine"
PAGE = 100

Rows = tuple[Sequence[BaseModel], str | None]


class Row(BaseModel):
    """An item of a kind that has no model of its own for a copy."""

    key: str
    content: Any


def carry_out(
    task: rights.Task,
    *,
    store: CatalogStore,
    files: ImportFiles,
    engine: Engine | None,
    parts: rights.Parts,
    seconds_left: Callable[[], float],
) -> rights.Done:
    """Do this capability's part of a task. `engine`: None on a stage that has none, where there is no index to erase
    from, which the certificate says. Raises: Unavailable, and it is asked again: also where an engine does not answer.
    """
    tenant, user = task.tenant, task.user
    done = rights.carry_out(
        task,
        CAPABILITY,
        sources=_sources_of_user(tenant, user, store) if user else _sources_of_tenant(tenant, store),
        erasers=_erasers_of_user(tenant, user, store, files)
        if user
        else _erasers_of_tenant(tenant, store, files, engine),
        parts=parts,
        seconds_left=seconds_left,
    )
    return done.model_copy(update={"notes": [NO_INDEX]}) if engine is None and user is None else done


def _sources_of_tenant(tenant: str, store: CatalogStore) -> Mapping[str, rights.Source]:
    def items(place: str | None) -> Rows:
        found, following = store.rights.items(tenant, place)
        return [_row(item) for item in found], following

    return {"items": items}


def _sources_of_user(tenant: str, user: str, store: CatalogStore) -> Mapping[str, rights.Source]:
    def searches(place: str | None) -> Rows:
        page = store.searches.page(tenant, user, PAGE, place)
        return page.items, page.next

    def saved(place: str | None) -> Rows:
        page = store.saved.page(tenant, user, PAGE, place)
        return page.items, page.next

    def news(place: str | None) -> Rows:
        page = store.saved.page(tenant, user, 1, place)
        kept = [store.saved.all_news(tenant, each.saved_id, PAGE, None).items for each in page.items]
        return [each for of_one in kept for each in of_one], page.next

    def interactions(place: str | None) -> Rows:
        page = store.interactions.page(tenant, user, PAGE, place)
        return page.items, page.next

    def made(place: str | None) -> Rows:
        found, following = store.rights.naming(tenant, user, place)
        return [_row(item) for item in found], following

    return {"searches": searches, "saved_searches": saved, "news": news, "interactions": interactions, "made": made}


def _erasers_of_user(tenant: str, user: str, store: CatalogStore, files: ImportFiles) -> Mapping[str, rights.Eraser]:
    def sent(_: str | None, apply: bool) -> tuple[int, str | None]:
        theirs = store.imports.asked_by(tenant, user)
        return sum(
            files.erase_import(ImportStep(tenant=tenant, import_id=each.import_id), each.place, apply)
            for each in theirs
        ), None

    def searches(_: str | None, apply: bool) -> tuple[int, str | None]:
        count, has_more = store.searches.forget(tenant, user, PAGE, apply)
        return count, "more" if has_more and apply else None

    def saved(_: str | None, apply: bool) -> tuple[int, str | None]:
        page = store.saved.page(tenant, user, PAGE, None)
        for each in page.items if apply else ():
            with suppress(NotFound):  # removed meanwhile
                store.saved.remove(SavedPointer(tenant=tenant, user=user, saved_id=each.saved_id))
        if apply and not page.next:
            store.rights.erase_saved(tenant, user, apply)
        return len(page.items), "more" if page.next and apply else None

    def interactions(_: str | None, apply: bool) -> tuple[int, str | None]:
        count, has_more = store.interactions.forget(tenant, user, PAGE, apply)
        return count, "more" if has_more and apply else None

    def names(place: str | None, apply: bool) -> tuple[int, str | None]:
        found, following = store.rights.naming(tenant, user, place)
        for item in found if apply else ():
            store.rights.unname(item, user)
        return len(found), following

    def answers(_: str | None, apply: bool) -> tuple[int, str | None]:
        return store.rights.erase_answers(tenant, user, apply), None

    return {
        "searches": searches,
        "saved_searches": saved,
        "interactions": interactions,
        "files": sent,  # before names: by its name an import is known to be theirs
        "names": names,
        "answers": answers,
    }


def _erasers_of_tenant(
    tenant: str, store: CatalogStore, files: ImportFiles, engine: Engine | None
) -> Mapping[str, rights.Eraser]:
    def sent(_: str | None, apply: bool) -> tuple[int, str | None]:
        return files.erase_tenant(tenant, apply), None

    def items(place: str | None, apply: bool) -> tuple[int, str | None]:
        return store.rights.erase_tenant(tenant, place, apply)

    def index(_: str | None, apply: bool) -> tuple[int, str | None]:
        if engine is None:
            return 0, None
        try:
            found = engine.opened().count(engine.schema, tenant)
            if apply:
                engine.opened().delete_tenant(engine.schema, tenant)
        except NotFound:  # nothing was ever put into the index
            return 0, None
        return found, None

    return {"items": items, "index": index, "files": sent}


def _row(item: dict[str, Any]) -> Row:
    shown = {name: value for name, value in item.items() if name not in ("pk", "sk", "secret_hash")}
    key = f"{item['pk'].split('#', 2)[2]}#{item['sk']}"
    return Row(key=key, content=_document(item["doc"]) if "doc" in item else shown)


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # a row that nothing can be read of is theirs all the same
        return text
