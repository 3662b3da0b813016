"""What users entrust: request headers, cookies, webhook secrets. Sealed by KMS, bound to what they belong to.

The text goes to KMS itself, which takes up to 4 KB, so there is no data key to keep or to lose. The context (tenant,
watch) is part of the seal: a sealed text that is copied to another tenant's item does not open there. It stands in
CloudTrail, so it holds ids only.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol

import boto3
from botocore.exceptions import ClientError

from tradewind.config import Settings
from tradewind.dynamo import CONFIG, translated
from tradewind.errors import InvalidInput, TradewindError

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

LONGEST = 4096
"""Bytes of UTF-8 that KMS encrypts in one piece."""

DOES_NOT_OPEN = {"InvalidCiphertextException", "IncorrectKeyException"}


class Sealer(Protocol):
    """Seals texts and opens them again, under the same context only."""

    def seal(self, text: str, context: Mapping[str, str]) -> str:
        """The sealed text: opaque, about 4/3 as long plus 250. Raises: InvalidInput past 4 KB, Unavailable."""

    def unseal(self, sealed: str, context: Mapping[str, str]) -> str:
        """The text. Raises: TradewindError when it was not sealed for this context or is damaged; Unavailable."""


class KmsSealer:
    """Sealing by one KMS key."""

    def __init__(self, key: str, client: "KMSClient") -> None:
        self._key = key
        self._client = client

    def seal(self, text: str, context: Mapping[str, str]) -> str:
        """See Sealer."""
        plain = text.encode()
        if len(plain) > LONGEST:
            raise InvalidInput(f"what is to be kept sealed may have {LONGEST} bytes; this has {len(plain)}")
        with translated():
            answer = self._client.encrypt(KeyId=self._key, Plaintext=plain, EncryptionContext=dict(context))
        return b64encode(answer["CiphertextBlob"]).decode()

    def unseal(self, sealed: str, context: Mapping[str, str]) -> str:
        """See Sealer."""
        with translated():
            try:
                answer = self._client.decrypt(
                    KeyId=self._key, CiphertextBlob=b64decode(sealed), EncryptionContext=dict(context)
                )
            except ValueError as error:
                raise TradewindError("the sealed text is damaged") from error
            except ClientError as error:
                if error.response["Error"]["Code"] in DOES_NOT_OPEN:
                    raise TradewindError("the sealed text was not sealed for this context") from error
                raise
        return answer["Plaintext"].decode()


class SealerSettings(Settings):
    data_key_arn: str


@cache
def open_sealer() -> KmsSealer:
    """The sealer of this Lambda, opened on first use."""
    return KmsSealer(SealerSettings.load().data_key_arn, boto3.client("kms", config=CONFIG))
