"""A hundred callers at once on every kind of limit and quota; and what becomes of both when their table fails."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection
from math import ceil
from threading import Barrier
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from tradewind_cli.checkout import use_sources
from tradewind_cli.report import AsJson, Metrics, Report, steps

if TYPE_CHECKING:
    from account.store.accounts import AccountStore
    from prices.store import PriceStore
    from tradewind.caller import Caller
    from tradewind.dynamo import Table
    from tradewind_cli.stack.running import Stack

CALLERS = 100
AT_THE_GATEWAY = 8
"""Callers at once through the gateway: here each request under way is a process of its own."""
CLOSED = "http://127.0.0.1:9"
"""An endpoint where nothing listens: the discard port."""
PAST = 2
"""How many times the limit is asked for."""


def command(json: AsJson = False) -> None:
    """A hundred callers at once on each rate class and quota: how many came through, beside what the limit says."""
    from tradewind_cli.measure.private_stack import private_stack

    with private_stack() as stack:
        report = measure(stack)
    report.show(json)


@dataclass(frozen=True)
class Kind:
    """One limit, and how one request against it is made; it returns whether it was allowed."""

    name: str
    limit: int
    ask: Callable[[int], bool]
    callers: int = CALLERS

    @property
    def requests(self) -> int:
        """Of each caller: together at least twice the limit."""
        return max(ceil(self.limit * PAST / self.callers), 1)


def measure(stack: "Stack", *, http: bool = True) -> Report:
    """All callers start together, each with a connection of its own, and ask until twice the limit is asked for.

    Rate classes and quotas are counted by the kernel and the stores themselves, against the stack's tables; the
    class `default` besides through gateway, authorizer and function, by eight at once (`http`). `allowed`, `limit`
    and `over` are sums over all kinds; a kind's own figures stand under its name.
    """
    use_sources()
    kinds = [*_rates(stack), *_quotas(stack), *([_over_http(stack)] if http else [])]
    metrics: Metrics = {"callers": CALLERS, "allowed": 0, "limit": 0, "over": 0}
    details = []
    for kind in steps(kinds, "Limits"):
        allowed, failed = _all_at_once(kind)
        over = max(allowed - kind.limit, 0)
        for name, value in (("allowed", allowed), ("limit", kind.limit), ("over", over)):
            metrics[name] = (metrics[name] or 0) + value
            metrics[f"{kind.name}_{name}"] = value
        details.append(f"{kind.name}: {allowed} of {kind.callers * kind.requests} allowed, the limit is {kind.limit}")
        details += [f"{kind.name}: {count} failed: {why}" for why, count in failed.items()]
    metrics |= _while_the_table_is_down()
    return Report("limits", metrics, falls_short=list(_short(metrics, kinds)), details=details)


def _short(metrics: Metrics, kinds: Iterable[Kind]) -> Iterable[str]:
    for kind in kinds:
        allowed = metrics[f"{kind.name}_allowed"] or 0
        if allowed != kind.limit:
            yield f"{kind.name}: {allowed} came through, the limit is {kind.limit}"
    if metrics["down_rates_let_through"] != CALLERS or not metrics["down_rates_logged"]:
        yield "while the table of limits is down requests are refused, or nobody says so"
    if metrics["down_quotas_refused"] != CALLERS:
        yield "while the table is down a quota lets through"


def _all_at_once(kind: Kind) -> tuple[int, Counter[str]]:
    """How many requests were allowed, and why others failed that no limit refused."""
    start = Barrier(kind.callers)
    each = kind.requests

    def caller(number: int) -> tuple[int, list[str]]:
        start.wait()
        allowed, failed = 0, []
        for turn in range(each):
            try:
                allowed += kind.ask(number * each + turn)
            except Exception as error:  # noqa: BLE001 - the boundary of one caller: counted and told
                failed.append(f"{type(error).__name__}: {error}")
        return allowed, failed

    with ThreadPoolExecutor(kind.callers) as callers:
        found = list(callers.map(caller, range(kind.callers)))
    return sum(allowed for allowed, _ in found), Counter(why for _, failed in found for why in failed)


def _rates(stack: "Stack") -> Iterable[Kind]:
    from tradewind.limits import CLASSES, Limiter

    limiter = Limiter(_table(stack.outputs["LimitsTableName"], stack.endpoint))
    by = _caller("free")

    def ask(rate: Any, _: int) -> bool:
        return limiter.count(by, rate, datetime.now(UTC)).allowed

    for rate in CLASSES:
        yield Kind(f"rate_{rate.name}", rate.quota, partial(ask, rate))


def _quotas(stack: "Stack") -> Iterable[Kind]:
    from account.store.accounts import AccountStore
    from prices.store import PriceStore
    from tradewind.caller import Tier

    prices = PriceStore.on(_table(stack.outputs["PricesTableName"], stack.endpoint), _no_audit)
    accounts = AccountStore(_table(stack.outputs["AccountTableName"], stack.endpoint))
    yield Kind("quota_watches", Tier.FREE.allowance.watches or 0, partial(_watch, prices, _caller("free")))
    for tier in (Tier.PRO, Tier.ENTERPRISE):
        by = _caller(tier)
        yield Kind(f"quota_api_keys_{tier}", tier.allowance.api_keys, partial(_key, stack, accounts, by))


def _over_http(stack: "Stack") -> Kind:
    """The class `default`, asked as any client does. The authorizer has let the caller in before, with a request of
    another class."""
    from tradewind.limits import DEFAULT

    by = _caller("free")
    headers = {"authorization": f"Bearer {stack.token(by.tenant, by.user, 'viewer', 'free')}"}
    base = urlsplit(stack.api_url)

    def ask(method: str, path: str) -> int:
        connection = HTTPConnection(base.netloc, timeout=60)
        try:
            connection.request(method, f"{base.path}{path}", headers=headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        if answer.status == 429 and not answer.getheader("Retry-After"):
            raise ConnectionError("429 without Retry-After")
        return answer.status

    def was_allowed(_: int) -> bool:
        status = ask("GET", "/v1/account")
        if status not in (200, 429):
            raise ConnectionError(str(status))
        return status == 200

    ask("POST", "/v1/prices/preview")
    return Kind("http_default", DEFAULT.quota, was_allowed, AT_THE_GATEWAY)


def _watch(prices: "PriceStore", by: "Caller", number: int) -> bool:
    """Whether one more page is watched, each by a request of its own."""
    from prices import service
    from prices.models.watch import WatchRequest
    from tradewind import clock
    from tradewind.errors import QuotaReached

    try:
        service.create(
            WatchRequest(url=f"https://limits.example/p/{number}"),
            by,
            f"once-{number}",
            store=prices,
            checks=_Silent(),
            sealer=_Silent(),
            now=clock.now,
            new_id=clock.new_id,
        )
    except QuotaReached:
        return False
    return True


def _key(stack: "Stack", accounts: "AccountStore", by: "Caller", number: int) -> bool:
    """Whether one more API key is made."""
    import os
    from datetime import timedelta

    from account import service
    from account.models import KeyRequest
    from tradewind import clock
    from tradewind.audit import Audit, Persons, Recorder
    from tradewind.errors import QuotaReached

    audit = Audit(Recorder(stack.outputs["AuditTableName"], timedelta(days=1)), lambda: Persons(accounts.table))
    try:
        service.make_key(
            KeyRequest(name="bench"),
            by,
            f"once-{number}",
            store=accounts,
            audit=audit,
            now=clock.now,
            new_id=clock.new_id,
            new_secret=os.urandom,
        )
    except QuotaReached:
        return False
    return True


def _while_the_table_is_down() -> Metrics:
    """What a hundred requests come to while nothing listens where the tables are."""
    from prices.store import PriceStore
    from tradewind import limits
    from tradewind.errors import Unavailable
    from tradewind.observability import logger

    told = _Told()
    logger.addHandler(told)
    limiter = limits.Limiter(_table("limits", CLOSED, quick=True))
    by = _caller("free")
    let_through = sum(limiter.take(by, limits.DEFAULT, datetime.now(UTC)) is None for _ in range(CALLERS))
    prices = PriceStore.on(_table("prices", CLOSED, quick=True), _no_audit)
    refused = 0
    for number in range(CALLERS):
        try:
            _watch(prices, by, number)
        except Unavailable:
            refused += 1
    return {"down_rates_let_through": let_through, "down_rates_logged": told.lines, "down_quotas_refused": refused}


class _Told(logging.Handler):
    """Counts what is said of requests that nobody counts."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += "uncounted" in record.getMessage()


class _Silent:
    """A queue that takes everything, and a sealer that is asked for nothing."""

    def send(self, *_: object, delay_s: int = 0) -> None: ...

    def seal(self, text: str, context: object) -> str:
        raise AssertionError("nothing is sealed here")

    unseal = seal


def _no_audit() -> Any:
    raise AssertionError("no watch of this measurement tells anything")


def _caller(tier: str) -> "Caller":
    """Somebody nobody else is, for each limit anew."""
    from tradewind.caller import Caller, Role, Tier

    return Caller(tenant=f"limits-{uuid4().hex[:12]}", user="bench", role=Role.MANAGER, tier=Tier(tier))


def _table(name: str, endpoint: str, *, quick: bool = False) -> "Table":
    """A table with a connection for each caller. `quick`: one try alone."""
    import boto3
    from botocore.config import Config

    from tradewind.dynamo import Table
    from tradewind_cli.stack.running import REGION

    retries = {"max_attempts": 0} if quick else {"mode": "standard", "max_attempts": 3}
    config = Config(proxies={}, read_timeout=60, retries=retries, max_pool_connections=CALLERS)  # type: ignore[arg-type]
    session = boto3.Session("test", "test", region_name=REGION)
    return Table(name, session.client("dynamodb", endpoint_url=endpoint, config=config))
