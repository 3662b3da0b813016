"""What an engine does, and which one stands behind."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from tradewind.config import Settings
from tradewind.errors import TradewindError
from tradewind.search.query import Hits, Query, Suggestion
from tradewind.search.schema import Document, Refused, Schema

MOST_COUNTED = 10_000
"""How many matches a total and facets look at: OpenSearch's own default, and what a person can tell apart."""
MOST_DOCUMENTS = 1000
"""Documents of one call."""


class Search(Protocol):
    """An engine. Every method raises Unavailable when it does not answer, InvalidInput for what no index could do."""

    def create(self, schema: Schema) -> None:
        """Make the index; one of the same definition stays as it is.

        Raises: Conflict when it stands with another definition, which `rebuild` changes.
        """

    def upsert(
        self, schema: Schema, tenant: str, documents: Sequence[Document], *, into: str | None = None
    ) -> list[Refused]:
        """Write documents, 1,000 at most, whole: fields that are not given are gone. Those that do not fit are told and
        the others kept. What this returns from is kept, whatever is killed afterwards.

        `into` names an index that is being rebuilt and writes there alone. Raises: NotFound without the index,
        Contended when others keep writing.
        """

    def delete(self, schema: Schema, tenant: str, ids: Sequence[str]) -> None:
        """Remove documents, 1,000 at most; those that are not there are no fault."""

    def delete_tenant(self, schema: Schema, tenant: str) -> None:
        """Remove all that a tenant has here."""

    def query(self, schema: Schema, tenant: str, query: Query) -> Hits:
        """Answer a question. Of a tenant who has nothing here: no hits."""

    def suggest(self, schema: Schema, tenant: str, text: str, limit: int = 10) -> list[Suggestion]:
        """How `text` may go on, the likeliest first; a typed letter may be wrong."""

    def count(self, schema: Schema, tenant: str, *, within: str | None = None) -> int:
        """How many documents a tenant has here, or in an index that is being rebuilt."""

    def rebuild(self, schema: Schema) -> str:
        """Begin an empty index of this definition beside the live one, and answer its name. One that was begun before
        and not swapped is dropped."""

    def swap(self, schema: Schema, name: str) -> None:
        """Let a rebuilt index answer from now on, at once for all tenants, and drop the one before.

        Raises: NotFound when no such one is being rebuilt.
        """

    def refresh(self, schema: Schema, tenant: str) -> None:
        """Return once all that was written is found."""


class SearchSettings(Settings):
    search_endpoint: str


def has_search() -> bool:
    """Whether this stage has an engine: SEARCH_ENDPOINT is empty where it has none."""
    return bool(SearchSettings.load().search_endpoint)


@cache
def open_search() -> Search:
    """The engine of this function, by the setting SEARCH_ENDPOINT."""
    return open_engine(SearchSettings.load().search_endpoint)


def open_engine(endpoint: str) -> Search:
    """The engine at an endpoint:

    `opensearch+https://HOST` (or `+http`), `lance+file:///FOLDER`, `lance+s3://BUCKET/FOLDER` in this process, or
    `lambda:FUNCTION` (`lambda:FUNCTION@http://HOST:PORT` at an endpoint of one's own) in a function that bears it.
    """
    kind, _, rest = endpoint.partition(":" if endpoint.startswith("lambda:") else "+")
    if kind == "lambda":
        from tradewind.search.remote import open_function

        return open_function(rest)
    if kind == "lance":
        from tradewind.search.lance import open_folder

        return open_folder(rest)
    if kind == "opensearch":
        from tradewind.search.opensearch import open_cluster

        return open_cluster(rest)
    raise TradewindError(f"wrong settings: SEARCH_ENDPOINT ({kind[:20]}: no such engine)")
