"""The state machine that carries promotions out; a run is an execution named by the promotion and its how manieth."""

from typing import TYPE_CHECKING

from learning.models import Promotion
from tradewind.executions import StateMachine

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class PromotionMachine:
    """See service.promoting.Machines."""

    def __init__(self, arn: str, client: "SFNClient") -> None:
        self._machine = StateMachine(arn, client)

    def start(self, promotion: Promotion) -> None:
        """Begin a run of a promotion; one that began already goes on. Raises: Unavailable, TradewindError."""
        asked = {"name": promotion.name, "promotion_id": promotion.promotion_id}
        self._machine.start(_run_of(promotion), asked)

    def is_running(self, promotion: Promotion) -> bool:
        """Whether the last run of a promotion is under way. Raises: Unavailable, TradewindError."""
        return self._machine.is_running(_run_of(promotion))


def _run_of(promotion: Promotion) -> str:
    return f"{promotion.promotion_id}-r{promotion.runs}"
