"""Keeps DynamoDB's items on disk: a write is in SQLite before the caller gets its answer.

The emulator holds tables in memory and saves them only when it ends in order. Here every row that a request changes
goes into one SQLite transaction after the emulator has made the change and before it is acknowledged; one that
cannot be written is undone in memory and answered with an error. WAL with `synchronous=NORMAL` survives the death
of the process, which is the promise; the loss of power may cost the last transactions, never the file.
"""

import json
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ministack.core.responses import error_response_json  # type: ignore[import-untyped]
from ministack.services import dynamodb, lambda_svc  # type: ignore[import-untyped]

from local.log import say

Item = Mapping[str, Any]
Table = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]


@dataclass(frozen=True)
class Change:
    """One row of a table, before and after a write; None where it is not there."""

    table: Table
    pk: Any
    sk: Any
    before: Item | None
    after: Item | None


class Journal:
    """The items of every table, in one SQLite file."""

    def __init__(self, path: Path, save_tables: Callable[[], None]) -> None:
        """`save_tables` writes the tables' definitions: rows of a table that no file defines would be lost."""
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        self._save_tables = save_tables
        self._defined: set[str] = set()
        self._request = threading.local()
        self._is_failing = False
        self._set_item, self._remove_item = dynamodb._set_item, dynamodb._remove_item
        self._handle: Handler = dynamodb.handle_request
        self._database.executescript("""
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=NORMAL;
            CREATE TABLE IF NOT EXISTS items(
                table_id TEXT, pk TEXT, sk TEXT, item TEXT, PRIMARY KEY(table_id, pk, sk)) WITHOUT ROWID;
        """)

    def attach(self) -> None:
        """Puts the journal between the emulator's tables and those who write to them."""
        dynamodb._set_item, dynamodb._remove_item = self.set_item, self.remove_item
        dynamodb.handle_request = self.handle_request

    def set_item(self, table: Table, pk: Any, sk: Any, item: Item) -> Item | None:
        before: Item | None = self._set_item(table, pk, sk, item)
        self._note(Change(table, pk, sk, before, item))
        return before

    def remove_item(self, table: Table, pk: Any, sk: Any) -> Item | None:
        before: Item | None = self._remove_item(table, pk, sk)
        if before is not None:
            self._note(Change(table, pk, sk, before, None))
        return before

    async def handle_request(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Answer:
        """One request, acknowledged once its rows are on disk.

        The emulator's handler never waits, so the rows noted on this thread are exactly those of this request, and
        no other request sees them before they are written or undone.
        """
        changes: list[Change] = []
        self._request.changes = changes
        try:
            answer = await self._handle(method, path, headers, body, query)
            self.write(changes)
        except (sqlite3.Error, OSError) as error:
            self._undo(changes)
            self._report(error)
            failed: Answer = error_response_json("InternalServerError", f"the write was not kept: {error}", 500)
            return failed
        finally:
            self._request.changes = None
        return answer

    def _note(self, change: Change) -> None:
        changes = getattr(self._request, "changes", None)
        if changes is None:  # a thread of the emulator's own, such as the one that takes expired items away
            self.write([change])
        else:
            changes.append(change)

    def write(self, changes: Iterable[Change]) -> None:
        """Writes rows in one transaction. Raises: sqlite3.Error, OSError."""
        rows = [(change.table["TableId"], str(change.pk), str(change.sk), change.after) for change in changes]
        if not rows:
            return
        with self._lock:
            if not self._defined.issuperset(row[0] for row in rows):
                self._save_tables()
                self._defined.update(row[0] for row in rows)
            self._database.execute("BEGIN")
            try:
                for table_id, pk, sk, item in rows:
                    if item is None:
                        self._database.execute(
                            "DELETE FROM items WHERE table_id=? AND pk=? AND sk=?", (table_id, pk, sk)
                        )
                    else:
                        text = json.dumps(item, separators=(",", ":"))
                        self._database.execute("INSERT OR REPLACE INTO items VALUES(?,?,?,?)", (table_id, pk, sk, text))
                self._database.execute("COMMIT")
            except sqlite3.Error:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
            self._is_failing = False

    def _undo(self, changes: list[Change]) -> None:
        for change in reversed(changes):
            if change.before is None:
                self._remove_item(change.table, change.pk, change.sk)
            else:
                self._set_item(change.table, change.pk, change.sk, change.before)

    def _report(self, error: Exception) -> None:
        """One line when writing begins to fail, not one for each write."""
        if not self._is_failing:
            self._is_failing = True
            say(f"writes are refused, the journal cannot be written: {error}")

    def restore(self) -> int:
        """Puts the items into the tables that the emulator has loaded; returns how many. Called once, at the start."""
        tables: dict[str, Table] = {table["TableId"]: table for table in dynamodb._tables.all_values()}
        self._defined = set(tables)
        known = self._database.execute("SELECT DISTINCT table_id FROM items").fetchall()
        for (table_id,) in known:
            if table_id not in tables:  # the table was deleted
                self._database.execute("DELETE FROM items WHERE table_id=?", (table_id,))
        restored = 0
        for table_id, pk, sk, text in self._database.execute("SELECT table_id, pk, sk, item FROM items"):
            tables[table_id]["items"].setdefault(pk, {})[sk] = json.loads(text)
            restored += 1
        for table in tables.values():
            dynamodb._items_replaced(table)
        # Stream records are not kept: positions in the old streams would make functions skip new records.
        lambda_svc._dynamodb_stream_positions._data.clear()
        return restored

    def close(self) -> None:
        """Folds the log into the file."""
        self._database.close()
