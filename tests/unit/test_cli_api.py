"""The command as a client of the API: what it makes of being told to wait."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from tradewind_cli.prices import api
from tradewind_cli.trouble import Trouble


class Site:
    """Answers as it is told, one answer after another: a status and its Retry-After."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str | None]] = []
        self.keys: list[str | None] = []
        site = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                status, wait = site.answers.pop(0)
                site.keys.append(self.headers["idempotency-key"])
                self.send_response(status)
                if wait:
                    self.send_header("Retry-After", wait)
                self.end_headers()
                self.wfile.write(b'{"detail": "too often"}')

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def ask(self) -> Any:
        url = f"http://127.0.0.1:{self.server.server_port}"
        stack: Any = SimpleNamespace(api_url=url, token=lambda **_: "token")
        return api.Api(stack, "demo").call("POST", "/v1/things", {})


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr("tradewind_cli.prices.api.time.sleep", found.append)
    return found


def test_who_asks_too_often_waits_and_asks_the_same_again(site: Site, waited: list[float]) -> None:
    site.answers = [(429, "7"), (429, None), (200, None)]
    assert site.ask() == {"detail": "too often"}
    assert (waited, len(set(site.keys))) == ([7, 1], 1)


@pytest.mark.parametrize("answer", [(429, "3600"), (403, None), (503, "1")])
def test_a_long_wait_and_any_other_refusal_are_told(
    site: Site, waited: list[float], answer: tuple[int, str | None]
) -> None:
    site.answers = [answer]
    with pytest.raises(Trouble, match="too often"):
        site.ask()
    assert waited == []
