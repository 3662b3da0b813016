"""Files in a bucket, by their place: sent by an address of their own, read in bounded memory, fetched by another."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from botocore.exceptions import ClientError
from pydantic import Field

from tradewind.dynamo import CONFIG, translated
from tradewind.errors import InvalidInput, NotFound
from tradewind.model import Model, Moment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

OPEN_FOR = timedelta(hours=1)
"""How long an address of a file is good for."""
IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger file lies on the disk while it is read
CHUNK = 1024 * 1024
CONTENT_TYPE = "application/octet-stream"


class Upload(Model):
    """Where the file is to be sent."""

    method: Literal["PUT"] = "PUT"
    url: str = Field(max_length=4096)
    headers: dict[str, str] = Field(description="to be sent with it as they are")
    expires_at: Moment


class Bucket:
    """Files by their place. Raises: Unavailable, TradewindError from every call."""

    def __init__(self, name: str, client: "S3Client") -> None:
        self.name = name
        self._client = client

    def upload(self, place: str, size_bytes: int, at: datetime) -> Upload:
        """Where a file of that many bytes is to be sent, for an hour."""
        asked = {"Bucket": self.name, "Key": place, "ContentLength": size_bytes, "ContentType": CONTENT_TYPE}
        seconds = int(OPEN_FOR.total_seconds())
        with translated():
            url = self._client.generate_presigned_url("put_object", Params=asked, ExpiresIn=seconds)
        headers = {"Content-Type": CONTENT_TYPE, "Content-Length": str(size_bytes)}
        return Upload(url=url, headers=headers, expires_at=at + OPEN_FOR)

    def put(self, place: str, content: bytes, content_type: str = CONTENT_TYPE) -> None:
        """Keep a file, whatever lay there before."""
        with translated():
            self._client.put_object(Bucket=self.name, Key=place, Body=content, ContentType=content_type)

    def read(self, place: str) -> bytes:
        """The whole of a file of our own. Raises: NotFound."""
        with translated():
            return b"".join(self._chunks(place))

    @contextmanager
    def open(self, place: str, most: int) -> Iterator[BinaryIO]:
        """A file, to be read and sought in; no more than `most` bytes and one of it. Raises: NotFound."""
        import tempfile

        with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
            with translated():
                for chunk in self._chunks(place):
                    kept.write(chunk)
                    if kept.tell() > most:
                        break
            kept.seek(0)
            yield cast("BinaryIO", kept)

    def delete(self, place: str) -> None:
        """Forget a file."""
        with translated():
            self._client.delete_object(Bucket=self.name, Key=place)

    def offer(self, place: str, content: bytes, media_type: str, at: datetime) -> tuple[str, datetime]:
        """Keep a file that goes out. Returns where it can be fetched from, and until when."""
        shown = {"ResponseContentDisposition": f'attachment; filename="{place.rpartition("/")[2]}"'}
        seconds = int(OPEN_FOR.total_seconds())
        self.put(place, content, media_type)
        with translated():
            asked = {"Bucket": self.name, "Key": place, **shown}
            url = self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        return url, at + OPEN_FOR

    def erase(self, prefix: str, apply: bool) -> int:
        """Erase, or only count, what lies under a prefix."""
        from tradewind.rights import erase_objects

        return erase_objects(self._client, self.name, prefix, apply)

    def _chunks(self, place: str) -> Iterator[bytes]:
        try:
            found = self._client.get_object(Bucket=self.name, Key=place)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404", "AccessDenied", "403"):
                # Who may not list a bucket is told 403 of what is not there.
                raise NotFound("no file was uploaded, or it is gone") from error
            raise
        yield from found["Body"].iter_chunks(CHUNK)


@cache
def bucket(name: str) -> Bucket:
    """The bucket of that name."""
    import boto3
    from botocore.config import Config

    # The bucket's own regional name: the global one redirects while a new bucket's is not known everywhere, and an
    # upload by a presigned address does not follow.
    signed = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return Bucket(name, boto3.client("s3", config=CONFIG.merge(signed)))


def content_sent(content: str | None, size_bytes: int | None) -> bytes | None:
    """The file that came with a request, in base64; None where its size says that it will be uploaded.

    Raises: InvalidInput where both or neither is given, and for what is not base64 or empty.
    """
    if (content is None) == (size_bytes is None):
        raise InvalidInput("content: send the file in base64, or its size_bytes and upload it then")
    if content is None:
        return None
    try:
        found = b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput("content: not base64") from error
    if not found:
        raise InvalidInput("content: an empty file")
    return found
