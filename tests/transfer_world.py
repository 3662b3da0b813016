"""Imports and exports over a bucket and a queue in the test's hands."""

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from fakes import ANA, LONG, Queue, World
from prices import service
from prices.models.transfer import (
    AskedImport,
    Confirmation,
    Form,
    Import,
    ImportedRow,
    ImportRequest,
    ImportStep,
    Undoing,
)
from prices.service.importing import Importing
from tradewind.caller import Caller
from tradewind.errors import NotFound
from tradewind.files import Upload

if TYPE_CHECKING:
    from prices.store.files import FileStore


class Files:
    """The bucket: holds files, and tells the queue of each that arrives."""

    def __init__(self, queue: Queue) -> None:
        self.held: dict[str, bytes] = {}
        self._queue = queue

    def upload(self, of: ImportStep, size_bytes: int, at: datetime) -> Upload:
        return Upload(url=f"https://bucket.test/{of.import_id}", headers={}, expires_at=at + timedelta(hours=1))

    def put(self, of: ImportStep, content: bytes) -> None:
        self.held[of.import_id] = content
        self._queue.send(of)

    @contextmanager
    def open(self, of: ImportStep, most: int) -> Iterator[io.BytesIO]:
        if of.import_id not in self.held:
            raise NotFound("no file was uploaded, or it is gone")
        yield io.BytesIO(self.held[of.import_id])

    def delete(self, of: ImportStep) -> None:
        self.held.pop(of.import_id, None)

    def offer(self, tenant: str, name: str, content: bytes, media_type: str, at: datetime) -> tuple[str, datetime]:
        self.held[name] = content
        return f"https://bucket.test/{name}", at + timedelta(hours=1)


@dataclass
class Office:
    """Imports of a world: the caller's requests, and a worker that takes what waits."""

    world: World
    queue: Queue = field(default_factory=Queue)
    seconds_left: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.files = Files(self.queue)

    @property
    def outside(self) -> Importing:
        return Importing(
            store=self.world.store,
            files=cast("FileStore", self.files),
            checks=self.world.checks,
            queue=self.queue,
            sealer=self.world.sealer,
            now=self.world.now,
            new_id=self.world.new_id,
            seconds_left=lambda: self.seconds_left.pop(0) if self.seconds_left else LONG,
        )

    def ask(self, file: bytes, /, by: Caller = ANA, key: str | None = None, **wanted: Any) -> AskedImport:
        wanted = {"content": base64.b64encode(file).decode(), **wanted}
        return service.ask_import(
            ImportRequest.model_validate({name: value for name, value in wanted.items() if value is not None}),
            by,
            key or self.world.new_id(),
            store=self.world.store,
            files=cast("FileStore", self.files),
            now=self.world.now,
            new_id=self.world.new_id,
        )

    def work(self) -> None:
        while waiting := self.queue.take():
            for step in waiting:
                service.go_on(step, outside=self.outside)

    def bring_in(self, content: bytes, by: Caller = ANA, **wanted: Any) -> Import:
        asked = self.ask(content, by, **wanted)
        self.work()
        return self.state(asked, by)

    def state(self, of: Import, by: Caller = ANA) -> Import:
        return service.import_state(of.import_id, by, store=self.world.store)

    def rows(self, of: Import, by: Caller = ANA) -> list[ImportedRow]:
        return service.import_rows(of.import_id, by, 100, None, state=None, store=self.world.store).items

    def confirm(self, of: Import, by: Caller = ANA, **wanted: Any) -> Import:
        asked = Confirmation.model_validate(wanted)
        service.confirm_import(of.import_id, asked, by, store=self.world.store, queue=self.queue, now=self.world.now)
        self.work()
        return self.state(of, by)

    def undo(self, of: Import, by: Caller = ANA, *, force: bool = False) -> Import:
        asked = Undoing(force=force)
        service.undo_import(of.import_id, asked, by, store=self.world.store, queue=self.queue, now=self.world.now)
        self.work()
        return self.state(of, by)

    def watched(self, by: Caller = ANA) -> list[str]:
        return sorted(watch.url for watch in self.world.store.watches.every(by.tenant))

    def export(self, form: Form, by: Caller = ANA, tag: str | None = None) -> Any:
        return service.export(
            form, by, tag=tag, store=self.world.store, files=cast("FileStore", self.files), now=self.world.now
        )
