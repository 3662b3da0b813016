"""`trials.shop.test`: a host on which everything goes wrong that can, each under its own path.

Hosts beside it have odd rules for robots: `closed.shop.test` lets nobody in, `patient.shop.test` asks for two seconds
between requests, `robots-down.shop.test` cannot say.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import cache

from local.shop.answer import Answer, Ask, Headers, redirect
from local.shop.catalogue import DOMAIN
from local.shop.world import page_at

HOST = f"trials.{DOMAIN}"
PRODUCT = f"http://harbour.{DOMAIN}/p/steel-kettle"
HUGE_BYTES = 12 * 1024 * 1024
"""Past the 8 MB that a fetcher may be asked to take."""

BOMB_BYTES = 256 * 1024 * 1024
"""What 256 KB of gzip unpack to."""

MEMBERS_COOKIE = "club=yes"
MEMBERS_KEY = "open-sesame"

ROBOTS = {
    HOST: (200, "User-agent: *\nDisallow: /private/\n"),
    f"closed.{DOMAIN}": (200, "User-agent: *\nDisallow: /\n"),
    f"patient.{DOMAIN}": (200, "User-agent: *\nCrawl-delay: 2\n"),
    f"robots-down.{DOMAIN}": (503, ""),
    f"robots-missing.{DOMAIN}": (404, ""),
    f"robots-page.{DOMAIN}": (200, "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>"),
}
SOMEWHERE_ELSE = {
    "/to-private": "http://10.0.0.8/p/1",
    "/to-loopback": "http://127.0.0.1:22/",
    "/to-metadata": "http://169.254.169.254/latest/meta-data/",
    "/to-mapped": "http://[::ffff:127.0.0.1]/",
    "/to-file": "file:///etc/passwd",
    "/to-another-host": PRODUCT,
    "/loop/a": f"http://{HOST}/loop/b",
    "/loop/b": f"http://{HOST}/loop/a",
}


@dataclass(frozen=True)
class Trial:
    """One request for a trial: `rest` is what stands after its name, `visits` counts its requests so far."""

    ask: Ask
    rest: str
    day: int
    visits: int


def answer_trial(ask: Ask, day: int, visits: int) -> Answer:
    """What the trial at this path does. A number that is none in path or parameters is a 404."""
    if ask.path in SOMEWHERE_ELSE:
        return redirect(SOMEWHERE_ELSE[ask.path])
    name, _, rest = ask.path[1:].partition("/")
    try:
        return TRIALS[name](Trial(ask, rest, day, visits)) if name in TRIALS else _missing()
    except ValueError:
        return _missing()


def answer_robots(host: str) -> Answer | None:
    """The odd hosts' robots.txt; None for a host that is none of them."""
    if host not in ROBOTS:
        return None
    status, text = ROBOTS[host]
    return Answer(status, text.encode(), "text/html" if text.startswith("<") else "text/plain; charset=utf-8")


def _missing() -> Answer:
    return Answer(404, b"<!DOCTYPE html><title>Not Found</title><h1>Not Found</h1>")


def _product(trial: Trial) -> Answer:
    return Answer(body=page_at(PRODUCT).body(trial.day))


def _member(trial: Trial) -> Answer:
    """The product to those who bring the members' cookie or key, the sign-in to all others."""
    given = trial.ask.headers
    if MEMBERS_COOKIE in given.get("cookie", "") or given.get("x-club-key") == MEMBERS_KEY:
        return _product(trial)
    return Answer(body=page_at(f"http://harbour.{DOMAIN}/login").body(trial.day))


def _chain(trial: Trial) -> Answer:
    left = int(trial.rest)
    return redirect(f"http://{HOST}/chain/{left - 1}" if left > 1 else PRODUCT, 301)


def _status(trial: Trial) -> Answer:
    return Answer(int(trial.rest), b"<h1>That is all</h1>", headers=_retry(trial))


def _flaky(trial: Trial) -> Answer:
    return Answer(500, b"<h1>Internal Server Error</h1>") if trial.visits % 3 else _product(trial)


def _slow(trial: Trial) -> Answer:
    return replace(_product(trial), wait_s=trial.ask.number("seconds", 5))


def _retry(trial: Trial) -> Headers:
    after = trial.ask.query.get("after")
    return (("Retry-After", after),) if after else ()


def _busy(trial: Trial) -> Answer:
    return Answer(429, b"<h1>Too Many Requests</h1>", headers=_retry(trial) or (("Retry-After", "30"),))


def _drip(trial: Trial) -> Answer:
    seconds = trial.ask.number("seconds", 60)

    async def pieces() -> AsyncIterator[bytes]:
        yield b"<!DOCTYPE html><html><body>"
        for _ in range(int(seconds * 2)):
            await asyncio.sleep(0.5)
            yield b"<p>."

    return Answer(stream=pieces)


def _endless(_: Trial) -> Answer:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield b"<p>and on it goes</p>\n" * 3000

    return Answer(stream=pieces)


def _huge(_: Trial) -> Answer:
    return Answer(body=b"<!DOCTYPE html><html><body>" + b"<p>more of the same</p>\n" * (HUGE_BYTES // 24))


def _bomb(_: Trial) -> Answer:
    return Answer(body=_packed_zeros(), headers=(("Content-Encoding", "gzip"),))


@cache
def _packed_zeros() -> bytes:
    return gzip.compress(bytes(BOMB_BYTES), compresslevel=9)


TRIALS: dict[str, Callable[[Trial], Answer]] = {
    "product": _product,
    "private": _product,
    "member": _member,
    "chain": _chain,
    "status": _status,
    "flaky": _flaky,
    "slow": _slow,
    "busy": _busy,
    "drip": _drip,
    "endless": _endless,
    "huge": _huge,
    "bomb": _bomb,
    "bad-gzip": lambda _: Answer(body=b"this was never packed", headers=(("Content-Encoding", "gzip"),)),
    "missing": lambda _: _missing(),
    "gone": lambda _: Answer(410, b"<h1>Gone</h1>"),
    "down": lambda trial: Answer(503, b"<h1>Back soon</h1>", headers=_retry(trial)),
    "stall": lambda _: Answer(hang=True),
    "cut": lambda _: Answer(body=b"<!DOCTYPE html><html><body><h1>Steel Ket", cut=True),
    "empty": lambda _: Answer(body=b""),
    "pdf": lambda _: Answer(body=b"%PDF-1.7\n", content_type="application/pdf"),
    "picture": lambda _: Answer(body=b"\x89PNG\r\n\x1a\n", content_type="image/png"),
    "deep": lambda _: Answer(body=b"<!DOCTYPE html><html><body>" + b"<div>" * 200_000 + b"9.99"),
    "challenge": lambda _: Answer(403, b"<title>Just a moment...</title><p>Verify that you are human.</p>"),
}
