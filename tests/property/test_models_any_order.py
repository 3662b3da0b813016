"""Whatever is done with a model, in whatever order: one production version, and all that is told of it agrees."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from learning import service
from learning.models import PromotionState
from learning.rules import Judgement
from model_world import NAME, ModelWorld, onnx_model
from tradewind.errors import Conflict, NotFound
from tradewind.registry.standing import Counts

ACTS = (
    "better",
    "worse",
    "broken",
    "shipped",
    "promote",
    "gate",
    "fail",
    "watch",
    "finish",
    "take_back",
    "alarm",
    "cut",
)


@pytest.fixture(scope="module")
def aws() -> Iterator[dict[str, Any]]:
    with mock_aws():
        keys: Any = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
        yield {name: boto3.client(name, **keys) for name in ("dynamodb", "s3")}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 4)), min_size=4, max_size=14))
def test_one_version_answers_whatever_is_done(
    acts: list[tuple[str, int]], aws: dict[str, Any], root_tables_declared: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    world = ModelWorld.on(aws["dynamodb"], aws["s3"], root_tables_declared, tmp_path / str(next(_worlds)))
    world.register(0.5, at_once=True)
    for act, number in acts:
        with suppress(Conflict, NotFound):
            _done(world, act, number)
        _check(world)


_worlds, _losses = count(), count(1)


def _done(world: ModelWorld, act: str, number: int) -> None:
    under_way = world.store.under_way(NAME)
    promotion = under_way.promotion if under_way else None
    loss = next(_losses) / 1e6
    match act:
        case "better":
            world.register(0.4 - loss, weights=(loss, 1, 1))
        case "worse":
            world.register(0.6 + loss, weights=(loss, 1, 1))
        case "broken":
            world.register(0.1 - loss, content=onnx_model((loss, 1)))
        case "shipped":
            world.register(0.3 - loss, weights=(loss, 1, 1), at_once=True)
        case "promote":
            world.promote(number, watch_minutes=number, least_answers=0)
        case "take_back":
            world.roll_back()
        case "alarm":
            service.roll_back_failing(store=world.store, now=world.now)
        case "cut":
            world.machine.running.clear()
            service.resume(store=world.store, machines=world.machine, now=world.now)
        case _ if promotion is None:
            return
        case "gate":
            world.gate(promotion)
        case "fail":
            world.store.count(NAME, promotion.promotion_id, Counts(failed=number))
        case "watch":
            world.now.pass_by(minutes=number)
            world.watch(promotion)
        case "finish" if promotion.watch_ends_at is not None:
            verdict = world.watch(promotion) or Judgement("roll_back", "it is over")
            if verdict.verdict != "watch":
                world.finish(promotion, verdict)


def _check(world: ModelWorld) -> None:
    standing, stages, under_way = world.store.known(NAME), world.stages(), world.store.under_way(NAME)
    canary = standing.canary
    assert [number for number, stage in stages.items() if stage == "production"] == [standing.production]
    assert [number for number, stage in stages.items() if stage == "canary"] == ([canary.version] if canary else [])
    assert standing.latest == max(stages)
    assert standing.previous is None or stages[standing.previous] == "retired"
    running = [each for each in world.store.promotions(NAME, 100, None).items if each.state is PromotionState.RUNNING]
    assert running == ([under_way.promotion] if under_way else [])
    if canary:
        assert [each.promotion_id for each in running] == [canary.canary_id]
        assert canary.version != standing.production
