"""The search engine and its index, as one thing to ask: who names it need not load what it is made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradewind.search import Schema, Search


@dataclass(frozen=True, slots=True)
class Index:
    """An engine, and which index of it."""

    search: "Search"
    schema: "Schema"
