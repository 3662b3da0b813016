"""A saved search tells of what matches now and did not before: once, whatever happens in between."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from catalog import api_saved, service
from catalog.models.product import OfferRequest
from catalog.models.saved import SavedChange, SavedPointer, SavedRequest, SavedSearch
from catalog.service import finding, looking
from catalog.store import keys, open_store
from catalog.store.saved import SAVED
from catalog_search_world import SearchWorld
from fakes import ANA, BOB
from invocations import CONTEXT, http
from tradewind.caller import Caller
from tradewind.errors import Conflict, InvalidInput, NotFound, QuotaReached, Unavailable

if TYPE_CHECKING:
    from tradewind.dynamo import Table


@pytest.fixture
def world(catalog_table: "Table") -> SearchWorld:
    return SearchWorld(catalog_table)


@pytest.fixture(autouse=True)
def waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "sleep", lambda _: None)


def save(world: SearchWorld, text: str = "kettle", by: Caller = ANA, key: str = "s", **wanted: Any) -> SavedSearch:
    world.hear()
    return service.save_search(
        SavedRequest.model_validate({"name": "kettles", "text": text, **wanted}),
        by,
        key,
        store=world.store,
        engine=world.outside,
        vocabularies=world.vocabularies,
        now=world.now,
        new_id=world.new_id,
    )


def sweep(world: SearchWorld, minutes: float = 16) -> list[tuple[str, list[str]]]:
    """What is told by a round of the schedule, some minutes later: of which search, which titles."""
    world.hear()
    world.now.pass_by(minutes=minutes)
    told = len(world.bus.events)
    service.look_at_due(
        store=world.store,
        engine=world.outside,
        vocabularies=world.vocabularies,
        bus=world.bus,
        now=world.now,
        new_id=world.new_id,
        seconds_left=lambda: 100.0,
    )
    return [(event.saved_id, list(event.titles)) for event in world.bus.events[told:]]  # type: ignore[attr-defined]


def test_what_matches_when_it_is_saved_is_no_news_and_what_comes_later_is_told_once(world: SearchWorld) -> None:
    world.add(title="Old kettle", sku="1")
    saved = save(world)
    assert sweep(world) == []
    world.add(title="New kettle", sku="2")
    world.add(title="New pan", sku="3", category="Kitchen > Pans", brand="Panner")
    assert sweep(world) == [(saved.saved_id, ["New kettle"])]
    assert sweep(world) == []
    assert sweep(world, minutes=600) == []
    news = service.news_of(saved.saved_id, ANA, 10, None, store=world.store).items
    assert [(each.titles, each.count) for each in news] == [(("New kettle",), 1)]
    assert news[0].audit_id


def test_a_product_that_comes_to_match_is_told_and_one_that_matched_and_changes_is_not(world: SearchWorld) -> None:
    filters = {"max_price": "4.2", "currency": "USD"}
    made = world.add(sku="1")  # 4.00 USD
    dear = world.add(title="Dear kettle", sku="2", offers=[])
    saved = save(world, filters=filters)
    world.now.pass_by(seconds=5)
    port: dict[str, Any] = {"store": world.store, "index": world.index, "now": world.now}
    offer = {"currency": "USD", "price_breaks": [{"min_quantity": 1, "unit_price": "3"}]}
    for product in (made, dear):
        service.offer(product.product_id, OfferRequest.model_validate(offer), ANA, **port)
    assert sweep(world) == [(saved.saved_id, ["Dear kettle"])]


def test_each_word_of_the_text_must_be_said_in_whatever_language(world: SearchWorld) -> None:
    saved = save(world, "caneca de aço")
    world.add(title="Steel pan", sku="1", category="Pans", attributes=[])
    world.add(title="Steel mug", sku="2", category="Mugs", attributes=[])
    assert sweep(world) == [(saved.saved_id, ["Steel mug"])]


def test_news_that_were_kept_and_not_sent_are_sent_by_the_next_round_with_the_same_id(
    world: SearchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(world)
    world.add(title="New kettle", sku="1")

    def dies(*_: Any) -> None:
        raise Unavailable("the bus is away")

    with monkeypatch.context() as broken:
        broken.setattr(world.bus, "publish", dies)
        assert sweep(world) == []
    assert [titles for _, titles in sweep(world)] == [["New kettle"]]
    assert sweep(world) == []
    assert len({event.id for event in world.bus.events}) == 1


def test_a_look_that_dies_before_it_is_kept_is_done_again_and_two_at_once_tell_once(
    world: SearchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save(world)
    world.add(title="New kettle", sku="1")
    world.hear()
    world.now.pass_by(minutes=1)
    at = SavedPointer(tenant="acme", user="ana", saved_id=saved.saved_id)
    port: dict[str, Any] = {
        "store": world.store, "engine": world.outside, "vocabularies": world.vocabularies, "now": world.now,
        "new_id": world.new_id,
    }  # fmt: skip
    kept = world.store.saved.get(at)
    first = service.look(at, **port)
    assert first is not None
    with monkeypatch.context() as at_once:  # another, which read the search before the first kept what it found
        at_once.setattr(world.store.saved, "get", lambda _: kept)
        at_once.setattr(world.store.saved, "known", lambda *_: None)
        with pytest.raises(Conflict):
            service.look(at, **port)
    assert [titles for _, titles in sweep(world)] == [["New kettle"]]


def test_what_only_the_index_says_is_no_news(world: SearchWorld) -> None:
    save(world)
    made = world.add(title="New kettle", sku="1")
    world.hear()
    service.remove(made.product_id, ANA, store=world.store, index=world.index, now=world.now)
    world.index.take()
    assert sweep(world) == []


def test_an_engine_that_is_down_loses_nothing(world: SearchWorld) -> None:
    world.search.is_down = True
    world.index.is_down = True
    saved = save(world)
    world.index.is_down = False
    world.add(title="New kettle", sku="1")
    wishes = world.index.take()
    assert sweep(world) == []
    world.search.is_down = False
    world.index.wishes = wishes
    assert sweep(world) == [(saved.saved_id, ["New kettle"])]


def test_one_that_cannot_be_read_keeps_no_other_from_being_told(world: SearchWorld) -> None:
    bad = [save(world, key=f"bad{number}") for number in range(3)]
    good = save(world, key="good")
    world.add(title="New kettle", sku="1")
    for saved, change in zip(bad, ("SET doc = :to", "REMOVE doc", "SET doc = :to"), strict=True):
        to = {"to": "{" if saved is bad[0] else "null"} if "SET" in change else {}
        world.table.update((keys.saved_of("acme", "ana"), SAVED + saved.saved_id), change, **to)
    assert sweep(world) == [(good.saved_id, ["New kettle"])]


def test_more_than_a_look_takes_is_told_by_those_that_follow(
    world: SearchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "A_PAGE", 2)
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 2)
    save(world)
    for number in range(3):
        world.add(title=f"Kettle {number}", sku=str(number))
    told: list[str] = []
    for _ in range(4):
        told += [title for _, titles in sweep(world) for title in titles]
    assert sorted(told) == [f"Kettle {number}" for number in range(3)]


def test_one_that_tells_no_more_tells_what_came_meanwhile_when_it_tells_again(world: SearchWorld) -> None:
    saved = save(world)
    quiet = {"name": "quiet", "is_told": False}
    change = SavedChange.model_validate
    service.change_saved(saved.saved_id, change(quiet), ANA, store=world.store, now=world.now)
    world.add(title="New kettle", sku="1")
    assert sweep(world) == []
    service.change_saved(saved.saved_id, change({"is_told": True}), ANA, store=world.store, now=world.now)
    assert [titles for _, titles in sweep(world)] == [["New kettle"]]


def test_a_person_has_fifty_and_no_more_until_one_is_removed(
    world: SearchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.store.saved.MOST_SAVED", 2)
    first = save(world, key="1")
    save(world, key="2")
    with pytest.raises(QuotaReached):
        save(world, key="3")
    assert save(world, key="1") == first
    service.remove_saved(first.saved_id, ANA, store=world.store)
    save(world, key="3")


def test_nobody_sees_anothers_and_nobody_hears_of_anothers_goods(world: SearchWorld) -> None:
    saved = save(world)
    eve = Caller(tenant="acme", user="eve", role=ANA.role)
    for other in (BOB, eve):
        with pytest.raises(NotFound):
            service.saved_search(saved.saved_id, other, store=world.store)
        with pytest.raises(NotFound):
            service.remove_saved(saved.saved_id, other, store=world.store)
        with pytest.raises(NotFound):
            service.news_of(saved.saved_id, other, 10, None, store=world.store)
        assert service.saved_searches(other, 10, None, store=world.store).items == []
    world.add(BOB, title="Bob's kettle", sku="1")
    assert sweep(world) == []


def test_a_search_that_asks_for_nothing_is_not_saved(world: SearchWorld) -> None:
    with pytest.raises(InvalidInput, match="text"):
        save(world, "")


def test_the_routes_answer(world: SearchWorld) -> None:
    api_saved.app.dependency_overrides |= {
        open_store: lambda: world.store,
        api_saved.engine: lambda: world.outside,
        api_saved.words: lambda: world.vocabularies,
        api_saved.now: lambda: world.now,
    }

    def ask(method: str, path: str = "", body: object = None) -> tuple[int, Any]:
        caller = {"tenant": "acme", "user": "ana", "role": "viewer"}
        event = http(method, f"/v1/catalog/saved-searches{path}", body, headers={"idempotency-key": "k"}, caller=caller)
        answer = api_saved.handler(event, CONTEXT)
        return answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None

    status, made = ask("POST", body={"name": "mine", "text": "kettle"})
    assert (status, made["wanted"]["text"]) == (201, "kettle")
    place = f"/{made['saved_id']}"
    assert ask("PATCH", place, {"name": "other"})[1]["name"] == "other"
    assert ask("GET", place)[1]["name"] == "other"
    assert len(ask("GET")[1]["items"]) == 1
    assert ask("GET", f"{place}/news") == (200, {"items": [], "next": None})
    assert ask("DELETE", place)[0] == 204
    assert ask("DELETE", place)[0] == 404
