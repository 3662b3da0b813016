"""`tradewind history`: which watch is meant, and where its line breaks."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fakes import KETTLE, START, World, shows
from tradewind_cli.commands.history import drawn_bars, find_watch, print_bars, runs
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind.dynamo import Table

LAMP = "https://shop.test/p/lamp"


@pytest.fixture
def world(table: "Table") -> World:
    return World(table)


def test_a_tenant_that_watches_nothing_is_told_how_to_begin(world: World) -> None:
    with pytest.raises(Trouble, match="tenant acme watches no page yet; begin with: tradewind watch"):
        find_watch(world.store, "acme", None)


def test_a_watch_is_found_by_its_id_or_by_a_part_that_only_it_has(world: World) -> None:
    kettle, lamp = world.watch(KETTLE), world.watch(LAMP, label="Desk")
    assert find_watch(world.store, "acme", kettle.watch_id).watch_id == kettle.watch_id
    assert find_watch(world.store, "acme", "desk").watch_id == lamp.watch_id


def test_what_none_or_several_have_is_told_with_its_text(world: World) -> None:
    world.watch(KETTLE)
    world.watch(LAMP)
    with pytest.raises(Trouble, match="no watch with teapot"):
        find_watch(world.store, "acme", "teapot")
    with pytest.raises(Trouble, match=r"several watches have shop\.test"):
        find_watch(world.store, "acme", "shop.test")


def test_a_gap_breaks_the_line_and_several_in_a_row_break_it_once(world: World) -> None:
    watch = world.watch(check={"every_minutes": 60})
    for price in ("10", "11", None, None, "12"):
        world.web[KETTLE] = shows(price, status=200 if price else 500)
        world.look(days=8)
    drawn = runs(list(world.store.listings.all_history(watch.listing_id)))
    assert [[str(each.price) for each in run] for run in drawn] == [["10", "11"], ["12"]]
    assert drawn[1][0].at - drawn[0][-1].at >= timedelta(days=24)


def test_bars_are_drawn_as_a_table_for_people_and_programs(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.web[KETTLE] = shows("100")
    watch = world.watch()
    world.check()
    for table, shown in ((False, "looks"), (True, "\ufeffstart,end,currency")):
        bars = drawn_bars(world.store, "acme", watch, "week", "Europe/Paris", START - timedelta(days=7), "EUR")
        print_bars(bars, csv=table, json=False)
        printed = capsys.readouterr().out
        assert shown in printed
        assert "100" in printed


@pytest.mark.parametrize(
    ("step", "zone", "currency", "named"),
    [("minute", "UTC", None, "minute"), ("day", "Mars", None, "Mars"), ("day", "UTC", "euro", "EURO")],
)
def test_a_wrong_wish_is_told_by_its_name(world: World, step: str, zone: str, currency: str | None, named: str) -> None:
    watch = world.watch()
    with pytest.raises(Trouble, match=named):
        drawn_bars(world.store, "acme", watch, step, zone, datetime.now(UTC) - timedelta(days=3), currency)
