"""Pages are saved when they tell something: at first, now and then, and when their reading stops working."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ANA, KETTLE, START, Killed, World, counted, fails, shows
from prices.models.listing import Ending, Observation
from prices.models.page import Source
from prices.rules.listing import LOOKS_A_PAGE, ListingState, advance, has_stopped_working, is_worth_keeping
from prices.store.pages import PageStore, SavedPage

if TYPE_CHECKING:
    from tradewind.dynamo import Table

READ, UNKNOWN, FAILED, UNCHANGED = Ending.READ, Ending.UNKNOWN, Ending.FAILED, Ending.UNCHANGED


@pytest.fixture
def world(table: "Table") -> World:
    world = World(table)
    world.web[KETTLE] = shows("100")
    return world


def seen(number: int, ending: Ending = READ, source: Source = Source.JSON_LD, hours: float = 6) -> Observation:
    at = START + timedelta(hours=hours * number)
    price = Decimal(9) if ending in (READ, UNCHANGED) else None
    return Observation(
        listing_id="l", slot=at, at=at, ending=ending, price=price, source=source if price is not None else None
    )


def kept(observations: list[Observation]) -> tuple[list[int], ListingState]:
    """Which of them have their page saved, and what is known in the end."""
    state, saved = ListingState(), []
    for number, each in enumerate(observations):
        worth = is_worth_keeping(state, each)
        if worth:
            saved.append(number)
        state = advance(state, each.model_copy(update={"page_kept": worth}))
    return saved, state


def test_the_first_page_is_saved_and_then_one_a_week() -> None:
    assert kept([seen(number) for number in range(100)])[0] == [0, 28, 56, 84]


def test_a_page_that_is_looked_at_rarely_is_saved_rarely_too_and_before_the_last_one_expires() -> None:
    assert kept([seen(number, hours=24) for number in range(100)])[0] == [0, 28, 56, 84]
    assert kept([seen(number, hours=24 * 30) for number in range(8)])[0] == [0, 3, 6]


def test_the_first_page_is_saved_even_when_nothing_is_read_of_it() -> None:
    saved, state = kept([seen(0, UNKNOWN), seen(1, UNKNOWN), seen(2)])
    assert saved == [0, 2]
    assert (state.pages.before, state.pages.broken) == (None, seen(0).slot)


def test_when_the_price_is_gone_the_page_is_saved_and_the_last_good_one_remembered() -> None:
    saved, state = kept([seen(0), seen(1), seen(2, UNKNOWN), seen(3, UNKNOWN)])
    assert saved == [0, 2]
    assert (state.pages.before, state.pages.broken) == (seen(0).slot, seen(2).slot)


def test_when_another_source_is_read_the_page_is_saved_as_both() -> None:
    saved, state = kept([seen(0), seen(1, source=Source.VISIBLE), seen(2, source=Source.VISIBLE)])
    assert saved == [0, 1]
    assert (state.pages.before, state.pages.broken, state.pages.read) == (seen(0).slot, seen(1).slot, seen(1).slot)


def test_a_page_that_did_not_come_or_did_not_change_is_not_saved() -> None:
    assert kept([seen(0, FAILED), seen(1, FAILED), seen(2), seen(3, UNCHANGED), seen(4, FAILED)])[0] == [2]


def test_a_past_that_was_loaded_breaks_nothing() -> None:
    state = advance(ListingState(), seen(0).model_copy(update={"seeded": True, "source": None}))
    assert not has_stopped_working(state, seen(1))
    assert is_worth_keeping(state, seen(1))


@given(st.lists(st.tuples(st.sampled_from(Ending), st.sampled_from([Source.JSON_LD, Source.VISIBLE])), max_size=120))
def test_whatever_a_page_does_one_save_a_day_is_the_most(endings: list[tuple[Ending, Source]]) -> None:
    saved, state = kept([seen(number, *each) for number, each in enumerate(endings)])
    days = len(endings) * 6 / 24 + 1
    assert len(saved) <= days + len(endings) / LOOKS_A_PAGE + 2
    if state.pages.broken is not None and state.pages.before is not None:
        assert state.pages.before < state.pages.broken


def test_a_check_saves_its_page_and_says_so(world: World) -> None:
    watch = world.watch()
    world.check()
    world.look()
    [first, second] = world.store.listings.all_history(watch.listing_id)
    assert (first.page_kept, second.page_kept) == (True, False)
    assert world.pages.kept[watch.listing_id, first.slot].content == b"100 EUR in_stock"


def test_a_page_that_cannot_be_saved_costs_no_observation(world: World) -> None:
    watch = world.watch()
    world.pages.down = True
    world.check()
    assert world.prices(watch) == ["100"]
    world.pages.down = False
    world.look()
    assert len(world.pages.kept) == 1


def test_a_breakage_is_saved_even_when_the_check_is_cut_short(world: World) -> None:
    watch = world.watch()
    world.check()
    world.web[KETTLE] = shows(None)
    world.now.pass_by(hours=12)
    world.sweep()
    [message] = world.checks.take()
    with pytest.raises(Killed), counted(world.table, 1):  # the lease, the observation
        world.check(message)
    world.now.pass_by(minutes=12)
    world.check(message)
    state = world.store.listings.get(watch.listing_id).state
    assert len(world.pages.kept) == 2
    assert state.pages.before is not None
    assert state.pages.broken is not None
    assert (watch.listing_id, state.pages.broken) in world.pages.kept


def test_a_shop_that_is_down_breaks_nothing(world: World) -> None:
    world.watch()
    world.check()
    for answer in (fails("connect"), shows("5", status=500), shows("5", status=403)):
        world.web[KETTLE] = answer
        world.look()
    assert len(world.pages.kept) == 1


@pytest.fixture
def bucket(table: "Table") -> Iterator[PageStore]:
    import boto3

    client = boto3.client("s3")
    client.create_bucket(Bucket="pages")
    yield PageStore("pages", client)


@pytest.mark.parametrize("tenant", [None, "acme"])
def test_a_saved_page_comes_back_as_it_was_fetched(world: World, bucket: PageStore, tenant: str | None) -> None:
    import boto3

    watch = world.watch(by=ANA)
    listing = world.store.listings.get(watch.listing_id).listing.model_copy(update={"tenant": tenant})
    page = SavedPage(b"<p>caf\xe9</p>" * 5000, "https://shop.test/p/k%C3%A4se?a=1&b=%20#x", "text/html; charset=latin1")
    bucket.keep(listing, START, page)
    assert bucket.get(listing, START) == page
    assert bucket.get(listing, START + timedelta(days=1)) is None
    [stored] = boto3.client("s3").list_objects_v2(Bucket="pages")["Contents"]
    assert stored["Key"].startswith("TENANT#acme/LISTING#" if tenant else "LISTING#")
    assert stored["Size"] < 500


def test_an_address_or_type_that_no_header_can_carry_is_left_out(world: World, bucket: PageStore) -> None:
    listing = world.store.listings.get(world.watch().listing_id).listing
    bucket.keep(listing, START, SavedPage(b"", "https://shop.test/" + "ä" * 2000, "text/html\r\nx: ü" + "y" * 500))
    found = bucket.get(listing, START)
    assert found is not None
    assert (found.content, found.url) == (b"", listing.url)
    assert found.content_type is not None
    assert len(found.content_type) <= 200
