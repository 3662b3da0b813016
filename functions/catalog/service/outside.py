"""What searches reach out to. It imports nothing of that: a function pays for an engine when it first asks one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradewind.embeddings import Embedder
    from tradewind.ranking.candidates import Rater
    from tradewind.search import Schema, Search


@dataclass(frozen=True, slots=True)
class Engine:
    """The index and what answers it, opened when it is first asked."""

    schema: "Schema"
    search: Callable[[], "Search"]


@dataclass(frozen=True, slots=True)
class Outside(Engine):
    """What a search reaches out to. Each is opened when it is first needed, and may be down by itself.

    `rater`: what rates for a tenant; None where there is nothing that does.
    """

    embedder: Callable[[], "Embedder"]
    rater: Callable[[str], "Rater | None"]
