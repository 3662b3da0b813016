"""HTTP routes of files of watches that come in and go out: parse, one service call, typed answer."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths

from prices import service
from prices.models.transfer import (
    AskedImport,
    Confirmation,
    Export,
    Form,
    Import,
    ImportedRow,
    ImportRequest,
    RowState,
    Undoing,
)
from prices.models.watch import Tag
from prices.ports import open_imports
from prices.service.queues import Imports
from prices.store import PriceStore, open_store
from prices.store.files import FileStore, open_files
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


Store = Annotated[PriceStore, Depends(open_store)]
Files = Annotated[FileStore, Depends(open_files)]
ImportsQueue = Annotated[Imports, Depends(open_imports)]
Now = Annotated[clock.Clock, Depends(now)]

FormAsked = Annotated[Form, Query(alias="form", description="the form of the file")]
TagFilter = Annotated[Tag | None, Query(alias="tag", description="only watches with this tag")]
StateFilter = Annotated[RowState | None, Query(alias="state", description="only rows in this state")]

app = resolver()


@app.post("/v1/prices/imports", status_code=202, tags=["transfers"], summary="Bring in watches from a file")
def ask_import(
    wanted: ImportRequest, key: IdempotencyKey, by: Manager, store: Store, files: Files, now: Now
) -> AskedImport:
    return service.ask_import(wanted, by, key, store=store, files=files, now=now, new_id=clock.new_id)


@app.get("/v1/prices/imports", tags=["transfers"], summary="Your imports, the newest first")
def imports(by: Viewer, store: Store, limit: Limit = 20, next: Next = None) -> Page[Import]:
    return service.imports(by, limit, next, store=store)


@app.get("/v1/prices/imports/<import_id>", tags=["transfers"], summary="An import, and how far it is")
def import_state(import_id: Id, by: Viewer, store: Store) -> Import:
    return service.import_state(import_id, by, store=store)


@app.get("/v1/prices/imports/<import_id>/rows", tags=["transfers"], summary="What became of each row")
def import_rows(
    import_id: Id, by: Viewer, store: Store, state: StateFilter = None, limit: Limit = 20, next: Next = None
) -> Page[ImportedRow]:
    return service.import_rows(import_id, by, limit, next, state=state, store=store)


@app.post(
    "/v1/prices/imports/<import_id>/confirm", status_code=202, tags=["transfers"], summary="Add what was proposed"
)
def confirm_import(
    import_id: Id, wanted: Confirmation, by: Manager, store: Store, queue: ImportsQueue, now: Now
) -> Import:
    return service.confirm_import(import_id, wanted, by, store=store, queue=queue, now=now)


@app.post(
    "/v1/prices/imports/<import_id>/undo", status_code=202, tags=["transfers"], summary="Take back what was added"
)
def undo_import(import_id: Id, wanted: Undoing, by: Manager, store: Store, queue: ImportsQueue, now: Now) -> Import:
    return service.undo_import(import_id, wanted, by, store=store, queue=queue, now=now)


@app.get("/v1/prices/exports", tags=["transfers"], summary="Your watches as a file")
def export(form: FormAsked, by: Viewer, store: Store, files: Files, now: Now, tag: TagFilter = None) -> Export:
    return service.export(form, by, tag=tag, store=store, files=files, now=now)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
