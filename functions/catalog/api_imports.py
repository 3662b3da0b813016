"""HTTP routes of files of goods that come in: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from catalog import service
from catalog.models.importing import (
    AskedImport,
    Confirmation,
    Import,
    ImportedRow,
    ImportRequest,
    RowState,
    Undoing,
)
from catalog.ports import open_machines
from catalog.service.machines import Imports
from catalog.store import CatalogStore, open_store
from catalog.store.files import ImportFiles, open_files
from tradewind import clock
from tradewind.auth import Manager, Viewer
from tradewind.http import resolver
from tradewind.idempotency import IdempotencyKey
from tradewind.model import Id
from tradewind.observability import logger
from tradewind.paging import Limit, Next, Page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def now() -> clock.Clock:
    return clock.now


Store = Annotated[CatalogStore, Depends(open_store)]
Files = Annotated[ImportFiles, Depends(open_files)]
Machine = Annotated[Imports, Depends(open_machines)]
Now = Annotated[clock.Clock, Depends(now)]
StateFilter = Annotated[RowState | None, Query(alias="state", description="only rows in this state")]

app = resolver()


@app.post("/v1/catalog/imports", status_code=202, tags=["catalog"], summary="Bring in goods from a file")
def ask_import(
    wanted: ImportRequest, key: IdempotencyKey, by: Manager, store: Store, files: Files, now: Now
) -> AskedImport:
    return service.ask_import(wanted, by, key, store=store, files=files, now=now, new_id=clock.new_id)


@app.get("/v1/catalog/imports", tags=["catalog"], summary="Your imports, the newest first")
def imports(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Import]:
    return service.imports(by, limit, next, store=store)


@app.get("/v1/catalog/imports/<import_id>", tags=["catalog"], summary="An import, and how far it is")
def import_state(import_id: Id, by: Viewer, store: Store) -> Import:
    return service.import_state(import_id, by, store=store)


@app.get("/v1/catalog/imports/<import_id>/rows", tags=["catalog"], summary="What became of each row")
def import_rows(
    import_id: Id,
    by: Viewer,
    store: Store,
    files: Files,
    state: StateFilter = None,
    limit: Limit = 20,
    next: Next = None,
) -> Page[ImportedRow]:
    return service.import_rows(import_id, by, limit, next, state=state, store=store, files=files)


@app.post(
    "/v1/catalog/imports/<import_id>/confirm", status_code=202, tags=["catalog"], summary="Load what was proposed"
)
def confirm_import(
    import_id: Id, wanted: Confirmation, by: Manager, store: Store, machine: Machine, now: Now
) -> Import:
    return service.confirm_import(import_id, wanted, by, store=store, machine=machine, now=now)


@app.post(
    "/v1/catalog/imports/<import_id>/undo", status_code=202, tags=["catalog"], summary="Take back what an import did"
)
def undo_import(import_id: Id, wanted: Undoing, by: Manager, store: Store, machine: Machine, now: Now) -> Import:
    return service.undo_import(import_id, wanted, by, store=store, machine=machine, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
