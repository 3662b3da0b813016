"""The store of every capability, on every engine, on DynamoDB's bad days: what is asked again is done once.

The engines are moto, the run's local stack, and the one that TRADEWIND_DYNAMODB names, as http://127.0.0.1:8000.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

import accounts
from account.store.accounts import AccountStore
from account.store.entries import AuditStore
from catalog_world import CatalogWorld
from fakes import KETTLE, START, World, shows
from local.templates import load_template
from mended_moto import mock_aws
from model_world import NAME, ModelWorld
from notifying import Notifying
from prices.store.keys import shard_of
from store_faults import LaggingIndex, Trouble, trouble, unprocessed
from tradewind.audit import Audit, Persons, Recorder
from tradewind.dynamo import Table
from tradewind.errors import Conflict, NotFound, Unavailable
from tradewind_cli.checkout import ROOT

NAMED = os.environ.get("TRADEWIND_DYNAMODB", "")
ENGINES = ["moto", pytest.param("stack", marks=pytest.mark.stack), *(["named"] if NAMED else [])]
CAPABILITIES = ["account", "catalog", "learning", "notifications", "prices"]
YEAR = timedelta(days=365)


@dataclass
class Engine:
    """DynamoDB by whoever, with the tables of all templates to be had."""

    dynamodb: Any
    s3: Any
    declared: dict[str, dict[str, Any]]

    def table(self, name: str) -> Table:
        """An empty table, declared as that one."""
        own = f"{name}-{uuid4().hex[:12]}"
        self.dynamodb.create_table(TableName=own, **self.declared[name])
        return Table(own, self.dynamodb)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    session = boto3.Session("test", "test", region_name="us-east-1")
    if request.param == "stack":
        stack = request.getfixturevalue("stack")
        yield Engine(stack.client("dynamodb"), stack.client("s3"), declared())
    elif request.param == "named":
        with mock_aws():  # which lets through what is not AWS's
            yield Engine(session.client("dynamodb", endpoint_url=NAMED), session.client("s3"), declared())
    else:
        with mock_aws():
            yield Engine(session.client("dynamodb"), session.client("s3"), declared())


def declared() -> dict[str, dict[str, Any]]:
    """Every table of every template as it is declared, by the name that code gives it."""
    made_of = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    return {
        name.removesuffix("Table").lower(): {
            key: each["Properties"][key] for key in made_of if key in each["Properties"]
        }
        for template in [ROOT / "template.yaml", *ROOT.glob("functions/*/template.yaml")]
        for name, each in load_template(template).body["Resources"].items()
        if each["Type"] == "AWS::DynamoDB::Table"
    }


@dataclass
class Story:
    """Some writes of a capability, each of which may be asked for again, and what is to be seen afterwards."""

    table: Table
    steps: list[Callable[[], object]]
    seen: Callable[[], object]


Stories = Callable[[], Story]


@pytest.fixture
def story_of(engine: Engine, tmp_path: Path) -> Callable[[str], Story]:
    """A new story of a capability, on tables of its own."""
    stories: dict[str, Callable[[], Story]] = {
        "account": lambda: of_account(engine),
        "catalog": lambda: of_catalog(engine),
        "learning": lambda: of_learning(engine, tmp_path),
        "notifications": lambda: of_notifications(engine),
        "prices": lambda: of_prices(engine),
    }
    return lambda capability: stories[capability]()


def of_account(engine: Engine) -> Story:
    table, entries = engine.table("account"), engine.table("audit")
    world = accounts.World(AccountStore(table), Audit(Recorder(entries.name, YEAR), lambda: Persons(table)))
    kept = world.make(once="kept")

    def make_another() -> None:
        world.make(once="once", name="other")

    def revoke() -> None:
        world.revoke(kept.key_id)

    def seen() -> object:
        keys = sorted(key.name for key in world.store.keys("acme", 100).items)
        acts = sorted(each["action"]["S"] for each in engine.dynamodb.scan(TableName=entries.name)["Items"])
        return keys, world.store.keys_counted("acme"), acts

    return Story(table, [make_another, once_gone(revoke)], seen)


def of_catalog(engine: Engine) -> Story:
    world = CatalogWorld(engine.table("catalog"))
    products = world.store.products
    first, second = world.add(sku="K-1"), world.add(sku="K-2")
    changed = first.model_copy(update={"title": "Copper kettle", "changed_at": world.now.pass_by(seconds=1)})

    def change() -> None:
        if products.get("acme", first.product_id) != changed:
            products.change("acme", first, changed)

    def seen() -> object:
        found = products.page("acme", 100).items
        waiting = world.store.outbox.of("acme", [first.product_id, second.product_id])
        return sorted((each.title, each.sku) for each in found), sorted(each.product_id for each in waiting) != []

    steps: list[Callable[[], object]] = [
        lambda: world.add(key="once", sku="K-3"),
        change,
        lambda: None if not products.existing("acme", [second.product_id]) else products.remove("acme", second, START),
    ]
    return Story(world.table, steps, seen)


def of_learning(engine: Engine, folder: Path) -> Story:
    world = ModelWorld.on(engine.dynamodb, engine.s3, engine.declared, folder / uuid4().hex)
    world.register(0.20, at_once=True)
    better = world.register(0.19, weights=(2, 2, 2))

    def seen() -> object:
        promotions = world.store.promotions(NAME, 100, None).items
        return world.stages(), [(each.version, each.state) for each in promotions]

    steps: list[Callable[[], object]] = [lambda: world.promote(better.version, key="once")]
    return Story(world.store.table, steps, seen)


def of_notifications(engine: Engine) -> Story:
    world = Notifying(engine.table("notifications"))
    first = world.open()
    alert = world.raised()

    def seen() -> object:
        channels = sorted(each.shown for each in world.store.channels.all("acme"))
        return (
            channels,
            [each.state for each in world.deliveries(first)],
            world.store.channels.owner("acme", "ana").channels,
        )

    return Story(world.table, [lambda: world.add(key="once"), lambda: world.plan(alert)], seen)


def of_prices(engine: Engine) -> Story:
    world = World(engine.table("prices"), recorder=Recorder(engine.table("audit").name, YEAR))
    world.web[KETTLE] = shows("100")
    first = world.watch()
    [message] = world.checks.take()

    def remove() -> None:
        world.store.watches.remove("acme", world.store.watches.get("acme", first.watch_id))

    def seen() -> object:
        watches = sorted(each.watch_id == first.watch_id for each in world.store.watches.page("acme", 100).items)
        return watches, world.prices(first), world.store.listings.is_watched_by("acme", first.listing_id)

    return Story(
        world.table,
        [lambda: world.check(message), lambda: world.watch("https://b.test/p/1", key="once"), once_gone(remove)],
        seen,
    )


def once_gone(remove: Callable[[], None]) -> Callable[[], None]:
    """A removal that was done by the try before finds nothing."""

    def again() -> None:
        try:
            remove()
        except NotFound:
            return

    return again


def told(story: Story) -> Story:
    """A story to its end."""
    for step in story.steps:
        step()
    return story


ENDED: dict[tuple[int, str], tuple[Story, object]] = {}


def undisturbed(story_of: Callable[[str], Story], engine: Engine, capability: str) -> tuple[Story, object]:
    """A capability's story and what is seen at its end; told once an engine."""
    if (id(engine), capability) not in ENDED:
        story = told(story_of(capability))
        ENDED[id(engine), capability] = story, story.seen()
    return ENDED[id(engine), capability]


def insisted(step: Callable[[], object]) -> int:
    """Ask until it is done, as a caller does who was told to come again. Returns how often it was refused."""
    for refused in range(3):
        try:
            step()
        except Unavailable:
            continue
        return refused
    raise AssertionError("refused again and again")


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_whatever_call_ends_badly_what_is_asked_again_is_done_once(
    story_of: Callable[[str], Story], engine: Engine, capability: str
) -> None:
    """Each write is broken off at its calls, and asked again: what is seen is what undisturbed writes show.

    An item that is held by another's transaction is waited for, so nobody is refused then.
    """
    ended, expected = undisturbed(story_of, engine, capability)
    for number in range(len(ended.steps)):
        for kind, at in troubles_of(story_of(capability), number):
            story = story_of(capability)
            for before in story.steps[:number]:
                before()
            with trouble(story.table, kind, at):
                refused = insisted(story.steps[number])
            assert kind != "held" or refused == 0
            for after in story.steps[number + 1 :]:
                after()
            assert story.seen() == expected, (kind, number, at)


def troubles_of(story: Story, number: int) -> list[tuple[Trouble, int]]:
    """What can come to a step: its last call, which writes, is refused or not answered, its transaction is held up."""
    for before in story.steps[:number]:
        before()
    with trouble(story.table) as calls:
        story.steps[number]()
    last = len(calls.names) - 1
    held = [at for at, name in enumerate(calls.names) if name == "TransactWriteItems"]
    found: list[tuple[Trouble, int]] = [("throttled", last), ("unanswered", held[0] if held else last)]
    return found if number else [*found, *(("held", at) for at in held[:1])]


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_what_a_batch_leaves_out_is_asked_for_again(
    story_of: Callable[[str], Story], engine: Engine, capability: str
) -> None:
    _, expected = undisturbed(story_of, engine, capability)
    story = story_of(capability)
    with unprocessed(story.table):
        assert told(story).seen() == expected


def test_batches_are_whole_whatever_is_left_out_of_them(engine: Engine) -> None:
    table = engine.table("catalog")
    items: list[dict[str, Any]] = [{"pk": f"TENANT#{n % 7}", "sk": f"{n:03}", "n": n} for n in range(60)]
    with unprocessed(table) as calls:
        table.put_many(items)
        found = table.get_many((item["pk"], item["sk"]) for item in items)
    assert sorted(item["n"] for item in found.values()) == list(range(60))
    assert calls.names.count("BatchWriteItem") == 6
    assert calls.names.count("BatchGetItem") == 2


# Two who write at once: of each capability's changes, the later one is told.


def test_of_two_changes_of_one_thing_the_second_is_refused(engine: Engine) -> None:
    catalog = CatalogWorld(engine.table("catalog"))
    product = catalog.add()
    for number in range(2):
        after = product.model_copy(update={"title": f"n{number}", "changed_at": catalog.now.pass_by(seconds=1)})
        if number == 0:
            catalog.store.products.change("acme", product, after)
        else:
            with pytest.raises(Conflict):
                catalog.store.products.change("acme", product, after)
            with pytest.raises(Conflict):
                catalog.store.products.remove("acme", product, START)
    assert catalog.store.products.get("acme", product.product_id).title == "n0"

    notifying = Notifying(engine.table("notifications"))
    notifying.open()
    notifying.plan(notifying.raised())
    [pointer] = notifying.queue.take()
    found = notifying.store.deliveries.get(pointer)
    assert found is not None
    notifying.store.deliveries.keep("acme", found, found.delivery)
    with pytest.raises(Conflict):
        notifying.store.deliveries.keep("acme", found, found.delivery)

    watching = World(engine.table("prices"), recorder=Recorder(engine.table("audit").name, YEAR))
    watch = watching.watch()
    kept = watching.store.watches.get("acme", watch.watch_id)
    watching.store.watches.remove("acme", kept)
    with pytest.raises(Conflict):
        watching.store.watches.remove("acme", kept)


# An index that has not heard yet.


def test_what_a_late_index_still_shows_is_claimed_once(engine: Engine) -> None:
    watching = World(engine.table("prices"), recorder=Recorder(engine.table("audit").name, YEAR))
    watching.watch()
    late, shard = START + timedelta(minutes=15), shard_of("shop.test")
    listings = watching.store.listings
    index = LaggingIndex(watching.table)
    with index.remembering():
        [due] = listings.due(shard, late, late, 10)
    assert listings.claim(due, late) is not None
    with index.lagging():
        [stale] = listings.due(shard, late, late, 10)
        assert listings.claim(stale, late) is None

    catalog = CatalogWorld(engine.table("catalog"))
    catalog.add()
    hour = catalog.now.pass_by(hours=1)
    index = LaggingIndex(catalog.table)
    with index.remembering():
        [waiting] = catalog.store.outbox.overdue(hour)
    with index.lagging():
        assert list(catalog.store.outbox.overdue(hour)) == []
        later = catalog.add(sku="K-2")
        assert [each.product_id for each in catalog.store.outbox.of("acme", [later.product_id])] == [later.product_id]
    catalog.store.outbox.settle(waiting)
    assert waiting.product_id not in {each.product_id for each in catalog.store.outbox.overdue(hour + YEAR)}

    notifying = Notifying(engine.table("notifications"))
    notifying.open()
    notifying.plan(notifying.raised())
    day = notifying.now.pass_by(days=1)
    deliveries, index = notifying.store.deliveries, LaggingIndex(notifying.table)
    with index.remembering():
        found = [(number, each) for number in range(64) for each in deliveries.due(number, day, 10)]
    assert found
    for _, (pointer, due_at) in found:
        assert deliveries.postpone(pointer, due_at, day + timedelta(hours=1))
    with index.lagging():
        for number, _ in found:
            for pointer, due_at in deliveries.due(number, day, 10):
                assert not deliveries.postpone(pointer, due_at, day + timedelta(hours=1))


def test_an_entry_that_the_index_has_not_heard_of_is_found_by_its_id(engine: Engine) -> None:
    table, entries = engine.table("account"), engine.table("audit")
    world = accounts.World(AccountStore(table), Audit(Recorder(entries.name, YEAR), lambda: Persons(table)))
    made = world.make()
    store = AuditStore(entries)
    [listed] = store.entries("acme", 10).items
    with LaggingIndex(entries).lagging():
        assert store.entries("acme", 10, subject=made.key_id).items == []
        entry, _ = store.entry("acme", listed.audit_id)
        assert entry == listed
    with pytest.raises(NotFound):
        store.entry("other", listed.audit_id)


# Another tenant's.


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_item_of_a_tenant_begins_with_it(
    story_of: Callable[[str], Story], engine: Engine, capability: str
) -> None:
    story = story_of(capability)
    told(story)
    items = engine.dynamodb.scan(TableName=story.table.name)["Items"]
    bearing = [item["pk"]["S"] for item in items if "acme" in item["pk"]["S"]]
    assert {pk.startswith("TENANT#acme") for pk in bearing} <= {True}
    assert bearing or capability == "learning", "the models are the house's own"
