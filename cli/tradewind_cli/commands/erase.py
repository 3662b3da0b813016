"""`tradewind erase`: erase all that is a user's or a tenant's."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption


def command(
    user: Annotated[str | None, typer.Option(help="Whose data; left out, the whole tenant's.")] = None,
    tenant: Annotated[str, typer.Option(help="The tenant.")] = "demo",
    confirm: Annotated[
        str | None, typer.Option(help='The words "erase" and the id of the user or tenant; else you are asked.')
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Write the certificate to this file.")] = None,
    wait: Annotated[float, typer.Option(min=1, max=86_400, help="How many seconds to wait.")] = 600,
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Erase all that is kept of a user, or of a whole tenant, for good."""
    from tradewind_cli.account.asking import finished
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    api = Api(running(state), tenant)
    words = f"erase {user or tenant}"
    given = confirm or typer.prompt(f'This cannot be undone. Write "{words}" to go on')
    wanted: dict[str, object] = {"confirm": given, **({"user": user} if user else {"whole_tenant": True})}
    with people.status("erasing"):
        job = finished(api, "/v1/account/erasures", wanted, wait)
    told = json_format.dumps(job["certificate"], indent=2)
    if certificate:
        certificate.write_text(told + "\n")
    if json:
        print(json_format.dumps(job))
        return
    for capability, counts in job["certificate"]["found"].items():
        for kind, count in counts.items():
            print(f"{count:>7} {capability} {kind}")
    print(f"Nothing is left. The certificate's SHA-256 is {job['certificate_sha256']}.")
