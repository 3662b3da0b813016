"""The bucket of files that come in (`ImportsBucket` in template.yaml).

imports/<t>/<import>                     a file that was asked for by the API, for 30 days
inbox/<t>/<name>                         a file that was dropped there, for 30 days
parts/<t>/<import>/<n>.jsonl             some rows of it as they stand in the file, for 30 days
reports/<t>/<import>/<round>/<n>.jsonl   what became of them and what was there before, for 90 days
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import unquote_plus

from catalog.models.importing import LARGEST_FILE, ImportedRow, ImportStep
from catalog.transfers import Row
from tradewind.config import Settings
from tradewind.errors import NotFound
from tradewind.files import Bucket, Upload, bucket
from tradewind.model import Id

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

LINES = "application/x-ndjson"


class Judged(NamedTuple):
    """A row of a report, and the product that was there before it, as it was kept."""

    row: ImportedRow
    before: str | None


class Report(NamedTuple):
    """What becomes of a part's rows, written before anything else is; `at`: the moment that its products bear."""

    at: datetime
    rows: list[Judged]


class ImportFiles:
    """Files by tenant and import. Raises: Unavailable, TradewindError from every call."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def upload(self, place: str, size_bytes: int, at: datetime) -> Upload:
        """Where a file of that many bytes is to be sent, for an hour."""
        return self._bucket.upload(place, size_bytes, at)

    def put(self, place: str, content: bytes) -> None:
        """Keep the file of an import; the bucket tells of it."""
        self._bucket.put(place, content)

    def open(self, place: str) -> "AbstractContextManager[BinaryIO]":
        """The file of an import, to be read and sought in. Raises: NotFound."""
        return self._bucket.open(place, LARGEST_FILE)

    def put_part(self, of: ImportStep, part: int, rows: Iterable[Row]) -> None:
        """Keep the rows of a part as they stand in the file."""
        lines = "".join(f"{json.dumps(row, ensure_ascii=True, separators=(',', ':'))}\n" for row in rows)
        self._bucket.put(_part_place(of, part), lines.encode(), LINES)

    def part(self, of: ImportStep, part: int) -> list[Row]:
        """The rows of a part. Raises: NotFound."""
        lines = self._bucket.read(_part_place(of, part)).splitlines()
        return [Row(*json.loads(line)) for line in lines]

    def put_report(self, of: ImportStep, round: int, part: int, report: Report) -> None:
        """Keep what becomes of a part's rows."""
        lines = [json.dumps({"at": report.at.isoformat()})]
        for judged in report.rows:
            shown = judged.row.model_dump_json(exclude_defaults=True)
            lines.append(f'{shown[:-1]},"before":{judged.before}}}' if judged.before else shown)
        self._bucket.put(_report_place(of, round, part), "\n".join(lines).encode(), LINES)

    def report(self, of: ImportStep, round: int, part: int) -> Report | None:
        """What becomes of a part's rows; None where that is not known yet."""
        try:
            first, *lines = self._bucket.read(_report_place(of, round, part)).splitlines()
        except NotFound:
            return None
        rows = []
        for line in lines:
            found = json.loads(line)
            before = found.pop("before", None)
            rows.append(Judged(ImportedRow.model_validate(found), json.dumps(before) if before else None))
        return Report(datetime.fromisoformat(json.loads(first)["at"]), rows)

    def erase_import(self, of: ImportStep, place: str, apply: bool) -> int:
        """Erase, or only count, what there is of an import."""
        kinds = (f"{kind}/{of.tenant}/{of.import_id}/" for kind in ("parts", "reports"))
        return sum(self._bucket.erase(prefix, apply) for prefix in (place, *kinds))

    def erase_tenant(self, tenant: str, apply: bool) -> int:
        """Erase, or only count, a tenant's files."""
        return sum(self._bucket.erase(f"{kind}/{tenant}/", apply) for kind in ("imports", "inbox", "parts", "reports"))


class Dropped(NamedTuple):
    """A file that was dropped into a tenant's inbox. `version` is another for another content."""

    tenant: Id
    place: str
    name: str
    version: str


def asked_place(of: ImportStep) -> str:
    """Where the file of an import that was asked for lies."""
    return f"imports/{of.tenant}/{of.import_id}"


def arrival(key: str, version: str) -> ImportStep | Dropped | None:
    """What a file that has arrived belongs to; a notification spells its name for an address. None: to nothing here."""
    place = unquote_plus(key)
    kind, _, rest = place.partition("/")
    tenant, _, name = rest.partition("/")
    if kind == "imports" and name:
        return ImportStep(tenant=tenant, import_id=name)
    if kind == "inbox" and name and not name.endswith("/"):
        return Dropped(ImportStep(tenant=tenant, import_id="x").tenant, place, name, version)
    return None


def _part_place(of: ImportStep, part: int) -> str:
    return f"parts/{of.tenant}/{of.import_id}/{part:06}.jsonl"


def _report_place(of: ImportStep, round: int, part: int) -> str:
    return f"reports/{of.tenant}/{of.import_id}/{round}/{part:06}.jsonl"


class FilesSettings(Settings):
    imports_bucket: str


@cache
def open_files() -> ImportFiles:
    """The files of this Lambda."""
    return ImportFiles(bucket(FilesSettings.load().imports_bucket))
