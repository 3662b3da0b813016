"""The files of models, in a bucket: <name>/<digest of the bundle>/<file>. Written once, under what they are."""

from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError

from tradewind.dynamo import translated
from tradewind.errors import Conflict, NotFound, TradewindError, Unavailable
from tradewind.registry.bundle import File

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

GONE = {"NoSuchKey", "NoSuchBucket", "404", "AccessDenied"}
"""S3 answers AccessDenied for what is not there to who may read files and not list them."""
BUSY = {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "500", "503"}


class Artifacts:
    """Files of models. A file is handed out only when it is what was registered."""

    def __init__(self, bucket: str, client: "S3Client") -> None:
        self._bucket = bucket
        self._client = client

    def read(self, name: str, digest: str, file: File) -> bytes:
        """A file, whole and unchanged.

        Raises: NotFound when it is gone, Conflict when its bytes are others than were registered, Unavailable when the
        bucket does not answer.
        """
        try:
            with translated():
                found = self._client.get_object(Bucket=self._bucket, Key=place(name, digest, file.name))
                with found["Body"] as body:
                    content = body.read(file.bytes + 1)
        except (HTTPClientError, OSError) as error:  # the answer broke off
            raise Unavailable("the bucket of models cannot be read", retry_after_s=5) from error
        except TradewindError as error:
            code = error.__cause__.response["Error"]["Code"] if isinstance(error.__cause__, ClientError) else ""
            if code in GONE:
                raise NotFound(f"{file.name} is gone, or may not be read") from error
            if code in BUSY:
                raise Unavailable("the bucket of models is busy", retry_after_s=1) from error
            raise
        return verified(content, file)

    def write(self, name: str, digest: str, file: File, content: bytes) -> None:
        """Keep a file. Written again it is the same."""
        with translated():
            self._client.put_object(
                Bucket=self._bucket, Key=place(name, digest, file.name), Body=content, ChecksumAlgorithm="SHA256"
            )


def verified(content: bytes, file: File) -> bytes:
    """The bytes of a file, if they are those that were registered. Raises: Conflict."""
    if sha256(content).hexdigest() != file.sha256:
        raise Conflict(f"{file.name} is not the file that was registered: its sha256 is another")
    return content


def place(name: str, digest: str, file: str) -> str:
    """Where a file of a bundle lies."""
    return f"{name}/{digest}/{file}"
