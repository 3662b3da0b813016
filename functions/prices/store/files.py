"""The bucket of files that come in and go out (`TransfersBucket` in template.yaml); each is gone within a week."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import unquote_plus

from botocore.exceptions import ClientError

from prices.models.transfer import ImportStep, Upload
from tradewind.config import Settings
from tradewind.dynamo import CONFIG, translated
from tradewind.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

OPEN_FOR = timedelta(hours=1)
"""How long an address of a file is good for."""
IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger file lies on the disk while it is read
CHUNK = 1024 * 1024
CONTENT_TYPE = "application/octet-stream"


class FileStore:
    """Files by tenant and import or export. Raises: Unavailable, TradewindError from every call."""

    def __init__(self, bucket: str, client: "S3Client") -> None:
        self._bucket = bucket
        self._client = client

    def upload(self, of: ImportStep, size_bytes: int, at: datetime) -> Upload:
        """Where a file of that many bytes is to be sent, for an hour."""
        asked = {
            "Bucket": self._bucket,
            "Key": _import_key(of),
            "ContentLength": size_bytes,
            "ContentType": CONTENT_TYPE,
        }
        seconds = int(OPEN_FOR.total_seconds())
        with translated():
            url = self._client.generate_presigned_url("put_object", Params=asked, ExpiresIn=seconds)
        headers = {"Content-Type": CONTENT_TYPE, "Content-Length": str(size_bytes)}
        return Upload(url=url, headers=headers, expires_at=at + OPEN_FOR)

    def put(self, of: ImportStep, content: bytes) -> None:
        """Keep the file of an import."""
        with translated():
            self._client.put_object(Bucket=self._bucket, Key=_import_key(of), Body=content, ContentType=CONTENT_TYPE)

    @contextmanager
    def open(self, of: ImportStep, most: int) -> Iterator[BinaryIO]:
        """The file of an import, to be read and sought in; no more than `most` bytes and one of it.

        Raises: NotFound when there is none.
        """
        import tempfile

        with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
            with translated():
                for chunk in self._chunks(_import_key(of)):
                    kept.write(chunk)
                    if kept.tell() > most:
                        break
            kept.seek(0)
            yield cast("BinaryIO", kept)

    def delete(self, of: ImportStep) -> None:
        """Forget the file of an import."""
        with translated():
            self._client.delete_object(Bucket=self._bucket, Key=_import_key(of))

    def offer(self, tenant: str, name: str, content: bytes, media_type: str, at: datetime) -> tuple[str, datetime]:
        """Keep a file that goes out. Returns where it can be fetched from, and until when."""
        place = {"Bucket": self._bucket, "Key": f"exports/{tenant}/{name}"}
        shown = {"ResponseContentDisposition": f'attachment; filename="{name.rpartition("/")[2]}"'}
        seconds = int(OPEN_FOR.total_seconds())
        with translated():
            self._client.put_object(Bucket=place["Bucket"], Key=place["Key"], Body=content, ContentType=media_type)
            url = self._client.generate_presigned_url("get_object", Params={**place, **shown}, ExpiresIn=seconds)
        return url, at + OPEN_FOR

    def erase_import(self, of: ImportStep, apply: bool) -> int:
        """Erase, or only count, the file of an import."""
        from tradewind.rights import erase_objects

        return erase_objects(self._client, self._bucket, _import_key(of), apply)

    def erase_tenant(self, tenant: str, apply: bool) -> int:
        """Erase, or only count, a tenant's files."""
        from tradewind.rights import erase_objects

        ours = (f"imports/{tenant}/", f"exports/{tenant}/")
        return sum(erase_objects(self._client, self._bucket, prefix, apply) for prefix in ours)

    def _chunks(self, key: str) -> Iterator[bytes]:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404", "AccessDenied", "403"):
                # Who may not list a bucket is told 403 of what is not there.
                raise NotFound("no file was uploaded, or it is gone") from error
            raise
        yield from found["Body"].iter_chunks(CHUNK)


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
    import boto3
    from botocore.config import Config

    # The bucket's own regional name: the global one redirects while a new bucket's is not known everywhere, and an
    # upload by a presigned address does not follow.
    signed = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return FileStore(FilesSettings.load().transfers_bucket, boto3.client("s3", config=CONFIG.merge(signed)))
