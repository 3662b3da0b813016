"""`tradewind tariff`: tables become what the API loads, large ones chapter by chapter."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from costing import REQUEST
from tradewind_cli.catalog.tariff_files import requests
from tradewind_cli.main import app
from tradewind_cli.prices import api
from tradewind_cli.stack import running
from tradewind_cli.trouble import Trouble

NAMED = {
    "kind": "duty", "name": "TARIC", "destination": "DE", "as_of": "2026-01-01", "source": "a test", "currency": "EUR",
    "valuation": "cif", "until": None,
}  # fmt: skip


def written(folder: Path, text: str, name: str = "tariff.csv") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_a_table_becomes_a_request_that_the_api_takes(tmp_path: Path) -> None:
    file = written(
        tmp_path, "\ufeffhs,percent,origin,is_greater,needs\n8516.79,2.7,,,\n85,0,VN,yes,a proof of origin\n"
    )
    [found] = requests(file, NAMED)
    assert found["lines"] == [
        {"hs": "851679", "percent": "2.7"},
        {"hs": "85", "percent": "0", "origin": "VN", "is_greater": True, "needs": "a proof of origin"},
    ]
    assert len(REQUEST.validate_python(found).lines) == 2
    file = written(tmp_path, "covers,mode,breaks\nmain_carriage import_terminal,air,0:6 45:5.20\n")
    [found] = requests(file, {**NAMED, "kind": "freight", "valuation": None})
    line = REQUEST.validate_python(found).lines[0]
    assert [len(line.covers), len(line.breaks)] == [2, 2]


def test_a_large_table_is_loaded_by_chapter_under_names_that_stay(tmp_path: Path) -> None:
    codes = [f"{chapter:02}{number:04}" for chapter in (61, 62) for number in range(1100)]
    file = written(tmp_path, "hs,percent\n" + "".join(f"{code},12\n" for code in [*codes, "99"]))
    found = requests(file, NAMED)
    assert [each["name"] for each in found] == ["TARIC 61", "TARIC 61 (2)", "TARIC 62", "TARIC 62 (2)", "TARIC 99"]
    assert sum(len(each["lines"]) for each in found) == 2201
    for each in found:
        REQUEST.validate_python(each)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("hs,percent\n", "t.csv", "has no lines"),
        ("hs,percent\n85,1,2\n", "t.csv", "line 2 has more cells"),
        ("covers,breaks\nloading,45\n", "t.csv", "write breaks as"),
        ("{", "t.json", "is no JSON"),
        ("[1]", "t.json", "neither a tariff nor a list"),
    ],
)
def test_a_file_that_is_no_tariff_is_told_in_a_line(tmp_path: Path, text: str, name: str, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        requests(written(tmp_path, text, name), NAMED)


def test_what_is_there_already_stays_and_what_is_wrong_names_its_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Any] = ["this tariff is loaded already, as x", None, "lines.0.percent: wrong"]
    asked = []

    def call(_: object, method: str, path: str, body: Any = None) -> Any:
        asked.append((method, path, body["name"]))
        if trouble := said.pop(0):
            raise Trouble(trouble)
        return {"tariff_id": "t1", "kind": "duty", "name": body["name"], "line_count": 1, "as_of": "2026-01-01"}

    monkeypatch.setattr(api.Api, "__init__", lambda *_: None)
    monkeypatch.setattr(api.Api, "call", call)
    monkeypatch.setattr(running, "running", lambda _: SimpleNamespace())
    file = written(tmp_path, json.dumps([{"name": f"part {number}"} for number in range(3)]), "tariffs.json")
    result = CliRunner().invoke(app, ["tariff", "load", str(file)], env={"COLUMNS": "100"}, prog_name="tradewind")
    assert result.exit_code == 1
    assert "part 2: lines.0.percent: wrong; 1 of 3 loaded" in result.output
    assert [name for *_, name in asked] == ["part 0", "part 1", "part 2"]
