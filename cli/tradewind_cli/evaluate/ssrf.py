"""Whether the fetch guard refuses what it must and nothing else: the real transport over a network of the test's own.

A line is `{"url", "should": "refuse" | "allow"}` with, in some,
`resolves_to` (addresses of the URL's host), `resolves_to_sequence` (what its first, second ... look-up answers, the
last one for good), `redirects` (where each hop sends on) and `dns` (`{host: [addresses]}`; any other name is public).

A line is let through if it should be refused and an answer came back, or if, whatever it should be, a connection to
an address that is not public was asked for. There is one exception: a name that rebinds. Where the first look-up
answers with a public address and a later one with a private one, a guard that looks up once and connects to what it
checked never hears of the private one, and people write "refuse" of such a line (the private address is not to be
reached) as well as "allow" (the public one is). Both are met by that: it counts as refused, and as `pinned` besides.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.json_lines import numbered_lines, read_object
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
        self.unheard = [_several(answer) for answer in line.get("resolves_to_sequence") or []]
        self._names = {_host(f"http://{host}/"): _several(answer) for host, answer in (line.get("dns") or {}).items()}
        self._host = _host(line["url"])
        self._last = [PUBLIC] if line.get("resolves_to") is None else _several(line["resolves_to"])
        self._redirects = iter(_several(line.get("redirects") or []))

    def resolve(self, host: str, timeout_s: float) -> "Sequence[str]":
        """What a look-up of `host` answers at this moment."""
        if host in self._names:
            return self._names[host]
        if host != self._host:
            return [PUBLIC]
        if self.unheard:
            self._last = self.unheard.pop(0)
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


@dataclass(frozen=True)
class Attempt:
    """What came of one line: why it was refused (None if it was not), the addresses that were connected to, and the
    answers of its sequence that no look-up asked for."""

    refusal: str | None
    connected: list[str]
    unheard: list[list[str]] = field(default_factory=list)

    @property
    def is_pinned(self) -> bool:
        """A later look-up would have given an address that the guard refuses; it made none."""
        return self.refusal is None and any(is_refused(address) for answer in self.unheard for address in answer)


def command(
    test: Annotated[
        Path, typer.Option(help="JSON lines; the project's own list if not given.", exists=True, dir_okay=False)
    ] = CORPUS,
    json: AsJson = False,
) -> None:
    """Drive the fetch guard over addresses that must be refused and addresses that must not."""
    evaluate(test).show(json)


def evaluate(test: Path) -> Report:
    """Fetch every line of `test` and count."""
    lines = numbered_lines(test)
    refused = pinned = 0
    missed = {"let through": 0, "wrongly refused": 0, "not readable": 0}
    details: list[str] = []
    for number, text in steps(lines, "addresses", len(lines)):
        try:
            line = read_line(text)
            tried = attempt(line)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            missed["not readable"] += 1
            details.append(f"line {number}: not readable: {error!r}")
            continue
        wrong = judge(line, tried)
        held = line["should"] == "refuse" and tried.is_pinned and not wrong
        refused += tried.refusal is not None or held
        pinned += held
        if wrong:
            missed[wrong] += 1
            told = tried.refusal or tried.connected
            details.append(f"line {number}: {wrong}: {json.dumps(line, ensure_ascii=False)} ({told})")
    metrics: Metrics = {
        "addresses": len(lines),
        "refused": refused,
        "pinned": pinned,
        "let_through": missed["let through"],
        "wrongly_refused": missed["wrongly refused"],
        "unreadable": missed["not readable"],
    }
    falls_short = [f"{count} addresses were {how}; the goal is none." for how, count in missed.items() if count]
    return Report("ssrf", metrics, falls_short=falls_short, details=details)


def read_line(text: bytes) -> dict[str, Any]:
    """One line of a test file. Raises: ValueError, KeyError where it lacks an address or what should become of it."""
    line = read_object(text)
    line["should"] = line["should"].lower()
    if not isinstance(line["url"], str) or line["should"] not in ("refuse", "allow"):
        raise ValueError("it needs a url, and refuse or allow as should")
    return line


def attempt(line: dict[str, Any]) -> Attempt:
    """Fetch the line's URL."""
    use_sources()
    from tradewind.fetch import FetchFailed, Guard, fetch

    network = Network(line)
    refusal = None
    try:
        fetch(line["url"], guard=Guard(resolver=network.resolve, connector=network.connect))
    except FetchFailed as failure:
        refusal = str(failure)
    return Attempt(refusal, network.connected, network.unheard)


def judge(line: dict[str, Any], tried: Attempt) -> str | None:
    """How the line went wrong, or None."""
    if any(is_private(address) for address in tried.connected):
        return "let through"
    if line["should"] == "refuse" and tried.refusal is None and not tried.is_pinned:
        return "let through"
    if line["should"] == "allow" and tried.refusal is not None:
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


def is_refused(text: str) -> bool:
    """The guard would not connect to this address."""
    from ipaddress import ip_address

    from tradewind.fetch.addresses import why_refused

    with suppress(ValueError):
        return why_refused(ip_address(text)) is not None
    return False


def _several(answer: str | list[str]) -> list[str]:
    return [answer] if isinstance(answer, str) else list(answer)


def _host(url: str) -> str:
    """The host of `url` as the guard asks for it; as it stands where the guard refuses it unasked."""
    from tradewind.fetch import FetchFailed, parse_target

    try:
        return parse_target(url).host
    except FetchFailed:
        return url
