"""`tradewind import`: what people read, and how columns are told."""

from typing import Any

import pytest

from tradewind_cli.commands.bring_in import _mapping, command, show
from tradewind_cli.trouble import Trouble


def told(state: str, **more: Any) -> dict[str, Any]:
    counts = {"ready": 0, "added": 0, "refused": 0, "already_watched": 0, "undone": 0, "kept": 0}
    empty: dict[str, Any] = {"import_id": "im1", "form": "csv", "reason": None, "columns": [], "unmapped": []}
    return {**empty, "state": state, "counts": {**counts, **more.pop("counts", {})}, **more}


def test_a_proposal_says_what_is_refused_what_has_no_place_and_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    lost = {"field": "Notes", "value": "dear", "why": "this column is taken for nothing of a watch"}
    report: list[dict[str, Any]] = [
        {"place": f"line {number}", "state": "refused", "reason": "url: wrong", "unmapped": []} for number in range(30)
    ]
    report.append({"place": "line 31", "state": "ready", "reason": None, "unmapped": [lost]})
    column = {"name": "Shop page", "field": "url", "certain": False}
    show(
        told("proposed", reason="a dry run was asked for", columns=[column], counts={"ready": 1, "refused": 30}), report
    )
    shown = capsys.readouterr().out.splitlines()
    assert shown[:3] == [
        "import    im1, csv, proposed",
        "rows      1 ready, 30 refused",
        "column    Shop page: url (a guess)",
    ]
    assert shown[3] == "refused   line 0: url: wrong"
    assert "refused   and 10 more, see --json" in shown
    assert "no place  line 31: Notes = dear (this column is taken for nothing of a watch)" in shown
    assert shown[-2:] == [
        "Nothing is stored yet: a dry run was asked for.",
        "Add it with: tradewind import --confirm im1",
    ]


def test_what_was_added_can_be_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    show(told("done", counts={"added": 2, "already_watched": 1}), [])
    assert capsys.readouterr().out.splitlines()[1:] == [
        "rows      2 added, 1 already watched",
        "Take it back with: tradewind import --undo im1",
    ]


def test_columns_are_told_by_name_and_field() -> None:
    assert _mapping(["Shop page=url", "a=b=label", "Notes="]) == {"Shop page": "url", "a=b": "label", "Notes": None}
    assert _mapping(None) is None
    with pytest.raises(Trouble, match="write it as"):
        _mapping(["url"])


def test_a_call_asks_for_one_thing() -> None:
    with pytest.raises(Trouble, match="give a file, or one of"):
        command()
    with pytest.raises(Trouble, match="give a file, or one of"):
        command(look="im1", undo="im1")
