"""Models as they come and go: registered, tried, promoted, taken back; one production version at all times."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import Bus
from grants import granted, recorded
from invocations import CONTEXT, http
from learning import api, ports, schedule, service, steps_promotion
from learning.models import Counts, PromotionState, RollbackRequest, Stage
from learning.rules import Judgement, judged, refusals
from mended_moto import mock_aws
from model_world import EVA, NAME, ROWS, ModelWorld, bundle_in, onnx_model, signature
from tradewind.caller import Role
from tradewind.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from tradewind.registry import ModelUnavailable
from tradewind.registry.artifacts import place
from tradewind_cli.models import registry
from tradewind_cli.stack.health.models import of_models

PROMOTE = Judgement("promote", "20 predictions while it was watched, 0 failed")
TAKE_BACK = Judgement("roll_back", "3 of 9 predictions failed")


@pytest.fixture(scope="module")
def aws() -> Iterator[dict[str, Any]]:
    """One moto for the whole module, since most of a test would go into it."""
    with mock_aws():
        keys: Any = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
        yield {service: boto3.client(service, **keys) for service in ("dynamodb", "s3")}


@pytest.fixture
def world(aws: dict[str, Any], root_tables_declared: dict[str, dict[str, Any]], tmp_path: Path) -> ModelWorld:
    return ModelWorld.on(aws["dynamodb"], aws["s3"], root_tables_declared, tmp_path)


@pytest.fixture
def shipped(world: ModelWorld) -> ModelWorld:
    """Version 1 answers; version 2 is better and waits."""
    world.register(0.20, at_once=True)
    world.register(0.19, weights=(2, 2, 2))
    service.tell_unsent(store=world.store, bus=Bus())
    return world


def answered_by(world: ModelWorld, caller: str = "acme") -> str:
    return world.models().predict(NAME, {"features": ROWS}, caller).model


def actions(world: ModelWorld) -> list[str]:
    found = world.entries.client.scan(TableName=world.entries.name)["Items"]
    return [item["action"]["S"] for item in sorted(found, key=lambda item: item["sk"]["S"])]


# ---- Registering ----


def test_what_is_registered_is_a_candidate_and_answers_nobody(world: ModelWorld) -> None:
    version = world.register()
    assert (version.label, version.stage, version.metrics["log_loss"]) == ("price_drop@1", Stage.CANDIDATE, 0.2)
    assert version.by.startswith("person:")
    assert world.store.card(NAME, 1).startswith("# Price drop")
    assert world.store.known(NAME).production is None
    assert actions(world) == ["learning.model_registered"]


def test_a_bundle_that_is_registered_twice_is_one_version(world: ModelWorld) -> None:
    folder = bundle_in(world.folder / "bundle")
    assert [world.hand_in(folder).version for _ in range(3)] == [1, 1, 1]
    assert len(actions(world)) == 1
    (folder / "card.md").write_text("# Price drop, said better")
    assert world.hand_in(folder).version == 2


def test_what_is_shipped_answers_at_once_where_nothing_does_and_waits_where_something_does(world: ModelWorld) -> None:
    assert world.register(0.2, at_once=True).stage is Stage.PRODUCTION
    assert answered_by(world) == "price_drop@1"
    assert world.register(0.1, at_once=True).stage is Stage.CANDIDATE
    assert answered_by(world) == "price_drop@1"


def test_what_is_shipped_answers_at_once_where_production_takes_other_inputs_than_the_code_gives(
    world: ModelWorld,
) -> None:
    older = signature()
    older["inputs"][0] |= {"shape": [None, 2]}
    world.register(0.1, says=older, weights=(1, 1), at_once=True)
    assert world.register(0.2, at_once=True).stage is Stage.PRODUCTION
    assert world.stages() == {1: "retired", 2: "production"}
    assert answered_by(world) == "price_drop@2"
    assert world.store.version_of(NAME, 2).reasons[0].endswith("gives other inputs than price_drop@1 takes")
    assert world.roll_back().production == 1
    told = [event.model_dump()["model"] for event in world.bus.told("learning.model_promoted")]
    assert sorted(told) == ["price_drop@1", "price_drop@2"]


def test_a_registration_that_is_cut_short_leaves_nothing_that_answers_and_can_be_done_again(
    world: ModelWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = bundle_in(world.folder / "bundle")
    with monkeypatch.context() as patched:
        patched.setattr(type(world.store), "add", lambda *_: (_ for _ in ()).throw(Unavailable("killed")))
        with pytest.raises(Unavailable):
            world.hand_in(folder, at_once=True)
    assert world.store.standing(NAME) is None
    assert world.hand_in(folder, at_once=True).version == 1
    assert answered_by(world) == "price_drop@1"


def test_a_file_that_is_gone_from_the_bucket_and_a_bucket_that_is_gone_are_missing(
    shipped: ModelWorld, aws: dict[str, Any]
) -> None:
    kept = [each["Key"] for each in aws["s3"].list_objects_v2(Bucket=shipped.bucket)["Contents"]]
    for key in kept:
        aws["s3"].delete_object(Bucket=shipped.bucket, Key=key)
    with pytest.raises(ModelUnavailable) as refused:
        answered_by(shipped)
    assert refused.value.reason == "missing"
    aws["s3"].delete_bucket(Bucket=shipped.bucket)
    with pytest.raises(ModelUnavailable) as refused:
        answered_by(shipped)
    assert refused.value.reason == "missing"


# ---- The gate ----


def test_a_better_candidate_passes_and_a_worse_or_equal_one_is_refused(shipped: ModelWorld) -> None:
    for loss in (0.20, 0.21):
        number = shipped.register(loss, weights=(3, loss, 3)).version
        with pytest.raises(Conflict, match=r"its log_loss on panel is 0.2\d*, that of price_drop@1 0.2"):
            shipped.promote(number)
    assert shipped.promote(2).state is PromotionState.RUNNING


@pytest.mark.parametrize(
    "says",
    [
        signature(metric="brier"),
        signature(better="higher"),
        signature(on="other rows"),
    ],
)
def test_a_candidate_does_not_choose_its_own_judge(shipped: ModelWorld, says: dict[str, Any]) -> None:
    number = shipped.register(0.01, says=says).version
    with pytest.raises(Conflict, match=r"production is judged by log_loss \(lower is better\) on panel"):
        shipped.promote(number)


def test_where_more_is_better_more_is_asked_for(world: ModelWorld) -> None:
    says = signature(metric="auc", better="higher")
    world.register(0.7, at_once=True, says=says)
    production = world.store.version_of(NAME, 1)
    for auc, passes in ((0.69, False), (0.70, False), (0.71, True)):
        candidate = world.register(auc, says=says, weights=(auc, 1, 1))
        assert (refusals(candidate, production) == []) is passes


def test_a_candidate_that_cannot_be_loaded_never_becomes_a_canary(shipped: ModelWorld) -> None:
    number = shipped.register(0.1, content=onnx_model((1, 1))).version
    promotion = shipped.promote(number)
    ended = shipped.carry_out(promotion)
    assert ended.state is PromotionState.REFUSED
    assert "price_drop@3 does not answer (shape)" in ended.reasons[0]
    assert shipped.store.known(NAME).canary is None
    assert shipped.stages()[3] == "candidate"
    assert answered_by(shipped) == "price_drop@1"
    assert shipped.promote(2).state is PromotionState.RUNNING, "the way is free for another"


def test_a_gate_that_cannot_reach_the_files_asks_again_and_refuses_nobody(shipped: ModelWorld) -> None:
    promotion = shipped.promote(2)

    def unreachable(version: Any) -> None:
        raise ModelUnavailable("unreachable", version.label, "the bucket does not answer")

    with pytest.raises(Unavailable):
        service.gate(NAME, promotion.promotion_id, store=shipped.store, try_out=unreachable, now=shipped.now)
    assert shipped.gate(promotion) is not None


# ---- The canary ----


def test_a_canary_that_does_well_answers_all_after_its_time(shipped: ModelWorld) -> None:
    promotion = shipped.promote(2, share=0.5, watch_minutes=10, least_answers=20)
    shipped.now.pass_by(seconds=1)
    assert shipped.gate(promotion) is not None
    assert shipped.stages() == {1: "production", 2: "canary"}
    callers = [f"tenant-{number}" for number in range(200)]
    models = shipped.models()
    for caller in callers:
        models.predict(NAME, {"features": ROWS}, caller)
        shipped.now.pass_by(seconds=1)
    judgement = shipped.watch(promotion)
    assert judgement is not None
    assert judgement.verdict == "watch"
    ended = shipped.carry_out(promotion)
    assert (ended.state, ended.counts.failed) == (PromotionState.PROMOTED, 0)
    assert ended.counts.answered >= 80
    assert shipped.stages() == {1: "retired", 2: "production"}
    assert shipped.store.known(NAME).previous == 1
    assert answered_by(shipped) == "price_drop@2"
    [told] = shipped.bus.told("learning.model_promoted")
    assert (told.model, told.before) == ("price_drop@2", "price_drop@1")  # type: ignore[attr-defined]
    assert actions(shipped)[2:] == ["learning.promotion_asked", "learning.canary_opened", "learning.model_promoted"]


def test_a_canary_that_fails_is_taken_back_and_everybody_had_an_answer(
    shipped: ModelWorld, aws: dict[str, Any]
) -> None:
    promotion = shipped.promote(2, share=0.5, watch_minutes=60)
    shipped.gate(promotion)
    lost = place(NAME, shipped.store.version_of(NAME, 2).digest, "model.onnx")
    aws["s3"].put_object(Bucket=shipped.bucket, Key=lost, Body=b"not what it was")
    models = shipped.models()
    for number in range(50):
        found = models.predict(NAME, {"features": ROWS}, f"tenant-{number}")
        assert found.outputs["score"].tolist() == [[6], [15]]
        shipped.now.pass_by(seconds=1)
    ended = shipped.carry_out(promotion)
    assert ended.state is PromotionState.ROLLED_BACK
    assert "predictions failed" in ended.reasons[0]
    assert shipped.stages() == {1: "production", 2: "retired"}
    assert shipped.store.known(NAME).canary is None
    [told] = shipped.bus.told("learning.model_rolled_back")
    assert (told.model, told.now) == ("price_drop@2", "price_drop@1")  # type: ignore[attr-defined]
    assert actions(shipped)[-1] == "learning.model_rolled_back"


def test_a_canary_that_nobody_asked_is_not_proven(shipped: ModelWorld) -> None:
    ended = shipped.carry_out(shipped.promote(2, watch_minutes=3, least_answers=5))
    assert ended.state is PromotionState.ROLLED_BACK
    assert "answered 0 of the 5" in ended.reasons[0]
    again = shipped.carry_out(shipped.promote(2, watch_minutes=0, least_answers=0))
    assert again.state is PromotionState.PROMOTED


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.booleans(), st.integers(0, 100))
def test_a_canary_is_promoted_only_when_its_time_is_over_and_it_did_enough_and_well(
    answered: int, late: int, failed: int, is_over: bool, least: int
) -> None:
    counts = Counts(answered=answered, late=min(late, answered), failed=failed)
    verdict = judged(counts, is_over=is_over, least=least).verdict
    if verdict == "promote":
        assert is_over and answered >= least and failed <= 0.01 * (answered + failed)
    if verdict == "watch":
        assert not is_over
    if failed and answered + failed < 100:
        assert verdict == "roll_back", "of the first hundred not one may fail"


# ---- Each step done again, cut short, or at once with another ----


def test_each_step_may_be_done_again(shipped: ModelWorld) -> None:
    promotion = shipped.promote(2, watch_minutes=0, least_answers=0)
    assert shipped.gate(promotion) is not None
    assert shipped.gate(promotion) is not None
    revision = shipped.store.known(NAME).revision
    first, again = (shipped.finish(promotion, PROMOTE) for _ in range(2))
    assert first == again
    assert shipped.store.known(NAME).revision == revision + 1
    assert shipped.finish(promotion, TAKE_BACK) == first, "what is over is over"
    assert shipped.gate(promotion) is None
    assert shipped.watch(promotion) is None
    assert len(shipped.bus.told("learning.model_promoted")) == 1


def test_the_same_request_twice_is_one_promotion(shipped: ModelWorld) -> None:
    first, again = (shipped.promote(2, key="once") for _ in range(2))
    assert first == again
    with pytest.raises(InvalidInput):
        shipped.promote(1, key="once")
    with pytest.raises(Conflict, match="is under way"):
        shipped.promote(2, key="twice")


def test_nothing_that_is_a_persons_stands_in_the_table(shipped: ModelWorld) -> None:
    shipped.carry_out(shipped.promote(2, watch_minutes=0, least_answers=0))
    shipped.roll_back()
    kept = json.dumps(shipped.store.table.client.scan(TableName=shipped.store.table.name)["Items"], default=str)
    assert "eva" not in kept


def test_of_many_who_promote_and_roll_back_at_once_one_wins_each_time_and_one_version_answers(
    shipped: ModelWorld,
) -> None:
    for number in range(3, 6):
        shipped.register(0.2 - number / 100, weights=(number, 1, 1))

    def attempt(number: int) -> None:
        with suppress(Conflict):
            if number % 4 == 3:
                shipped.roll_back()
            else:
                promotion = shipped.promote(2 + number % 4, watch_minutes=0, least_answers=0)
                shipped.gate(promotion)
                shipped.finish(promotion, PROMOTE)

    with ThreadPoolExecutor(4) as several:
        list(several.map(attempt, range(12)))
    standing, stages = shipped.store.known(NAME), shipped.stages()
    assert [number for number, stage in stages.items() if stage == "production"] == [standing.production]
    assert [number for number, stage in stages.items() if stage == "canary"] == (
        [standing.canary.version] if standing.canary else []
    )


@pytest.mark.parametrize("first", ["promote", "roll_back"])
def test_a_promotion_and_a_rollback_made_from_the_same_state_do_not_both_win(
    shipped: ModelWorld, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    promotion = shipped.promote(2)
    shipped.gate(promotion)
    seen = shipped.store.known(NAME)
    asked = shipped.store.promotion(NAME, promotion.promotion_id)
    won, lost = (PROMOTE, TAKE_BACK) if first == "promote" else (TAKE_BACK, PROMOTE)
    shipped.finish(promotion, won)
    monkeypatch.setattr(shipped.store, "known", lambda name: seen)
    monkeypatch.setattr(shipped.store, "promotion", lambda name, promotion_id: asked)
    with pytest.raises(Conflict, match="changed meanwhile"):
        shipped.finish(promotion, lost)
    monkeypatch.undo()
    assert shipped.stages()[2] == ("production" if first == "promote" else "retired")


def test_a_version_that_is_registered_meanwhile_is_not_forgotten(
    shipped: ModelWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    promotion = shipped.promote(2, watch_minutes=0, least_answers=0)
    shipped.gate(promotion)
    seen = shipped.store.known(NAME)
    shipped.register(0.1, weights=(3, 3, 3))
    with monkeypatch.context() as patched:
        patched.setattr(shipped.store, "known", lambda name: seen)
        with pytest.raises(Conflict, match="changed meanwhile"):
            shipped.finish(promotion, PROMOTE)
    assert shipped.stages() == {1: "production", 2: "canary", 3: "candidate"}, "all of it or nothing"
    assert shipped.bus.events == []
    shipped.finish(promotion, PROMOTE)
    assert (shipped.store.known(NAME).production, shipped.store.known(NAME).latest) == (2, 3)


def test_a_run_that_was_cut_short_is_begun_anew_and_given_up_after_five(shipped: ModelWorld) -> None:
    promotion = shipped.promote(2)
    shipped.gate(promotion)

    def resume() -> int:
        return int(service.resume(store=shipped.store, machines=shipped.machine, now=shipped.now))

    assert resume() == 0, "it runs"
    for run in range(2, 6):
        shipped.machine.running.clear()
        assert resume() == 1
        assert shipped.machine.begun[-1] == f"{promotion.promotion_id}-r{run}"
    shipped.machine.running.clear()
    assert resume() == 0
    assert shipped.store.promotion(NAME, promotion.promotion_id).promotion.state is PromotionState.ROLLED_BACK
    assert shipped.store.known(NAME).canary is None
    assert resume() == 0


def test_an_event_that_cannot_be_sent_waits_for_the_next_round(shipped: ModelWorld) -> None:
    shipped.carry_out(shipped.promote(2, watch_minutes=0, least_answers=0))
    shipped.bus.down = True
    assert shipped.roll_back().production == 1
    later = Bus()
    assert [service.tell_unsent(store=shipped.store, bus=later) for _ in range(2)] == [1, 0]
    assert [event.name for event in later.events] == ["learning.model_rolled_back"]


# ---- Back ----


def test_production_goes_back_to_what_answered_before_once(shipped: ModelWorld) -> None:
    shipped.carry_out(shipped.promote(2, watch_minutes=0, least_answers=0))
    first, again = (shipped.roll_back("it is biased", key="once") for _ in range(2))
    assert first == again
    assert (first.rolled_back, first.was, first.production) == (2, Stage.PRODUCTION, 1)
    assert shipped.stages() == {1: "production", 2: "retired"}
    assert shipped.store.version_of(NAME, 2).reasons == ("it is biased",)
    assert answered_by(shipped) == "price_drop@1"
    with pytest.raises(Conflict, match="no version to go back to"):
        shipped.roll_back()
    assert answered_by(shipped) == "price_drop@1"


def test_a_canary_is_what_is_taken_back_first_and_a_repeat_leaves_production_alone(shipped: ModelWorld) -> None:
    shipped.carry_out(shipped.promote(2, watch_minutes=0, least_answers=0))
    shipped.register(0.1, weights=(3, 3, 3))
    promotion = shipped.promote(3)
    shipped.gate(promotion)
    for _ in range(2):
        assert shipped.roll_back(key="once").was is Stage.CANARY
    assert shipped.stages() == {1: "retired", 2: "production", 3: "retired"}
    assert shipped.store.promotion(NAME, promotion.promotion_id).promotion.state is PromotionState.ROLLED_BACK
    assert shipped.watch(promotion) is None, "the state machine finds it over"


def test_the_alarm_takes_back_the_canaries_that_fail_and_no_other(shipped: ModelWorld) -> None:
    promotion = shipped.promote(2)
    shipped.gate(promotion)

    def ring() -> list[str]:
        taken: list[str] = service.roll_back_failing(store=shipped.store, now=shipped.now)
        return taken

    shipped.store.count(NAME, promotion.promotion_id, Counts(answered=500))
    assert ring() == []
    shipped.store.count(NAME, promotion.promotion_id, Counts(failed=6))
    assert ring() == ["price_drop@2"]
    assert shipped.stages() == {1: "production", 2: "retired"}
    assert ring() == []


def test_a_failure_is_told_to_the_metric_that_the_alarm_hears(
    shipped: ModelWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped.store.count(NAME, "pr_1", Counts(answered=3, failed=2))
    told = json.loads(capsys.readouterr().out)
    [metric] = told["_aws"]["CloudWatchMetrics"]
    assert (metric["Namespace"], metric["Dimensions"]) == ("Tradewind", [["models_table"]])
    assert (told["models_table"], told["CanaryFailed"]) == (shipped.store.table.name, [2.0])


# ---- Over HTTP ----


@pytest.fixture
def over_http(shipped: ModelWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[int, Any]]]:
    stand_ins: dict[Any, Any] = {
        ports.open_store: lambda: shipped.store,
        ports.open_machines: lambda: shipped.machine,
        ports.open_bus: lambda: shipped.bus,
        ports.operators: lambda: "house",
        api.now: lambda: shipped.now,
    }
    for port, stand_in in stand_ins.items():
        monkeypatch.setitem(api.app.dependency_overrides, port, stand_in)

    keys = count()

    def ask(method: str, path: str, body: object = None, **who: str) -> tuple[int, Any]:
        caller = {"tenant": "house", "user": "eva", "role": "admin"} | who
        event = http(method, f"/v1/models{path}", body, headers={"idempotency-key": f"k{next(keys)}"}, caller=caller)
        answer = api.handler(event, CONTEXT)
        return answer["statusCode"], json.loads(answer["body"])

    yield ask


def test_anybody_may_see_which_models_answer_and_how_good_they_are(over_http: Callable[..., tuple[int, Any]]) -> None:
    viewer = {"tenant": "acme", "user": "ben", "role": "viewer"}
    [model] = over_http("GET", "", **viewer)[1]["items"]
    assert (model["name"], model["production"]["model"], model["canary"]) == (NAME, "price_drop@1", None)
    assert model["production"]["share"] == 1
    status, version = over_http("GET", f"/{NAME}/versions/2", **viewer)
    assert (status, version["stage"], version["share"], version["metrics"]["log_loss"]) == (
        200,
        "candidate",
        None,
        0.19,
    )
    assert version["card"].startswith("# Price drop")
    assert [each["version"] for each in over_http("GET", f"/{NAME}/versions", **viewer)[1]["items"]] == [2, 1]
    assert over_http("GET", "/other", **viewer)[0] == 404
    assert over_http("GET", f"/{NAME}/versions/9", **viewer)[0] == 404
    assert over_http("GET", f"/{NAME}/promotions/pr_9", **viewer)[0] == 404
    assert over_http("GET", "/Price%20Drop", **viewer)[0] == 422
    assert over_http("GET", f"/{NAME}/versions/0", **viewer)[0] == 422


def test_only_an_admin_of_the_operator_decides(over_http: Callable[..., tuple[int, Any]], shipped: ModelWorld) -> None:
    for who in ({"role": "manager"}, {"tenant": "acme"}, {"tenant": "acme", "role": "viewer"}):
        assert over_http("POST", f"/{NAME}/promotions", {"version": 2}, **who)[0] == 403
        assert over_http("POST", f"/{NAME}/rollbacks", {"reason": "why not"}, **who)[0] == 403
    assert shipped.stages() == {1: "production", 2: "candidate"}
    for by in (EVA.model_copy(update={"tenant": "acme"}), EVA.model_copy(update={"tenant": ""}, deep=True)):
        with pytest.raises(Forbidden):
            service.roll_back(
                NAME,
                RollbackRequest(reason="x"),
                by,
                "k",
                operators="",
                store=shipped.store,
                bus=Bus(),
                now=shipped.now,
            )


def test_a_promotion_is_asked_for_and_looked_up(over_http: Callable[..., tuple[int, Any]], shipped: ModelWorld) -> None:
    status, asked = over_http("POST", f"/{NAME}/promotions", {"version": 2, "watch_minutes": 0, "least_answers": 0})
    assert (status, asked["state"], asked["share"]) == (202, "running", 0.05)
    assert shipped.machine.begun == [f"{asked['promotion_id']}-r1"]
    assert over_http("GET", f"/{NAME}")[1]["promotion"]["promotion_id"] == asked["promotion_id"]
    shipped.carry_out(shipped.store.promotion(NAME, asked["promotion_id"]).promotion)
    found = over_http("GET", f"/{NAME}/promotions/{asked['promotion_id']}")[1]
    assert (found["state"], found["counts"]) == ("promoted", {"answered": 0, "late": 0, "failed": 0})
    assert [each["state"] for each in over_http("GET", f"/{NAME}/promotions")[1]["items"]] == ["promoted"]
    status, back = over_http("POST", f"/{NAME}/rollbacks", {"reason": "it is biased"})
    assert (status, back["production"]) == (201, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "version"),
        ({"version": 0}, "version"),
        ({"version": "two"}, "version"),
        ({"version": 2, "share": 0}, "share"),
        ({"version": 2, "share": 0.6}, "share"),
        ({"version": 2, "watch_minutes": 24 * 60}, "watch_minutes"),
        ({"version": 2, "least_answers": -1}, "least_answers"),
        ({"version": 2, "shares": 0.1}, "shares"),
    ],
)
def test_a_wrong_request_is_refused_by_its_field(
    over_http: Callable[..., tuple[int, Any]], body: dict[str, Any], field: str
) -> None:
    status, problem = over_http("POST", f"/{NAME}/promotions", body)
    assert status == 422
    assert problem["fields"][0]["field"] == f"body.{field}"


def test_a_refused_candidate_is_told_why(over_http: Callable[..., tuple[int, Any]], shipped: ModelWorld) -> None:
    shipped.register(0.5, weights=(9, 9, 9))
    status, problem = over_http("POST", f"/{NAME}/promotions", {"version": 3})
    assert (status, problem["code"]) == (409, "conflict")
    assert "its log_loss on panel is 0.5, that of price_drop@1 0.2" in problem["detail"]
    assert over_http("POST", f"/{NAME}/promotions", {"version": 1})[0] == 409
    assert over_http("POST", f"/{NAME}/promotions", {"version": 9})[0] == 404


# ---- The Lambdas of the state machine and the schedule, and what each may do ----


@pytest.fixture
def opened(shipped: ModelWorld, monkeypatch: pytest.MonkeyPatch) -> ModelWorld:
    for module in (steps_promotion, schedule):
        monkeypatch.setattr(module, "open_store", lambda: shipped.store)
        monkeypatch.setattr(module, "open_bus", lambda: shipped.bus)
    monkeypatch.setattr(steps_promotion, "open_files", lambda: shipped.files)
    monkeypatch.setattr(schedule, "open_machines", lambda: shipped.machine)
    return shipped


def step(promotion: Any, name: str, **more: Any) -> dict[str, Any]:
    asked = {"name": NAME, "promotion_id": promotion.promotion_id, "step": name, **more}
    answer: dict[str, Any] = steps_promotion.handler(asked, CONTEXT)
    return answer


def test_the_steps_of_the_state_machine_and_their_grants(opened: ModelWorld) -> None:
    with recorded(opened.store.table) as asked:
        promotion = opened.promote(2, watch_minutes=0, least_answers=1)
    assert asked
    with recorded(opened.store.table) as done:
        assert step(promotion, "gate")["verdict"] == "watch"
        opened.store.count(NAME, promotion.promotion_id, Counts(answered=3))
        looked = step(promotion, "watch")
        assert (looked["verdict"], looked["reason"]) == ("promote", "3 predictions while it was watched, 0 failed")
        assert step(promotion, "promote", reason=looked["reason"]) == {"state": "promoted"}
        assert step(promotion, "watch")["verdict"] == "over"
        assert steps_promotion.handler({"step": "alarm"}, CONTEXT) == {"taken_back": []}
    assert done == granted("learning.steps_promotion")
    assert answered_by(opened) == "price_drop@2"


def test_a_step_that_keeps_failing_ends_with_the_canary_taken_back(opened: ModelWorld) -> None:
    promotion = opened.promote(2)
    step(promotion, "gate")
    assert step(promotion, "give_up") == {"state": "rolled_back"}
    assert opened.stages() == {1: "production", 2: "retired"}


def test_the_grants_of_the_schedule(opened: ModelWorld) -> None:
    promotion = opened.promote(2)
    opened.gate(promotion)
    with recorded(opened.store.table) as done:
        for _ in range(5):
            opened.machine.running.clear()
            schedule.handler({}, CONTEXT)
    assert opened.bus.told("learning.model_rolled_back")
    assert done == granted("learning.schedule")


def test_the_grants_of_the_api(over_http: Callable[..., tuple[int, Any]], shipped: ModelWorld) -> None:
    with recorded(shipped.store.table) as done:
        over_http("GET", "")
        over_http("GET", f"/{NAME}/versions")
        promotion = over_http("POST", f"/{NAME}/promotions", {"version": 2})[1]
        over_http("GET", f"/{NAME}/promotions/{promotion['promotion_id']}")
        over_http("POST", f"/{NAME}/rollbacks", {"reason": "never mind"}, user="new")
    assert done == granted("learning.api")


def test_the_doctor_says_of_each_model_whether_it_answers_and_what_to_do(
    shipped: ModelWorld, aws: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = {"ModelsTableName": shipped.store.table.name, "ModelsBucketName": shipped.bucket}
    deployed: Any = SimpleNamespace(outputs=outputs, client=aws.__getitem__)
    monkeypatch.setattr(registry, "shipped_bundles", lambda: [Path("sagemaker/other/shipped")])
    other, ours = of_models(deployed)
    assert (other.about, ours.about, ours.is_well) == ("other", NAME, True)
    assert "model register --shipped" in other.remedy
    shipped.gate(shipped.promote(2))
    assert "price_drop@2 answers 5%" in list(of_models(deployed))[1].told
    lost = place(NAME, shipped.store.version_of(NAME, 1).digest, "trees.npz")
    aws["s3"].put_object(Bucket=shipped.bucket, Key=lost, Body=b"not what it was")
    broken = list(of_models(deployed))[1]
    assert "trees.npz is not the file that was registered" in broken.told
    assert "tradewind model rollback price_drop" in broken.remedy


def test_another_models_promotion_is_not_found(shipped: ModelWorld) -> None:
    promotion = shipped.promote(2)
    with pytest.raises(NotFound):
        shipped.store.promotion("other", promotion.promotion_id)
    assert EVA.role is Role.ADMIN
