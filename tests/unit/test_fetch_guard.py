"""Look-ups, the allowance, and the project's own list of addresses."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tradewind.fetch import Allowance, FetchFailed, Guard, open_guard, parse_target
from tradewind.fetch.guard import Endpoint, resolve
from tradewind_cli.evaluate.ssrf import CORPUS, Attempt, Network, attempt, evaluate, judge


def test_the_list_is_refused_and_allowed_as_it_says() -> None:
    report = evaluate(CORPUS)
    assert report.metrics["let_through"] == 0, report.details
    assert report.metrics["wrongly_refused"] == 0, report.details
    assert (report.metrics["addresses"] or 0) >= 150


def test_the_list_has_no_line_twice() -> None:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines))


def test_a_miss_is_counted() -> None:
    assert judge({"should": "refuse"}, Attempt(None, ["1.1.1.1"])) == "let through"
    assert judge({"should": "refuse"}, Attempt("refused", ["1.1.1.1", "10.0.0.1"])) == "let through"
    assert judge({"should": "allow"}, Attempt(None, ["127.0.0.1"])) == "let through"
    assert judge({"should": "allow"}, Attempt("dns", [])) == "wrongly refused"
    assert judge({"should": "allow"}, Attempt(None, ["192.0.0.9", "2001:1::1"])) is None


def test_a_name_that_rebinds_is_met_by_never_hearing_of_the_private_address() -> None:
    rebinds: dict[str, Any] = {"url": "http://a.example/", "resolves_to_sequence": ["1.1.1.1", "127.0.0.1"]}
    tried = attempt(rebinds)
    assert (tried.refusal, tried.connected, tried.unheard) == (None, ["1.1.1.1"], [["127.0.0.1"]])
    assert judge({"should": "refuse"}, tried) is None
    assert judge({"should": "allow"}, tried) is None
    twice_looked_up = Attempt(None, ["127.0.0.1"], [])
    assert judge({"should": "refuse"}, twice_looked_up) == "let through"
    public_only = Attempt(None, ["1.1.1.1"], [["1.1.1.2"]])
    assert judge({"should": "refuse"}, public_only) == "let through"
    back_again = attempt({**rebinds, "redirects": ["/again"]})
    assert back_again.refusal is not None
    assert judge({"should": "allow"}, back_again) == "wrongly refused"


def test_a_bad_line_is_named_and_the_rest_is_counted(tmp_path: Path) -> None:
    list_ = tmp_path / "list.jsonl"
    bad = ["{", "[]", "[" * 100_000, '{"url": "http://a.example/"}', '{"url": 5, "should": "allow"}', "\udce4"]
    good = ['{"url": "http://a.example/\x85", "should": "Refuse", "resolves_to": null, "redirects": null}', ""]
    list_.write_text("\ufeff" + "\n".join([*bad, *good]), encoding="utf-8", errors="surrogateescape")
    report = evaluate(list_)
    assert [report.metrics[name] for name in ("unreadable", "refused", "let_through")] == [len(bad), 1, 0]
    assert [detail.partition(":")[0] for detail in report.details] == [f"line {n}" for n in range(1, len(bad) + 1)]


def test_a_sequence_answers_look_up_by_look_up() -> None:
    network = Network({"url": "http://a.example/", "resolves_to_sequence": ["1.1.1.1", ["10.0.0.1"]]})
    assert [network.resolve("a.example", 1) for _ in range(3)] == [["1.1.1.1"], ["10.0.0.1"], ["10.0.0.1"]]
    network = Network({"url": "http://a.example/", "resolves_to": ["1.1.1.1"], "dns": {"MÜNCHEN.de": ["10.0.0.1"]}})
    assert network.resolve("a.example", 1) == ["1.1.1.1"]
    assert network.resolve("xn--mnchen-3ya.de", 1) == ["10.0.0.1"]
    assert network.resolve("b.example", 1) == ["93.184.215.14"]


def test_a_name_is_looked_up_once_a_hop() -> None:
    asked: list[str] = []

    def resolver(host: str, timeout_s: float) -> Sequence[str]:
        asked.append(host)
        return ["1.1.1.1", "2606:4700::1111"]

    endpoint = Guard(resolver=resolver).endpoint(parse_target("https://Example.com./"), 5)
    assert endpoint == Endpoint(("1.1.1.1", "2606:4700::1111"), 443)
    assert asked == ["example.com"]


@pytest.mark.parametrize("answers", [["1.1.1.1", "10.0.0.1"], ["::1", "1.1.1.1"], ["1.1.1.1", "nonsense"]])
def test_one_bad_address_spoils_the_name(answers: list[str]) -> None:
    guard = Guard(resolver=lambda host, timeout_s: answers)
    with pytest.raises(FetchFailed) as caught:
        guard.endpoint(parse_target("http://example.com/"), 5)
    assert caught.value.kind == "refused"
    assert "10.0.0.1" not in caught.value.detail


@pytest.mark.parametrize(
    ("failure", "kind"), [(socket.gaierror("no"), "dns"), (TimeoutError(), "timeout"), (OSError(), "dns")]
)
def test_a_name_that_does_not_resolve_says_so(failure: OSError, kind: str) -> None:
    def resolver(host: str, timeout_s: float) -> Sequence[str]:
        raise failure

    with pytest.raises(FetchFailed) as caught:
        Guard(resolver=resolver).endpoint(parse_target("http://example.com/"), 5)
    assert caught.value.kind == kind


def test_the_system_resolver_is_bounded_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> list[object]:
        time.sleep(0.3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        resolve("example.com", 0.01)
    assert time.monotonic() - started < 0.2


def test_the_system_resolver_gives_each_address_once(monkeypatch: pytest.MonkeyPatch) -> None:
    place = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", 0))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [place, place])
    assert resolve("example.com", 1) == ["1.1.1.1"]


def test_an_allowance_maps_hosts_to_loopback() -> None:
    allowance = Allowance.parse(" *.shop.test=127.0.0.1:8123 , hooks.test=[::1]:8124,")
    assert allowance.endpoint("a.shop.test") == allowance.endpoint("a.b.shop.test") == Endpoint(("127.0.0.1",), 8123)
    assert allowance.endpoint("hooks.test") == Endpoint(("::1",), 8124)
    for other in ("shop.test", "xshop.test", "a.hooks.test", "a.shop.test.example.com"):
        assert allowance.endpoint(other) is None
    assert Allowance.parse("") == Allowance()


@pytest.mark.parametrize(
    "setting", ["a.test=10.0.0.1:80", "a.test=8.8.8.8:80", "a.test", "=127.0.0.1:1", "*=127.0.0.1:1", "a.test=::1"]
)
def test_an_allowance_is_for_loopback_only(setting: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        open_guard(setting)


def test_the_import_loads_no_http_library() -> None:
    code = "import sys, tradewind.fetch, json; print(json.dumps(sorted(sys.modules)))"
    path = [entry for entry in sys.path if entry.endswith("layers/core/python")]
    answer = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path[0]}, capture_output=True, text=True, check=True
    )
    assert not {"httpcore", "h11", "ssl", "protego", "certifi"} & set(json.loads(answer.stdout))
