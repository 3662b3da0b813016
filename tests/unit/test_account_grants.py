"""Each function of the account may do with each table what it does with it, and nothing else."""

from typing import TYPE_CHECKING

import pytest

from account import service
from accounts import ADMIN, ANA, World
from fakes import Bus
from grants import granted, recorded
from tradewind.caller import Tier

if TYPE_CHECKING:
    from tradewind.dynamo import Table


@pytest.fixture
def world(table: "Table") -> World:
    return World.on(table)


def test_the_authorizer(world: World) -> None:
    made = world.make()
    with recorded(world.store.table) as done:
        for tier in (Tier.PRO, Tier.PRO, Tier.ENTERPRISE):
            world.signs_in(tier)
            world.now.pass_by(minutes=11)
        world.ask(made.key)
    assert done == granted("account.authorizer")


def test_the_api(world: World, table: "Table") -> None:
    with recorded(world.store.table) as done:
        made = world.make()
        service.keys(ANA, 10, None, store=world.store)
        service.account(ANA, store=world.store, counted_in={"watches": table})
        world.revoke(made.key_id, ADMIN)
    assert done == granted("account.api")


def test_the_outbox(world: World) -> None:
    world.bus.down = True
    world.signs_in(Tier.PRO)
    with recorded(world.store.table) as done:
        service.tell_unsent(store=world.store, bus=Bus())
    assert done == granted("account.schedule_outbox")
