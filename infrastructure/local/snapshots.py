"""Keeps all that is not an item: one JSON file for each service, at most half a second behind.

A request that changes something asks for a snapshot, of its service alone where that is known to be enough; queues are
looked at in each round, because functions, rules and schedules fill and empty them without a request. Items (the
journal has them), executions, log lines and stream records are left out: they may go, and would make up most of the
files.
"""

import asyncio
import copy
import json
import re
import threading
import time
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import ministack.app as gateway  # type: ignore[import-untyped]
from ministack.core import persistence  # type: ignore[import-untyped]
from ministack.services import cloudwatch_logs, dynamodb, sqs, stepfunctions  # type: ignore[import-untyped]
from ministack.services.cloudformation import _stacks  # type: ignore[import-untyped]

from local.log import say

ROUND_S = 0.25
"""Between two looks. With the time to write, what was acknowledged a second ago is on disk."""
FULL_EVERY_ROUNDS = 40
"""Ten seconds: what changes without a request and is no queue, such as a schedule that has fired."""
LONGEST_DEPLOY_ROUNDS = 80
"""Twenty seconds: how long a deploy may hold the snapshots. The whole template takes under two."""
QUIET = (
    *("Get", "List", "Describe", "Query", "Scan", "Batch", "PutItem", "UpdateItem", "DeleteItem", "Transact"),
    *("SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "PutMetricData", "PutLogEvents"),
    *("PutEvents", "StartExecution", "StartSyncExecution", "SendTask", "Encrypt", "Decrypt", "GenerateDataKey"),
    *("Sign", "Verify", "GenerateMac", "VerifyMac", "AssumeRole"),
)
"""Beginnings of the actions that change nothing, or only what is kept or left out elsewhere."""
QUIET_PATHS = ("/_aws/", "/_ministack/", "/_tradewind/")
"""Calls of deployed applications, and the emulator's own."""


def signed_for(authorization: str) -> str | None:
    """The service that a request is signed for (AWS Signature Version 4), where it changes no other one's state.

    A thousand files a minute come into S3, whose files are no part of a snapshot: a copy of everything four times a
    second was a quarter of the emulator's work.
    """
    return "s3" if "/s3/aws4_request" in authorization else None


def is_change(method: str, path: str, action: str) -> bool:
    """Whether a request may change what the snapshots keep."""
    if method in {"GET", "HEAD", "OPTIONS"} or path.startswith(QUIET_PATHS) or path.endswith("/invocations"):
        return False
    return not action.startswith(QUIET)


class Snapshots:
    """The files of one folder, written when what they hold has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[str, int] = {}
        self._queues: object = None
        self._asked: set[str] | None = set()
        self._is_failing = False
        self._rounds_held = 0
        self._writing = threading.Lock()

    def ask(self, service: str | None = None) -> None:
        """Something changed: the next round takes a snapshot of this service; None: of everything."""
        self._asked = None if service is None or self._asked is None else {*self._asked, service}

    async def run(self) -> None:
        """Takes snapshots until cancelled. Runs on the emulator's event loop, so no request is half done in one."""
        rounds = 0
        while True:
            await asyncio.sleep(ROUND_S)
            rounds += 1
            try:
                await self._look(is_full=rounds % FULL_EVERY_ROUNDS == 0)
            except Exception as error:  # noqa: BLE001  it must go on: the disk may be empty again later
                self._report(error)

    async def _look(self, is_full: bool) -> None:
        """Takes what has changed since the last look. Raises: OSError."""
        queues = queue_contents()
        self._rounds_held = self._rounds_held + 1 if is_deploying() else 0
        is_held = 0 < self._rounds_held <= LONGEST_DEPLOY_ROUNDS
        if (self._asked is None or is_full) and not is_held:
            await self.take()
        else:
            asked = set() if is_held else self._asked or set()
            await self.take(asked | ({"sqs"} if queues != self._queues else set()))
        self._queues = queues

    def _report(self, error: Exception) -> None:
        """One line when saving begins to fail, not one for each round."""
        if not self._is_failing:
            self._is_failing = True
            say(f"the state cannot be saved: {error!r}")

    async def take(self, only: Iterable[str] | None = None) -> None:
        """Writes the services' files; on return all that was there at the call is on disk. Raises: OSError."""
        states = collect_states(only)
        if only is None:
            self._asked = set()
        elif self._asked is not None:
            self._asked -= set(states)
        if not states:
            return
        try:
            await asyncio.to_thread(self._write, states)
        except OSError:
            self._asked = None
            raise
        self._is_failing = False

    def take_now(self, only: Iterable[str] | None = None) -> None:
        """The same, without an event loop. Raises: OSError."""
        self._write(collect_states(only))

    def _write(self, states: dict[str, Any]) -> None:
        with self._writing:
            for name, state in states.items():
                version = persistence._state_format_version(name)
                wrapped = {"__ministack_format__": version, "payload": state}
                text = json.dumps(wrapped, default=persistence._json_default)
                mark = hash(text)
                if self._written.get(name) != mark:
                    replace_file(self._folder / f"{name}.json", text)
                    self._written[name] = mark


def queue_contents() -> object:
    """What is in the queues, to see whether it changed. Deliveries of a message may go, so they do not count."""
    return [(key, [message["id"] for message in queue["messages"]]) for key, queue in list(sqs._queues._data.items())]


def is_deploying() -> bool:
    """Whether a stack is being changed. Half a deploy is not kept: after a kill the stack would stand in progress
    for good, with nobody at work on it; so it comes back as it was before."""
    changing = {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"}
    return any(stack.get("StackStatus") in changing for stack in list(_stacks._data.values()))


def collect_states(only: Iterable[str] | None = None) -> dict[str, Any]:
    """A copy of what each service holds."""
    found = gateway._build_persistence_save_dict()
    lean = {
        "sqs": queues_state,
        "dynamodb": tables_state,
        "cloudwatch_logs": logs_state,
        "stepfunctions": workflows_state,
    }
    names = found if only is None else [name for name in only if name in found]
    states = {name: settled(lean.get(name, found[name])) for name in names}
    return {name: state for name, state in states.items() if state is not None}


def settled(get_state: Callable[[], Any]) -> Any:
    """A state copied while no thread of the emulator changed its size. Raises: RuntimeError after ten tries."""
    for _ in range(9):
        try:
            return get_state()
        except RuntimeError as error:
            if "changed size during iteration" not in str(error):
                raise
    return get_state()


def state_with(module: types.ModuleType, **replaced: object) -> Any:
    """A service's own state, as if some of its module's variables held something else.

    Runs the service's function over other globals: to change the variables themselves, be it for a moment, would
    show empty tables to the emulator's threads.
    """
    get_state: types.FunctionType = module.get_state
    return types.FunctionType(get_state.__code__, {**vars(module), **replaced})()


def queues_state() -> Any:
    """The queues, copied as far down as they change: a deep copy of 3,000 messages holds every request for 0.1 s."""
    bare = copy.copy(sqs._queues)
    with sqs._queues_lock:
        bare._data = {
            key: {**queue, "messages": [dict(message) for message in queue["messages"]]}
            for key, queue in sqs._queues._data.items()
        }
        return {"queues": bare, "queue_name_to_url": copy.deepcopy(sqs._queue_name_to_url)}


def follow_port(folder: Path, port: int) -> None:
    """Rewrites the emulator's own addresses in the files when it comes back on another port.

    Queues are found by their URL, and functions have it in their environment. Called before the files are loaded.
    """
    note = folder / "port"
    before = note.read_text() if note.exists() else str(port)
    if before != str(port):
        address = re.compile(rf"(localhost|127\.0\.0\.1):{before}\b")
        for path in folder.glob("*.json"):
            text = path.read_text()
            moved = address.sub(rf"\g<1>:{port}", text)
            if moved != text:
                replace_file(path, moved)
    note.write_text(str(port))


def replace_file(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    fresh = path.with_suffix(".tmp")
    fresh.write_text(text)
    fresh.replace(path)


def release_deliveries() -> None:
    """Makes the messages that somebody was working on visible: whoever it was ended with the emulator."""
    now = time.time()
    for queue in sqs._queues._data.values():
        for message in queue["messages"]:
            if message["receive_count"]:  # one that was never received waits for its delay
                message["visible_at"] = min(message["visible_at"], now)


def tables_state() -> Any:
    """The tables without their items."""
    bare = copy.copy(dynamodb._tables)
    bare._data = {key: {**table, "items": {}} for key, table in dynamodb._tables._data.items()}
    return state_with(dynamodb, _tables=bare)


def logs_state() -> Any:
    """The log groups without their streams."""
    bare = copy.copy(cloudwatch_logs._log_groups)
    bare._data = {key: {**group, "streams": {}} for key, group in cloudwatch_logs._log_groups._data.items()}
    return state_with(cloudwatch_logs, _log_groups=bare, _log_records={}, _queries={})


def workflows_state() -> Any:
    """The state machines without their executions."""
    return state_with(
        stepfunctions, _executions=emptied(stepfunctions._executions), _map_runs=emptied(stepfunctions._map_runs)
    )


def emptied(scoped: Any) -> Any:
    """A dictionary of the same kind with nothing in it."""
    bare = copy.copy(scoped)
    bare._data = {}
    return bare
