"""What users entrust: request headers, cookies, webhook secrets. Sealed by KMS, bound to what they belong to.

The text goes to KMS itself, which takes up to 4 KB, so there is no data key to keep or to lose. The context (tenant,
watch) is part of the seal: a sealed text that is copied to another tenant's item does not open there. It stands in
CloudTrail, so it holds ids only.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

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


class SealSettings(Settings):
    data_key_arn: str


def seal(text: str, context: Mapping[str, str]) -> str:
    """The sealed text: opaque, about 4/3 as long plus 250. Raises: InvalidInput past 4 KB, Unavailable."""
    plain = text.encode()
    if len(plain) > LONGEST:
        raise InvalidInput(f"what is to be kept sealed may have {LONGEST} bytes; this has {len(plain)}")
    with translated():
        answer = _client().encrypt(
            KeyId=SealSettings.load().data_key_arn, Plaintext=plain, EncryptionContext=dict(context)
        )
    return b64encode(answer["CiphertextBlob"]).decode()


def unseal(sealed: str, context: Mapping[str, str]) -> str:
    """The text again. Raises: TradewindError when it was not sealed for this context or is damaged; Unavailable."""
    with translated():
        try:
            answer = _client().decrypt(
                KeyId=SealSettings.load().data_key_arn,
                CiphertextBlob=b64decode(sealed),
                EncryptionContext=dict(context),
            )
        except ValueError as error:
            raise TradewindError("the sealed text is damaged") from error
        except ClientError as error:
            if error.response["Error"]["Code"] in DOES_NOT_OPEN:
                raise TradewindError("the sealed text was not sealed for this context") from error
            raise
    return answer["Plaintext"].decode()


@cache
def _client() -> "KMSClient":
    return boto3.client("kms", config=CONFIG)
