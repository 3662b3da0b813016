"""`tradewind export`: a copy of all that is a user's or a tenant's."""

from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.report import people
from tradewind_cli.stack.options import StateOption


def command(
    file: Annotated[Path, typer.Argument(help="The zip to write: JSON lines, one file a kind of thing.")],
    user: Annotated[str | None, typer.Option(help="Whose data; left out, the whole tenant's.")] = None,
    tenant: Annotated[str, typer.Option(help="The tenant.")] = "demo",
    wait: Annotated[float, typer.Option(min=1, max=86_400, help="How many seconds to wait.")] = 600,
    state: StateOption = None,
) -> None:
    """Copy all that is kept of a user, or of a whole tenant, into a zip."""
    from tradewind_cli.account.asking import finished
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import direct, running

    api = Api(running(state), tenant)
    wanted: dict[str, object] = {"user": user} if user else {"whole_tenant": True}
    with people.status("copying"):
        job = finished(api, "/v1/account/exports", wanted, wait)
        with direct.open(job["download_url"], timeout=60) as answer, file.open("wb") as out:
            while piece := answer.read(1 << 20):
                out.write(piece)
    for name, rows in sorted(job["rows"].items()):
        print(f"{rows:>7} {name}")
    print(f"{sum(job['rows'].values())} rows in {file}")
