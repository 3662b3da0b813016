"""Outward HTTP that cannot be turned against the network it runs in. See docs/decisions/fetch-guard.md."""

from tradewind.fetch.client import Client, fetch
from tradewind.fetch.guard import USER_AGENT, Allowance, Guard, open_guard
from tradewind.fetch.outcome import Fetched, FetchFailed, Limits
from tradewind.fetch.retry import retry_after_s
from tradewind.fetch.robots import Robots, robots_address
from tradewind.fetch.target import Target, parse_target

__all__ = [
    "USER_AGENT",
    "Allowance",
    "Client",
    "FetchFailed",
    "Fetched",
    "Guard",
    "Limits",
    "Robots",
    "Target",
    "fetch",
    "open_guard",
    "parse_target",
    "retry_after_s",
    "robots_address",
]
