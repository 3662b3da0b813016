"""The ports that a use case reaches out by."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from notifications.carriers.mail import Mailer
    from notifications.carriers.tunnel import Tunnel
    from notifications.models.delivery import Pointer


class Messages(Protocol):
    """The queue of messages."""

    def send(self, *pointers: "Pointer", delay_s: int = 0) -> None:
        """Send messages. Raises: Unavailable, TradewindError when one was not taken."""


@dataclass(frozen=True, slots=True)
class Outside:
    """How messages leave. `mailer`: None where the operator has named no sender of e-mail."""

    tunnel: "Tunnel"
    mailer: "Mailer | None"
    public_url: str
    """Where the links in messages lead: this API, as its users reach it."""
