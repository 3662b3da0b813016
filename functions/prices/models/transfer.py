"""Watches that come in from a file and go out to one."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from prices.models.watch import AskedSchedule, Rule, Tag
from tradewind.caller import Tier
from tradewind.files import Upload
from tradewind.imports import ColumnName, FileRequest, Incoming, NamedColumn, Rows, Shown
from tradewind.model import Id, Model, Moment, only_known_fields

MOST_ROWS = 20_000
LARGEST_FILE = 128 * 1024 * 1024


class Form(StrEnum):
    """What a file of watches may be."""

    CSV = "csv"
    JSON = "json"
    CHANGEDETECTION = "changedetection"
    CHANGEDETECTION_XLSX = "changedetection-xlsx"
    URLS = "urls"
    DISTILL = "distill"
    KEEPA = "keepa"


class ImportState(StrEnum):
    """How far an import is."""

    AWAITING_UPLOAD = "awaiting_upload"
    READING = "reading"
    PROPOSED = "proposed"  # all is read, nothing is stored; waits for the confirmation
    ADDING = "adding"
    DONE = "done"
    FAILED = "failed"  # the file as a whole cannot be read; nothing is stored
    UNDOING = "undoing"
    UNDONE = "undone"


class RowState(StrEnum):
    """What became of a row."""

    READY = "ready"  # would be added
    ADDED = "added"
    REFUSED = "refused"
    ALREADY_WATCHED = "already_watched"
    UNDONE = "undone"
    KEPT = "kept"  # not undone: its watch was changed since


AskedRule = Annotated[Rule, only_known_fields(Rule)]
WatchField = Literal[
    "url", "variant", "currency", "label", "tags", "target_price", "drop_percent", "rise_percent", "back_in_stock",
    "all_time_low", "any_change", "predicted_drop_percent",
    "every_minutes", "fastest_minutes", "days", "from_hour", "until_hour", "time_zone",
    "price_selector", "availability_selector", "title_selector", "paused", "asin", "marketplace",
]  # fmt: skip
"""What a column may hold."""
ColumnMapping = dict[ColumnName, WatchField | None]


class Unmapped(Model):
    """Something that a file says and a watch cannot hold."""

    field: Shown = Field(description="as the file names it")
    value: Shown = Field(description="shortened; secrets in it are left out")
    why: Shown


class Column(NamedColumn):
    """A column of a table, and what is proposed that it holds."""

    field: WatchField | None = Field(description="null: nothing of a watch")


class ImportDefaults(Model):
    """What holds for every row that says nothing else."""

    model_config = ConfigDict(extra="forbid")

    check: AskedSchedule | None = None
    tags: tuple[Tag, ...] = Field(default=(), max_length=20, description="given to every row, beside its own")
    rule: AskedRule | None = None
    marketplace: str | None = Field(
        default=None, max_length=20, description="Amazon's, for ASINs without one: com, co.uk, de, ... or Keepa's id"
    )


class ImportRequest(FileRequest):
    """A file of watches that is to come in."""

    form: Form | None = Field(default=None, description="null: told by the file itself")
    mapping: Annotated[ColumnMapping, Field(max_length=200)] | None = Field(
        default=None, description="for tables: what each column holds; null: proposed, or as confirmed before"
    )
    defaults: ImportDefaults = ImportDefaults()
    size_bytes: int | None = Field(
        default=None, ge=1, le=LARGEST_FILE, description="of the file that will be uploaded; leave out with content"
    )


class Confirmation(Model):
    """Add what was proposed."""

    model_config = ConfigDict(extra="forbid")

    mapping: Annotated[ColumnMapping, Field(max_length=200)] | None = Field(
        default=None, description="another mapping of the columns; then the file is read again first"
    )


class Undoing(Model):
    """Take back what an import added."""

    model_config = ConfigDict(extra="forbid")

    force: bool = Field(default=False, description="also watches that were changed since")


class RowCounts(Model):
    """How many rows are in which state."""

    ready: Rows = 0
    added: Rows = 0
    refused: Rows = 0
    already_watched: Rows = 0
    undone: Rows = 0
    kept: Rows = 0

    def plus(self, state: RowState) -> "RowCounts":
        """With one more row in `state`."""
        return self.model_copy(update={state.value: getattr(self, state.value) + 1})


class Import(Incoming):
    """A file that comes in, and what became of it."""

    state: ImportState
    form: Form | None
    counts: RowCounts = Field(default=RowCounts(), description="of the rows that it is through with, by what became")
    columns: tuple[Column, ...] = Field(default=(), description="of a table: what each is taken for")
    unmapped: tuple[Unmapped, ...] = Field(default=(), description="of the file as a whole")


class AskedImport(Import):
    """An import that was asked for."""

    upload: Upload | None = Field(default=None, description="send the file here; null when it came with the request")


class KeptImport(Import):
    """An import as it is kept: with who asked for it, what was asked, and how far it is."""

    asked_by: Id
    tier: Tier = Field(description="what the tenant had booked when it was asked for")
    mapping: ColumnMapping | None = None
    defaults: ImportDefaults = ImportDefaults()
    force: bool = False
    fingerprint: str | None = Field(default=None, max_length=64, description="of the file that was read")


class ImportedRow(Model):
    """What became of a row."""

    place: Shown = Field(description="where in the file: its line, or its entry's name")
    state: RowState
    reason: str | None = Field(default=None, max_length=500)
    url: str | None = Field(default=None, max_length=2048)
    label: Shown | None = None
    unmapped: tuple[Unmapped, ...] = ()
    watch_id: Id | None = None
    changed_at: Moment | None = Field(default=None, description="of the watch when it was added")


class ImportStep(Model):
    """A message of the imports queue: go on with this import."""

    tenant: Id
    import_id: Id


class LeftOut(Model):
    """Something of a watch that a form cannot say."""

    watch_id: Id
    field: Shown
    why: Shown


class Export(Model):
    """Watches in a form: the file itself while it is small, else where it can be fetched from."""

    form: Form
    file_name: str
    media_type: str
    watches: int = Field(ge=0, le=10**6, description="in the file")
    left_out: tuple[LeftOut, ...] = Field(description="what the form cannot say")
    content: str | None = Field(default=None, description="base64")
    url: str | None = Field(default=None, max_length=4096)
    expires_at: Moment | None = None
