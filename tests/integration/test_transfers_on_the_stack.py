"""Files of watches through the whole stack: the API, the bucket that tells the queue, the worker, the command."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

import transfer_files as files
from tradewind_cli.main import app
from tradewind_cli.prices import transferring

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack


def run(stack: "Stack", *arguments: str) -> dict[str, Any]:
    """The JSON that a command prints on its last line."""
    found = CliRunner().invoke(app, [*arguments, "--state", str(stack.state.path), "--json"])
    assert found.exit_code == 0, found.output
    said: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    return said


def test_a_backup_comes_in_goes_out_as_a_sheet_comes_in_by_an_upload_and_is_undone(
    stack: "Stack", tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "changedetection-backup.zip"
    backup.write_bytes(files.backup())
    made = run(stack, "import", str(backup), "--tenant", tenant)
    assert (made["state"], made["form"], made["counts"]["added"]) == ("done", "changedetection", 2)
    sheet = tmp_path / "watches.xlsx"
    out = run(stack, "export-watches", str(sheet), "--form", "changedetection-xlsx", "--tenant", tenant)
    assert out["watches"] == 2
    monkeypatch.setattr(transferring, "SMALL", 0)
    again = run(stack, "import", str(sheet), "--tenant", f"{tenant}-b")
    assert (again["state"], again["form"], again["counts"]["added"]) == ("done", "changedetection-xlsx", 2)
    undone = run(stack, "import", "--undo", made["import_id"], "--tenant", tenant)
    assert (undone["state"], undone["counts"]["undone"]) == ("undone", 2)
    listed = run(stack, "export-watches", str(tmp_path / "none.json"), "--tenant", tenant)
    assert listed["watches"] == 0
