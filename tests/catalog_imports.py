"""Imports into a catalogue: the bucket in memory, and the state machine in the test's hands."""

import io
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from catalog import service
from catalog.models.importing import (
    AskedImport,
    Confirmation,
    Import,
    ImportedRow,
    ImportRequest,
    ImportStep,
    RowState,
    Undoing,
)
from catalog.service.importing import Importing
from catalog.store.files import Dropped, ImportFiles
from catalog_world import CatalogWorld
from fakes import ANA, LONG
from tradewind.caller import Caller
from tradewind.errors import NotFound
from tradewind.files import Bucket, Upload

if TYPE_CHECKING:
    from tradewind.dynamo import Table


class HeldBucket:
    """The bucket: holds files by their place. `strikes` is called before each file is kept."""

    name = "imports"

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.strikes: Callable[[str], None] = lambda place: None

    def upload(self, place: str, size_bytes: int, at: datetime) -> Upload:
        return Upload(url=f"https://bucket.test/{place}", headers={}, expires_at=at + timedelta(hours=1))

    def put(self, place: str, content: bytes, content_type: str = "") -> None:
        self.strikes(place)
        self.held[place] = content

    def read(self, place: str) -> bytes:
        if place not in self.held:
            raise NotFound("no file was uploaded, or it is gone")
        return self.held[place]

    @contextmanager
    def open(self, place: str, most: int) -> Iterator[io.BytesIO]:
        yield io.BytesIO(self.read(place))

    def erase(self, prefix: str, apply: bool) -> int:
        found = [place for place in self.held if place.startswith(prefix)]
        for place in found if apply else ():
            del self.held[place]
        return len(found)


class Machine:
    """The state machine: remembers the runs that were begun."""

    def __init__(self) -> None:
        self.begun: list[tuple[ImportStep, int]] = []
        self.running: set[tuple[str, int]] = set()

    def start(self, of: ImportStep, run: int) -> None:
        if (of, run) not in self.begun:
            self.begun.append((of, run))

    def is_running(self, of: ImportStep, run: int) -> bool:
        return (of.import_id, run) in self.running


class ImportOffice:
    """Imports of a world: the caller's requests, and the machine's steps."""

    def __init__(self, table: "Table") -> None:
        self.world = CatalogWorld(table)
        self.bucket = HeldBucket()
        self.files = ImportFiles(cast("Bucket", self.bucket))
        self.machine = Machine()
        self.ids = (f"{number:032x}" for number in count(1))
        self._keys = count(1)
        self.seconds_left: list[float] = []

    @property
    def outside(self) -> Importing:
        return Importing(
            store=self.world.store,
            files=self.files,
            index=self.world.index,
            now=self.world.now,
            seconds_left=lambda: self.seconds_left.pop(0) if self.seconds_left else LONG,
        )

    def ask(self, content: bytes | None = None, by: Caller = ANA, key: str | None = None, **asked: Any) -> AskedImport:
        """Ask for an import; its file comes with the request."""
        self.world.now.pass_by(seconds=1)
        sent = {"content": b64encode(content).decode()} if content is not None else {}
        wanted = ImportRequest.model_validate({**sent, **asked})
        return service.ask_import(
            wanted,
            by,
            key or f"i{next(self._keys)}",
            store=self.world.store,
            files=self.files,
            now=self.world.now,
            new_id=lambda: next(self.ids),
        )

    def bring_in(self, content: bytes, by: Caller = ANA, **asked: Any) -> Import:
        """Bring in a file, as far as it goes without a confirmation."""
        made = self.ask(content, by, **asked)
        self.arrive(ImportStep(tenant=by.tenant, import_id=made.import_id))
        self.work()
        return self.state(made, by)

    def drop_only(self, name: str, content: bytes, tenant: str = "acme") -> None:
        """Drop a file into a tenant's inbox, and have its import begun."""
        place = f"inbox/{tenant}/{name}"
        self.bucket.held[place] = content
        self.arrive(Dropped(tenant, place, name, str(hash(content))))

    def drop(self, name: str, content: bytes, tenant: str = "acme") -> None:
        """Drop a file into a tenant's inbox, and have it worked on."""
        self.drop_only(name, content, tenant)
        self.work()

    def arrive(self, what: ImportStep | Dropped) -> None:
        self.world.now.pass_by(seconds=1)
        service.arrived(what, store=self.world.store, machine=self.machine, now=self.world.now)

    def work(self) -> None:
        """Carry out each run that was begun, and have the index hear of it."""
        while self.machine.begun:
            of, _ = self.machine.begun.pop(0)
            self.run(of)
            self.world.hear()

    def run(self, of: ImportStep) -> None:
        """One run of the state machine, its lanes one after another."""
        for lane in range(service.open_import(of, outside=self.outside)):
            place: int | None = None
            while (place := service.go_through(of, lane, place, outside=self.outside).next) is not None:
                pass
        service.close_import(of, outside=self.outside)

    def confirm(self, made: Import, by: Caller = ANA, **asked: Any) -> Import:
        self.world.now.pass_by(seconds=1)
        wanted = Confirmation.model_validate(asked)
        service.confirm_import(
            made.import_id, wanted, by, store=self.world.store, machine=self.machine, now=self.world.now
        )
        self.work()
        return self.state(made, by)

    def undo(self, made: Import, by: Caller = ANA, *, force: bool = False) -> Import:
        self.world.now.pass_by(seconds=1)
        service.undo_import(
            made.import_id, Undoing(force=force), by, store=self.world.store, machine=self.machine, now=self.world.now
        )
        self.work()
        return self.state(made, by)

    def state(self, made: Import, by: Caller = ANA) -> Import:
        return service.import_state(made.import_id, by, store=self.world.store)

    def rows(self, made: Import, state: RowState | None = None, by: Caller = ANA, limit: int = 7) -> list[ImportedRow]:
        """All rows of an import, page by page."""
        found: list[ImportedRow] = []
        following = None
        while True:
            page = service.import_rows(
                made.import_id, by, limit, following, state=state, store=self.world.store, files=self.files
            )
            found += page.items
            if (following := page.next) is None:
                return found

    def titles(self, tenant: str = "acme") -> list[str]:
        """The titles of a tenant's products."""
        by = ANA.model_copy(update={"tenant": tenant})
        found, following = [], None
        while True:
            page = service.page(by, 100, following, store=self.world.store)
            found += [product.title for product in page.items]
            if (following := page.next) is None:
                return sorted(found)
