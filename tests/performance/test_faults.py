"""Checks under faults, in the form that is small enough for every change."""

import pytest

from tradewind_cli.bench import faults
from tradewind_cli.bench.faults.proxy import FaultyTables
from tradewind_cli.measure.private_stack import private_stack

pytestmark = pytest.mark.stack

OBSERVATIONS = 200


def test_each_good_message_is_observed_once_and_each_bad_one_is_given_up_with_its_reason() -> None:
    tables = FaultyTables()
    with private_stack({"AWS_ENDPOINT_URL_DYNAMODB": tables.endpoint}) as stack:
        tables.lead_to(stack.port)
        report = faults.measure(stack, tables, OBSERVATIONS)
    tables.close()
    kept = {name: report.metrics[name] for name in ("sent", "stored", "lost", "duplicates")}
    assert kept == {"sent": OBSERVATIONS, "stored": OBSERVATIONS, "lost": 0, "duplicates": 0}
    assert report.falls_short == []
    assert report.metrics["replayed"] == report.metrics["dead_lettered"]
    assert tables.faults["throttled"] and tables.faults["refused"]
