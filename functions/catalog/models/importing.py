"""Files of goods that come in: what is asked, how a column is taken, how far one is, what became of each row."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from catalog.models.product import Line, Tag
from tradewind.files import Upload
from tradewind.imports import ColumnName, FileRequest, Incoming, NamedColumn, Rows, Shown
from tradewind.model import Country, Currency, Id, Model

MOST_ROWS = 2_000_000
LARGEST_FILE = 2 * 1024 * 1024 * 1024
MOST_COLUMNS = 200
PART_ROWS = 1000
"""Rows of a part: what is done again after a kill, and what the index hears of at once."""


class Form(StrEnum):
    """What a file of goods may be."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


class ImportState(StrEnum):
    """How far an import is."""

    AWAITING_UPLOAD = "awaiting_upload"
    READING = "reading"  # cut into parts
    JUDGING = "judging"  # a dry run: each row is looked at, nothing is stored
    PROPOSED = "proposed"  # waits for the confirmation
    LOADING = "loading"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowState(StrEnum):
    """What became of a row."""

    ADDED = "added"  # in a dry run: would be
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"  # not undone: its product was changed since


FIELDS = (
    "title", "description", "category", "supplier", "supplier_country", "sku", "brand", "gtin", "mpn", "origin",
    "hs_code", "quality_tier", "certifications", "tags", "language", "url", "image", "currency", "price", "unit",
    "moq", "lead_time_days", "incoterm", "incoterm_place", "stock", "valid_until", "unit_weight_kg", "unit_volume_m3",
    "price_breaks", "attributes", "attribute",
)  # fmt: skip
"""What a column may hold. `price@100`: the unit price from 100 on. `attribute`: something that is so of the goods, and
the column's name says what; of these and of images there may be several columns."""

SEVERAL = {"attribute", "image"}

ColumnField = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(FIELDS)}|price@\d{{1,9}})$")]
ColumnMapping = dict[ColumnName, ColumnField | None]


class Column(NamedColumn):
    """A column of a file, and what is proposed that it holds."""

    field: ColumnField | None = Field(description="null: nothing of the goods")


class ImportDefaults(Model):
    """What holds for every row that says nothing else."""

    model_config = ConfigDict(extra="forbid")

    supplier: Line | None = None
    supplier_country: Country | None = None
    currency: Currency | None = None
    category: Line | None = None
    origin: Country | None = None
    tags: tuple[Tag, ...] = Field(default=(), max_length=20, description="given to every row, beside its own")
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None = None


class ImportRequest(FileRequest):
    """A file of goods that is to come in."""

    form: Form | None = Field(default=None, description="null: told by the file itself")
    mapping: Annotated[ColumnMapping, Field(max_length=MOST_COLUMNS)] | None = Field(
        default=None, description="what each column holds; null: proposed, or as confirmed before"
    )
    defaults: ImportDefaults = ImportDefaults()
    size_bytes: int | None = Field(
        default=None, ge=1, le=LARGEST_FILE, description="of the file that will be uploaded; leave out with content"
    )


class Confirmation(Model):
    """Load what was proposed."""

    model_config = ConfigDict(extra="forbid")

    mapping: Annotated[ColumnMapping, Field(max_length=MOST_COLUMNS)] | None = Field(
        default=None, description="another mapping of the columns; null: the one that was proposed"
    )


class Undoing(Model):
    """Take back what an import did."""

    model_config = ConfigDict(extra="forbid")

    force: bool = Field(default=False, description="also of products that were changed since")


class RowCounts(Model):
    """How many rows are in which state."""

    added: Rows = 0
    changed: Rows = 0
    unchanged: Rows = 0
    refused: Rows = 0
    undone: Rows = 0
    kept: Rows = 0


class Import(Incoming):
    """A file that comes in, and what became of it."""

    state: ImportState
    form: Form | None = None
    dry_run: bool = False
    rows_indexed: Rows = Field(default=0, description="of those that are another than before: how many can be found")
    counts: RowCounts = Field(default=RowCounts(), description="of the rows that it is through with, by what became")
    columns: tuple[Column, ...] = Field(default=(), max_length=MOST_COLUMNS, description="what each is taken for")


class AskedImport(Import):
    """An import that was asked for."""

    upload: Upload | None = Field(default=None, description="send the file here; null when it came with the request")


class KeptImport(Import):
    """An import as it is kept: with who asked for it, what was asked, and how far it is.

    `round` counts the times that its rows were judged or loaded from the first: reports of one round lie together.
    `compared` is the round in which rows of the same goods were last looked for.
    `undoes` counts how often it was undone, `run` the executions of the state machine. `is_unwritten`: it ended while
    its rows were only looked at, so there is nothing to take back.
    """

    asked_by: Id
    place: str = Field(max_length=1024, description="of its file in the bucket")
    mapping: ColumnMapping | None = None
    defaults: ImportDefaults = ImportDefaults()
    force: bool = False
    is_unwritten: bool = False
    parts: int = Field(default=0, ge=0, le=10**6)
    round: int = Field(default=0, ge=0, le=10**6)
    compared: int = Field(default=0, ge=0, le=10**6)
    undoes: int = Field(default=0, ge=0, le=10**6)
    run: int = Field(default=0, ge=0, le=10**6)

    @property
    def pass_of_rows(self) -> str:
        """What the lines of this round's parts are kept under."""
        return f"ROWS#{self.round:04}"

    @property
    def pass_of_undo(self) -> str:
        """The same of taking them back."""
        return f"UNDO#{self.round:04}#{self.undoes:04}"


class ImportedRow(Model):
    """What became of a row."""

    place: Shown = Field(description="where in the file: its line")
    state: RowState
    reason: str | None = Field(default=None, max_length=500, description="in the words of the file's own columns")
    title: Shown | None = None
    product_id: Id | None = None
    unmapped: tuple[Shown, ...] = Field(
        default=(), max_length=20, description="columns whose values the product does not hold"
    )


class ImportStep(Model):
    """Which import is meant."""

    tenant: Id
    import_id: Id
