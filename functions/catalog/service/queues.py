"""The queues that a use case sends to."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from catalog.models.indexing import IndexWish


class Index(Protocol):
    """The queue of what the index is to be told."""

    def send(self, *wishes: "IndexWish", delay_s: int = 0) -> None:
        """Send messages. Raises: Unavailable, TradewindError when one was not taken."""
