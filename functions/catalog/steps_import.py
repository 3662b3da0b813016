"""Steps of the state machine `catalog_import`: read the file, go through its rows, end, give up."""

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from catalog import service
from catalog.models.importing import ImportStep
from catalog.ports import open_index
from catalog.service.importing import Importing
from catalog.store import open_store
from catalog.store.files import open_files
from tradewind import clock
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class StepInput(ImportStep):
    """What the state machine asks. `lane`, `next`: which parts are gone through, and where the answer before ended."""

    step: Literal["open", "go_through", "close", "give_up"]
    lane: int = Field(default=0, ge=0, le=63)
    next: int | None = Field(default=None, ge=0)
    why: str = Field(default="", max_length=100_000)


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    asked = StepInput.model_validate(event)
    of = ImportStep(tenant=asked.tenant, import_id=asked.import_id)
    outside = Importing(
        store=open_store(),
        files=open_files(),
        index=open_index(),
        now=clock.now,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    if asked.step == "open":
        return {"last_lane": service.open_import(of, outside=outside) - 1}
    if asked.step == "go_through":
        return {"next": service.go_through(of, asked.lane, asked.next, outside=outside).next}
    if asked.step == "close":
        return {"state": service.close_import(of, outside=outside)}
    return {"state": service.give_up_import(of, asked.why[:200], outside=outside)}
