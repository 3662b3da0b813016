"""What an API key looks like, and which key somebody may make."""

import re
from hashlib import sha256
from typing import TYPE_CHECKING
from zlib import crc32

from tradewind.errors import Forbidden

if TYPE_CHECKING:
    from account.models import KeyRequest
    from tradewind.caller import Caller

PREFIX = "tw_"
RANDOM_BYTES = 32
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BODY, CHECK = 43, 6  # digits to base 62 of 256 and of 32 bits
HINT = len(PREFIX) + 5
FORM = re.compile(rf"{PREFIX}(?P<body>[0-9A-Za-z]{{{BODY}}})(?P<check>[0-9A-Za-z]{{{CHECK}}})", re.ASCII)


def written(random: bytes) -> str:
    """The key of 256 random bits: `tw_`, 43 digits to base 62, and 6 more that are their CRC-32.

    The prefix tells whose key it is, and the checksum tells a key from what only looks like one, without asking a
    table: for scanners of leaked secrets, and for whoever mistypes one. The form follows GitHub's
    (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
    """
    body = _digits(int.from_bytes(random[:RANDOM_BYTES]), BODY)
    return f"{PREFIX}{body}{_check(body)}"


def is_key(text: str) -> bool:
    """Whether a text is of the form of a key, its checksum included."""
    found = FORM.fullmatch(text)
    return found is not None and found["check"] == _check(found["body"])


def hash_of(key: str) -> str:
    """What is kept of a key. SHA-256 alone: nobody guesses 256 random bits, so there is nothing to slow down."""
    return sha256(key.encode()).hexdigest()


def hint_of(key: str) -> str:
    """How a key begins: tells it from others, and leaves 227 bits to guess."""
    return key[:HINT]


def check_may_make(wanted: "KeyRequest", by: "Caller") -> None:
    """A key's role is at most its maker's. Raises: Forbidden."""
    if wanted.role.role > by.role:
        raise Forbidden(f"role: a key's role is at most your own, {by.role.name.lower()}")


def _check(body: str) -> str:
    return _digits(crc32(body.encode()), CHECK)


def _digits(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
