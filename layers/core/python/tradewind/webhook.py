"""Signed webhooks, by the Standard Webhooks specification (standardwebhooks.com, 1.0)."""

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105 (the prefix is public)


def checked_secret(secret: str) -> str:
    """The secret itself. Raises: ValueError where it is not `whsec_` and base64 of 24 to 64 bytes."""
    _key(secret)
    return secret


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver tells that `body` is ours, fresh and not seen before.

    `secret` is `whsec_` and base64; `message_id` stays the same over retries, `at` is the moment of this attempt.
    The signature is HMAC-SHA256 over `id.seconds.body`.

    Raises: ValueError where the secret is not base64 of 24 to 64 bytes, or the id holds a dot.
    """
    key = _key(secret)
    if "." in message_id:
        raise ValueError("a message id holds no dot")
    seconds = int(at.timestamp())
    signed = f"{message_id}.{seconds}.".encode() + body
    signature = b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(seconds), "webhook-signature": f"v1,{signature}"}


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except NotBase64:
        raise ValueError("the secret is not base64") from None
    if not 24 <= len(key) <= 64:
        raise ValueError("the secret does not have 24 to 64 bytes")
    return key
