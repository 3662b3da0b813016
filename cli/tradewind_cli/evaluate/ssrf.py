"""Whether the fetch guard refuses what it must and nothing else: the real transport over a network of the test's own.

A line is `{"url", "should": "refuse" | "allow"}` with, in some,
`resolves_to` (addresses of the URL's host), `resolves_to_sequence` (what the first, second ... look-up answers, the
last one for good), `redirects` (where each hop sends on) and `dns` (`{host: [addresses]}`; any other name is public).

A line is let through if it should be refused and an answer came back, or if, whatever it should be, a connection to
an address that is not public was asked for.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.report import AsJson, Metrics, Report, steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from httpcore import NetworkStream

CORPUS = ROOT / "tests" / "corpora" / "ssrf.jsonl"
PUBLIC = "93.184.215.14"


class Network:
    """One line's world: answers look-ups and connections, and remembers the addresses that were connected to."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.connected: list[str] = []
        self._names = {_host(f"http://{host}/"): _several(answer) for host, answer in line.get("dns", {}).items()}
        if "resolves_to" in line:
            self._names.setdefault(_host(line["url"]), _several(line["resolves_to"]))
        self._sequence = iter([_several(answer) for answer in line.get("resolves_to_sequence", [])])
        self._last = [PUBLIC]
        self._redirects = iter(line.get("redirects", []))

    def resolve(self, host: str, timeout_s: float) -> "Sequence[str]":
        """What a look-up of `host` answers at this moment."""
        if host in self._names:
            return self._names[host]
        self._last = next(self._sequence, self._last)
        return self._last

    def connect(self, address: str, port: int, timeout_s: float) -> "NetworkStream":
        """A connection that answers one request: with the next redirect, or with a page."""
        from httpcore import MockStream

        self.connected.append(address)
        onward = next(self._redirects, None)
        if onward is None:
            head = "HTTP/1.1 200 OK\r\nContent-Type: text/html"
        else:
            head = f"HTTP/1.1 302 Found\r\nLocation: {onward}"
        return MockStream([f"{head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode(errors="replace")])


def command(
    test: Annotated[Path, typer.Option(help="JSON lines; the project's own list if not given.")] = CORPUS,
    json: AsJson = False,
) -> None:
    """Drive the fetch guard over addresses that must be refused and addresses that must not."""
    evaluate(test).show(json)


def evaluate(test: Path) -> Report:
    """Fetch every line of `test` and count."""
    lines = [json.loads(text) for text in test.read_text(encoding="utf-8").splitlines() if text.strip()]
    refused, missed = 0, {"let through": 0, "wrongly refused": 0}
    details: list[str] = []
    for line in steps(lines, "addresses", len(lines)):
        outcome, connected = attempt(line)
        wrong = judge(line, outcome, connected)
        refused += outcome is not None
        if wrong:
            missed[wrong] += 1
            details.append(f"{wrong}: {json.dumps(line, ensure_ascii=False)} ({outcome or connected})")
    metrics: Metrics = {
        "addresses": len(lines),
        "refused": refused,
        "let_through": missed["let through"],
        "wrongly_refused": missed["wrongly refused"],
    }
    falls_short = [f"{count} addresses were {how}; the goal is none." for how, count in missed.items() if count]
    return Report("ssrf", metrics, falls_short=falls_short, details=details)


def attempt(line: dict[str, Any]) -> tuple[str | None, list[str]]:
    """Fetch the line's URL: why it was refused, None if it was not, and the addresses that were connected to."""
    use_sources()
    from tradewind.fetch import FetchFailed, Guard, fetch

    network = Network(line)
    try:
        fetch(line["url"], guard=Guard(resolver=network.resolve, connector=network.connect))
    except FetchFailed as failure:
        return str(failure), network.connected
    return None, network.connected


def judge(line: dict[str, Any], outcome: str | None, connected: list[str]) -> str | None:
    """How the line went wrong, or None."""
    if any(is_private(address) for address in connected) or (line["should"] == "refuse" and outcome is None):
        return "let through"
    if line["should"] == "allow" and outcome is not None:
        return "wrongly refused"
    return None


def is_private(text: str) -> bool:
    """A second opinion on an address that was connected to: the standard library's.

    Its table lacks the blocks that are reachable within IETF's own before Python 3.12.4.
    """
    from ipaddress import IPv4Address, ip_address

    from tradewind.fetch.addresses import REACHABLE_V4, REACHABLE_V6

    address = ip_address(text)
    if isinstance(address, IPv4Address):
        return address.is_private and address not in REACHABLE_V4
    return address.is_private and not any(address in block for block in REACHABLE_V6)


def _several(answer: str | list[str]) -> list[str]:
    return [answer] if isinstance(answer, str) else list(answer)


def _host(url: str) -> str:
    """The host of `url` as the guard asks for it; as it stands where the guard refuses it unasked."""
    from tradewind.fetch import FetchFailed, parse_target

    try:
        return parse_target(url).host
    except FetchFailed:
        return url
