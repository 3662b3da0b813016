"""Asking for a copy or an erasure, and waiting until it is done."""

import time
from typing import TYPE_CHECKING, Any

from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.prices.api import Api

POLL_S = 0.5


def finished(api: "Api", path: str, body: dict[str, object], wait_s: float) -> dict[str, Any]:
    """Ask, and wait until the job is done. Raises: Trouble when it failed or takes longer; it goes on all the same."""
    job: dict[str, Any] = api.call("POST", path, body)
    ends_at = time.monotonic() + wait_s
    while job["state"] == "running":
        if time.monotonic() > ends_at:
            raise Trouble(f"{job['job_id']} is still under way after {wait_s:.0f} s; ask again later: it goes on")
        time.sleep(POLL_S)
        job = api.call("GET", f"{path}/{job['job_id']}")
    if job["state"] != "done":
        raise Trouble(f"{job['job_id']} failed; see: tradewind logs account/steps_rights")
    return job
