"""What the pinned emulator (ministack 1.5.33) does wrong for this project, put right in its own process.

Each mend says what fails without it; `docs/decisions/local-stack.md` has the measurements.
"""

import asyncio
import functools
import os
import threading
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime  # type: ignore[import-untyped]
from ministack.services import dynamodb, eventbridge, lambda_svc, s3, sns, sqs  # type: ignore[import-untyped]
from ministack.services.cloudformation import _stacks, provisioners  # type: ignore[import-untyped]

QUEUE_FUNCTIONS = (
    (sqs, ("_receive_messages_for_esm", "_delete_messages_for_esm", "_expire_retained", "_dlq_sweep")),
    (sqs, ("_act_send_message", "_collect_msgs", "_refresh_counts")),
    (sns, ("_deliver_to_sqs",)),
    (s3, ("_deliver_event_to_sqs",)),
    (eventbridge, ("_dispatch_to_sqs",)),
    (lambda_svc, ("_route_async_failure", "_send_ddb_stream_failure_record")),
)
"""Every function that adds a message to a queue, takes one out or walks over them, and does not wait in between."""


EMULATORS_OWN = {
    *("BIND_HOST", "GATEWAY_PORT", "IOT_MTLS_ENABLED", "LOG_LEVEL", "PERSIST_STATE", "PYTHONPATH"),
    *("S3_DATA_DIR", "S3_PERSIST", "SFTP_ENABLED", "STATE_DIR", "VIRTUAL_ENV"),
}
"""Variables that steer the emulator and mean nothing, or something else, to a function."""


LOCAL_WORKERS = max(4, 2 * (os.cpu_count() or 1))
"""Workers of one queue at a time. On two cores ten were no faster than four (a sweep took 12 s with ten, 9 to 12 s with
four) and took 500 MB more."""

KEPT_EXPRESSIONS = 1000
"""Far more than the texts of conditions and updates that a system has."""


def mend_all() -> None:
    mend_nested_updates()
    mend_queues()
    mend_environments()
    mend_concurrency()
    mend_expressions()
    mend_greetings()


def mend_nested_updates() -> None:
    """A nested stack's update forgets the attributes of resources that did not change, so each GetAtt on one fails
    and the stack ends as UPDATE_ROLLBACK_FAILED for good. They are taken from the stack's own record."""
    update = provisioners._update_resource

    def update_resource(
        kind: str, physical_id: str, old: Any, new: Any, stack: str, logical_id: str | None = None, attrs: Any = None
    ) -> Any:
        if attrs is None:
            resources = (_stacks.get(stack) or {}).get("_resources") or {}
            attrs = (resources.get(logical_id) or {}).get("Attributes")
        return update(kind, physical_id, old, new, stack, logical_id, attrs)

    provisioners._update_resource = update_resource


def mend_queues() -> None:
    """A delete builds the list of the messages that stay and puts it in the place of the queue's own; a message that
    another thread adds in between is gone. One lock around all that touches a queue closes the gap."""
    lock = threading.RLock()

    def locked(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with lock:
                return function(*args, **kwargs)

        return call

    sqs._queues_lock = lock
    for module, names in QUEUE_FUNCTIONS:
        for name in names:
            setattr(module, name, locked(getattr(module, name)))
    for action, handler in list(sqs._HANDLERS.items()):
        if not asyncio.iscoroutinefunction(handler):  # ReceiveMessage waits, and calls the functions above
            sqs._HANDLERS[action] = locked(handler)


def mend_environments() -> None:
    """A function inherits the emulator's whole environment: its LOG_LEVEL would silence the function's logger."""
    inherit = lambda_svc._provided_worker_env

    def worker_environment(config: Any, code_folder: str, port: int) -> dict[str, str]:
        given = lambda_svc._runtime_env_vars(config)
        inherited: dict[str, str] = inherit(config, code_folder, port)
        return {name: text for name, text in inherited.items() if name in given or name not in EMULATORS_OWN}

    lambda_svc._provided_worker_env = worker_environment


def mend_concurrency() -> None:
    """A queue with much to do starts as many workers as its template allows AWS to start, here on one machine.

    And all of them at once: five batches made four start, each for 0.4 to 1.5 s of the processor, where the first is up
    as soon and has done them all before the others are. So one starts at a time.
    """
    allow = lambda_svc._sqs_esm_concurrency

    def allow_here(mapping: Any, function: Any, config: Any, *args: Any) -> int:
        allowed: int = allow(mapping, function, config, *args)
        return min(allowed, LOCAL_WORKERS, workers_up(config) + 1)

    lambda_svc._sqs_esm_concurrency = allow_here


def workers_up(config: Any) -> int:
    """How many processes of a function have started and wait for an event, or are at work on one."""
    key = lambda_runtime._worker_key(config["FunctionName"], config, config.get("Version", "$LATEST"))
    return sum(not worker._cold for worker in list(lambda_runtime._workers.get(key, ())))


def mend_expressions() -> None:
    """A condition is split into tokens and checked anew for each item that a query looks at: 0.06 ms an item, 7 ms
    for a partition of 120. Kept by its text, it takes 0.013 ms."""
    tokens = dynamodb._tokenize
    dynamodb._tokenize = functools.lru_cache(KEPT_EXPRESSIONS)(lambda text: tuple(tokens(text)))
    dynamodb._condition_syntax_error = functools.lru_cache(KEPT_EXPRESSIONS)(dynamodb._condition_syntax_error)
    for name in ("_check_reserved_keyword_usage", "_check_redundant_parens"):
        check = functools.lru_cache(KEPT_EXPRESSIONS)(getattr(dynamodb, name))
        setattr(dynamodb, name, lambda found, *args, check=check: check(tuple(found), *args))


def mend_greetings() -> None:
    """A bucket tells each of its queues once, as on AWS, that it will tell them of files; for that alone two functions
    started in every new stack, 0.9 s of the processor. Here it tells of files only."""
    s3._fire_s3_test_event = lambda bucket: None
