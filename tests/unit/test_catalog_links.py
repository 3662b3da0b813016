"""The same goods offered twice are found and linked, never merged; a person has the last word."""

from typing import TYPE_CHECKING, Any

import pytest

from catalog import service
from catalog.models.linking import LinkRequest
from catalog.models.product import LinkBasis
from catalog.rules.likeness import likeness
from catalog.service.outside import Engine
from catalog_world import CatalogWorld
from fakes import ANA, BOB
from grants import granted, recorded
from tradewind.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from tradewind.dynamo import Table

GTIN = "4006381333931"


@pytest.fixture
def world(catalog_table: "Table") -> CatalogWorld:
    return CatalogWorld(catalog_table)


def linked(world: CatalogWorld, product_id: str, by: Any = ANA) -> list[tuple[str, str, bool | None]]:
    found = service.links(product_id, by, **ports(world))
    return [(link.product_id, link.basis.value, link.match.value) for link in found.items]


def ports(world: CatalogWorld) -> dict[str, Any]:
    return {"store": world.store, "engine": Engine(world.schema, lambda: world.search)}


def test_goods_of_two_suppliers_with_one_identifier_are_linked_and_stay_two(world: CatalogWorld) -> None:
    mine = world.add(gtin=GTIN)
    theirs = world.add(supplier="Other", title="Wasserkocher", gtin="0" + GTIN)
    world.hear()
    assert linked(world, mine.product_id) == [(theirs.product_id, "identifier", True)]
    assert linked(world, theirs.product_id) == [(mine.product_id, "identifier", True)]
    assert service.read(theirs.product_id, ANA, store=world.store).title == "Wasserkocher"


def test_goods_of_the_same_words_are_linked_unless_a_fact_contradicts(world: CatalogWorld) -> None:
    mine = world.add(brand=None)
    same = world.add(supplier="B", title="Kettle, steel, 1.7 L", brand=None)
    world.add(supplier="C", title="Steel kettle 1.2 l", brand=None)
    maybe = world.add(supplier="D", title="Steel kettle with whistle", brand=None)
    world.hear()
    assert linked(world, mine.product_id) == [(same.product_id, "text", True), (maybe.product_id, "text", None)]


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [
        ({"title": "Steel kettle 1700 ml"}, True),
        ({"title": "Steel kettle 1.7 l", "brand": "Other"}, False),
        ({"title": "Steel kettle X200 1.7 l"}, None),
        ({"title": "Garden chair"}, False),
        ({"title": "Steel kettle 1.7 l", "gtin": "4006381333948"}, False),
        ({"title": "Anything", "mpn": "KT-17"}, True),
    ],
)
def test_what_makes_two_one(world: CatalogWorld, changed: dict[str, Any], is_same: bool | None) -> None:
    mine = world.add(gtin=GTIN, mpn="KT 17")
    other = world.add(supplier="B", **changed)
    found = likeness(mine, other)
    assert (found.value, likeness(other, mine).value) == (is_same, is_same), found.reasons
    assert found.reasons[0].text


def test_a_person_has_the_last_word(world: CatalogWorld) -> None:
    mine, theirs = world.add(gtin=GTIN), world.add(supplier="B", gtin=GTIN)
    world.hear()
    asked = {**ports(world), "now": world.now}
    service.say(mine.product_id, theirs.product_id, LinkRequest(same=False), ANA, **asked)
    for one, other in ((mine, theirs), (theirs, mine)):
        assert linked(world, one.product_id) == [(other.product_id, LinkBasis.PERSON, False)]
    service.unsay(mine.product_id, theirs.product_id, ANA, store=world.store)
    assert linked(world, theirs.product_id) == [(mine.product_id, "identifier", True)]
    with pytest.raises(NotFound):
        service.unsay(mine.product_id, theirs.product_id, ANA, store=world.store)
    with pytest.raises(InvalidInput):
        service.say(mine.product_id, mine.product_id, LinkRequest(same=True), ANA, **asked)


def test_without_the_search_engine_identifiers_still_link_and_it_is_said(world: CatalogWorld) -> None:
    mine, theirs = world.add(gtin=GTIN), world.add(supplier="B", gtin=GTIN)
    world.search.is_down = True
    found = service.links(mine.product_id, ANA, **ports(world))
    assert ([link.product_id for link in found.items], found.degraded) == ([theirs.product_id], True)


def test_no_link_leads_to_another_tenant(world: CatalogWorld) -> None:
    mine = world.add(gtin=GTIN)
    theirs = world.add(by=BOB, gtin=GTIN)
    world.hear()
    assert linked(world, mine.product_id) == []
    asked = {**ports(world), "now": world.now}
    for one, other in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotFound):
            service.say(one.product_id, other.product_id, LinkRequest(same=True), ANA, **asked)


def test_the_api_may_do_with_the_table_what_it_does(world: CatalogWorld) -> None:
    mine, theirs = world.add(gtin=GTIN), world.add(supplier="B", gtin=GTIN)
    asked = {**ports(world), "now": world.now}
    with recorded(world.table) as done:
        service.say(mine.product_id, theirs.product_id, LinkRequest(same=False), ANA, **asked)
        service.unsay(mine.product_id, theirs.product_id, ANA, store=world.store)
    assert done == granted("catalog.api_links")
