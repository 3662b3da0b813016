"""The state machine of imports; a run is an execution named by the import and its how manieth."""

from typing import TYPE_CHECKING

from catalog.models.importing import ImportStep
from tradewind.executions import StateMachine

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class ImportMachine:
    """See service.machines.Imports."""

    def __init__(self, arn: str, client: "SFNClient") -> None:
        self._machine = StateMachine(arn, client)

    def start(self, of: ImportStep, run: int) -> None:
        """Begin a run of an import; one that began already goes on. Raises: Unavailable, TradewindError."""
        self._machine.start(_name(of, run), of.model_dump())

    def is_running(self, of: ImportStep, run: int) -> bool:
        """Whether that run is under way. Raises: Unavailable, TradewindError."""
        return self._machine.is_running(_name(of, run))


def _name(of: ImportStep, run: int) -> str:
    return f"{of.import_id}-r{run}"
