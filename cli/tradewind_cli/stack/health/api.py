"""An API anywhere, from outside: what any client sees, with a token and without."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from tradewind_cli.checkout import ROOT
from tradewind_cli.stack.health.finding import Finding
from tradewind_cli.stack.running import direct

FORGED = "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkb2N0b3IifQ."
"""A token that nobody signed (`alg: none`)."""
WATCHES = "/v1/prices/watches"
MOST_SKEW = timedelta(seconds=60)
"""How far two clocks may be apart: what the API allows a token's times."""
PATIENCE_S = 15
LONGEST = 4_000_000


@dataclass(frozen=True)
class Answer:
    """What an address answered; `status` None: nothing did."""

    status: int | None
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> str:
        return f"answers {self.status}" if self.status else "no answer"

    def document(self) -> dict[str, Any]:
        """Its JSON object; empty for anything else."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def of_api(url: str, token: str | None = None) -> Iterator[Finding]:
    """Health, version, clock and documents; that everything else is shut; with a token, that it opens.

    `token`: one that the API should believe; without one, what lies behind the authorizer is not looked at.
    """
    base = url.rstrip("/")
    health = ask(f"{base}/v1/health")
    is_ours = health.status == 200 and "version" in health.document()
    yield Finding(f"{base}/v1/health", health.told, "" if is_ours else "is this the API's address, and is it deployed?")
    if not is_ours:
        return
    yield _of_version(health)
    yield _of_clock(health)
    docs = ask(f"{base}/v1/docs")
    yield Finding(
        f"{base}/v1/docs", docs.told, "" if docs.status == 200 else "the docs function does not answer; look at its log"
    )
    yield _of_routes(base)
    yield _of_forged(base)
    if token is not None:
        yield _of_token(base, token)


def ask(url: str, authorization: str = "") -> Answer:
    """What an address answers with, past any proxy on loopback."""
    headers = {"Authorization": authorization} if authorization else {}
    try:
        with direct.open(Request(url, headers=headers), timeout=PATIENCE_S) as found:  # noqa: S310
            return Answer(found.status, _lower(found.headers), found.read(LONGEST))
    except HTTPError as error:
        with error:
            return Answer(error.code, _lower(error.headers), error.read(LONGEST))
    except (OSError, HTTPException, ValueError):
        return Answer(None, {}, b"")


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _of_version(health: Answer) -> Finding:
    here = json.loads((ROOT / "docs/openapi.json").read_text())["info"]["version"]
    there = str(health.document()["version"])
    if there == here:
        return Finding("version", f"{there}, as this checkout")
    remedy = (
        "deploy this checkout (sam build && sam deploy)" if _number(there) < _number(here) else "update this checkout"
    )
    return Finding("version", f"{there} runs there, this checkout has {here}", remedy)


def _number(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _of_clock(health: Answer) -> Finding:
    try:
        apart = datetime.now(UTC) - parsedate_to_datetime(health.headers["date"])
    except (KeyError, ValueError, TypeError):
        return Finding("clock", "the API tells no time")
    told = f"{abs(apart.total_seconds()):.0f} s {'ahead of' if apart > timedelta() else 'behind'} the API's"
    if abs(apart) <= MOST_SKEW:
        return Finding("clock", told)
    return Finding(
        "clock", told, "tokens are believed by their times: set this machine's clock (timedatectl set-ntp true)"
    )


def _of_routes(base: str) -> Finding:
    """Every route that asks for a token must be there and must refuse who has none; a write is not tried."""
    document = ask(f"{base}/v1/openapi.json").document()
    shut = [
        path
        for path, methods in document.get("paths", {}).items()
        if "get" in methods and methods["get"].get("security", document.get("security")) != []
    ]
    if not shut:
        return Finding("routes", "the API tells of none", "the OpenAPI document is missing or empty; deploy again")
    answers = {path: ask(base + _filled(path)) for path in shut}
    passed = [path for path, answer in answers.items() if answer.status == 401 and "code" in answer.document()]
    if passed:  # the gateway's own 401 has no code: this one is the function's, which knows no caller
        told = f"{passed[0]} and {len(passed) - 1} more are let through to their function"
        return Finding(
            "routes", told, "the gateway asks nobody for a token: their authorizer is gone; deploy again, now"
        )
    wrong = {path: answer.status for path, answer in answers.items() if answer.status != 401}
    if not wrong:
        return Finding("routes", f"{len(shut)} reads ask for a token")
    told = ", ".join(f"{path} answers {status or 'nothing'}" for path, status in list(wrong.items())[:3])
    if any(status is not None and status < 400 for status in wrong.values()):
        return Finding("routes", told, "these open without a token: their authorizer is gone; deploy again, now")
    if 404 in wrong.values():
        return Finding("routes", told, "these routes are missing; deploy again")
    return Finding("routes", told, "without a token these must answer 401; look at the authorizer and its log")


def _filled(path: str) -> str:
    """A path with something in the place of each parameter."""
    return "/".join("doctor" if part.startswith("{") else part for part in path.split("/"))


def _of_forged(base: str) -> Finding:
    answer = ask(base + WATCHES, FORGED)
    if answer.status in (401, 403):
        remedy = ""
    elif answer.status is not None and answer.status >= 500:
        remedy = (
            "the authorizer fails or is gone: look at its log, and whether it reaches the issuer's keys; "
            "if the function is missing, deploy again"
        )
    else:
        remedy = "a forged token must be refused; look at the authorizer"
    return Finding("forged token", answer.told, remedy)


def _of_token(base: str, token: str) -> Finding:
    answer = ask(base + WATCHES, f"Bearer {token}")
    claims = _claims(token)
    says = f"iss {claims.get('iss', 'none')}, aud {claims.get('aud', 'none')}"
    remedies = {
        200: "",
        401: "the token has expired, or says no time that holds; get a new one",
        403: f"the API does not believe it: compare the stack's Issuer and Audience with what the token says ({says})",
        503: "the table does not answer, or is missing: look at the API function's log; to restore, see docs/deploy.md",
    }
    broken = (
        "the authorizer or the API function fails; look at their logs"
        if (answer.status or 0) >= 500
        else ("the route is missing or not the API's; deploy again")
    )
    return Finding("token", answer.told, remedies.get(answer.status or 0, broken))


def _claims(token: str) -> dict[str, Any]:
    """What a token says of itself, unverified; empty where it is none."""
    try:
        part = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
