"""Runs one Lambda function on this machine: asks the runtime API for an event, calls the handler, answers.

Started by the `bootstrap` of a locally deployed function as `python -I -S runtime.py LAYER...`: standard library
only, and nothing on the path but the function's own package and the layers that its template gives it, so that
a file or a layer forgotten in the template fails here as it would on AWS.

The protocol is AWS's "Using the Lambda runtime API for custom runtimes", version 2018-06-01.
"""

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse

BASE = "/2018-06-01/runtime"


class Context:
    """What a handler is told about its invocation, with the names of AWS's own context object."""

    def __init__(self, headers: HTTPMessage) -> None:
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        self.memory_limit_in_mb = int(os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"))
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME", f"/aws/lambda/{self.function_name}")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self.identity = None
        self.client_context = None
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"] or 0)

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function's time-out ends this invocation."""
        return max(0, self._deadline_ms - int(time.time() * 1000))


def call(method: str, path: str, body: bytes | None = None) -> tuple[HTTPResponse, bytes]:
    """One call to the runtime API. Leaves the process when the API is gone: the emulator has ended.

    Each call takes a fresh connection: a kept one stalls 40 ms a call (delayed ACK against Nagle's algorithm).
    """
    connection = HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        connection.request(method, BASE + path, body, {"Content-Type": "application/json", "Connection": "close"})
        response = connection.getresponse()
        return response, response.read()
    except (HTTPException, OSError):
        sys.exit(0)
    finally:
        connection.close()


def failure(error: BaseException) -> bytes:
    """An error in the shape in which Lambda reports it; `errorType` is what a workflow's ErrorEquals sees."""
    trace = traceback.format_tb(error.__traceback__)[1:]
    return json.dumps({"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": trace}).encode()


def load(handler: str) -> Callable[[object, Context], object]:
    """The callable that `module.name` or `folder/module.name` stands for."""
    module, _, name = handler.rpartition(".")
    found: Callable[[object, Context], object] = getattr(importlib.import_module(module.replace("/", ".")), name)
    return found


def answer(handler: Callable[[object, Context], object]) -> None:
    """Serves one invocation."""
    response, body = call("GET", "/invocation/next")
    request = response.headers["Lambda-Runtime-Aws-Request-Id"]
    trace = response.headers["Lambda-Runtime-Trace-Id"]
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    try:
        result = json.dumps(handler(json.loads(body), Context(response.headers))).encode()
        outcome = "response"
    except Exception as error:  # noqa: BLE001  the boundary of the function: reported to the caller and logged
        traceback.print_exc()
        result, outcome = failure(error), "error"
    # One line for each invocation: without any output the emulator waits 50 ms for some.
    sys.stdout.write("\n")
    sys.stdout.flush()
    sys.stderr.flush()
    call("POST", f"/invocation/{request}/{outcome}", result)


def main(layers: list[str]) -> None:
    """Loads the handler that the environment names and serves until the emulator ends."""
    sys.path[:0] = [os.environ["LAMBDA_TASK_ROOT"], *layers]
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:  # noqa: BLE001  the boundary of the function: reported to the caller and logged
        traceback.print_exc()
        call("POST", "/init/error", failure(error))
        sys.exit(1)
    while True:
        answer(handler)


if __name__ == "__main__":
    main(sys.argv[1:])
