"""`tradewind import FILE`: watches from a file of another tool."""

import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble

NAME = "import"
SHOWN = 20  # rows of a kind that are shown; all of them are in the JSON


def command(
    file: Annotated[Path | None, typer.Argument(help="The file, as the other tool exports it.")] = None,
    form: Annotated[str | None, typer.Option(help="Its form; left out, it is told by the file.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, store nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Add what can be added, whatever is refused.")] = False,
    tag: Annotated[list[str] | None, typer.Option(help="Give each watch this tag; more than once if need be.")] = None,
    marketplace: Annotated[str | None, typer.Option(help="Amazon's, for ASINs without one: com, de, ...")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="What a column of a table holds, as 'Shop page=url'; for each column.")
    ] = None,
    look: Annotated[str | None, typer.Option(help="Look at the import of this id.")] = None,
    confirm: Annotated[str | None, typer.Option(help="Add what the import of this id proposed.")] = None,
    undo: Annotated[str | None, typer.Option(help="Take back what the import of this id added.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Undo also what was changed since.")] = False,
    wait: Annotated[float, typer.Option(min=1, max=86_400, help="How many seconds to wait.")] = 600,
    tenant: Annotated[str, typer.Option(help="Whose watches they become.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Bring in watches from changedetection.io, Distill, a table, a list of addresses or ASINs, or our own export.

    Where a row is refused or a column is guessed nothing is stored until it is confirmed.
    """
    from tradewind_cli.prices.api import Api
    from tradewind_cli.prices.transferring import IMPORTS, at_rest, bring_in, rows
    from tradewind_cli.stack.running import running

    if sum(each is not None for each in (file, look, confirm, undo)) != 1:
        raise Trouble("give a file, or one of --look, --confirm and --undo with an import's id")
    api = Api(running(state), tenant)
    with people.status("working through the rows"):
        if file is not None:
            found = bring_in(api, file, _wanted(form, dry_run, tag, marketplace, column), wait)
        else:
            known = look or confirm or undo or ""
            if confirm:
                api.call("POST", f"{IMPORTS}/{known}/confirm", {"mapping": _mapping(column)})
            if undo:
                api.call("POST", f"{IMPORTS}/{known}/undo", {"force": force})
            found = at_rest(api, known, wait)
        if yes and not dry_run and found["state"] == "proposed":
            api.call("POST", f"{IMPORTS}/{found['import_id']}/confirm", {})
            found = at_rest(api, found["import_id"], wait)
        report = rows(api, found["import_id"]) if found["rows"] else []
    if json:
        print(json_format.dumps({**found, "report": report}))
    else:
        show(found, report)
    if found["state"] == "failed":
        raise Trouble(f"the file cannot be read: {found['reason']}; nothing was stored")


def show(found: dict[str, Any], report: list[dict[str, Any]]) -> None:
    """An import as people read it."""
    print(f"import    {found['import_id']}, {found['form'] or 'of no known form'}, {found['state']}")
    counts = {name.replace("_", " "): count for name, count in found["counts"].items() if count}
    if counts:
        print("rows      " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    for column in found["columns"]:
        sure = "" if column["certain"] else " (a guess)"
        print(f"column    {column['name']}: {column['field'] or 'nothing of a watch'}{sure}")
    _some("refused", [f"{row['place']}: {row['reason']}" for row in report if row["state"] == "refused"])
    _some("kept", [f"{row['place']}: {row['reason']}" for row in report if row["state"] == "kept"])
    told = [("the file", each) for each in found["unmapped"]]
    told += [(row["place"], each) for row in report for each in row["unmapped"]]
    _some("no place", [f"{place}: {each['field']} = {each['value']} ({each['why']})" for place, each in told])
    if found["state"] == "proposed":
        print(f"Nothing is stored yet: {found['reason']}.")
        print(f"Add it with: tradewind import --confirm {found['import_id']}")
    if found["state"] == "done" and found["counts"]["added"]:
        print(f"Take it back with: tradewind import --undo {found['import_id']}")


def _some(title: str, lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        print(f"{title:<9} {line}")
    if len(lines) > SHOWN:
        print(f"{title:<9} and {len(lines) - SHOWN} more, see --json")


def _wanted(
    form: str | None, dry_run: bool, tags: list[str] | None, marketplace: str | None, columns: list[str] | None
) -> dict[str, Any]:
    defaults: dict[str, Any] = {"tags": tags or []}
    if marketplace:
        defaults["marketplace"] = marketplace
    return {"form": form, "dry_run": dry_run, "mapping": _mapping(columns), "defaults": defaults}


def _mapping(columns: list[str] | None) -> dict[str, str | None] | None:
    """`Name=field` for each column; nothing after the sign: nothing of a watch. Raises: Trouble."""
    if not columns:
        return None
    if wrong := [each for each in columns if "=" not in each]:
        raise Trouble(f"--column {wrong[0]}: write it as 'Shop page=url'")
    return {each.rpartition("=")[0]: each.rpartition("=")[2] or None for each in columns}
