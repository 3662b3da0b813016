"""Search: words, meaning and filters over a tenant's documents, by whichever engine stands behind.

    PRODUCTS = Schema("products", (
        Field("title", "text", weight=2.0, language="en", is_suggested=True),
        Field("brand", "keyword"), Field("price", "number"),
        Field("meaning", "vector", dimensions=384),
    ))
    search = open_search()                                     # once a container; setting SEARCH_ENDPOINT
    search.create(PRODUCTS)                                    # as often as one likes
    refused = search.upsert(PRODUCTS, by.tenant, [Document("p1", {"title": "Oak board", "price": 12.5})])
    found = search.query(PRODUCTS, by.tenant, Query("oak boards", vector=meaning, where=Between("price", most=20)))
    [hit.id for hit in found.hits], found.legs_down, found.next

- **The tenant is an argument of each call**, never a filter that a caller could leave out. No hit, count, facet,
  suggestion, score or error of one tenant tells of another's documents.
- **Two legs**: `keyword` (BM25 over the text fields, words stemmed in the field's language, any word is enough) and
  `vector` (cosine over the one vector field). A query asks the legs that it has something for; their hits are fused
  by reciprocal rank (`tradewind.search.fusion`), and a hit that one leg found alone stays in. A leg that does not
  answer is named in `legs_down`, and the other's hits are the answer; Unavailable is raised when none answers.
- **`where` holds before retrieval**: what it shuts out takes no candidate's place, in either leg.
- **A query without text and vector** answers all that `where` lets in, by `sort`, then by id.
- **`total` and `facets`** count what `where` lets in and, when there is a text, has one of its words; past
  `MOST_COUNTED` matches they count the best of them. They cost a second look, so `total` is None unless asked for.
- **What was written is found** after `refresh`, at the latest some seconds later.
- **Rebuilding without downtime**: `name = rebuild(schema)` begins an empty index beside the live one; from then on
  what is written goes to both. Fill it by `upsert(..., into=name)`, then `swap(schema, name)`: readers see the old one
  until then, and the new one from then on. `Document.version` keeps the filling from undoing a later write.

Engines: OpenSearch, and LanceDB in a folder, in a bucket, or in a function of its own. See docs/decisions/search.md.
"""

from tradewind.search.port import MOST_COUNTED, Search, open_search
from tradewind.search.query import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Between,
    Facet,
    FacetCounts,
    Filter,
    Hit,
    Hits,
    Is,
    Leg,
    Missing,
    Not,
    Query,
    Says,
    Sort,
    Suggestion,
)
from tradewind.search.schema import Document, Field, Refused, Schema

__all__ = [
    "EVERYTHING",
    "MOST_COUNTED",
    "AllOf",
    "AnyOf",
    "Between",
    "Document",
    "Facet",
    "FacetCounts",
    "Field",
    "Filter",
    "Hit",
    "Hits",
    "Is",
    "Leg",
    "Missing",
    "Not",
    "Query",
    "Refused",
    "Says",
    "Schema",
    "Search",
    "Sort",
    "Suggestion",
    "open_search",
]
