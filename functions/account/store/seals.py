"""The bucket of seals: each is written once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tradewind import seals
from tradewind.dynamo import translated
from tradewind.errors import TradewindError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

EXISTS = {"PreconditionFailed", "ConditionalRequestConflict"}


class SealStore:
    """The seals: each is written once."""

    def __init__(self, bucket: str, client: "S3Client") -> None:
        self._bucket = bucket
        self._client = client

    def places(self, after: str = "") -> Iterator[str]:
        """Where the seals are, the earliest first; those after one of them."""
        token: dict[str, Any] = {"StartAfter": after} if after else {}
        while True:
            with translated():
                part = self._client.list_objects_v2(Bucket=self._bucket, Prefix=seals.FOLDER, **token)
            yield from (each["Key"] for each in part.get("Contents", []))
            if not part.get("IsTruncated"):
                return
            token = {"ContinuationToken": part["NextContinuationToken"]}

    def read(self, place: str) -> str:
        """A seal's text. Raises: Unavailable, TradewindError when there is none."""
        with translated():
            found = self._client.get_object(Bucket=self._bucket, Key=place)
            return found["Body"].read().decode()

    def write(self, place: str, text: str) -> bool:
        """Keep a seal. False when there is one already: it stays as it is."""
        try:
            with translated():
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=place,
                    Body=text.encode(),
                    ContentType="application/json",
                    IfNoneMatch="*",
                    ChecksumAlgorithm="SHA256",  # a bucket with object lock asks for a checksum
                )
        except TradewindError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and cause.response["Error"]["Code"] in EXISTS:
                return False
            raise
        return True
