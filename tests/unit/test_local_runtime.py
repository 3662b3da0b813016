"""The client of the Lambda runtime API, against a runtime API of the test's own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from local import runtime

APP = """
import os, sys
class Refused(Exception): pass
def handler(event, context):
    print("seen", event)
    if event.get("fail"):
        raise Refused("no " + event["fail"])
    if event.get("unserialisable"):
        return object()
    return {
        "id": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "function": context.function_name,
        "memory": context.memory_limit_in_mb,
        "left_ms": context.get_remaining_time_in_millis(),
        "trace": os.environ.get("_X_AMZN_TRACE_ID"),
        "path": sys.path,
    }
"""


@dataclass
class RuntimeApi:
    """Hands out events and keeps what is answered."""

    events: list[dict[str, Any]]
    answers: list[tuple[str, Any]] = field(default_factory=list)
    port: int = 0

    def handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if not api.events:
                    self.close_connection = True  # the emulator is gone
                    return
                body = json.dumps(api.events.pop(0)).encode()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", "request-1")
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:live")
                self.send_header("Lambda-Runtime-Deadline-Ms", "99999999999999")
                self.send_header("Lambda-Runtime-Trace-Id", "Root=1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                api.answers.append((self.path.rpartition("/runtime")[2], body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Nothing: the test's output stays clean."""

        return Handler


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    api = RuntimeApi([])
    with ThreadingHTTPServer(("127.0.0.1", 0), api.handler()) as server:
        api.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield api
        server.shutdown()
        thread.join()


def run(api: RuntimeApi, tmp_path: Path, handler: str = "app.handler", layers: tuple[str, ...] = ()) -> Any:
    """Runs the client as a bootstrap does, until the runtime API is gone."""
    (tmp_path / "app.py").write_text(APP)
    environment = {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.port}",
        "LAMBDA_TASK_ROOT": str(tmp_path),
        "AWS_LAMBDA_FUNCTION_NAME": "shop",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "_HANDLER": handler,
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "-I", "-S", "-u", runtime.__file__, *layers]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)


def test_a_handler_gets_its_event_and_its_context(api: RuntimeApi, tmp_path: Path) -> None:
    api.events = [{"a": 1}]
    done = run(api, tmp_path, layers=("/layers/core/python",))
    ((path, answer),) = api.answers
    assert path == "/invocation/request-1/response"
    assert answer.pop("left_ms") > 1000
    assert answer.pop("path")[:2] == [str(tmp_path), "/layers/core/python"]
    assert answer == {"id": "request-1", "arn": "arn:live", "function": "shop", "memory": 256, "trace": "Root=1"}
    assert "seen {'a': 1}" in done.stdout
    assert done.returncode == 0, "it ends in order when the emulator is gone"


def test_a_failure_keeps_its_type_and_the_next_event_is_served(api: RuntimeApi, tmp_path: Path) -> None:
    api.events = [{"fail": "stock"}, {"unserialisable": True}, {"a": 1}]
    done = run(api, tmp_path)
    (_, refused), (_, unserialisable), (path, _) = api.answers
    assert (refused["errorType"], refused["errorMessage"]) == ("Refused", "no stock")
    assert unserialisable["errorType"] == "TypeError"
    assert path.endswith("/response")
    assert "Refused: no stock" in done.stderr


@pytest.mark.parametrize(
    ("handler", "kind"), [("absent.handler", "ModuleNotFoundError"), ("app.absent", "AttributeError")]
)
def test_a_handler_that_cannot_be_loaded_is_an_init_error(
    api: RuntimeApi, tmp_path: Path, handler: str, kind: str
) -> None:
    done = run(api, tmp_path, handler=handler)
    ((path, answer),) = api.answers
    assert (path, answer["errorType"], done.returncode) == ("/init/error", kind, 1)


def test_packages_of_this_machine_are_out_of_sight(api: RuntimeApi, tmp_path: Path) -> None:
    api.events = [{}]
    run(api, tmp_path)
    ((_, answer),) = api.answers
    assert not [path for path in answer["path"] if "site-packages" in path]
