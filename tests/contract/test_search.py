"""What every search engine must do, on each that there is: in memory, LanceDB here and in its function, OpenSearch."""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain
from threading import Thread
from typing import Any
from uuid import uuid4

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_search import FakeSearch
from search.server import Server
from tradewind.errors import Conflict, InvalidInput, NotFound, Unavailable
from tradewind.search import (
    AllOf,
    AnyOf,
    Between,
    Document,
    Facet,
    Field,
    Filter,
    Hit,
    Is,
    Missing,
    Not,
    Query,
    Says,
    Schema,
    Search,
    Sort,
)
from tradewind.search.fusion import fuse
from tradewind.search.remote import FunctionSearch, answer

FIELDS = (
    Field("title", "text", weight=2, language="en", is_suggested=True),
    Field("titre", "text", language="fr"),
    Field("shirshak", "text", language="hi"),
    Field("brand", "keyword", is_suggested=True),
    Field("tags", "keyword", is_many=True),
    Field("price", "number"),
    Field("meaning", "vector", dimensions=4),
)
NORTH, EAST, SOUTH = (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (-1.0, 0.0, 0.0, 0.0)


class Goods:
    """A tenant's documents in an index, written and seen at once."""

    def __init__(self, search: Search, schema: Schema, tenant: str) -> None:
        self.search, self.schema, self.tenant = search, schema, tenant

    def of(self, tenant: str) -> "Goods":
        return Goods(self.search, self.schema, tenant)

    def put(self, version: int = 0, /, **documents: dict[str, Any]) -> None:
        told = [Document(id, fields, version) for id, fields in documents.items()]
        assert self.search.upsert(self.schema, self.tenant, told) == []
        self.search.refresh(self.schema, self.tenant)

    def ids(self, text: str = "", **asked: Any) -> list[str]:
        return [hit.id for hit in self.hits(text, **asked)]

    def hits(self, text: str = "", **asked: Any) -> tuple[Hit, ...]:
        return self.search.query(self.schema, self.tenant, Query(text, **asked)).hits

    def pages(self, query: Query) -> list[list[str]]:
        pages = []
        while True:
            page = self.search.query(self.schema, self.tenant, query)
            pages.append([hit.id for hit in page.hits])
            if page.next is None:
                return pages
            query = replace(query, next=page.next)


REGION = "us-east-1"
ENGINES = ["memory", "lance", "function", "opensearch"]


@pytest.fixture(scope="module", params=ENGINES)
def search(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """Each engine, one for all tests here: an index of its own is what tells them apart."""
    if request.param == "memory":
        yield FakeSearch()
    elif request.param == "opensearch":
        url = request.getfixturevalue("opensearch_url")
        from tradewind.search.opensearch import open_cluster

        yield open_cluster(f"{url}/t{uuid4().hex[:8]}")
    else:
        from tradewind.search.lance import open_folder

        engine = open_folder(tmp_path_factory.mktemp("lance").as_uri())
        if request.param == "lance":
            yield engine
        else:
            with served(engine) as endpoint:
                client = boto3.Session("test", "test", region_name=REGION).client("lambda", endpoint_url=endpoint)
                yield FunctionSearch("search", client)


@contextmanager
def served(engine: Search) -> Iterator[str]:
    """The function that bears an engine, as a server of this machine; yields its endpoint."""
    server = Server(0, lambda event, context: answer(event, engine))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


SHARED: dict[int, Schema] = {}


def shared_index(search: Search) -> Schema:
    """The one index of an engine."""
    if id(search) not in SHARED:
        SHARED[id(search)] = Schema(f"goods_{uuid4().hex[:10]}", FIELDS)
        search.create(SHARED[id(search)])
    return SHARED[id(search)]


@pytest.fixture
def goods(search: Search) -> Goods:
    """An empty shelf in the index that all tests of an engine share, since to make one takes longer than to ask it."""
    return Goods(search, shared_index(search), f"t{uuid4().hex[:10]}")


@pytest.fixture
def own_goods(search: Search) -> Goods:
    """An empty shelf in an index of its own."""
    schema = Schema(f"goods_{uuid4().hex[:10]}", FIELDS)
    search.create(schema)
    return Goods(search, schema, "acme")


# Words


def test_words_are_found_in_any_form_case_and_accent(goods: Goods) -> None:
    goods.put(
        oak={"title": "Oak BOARDS, oiled", "titre": "Planches de chêne huilées"},
        pan={"title": "Frying pan", "shirshak": "तलने की कड़ाही"},
        han={"title": "桌子和椅子"},
    )
    for text in ("board", "boards", "OAK", "chene", "planche", "huilée"):
        assert goods.ids(text) == ["oak"], text
    assert goods.ids("कड़ाही") == ["pan"]
    assert goods.ids("椅子") == ["han"]
    assert goods.ids("table") == goods.ids("?!") == []


def test_any_word_is_enough_and_more_of_them_come_first(goods: Goods) -> None:
    goods.put(
        both={"title": "steel bottle"}, one={"title": "steel"}, none={"title": "paper"}, other={"titre": "bottle"}
    )
    found = goods.hits("steel bottle xyzzy")
    assert found[0].id == "both"
    assert {hit.id for hit in found} == {"both", "one", "other"}
    assert [hit.keyword_rank for hit in found] == [1, 2, 3]
    scores = [hit.keyword_score or 0 for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_a_hit_tells_which_of_the_words_it_says_as_they_were_written(goods: Goods) -> None:
    goods.put(oak={"title": "Oak boards", "meaning": NORTH}, pan={"title": "pan", "meaning": NORTH})
    [oak, pan] = goods.hits("Board, CHAIRS oaks", vector=NORTH)
    assert (oak.id, oak.words) == ("oak", ("Board", "oaks"))
    assert (pan.id, pan.words) == ("pan", ())


def test_a_rare_word_and_a_word_of_the_title_weigh_more(goods: Goods) -> None:
    common = {f"c{n}": {"title": "cotton shirt"} for n in range(8)}
    goods.put(**common, rare={"title": "linen shirt"}, lower={"titre": "linen shirt"})
    assert goods.ids("cotton linen", limit=2) == ["rare", "lower"]


def test_words_may_be_a_letter_or_two_off_when_it_is_asked(goods: Goods) -> None:
    goods.put(bottle={"title": "steel bottle"}, battle={"title": "paper"})
    assert goods.ids("botle") == []
    if not isinstance(goods.search, FakeSearch):
        assert goods.ids("stainless botle", is_fuzzy=True) == ["bottle"]


def test_what_people_type_is_words_and_no_language(goods: Goods) -> None:
    goods.put(a={"title": "AND OR NOT title brand"})
    for text in ('"', "title:*", "a AND (b", "*:*", "brand:x OR", "\\", "{}", "\0", "💥" * 300, "\u202eabc", "a" * 999):
        goods.hits(text, vector=NORTH)
        goods.search.suggest(goods.schema, goods.tenant, text)
    assert goods.ids("NOT title") == ["a"]
    with pytest.raises(InvalidInput):
        goods.hits("a" * 1001)


# Filters


SHIRTS: dict[str, dict[str, Any]] = {
    "a": {"title": "red shirt", "brand": "Nile", "tags": ["new", "sale"], "price": 10},
    "b": {"title": "blue shirt", "brand": "Amur", "tags": ["sale"], "price": 20.5},
    "c": {"title": "green shirts", "brand": "Nile", "tags": [], "price": -3},
    "d": {"title": "shirt"},
}


LET_IN: list[tuple[Filter, str]] = [
    (Is("brand", ("Nile",)), "ac"),
    (Is("brand", ("nile",)), ""),
    (Is("brand", ("Nile", "Amur")), "abc"),
    (Is("brand", ()), ""),
    (Is("tags", ("sale",)), "ab"),
    (Is("price", (20.5, 10)), "ab"),
    (Between("price", 10, 20.5), "ab"),
    (Between("price", most=9.99), "c"),
    (Between("price", least=10.01), "b"),
    (Between("price"), "abc"),
    (Missing("price"), "d"),
    (Missing("tags"), "cd"),
    (Missing("titre"), "abcd"),
    (Not(Is("brand", ("Nile",))), "bd"),
    (Not(Between("price", least=0)), "cd"),
    (Not(Missing("brand")), "abc"),
    (Says(("reds", "greened")), "ac"),
    (Says(()), ""),
    (AnyOf((Is("brand", ("Amur",)), Missing("brand"))), "bd"),
    (AnyOf(()), ""),
    (AllOf((Is("tags", ("sale",)), Not(Says(("red",))))), "b"),
    (AllOf(()), "abcd"),
]


def test_a_filter_lets_in_what_it_says_and_nothing_else(goods: Goods) -> None:
    goods.put(**SHIRTS)
    for where, expected in LET_IN:
        assert goods.ids(where=where) == list(expected), where
        assert sorted(goods.ids("shirt", where=where)) == list(expected), where


def test_what_a_filter_shuts_out_takes_no_candidates_place(goods: Goods) -> None:
    nearer = {f"n{n}": {"title": "shirt shirt", "brand": "no", "meaning": NORTH} for n in range(60)}
    far = {f"f{n}": {"title": "a shirt among other things", "brand": "yes", "meaning": (1, n, 0, 0)} for n in range(4)}
    goods.put(**nearer, **far)
    wanted = Is("brand", ("yes",))
    for asked in ({"text": "shirt"}, {"vector": NORTH}, {"text": "shirt", "vector": NORTH}):
        found = goods.search.query(goods.schema, goods.tenant, Query(**asked, where=wanted, candidates=4))
        assert {hit.id for hit in found.hits} == set(far), asked


def test_a_filter_that_no_index_could_apply_is_refused(goods: Goods) -> None:
    deep: Filter = Missing("price")
    for _ in range(20):
        deep = Not(deep)
    wrong: list[Filter] = [
        Is("colour", ("red",)),
        Is("price", ("ten",)),
        Is("brand", (10,)),
        Is("title", ("red",)),
        Between("brand", 1, 2),
        Between("price", math.nan),
        Is("brand", tuple(map(str, range(999)))),
        deep,
    ]
    for where in wrong:
        with pytest.raises(InvalidInput):
            goods.ids(where=where)


# Meaning, and both legs


def test_meaning_is_the_cosine_whatever_the_lengths(goods: Goods) -> None:
    goods.put(
        same={"meaning": (9, 0, 0, 0)}, near={"meaning": (1, 1, 0, 0)}, back={"meaning": SOUTH}, none={"title": "x"}
    )
    found = goods.hits(vector=(0.2, 0, 0, 0))
    assert [hit.id for hit in found] == ["same", "near", "back"]
    assert [hit.vector_score for hit in found] == pytest.approx([1, math.sqrt(0.5), -1], abs=1e-3)
    assert [hit.vector_rank for hit in found] == [1, 2, 3]
    assert {hit.keyword_rank for hit in found} == {None}
    with pytest.raises(InvalidInput):
        goods.hits(vector=(1, 2, 3))


def test_a_hit_of_one_leg_alone_survives_fusion(goods: Goods) -> None:
    """The fused order is that of the legs' own orders, whichever of them found what: no hit falls out on the way."""
    by_words = {f"w{n:02}": {"title": "oak " * (n + 1) + "x " * 20} for n in range(30)}
    by_meaning = {f"m{n:02}": {"title": "elm", "meaning": (1, n / 50, 0, 0)} for n in range(30)}
    both = {f"b{n:02}": {"title": "oak", "meaning": (1, 0, n / 9, 0)} for n in range(5)}
    goods.put(**by_words, **by_meaning, **both)
    words = goods.ids("oak", limit=50)
    meanings = goods.ids(vector=NORTH, limit=50)
    assert len(words) == len(meanings) == 35
    found = goods.hits("oak", vector=NORTH, limit=70)
    expected = fuse(words, meanings)
    assert [hit.id for hit in found] == [each.id for each in expected]
    assert [(hit.keyword_rank, hit.vector_rank) for hit in found] == [
        (each.keyword_rank, each.vector_rank) for each in expected
    ]
    assert [hit.score for hit in found] == pytest.approx([each.score for each in expected])
    best_of_one = [hit.id for hit in goods.hits("oak", vector=NORTH, limit=12)]
    assert best_of_one == [each.id for each in expected[:12]]


def test_legs_are_asked_as_the_query_says(goods: Goods) -> None:
    goods.put(w={"title": "oak"}, m={"title": "elm", "meaning": NORTH})
    assert goods.ids("oak", vector=NORTH, legs=("keyword",)) == ["w"]
    assert goods.ids("oak", vector=NORTH, legs=("vector",)) == ["m"]
    assert goods.ids("oak", vector=NORTH, vector_weight=9.0) == ["m", "w"]
    assert goods.ids("oak", vector=NORTH, keyword_weight=9.0) == ["w", "m"]


# Counting, order, pages


def test_facets_count_what_the_filter_and_the_words_let_in(goods: Goods) -> None:
    goods.put(**SHIRTS, e={"title": "hat", "brand": "Nile", "price": 5})
    facets = (Facet("brand"), Facet("tags", limit=1), Facet("price", bounds=(0, 15)))
    found = goods.search.query(goods.schema, goods.tenant, Query("shirt", facets=facets, limit=1))
    assert found.total == 4
    assert found.facets["brand"].values == (("Nile", 2), ("Amur", 1))
    assert found.facets["tags"].values == (("sale", 2),)
    price = found.facets["price"]
    assert (price.values, price.least, price.most) == (((0, 1), (15, 1)), -3, 20.5)
    found = goods.search.query(goods.schema, goods.tenant, Query(where=Is("brand", ("Nile",)), facets=facets))
    assert (found.total, found.facets["brand"].values) == (3, (("Nile", 3),))
    empty = goods.search.query(goods.schema, goods.tenant, Query("xyzzy", facets=facets))
    assert (empty.total, empty.facets["brand"].values, empty.facets["price"].least) == (0, (), None)
    assert goods.search.query(goods.schema, goods.tenant, Query("shirt")).total is None


def test_an_order_is_kept_and_what_lacks_the_field_comes_last(goods: Goods) -> None:
    goods.put(**SHIRTS)
    assert goods.ids(sort=(Sort("price"),)) == list("cabd")
    assert goods.ids(sort=(Sort("price", is_descending=True),)) == list("bacd")
    assert goods.ids("red green", sort=(Sort("price"),)) == list("ca")
    assert goods.ids(sort=(Sort("brand"), Sort("price"))) == list("bcad")
    for wrong in ("tags", "title", "colour"):
        with pytest.raises(InvalidInput):
            goods.ids(sort=(Sort(wrong),))


def test_pages_hold_each_hit_once(goods: Goods) -> None:
    goods.put(**{f"p{n:02}": {"title": "oak", "price": n % 3, "meaning": (1, n / 40, 0, 0)} for n in range(23)})
    kinds: list[dict[str, Any]] = [
        {"text": "oak"},
        {"vector": NORTH},
        {"text": "oak", "vector": NORTH},
        {"sort": (Sort("price"),)},
        {},
    ]
    for asked in kinds:
        whole = [hit.id for hit in goods.search.query(goods.schema, goods.tenant, Query(**asked, limit=50)).hits]
        pages = goods.pages(Query(**asked, limit=5))
        assert [len(page) for page in pages] == [5, 5, 5, 5, 3], asked
        assert list(chain.from_iterable(pages)) == whole, asked
        assert len(set(whole)) == 23


def test_who_has_put_nothing_is_answered_as_who_finds_nothing(goods: Goods) -> None:
    asked = Query("shirt", facets=(Facet("brand"), Facet("price")))
    found = goods.search.query(goods.schema, "newcomer", asked)
    assert (found.hits, found.total, {name: each.values for name, each in found.facets.items()}) == (
        (),
        0,
        {"brand": (), "price": ()},
    )


def test_a_token_is_of_its_query_and_of_its_tenant(goods: Goods) -> None:
    goods.put(**SHIRTS)
    token = goods.search.query(goods.schema, goods.tenant, Query("shirt", limit=1)).next
    assert token
    for tenant, query in (
        (goods.tenant, Query("shirts", limit=1, next=token)),
        (goods.tenant, Query("shirt", where=Missing("brand"), next=token)),
        ("other", Query("shirt", limit=1, next=token)),
        (goods.tenant, Query("shirt", next="forged")),
    ):
        with pytest.raises(InvalidInput):
            goods.search.query(goods.schema, tenant, query)


def test_a_hit_carries_the_fields_that_were_asked_for(goods: Goods) -> None:
    goods.put(a={**SHIRTS["a"], "meaning": NORTH, "titre": None})
    [plain] = goods.hits("red")
    assert plain.fields == SHIRTS["a"]
    [some] = goods.hits("red", shows=("brand", "titre"))
    assert some.fields == {"brand": "Nile"}
    [with_vector] = goods.hits("red", shows=("meaning",))
    assert list(with_vector.fields["meaning"]) == pytest.approx(NORTH)
    [bare] = goods.hits("red", shows=())
    assert bare.fields == {}


# Writing


def test_a_document_is_written_whole_and_the_greater_version_stands(goods: Goods) -> None:
    goods.put(3, a={"title": "three", "brand": "x", "price": 1})
    goods.put(2, a={"title": "two"})
    assert [hit.fields["title"] for hit in goods.hits()] == ["three"]
    goods.put(3, a={"title": "three again"})
    [hit] = goods.hits()
    assert hit.fields == {"title": "three again"}
    assert goods.ids(where=Is("brand", ("x",))) == []
    goods.put(4, a={"title": "four"})
    assert (goods.ids("three"), goods.ids("four")) == ([], ["a"])


def test_what_was_removed_can_come_back(goods: Goods) -> None:
    goods.put(7, a={"title": "a"}, b={"title": "b"})
    goods.search.delete(goods.schema, goods.tenant, ["a", "never-there"])
    goods.put(0, a={"title": "back"})
    assert goods.ids("back") == ["a"]
    goods.put(1, a={"title": "later"})
    goods.put(0, a={"title": "earlier"})
    assert goods.ids("later") == ["a"]
    goods.search.delete(goods.schema, goods.tenant, ["a", "b"])
    goods.search.refresh(goods.schema, goods.tenant)
    assert (goods.ids(), goods.search.count(goods.schema, goods.tenant)) == ([], 0)


def test_of_one_id_in_a_batch_the_greater_version_stands(goods: Goods) -> None:
    told = [Document("a", {"title": "new"}, 5), Document("a", {"title": "old"}, 4)]
    assert goods.search.upsert(goods.schema, goods.tenant, told) == []
    goods.search.refresh(goods.schema, goods.tenant)
    assert (goods.ids("new"), goods.ids("old")) == (["a"], [])


def test_a_document_that_does_not_fit_is_told_and_the_others_are_kept(goods: Goods) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "kind": {"price": "ten"},
        "list": {"tags": "sale"},
        "many": {"brand": ["a", "b"]},
        "field": {"colour": "red"},
        "nan": {"price": math.nan},
        "short": {"meaning": (1, 2)},
        "zero": {"meaning": (0, 0, 0, 0)},
        "long": {"brand": "x" * 257},
        "half": {"title": "\ud83d"},
    }
    told = [Document(id, fields) for id, fields in wrong.items()]
    told += [Document("good", {"title": "good"}), Document("no id", {"title": "x"}), Document("v", {}, -1)]
    refused = goods.search.upsert(goods.schema, goods.tenant, told)
    assert {each.id for each in refused} == {*wrong, "no id", "v"}
    assert all(each.reason for each in refused)
    goods.search.refresh(goods.schema, goods.tenant)
    assert (goods.ids(), goods.search.count(goods.schema, goods.tenant)) == (["good"], 1)
    with pytest.raises(InvalidInput):
        goods.search.upsert(goods.schema, goods.tenant, [Document(f"d{n}", {}) for n in range(1001)])
    assert goods.search.upsert(goods.schema, goods.tenant, []) == []


def test_writes_at_once_keep_the_greatest_version(goods: Goods) -> None:
    if isinstance(goods.search, FakeSearch):
        return

    def put(version: int) -> None:
        goods.search.upsert(goods.schema, goods.tenant, [Document("a", {"price": version}, version)])

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(put, [3, 1, 8, 5, 2, 7, 4, 6]))
    goods.search.refresh(goods.schema, goods.tenant)
    assert [hit.fields["price"] for hit in goods.hits()] == [8]


# Indexes


def test_an_index_is_made_once_and_stands_with_one_definition(search: Search) -> None:
    name = f"goods_{uuid4().hex[:10]}"
    schema, other = Schema(name, FIELDS), Schema(name, FIELDS[:-1])
    for refused in (
        lambda: search.query(schema, "acme", Query()),
        lambda: search.upsert(schema, "acme", [Document("a", {})]),
        lambda: search.rebuild(schema),
    ):
        with pytest.raises(NotFound):
            refused()
    search.create(schema)
    search.upsert(schema, "acme", [Document("a", {"title": "a"})])
    search.create(schema)
    search.refresh(schema, "acme")
    assert search.count(schema, "acme") == 1
    with pytest.raises(Conflict):
        search.create(other)
    assert search.query(schema, "nobody", Query("a", vector=NORTH, facets=(Facet("brand"),))).hits == ()
    assert search.count(schema, "nobody") == 0


def test_an_index_is_rebuilt_without_downtime(own_goods: Goods) -> None:
    goods = own_goods
    search, old = goods.search, goods.schema
    goods.put(1, a={"title": "oak"}, gone={"title": "oak"})
    new = Schema(old.name, (*FIELDS, Field("origin", "keyword")))
    dropped = search.rebuild(new)
    name = search.rebuild(new)
    with pytest.raises(NotFound):
        search.swap(new, dropped)
    # Written while it is filled: to the live one for its readers, and to the new one.
    search.upsert(new, "acme", [Document("a", {"title": "ash", "origin": "FR"}, 2)])
    search.delete(new, "acme", ["gone"])
    filling = [Document("a", {"title": "oak"}, 1), Document("b", {"title": "elm"}, 1)]
    assert search.upsert(new, "acme", filling, into=name) == []
    search.refresh(old, "acme")
    assert (goods.ids("ash"), goods.ids("elm")) == (["a"], []), "readers see the live index until it is swapped"
    assert search.count(new, "acme", within=name) in (1, 2)
    search.swap(new, name)
    search.refresh(new, "acme")
    rebuilt = Goods(search, new, "acme")
    assert sorted(rebuilt.ids()) == ["a", "b"]
    assert (rebuilt.ids("ash"), rebuilt.ids(where=Is("origin", ("FR",)))) == (["a"], ["a"])
    with suppress(Unavailable):  # an engine of columns has none for who asks by the definition before
        assert goods.ids("elm") == ["b"]
    search.create(new)
    for gone in (name, "nothing"):
        with pytest.raises(NotFound):
            search.swap(new, gone)
    with pytest.raises(NotFound):
        search.upsert(new, "acme", [Document("c", {})], into=dropped)


def test_no_question_fails_and_no_write_is_lost_while_an_index_is_swapped(own_goods: Goods) -> None:
    goods = own_goods
    if isinstance(goods.search, FakeSearch):
        return
    search, schema = goods.search, goods.schema
    goods.put(a={"title": "oak"})
    written: list[str] = []

    def write() -> None:
        for n in range(12):
            search.upsert(schema, "acme", [Document(f"w{n}", {"title": "oak"})])
            written.append(f"w{n}")

    def read() -> None:
        for _ in range(12):
            assert "a" in goods.ids("oak", limit=100)

    with ThreadPoolExecutor(3) as workers:
        under_way = [workers.submit(write), workers.submit(read)]
        for _ in range(2):
            name = search.rebuild(schema)
            found = search.query(schema, "acme", Query(limit=100)).hits
            filling = [Document(id, {"title": "oak"}) for id in {*(hit.id for hit in found), *written}]
            search.upsert(schema, "acme", filling, into=name)
            search.refresh(schema, "acme")
            search.swap(schema, name)
        for each in under_way:
            each.result()
    search.refresh(schema, "acme")
    assert set(goods.ids(limit=100)) == {"a", *written}


# Suggestions


def test_suggestions_go_on_as_the_text_begins(goods: Goods) -> None:
    goods.put(
        a={"title": "Running shoes", "brand": "Runway"},
        b={"title": "Running shoes", "titre": "runique"},
        c={"title": "Crème brûlée torch"},
    )

    def suggested(text: str, limit: int = 10) -> list[tuple[str, str, int]]:
        found = goods.search.suggest(goods.schema, goods.tenant, text, limit)
        return [(each.text, each.field, each.count) for each in found]

    assert suggested("run") == [("Running shoes", "title", 2), ("Runway", "brand", 1)]
    assert suggested("RUN", limit=1) == [("Running shoes", "title", 2)]
    assert suggested("sho runn") == suggested("runnin") == suggested("runnign") == [("Running shoes", "title", 2)]
    assert suggested("brule") == suggested("creme tor") == [("Crème brûlée torch", "title", 1)]
    assert suggested("rui") == suggested("") == suggested("?") == suggested("xyz") == []
    goods.search.delete(goods.schema, goods.tenant, ["a"])
    goods.search.refresh(goods.schema, goods.tenant)
    assert suggested("run") == [("Running shoes", "title", 1)]


# Tenants


def test_a_tenant_sees_and_moves_its_own_alone(goods: Goods) -> None:
    other = goods.of(f"{goods.tenant}-x")
    goods.put(a={"title": "oak", "brand": "Ours", "meaning": NORTH}, mine={"title": "oak mine", "meaning": NORTH})
    other.put(a={"title": "elm secret", "brand": "Theirs", "price": 7, "meaning": NORTH})
    assert (goods.ids("secret"), other.ids("mine"), other.ids("elm")) == ([], [], ["a"])
    facets = (Facet("brand"), Facet("price"))
    found = goods.search.query(goods.schema, goods.tenant, Query(vector=NORTH, facets=facets))
    assert {hit.id for hit in found.hits} == {"a", "mine"}
    assert (found.facets["brand"].values, found.facets["price"].most) == ((("Ours", 1),), None)
    assert goods.search.suggest(goods.schema, goods.tenant, "thei") == []
    assert goods.search.suggest(goods.schema, goods.tenant, "sekret") == []
    goods.search.delete(goods.schema, goods.tenant, ["a"])
    other.search.delete(other.schema, other.tenant, ["mine"])
    goods.search.refresh(goods.schema, goods.tenant)
    assert (goods.ids(), other.ids()) == (["mine"], ["a"])
    goods.search.delete_tenant(goods.schema, goods.tenant)
    assert (goods.ids(), goods.search.count(goods.schema, goods.tenant)) == ([], 0)
    assert (other.ids("elm"), other.search.count(other.schema, other.tenant)) == (["a"], 1)
    for strange in ("", "a.b", "a*", "a/b", "acme,other"):
        for asked in (
            lambda strange=strange: goods.search.query(goods.schema, strange, Query()),
            lambda strange=strange: goods.search.upsert(goods.schema, strange, [Document("a", {})]),
            lambda strange=strange: goods.search.count(goods.schema, strange),
            lambda strange=strange: goods.search.delete_tenant(goods.schema, strange),
            lambda strange=strange: goods.search.suggest(goods.schema, strange, "a"),
        ):
            with pytest.raises(InvalidInput):
                asked()


def test_how_rare_a_word_is_is_not_told_by_others(goods: Goods) -> None:
    """Oak is rare here, and on every shelf of the other: it decides the order here all the same."""
    goods.put(oak={"title": "oak plain"}, **{f"b{n}": {"title": "board plain"} for n in range(6)})
    before = goods.ids("oak board")
    assert before[0] == "oak"
    other = goods.of(f"{goods.tenant}-x")
    other.put(**{f"o{n}": {"title": "oak oak"} for n in range(120)})
    assert goods.ids("oak board") == before
    other.put(**{f"x{n}": {"title": f"oaq{n}"} for n in range(80)})
    if not isinstance(goods.search, FakeSearch):
        assert goods.ids("oaj", is_fuzzy=True) == ["oak"], "others' spellings take no place of ours"


WORDS = st.sampled_from(["oak", "elm", "ash", "board", "boards", "chair"])
TITLES = st.lists(WORDS, max_size=4).map(" ".join)
VECTORS = st.sampled_from([NORTH, EAST, SOUTH, None])
ROWS = st.lists(st.tuples(TITLES, st.sampled_from(["Nile", "Amur", None]), VECTORS), max_size=5)
LEAVES = st.one_of(
    st.builds(Is, st.just("brand"), st.lists(st.sampled_from(["Nile", "Amur"]), max_size=2).map(tuple)),
    st.builds(Missing, st.sampled_from(["brand", "price", "title"])),
    st.builds(Says, st.lists(WORDS, max_size=2).map(tuple)),
    st.builds(Between, st.just("price"), st.just(1.0), st.sampled_from([None, 3.0])),
)
NEGATED = LEAVES | st.builds(Not, LEAVES)
SEVERAL = st.lists(NEGATED, max_size=2).map(tuple)
FILTERS = NEGATED | st.builds(AnyOf, SEVERAL) | st.builds(AllOf, SEVERAL)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ours=ROWS, theirs=ROWS, where=FILTERS, text=TITLES, vector=VECTORS, begun=st.sampled_from(["o", "boa", "asch"]))
def test_no_question_ever_shows_anothers_row(
    search: Search,
    ours: list[tuple[str, str | None, Any]],
    theirs: list[tuple[str, str | None, Any]],
    where: Filter,
    text: str,
    vector: Any,
    begun: str,
) -> None:
    """Beside another tenant's rows, every answer is what it is without them."""
    schema = shared_index(search)
    mine, alone, other = f"m{uuid4().hex[:8]}", f"a{uuid4().hex[:8]}", f"o{uuid4().hex[:8]}"
    rows = [rows_of(ours), rows_of(ours), rows_of(theirs)]
    for tenant, documents in zip((mine, alone, other), rows, strict=True):
        search.upsert(schema, tenant, documents)
        search.refresh(schema, tenant)
    query = Query(text, vector, where, facets=(Facet("brand"), Facet("price", bounds=(0.0, 2.0))), limit=20)
    found, expected = (search.query(schema, tenant, query) for tenant in (mine, alone))
    assert sorted(hit.id for hit in found.hits) == sorted(hit.id for hit in expected.hits)
    assert {hit.id for hit in found.hits} <= {document.id for document in rows[0]}
    assert {hit.id: hit.fields for hit in found.hits} == {hit.id: hit.fields for hit in expected.hits}
    assert (found.total, found.facets) == (expected.total, expected.facets)
    assert search.suggest(schema, mine, begun) == search.suggest(schema, alone, begun)
    assert search.count(schema, mine) == len(rows[0])


def rows_of(told: list[tuple[str, str | None, Any]]) -> list[Document]:
    return [
        Document(f"r{n}", {"title": title, "brand": brand, "price": float(n), "meaning": vector})
        for n, (title, brand, vector) in enumerate(told)
    ]
