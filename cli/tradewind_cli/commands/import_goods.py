"""`tradewind import-goods FILE`: goods from a supplier's sheet."""

import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble

NAME = "import-goods"
ROUTE = "/v1/catalog/imports"
LARGEST = 2 * 1024 * 1024 * 1024
SHOWN = 20  # rows of a kind that are shown; all of them are in the JSON


def command(
    file: Annotated[Path | None, typer.Argument(help="CSV, JSON lines or XLSX, as the supplier sends it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, store nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Load what can be loaded, whatever is refused.")] = False,
    supplier: Annotated[str | None, typer.Option(help="Whose goods they are, where the file does not say.")] = None,
    currency: Annotated[str | None, typer.Option(help="Of prices without one: USD, EUR, ...")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="What a column holds, as 'Item No.=sku'; for each column.")
    ] = None,
    look: Annotated[str | None, typer.Option(help="Look at the import of this id.")] = None,
    confirm: Annotated[str | None, typer.Option(help="Load what the import of this id proposed.")] = None,
    undo: Annotated[str | None, typer.Option(help="Take back what the import of this id did.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Undo also what was changed since.")] = False,
    wait: Annotated[float, typer.Option(min=1, max=86_400, help="How many seconds to wait.")] = 600,
    tenant: Annotated[str, typer.Option(help="Whose catalogue it is.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Bring goods into the catalogue from a file. Where a column is guessed nothing is stored until it is confirmed."""
    from tradewind_cli.prices.api import Api
    from tradewind_cli.prices.transferring import at_rest, bring_in, rows
    from tradewind_cli.stack.running import running

    if sum(each is not None for each in (file, look, confirm, undo)) != 1:
        raise Trouble("give a file, or one of --look, --confirm and --undo with an import's id")
    api = Api(running(state), tenant)
    with people.status("working through the rows"):
        if file is not None:
            defaults = {name: each for name, each in (("supplier", supplier), ("currency", currency)) if each}
            wanted = {"dry_run": dry_run, "mapping": mapping_of(column), "defaults": defaults}
            found = bring_in(api, file, wanted, wait, route=ROUTE, most=LARGEST)
        else:
            known = look or confirm or undo or ""
            if confirm:
                api.call("POST", f"{ROUTE}/{known}/confirm", {"mapping": mapping_of(column)})
            if undo:
                api.call("POST", f"{ROUTE}/{known}/undo", {"force": force})
            found = at_rest(api, known, wait, route=ROUTE)
        if yes and not dry_run and found["state"] == "proposed":
            api.call("POST", f"{ROUTE}/{found['import_id']}/confirm", {})
            found = at_rest(api, found["import_id"], wait, route=ROUTE)
        report = [
            row
            for state_ in ("refused", "kept")
            if found["counts"][state_]
            for row in rows(api, found["import_id"], route=ROUTE, state=state_)
        ]
    if json:
        print(json_format.dumps({**found, "report": report}))
    else:
        show(found, report)
    if found["state"] == "failed":
        raise Trouble(f"the import failed: {found['reason']}")


def mapping_of(columns: list[str] | None) -> dict[str, str | None] | None:
    """`Name=field` for each column; nothing after the sign: nothing of the goods. Raises: Trouble."""
    if not columns:
        return None
    if wrong := [each for each in columns if "=" not in each]:
        raise Trouble(f"--column {wrong[0]}: write it as 'Item No.=sku'")
    return {each.rpartition("=")[0]: each.rpartition("=")[2] or None for each in columns}


def show(found: dict[str, Any], report: list[dict[str, Any]]) -> None:
    """An import as people read it."""
    print(f"import    {found['import_id']}, {found['form'] or 'of no known form'}, {found['state']}")
    if counts := {name: count for name, count in found["counts"].items() if count}:
        print("rows      " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    for column in found["columns"]:
        sure = "" if column["certain"] else " (a guess)"
        print(f"column    {column['name']}: {column['field'] or 'nothing of the goods'}{sure}")
    for row in report[:SHOWN]:
        print(f"{row['state']:<9} {row['place']}: {row['reason']}")
    if len(report) > SHOWN:
        print(f"          and {len(report) - SHOWN} more, see --json")
    if found["state"] == "proposed":
        print(f"Nothing is stored yet: {found['reason']}.")
        print(f"Load it with: tradewind import-goods --confirm {found['import_id']}")
    if found["state"] == "done":
        print(f"Take it back with: tradewind import-goods --undo {found['import_id']}")
