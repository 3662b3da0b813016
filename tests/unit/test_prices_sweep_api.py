"""How the sweep does, what it told and what was given up: what is shown, to whom, and what a replay does."""

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ANA, BOB, KETTLE, START, World, fails, shows
from grants import granted, recorded
from invocations import CONTEXT, http
from prices import api_sweep, service
from prices.models.alert import AlertPointer
from prices.models.listing import Check, Claimed
from prices.models.transfer import ImportStep
from prices.ports import open_letters
from prices.rules.breaker import OPENS_AFTER
from prices.rules.letters import Meant, meant
from prices.store import open_store
from tradewind.caller import Caller, Role, Tier
from tradewind.dead_letters import DeadLetters
from tradewind.errors import InvalidInput, NotFound, Unavailable
from tradewind.queue import Message, Queue

if TYPE_CHECKING:
    from tradewind.dynamo import Table

ROOT = Caller(tenant="acme", user="root", role=Role.ADMIN, tier=Tier.PRO)
STRANGER = Caller(tenant="other", user="sam", role=Role.ADMIN, tier=Tier.PRO)
SWEEP, LETTERS = "/v1/prices/sweep", "/v1/prices/sweep/dead-letters"
KINDS = ("checks", "deliveries", "imports", "tiers")


class Post:
    """The queues on moto, with what is given up buried as a worker buries it."""

    def __init__(self) -> None:
        self.client = boto3.client("sqs", region_name="us-east-1")
        self.origins = {kind: Queue(self._made(f"{kind}-q"), self.client) for kind in KINDS}
        self.dead = Queue(self._made("dead"), self.client)
        self.letters = DeadLetters(self.dead.url, self.client)

    def _made(self, name: str) -> str:
        return self.client.create_queue(QueueName=name)["QueueUrl"]

    def bury(self, body: Any, kind: str = "checks", reason: str = "Unavailable: the shop is down") -> None:
        text = body if isinstance(body, str) else body.model_dump_json()
        self.dead.bury(Message("m", text, 5, f"{kind}-q"), reason)

    def waiting(self, kind: str) -> list[str]:
        """The bodies that wait in a queue."""
        url = self.dead.url if kind == "dead" else self.origins[kind].url
        answer = self.client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [message["Body"] for message in answer.get("Messages", [])]


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    return world


@pytest.fixture
def post(world: World) -> Post:
    return Post()


def check_of(*listing_ids: str) -> Check:
    return Check(host="shop.test", claimed=[Claimed(listing_id=each, slot=START) for each in listing_ids])


def seen(by: Caller, world: World, post: Post) -> Any:
    return service.dead_letters(by, letters=post.letters, origins=post.origins, store=world.store)


def replayed(letter_id: str | None, by: Caller, key: str, world: World, post: Post) -> Any:
    ports: dict[str, Any] = {"letters": post.letters, "origins": post.origins, "store": world.store, "now": world.now}
    return service.put_back(letter_id, by, key, **ports)


def test_what_was_given_up_is_shown_with_its_reason_and_looking_moves_nothing(world: World, post: Post) -> None:
    mine = world.watch()
    post.bury(check_of(mine.listing_id, "of-others"))
    post.bury(AlertPointer(tenant="acme", watch_id=mine.watch_id, alert_key="ALERT#x"), "deliveries", "503 at the hook")
    for _ in range(2):
        found = seen(ROOT, world, post)
        assert found.is_whole
        assert {(each.queue, each.reason) for each in found.items} == {
            ("checks", "Unavailable: the shop is down"),
            ("deliveries", "503 at the hook"),
        }
        [check] = [each for each in found.items if each.queue == "checks"]
        assert (check.host, check.listing_ids) == ("shop.test", (mine.listing_id,)), "another's page in it is not told"


def test_a_tenant_sees_and_moves_its_own_alone(world: World, post: Post) -> None:
    theirs = world.watch(by=BOB, url="https://elsewhere.test/p")
    post.bury(check_of(theirs.listing_id))
    post.bury(AlertPointer(tenant="other", watch_id=theirs.watch_id, alert_key="ALERT#x"), "deliveries")
    post.bury("not json at all")
    post.bury('{"claimed": "no list", "detail": 3}')
    assert seen(ROOT, world, post).items == []
    [letter, *_] = seen(STRANGER, world, post).items
    with pytest.raises(NotFound):
        replayed(letter.letter_id, ROOT, "k1", world, post)
    assert replayed(None, ROOT, "k2", world, post).letter_ids == ()
    assert len(seen(STRANGER, world, post).items) == 2
    assert len(replayed(None, STRANGER, "k3", world, post).letter_ids) == 2
    assert len(post.waiting("dead")) == 2, "what says nothing is the operator's"


def test_one_letter_goes_back_once_as_it_was(world: World, post: Post) -> None:
    body = ImportStep(tenant="acme", import_id="im1")
    post.bury(body, "imports")
    post.bury(ImportStep(tenant="acme", import_id="im2"), "imports")
    [first] = [each for each in seen(ROOT, world, post).items if each.import_id == "im1"]
    done = replayed(first.letter_id, ROOT, "k", world, post)
    assert done.letter_ids == (first.letter_id,)
    assert post.waiting("imports") == [body.model_dump_json()]
    assert replayed(first.letter_id, ROOT, "k", world, post) == done, "the same request again"
    assert len(post.waiting("imports")) == 1
    with pytest.raises(NotFound):
        replayed(first.letter_id, ROOT, "another", world, post)
    with pytest.raises(InvalidInput):
        replayed(None, ROOT, "k", world, post)
    [entry] = world.table.client.scan(TableName="audit")["Items"]
    assert entry["doc"]["S"].count("prices.letters_put_back") == 1
    assert "root" not in json.dumps(entry), "persons stand in the audit as hashes"


def test_cut_short_a_letter_is_there_twice_and_never_nowhere(world: World, post: Post) -> None:
    post.bury(ImportStep(tenant="acme", import_id="im1"), "imports")

    class Dying:
        def __getattr__(self, name: str) -> Any:
            if name == "delete_message_batch":
                raise Unavailable("the line was cut")
            return getattr(post.client, name)

    dying = DeadLetters(post.dead.url, cast("Any", Dying()))
    with pytest.raises(Unavailable):
        service.put_back(None, ROOT, "k", letters=dying, origins=post.origins, store=world.store, now=world.now)
    assert len(post.waiting("imports")) == 1
    post.client.purge_queue(QueueUrl=post.origins["imports"].url)
    receipt = post.client.receive_message(QueueUrl=post.dead.url).get("Messages", [])
    assert receipt == [] or receipt[0]["Body"], "it is hidden for half a minute at most, and then there again"


def test_more_than_one_look_holds_are_put_back_in_several(world: World, post: Post, monkeypatch: Any) -> None:
    monkeypatch.setattr("prices.service.letters.MOST_LETTERS", 15)
    for number in range(24):
        post.bury(ImportStep(tenant="acme", import_id=f"im{number}"), "imports")
    assert not seen(ROOT, world, post).is_whole
    first = replayed(None, ROOT, "k1", world, post)
    second = replayed(None, ROOT, "k2", world, post)
    assert (len(first.letter_ids), first.is_whole) == (15, False)
    assert (len(second.letter_ids), second.is_whole) == (9, True)
    assert seen(ROOT, world, post).items == []


@given(
    st.one_of(
        st.text(), st.binary().map(repr), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)
    )
)
def test_whatever_a_message_says_it_is_somebodys_or_nobodys(body: str) -> None:
    assert meant(body).tenant is None


def test_a_message_says_whose_it_is() -> None:
    assert meant(check_of("a", "b").model_dump_json())[1:3] == ("shop.test", ("a", "b"))
    assert meant('{"detail": {"tenant": "acme"}}').tenant == "acme"
    assert meant("[" * 100_000) == Meant()


def test_the_health_of_own_pages_by_host(world: World) -> None:
    world.watch()
    broken = world.watch("https://down.test/p", label="Broken")
    world.watch("https://new.test/p", by=BOB)
    world.web["https://down.test/p"] = fails()
    world.check()
    for _ in range(OPENS_AFTER):
        world.look(hours=30)
    found = service.sweep_health(ANA, store=world.store, now=world.now)
    assert (found.watches, found.listings, found.read, found.failing, found.waiting) == (2, 2, 1, 1, 0)
    assert [each.host for each in found.hosts] == ["down.test", "shop.test"], "trouble first, and no page of another"
    assert found.hosts[0].failures >= OPENS_AFTER
    assert found.hosts[0].phase != "closed"
    [failing] = service.failing_listings(ANA, 10, None, host=None, store=world.store).items
    assert (failing.watch_id, failing.label, failing.ending) == (broken.watch_id, "Broken", "failed")
    assert failing.reasons[0].text
    assert service.failing_listings(ANA, 10, None, host="shop.test", store=world.store).items == []
    assert service.failing_listings(BOB, 10, None, host="down.test", store=world.store).items == []


def test_a_page_that_is_due_and_not_looked_at_is_late(world: World) -> None:
    world.watch()
    world.now.pass_by(minutes=20)
    assert service.sweep_health(ANA, store=world.store, now=world.now).late == 0, "it may be under way"
    world.now.pass_by(minutes=20)
    found = service.sweep_health(ANA, store=world.store, now=world.now)
    assert (found.late, found.waiting) == (1, 1)


def test_what_all_watches_told_comes_in_pages_with_the_name_of_the_thing(world: World) -> None:
    labelled = world.watch(drop_percent="5", label="My kettle", tags=("kitchen",))
    world.watch(by=BOB, drop_percent="5")
    world.check()
    for price in ("90", "80"):
        world.web[KETTLE] = shows(price)
        world.look(hours=30)
    first = service.told_alerts(ANA, 1, None, kind=None, store=world.store)
    assert [(each.title, str(each.to_price), each.tags) for each in first.items] == [("My kettle", "80", ("kitchen",))]
    rest = service.told_alerts(ANA, 10, first.next, kind=None, store=world.store)
    assert [each.to_price for each in rest.items] == [90]
    assert {each.watch_id for each in [*first.items, *rest.items]} == {labelled.watch_id}
    with pytest.raises(InvalidInput):
        service.told_alerts(BOB, 10, first.next, kind=None, store=world.store)


class Site:
    """The API in the test's hands."""

    def __init__(self, world: World, post: Post) -> None:
        self.world, self.post = world, post

    def ask(self, method: str, path: str, **more: Any) -> Any:
        found = api_sweep.app.resolve(http(method, path, {} if method == "POST" else None, **more), CONTEXT)
        return SimpleNamespace(status=found["statusCode"], json=json.loads(found["body"]))


@pytest.fixture
def site(world: World, post: Post, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    overrides: dict[Any, Any] = api_sweep.app.dependency_overrides
    for port, stand_in in {
        open_store: lambda: world.store,
        open_letters: lambda: post.letters,
        api_sweep.origins: lambda: post.origins,
        api_sweep.now: lambda: world.now,
    }.items():
        monkeypatch.setitem(overrides, port, stand_in)
    yield Site(world, post)


def test_viewers_see_health_and_administrators_alone_see_what_was_given_up(site: Site) -> None:
    viewer = {"tenant": "acme", "user": "vi", "role": "viewer"}
    admin = {**viewer, "role": "admin"}
    site.post.bury(ImportStep(tenant="acme", import_id="im1"), "imports")
    for path in (SWEEP, f"{SWEEP}/failures", "/v1/prices/alerts"):
        assert site.ask("GET", path, caller=viewer).status == 200
        assert site.ask("GET", path, caller=None).status == 401
    for role in ("viewer", "driver", "manager"):
        assert site.ask("GET", LETTERS, caller={**viewer, "role": role}).status == 403
        key = {"idempotency-key": "k"}
        assert site.ask("POST", f"{LETTERS}/replay", caller={**viewer, "role": role}, headers=key).status == 403
    [letter] = site.ask("GET", LETTERS, caller=admin).json["items"]
    assert site.ask("POST", f"{LETTERS}/{letter['letter_id']}/replay", caller=admin).status == 422
    done = site.ask("POST", f"{LETTERS}/{letter['letter_id']}/replay", caller=admin, headers={"idempotency-key": "r1"})
    assert (done.status, done.json["letter_ids"]) == (200, [letter["letter_id"]])
    assert site.ask("GET", f"{SWEEP}/failures", caller=viewer, query={"host": "NOT A HOST"}).status == 422
    assert site.ask("GET", "/v1/prices/alerts", caller=viewer, query={"kind": "gossip"}).status == 422


def test_the_policy_grants_what_is_done_and_nothing_else(world: World, post: Post) -> None:
    mine = world.watch()
    post.bury(check_of(mine.listing_id))
    with recorded(world.table) as done:
        service.sweep_health(ANA, store=world.store, now=world.now)
        service.failing_listings(ANA, 10, None, host=None, store=world.store)
        service.told_alerts(ANA, 10, None, kind=None, store=world.store)
        seen(ROOT, world, post)
        replayed(None, ROOT, "k", world, post)
    assert done == granted("prices.api_sweep")


def test_a_burial_is_given_up_at_the_moment_it_was_buried(world: World, post: Post) -> None:
    post.bury(ImportStep(tenant="acme", import_id="im1"), "imports")
    [letter] = seen(ROOT, world, post).items
    assert letter.given_up_at > START - timedelta(days=1)
