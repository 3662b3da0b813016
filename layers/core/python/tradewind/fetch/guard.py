"""Who may be connected to: the ports to the network and the rule between them."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING

from tradewind.fetch.addresses import IPAddress, why_refused
from tradewind.fetch.outcome import FetchFailed
from tradewind.fetch.target import Target

if TYPE_CHECKING:
    from httpcore import NetworkStream

Resolver = Callable[[str, float], Sequence[str]]
"""A name and seconds to the addresses it has now, in order of preference. Raises OSError or TimeoutError."""

Connector = Callable[[str, int, float], "NetworkStream"]
"""A checked address, a port and seconds to a connection. Raises httpcore.ConnectError or ConnectTimeout."""

ROBOT = "TradewindBot"
"""The name that robots.txt can name."""

USER_AGENT = f"{ROBOT}/0.1 (+https://tradewind.example/bot)"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A connection to be made: to one of `addresses`, tried in order, and to no other."""

    addresses: tuple[str, ...]
    port: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """Hosts that stand for a server on this machine: how the local stack reaches its demo shop. Empty elsewhere."""

    places: tuple[tuple[str, str, int], ...] = ()

    @classmethod
    def parse(cls, setting: str) -> "Allowance":
        """Read `*.shop.test=127.0.0.1:8123,hooks.test=127.0.0.1:8124`; `*.` stands for one or more labels.

        Raises: ValueError where an entry is malformed or is not for a loopback address.
        """
        places: list[tuple[str, str, int]] = []
        for entry in filter(None, (entry.strip() for entry in setting.split(","))):
            pattern, _, place = entry.partition("=")
            host, _, port = place.rpartition(":")
            address = ip_address(host.strip("[]"))
            if not pattern or "*" in pattern.removeprefix("*.") or not address.is_loopback:
                raise ValueError(f"{entry!r} does not map a host to a loopback address")
            places.append((pattern.lower(), str(address), int(port)))
        return cls(tuple(places))

    def endpoint(self, host: str) -> Endpoint | None:
        """Where `host` is served on this machine, or None."""
        for pattern, address, port in self.places:
            if host == pattern or (pattern.startswith("*.") and host.endswith(pattern[1:])):
                return Endpoint((address,), port)
        return None


def resolve(host: str, timeout_s: float) -> Sequence[str]:
    """The addresses the system's resolver has for `host`.

    getaddrinfo takes no time-out and may take half a minute, so it runs in a thread that is left behind (0.1 ms).
    """
    answers: list[str] = []
    failures: list[OSError] = []

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError as failure:
            failures.append(failure)
        except UnicodeError as failure:
            failures.append(OSError(str(failure)))
        else:
            answers.extend(dict.fromkeys(str(place[0]) for *_, place in found))

    thread = Thread(target=look_up, name="resolve", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if thread.is_alive():
        raise TimeoutError
    if failures:
        raise failures[0]
    return answers


def connect(address: str, port: int, timeout_s: float) -> "NetworkStream":
    """A TCP connection to an address."""
    from httpcore import SyncBackend

    no_delay = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return SyncBackend().connect_tcp(address, port, timeout=timeout_s, socket_options=[no_delay])


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides for each hop what may be connected to.

    A name is looked up once a hop. All of its addresses must be public (`addresses.why_refused`): a name that
    answers with a public and a private one is trying something. What was checked is what is connected to.
    """

    resolver: Resolver = resolve
    connector: Connector = connect
    allowance: Allowance = Allowance()
    user_agent: str = USER_AGENT

    def endpoint(self, target: Target, timeout_s: float) -> Endpoint:
        """Where `target` may be reached.

        Raises: FetchFailed (refused, dns, timeout).
        """
        if target.address is not None:
            return Endpoint((self._checked(target, target.address),), target.port)
        if local := self.allowance.endpoint(target.host):
            return local
        try:
            answers = self.resolver(target.host, timeout_s)
        except TimeoutError:
            raise FetchFailed("timeout", f"The name {target.host} was not resolved in time.") from None
        except OSError:
            raise FetchFailed("dns", f"The name {target.host} does not resolve.") from None
        if not answers:
            raise FetchFailed("dns", f"The name {target.host} has no address.")
        return Endpoint(tuple(self._checked(target, _address(target, answer)) for answer in answers), target.port)

    def _checked(self, target: Target, address: IPAddress) -> str:
        if why_refused(address):
            raise FetchFailed("refused", f"{target.host} is not on the public internet.")
        return str(address)


def open_guard(allowance: str = "", user_agent: str = USER_AGENT) -> Guard:
    """The guard of a running function: the system's resolver and sockets, and the setting's allowance.

    Raises: ValueError as `Allowance.parse`.
    """
    return Guard(allowance=Allowance.parse(allowance), user_agent=user_agent)


def _address(target: Target, answer: str) -> IPAddress:
    try:
        return ip_address(answer)
    except ValueError:
        raise FetchFailed("refused", f"{target.host} resolves to what is no address.") from None
