"""The demo shop as a process: what it does to connections, and what it remembers."""

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class OpenShop:
    """A demo shop of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "local.shop", "--port", "0", "--state", str(folder)],
            cwd=ROOT / "infrastructure",
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.port = int(json.loads(self.process.stdout.readline())["port"])

    def connect(self, timeout: float = 5) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def get(self, host: str, path: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request(method, path, body, {"Host": host})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def control(self, path: str, method: str = "GET", body: bytes | None = None) -> Any:
        return json.loads(self.get("shop.test", path, method, body)[1])

    def close(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=10)
        assert self.process.stdout
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenShop]:
    opened = OpenShop(tmp_path_factory.mktemp("shop"))
    yield opened
    opened.close()


def test_one_connection_serves_many_pages(shop: OpenShop) -> None:
    connection = shop.connect()
    for number in range(20):
        connection.request("GET", f"/p/{number}", headers={"Host": "h001.bench.shop.test"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert len(answer.read()) > 100_000
    connection.request("HEAD", "/p/steel-kettle", headers={"Host": "harbour.shop.test"})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000
    connection.close()


def test_the_port_in_the_host_is_no_part_of_the_shops_name(shop: OpenShop) -> None:
    assert shop.get(f"harbour.shop.test:{shop.port}", "/p/steel-kettle")[0] == 200


def test_how_many_ask_at_once_is_known(shop: OpenShop) -> None:
    shop.control("/_shop/fetches", "DELETE")
    asking = [threading.Thread(target=shop.get, args=("trials.shop.test", "/slow?seconds=0.4")) for _ in range(3)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    host = shop.control("/_shop/fetches")["hosts"]["trials.shop.test"]
    assert host["requests"] == host["most_at_once"] == 3
    for _ in range(2):
        shop.get("trials.shop.test", "/slow?seconds=0.1")
    assert shop.control("/_shop/fetches")["hosts"]["trials.shop.test"]["most_at_once"] == 3


def test_every_page_can_be_made_slower(shop: OpenShop) -> None:
    shop.control("/_shop/delay?ms=150", "PUT")
    started = time.monotonic()
    shop.get("harbour.shop.test", "/p/steel-kettle")
    assert time.monotonic() - started >= 0.15
    shop.control("/_shop/delay?ms=0", "PUT")


def test_a_page_that_stalls_never_answers(shop: OpenShop) -> None:
    connection = shop.connect(timeout=0.5)
    connection.request("GET", "/stall", headers={"Host": "trials.shop.test"})
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    assert shop.get("harbour.shop.test", "/p/steel-kettle")[0] == 200


def test_a_page_that_is_cut_ends_before_its_end(shop: OpenShop) -> None:
    with pytest.raises(http.client.IncompleteRead):
        shop.get("trials.shop.test", "/cut")


@pytest.mark.parametrize("path", ["/drip", "/endless"])
def test_a_page_without_end_goes_on_until_the_visitor_has_enough(shop: OpenShop, path: str) -> None:
    connection = shop.connect()
    connection.request("GET", path, headers={"Host": "trials.shop.test"})
    answer = connection.getresponse()
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.read(20).startswith(b"<")
    answer.close()
    connection.close()
    assert shop.get("harbour.shop.test", "/p/steel-kettle")[0] == 200


def test_a_hook_that_drops_closes_without_an_answer(shop: OpenShop) -> None:
    shop.control("/_hook/dropping/plan", "PUT", json.dumps({"steps": [{"drop": True}]}).encode())
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        shop.get("hooks.shop.test", "/_hook/dropping", "POST", b"{}")
    assert shop.get("hooks.shop.test", "/_hook/dropping", "POST", b"{}")[0] == 204
    assert [row["answered"] for row in shop.control("/_hook/dropping")["deliveries"]] == [None, 204]


def test_what_is_no_http_gets_no_answer(shop: OpenShop) -> None:
    connection = shop.connect()
    connection.connect()
    connection.sock.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
    assert connection.sock.recv(100) == b""
    connection.close()
    assert shop.get("harbour.shop.test", "/p/steel-kettle")[0] == 200


def test_the_day_is_the_same_after_a_restart(tmp_path: Path) -> None:
    first = OpenShop(tmp_path)
    assert first.control("/_shop/advance?days=3", "POST") == {"day": 3}
    assert first.close() == 0
    second = OpenShop(tmp_path)
    assert second.control("/_shop/day") == {"day": 3}
    assert second.close() == 0


def test_a_taken_port_is_said_in_one_line(shop: OpenShop, tmp_path: Path) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "local.shop", "--port", str(shop.port), "--state", str(tmp_path)],
        cwd=ROOT / "infrastructure",
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert again.returncode == 1
    assert f"127.0.0.1:{shop.port}" in again.stderr
    assert "Traceback" not in again.stderr
