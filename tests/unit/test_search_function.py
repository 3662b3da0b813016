"""The search engine in a function of its own: who may call it, what it may do, and how it stands on one machine."""

import json
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread

import pytest

from fake_search import FakeSearch
from house.templates import RESOURCES, TEMPLATES, Resource, functions
from search import function
from search.server import LARGEST_CALL, Server
from tradewind.errors import Contended, InvalidInput, Unavailable
from tradewind.search import (
    AllOf,
    AnyOf,
    Between,
    Document,
    Facet,
    Field,
    Is,
    Missing,
    Not,
    Query,
    Says,
    Schema,
    Sort,
    remote,
)
from tradewind.search.remote import FunctionSearch, answer, open_function
from tradewind.search.wire import filter_read, filter_told, query_read, query_told
from tradewind_cli.checkout import ROOT
from tradewind_cli.stack import searching
from tradewind_cli.stack.backup import copy_parts
from tradewind_cli.stack.state import Record, StateFolder

SCHEMA = Schema(
    "goods",
    (
        Field("title", "text", language="en"),
        Field("brand", "keyword"),
        Field("price", "number"),
        Field("meaning", "vector", dimensions=2),
    ),
)


def the(name: str, template: str) -> Resource:
    [found] = [each for each in RESOURCES if str(each) == f"{template}:{name}"]
    return found


def test_the_function_is_made_only_where_its_image_is_named_and_may_keep_its_tables() -> None:
    assert the("Search", "template.yaml").body["Condition"] == "HasSearchFunction"
    assert TEMPLATES[0].body["Parameters"]["SearchImage"]["Default"] == ""
    made = the("Function", "infrastructure/search/template.yaml").properties
    assert (made["PackageType"], made["Architectures"]) == ("Image", ["arm64"])
    role = the("Role", "infrastructure/search/template.yaml").properties
    allowed = {
        (action, json.dumps(statement["Resource"]))
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert {action for action, _ in allowed} == {
        "logs:CreateLogStream", "logs:PutLogEvents", "s3:GetObject", "s3:PutObject", "s3:DeleteObject",
        "s3:AbortMultipartUpload", "s3:ListBucket",
    }  # fmt: skip
    assert all("Bucket.Arn" in where or '"Bucket", "Arn"' in where for action, where in allowed if "s3:" in action)


def test_those_whose_code_searches_may_call_it_and_nobody_else() -> None:
    policy = the("SearchPolicy", "functions/catalog/template.yaml")
    assert policy.body["Condition"] == "HasSearchFunction"
    [statement] = policy.at("PolicyDocument.Statement")
    assert (statement["Action"], statement["Resource"]) == ("lambda:InvokeFunction", {"Ref": "SearchFunctionArn"})
    searching = {
        f"{each.name}Role"
        for each in functions()
        if (handler := each.at("Handler") or "").startswith("catalog.")
        and "open_search" in (ROOT / f"functions/{handler.removesuffix('.handler').replace('.', '/')}.py").read_text()
    }
    assert {each["Ref"] for each in policy.properties["Roles"]} == searching


def test_the_image_is_built_of_locked_packages_and_runs_the_handler() -> None:
    recipe = (ROOT / "infrastructure/search/Dockerfile").read_text()
    assert "--require-hashes" in recipe
    assert '"search.function.handler"' in recipe
    assert callable(function.handler)


@pytest.fixture
def engine() -> FakeSearch:
    return FakeSearch()


@pytest.fixture
def served(engine: FakeSearch) -> Iterator[Server]:
    with Server(0, lambda event, context: answer(event, engine)) as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        yield server
        server.shutdown()
        serving.join()


@pytest.fixture
def search(served: Server) -> FunctionSearch:
    return open_function(f"search@http://127.0.0.1:{served.server_port}")


def test_a_question_of_every_part_arrives_as_it_was_asked(search: FunctionSearch, engine: FakeSearch) -> None:
    where = AllOf(
        (
            Is("brand", ("a", "b's")),
            Not(AnyOf((Missing("brand"), Between("price", least=3.5)))),
            Between("price", most=9),
            Says(("oak", "चाय")),
            Is("price", (1, 2.5)),
        )
    )
    assert filter_read(json.loads(json.dumps(filter_told(where)))) == where
    query = Query(
        "oak", (0.5, 0.25), where, (Facet("price", bounds=(1.0, 2.0)),), (Sort("price", True),), 7, None,
        ("keyword",), 50, 0.5, 2.0, True, True, ("title",),
    )  # fmt: skip
    told = query_read(json.loads(json.dumps(query_told(query))))
    assert (told, list(told.vector or ())) == (replace(query, vector=told.vector), [0.5, 0.25])
    search.create(SCHEMA)
    search.upsert(SCHEMA, "acme", [Document("p", {"title": "oak", "price": 2, "meaning": (1.0, 0.0)}, 3)])
    [kept] = engine.indexes["goods-1"]["acme"].values()
    assert (kept.id, kept.version, list(kept.fields["meaning"])) == ("p", 3, [1.0, 0.0])


def test_what_the_engine_raises_is_raised_here(
    search: FunctionSearch, engine: FakeSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.is_down = True
    with pytest.raises(Unavailable):
        search.count(SCHEMA, "acme")

    def contended(*_: object, **__: object) -> None:
        raise Contended("others write")

    monkeypatch.setattr(engine, "delete", contended)
    with pytest.raises(Contended, match="others write"):
        search.delete(SCHEMA, "acme", ["p"])

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(engine, "delete", broken)
    with pytest.raises(Unavailable, match="the search function failed"):
        search.delete(SCHEMA, "acme", ["p"])
    with pytest.raises(Unavailable, match="does not answer"):
        open_function("search@http://127.0.0.1:9").count(SCHEMA, "acme")


def test_a_question_to_an_engine_that_hangs_is_given_up_and_a_write_is_not(
    served: Server, engine: FakeSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "QUESTION_S", 0.1)
    search = open_function(f"search@http://127.0.0.1:{served.server_port}")
    hanging = Event()
    monkeypatch.setattr(engine, "query", lambda *_, **__: hanging.wait(5))
    monkeypatch.setattr(engine, "delete", lambda *_, **__: hanging.wait(0.3) and None)
    with pytest.raises(Unavailable, match="does not answer: ReadTimeoutError"):
        search.query(SCHEMA, "acme", Query("oak"))
    search.delete(SCHEMA, "acme", ["p"])
    hanging.set()


def test_many_documents_go_in_calls_that_a_function_may_be_given(search: FunctionSearch, engine: FakeSearch) -> None:
    search.create(SCHEMA)
    long = [Document(f"p{number}", {"title": "é" * 20_000}) for number in range(80)]  # 9.6 MB as JSON
    assert [refused.id for refused in search.upsert(SCHEMA, "acme", [*long, Document("no", {"price": "x"})])] == ["no"]
    assert search.count(SCHEMA, "acme") == 80
    with pytest.raises(InvalidInput, match="at most 1000"):
        search.upsert(SCHEMA, "acme", [Document(f"p{number}", {}) for number in range(1001)])


def test_the_process_takes_no_other_calls_and_none_too_large(served: Server) -> None:
    for path, length, status in (
        ("/2015-03-31/functions/search/invocations", str(LARGEST_CALL + 1), 413),
        ("/2015-03-31/functions/search", "2", 404),
        ("/2015-03-31/functions/search/invocations", "-1", 404),
    ):
        connection = HTTPConnection("127.0.0.1", served.server_port, timeout=5)
        connection.putrequest("POST", path)
        connection.putheader("Content-Length", length)
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()


def test_the_functions_of_one_machine_find_its_process() -> None:
    assert searching.search_endpoint(Record()) == ""
    assert searching.search_endpoint(Record(search_port=8474)) == "lambda:search@http://127.0.0.1:8474"


def test_the_operator_may_name_another_engine(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path)
    record = Record(search_port=8474, settings={"SearchEndpoint": "opensearch+https://search.example"})
    assert searching.with_search(folder, record, None, print).search_port == 0
    assert not folder.search.is_running()


def test_a_backup_holds_the_tables_of_the_search_lists_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "from/search/goods.1.acme.lance"
    for path in ("data/a.lance", "_versions/1.manifest", "_indices/x/page.idx"):
        (table / path).parent.mkdir(parents=True)
        (table / path).write_text(path)
    copied: list[str] = []
    monkeypatch.setattr("tradewind_cli.stack.backup.copy_if_there", lambda source, target: copied.append(source))
    copy_parts(tmp_path / "from", tmp_path / "to")
    assert copied[0].endswith("1.manifest")
    assert len(copied) == 3
