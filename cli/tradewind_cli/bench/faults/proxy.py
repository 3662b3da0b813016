"""A proxy in front of the local tables that throttles, cancels transactions and breaks off, as a busy table may.

No emulator throttles. Functions are led here by AWS_ENDPOINT_URL_DYNAMODB; what is not disturbed is passed on as it
is. One thread of its own.
"""

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

HOST = "127.0.0.1"
SEED = 20260101
THROTTLED, CANCELLED, DROPPED_BEFORE, DROPPED_AFTER = 0.01, 0.003, 0.001, 0.001
"""Shares of calls. A throttled call is tried again by the SDK after up to a second, so a higher share only waits."""
THROTTLING = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
CANCELLING = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"


class Broken(Exception):
    """The connection is to be broken off."""


class FaultyTables:
    """The proxy. `faults` counts what it did; calls that name one of `refused` are throttled without end."""

    def __init__(self) -> None:
        self.faults: Counter[str] = Counter()
        self.refused: frozenset[bytes] = frozenset()
        self._chance = random.Random(SEED)  # noqa: S311  which calls to disturb, the same in each run
        self._upstream = 0
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, HOST, 0))
        self._thread = threading.Thread(target=self._loop.run_forever, name="faulty-tables", daemon=True)

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    def lead_to(self, port: int) -> None:
        """Start to pass calls on to the local AWS at that port."""
        self._upstream = port
        self._thread.start()

    def refuse(self, listing_ids: Iterable[str]) -> None:
        """From now on throttle every call that names one of these listings, and only then; none: as before."""
        self.refused = frozenset(each.encode() for each in listing_ids)

    def close(self) -> None:
        """Stop serving, and let go of every connection."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        serving = asyncio.all_tasks() - {asyncio.current_task()}
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(HOST, self._upstream)
        try:
            while True:
                head, body = await _message(reader)
                if (fault := self._fault(head, body)) is not None:
                    writer.write(fault)
                else:
                    up_writer.write(head + body)
                    answer = b"".join(await _message(up_reader))
                    if self._falls(DROPPED_AFTER, "broken off after the write"):
                        raise Broken
                    writer.write(answer)
                await writer.drain()
        except (Broken, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            for each in (writer, up_writer):
                each.close()
                with suppress(OSError):
                    await each.wait_closed()

    def _fault(self, head: bytes, body: bytes) -> bytes | None:
        """What to answer in the table's place, if anything. Raises: Broken."""
        if any(each in body for each in self.refused):
            self.faults["refused"] += 1
            return _refusal(THROTTLING)
        if self._falls(DROPPED_BEFORE, "broken off before the write"):
            raise Broken
        if self._falls(THROTTLED, "throttled"):
            return _refusal(THROTTLING)
        if b"TransactWriteItems" in head and self._falls(CANCELLED, "transaction cancelled"):
            return _refusal(CANCELLING)
        return None

    def _falls(self, share: float, fault: str) -> bool:
        fell = self._chance.random() < share
        self.faults[fault] += fell
        return fell


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """One HTTP message with a Content-Length: its head and its body. Raises: IncompleteReadError at the end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    return head, await reader.readexactly(length)


def _refusal(kind: str) -> bytes:
    told: dict[str, object] = {"__type": kind, "message": "disturbed on purpose"}
    if kind == CANCELLING:
        told["CancellationReasons"] = [{"Code": "TransactionConflict"}]
    body = json.dumps(told).encode()
    head = (
        f"HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
