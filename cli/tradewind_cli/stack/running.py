"""A stack that runs: where it answers, who may ask it, and clients of its AWS."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from tradewind_cli.stack.issuer import Issuer
from tradewind_cli.stack.state import StateFolder, state_folder
from tradewind_cli.trouble import Trouble

HOST = "127.0.0.1"
REGION = "us-east-1"
SHOP_HOSTS = "*.shop.test"
PATIENCE_S = 60

direct = build_opener(ProxyHandler({}))
"""Opens loopback addresses past any proxy that the environment names."""


@dataclass(frozen=True)
class Stack:
    """Where a local stack answers."""

    state: StateFolder
    port: int
    shop_port: int
    outputs: Mapping[str, str]

    @property
    def endpoint(self) -> str:
        """The local AWS."""
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}"

    @property
    def console_url(self) -> str | None:
        """Where people come to: the console and the API on one origin; None for a stack of before there was one."""
        port = self.state.record().console_port
        return f"http://{HOST}:{port}/" if port else None

    def sign_in_url(self, token: str) -> str | None:
        """The console with a token behind the `#`, which no server sees; the page takes it out of the address."""
        return f"{self.console_url}#token={token}" if self.console_url else None

    @property
    def door_url(self) -> str | None:
        """The address that others may use; None while it listens on loopback alone."""
        door = self.state.record().door
        return f"http://{door}" if door else None

    @property
    def docs_url(self) -> str:
        return f"{self.api_url}/v1/docs"

    @property
    def shop_url(self) -> str:
        """The demo shop; its pages stand under host names, see `local_hosts`."""
        return f"http://{HOST}:{self.shop_port}"

    @property
    def local_hosts(self) -> str:
        """The fetch allowance: the shop's host names, and where they are."""
        return f"{SHOP_HOSTS}={HOST}:{self.shop_port}"

    @property
    def issuer(self) -> Issuer:
        return Issuer(self.state.keys, self.endpoint)

    def token(
        self,
        tenant: str = "demo",
        user: str = "demo",
        role: str = "admin",
        tier: str = "enterprise",
        lasts: timedelta = timedelta(days=7),
    ) -> str:
        """A token of the local issuer."""
        return self.issuer.token(user, tenant, role, tier, lasts)

    def client(self, service: str, patience_s: int = PATIENCE_S) -> Any:
        """A boto3 client of the local AWS, by the service's name; credentials and endpoint are its own."""
        return local_client(service, self.endpoint, patience_s)

    def answers(self) -> bool:
        """Whether the local AWS serves."""
        return status_of(f"{self.endpoint}/_ministack/health", 2) == 200

    def recovered(self) -> dict[str, float]:
        """What the local AWS found on disk when it started: items, messages, functions, seconds."""
        with direct.open(f"{self.endpoint}/_tradewind/recovered", timeout=10) as answer:
            found: dict[str, float] = json.load(answer)
        return found

    def flush(self) -> None:
        """Return once all that was acknowledged is on disk. Raises: Trouble when it cannot be saved."""
        try:
            with direct.open(Request(f"{self.endpoint}/_tradewind/flush", method="POST"), timeout=120):  # noqa: S310
                return
        except URLError as error:
            raise Trouble(f"the state cannot be saved in {self.state.path}: {error}; is the disk full?") from error


@cache
def local_client(service: str, endpoint: str, patience_s: int = PATIENCE_S) -> Any:
    """A boto3 client of the local AWS at an endpoint. What may take longer than usual is asked for once only.

    Made once: it takes 50 ms, and who waits for a sweep asks several times a second.
    """
    import boto3
    from botocore.config import Config

    session = boto3.Session("test", "test", region_name=REGION)
    config = Config(
        proxies={},
        read_timeout=patience_s,
        retries={"total_max_attempts": 3 if patience_s <= PATIENCE_S else 1, "mode": "standard"},
        s3={"addressing_style": "path"},
        inject_host_prefix=False,
    )
    return session.client(service, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]


def running(state: Path | None = None) -> Stack:
    """The stack of a state folder. Raises: Trouble when none runs there."""
    folder = state_folder(state)
    stack = known(folder)
    if stack is None or not folder.emulator.is_running():
        raise Trouble("no stack is running here; start it with: tradewind up")
    return stack


def known(folder: StateFolder) -> Stack | None:
    """The stack that a state folder records, running or not; None before its first deploy."""
    record = folder.record()
    return Stack(folder, record.port, record.shop_port, record.outputs) if record.outputs else None


def status_of(url: str, timeout_s: float, headers: Mapping[str, str] | None = None) -> int | None:
    """The HTTP status that an address answers with; None when nothing answers."""
    try:
        with direct.open(Request(url, headers=dict(headers or {})), timeout=timeout_s) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code
    except (OSError, HTTPException):
        return None
