"""The port on a cluster."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from opensearchpy import NotFoundError, OpenSearch, RequestError

from tradewind.errors import Conflict, Contended, InvalidInput, NotFound, TradewindError, Unavailable
from tradewind.search.fusion import Fused, fuse
from tradewind.search.opensearch import questions
from tradewind.search.opensearch.mapping import body, definition, vector_name
from tradewind.search.opensearch.wire import client_of, failed, translated
from tradewind.search.opensearch.writing import Moved, remove, write
from tradewind.search.port import MOST_COUNTED, MOST_DOCUMENTS
from tradewind.search.query import (
    MOST_DEEP,
    FacetCounts,
    Hit,
    Hits,
    Leg,
    Query,
    Suggestion,
    check,
    legs_of,
    start,
    token,
)
from tradewind.search.schema import Document, Refused, Schema, accepted, belongs
from tradewind.search.suggesting import begins, typed
from tradewind.search.words import asked

MOVES = 5
"""How often an index may be swapped while one call looks for it."""
REMOVAL_S = 60
SUGGESTED_AT_ONCE = 200
"""Values that are looked at: a document that fits has other values too, which do not."""

Answer = Mapping[str, Any]


def open_cluster(address: str) -> "Cluster":
    """The port on the cluster at `https://HOST[:PORT]`; with `/PREFIX`, all of its indexes begin so."""
    parts = urlsplit(address)
    return Cluster(client_of(f"{parts.scheme}://{parts.netloc}"), parts.path.strip("/").replace("/", "-"))


class Cluster:
    """Indexes behind aliases: `products` leads to the live one, `products.next` to the one that is being rebuilt."""

    def __init__(self, client: OpenSearch, prefix: str = "") -> None:
        self.client = client
        self.prefix = f"{prefix}-" if prefix else ""

    def create(self, schema: Schema) -> None:
        live = self._live(schema)
        with translated():
            standing = self.client.indices.get_mapping(index=live, params={"ignore_unavailable": "true"})
            if not standing:
                self._make(f"{live}-{definition(schema)}", body(schema, [live]))
                standing = self.client.indices.get_mapping(index=live)
        [found] = standing.values()
        if found["mappings"].get("_meta", {}).get("definition") != definition(schema):
            raise Conflict(f"{schema.name} stands with another definition; rebuild it")

    def upsert(
        self, schema: Schema, tenant: str, documents: Sequence[Document], *, into: str | None = None
    ) -> list[Refused]:
        good, refused = accepted(schema, _few(documents))
        belongs(tenant)
        if into is not None:
            if into not in self._built(schema):
                raise NotFound(f"{into} is not being rebuilt")
            try:
                return refused + write(self.client, self._next(schema), schema, tenant, good)
            except Moved:
                raise NotFound(f"{into} is not being rebuilt") from None
        for _ in range(MOVES):
            try:
                [told, *_] = [write(self.client, index, schema, tenant, good) for index in self._written(schema)]
            except Moved:
                continue
            return refused + told
        raise Contended(f"{schema.name} is being swapped again and again", retry_after_s=1)

    def delete(self, schema: Schema, tenant: str, ids: Sequence[str]) -> None:
        belongs(tenant)
        for _ in range(MOVES):
            try:
                for index in self._written(schema):
                    remove(self.client, index, tenant, _few(ids))
            except Moved:
                continue
            return
        raise Contended(f"{schema.name} is being swapped again and again", retry_after_s=1)

    def delete_tenant(self, schema: Schema, tenant: str) -> None:
        theirs = {"query": {"bool": {"filter": questions.within(belongs(tenant))}}}
        for index in self._written(schema):
            self._refresh(index)  # what was just written is not seen by a query yet
            with translated():
                self.client.delete_by_query(
                    index=index, body=theirs, params={"refresh": "true", "conflicts": "proceed"}, timeout=REMOVAL_S
                )

    def count(self, schema: Schema, tenant: str, *, within: str | None = None) -> int:
        theirs = {"query": {"bool": {"filter": questions.within(belongs(tenant))}}}
        index = within or self._live(schema)
        if not index.startswith(self._live(schema)):
            raise NotFound(f"no index {index}")
        with translated():
            return int(self.client.count(index=index, body=theirs)["count"])

    def rebuild(self, schema: Schema) -> str:
        self._written(schema)
        self._drop(self._built(schema))
        name = f"{self._live(schema)}-{definition(schema)}-{uuid4().hex[:8]}"
        with translated():
            self._make(name, body(schema, [self._next(schema)]))
        return name

    def swap(self, schema: Schema, name: str) -> None:
        if name not in self._built(schema):
            raise NotFound(f"{name} is not being rebuilt")
        live, built = self._live(schema), self._next(schema)
        with translated():
            before = list(self.client.indices.get_alias(name=live))
            moves = [{"remove": {"index": each, "alias": live}} for each in before]
            moves += [{"add": {"index": name, "alias": live}}, {"remove": {"index": name, "alias": built}}]
            self.client.indices.update_aliases(body={"actions": moves})
        self._drop(before)

    def refresh(self, schema: Schema, tenant: str) -> None:
        for index in self._written(schema):
            self._refresh(index)

    def query(self, schema: Schema, tenant: str, query: Query) -> Hits:
        check(schema, query)
        begin = start(schema, belongs(tenant), query)
        legs = legs_of(query)
        asks: dict[str, Answer] = {
            leg: questions.leg(schema, tenant, query, leg, _most(query, legs, begin)) for leg in legs
        }
        if query.sort or not legs:
            most = min(query.limit + 1, MOST_DEEP - begin)
            asks = {"order": questions.in_order(schema, tenant, query, begin, most)} if most > 0 else {}
        is_counted = query.is_counted or bool(query.facets)
        if is_counted:
            asks["counts"] = questions.counted(schema, tenant, query, questions.has_words(query))
        answers = self._asked(schema, asks)
        down = tuple(leg for leg in legs if isinstance(answers.get(leg), TradewindError))
        if legs and len(down) == len(legs):
            raise Unavailable("no leg of the search answers", retry_after_s=5)
        found = {leg: _ids(answers[leg]) for leg in ("keyword", "vector", "order") if _has(answers, leg)}
        ordered = _ordered(query, legs, found, begin)
        page = ordered[: query.limit]
        counts = answers.get("counts")
        if isinstance(counts, TradewindError):
            raise counts
        return Hits(
            self._hits(schema, tenant, query, page, found),
            min(counts["hits"]["total"]["value"], MOST_COUNTED) if counts else None,
            {facet.field: _counts(facet.field, counts["aggregations"]) for facet in query.facets} if counts else {},
            token(schema, tenant, query, begin + query.limit) if len(ordered) > query.limit else None,
            down,
        )

    def suggest(self, schema: Schema, tenant: str, text: str, limit: int = 10) -> list[Suggestion]:
        belongs(tenant)
        words = typed(text)
        if not words:
            return []
        body = questions.beginning(tenant, text, max(SUGGESTED_AT_ONCE, limit))
        with translated():
            answer = self.client.search(index=self._live(schema), body=body)
        found: list[tuple[bool, Suggestion]] = []
        for bucket in answer["aggregations"]["whole"]["buckets"]:
            field, _, value = bucket["key"].partition("\0")
            own = typed(value)
            if all(any(begins(each, word) for each in own) for word in words):
                is_exact = all(any(each.startswith(word) for each in own) for word in words)
                found.append((is_exact, Suggestion(value, field, bucket["doc_count"])))
        found.sort(key=lambda each: (not each[0], -each[1].count, len(each[1].text), each[1].text, each[1].field))
        return [suggestion for _, suggestion in found[:limit]]

    def _live(self, schema: Schema) -> str:
        return f"{self.prefix}{schema.name}"

    def _next(self, schema: Schema) -> str:
        return f"{self._live(schema)}.next"

    def _written(self, schema: Schema) -> list[str]:
        """What a write goes to: the live index, and the one that is being rebuilt. Raises: NotFound without any."""
        both = [self._live(schema), self._next(schema)]
        with translated():
            try:
                found = self.client.indices.get_alias(name=",".join(both))
            except NotFoundError as error:  # of two names one is not there: the other is told all the same
                told: dict[str, Any] = error.info if isinstance(error.info, dict) else {}
                found = {name: each for name, each in told.items() if isinstance(each, dict)}
        there = {alias for each in found.values() for alias in each.get("aliases", {})}
        if both[0] not in there:
            raise NotFound(f"no index {schema.name}")
        return [alias for alias in both if alias in there]

    def _built(self, schema: Schema) -> list[str]:
        with translated():
            try:
                return list(self.client.indices.get_alias(name=self._next(schema)))
            except NotFoundError:
                return []

    def _make(self, name: str, told: dict[str, Any]) -> None:
        """Make an index; another may have made it meanwhile."""
        try:
            self.client.indices.create(index=name, body=told, params={"wait_for_active_shards": "1"})
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _drop(self, names: Iterable[str]) -> None:
        with translated():
            for name in names:
                self.client.indices.delete(index=name, params={"ignore_unavailable": "true"})

    def _refresh(self, index: str) -> None:
        with translated():
            self.client.indices.refresh(index=index)

    def _asked(self, schema: Schema, asks: Mapping[str, Answer]) -> dict[str, Any]:
        """Each question's answer, or the error in its place. Raises: NotFound without the index."""
        if not asks:
            return {}
        header = {"index": self._live(schema), "allow_partial_search_results": False}
        with translated():
            answers = self.client.msearch(body=[line for each in asks.values() for line in (header, each)])
        told = {name: failed(each) or each for name, each in zip(asks, answers["responses"], strict=True)}
        for each in told.values():
            if isinstance(each, NotFound):
                raise each
        if isinstance(told.get("order"), TradewindError):
            raise told["order"]
        return told

    def _hits(
        self,
        schema: Schema,
        tenant: str,
        query: Query,
        page: Sequence[Fused[str]],
        found: Mapping[str, Mapping[str, float | None]],
    ) -> tuple[Hit, ...]:
        """The page with what its documents hold. One that was removed meanwhile is left out."""
        if not page:
            return ()
        with translated():
            body = questions.shown(schema, tenant, query, [each.id for each in page])
            answer = self.client.search(index=self._live(schema), body=body)
        there = {hit["_source"]["id"]: hit for hit in answer["hits"]["hits"]}
        said = {id: set(hit.get("matched_queries", ())) for id, hit in there.items()}
        words = asked(schema, query.text)
        order, keyword, vector = (found.get(name, {}) for name in ("order", "keyword", "vector"))
        return tuple(
            Hit(
                each.id,
                each.score,
                each.keyword_rank,
                each.vector_rank,
                keyword.get(each.id, order.get(each.id)),
                _cosine(vector.get(each.id)),
                tuple(word for word in words if word in said[each.id]),
                _fields(schema, query, there[each.id]["_source"]),
            )
            for each in page
            if each.id in there
        )


def _few(items: Sequence[Any]) -> Sequence[Any]:
    if len(items) > MOST_DOCUMENTS:
        raise InvalidInput(f"at most {MOST_DOCUMENTS} documents at once")
    return items


def _most(query: Query, legs: tuple[Leg, ...], begin: int) -> int:
    """How many hits a leg brings: one more than the page of a single leg, so as to know whether there is another."""
    return query.candidates if len(legs) == 2 else min(begin + query.limit + 1, MOST_DEEP)


def _has(answers: Mapping[str, Any], name: str) -> bool:
    return name in answers and not isinstance(answers[name], TradewindError)


def _ids(answer: Answer) -> dict[str, float | None]:
    """Ids with their scores, in order: each hit tells its id as the last of what it is sorted by."""
    return {hit["sort"][-1]: hit["_score"] for hit in answer["hits"]["hits"]}


def _ordered(
    query: Query, legs: tuple[Leg, ...], found: Mapping[str, Mapping[str, float | None]], begin: int
) -> list[Fused[str]]:
    """What the page begins with and all that follows it."""
    if "order" in found or not legs:
        return [Fused(id, score or 0.0, None, None) for id, score in found.get("order", {}).items()]
    if len(legs) == 2:
        first, second = (list(found.get(leg, {})) for leg in ("keyword", "vector"))
        weights = {"keyword_weight": query.keyword_weight, "vector_weight": query.vector_weight}
        return fuse(first, second, **weights)[begin:]
    [leg] = legs
    ranked = list(enumerate(found[leg].items(), 1))[begin:]
    if leg == "keyword":
        return [Fused(id, score or 0.0, rank, None) for rank, (id, score) in ranked]
    return [Fused(id, _cosine(score) or 0.0, None, rank) for rank, (id, score) in ranked]


def _cosine(score: float | None) -> float | None:
    """Lucene keeps scores above zero: (1 + cosine) / 2."""
    return None if score is None else 2 * score - 1


def _fields(schema: Schema, query: Query, source: Answer) -> dict[str, Any]:
    fields: dict[str, Any] = dict(source.get("fields", {}))
    if schema.vector and query.shows and schema.vector.name in query.shows and vector_name(schema) in source:
        fields[schema.vector.name] = source[vector_name(schema)]
    return fields


def _counts(field: str, parts: Answer) -> FacetCounts:
    if f"{field}.values" in parts:
        return FacetCounts(tuple((each["key"], each["doc_count"]) for each in parts[f"{field}.values"]["buckets"]))
    ranges = parts.get(f"{field}.ranges", {}).get("buckets", [])
    return FacetCounts(
        tuple((each["from"], each["doc_count"]) for each in ranges),
        parts[f"{field}.least"]["value"],
        parts[f"{field}.most"]["value"],
    )
