"""`tradewind doctor --api`: a good API is told from broken ones, by a stand-in of the gateway that breaks."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from tradewind_cli.checkout import ROOT
from tradewind_cli.main import app
from tradewind_cli.stack.deployed import Deployed
from tradewind_cli.stack.health import Finding, of_api, of_deployed
from tradewind_cli.stack.health.api import FORGED
from tradewind_cli.stack.health.behind import of_alarms

DOCUMENT = json.loads((ROOT / "docs/openapi.json").read_text())
SAYS = {"iss": "https://other.test", "aud": "shop"}
TOKEN = f"e30.{base64.urlsafe_b64encode(json.dumps(SAYS).encode()).decode().rstrip('=')}.c2ln"


@dataclass
class Broken:
    """How the gateway answers; as it stands, a good one."""

    version: str = DOCUMENT["info"]["version"]
    ahead: timedelta = timedelta()
    document: dict[str, Any] = field(default_factory=lambda: DOCUMENT)
    docs: int = 200
    nobody: int = 401
    nobody_told: dict[str, Any] = field(default_factory=lambda: {"message": "Unauthorized"})
    forged: int = 403
    token: int = 200

    def answer(self, path: str, authorization: str | None) -> tuple[int, Any]:
        if path == "/v1/health":
            return 200, {"status": "ok", "version": self.version, "stage": "t", "capabilities": []}
        if path == "/v1/openapi.json":
            return 200, self.document
        if path == "/v1/docs":
            return self.docs, {}
        if authorization is None:
            return self.nobody, self.nobody_told
        return (self.forged if authorization == FORGED else self.token), {}


@contextmanager
def serving(how: Broken) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = how.answer(self.path, self.headers["Authorization"])
            content = json.dumps(body).encode()
            self.send_response_only(status)
            self.send_header("Date", format_datetime(datetime.now(UTC) + how.ahead))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def looked_at(how: Broken, token: str | None = TOKEN) -> dict[str, Finding]:
    with serving(how) as url:
        return {each.about.rpartition("/v1/")[2]: each for each in of_api(url, token)}


def test_a_good_api_is_well() -> None:
    found = looked_at(Broken())
    assert [each for each in found.values() if not each.is_well] == []
    assert found.keys() == {"health", "version", "clock", "docs", "routes", "forged token", "token"}


@pytest.mark.parametrize(
    ("how", "about", "remedy"),
    [
        (Broken(version="0.0.1"), "version", "sam deploy"),
        (Broken(version="99.0.0"), "version", "update this checkout"),
        (Broken(ahead=timedelta(minutes=5)), "clock", "set this machine's clock"),
        (Broken(ahead=timedelta(hours=-2)), "clock", "set this machine's clock"),
        (Broken(docs=500), "docs", "docs function"),
        (Broken(nobody=200), "routes", "authorizer is gone"),
        (Broken(nobody_told={"code": "unauthenticated"}), "routes", "authorizer is gone"),
        (Broken(nobody=404), "routes", "missing"),
        (Broken(nobody=500), "routes", "look at the authorizer"),
        (Broken(document={}), "routes", "OpenAPI document"),
        (Broken(forged=200), "forged token", "must be refused"),
        (Broken(forged=500), "forged token", "authorizer fails or is gone"),
        (Broken(token=403), "token", "iss https://other.test, aud shop"),
        (Broken(token=401), "token", "expired"),
        (Broken(token=500), "token", "look at their logs"),
        (Broken(token=503), "token", "the table does not answer"),
        (Broken(token=404), "token", "deploy again"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_api_is_named_with_what_to_do(how: Broken, about: str, remedy: str) -> None:
    wrong = {name: each for name, each in looked_at(how).items() if not each.is_well}
    assert wrong.keys() == {about}
    assert remedy in wrong[about].remedy


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "a." + base64.b64encode(b"[]").decode() + ".c"])
def test_what_is_no_token_breaks_nothing(token: str) -> None:
    assert "iss none" in looked_at(Broken(token=403), token)["token"].remedy


def test_without_a_token_what_lies_behind_is_not_judged() -> None:
    assert "token" not in looked_at(Broken(token=500), token=None)


def test_an_address_that_tells_no_stack_is_looked_at_from_outside_alone() -> None:
    [finding] = of_deployed("https://api.example.org")
    assert finding.is_well
    assert "--stack" in finding.told


def test_an_alarm_that_rings_is_told_with_what_it_means() -> None:
    alarms = [
        {"AlarmName": "faults", "StateValue": "ALARM", "AlarmDescription": "Callers got 5xx"},
        {"AlarmName": "sweep", "StateValue": "OK"},
    ]
    kind = "AWS::CloudWatch::Alarm"
    listed = [
        {"LogicalResourceId": each["AlarmName"], "PhysicalResourceId": each["AlarmName"], "ResourceType": kind}
        for each in alarms
    ]
    client = SimpleNamespace(
        describe_stack_resources=lambda **_: {"StackResources": listed},
        describe_alarms=lambda **_: {"MetricAlarms": alarms},
    )
    [finding] = of_alarms(Deployed(lambda service: client, "t"))
    assert (finding.about, finding.remedy) == ("faults", "Callers got 5xx")
    alarms[0]["StateValue"] = "OK"
    [finding] = of_alarms(Deployed(lambda service: client, "t"))
    assert finding.is_well


def test_the_command_says_what_is_wrong_and_fails() -> None:
    with serving(Broken(version="0.0.1")) as url:
        done = CliRunner().invoke(app, ["doctor", "--api", url, "--token", TOKEN])
    assert done.exit_code == 1
    assert [line for line in done.stdout.splitlines() if line.startswith("WRONG")] == [
        f"WRONG  version: 0.0.1 runs there, this checkout has {Broken().version}; "
        "deploy this checkout (sam build && sam deploy)"
    ]
    with serving(Broken()) as url:
        assert CliRunner().invoke(app, ["doctor", "--api", url, "--token", TOKEN]).exit_code == 0
