"""Starting and stopping a stack, by a private one that these tests may break."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tradewind_cli.stack import lifecycle
from tradewind_cli.stack.functions import functions, log_lines
from tradewind_cli.stack.running import Stack, running, status_of
from tradewind_cli.stack.state import StateFolder
from tradewind_cli.trouble import Trouble

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StateFolder]:
    made = StateFolder(tmp_path_factory.mktemp("private") / "state")
    yield made
    lifecycle.kill(made)


@pytest.fixture
def private(folder: StateFolder) -> Stack:
    return lifecycle.start(folder, port=0).stack


def test_two_starts_at_once_make_one_stack(folder: StateFolder) -> None:
    with ThreadPoolExecutor(2) as both:
        one, other = both.map(lambda _: lifecycle.start(folder, port=0), range(2))
    assert one.stack == other.stack
    assert {one.was_running, other.was_running} == {True, False}


def test_it_listens_on_loopback_alone(private: Stack) -> None:
    assert private.endpoint.startswith("http://127.0.0.1:")
    assert status_of(f"http://127.0.0.2:{private.port}/_ministack/health", 1) is None


def test_every_function_is_known_by_the_name_of_its_handler(private: Stack) -> None:
    assert {"account/authorizer", "api/docs", "prices/api", "prices/steps"} <= set(functions(private))


def test_a_function_that_has_not_run_has_said_nothing(private: Stack) -> None:
    from datetime import UTC, datetime

    preview = functions(private)["prices/api_preview"]
    assert log_lines(private, preview, datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_only_a_token_opens_the_api(private: Stack) -> None:
    watches = f"{private.api_url}/v1/prices/watches"
    assert status_of(watches, 20) == 401
    assert status_of(watches, 20, {"Authorization": "Bearer nonsense"}) == 403
    assert status_of(watches, 20, {"Authorization": f"Bearer {private.token(role='viewer')}"}) == 200


def test_a_stack_that_runs_is_not_moved(folder: StateFolder, private: Stack) -> None:
    other = lifecycle.choose_port(0)
    with pytest.raises(Trouble, match="run first: tradewind down"):
        lifecycle.start(folder, port=other)


def test_after_a_kill_it_comes_back_where_it_was_and_says_what_it_found(folder: StateFolder, private: Stack) -> None:
    private.client("sqs").create_queue(QueueName="kept")
    private.flush()
    lifecycle.kill(folder)
    with pytest.raises(Trouble, match="tradewind up"):
        running(folder.path)
    again = lifecycle.start(folder)
    assert (again.stack, again.was_running) == (private, False)
    assert again.recovered["functions"] >= 7
    assert again.stack.client("sqs").get_queue_url(QueueName="kept")["QueueUrl"]
    assert running(folder.path) == private


def test_an_ended_shop_is_started_again_beside_a_running_stack(folder: StateFolder, private: Stack) -> None:
    folder.shop.kill()
    again = lifecycle.start(folder)
    assert again.was_running
    assert status_of(f"{again.stack.shop_url}/_shop/health", 5) == 200


def test_fresh_forgets_all_that_was_kept(folder: StateFolder, private: Stack) -> None:
    private.client("sqs").create_queue(QueueName="forgotten")
    old_token = private.token()
    began = lifecycle.start(folder, port=0, fresh=True)
    assert (began.was_running, began.recovered) == (False, {})
    queues = began.stack.client("sqs").list_queues()["QueueUrls"]
    assert [url for url in queues if url.endswith("/forgotten")] == []
    refused = status_of(f"{began.stack.api_url}/v1/prices/watches", 20, {"Authorization": f"Bearer {old_token}"})
    assert refused == 403


def test_stop_ends_both_processes_and_keeps_the_state(folder: StateFolder, private: Stack) -> None:
    assert lifecycle.stop(folder)
    assert not folder.emulator.is_running()
    assert not folder.shop.is_running()
    assert folder.record().outputs == private.outputs
    assert not lifecycle.stop(folder)


def test_the_runs_own_stack_is_not_the_users(stack: Stack, tmp_path: Path) -> None:
    from tradewind_cli.stack.state import DEFAULT

    assert DEFAULT not in (stack.state.path, *stack.state.path.parents)
    assert stack.port != lifecycle.DEFAULT_PORT


def test_others_reach_the_console_and_the_api_and_nothing_behind_them(private_state: Path) -> None:
    door = f"127.0.0.2:{lifecycle.choose_port(0)}"
    folder = StateFolder(private_state)
    stack = lifecycle.start(folder, port=0, door=door).stack
    assert stack.door_url == f"http://{door}"
    watches = f"{stack.door_url}/v1/prices/watches"
    assert status_of(watches, 20) == 401
    assert stack.console_url is not None
    assert status_of(f"{stack.console_url}v1/prices/watches", 20) == 401
    assert status_of(watches, 20, {"Authorization": f"Bearer {stack.token(role='viewer')}"}) == 200
    tricks: dict[str, dict[str, str]] = {
        "/tradewind-issuer/.well-known/jwks.json": {},
        "/v1/../_tradewind/recovered": {},
        "/v1/prices/watches/../../../_tradewind/recovered": {},
        "/v1/x": {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"},
        "/v1/jwks.json": {"Host": "tradewind-issuer.s3.localhost.localstack.cloud"},
    }
    answers = {path: status_of(f"{stack.door_url}{path}", 20, headers) for path, headers in tricks.items()}
    assert answers == dict.fromkeys(tricks, 404)
    for path in ("/", "/_ministack/health", "/_tradewind/recovered", "/?Action=ListQueues", "/tradewind-issuer"):
        for origin in (stack.door_url, str(stack.console_url).rstrip("/")):
            connection = HTTPConnection(urlsplit(origin).netloc, timeout=20)
            connection.request("GET", path)
            with connection.getresponse() as page:
                page.read()
                told = page.getheader("content-security-policy", "")
            assert "default-src 'none'" in told, "a page of the console, and nothing of the local AWS"
            connection.request("POST", path, b"{}", {"X-Amz-Target": "DynamoDB_20120810.ListTables"})
            assert connection.getresponse().status == 404
            connection.close()
    assert status_of(f"{stack.console_url}v1/prices/watches", 20) == 401
    with pytest.raises(Trouble, match="run first: tradewind down"):
        lifecycle.start(folder, door="127.0.0.3:8480")
    lifecycle.stop(folder)
    assert lifecycle.start(folder).stack.door_url is None
    assert status_of(watches, 2) is None
