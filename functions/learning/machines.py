"""The state machine that carries promotions out; a run is an execution named by the promotion and its how manieth."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from learning.models import Promotion
from tradewind.dynamo import translated
from tradewind.errors import TradewindError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StateMachine:
    """See service.promoting.Machines."""

    def __init__(self, arn: str, client: "SFNClient") -> None:
        self._arn = arn
        self._client = client

    def start(self, promotion: Promotion) -> None:
        """Begin a run of a promotion; one that began already goes on. Raises: Unavailable, TradewindError."""
        asked = {"name": promotion.name, "promotion_id": promotion.promotion_id}
        with translated():
            try:
                self._client.start_execution(
                    stateMachineArn=self._arn, name=_run_of(promotion), input=json.dumps(asked)
                )
            except self._client.exceptions.ExecutionAlreadyExists:
                return

    def is_running(self, promotion: Promotion) -> bool:
        """Whether the last run of a promotion is under way. Raises: Unavailable, TradewindError."""
        run = f"{self._arn.replace(':stateMachine:', ':execution:')}:{_run_of(promotion)}"
        try:
            with translated():
                return self._client.describe_execution(executionArn=run)["status"] == "RUNNING"
        except TradewindError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and cause.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise


def _run_of(promotion: Promotion) -> str:
    return f"{promotion.promotion_id}-r{promotion.runs}"
