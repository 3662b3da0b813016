"""The bucket of files that come in and go out (`TransfersBucket` in template.yaml); each is gone within a week."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote_plus

from prices.models.transfer import ImportStep
from tradewind.config import Settings
from tradewind.files import Bucket, Upload, bucket

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class FileStore:
    """Files by tenant and import or export. Raises: Unavailable, TradewindError from every call."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def upload(self, of: ImportStep, size_bytes: int, at: datetime) -> Upload:
        """Where a file of that many bytes is to be sent, for an hour."""
        return self._bucket.upload(_import_key(of), size_bytes, at)

    def put(self, of: ImportStep, content: bytes) -> None:
        """Keep the file of an import."""
        self._bucket.put(_import_key(of), content)

    def open(self, of: ImportStep, most: int) -> "AbstractContextManager[BinaryIO]":
        """The file of an import, to be read and sought in; no more than `most` bytes and one of it.

        Raises: NotFound when there is none.
        """
        return self._bucket.open(_import_key(of), most)

    def delete(self, of: ImportStep) -> None:
        """Forget the file of an import."""
        self._bucket.delete(_import_key(of))

    def offer(self, tenant: str, name: str, content: bytes, media_type: str, at: datetime) -> tuple[str, datetime]:
        """Keep a file that goes out. Returns where it can be fetched from, and until when."""
        return self._bucket.offer(f"exports/{tenant}/{name}", content, media_type, at)

    def erase_import(self, of: ImportStep, apply: bool) -> int:
        """Erase, or only count, the file of an import."""
        return self._bucket.erase(_import_key(of), apply)

    def erase_tenant(self, tenant: str, apply: bool) -> int:
        """Erase, or only count, a tenant's files."""
        return sum(self._bucket.erase(f"{kind}/{tenant}/", apply) for kind in ("imports", "exports"))


def import_of(key: str) -> ImportStep | None:
    """The import that a file's name in the bucket belongs to; a notification spells it for an address."""
    kind, *rest = unquote_plus(key).split("/")
    return ImportStep(tenant=rest[0], import_id=rest[1]) if kind == "imports" and len(rest) == 2 else None


def _import_key(of: ImportStep) -> str:
    return f"imports/{of.tenant}/{of.import_id}"


class FilesSettings(Settings):
    transfers_bucket: str


@cache
def open_files() -> FileStore:
    """The files of this Lambda."""
    return FileStore(bucket(FilesSettings.load().transfers_bucket))
