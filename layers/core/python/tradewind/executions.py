"""State machines: runs that are begun once, by their name, and whether one is under way."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tradewind.dynamo import translated
from tradewind.errors import TradewindError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StateMachine:
    """A state machine. A run is an execution; its name says what it carries out and the how manieth run it is."""

    def __init__(self, arn: str, client: "SFNClient") -> None:
        self._arn = arn
        self._client = client

    def start(self, run: str, asked: Mapping[str, object]) -> None:
        """Begin a run; one of that name that began already goes on. Raises: Unavailable, TradewindError."""
        with translated():
            try:
                self._client.start_execution(stateMachineArn=self._arn, name=run, input=json.dumps(asked))
            except self._client.exceptions.ExecutionAlreadyExists:
                return

    def is_running(self, run: str) -> bool:
        """Whether a run is under way. Raises: Unavailable, TradewindError."""
        execution = f"{self._arn.replace(':stateMachine:', ':execution:')}:{run}"
        try:
            with translated():
                return self._client.describe_execution(executionArn=execution)["status"] == "RUNNING"
        except TradewindError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and cause.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise
