"""Whatever is done with a model, in whatever order: one production version, and all that is told of it agrees."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from learning import service
from learning.models import PromotionState
from mended_moto import mock_aws
from model_world import NAME, ModelWorld, onnx_model
from tradewind.errors import Conflict, NotFound
from tradewind.registry.standing import Counts

ACTS = (
    "better", "worse", "broken", "shipped", "promote", "promote", "gate", "gate", "fail", "finish", "finish",
    "take_back", "alarm", "cut",
)  # fmt: skip


@pytest.fixture(scope="module")
def aws() -> Iterator[dict[str, Any]]:
    with mock_aws():
        keys: Any = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
        yield {name: boto3.client(name, **keys) for name in ("dynamodb", "s3")}


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # each example is half a second: to shrink one takes minutes
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from((1, 1, 1, 2, 4))), min_size=10, max_size=30))
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
            world.promote(max(world.store.known(NAME).latest + 1 - number, 1), watch_minutes=number, least_answers=0)
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
        case "finish" if promotion.watch_ends_at is not None:
            world.now.pass_by(minutes=number)
            verdict = world.watch(promotion)
            if verdict and verdict.verdict != "watch":
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
