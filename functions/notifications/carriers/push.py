"""Web push: a message that only the browser can read (RFC 8291), from a sender that the push service knows (RFC 8292).

No library has wheels for it (http-ece and py-vapid come as sources alone), and with `cryptography` it is thirty lines.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from notifications.models.channel import Browser
from notifications.wording import Message
from tradewind.errors import InvalidInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from requests import PreparedRequest

RECORD = 4096  # bytes; what every push service takes (RFC 8030 section 7.2)
LONGEST_TEXT = RECORD - 200
KEPT_S = 24 * 3600
KNOWN_FOR = timedelta(hours=12)
"""How long the sender's token holds; at most a day is allowed (RFC 8292 section 2)."""


@dataclass(frozen=True)
class PushSender:
    """The key that push services know the sender by, and where its owner can be reached."""

    key: "EllipticCurvePrivateKey"
    contact: str

    @property
    def public(self) -> str:
        """What a browser subscribes with."""
        return _encoded(_point(self.key))


def new_key() -> str:
    """A new private key as text."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return _encoded(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32))


def read_key(text: str) -> "EllipticCurvePrivateKey":
    """A private key from its text."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.derive_private_key(int.from_bytes(_decoded(text)), ec.SECP256R1())


def push_request(
    to: Browser, message: Message, message_id: str, sender: PushSender, now: datetime
) -> "PreparedRequest":
    """The request to a push service. The message bears its id as topic and as the notification's tag: told twice, the
    browser shows it once. Raises: InvalidInput for keys that are none."""
    from requests import Request

    links = [line.link for line in message.lines if line.link]
    text = "\n".join(line.text for line in message.lines if line.text)
    shown = {"title": message.title, "body": text, "tag": message_id, "stop": message.stop_link}
    body = json.dumps(shown | ({"url": links[0]} if links else {}), ensure_ascii=False).encode()
    if len(body) > LONGEST_TEXT:
        body = json.dumps(shown | {"body": text[:400]}, ensure_ascii=False).encode()
    headers = {
        "Authorization": _vouched(to.endpoint, sender, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_S),
        "Urgency": "normal",
        "Topic": _encoded(sha256(message_id.encode()).digest()[:24]),
    }
    return Request("POST", to.endpoint, headers=headers, data=sealed(body, to.p256dh, to.auth)).prepare()


def sealed(
    text: bytes,
    p256dh: str,
    auth: str,
    *,
    ephemeral: "EllipticCurvePrivateKey | None" = None,
    salt: bytes | None = None,
) -> bytes:
    """A text that only the subscription's browser opens, as one record of RFC 8188 (RFC 8291 section 3).

    `ephemeral`, `salt`: new for each message; given by tests only. Raises: InvalidInput for keys that are none.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(p256dh))
        secret = _decoded(auth)
    except ValueError as error:
        raise InvalidInput("to: p256dh or auth is not a push subscription's key") from error
    if len(secret) != 16:
        raise InvalidInput("to: auth does not have 16 bytes")
    ours = ephemeral or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    about = b"WebPush: info\0" + _decoded(p256dh) + _point(ours)
    shared = _derived(ours.exchange(ec.ECDH(), theirs), secret, about, 32)
    key = _derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4) + bytes([65]) + _point(ours)
    return header + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def _vouched(endpoint: str, sender: PushSender, now: datetime) -> str:
    """The sender's token for one push service (RFC 8292 section 3)."""
    import jwt

    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now + KNOWN_FOR, "sub": sender.contact}
    return f"vapid t={jwt.encode(claims, sender.key, 'ES256')}, k={sender.public}"


def _derived(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length, salt, about).derive(secret)


def _point(key: "EllipticCurvePrivateKey") -> bytes:
    numbers = key.public_key().public_numbers()
    return b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
