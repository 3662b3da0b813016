"""Runs one function in this process and tells how long it took. Standard library only: nothing of ours is loaded.

Asked on stdin, in JSON: `folders` for the path, `handler` to load or `code` to run, `events` to hand to it one after
another. Answers on the last line of stdout: `import_s`, `import_cpu_s`, `first_answer_at` on the system's monotonic
clock, `rest_s` for the events after the first, `answers`.
"""

import importlib
import json
import os
import sys
import time
from typing import Any


class Context:
    """An invocation's context with two minutes left."""

    function_name = "measured"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:measured"
    memory_limit_in_mb = 1024
    aws_request_id = "measured"
    log_group_name = "measured"
    log_stream_name = "measured"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 120_000


def main() -> None:
    asked = json.loads(sys.stdin.read())
    sys.path[:0] = asked["folders"]
    told = sys.stdout
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  what the function logs, for as long as the process lives
    began, used = time.perf_counter(), time.process_time()
    if asked["handler"]:
        module, _, name = asked["handler"].rpartition(".")
        handler = getattr(importlib.import_module(module), name)
    else:
        names: dict[str, Any] = {}
        exec(asked["code"], names)  # noqa: S102  the baseline's own lines
        handler = names.get("handler")
    import_s, import_cpu_s = time.perf_counter() - began, time.process_time() - used
    answers = []
    first_answer_at = began = time.monotonic()
    for number, event in enumerate(asked["events"]):
        answers.append(handler(event, Context()))
        if number == 0:
            first_answer_at = began = time.monotonic()
    rest_s = time.monotonic() - began
    answer = {
        "import_s": import_s,
        "import_cpu_s": import_cpu_s,
        "first_answer_at": first_answer_at,
        "rest_s": rest_s,
        "answers": answers,
    }
    told.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
