"""Shared by all tests: credentials that open nothing, a network that ends at this machine, tables as the template
declares them, and one local stack for the whole run, never the user's own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import settings

from tradewind.fetch.rendering.chromium import find
from tradewind_cli.checkout import ROOT

if TYPE_CHECKING:
    from tradewind.dynamo import Table
    from tradewind_cli.stack.running import Stack

REGION = "us-east-1"
LOOPBACK = ("127.", "::1", "localhost")
STACK_FOLDER = pytest.StashKey[Path]()
FINDERS: dict[str, Callable[[], bool]] = {"chromium": lambda: find() is not None}
"""How to find a tool that is no command on PATH, by the name that `needs` gives it."""

# How long an example takes is for the machine to say, which may do other work: 0.01 s were 0.6 s beside seven others.
settings.register_profile("tradewind", deadline=None)
settings.load_profile("tradewind")


def pytest_configure(config: pytest.Config) -> None:
    """The folder of the run's stack: made by the one process that began the run, and told to its workers.

    The SDK's descriptions of its services are read once a process: moto begins each mock with a session of its own,
    which read them anew for some 2,000 tests.
    """
    import botocore.session

    botocore.session.create_loader = cache(botocore.session.create_loader)
    given = getattr(config, "workerinput", {}).get("stack_folder")
    config.stash[STACK_FOLDER] = Path(given or tempfile.mkdtemp(prefix="tradewind-tests-"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker waits for another at the end."""
    items.sort(key=lambda item: ("e2e" not in item.path.parts, item.get_closest_marker("stack") is None))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["stack_folder"] = str(node.config.stash[STACK_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the run's stack and removes what it kept."""
    if hasattr(config, "workerinput") or STACK_FOLDER not in config.stash:
        return
    folder = config.stash[STACK_FOLDER]
    if node_folder(folder).exists():
        from tradewind_cli.stack.processes import Process

        Process(NODE, node_folder(folder)).kill()
        shutil.rmtree(node_folder(folder), ignore_errors=True)
    if (folder / "stack.json").exists():
        from tradewind_cli.stack import lifecycle
        from tradewind_cli.stack.state import StateFolder

        lifecycle.kill(StateFolder(folder))
    shutil.rmtree(folder, ignore_errors=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes do not name a test: compressed ones hold the time, and two workers would collect different tests."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test printed may hold half a surrogate pair, which no report can carry from a worker."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    """`needs(tool)`: without the tool the test is skipped with its reason, or fails under TRADEWIND_SKIPS=fail."""
    for mark in item.iter_markers("needs"):
        for tool in mark.args:
            if not FINDERS.get(tool, lambda tool=tool: shutil.which(tool) is not None)():
                tell = pytest.fail if os.environ.get("TRADEWIND_SKIPS") == "fail" else pytest.skip
                tell(f"needs {tool}, which is not on this machine")


@pytest.fixture(autouse=True)
def credentials_open_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("AWS_", "TRADEWIND_STATE"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def network_ends_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would leave this machine fails at once, and says where it wanted to go."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"a test wants to connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(scope="session")
def prices_template() -> dict[str, Any]:
    """`functions/prices/template.yaml`, short tags in their long form."""
    from local.templates import load_template

    return load_template(ROOT / "functions/prices/template.yaml").body


@pytest.fixture(scope="session")
def table_declared(prices_template: dict[str, Any]) -> dict[str, Any]:
    """The price table as the template declares it, so that a changed key breaks the tests."""
    declared = prices_template["Resources"]["PricesTable"]["Properties"]
    made_of = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    return {key: declared[key] for key in made_of}


@pytest.fixture(scope="session")
def root_tables_declared() -> dict[str, dict[str, Any]]:
    """The tables of the root template, which capabilities share, by the name that tests give them."""
    from local.templates import load_template

    made_of = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    return {
        name.removesuffix("Table").lower(): {
            key: value for key, value in resource["Properties"].items() if key in made_of
        }
        for name, resource in load_template(ROOT / "template.yaml").body["Resources"].items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }


@pytest.fixture(scope="module")
def moto_emptied(
    table_declared: dict[str, Any], root_tables_declared: dict[str, dict[str, Any]]
) -> Iterator[Callable[[], None]]:
    """Leaves an empty price table on moto, those of the root template beside it, and nothing else."""
    from mended_moto import emptied_moto

    with emptied_moto({"prices": table_declared, **root_tables_declared}) as emptied:
        yield emptied


@pytest.fixture
def table(moto_emptied: Callable[[], None], credentials_open_nothing: None) -> "Table":
    """An empty price table on moto, and those of the root template beside it."""
    import boto3

    from tradewind.dynamo import Table

    moto_emptied()
    return Table("prices", boto3.client("dynamodb", region_name=REGION))


@pytest.fixture(scope="module")
def notifications_on_moto() -> Iterator[Callable[[str], "Table"]]:
    """Makes empty tables of the notifications; one moto for a whole module, since most of a test would go into it."""
    import boto3

    from local.templates import load_template
    from mended_moto import mock_aws
    from tradewind.dynamo import Table

    template = load_template(ROOT / "functions/notifications/template.yaml").body
    declared = template["Resources"]["NotificationsTable"]["Properties"]
    made_of = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    with mock_aws():
        client = boto3.client("dynamodb", REGION, aws_access_key_id="test", aws_secret_access_key="test")

        def made(name: str) -> "Table":
            client.create_table(TableName=name, **{key: declared[key] for key in made_of})
            return Table(name, client)

        yield made


@pytest.fixture
def notifications_table(notifications_on_moto: Callable[[str], "Table"]) -> "Table":
    """An empty table of the notifications."""
    return notifications_on_moto(f"notifications-{uuid4()}")


@pytest.fixture(scope="module")
def catalog_on_moto(root_tables_declared: dict[str, dict[str, Any]]) -> Iterator[Callable[[str], "Table"]]:
    """Makes empty tables of the catalogue, beside those of the root template; one moto for a whole module."""
    import boto3

    from local.templates import load_template
    from mended_moto import mock_aws
    from tradewind.dynamo import Table

    declared = load_template(ROOT / "functions/catalog/template.yaml").body["Resources"]["CatalogTable"]["Properties"]
    made_of = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    with mock_aws():
        client = boto3.client("dynamodb", REGION, aws_access_key_id="test", aws_secret_access_key="test")

        for shared, properties in root_tables_declared.items():
            client.create_table(TableName=shared, **properties)

        def made(name: str) -> "Table":
            client.create_table(TableName=name, **{key: declared[key] for key in made_of})
            return Table(name, client)

        yield made


@pytest.fixture
def catalog_table(catalog_on_moto: Callable[[str], "Table"]) -> "Table":
    """An empty table of the catalogue."""
    return catalog_on_moto(f"catalog-{uuid4()}")


@pytest.fixture(params=["moto", pytest.param("stack", marks=pytest.mark.stack)])
def any_table(
    request: pytest.FixtureRequest,
    table_declared: dict[str, Any],
    root_tables_declared: dict[str, dict[str, Any]],
) -> Iterator["Table"]:
    """An empty price table on every engine, for what must hold on each, and those of the root template beside it."""
    from tradewind.dynamo import Table

    if request.param == "moto":
        yield request.getfixturevalue("table")
        return
    client = request.getfixturevalue("stack").client("dynamodb")
    name = f"prices-{uuid4()}"
    client.create_table(TableName=name, **table_declared)
    for shared, declared in root_tables_declared.items():
        with suppress(client.exceptions.ResourceInUseException):
            client.create_table(TableName=shared, **declared)
    yield Table(name, client)
    client.delete_table(TableName=name)


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> "Stack":
    """The run's own local stack, started by the first test that asks for it and shared by all."""
    return started_stack(request.config.stash[STACK_FOLDER])


@pytest.fixture(scope="session")
def opensearch_url(request: pytest.FixtureRequest) -> str:
    """The run's own OpenSearch node, started by the first test that asks for it, shared by all and by all workers."""
    return started_node(node_folder(request.config.stash[STACK_FOLDER]))


@pytest.fixture
def tenant() -> str:
    """A tenant that no other test has."""
    return f"t-{uuid4().hex[:12]}"


@pytest.fixture
def private_state(tmp_path: Path) -> Iterator[Path]:
    """A state folder for a test that breaks its stack; what it left running is ended."""
    from tradewind_cli.stack import lifecycle
    from tradewind_cli.stack.state import StateFolder

    folder = tmp_path / "state"
    yield folder
    if folder.is_dir():
        lifecycle.kill(StateFolder(folder))


NODE = "node"


def node_folder(stack_folder: Path) -> Path:
    """Beside the stack's, which is for its owner alone: the node is another user's where the tests are root's."""
    return stack_folder.with_name(f"{stack_folder.name}-search")


def started_node(folder: Path) -> str:
    """The address of the node of this folder; whoever comes first starts it. What it cannot do without is skipped."""
    from tradewind_cli.stack.lifecycle import child_environment, choose_port, wait_for
    from tradewind_cli.stack.processes import Process, alone
    from tradewind_cli.stack.searching import HEALTH, NODE_STARTS_S

    folder.mkdir(mode=0o711, exist_ok=True)
    process, told = Process(NODE, folder), folder / "port"
    command = [sys.executable, "-m", "local.opensearch"]
    with alone(folder / "lock"):
        if not process.is_running():
            found = subprocess.run([*command, "--fetch"], env=child_environment(), stderr=subprocess.PIPE, check=False)
            if found.returncode:  # no Java that it runs on, or its program cannot be had
                tell = pytest.fail if os.environ.get("TRADEWIND_SKIPS") == "fail" else pytest.skip
                tell(found.stderr.decode().strip())
            port = choose_port(0)
            more = ["--port", str(port), "--state", str(folder / "node"), "--brief"]
            process.start([*command, *more], child_environment(), ROOT)
            told.write_text(str(port))
        url = f"http://127.0.0.1:{told.read_text()}"
        wait_for(process, f"{url}{HEALTH}", NODE_STARTS_S)
    return url


def started_stack(folder: Path) -> "Stack":
    from tradewind_cli.stack import lifecycle
    from tradewind_cli.stack.state import StateFolder

    return lifecycle.start(StateFolder(folder), port=0).stack
