"""How a channel proves that it is its owner's, and how a link in a message is known for ours."""

import hmac
from datetime import datetime, timedelta

from notifications.models.channel import Asked
from tradewind.errors import InvalidInput

GOOD_FOR = timedelta(minutes=30)
MOST_TRIES = 5
"""Of 10^8 codes: five guesses find one with a chance of 1 in 20 million."""
BETWEEN = timedelta(minutes=1)
MOST_ASKED = 10
ASKED_WITHIN = timedelta(hours=1)
"""Codes and tests that one person may ask for: nobody's inbox can be filled with them."""


def code_of(key: bytes, tenant: str, channel_id: str, asked_at: datetime) -> str:
    """The eight digits sent for one asking: nothing but the key is kept for them."""
    text = f"code\n{tenant}\n{channel_id}\n{asked_at.isoformat()}"
    return f"{int.from_bytes(hmac.digest(key, text.encode(), 'sha256')[:8]) % 10**8:08}"


def check_open(asked: Asked | None, now: datetime) -> Asked:
    """The asking that a code may answer. Raises: InvalidInput when none was sent, it ran out, or was guessed at."""
    if asked is None or now >= asked.at + GOOD_FOR:
        raise InvalidInput("code: none is open, or its 30 minutes are over; ask for a new one")
    if asked.tries_left == 0:
        raise InvalidInput("code: too many were wrong; ask for a new one")
    return asked


def link_token(key: bytes, tenant: str, channel_id: str) -> str:
    """What stands in a link that unsubscribes a channel."""
    return f"{tenant}.{channel_id}.{_seal(key, tenant, channel_id)}"


def read_link(key: bytes, token: str) -> tuple[str, str] | None:
    """The tenant and channel of such a link; None for one that is not ours."""
    tenant, _, rest = token.partition(".")
    channel_id, _, seal = rest.partition(".")
    if not hmac.compare_digest(_seal(key, tenant, channel_id).encode(), seal.encode()):
        return None
    return tenant, channel_id


def _seal(key: bytes, tenant: str, channel_id: str) -> str:
    return hmac.digest(key, f"unsubscribe\n{tenant}\n{channel_id}".encode(), "sha256").hex()[:32]
