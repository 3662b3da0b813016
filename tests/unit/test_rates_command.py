"""`tradewind rates`: files go in once, what is wrong is told in a line; and the function that loads them daily."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from fakes import START, World
from invocations import CONTEXT
from prices import schedule_rates
from tradewind import clock
from tradewind.errors import Unavailable
from tradewind.fetch import Fetched
from tradewind_cli.commands import rates
from tradewind_cli.main import app

if TYPE_CHECKING:
    from tradewind.dynamo import Table

TABLE = "Date,USD,JPY,\n2026-03-03,1.0867,164.55,\n2026-03-02,1.08,N/A,\n"
URL = "https://rates.test/eurofxref-hist-90d.xml"


@pytest.fixture
def world(table: "Table", monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(table)
    monkeypatch.setattr(rates, "_opened", lambda stack, state: (world.store, ""))
    return world


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["rates", *arguments], env={"COLUMNS": "100"}, prog_name="tradewind")


def test_a_file_is_loaded_and_shown(world: World, tmp_path: Path) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(TABLE)
    assert json.loads(run("load", str(file), "--json").output)["added"] == 2
    assert run("load", str(file)).output == "2 days from 2026-03-02 to 2026-03-03: 0 added, 0 corrected\n"
    shown = run("show", "2026-03-08").output
    assert "1 EUR on 2026-03-03 (European Central Bank)" in shown
    assert "164.55" in shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("load", "nowhere.csv"), "there is no file nowhere.csv"),
        (("load", "README.md"), "it is neither XML nor CSV"),
        (("load", "https://127.0.0.1/rates.xml"), "the rates did not come"),
        (("show", "yesterday"), "yesterday is no date"),
        (("show", "2026-03-08"), "load some: tradewind rates load FILE"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(world: World, arguments: tuple[str, ...], told: str) -> None:
    found = run(*arguments)
    assert found.exit_code == 1
    assert told in found.stderr
    assert found.stderr.count("\n") == 1


def test_the_function_that_loads_them_fails_aloud(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATES_URL", URL)
    for port, stand_in in {"open_store": lambda: world.store, "open_client": lambda: world.web.client}.items():
        monkeypatch.setattr(schedule_rates, port, stand_in)
    monkeypatch.setattr(clock, "now", lambda: START)
    with pytest.raises(Unavailable, match="status 404"):
        schedule_rates.handler({}, CONTEXT)
    world.web[URL] = Fetched(URL, 200, {"content-type": "text/csv"}, TABLE.encode(), (), 1, False)
    assert schedule_rates.handler({}, CONTEXT)["added"] == 2
