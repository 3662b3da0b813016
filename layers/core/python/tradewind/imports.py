"""Files that come in: what is the same of them in every capability that takes some.

A capability adds its own to these: what a column may hold, how far an import may be, what becomes of a row.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, TypeVar

from pydantic import ConfigDict, Field, StringConstraints

from tradewind.model import Id, Model, Moment

LONGEST_SHOWN = 200
LONGEST_SENT = 256 * 1024
"""Of a file in base64 that comes with its request."""

Shown = Annotated[str, StringConstraints(max_length=LONGEST_SHOWN)]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_SHOWN)]
Rows = Annotated[int, Field(ge=0, le=10_000_000)]


class NamedColumn(Model):
    """A column of a file; a capability says what it is taken for."""

    name: ColumnName
    sample: Shown | None = None
    certain: bool = Field(description="known by its name, told, or remembered from a confirmed import")


class FileRequest(Model):
    """A file that is to come in: with the request, or uploaded next."""

    model_config = ConfigDict(extra="forbid")

    file_name: str | None = Field(default=None, max_length=200)
    dry_run: bool = Field(default=False, description="read and report, and wait for the confirmation")
    content: str | None = Field(
        default=None, max_length=LONGEST_SENT, description="a small file in base64, instead of an upload"
    )


class Incoming(Model):
    """A file that comes in, and how far it is."""

    import_id: Id
    file_name: str | None = Field(default=None, max_length=200)
    dry_run: bool
    reason: str | None = Field(default=None, max_length=500, description="why it failed, or what it waits for")
    rows: Rows | None = Field(default=None, description="null until the file is read")
    rows_done: Rows = Field(default=0, description="how many of them it is through with in this state")
    created_at: Moment
    changed_at: Moment


M = TypeVar("M", bound=Incoming)


def shown(kept: Incoming, model: type[M]) -> M:
    """An import that is kept, as it is shown: without what `model` has not."""
    return model.model_validate({name: getattr(kept, name) for name in model.model_fields})


def moved_on(before: Incoming, at: datetime) -> datetime:
    """The moment of a change, later than that of the change before: by it two who change an import at once are told
    apart, whatever their clocks say."""
    return max(at, before.changed_at + timedelta(milliseconds=1))


def fingerprint(columns: Sequence[str]) -> str:
    """What files with the same columns have in common: by it a confirmed mapping is remembered."""
    return sha256("\n".join(columns).encode("utf-8", "replace")).hexdigest()
