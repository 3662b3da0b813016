"""The queues that a use case sends to."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from prices.models.alert import AlertPointer
    from prices.models.forecast import ForecastPointer
    from prices.models.listing import Check
    from prices.models.transfer import ImportStep


class Checks(Protocol):
    """The queue of checks."""

    def send(self, *checks: "Check", delay_s: int = 0) -> None:
        """Send messages. Raises: Unavailable, TradewindError when one was not taken."""


class Deliveries(Protocol):
    """The queue of deliveries."""

    def send(self, *pointers: "AlertPointer", delay_s: int = 0) -> None:
        """Send messages. Raises: Unavailable, TradewindError when one was not taken."""


class Forecasts(Protocol):
    """The queue of forecasts."""

    def send(self, *wanted: "ForecastPointer", delay_s: int = 0) -> None:
        """Send messages. Raises: Unavailable, TradewindError when one was not taken."""


class Imports(Protocol):
    """The queue of imports."""

    def send(self, *steps: "ImportStep", delay_s: int = 0) -> None:
        """Send messages. Raises: Unavailable, TradewindError when one was not taken."""
