"""Copies and erasures on the local AWS: asked for by HTTP, carried out by the state machines, proved by the audit."""

import json
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from tradewind_cli.main import app
from tradewind_cli.prices.api import Api
from tradewind_cli.stack.running import direct
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack

KETTLE = "http://harbour.shop.test/p/steel-kettle"


def done(api: Api, path: str, job: dict[str, Any]) -> dict[str, Any]:
    """The job when it is over."""
    deadline = time.monotonic() + 60
    while job["state"] == "running":
        assert time.monotonic() < deadline, job
        time.sleep(0.3)
        job = api.call("GET", f"{path}/{job['job_id']}")
    return job


def test_a_person_takes_what_is_theirs_and_goes(stack: "Stack", tenant: str) -> None:
    admin, ana = Api(stack, tenant), Api(stack, tenant, user="ana", role="manager")
    made = ana.call("POST", "/v1/prices/watches", {"url": KETTLE, "target_price": "100000"})
    copy = done(ana, "/v1/account/exports", ana.call("POST", "/v1/account/exports", {}))
    assert copy["state"] == "done", copy
    with direct.open(copy["download_url"], timeout=10) as answer:
        archive = zipfile.ZipFile(BytesIO(answer.read()))
    [watch] = [json.loads(line) for line in archive.read("prices/watches.jsonl").splitlines()]
    assert watch["watch_id"] == made["watch_id"]
    erased = done(admin, "/v1/account/erasures", ana.call("POST", "/v1/account/erasures", {"confirm": "erase ana"}))
    assert erased["state"] == "done", erased
    assert erased["certificate"]["found"]["prices"]["names"] == 1
    assert {count for counts in erased["certificate"]["left"].values() for count in counts.values()} == {0}
    assert admin.call("GET", f"/v1/prices/watches/{made['watch_id']}")["created_by"] == "erased"
    entries = admin.call("GET", f"/v1/audit?subject=job:{erased['job_id']}")["items"]
    assert [each["action"] for each in entries] == ["account.erasure_ended", "account.erasure_asked"]
    full = admin.call("GET", f"/v1/audit/{entries[0]['audit_id']}")
    assert full["decision"]["value"]["certificate_sha256"] == erased["certificate_sha256"]
    with pytest.raises(Trouble, match="no entry"):
        Api(stack, f"{tenant}-other").call("GET", f"/v1/audit/{full['audit_id']}")


def test_the_commands_copy_erase_and_verify(stack: "Stack", tenant: str, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        ran = CliRunner().invoke(app, [*arguments, "--state", str(stack.state.path)], prog_name="tradewind")
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    Api(stack, tenant, user="ana").call("POST", "/v1/prices/watches", {"url": KETTLE})
    file = tmp_path / "ana.zip"
    told = run("export", str(file), "--user", "ana", "--tenant", tenant)
    assert "1 prices/watches.jsonl" in told
    assert "prices/watches.jsonl" in zipfile.ZipFile(file).namelist()
    certificate = tmp_path / "certificate.json"
    erased = run(
        "erase", "--user", "ana", "--tenant", tenant, "--confirm", "erase ana", "--certificate", str(certificate)
    )
    assert "Nothing is left." in erased
    assert json.loads(certificate.read_text())["user"] == "ana"
    listed = run("audit", "list", "--tenant", tenant)
    assert [listed.count(f"account.{each}") for each in ("erasure_ended", "erasure_asked", "export_ended")] == [1, 1, 1]
    assert json.loads(run("audit", "verify", "--since", "1h", "--json"))["findings"] == []
