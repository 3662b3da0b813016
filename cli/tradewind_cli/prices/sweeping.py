"""A sweep by hand: start the state machine, wait until the workers are through."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

POLL_S = 0.2
LONGEST_SWEEP_S = 300  # AWS answers within five minutes; the state machine ends itself at 280 s
QUEUES = ("PricesChecksQueueUrl", "PricesDeliveriesQueueUrl")
COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
AHEAD = timedelta(days=31)  # past the longest wait that a schedule can ask for


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: listings that were claimed, of them those whose check is over."""

    claimed: int
    done: int


def sweep(stack: "Stack", *, everything: bool, wait_s: float = 300) -> Iterator[Progress]:
    """Run a sweep now, and yield its progress until its checks and deliveries are through.

    `everything`: look at every watched page, due or not. Raises: Trouble when it fails or does not end in time.
    """
    began = datetime.now(UTC)
    wanted = {"ahead_of": (began + AHEAD).isoformat()} if everything else {}
    answer = stack.client("stepfunctions", patience_s=LONGEST_SWEEP_S).start_sync_execution(
        stateMachineArn=stack.outputs["PricesSweepStateMachineArn"], input=json.dumps(wanted)
    )
    if answer["status"] != "SUCCEEDED":
        raise Trouble(f"the sweep failed: {answer.get('error', answer['status'])}: {answer.get('cause', 'no cause')}")
    claimed = sum(shard["claimed"] for shard in json.loads(answer["output"]))
    ends_at = time.monotonic() + wait_s
    while (waiting := under_way(stack)) > 0:
        asked_at = time.monotonic()
        done = max(claimed - still_claimed(stack), 0)
        took = time.monotonic() - asked_at
        yield Progress(claimed, done)
        if time.monotonic() > ends_at:
            raise Trouble(f"{waiting} messages wait after {wait_s:.0f} s; see: tradewind logs prices/worker_checks")
        time.sleep(max(POLL_S, 5 * took))  # to count many listings takes as long as to check some
    yield Progress(claimed, claimed)


def under_way(stack: "Stack") -> int:
    """Messages that wait or are being handled, of checks and deliveries."""
    client = stack.client("sqs")
    counts = 0
    for name in QUEUES:
        told = client.get_queue_attributes(QueueUrl=stack.outputs[name], AttributeNames=list(COUNTS))["Attributes"]
        counts += sum(int(told.get(count, 0)) for count in COUNTS)
    return counts


def still_claimed(stack: "Stack") -> int:
    """Listings that are being checked."""
    from tradewind_cli.prices.store import open_prices

    return open_prices(stack).listings.under_check()
