"""The state machines that a use case begins."""

from typing import Protocol

from catalog.models.importing import ImportStep


class Imports(Protocol):
    """The state machine of imports."""

    def start(self, of: ImportStep, run: int) -> None:
        """Begin a run of an import; one that began already goes on. Raises: Unavailable, TradewindError."""

    def is_running(self, of: ImportStep, run: int) -> bool:
        """Whether that run is under way. Raises: Unavailable, TradewindError."""
