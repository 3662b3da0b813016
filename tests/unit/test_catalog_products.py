"""Goods go into the catalogue, change and go out; the index hears of each; nobody sees another's."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from catalog import api, service
from catalog.models.product import OfferRequest, ProductRequest
from catalog.ports import open_index
from catalog.store import open_store
from catalog_world import KETTLE, CatalogWorld
from fakes import ANA, BOB
from grants import granted, recorded
from invocations import CONTEXT, http
from tradewind.errors import Conflict, NotFound

if TYPE_CHECKING:
    from tradewind.dynamo import Table


@pytest.fixture
def world(catalog_table: "Table") -> CatalogWorld:
    return CatalogWorld(catalog_table)


def ask(world: CatalogWorld, method: str, path: str, body: object = None, tenant: str = "acme") -> tuple[int, Any]:
    api.app.dependency_overrides |= {
        open_store: lambda: world.store, open_index: lambda: world.index, api.now: lambda: world.now,
    }  # fmt: skip
    world.now.pass_by(seconds=1)
    caller = {"tenant": tenant, "user": "ana", "role": "manager"}
    headers = {"idempotency-key": "k"}
    answer = api.handler(http(method, f"/v1/catalog/products{path}", body, headers=headers, caller=caller), CONTEXT)
    return answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None


def test_goods_are_put_in_found_changed_and_taken_out(world: CatalogWorld) -> None:
    status, made = ask(world, "POST", "", KETTLE)
    assert (status, made["attributes"][0]["measure"]) == (201, {"unit": "m", "values": ["0.1"], "is_range": False})
    world.hear()
    assert world.found("kettle") == [KETTLE["title"]]
    place = f"/{made['product_id']}"
    assert ask(world, "GET", place) == (200, made)
    assert ask(world, "PUT", place, {**KETTLE, "title": "Copper pot"})[1]["created_at"] == made["created_at"]
    world.hear()
    assert (world.found("kettle"), world.found("copper")) == ([], ["Copper pot"])
    assert ask(world, "DELETE", place)[0] == 204
    world.hear()
    assert (world.found("copper"), ask(world, "GET", place)[0]) == ([], 404)


def test_the_same_request_twice_is_one_product_and_the_same_goods_again_are_refused(world: CatalogWorld) -> None:
    first, again = (ask(world, "POST", "", KETTLE) for _ in range(2))
    assert first == again
    with pytest.raises(Conflict, match="in the catalogue already"):
        world.add()
    assert len(ask(world, "GET", "")[1]["items"]) == 1


def test_said_as_it_was_nothing_changes_and_the_index_hears_nothing(world: CatalogWorld) -> None:
    made = world.add()
    world.hear()
    now: dict[str, Any] = {"store": world.store, "index": world.index, "now": world.now}
    wanted = ProductRequest.model_validate(KETTLE)
    assert service.replace(made.product_id, wanted, ANA, **now) == made
    assert world.index.wishes == []


def test_an_offer_takes_the_place_of_the_suppliers_own_of_the_same_terms(world: CatalogWorld) -> None:
    made = world.add()
    terms: dict[str, Any] = {"supplier": "Ningbo Kettles", "currency": "USD"}
    cheaper = {**terms, "price_breaks": [{"min_quantity": 1, "unit_price": "3"}]}
    _, after = ask(world, "POST", f"/{made.product_id}/offers", cheaper)
    assert [offer["price_breaks"][0]["unit_price"] for offer in after["offers"]] == ["3"]
    _, after = ask(world, "POST", f"/{made.product_id}/offers", {**cheaper, "incoterm": "FOB"})
    assert len(after["offers"]) == 2
    _, after = ask(world, "DELETE", f"/{made.product_id}/offers/{after['offers'][0]['offer_id']}")
    assert [offer["incoterm"] for offer in after["offers"]] == ["FOB"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"gtin": "4006381333932"}, "gtin"),
        ({"hs_code": "851"}, "hs_code"),
        ({"offers": [{"price_breaks": [{"min_quantity": 1, "unit_price": "1"}]}]}, "price_breaks need a currency"),
        ({"title": " "}, "title"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(world: CatalogWorld, wrong: dict[str, Any], named: str) -> None:
    status, problem = ask(world, "POST", "", {**KETTLE, **wrong})
    assert status == 422
    assert named in json.dumps(problem)
    assert ask(world, "GET", "")[1]["items"] == []


def test_a_price_that_rises_with_the_quantity_is_refused() -> None:
    breaks = [{"min_quantity": 1, "unit_price": "1"}, {"min_quantity": 10, "unit_price": "2"}]
    with pytest.raises(ValueError, match="dearer"):
        OfferRequest.model_validate({"currency": "USD", "price_breaks": breaks})


def test_all_products_are_listed_once_page_by_page(world: CatalogWorld) -> None:
    made = {world.add(sku=f"K-{number}").product_id for number in range(7)}
    seen: list[str] = []
    following = None
    while True:
        page = service.page(ANA, 3, following, store=world.store)
        seen += [product.product_id for product in page.items]
        if (following := page.next) is None:
            break
    assert (len(seen), set(seen)) == (7, made)


def test_another_tenant_sees_nothing(world: CatalogWorld) -> None:
    made = world.add()
    world.hear()
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/offers")):
        assert ask(world, method, f"/{made.product_id}{path}", KETTLE if method == "PUT" else {}, "other")[0] == 404
    assert ask(world, "GET", "", tenant="other")[1]["items"] == []
    assert world.add(by=BOB).product_id != made.product_id


def test_of_two_changes_at_once_one_is_told_to_read_again(world: CatalogWorld) -> None:
    made = world.add()
    world.now.pass_by(seconds=1)
    after = made.model_copy(update={"title": "a", "changed_at": world.now()})
    world.store.products.change("acme", made, after)
    with pytest.raises(Conflict):
        world.store.products.change("acme", made, after)
    with pytest.raises(Conflict):
        world.store.products.remove("acme", made, world.now())


def test_what_the_queue_loses_waits_in_the_outbox_and_is_found(world: CatalogWorld) -> None:
    world.index.is_down = True
    made = world.add()
    world.now.pass_by(minutes=16)
    [waiting] = world.store.outbox.overdue(world.now())
    assert (waiting.tenant, waiting.product_id) == ("acme", made.product_id)
    assert list(world.store.outbox.overdue(world.now())) == [], "claimed"
    world.index.is_down = False
    service.products.tell("acme", made.product_id, world.index)
    world.hear()
    world.now.pass_by(minutes=16)
    assert list(world.store.outbox.overdue(world.now())) == []


def test_the_worker_sees_that_a_product_went_while_it_wrote(world: CatalogWorld) -> None:
    made = world.add()
    write = world.search.upsert

    def went_meanwhile(*given: Any, **named: Any) -> Any:
        world.search.upsert = write  # type: ignore[method-assign]
        world.store.products.remove("acme", made, world.now())
        return write(*given, **named)

    world.search.upsert = went_meanwhile  # type: ignore[method-assign]
    world.hear()
    assert world.found("kettle") == []
    with pytest.raises(NotFound):
        world.store.products.get("acme", made.product_id)


def test_the_api_may_do_with_the_table_what_it_does(world: CatalogWorld) -> None:
    now: dict[str, Any] = {"store": world.store, "index": world.index, "now": world.now}
    with recorded(world.table) as done:
        made = world.add(gtin="4006381333931")
        service.page(ANA, 10, None, store=world.store)
        service.remove(made.product_id, ANA, **now)
    assert done == granted("catalog.api")
