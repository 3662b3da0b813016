"""Copies and erasures on the local AWS: asked for by HTTP, carried out by the state machines, proved by the audit."""

import json
import time
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

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
