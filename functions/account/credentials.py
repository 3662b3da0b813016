"""What kind of credentials a caller sends: one header for all, told apart by how they begin."""

import re
from typing import Literal

from account.rules import is_key

Kind = Literal["jwt", "key", "unknown"]

BEARER = re.compile(r"Bearer +(?P<secret>[\x21-\x7e]+) *", re.IGNORECASE)
JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


def kind(header: str) -> Kind:
    """`jwt` for a bearer token of three parts (RFC 6750, RFC 7515), `key` for an API key whose checksum is right."""
    bearer = BEARER.fullmatch(header)
    if not bearer:
        return "unknown"
    if JWT.fullmatch(bearer["secret"]):
        return "jwt"
    return "key" if is_key(bearer["secret"]) else "unknown"


def secret(header: str) -> str:
    """What follows `Bearer`; empty when nothing does."""
    bearer = BEARER.fullmatch(header)
    return bearer["secret"] if bearer else ""
