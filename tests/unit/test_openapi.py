import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import Field

from house.test_house_templates import OPEN_ROUTES
from tradewind import errors
from tradewind.auth import Manager
from tradewind.http import Api, resolver
from tradewind.model import Model
from tradewind.openapi import document, needs_caller, routes
from tradewind_cli.commands.documents import OPENAPI, generated

ALWAYS = {"429", "500", "503"}
CALLED = {"401", "403"}
WRITTEN = {"400", "409", "413", "415"}


@pytest.fixture(scope="module")
def doc() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(OPENAPI.read_text())
    return found


def operations(doc: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, found in doc["paths"].items():
        for method, operation in found.items():
            yield method, path, operation


def nodes(node: Any, path: str = "#", name: str = "") -> Iterator[tuple[str, str, Any]]:
    """Everything in the document: where it stands, its name, itself."""
    yield path, name, node
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in pairs:
        yield from nodes(child, f"{path}/{key}", str(key))


def test_the_committed_documents_are_what_the_code_says() -> None:
    stale = [path.name for path, text in generated().items() if path.read_text() != text]
    assert stale == [], "run: tradewind documents --write"


def test_every_operation_says_what_can_go_wrong(doc: dict[str, Any]) -> None:
    for method, path, operation in operations(doc):
        told = {status for status in operation["responses"] if status >= "400"}
        expected = ALWAYS | (CALLED if operation.get("security") is None else set())
        expected |= WRITTEN if method in {"post", "put", "patch"} else set()
        expected |= {"404"} if "{" in path else set()
        expected |= {"422"} if "parameters" in operation or "requestBody" in operation else set()
        assert told == expected, f"{method} {path}"


def test_an_error_is_a_problem_and_by_the_gateway_a_message(doc: dict[str, Any]) -> None:
    for name, response in doc["components"]["responses"].items():
        problem = response["content"]["application/problem+json"]
        assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}
        own = {"Unauthenticated", "Forbidden", "TooLarge", "TooManyRequests", "OurFault", "Unavailable"}
        assert ("application/json" in response["content"]) == (name in own)
        assert len(response["description"]) > 20
        assert problem["example"]["status"] >= 400
    assert not {"HTTPValidationError", "ResponseValidationError"} & doc["components"]["schemas"].keys()


def test_every_error_of_the_tree_stands_in_the_document(doc: dict[str, Any]) -> None:
    answers = [answer["content"]["application/problem+json"] for answer in doc["components"]["responses"].values()]
    tree: list[type[errors.TradewindError]] = [errors.TradewindError, *errors.TradewindError.__subclasses__()]
    assert {answer["example"]["code"] for answer in answers} == {each.code for each in tree}


def test_a_token_opens_every_operation_but_the_open_ones(doc: dict[str, Any]) -> None:
    assert doc["security"] == [{"bearer": []}]
    assert doc["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    opened = {f"{method.upper()} {path}" for method, path, each in operations(doc) if each.get("security") == []}
    assert opened == set(OPEN_ROUTES)


def test_every_reference_leads_somewhere(doc: dict[str, Any]) -> None:
    known = {f"#/components/{kind}/{name}" for kind, found in doc["components"].items() for name in found}
    assert {value for _, name, value in nodes(doc) if name == "$ref"} <= known


def test_every_number_is_bounded_and_every_id_is_plain(doc: dict[str, Any]) -> None:
    for path, name, node in nodes(doc):
        if name.endswith("_id") and isinstance(node, dict):
            schema = node.get("anyOf", [node])[0]
            assert schema["pattern"] in {"^[A-Za-z0-9_-]{1,64}$", "^au_[A-Za-z0-9_-]{1,61}$"}, path
        if isinstance(node, dict) and node.get("type") in ("integer", "number"):
            assert {"minimum", "exclusiveMinimum"} & node.keys(), path
            assert {"maximum", "exclusiveMaximum"} & node.keys(), path


def test_operations_are_named_for_the_sdk(doc: dict[str, Any]) -> None:
    names = {operation["operationId"]: operation["tags"][0] for _, _, operation in operations(doc)}
    assert len(names) == len(list(operations(doc)))
    assert all(name.startswith(f"{tag}_") for name, tag in names.items())
    assert {tag["name"] for tag in doc["tags"]} == set(names.values())


def test_writes_that_make_something_take_an_idempotency_key(doc: dict[str, Any]) -> None:
    for _, path, operation in operations(doc):
        if "201" in operation["responses"]:
            names = [parameter["name"].lower() for parameter in operation["parameters"]]
            assert "idempotency-key" in names, path


def app_with(route: str, model: type[Model]) -> Api:
    app = resolver()

    @app.get(route, tags=["things"])
    def read(by: Manager) -> model:  # type: ignore[valid-type]
        return model()

    return app


class Thing(Model):
    size: int = Field(default=0, ge=0, le=9)


def test_two_apps_cannot_declare_one_operation() -> None:
    with pytest.raises(ValueError, match=r"declared twice|called things_read"):
        document([app_with("/v1/a", Thing), app_with("/v1/b", Thing)], "T", "1")


def test_two_apps_cannot_mean_different_things_by_one_name() -> None:
    first = Thing

    class Other(Model):
        size: str = Field(default="", max_length=9)

    Other.__name__ = Other.__qualname__ = "Thing"
    with pytest.raises(ValueError, match="declared twice"):
        document([app_with("/v1/a", first), app_with("/v1/b", Other)], "T", "1")


def test_what_two_capabilities_mean_by_one_name_is_told_apart_and_the_earlier_keeps_it(doc: dict[str, Any]) -> None:
    schemas = doc["components"]["schemas"]
    assert "listing_ids" in schemas["Product"]["properties"]
    assert "offers" in schemas["CatalogProduct"]["properties"]
    listed = schemas["Page_CatalogProduct_"]["properties"]["items"]["items"]
    assert listed == {"$ref": "#/components/schemas/CatalogProduct"}


def test_a_route_that_asks_for_a_caller_through_another_dependency_is_not_open() -> None:
    app = app_with("/v1/a", Thing)

    @app.get("/v1/open", tags=["things"])
    def opened() -> Thing:
        return Thing()

    assert {route.path: needs_caller(route) for route in routes(app)} == {"/v1/a": True, "/v1/open": False}
