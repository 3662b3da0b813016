"""What searches reach out to. It imports nothing of that: a function pays for an engine when it first asks one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradewind.errors import TradewindError, Unavailable
from tradewind.observability import logger

if TYPE_CHECKING:
    from tradewind.embeddings import Embedder
    from tradewind.ranking.candidates import Rater
    from tradewind.search import Schema, Search


@dataclass(frozen=True, slots=True)
class Engine:
    """The index and what answers it, opened when it is first asked."""

    schema: "Schema"
    search: Callable[[], "Search"]

    def opened(self) -> "Search":
        """What answers. Raises: Unavailable, also where a stage has no engine or a wrong setting."""
        try:
            return self.search()
        except TradewindError as error:
            raise Unavailable(f"no search engine can be opened: {error.detail}") from error


@dataclass(frozen=True, slots=True)
class Outside(Engine):
    """What a search reaches out to. Each is opened when it is first needed, and may be down by itself.

    `rater`: what rates for a tenant; None where there is nothing that does.
    """

    embedder: Callable[[], "Embedder"]
    rater: Callable[[str], "Rater | None"]

    def rater_of(self, tenant: str) -> "Rater | None":
        """What rates for a tenant; None where it cannot be opened, which is logged."""
        try:
            return self.rater(tenant)
        except TradewindError as error:
            logger.warning("nothing is rated", reason=error.detail)
            return None
