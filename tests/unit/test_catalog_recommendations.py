"""What is recommended to whom and why, what it is learned from, and that it can be forgotten."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import api_recommendations as api
from catalog import service
from catalog.index import document_of, schema
from catalog.models.interaction import LONGEST_TASTE, Interaction, InteractionKind, InteractionRequest, Taste
from catalog.models.product import Product
from catalog.models.recommendation import Method, Neighbour, Recommendations
from catalog.recommending import features
from catalog.rules.recommending.neighbours import Shared, nearest, shared
from catalog.rules.recommending.reasons import Link, Standing, reasons_of
from catalog.rules.recommending.varying import varied
from catalog.rules.tasting import tasted
from catalog.service.outside import Engine
from catalog.store import CatalogStore, open_store
from catalog.store.products import item_of
from fake_search import FakeSearch
from fakes import ANA, BOB, START, Clock
from grants import granted, recorded
from invocations import CONTEXT, http
from tradewind.caller import Caller
from tradewind.errors import Conflict, Unavailable
from tradewind.idempotency import Once
from tradewind.registry import ModelUnavailable, Prediction, open_models
from tradewind.registry.bundle import read_bundle
from tradewind.registry.session import Session
from tradewind_cli.evaluate.recommend import BUNDLE

if TYPE_CHECKING:
    from tradewind.dynamo import Table

INDEX = schema("ngrams", 4)
TITLES = {
    "tea": "green tea tin", "pot": "clay tea pot", "cup": "clay tea cup", "saw": "steel hand saw",
    "nail": "steel nails box", "hammer": "claw hammer", "rare": "Green tea gift tins",
}  # fmt: skip
VECTORS = {"tea": (1, 0, 0, 0), "pot": (0.9, 0.4, 0, 0), "cup": (0.8, 0.6, 0, 0), "rare": (1, 0.1, 0, 0)}


class Registry:
    """A model that says what a test wants; a test may take it away."""

    def __init__(self) -> None:
        self.is_down = False
        self.weigh: Callable[[Any], Any] = lambda rows: rows[:, features.PLACES["near"]]
        self.asked: list[Any] = []

    def predict(self, name: str, inputs: Any, caller: str) -> Prediction:
        if self.is_down:
            raise ModelUnavailable("missing", name, "none of that name is registered")
        self.asked.append(inputs["features"])
        scores = np.asarray(self.weigh(inputs["features"]), np.float32)
        return Prediction({"new": scores, "again": scores}, f"{name}@1")


class World:
    """A catalogue of seven things, three tea drinkers and three carpenters."""

    recorded: ClassVar[list[dict[str, Any]]] = []

    def __init__(self, table: "Table") -> None:
        self.table = table
        self.store = CatalogStore(table)
        self.search, self.models, self.now = FakeSearch(), Registry(), Clock()
        self.search.create(INDEX)
        for tenant in ("acme", "other"):
            self.stock(tenant, {**TITLES, "theirs": "green tea of theirs"} if tenant == "other" else TITLES)

    def stock(self, tenant: str, titles: dict[str, str]) -> None:
        made = [
            Product(product_id=each, title=title, created_at=START, changed_at=START, created_by="ana")
            for each, title in titles.items()
        ]
        self.table.put_many(item_of(tenant, each) for each in made)
        vectors = [VECTORS.get(each.product_id, (0, 0, 1, 0)) for each in made]
        documents = [document_of(each, np.array(v) / np.linalg.norm(v)) for each, v in zip(made, vectors, strict=True)]
        assert not self.search.upsert(INDEX, tenant, documents)

    def did(self, user: str, *product_ids: str, kind: str = "ordered", tenant: str = "acme", **more: Any) -> str:
        by = ANA.model_copy(update={"tenant": tenant, "user": user})
        wanted = InteractionRequest(kind=InteractionKind(kind), product_ids=product_ids, **more)
        self.now.pass_by(minutes=1)
        port: dict[str, Any] = {"store": self.store, "now": self.now, "new_id": lambda: uuid4().hex}
        return str(service.record(wanted, by, uuid4().hex, **port).interaction_id)

    def crowd(self) -> None:
        """Recorded once, and copied for each test: what it takes is mostly the engine's time."""
        if not self.recorded:
            for user in ("t1", "t2", "t3"):
                self.did(user, "tea", "pot")
                self.did(user, "cup")
            for user in ("c1", "c2", "c3"):
                self.did(user, "saw", "nail", "hammer")
            found = self.table.scan("pk <> :none", none="-").items
            self.recorded.extend(item for item in found if "#PRODUCTS#" not in item["pk"])
        else:
            self.table.put_many(self.recorded)
            self.now.pass_by(minutes=9)

    @property
    def engine(self) -> Engine:
        return Engine(INDEX, lambda: self.search)

    def for_you(
        self, by: Caller = ANA, limit: int = 5, again: bool = False, country: str | None = None
    ) -> Recommendations:
        return service.for_you(
            by,
            limit,
            again,
            country,
            store=self.store,
            engine=Engine(INDEX, lambda: self.search),
            models=self.models,
            now=self.now,
        )

    def together(self, product_id: str, by: Caller = ANA) -> Recommendations:
        return service.together(product_id, by, 5, store=self.store, now=self.now)

    def similar(self, product_id: str, by: Caller = ANA) -> Recommendations:
        return service.similar(
            product_id, by, 5, store=self.store, engine=Engine(INDEX, lambda: self.search), now=self.now
        )


@pytest.fixture
def world(catalog_table: "Table") -> Iterator[World]:
    yield World(catalog_table)


def ids(shown: Recommendations) -> list[str]:
    return [each.product.product_id for each in shown.items]


def said(shown: Recommendations) -> str:
    return " ".join(reason.text for each in shown.items for reason in each.reasons)


def test_what_the_same_people_took_to_is_recommended_with_its_reason_and_nothing_seen(world: World) -> None:
    world.crowd()
    world.did("ana", "tea")
    shown = world.for_you()
    assert set(ids(shown)[:2]) == {"pot", "cup"}
    assert "tea" not in ids(shown)
    assert shown.chosen_by.value is Method.LEARNED and shown.chosen_by.provenance == "model:recommend@1"
    assert not shown.chosen_by.degraded
    pot = next(each for each in shown.items if each.product.product_id == "pot")
    assert pot.reasons[0].text == (
        "Of 4 people who took to “green tea tin”, which you ordered, 3 took to this too, 3 of them at the same time."
    )
    assert world.models.asked[0].shape == (6, len(features.NAMES)), "all but what she has"


def test_what_they_have_comes_back_only_where_it_is_asked_for(world: World) -> None:
    world.crowd()
    world.did("ana", "tea", kind="viewed")
    world.did("ana", "tea")
    world.now.pass_by(days=3)
    world.models.weigh = lambda rows: rows[:, features.PLACES["own_times"]]
    shown = world.for_you(again=True)
    assert ids(shown)[0] == "tea"
    assert shown.items[0].reasons[0].text == "You ordered it 2 times, 3 days ago."


def test_somebody_without_a_history_gets_what_is_popular_and_is_told_so(world: World) -> None:
    world.crowd()
    world.did("c1", "tea")
    shown = world.for_you(ANA)
    assert shown.chosen_by.value is Method.POPULAR and not shown.chosen_by.degraded
    assert ids(shown)[0] == "tea"
    assert "It is popular: 4 of 6 people took to it of late." in said(shown)
    assert not world.models.asked, "a model has nothing to say of nobody"


def test_somebody_without_a_history_gets_first_what_is_popular_where_it_goes(world: World) -> None:
    for user in ("f1", "f2", "f3", "f4"):
        world.did(user, "nail", country="FR")
    for user in ("d1", "d2", "d3", "d4", "d5"):
        world.did(user, "tea", *(["pot"] if user < "d4" else []), country="DE")
    world.did("o1", "cup", tenant="other", country="FR")
    assert ids(world.for_you())[0] == ids(world.for_you(country="IT"))[0] == "tea"
    assert world.for_you(country="IT").chosen_by.reasons[0].text == "You have no history here yet: this is popular."
    shown = world.for_you(country="FR")
    assert ids(shown) == ["nail", "tea", "pot"]
    assert shown.chosen_by.reasons[0].text == "You have no history here yet: this is popular, in FR first."
    assert [each.text for each in shown.items[0].reasons] == [
        "It is popular in FR: 4 of 4 people there took to it of late."
    ]
    world.now.pass_by(days=31)
    world.did("d1", "nail", country="DE")
    told = world.for_you(country="FR").items[0].reasons[0].text
    assert told == "It is popular in FR: 4 of 4 people there took to it."
    world.did("ana", "tea")
    assert "FR" not in said(world.for_you(country="FR")), "a history says more than a country"


def test_what_is_popular_is_shown_as_it_is_however_alike(world: World) -> None:
    for user, *product_ids in (
        ("u1", "tea", "rare"),
        ("u2", "tea", "rare"),
        ("u3", "tea", "rare", "saw"),
        ("u4", "saw"),
    ):
        world.did(user, *product_ids)
    world.did("u4", "tea")
    assert ids(world.for_you()) == ["tea", "rare", "saw"]


def test_somebody_is_counted_once_in_a_country_and_taken_out_of_it(world: World) -> None:
    count = world.store.interactions
    for country in (None, "DE", "DE", "FR"):
        world.did("ana", "tea", country=country)
    assert [count.people("acme", ["tea"], each)["tea"] for each in (None, "DE", "FR")] == [1, 1, 0]
    world.did("ana", "saw", "nail", country="FR")
    assert [count.users("acme", each) for each in (None, "DE", "FR", "IT")] == [1, 1, 1, 0]
    service.forget(ANA, store=world.store)
    assert [count.users("acme", each) for each in (None, "DE", "FR")] == [0, 0, 0]
    assert (
        count.people("acme", ["tea", "saw"], "FR") == count.people("acme", ["tea", "saw"], "DE") == {"tea": 0, "saw": 0}
    )


def test_where_nobody_did_anything_nothing_is_recommended_and_that_is_said(world: World) -> None:
    shown = world.for_you()
    assert shown.items == () and shown.chosen_by.value is None
    assert shown.chosen_by.reasons[0].text == "Nothing is known yet of what you or others here want."


def test_a_new_thing_that_nobody_took_to_is_found_by_its_description(world: World) -> None:
    world.crowd()
    world.did("ana", "tea")
    rare = next(each for each in world.for_you().items if each.product.product_id == "rare")
    assert "It is new here: nobody has taken to it yet." in [reason.text for reason in rare.reasons]
    assert "It is described like “green tea tin”, which you ordered." in [reason.text for reason in rare.reasons]


def test_without_the_model_its_baseline_answers_and_says_so(world: World) -> None:
    world.crowd()
    world.did("ana", "tea")
    world.models.is_down = True
    shown = world.for_you()
    assert set(ids(shown)[:2]) == {"pot", "cup"}
    assert (shown.chosen_by.value, shown.chosen_by.provenance) == (Method.NEIGHBOURS, "rule:item_knn")
    assert shown.chosen_by.degraded and "does not answer" in said_of(shown)


def said_of(shown: Recommendations) -> str:
    return " ".join(reason.text for reason in shown.chosen_by.reasons)


def test_the_shipped_model_serves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session((BUNDLE / "model.onnx").read_bytes(), read_bundle(BUNDLE).signature)
    monkeypatch.setattr(
        world.models, "predict", lambda name, inputs, caller: Prediction(session.run(inputs), f"{name}@1")
    )
    world.crowd()
    world.did("ana", "tea")
    for again in (False, True):
        shown = world.for_you(again=again)
        assert shown.chosen_by.value is Method.LEARNED
        assert {"pot", "cup"} <= set(ids(shown)), "and of the rest what else there is"


def test_a_model_of_another_shape_is_not_believed(world: World) -> None:
    world.crowd()
    world.did("ana", "tea")
    world.models.weigh = lambda rows: rows
    assert world.for_you().chosen_by.provenance == "rule:item_knn"


def test_without_the_search_engine_the_crowd_still_speaks_marked_degraded(world: World) -> None:
    world.crowd()
    world.did("ana", "tea")
    world.search.is_down = True
    shown = world.for_you()
    assert {"pot", "cup"} <= set(ids(shown)) and "rare" not in ids(shown)
    assert shown.chosen_by.degraded
    beside = world.similar("tea")
    assert beside.chosen_by.degraded and ids(beside)[0] == "pot"


def test_together_is_what_was_taken_at_once_first(world: World) -> None:
    world.crowd()
    assert ids(world.together("tea"))[:2] == ["pot", "cup"]
    assert "at the same time" in world.together("tea").items[0].reasons[0].text
    assert world.together("rare").items == ()


def test_similar_is_what_is_described_alike_and_not_the_same_goods(world: World) -> None:
    shown = world.similar("tea")
    assert ids(shown)[0] == "rare" and "tea" not in ids(shown)
    assert "Both titles say Green, tea, tins." in said(shown)  # as it writes them itself
    assert shown.chosen_by.provenance == "search:hybrid"


def test_no_list_shows_another_tenants_goods_or_people(world: World) -> None:
    world.did("x", "tea", "theirs", tenant="other")
    world.did("ana", "tea")
    mine = [world.for_you(), world.together("tea"), world.similar("tea")]
    assert all("theirs" not in ids(each) for each in mine)
    assert world.together("tea").items == (), "what others took to elsewhere is not known here"
    bob = world.similar("tea", by=BOB)
    assert "theirs" in ids(bob)


def test_neighbours_are_counted_once_a_day(world: World) -> None:
    world.crowd()
    assert ids(world.together("tea"))
    for user in ("t4", "t5", "t6", "t7"):
        world.did(user, "tea", "saw")
    assert "saw" not in ids(world.together("tea"))
    world.now.pass_by(days=1, minutes=1)
    assert "saw" in ids(world.together("tea"))


def test_what_is_forgotten_leaves_no_trace(world: World) -> None:
    world.crowd()
    before = snapshot(world)
    for number in range(3):
        world.did("ana", "tea", "saw", country="DE", at=world.now() - timedelta(days=number))
    by: dict[str, Any] = {"store": world.store}
    assert service.forget(ANA, **by).entries == 4, "three requests, and the taste"
    assert snapshot(world) == before
    assert service.forget(ANA, **by).entries == 0
    assert world.store.interactions.people("acme", ["tea"]) == {"tea": 3}


def snapshot(world: World) -> set[tuple[str, str]]:
    """All keys but those of first answers, which go by themselves."""
    keys = {(item["pk"], item["sk"]) for item in world.table.scan("pk <> :none", none="-").items}
    return {key for key in keys if "#ONCE#" not in key[0]}


def test_a_forgetting_that_is_cut_short_is_gone_on_with(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        world.did("ana", "tea", "saw")
    deleted = world.table.delete
    calls = iter(range(100))

    def cut(pk: str, sk: str) -> None:
        if next(calls) == 4:
            raise Unavailable("cut")
        deleted(pk, sk)

    monkeypatch.setattr(world.table, "delete", cut)
    with pytest.raises(Unavailable):
        service.forget(ANA, store=world.store)
    service.forget(ANA, store=world.store)
    assert not [key for key in snapshot(world) if "ana" in "".join(key)]
    assert world.store.interactions.people("acme", ["tea", "saw"]) == {"tea": 0, "saw": 0}


@pytest.fixture
def ask(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    overrides: dict[Any, Any] = api.app.dependency_overrides
    for port, fake in (
        (open_store, world.store), (open_models, world.models), (api.now, world.now),
        (api.engine, world.engine),
    ):  # fmt: skip
        monkeypatch.setitem(overrides, port, lambda fake=fake: fake)

    def asked(method: str, path: str, body: object = None, user: str = "ana", **query: str) -> tuple[int, Any]:
        key = query.pop("key", uuid4().hex)
        event = http(
            method, f"/v1/catalog/{path}", body, headers={"idempotency-key": key}, query=query,
            caller={"tenant": "acme", "user": user, "role": "viewer"},
        )  # fmt: skip
        answer = api.handler(event, CONTEXT)
        return answer["statusCode"], json.loads(answer["body"])

    return asked


def test_the_routes(ask: Callable[..., tuple[int, Any]], world: World) -> None:
    world.crowd()
    did = {"kind": "ordered", "product_ids": ["tea", "tea"]}
    assert ask("POST", "interactions", did, key="k1") == ask("POST", "interactions", did, key="k1")
    _, page = ask("GET", "interactions")
    assert [(each["kind"], each["product_ids"]) for each in page["items"]] == [("ordered", ["tea"])]
    assert ask("GET", "recommendations", country="France")[0] == 422
    status, shown = ask("GET", "recommendations", limit="2", country="FR")
    assert (status, len(shown["items"])) == (200, 2)
    assert ask("GET", "products/tea/together")[1]["items"]
    assert ask("GET", "products/tea/similar")[1]["items"]
    assert ask("GET", "products/theirs/similar")[0] == 404
    assert ask("GET", "products/none/together")[0] == 404
    assert ask("DELETE", "interactions")[1] == {"entries": 2, "has_more": False}
    assert ask("GET", "interactions")[1]["items"] == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"kind": "ordered", "product_ids": []}, "product_ids"),
        ({"kind": "stolen", "product_ids": ["tea"]}, "kind"),
        ({"kind": "ordered", "product_ids": ["tea"] * 41}, "product_ids"),
        ({"kind": "ordered", "product_ids": ["a#b"]}, "product_ids"),
        ({"kind": "ordered", "product_ids": ["theirs"]}, "product_ids: not in the catalogue: theirs"),
        ({"kind": "ordered", "product_ids": ["tea"], "at": "2099-01-01T00:00:00Z"}, "at: it has not happened yet"),
        ({"kind": "ordered", "product_ids": ["tea"], "country": "Germany"}, "country"),
        ({"kind": "ordered", "product_ids": ["tea"], "user": "bob"}, "user"),
    ],
)
def test_what_cannot_have_been_done_is_refused_and_nothing_kept(
    ask: Callable[..., tuple[int, Any]], world: World, body: dict[str, Any], told: str
) -> None:
    before = snapshot(world)
    status, problem = ask("POST", "interactions", body)
    assert status == 422
    assert told in json.dumps(problem)
    assert snapshot(world) == before


def test_the_function_may_do_what_it_does_and_nothing_else(world: World) -> None:
    world.crowd()
    with recorded(world.table) as done:
        world.did("ana", "tea")
        service.history(ANA, 10, None, store=world.store)
        world.for_you()
        world.similar("tea")
        service.forget(ANA, store=world.store)
    assert {each for each in done if each[1] == "catalog"} == {
        each for each in granted("catalog.api_recommendations") if each[1] == "catalog"
    }


def test_two_things_at_the_same_moment_do_not_undo_each_other(world: World) -> None:
    world.did("ana", "tea")
    before = world.store.interactions.taste("acme", "ana")
    world.did("ana", "saw")
    done = Interaction(
        interaction_id="i1", user="ana", kind=InteractionKind.ORDERED, product_ids=("cup",), at=world.now()
    )
    once = Once.of(ANA, "catalog.record", "k9", done, world.now())
    with pytest.raises(Conflict, match="something else meanwhile"):
        world.store.interactions.add("acme", done, before, tasted(before, done), once)
    assert set(world.store.interactions.taste("acme", "ana").product_ids) == {"tea", "saw"}


def test_several_things_told_at_once_are_all_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another request of the same user comes in between reading the taste and writing it, three times."""
    read = world.store.interactions.taste
    between = iter(["saw", "nail", "cup"])

    def taste(tenant: str, user: str) -> Taste:
        found = read(tenant, user)
        if other := next(between, None):
            monkeypatch.setattr(world.store.interactions, "taste", read)
            world.did(user, other)
            monkeypatch.setattr(world.store.interactions, "taste", taste)
        return found

    monkeypatch.setattr(world.store.interactions, "taste", taste)
    world.did("ana", "tea", query="green tea", search_id="s1")
    assert set(read("acme", "ana").product_ids) == {"tea", "saw", "nail", "cup"}
    [own] = [each for each in world.store.interactions.page("acme", "ana", 10, None).items if each.query]
    assert (own.query, own.search_id) == ("green tea", "s1")
    of_all = world.store.interactions.lately("acme", START, world.now())
    assert len(of_all) == 4 and not any(each.query or each.search_id for each in of_all), (
        "what was searched for stays the user's"
    )


def test_one_person_makes_nothing_popular(world: World) -> None:
    for _ in range(5):
        world.did("ana", "saw")
    world.did("t1", "tea", country="DE")
    world.did("t2", "tea")
    found = world.store.interactions.popular("acme", world.now())
    assert [(each.product_id, each.users) for each in found] == [("tea", 2), ("saw", 1)]
    world.did("c1", "nail", country="FR")
    assert world.store.interactions.popular("acme", world.now(), country="FR")[0].product_id == "nail"


MOMENT = START


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(list(InteractionKind)), st.integers(0, 50)), max_size=20
    )
)
@settings(max_examples=30)
def test_a_taste_is_the_same_in_whatever_order_it_came(told: list[tuple[str, InteractionKind, int]]) -> None:
    done = [
        Interaction(
            interaction_id=str(number), user="ana", kind=kind, product_ids=(each,), at=MOMENT + timedelta(minutes=late)
        )
        for number, (each, kind, late) in enumerate(told)
    ]
    forth, back = Taste(), Taste()
    for each in done:
        forth = tasted(forth, each)
    for each in reversed(done):
        back = tasted(back, each)
    assert forth == back
    assert [line.at for line in forth.lines] == sorted((line.at for line in forth.lines), reverse=True)


def test_a_taste_keeps_its_newest_lines() -> None:
    taste = Taste()
    for number in range(LONGEST_TASTE + 5):
        at = MOMENT + timedelta(minutes=number)
        kind = InteractionKind.VIEWED
        one = Interaction(interaction_id=f"i{number}", user="ana", kind=kind, product_ids=(f"p{number}",), at=at)
        taste = tasted(taste, one)
    assert len(taste.lines) == LONGEST_TASTE
    assert taste.product_ids[0] == f"p{LONGEST_TASTE + 4}"


def test_neighbours_that_one_person_alone_shares_give_way() -> None:
    def taste(*product_ids: str) -> Taste:
        done = Interaction(
            interaction_id="i", user="u", kind=InteractionKind.ORDERED, product_ids=product_ids, at=MOMENT
        )
        return tasted(Taste(), done)

    found = shared("a", [taste("a", "b"), taste("a", "b", "c"), taste("d")])
    assert found.looked_at == 2
    assert [(each.product_id, each.people, each.at_once) for each in found.items] == [("b", 2, 2)]
    assert [each.product_id for each in shared("a", [taste("a", "c")]).items] == ["c"]


def test_what_everybody_has_stands_beside_nothing_in_particular() -> None:
    beside = Shared(10, [Neighbour(product_id=each, people=5, at_once=0) for each in ("water", "strainer")])
    found = nearest("pot", beside, {"water": 400, "strainer": 9}, MOMENT)
    assert [each.product_id for each in found.items] == ["strainer", "water"]


@given(st.lists(st.integers(-5, 5).map(float), max_size=12), st.integers(0, 15), st.floats(0, 1))
@settings(max_examples=40)
def test_a_varied_list_shows_each_once_the_best_first(scores: list[float], limit: int, kept: float) -> None:
    order = varied(scores, lambda one, other: 1.0 if one % 3 == other % 3 else 0.0, limit, kept)
    assert len(order) == len(set(order)) == min(limit, len(scores))
    plain = varied(scores, lambda one, other: 1.0, limit, 1.0)
    assert plain == sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:limit]


def test_of_two_alike_the_second_comes_later() -> None:
    assert varied([1.0, 0.95, 0.9, 0.0], lambda one, other: 1.0 if {one, other} == {0, 1} else 0.0, 3, 0.8) == [0, 2, 1]


def test_reasons_say_what_rises_and_who_it_is_described_like() -> None:
    like = Link("oak board", None, 0, 0, 0, 0.6)
    told = [each.text for each in reasons_of([like], Standing(6, 20, 10, 100))]
    assert told == ["It is described like “oak board”.", "It is wanted more of late: by 6 of 20 people."]
    assert reasons_of([], Standing(1, 20, 10, 100)) == ()
