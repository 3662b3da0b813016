"""`tradewind export-watches FILE`: watches as a file, for another tool or for a spreadsheet."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble

NAME = "export-watches"
SHOWN = 20


def command(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    form: Annotated[
        str, typer.Option(help="csv, json, changedetection, changedetection-xlsx, urls, distill or keepa.")
    ] = "json",
    tag: Annotated[str | None, typer.Option(help="Only watches with this tag.")] = None,
    tenant: Annotated[str, typer.Option(help="Whose watches.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Write your watches to a file, and name what its form cannot say."""
    from urllib.parse import quote

    from tradewind_cli.prices.api import Api
    from tradewind_cli.prices.transferring import content_of
    from tradewind_cli.stack.running import running

    only = f"&tag={quote(tag)}" if tag else ""
    with people.status("writing"):
        out = Api(running(state), tenant).call("GET", f"/v1/prices/exports?form={quote(form)}{only}")
        try:
            file.write_bytes(content_of(out))
        except OSError as error:
            raise Trouble(f"{file} cannot be written: {error.strerror}") from error
    if json:
        print(json_format.dumps({name: each for name, each in out.items() if name not in ("content", "url")}))
        return
    print(f"{out['watches']} watches in {file}")
    for each in out["left_out"][:SHOWN]:
        print(f"left out  {each['watch_id']}: {each['field']} ({each['why']})")
    if len(out["left_out"]) > SHOWN:
        print(f"left out  and {len(out['left_out']) - SHOWN} more, see --json")
