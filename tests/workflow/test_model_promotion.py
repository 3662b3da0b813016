"""A model's way through the state machine on the local AWS: tried on a share of the callers, promoted, taken back."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from model_world import ROWS, bundle_in, onnx_model, signature
from tradewind.registry import Models
from tradewind.registry.artifacts import place
from tradewind_cli.main import app
from tradewind_cli.models.registry import Registry
from tradewind_cli.prices.api import Api
from tradewind_cli.stack.functions import functions
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

pytestmark = pytest.mark.stack
CALLERS = [f"tenant-{number}" for number in range(40)]


class Shop:
    """A model of the test's own on the run's stack, and one container that predicts with it."""

    def __init__(self, stack: "Stack", folder: Path) -> None:
        self.registry = Registry(stack, "demo", "eva")
        self.api = Api(stack, "demo")
        self.name = f"t_{uuid4().hex[:12]}"
        self._folder = folder
        self._later = 0.0

    def bundle(self, loss: float, weights: tuple[float, ...] = (1, 1, 1), **wrong: Any) -> Path:
        return bundle_in(self._folder / str(loss), loss, weights=weights, says=signature(name=self.name), **wrong)

    def container(self) -> Models:
        return Models(self.registry.store, self.registry.files, ticks=lambda: time.monotonic() + self._later)

    def ask_all(self, models: Models) -> set[str]:
        """Which versions answer forty callers; what a canary did is written by the last of them."""
        self._later += 61
        answered = set()
        for caller in CALLERS:
            found = models.predict(self.name, {"features": ROWS}, caller)
            assert found.outputs["score"].tolist() in ([[6], [15]], [[12], [30]])
            answered.add(found.model.partition("@")[2] + ("!" if found.degraded else ""))
        self._later += 11
        for caller in CALLERS:
            models.predict(self.name, {"features": ROWS}, caller)
        return answered

    def until(self, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The model as the API shows it, once it is so."""
        ends_at = time.monotonic() + 60
        while not holds(found := self.api.call("GET", f"/v1/models/{self.name}")):
            assert time.monotonic() < ends_at, found
            time.sleep(0.2)
        return dict(found)

    def promote(self, version: int, **wanted: Any) -> dict[str, Any]:
        asked = self.api.call("POST", f"/v1/models/{self.name}/promotions", {"version": version, **wanted})
        return dict(asked)

    def promotion(self, promotion_id: str) -> dict[str, Any]:
        return dict(self.api.call("GET", f"/v1/models/{self.name}/promotions/{promotion_id}"))


@pytest.fixture
def shop(stack: "Stack", tmp_path: Path) -> Shop:
    """A model of which version 1 answers, and version 2 is better."""
    shop = Shop(stack, tmp_path)
    shop.registry.register(shop.bundle(0.2), at_once=True)
    shop.registry.register(shop.bundle(0.19, (2, 2, 2)))
    return shop


def test_a_good_version_is_tried_and_answers_all_and_can_be_taken_back(shop: Shop) -> None:
    models = shop.container()
    assert shop.ask_all(models) == {"1"}
    asked = shop.promote(2, share=0.5, watch_minutes=0.1, least_answers=10)
    shown = shop.until(lambda model: model["canary"])
    assert (shown["canary"]["share"], shown["production"]["share"]) == (0.5, 0.5)
    assert shop.ask_all(models) == {"1", "2"}
    shown = shop.until(lambda model: model["promotion"] is None)
    assert (shown["production"]["version"], shown["canary"], shown["previous"]) == (2, None, 1)
    ended = shop.promotion(asked["promotion_id"])
    assert (ended["state"], ended["counts"]["failed"]) == ("promoted", 0)
    assert shop.ask_all(models) == {"2"}
    back = shop.api.call("POST", f"/v1/models/{shop.name}/rollbacks", {"reason": "tried in a test"})
    assert back["production"] == 1
    assert shop.ask_all(models) == {"1"}
    entries = shop.api.call("GET", f"/v1/audit?subject=model:{shop.name}@2")["items"]
    wanted = ["model_rolled_back", "model_promoted", "canary_opened", "promotion_asked", "model_registered"]
    assert [each["action"] for each in entries] == [f"learning.{each}" for each in wanted]


def test_a_canary_that_fails_is_taken_back_while_production_answers(shop: Shop, tenant: str) -> None:
    asked = shop.promote(2, share=0.5, watch_minutes=1)
    shop.until(lambda model: model["canary"])
    version = shop.registry.store.version_of(shop.name, 2)
    lost = place(shop.name, version.digest, "model.onnx")
    bucket = shop.registry.stack.outputs["ModelsBucketName"]
    shop.registry.stack.client("s3").put_object(Bucket=bucket, Key=lost, Body=b"not what it was")
    with pytest.raises(Trouble, match="who operates this stage"):
        Api(shop.registry.stack, tenant).call("POST", f"/v1/models/{shop.name}/rollbacks", {"reason": "no"})  # type: ignore[arg-type]
    assert shop.ask_all(shop.container()) == {"1", "1!"}
    shop.until(lambda model: model["promotion"] is None)
    ended = shop.promotion(asked["promotion_id"])
    assert ended["state"] == "rolled_back"
    assert "predictions failed" in ended["reasons"][0]
    shown = shop.api.call("GET", f"/v1/models/{shop.name}/versions/2")
    assert (shown["stage"], shown["reasons"]) == ("retired", ended["reasons"])
    assert shop.ask_all(shop.container()) == {"1"}


def test_a_promotion_whose_run_is_cut_short_is_carried_on_by_the_schedule(shop: Shop, stack: "Stack") -> None:
    asked = shop.promote(2, share=0.5, watch_minutes=0.1, least_answers=0)
    shop.until(lambda model: model["canary"])
    run = f"{stack.outputs['ModelsPromotionStateMachineArn'].replace(':stateMachine:', ':execution:')}"
    stack.client("stepfunctions").stop_execution(executionArn=f"{run}:{asked['promotion_id']}-r1")
    schedule = functions(stack)["learning/schedule"].physical_name
    answer = stack.client("lambda").invoke(FunctionName=schedule, Payload=b"{}")
    assert json.loads(answer["Payload"].read())["begun"] >= 1
    shop.until(lambda model: model["promotion"] is None)
    ended = shop.promotion(asked["promotion_id"])
    assert (ended["state"], ended["runs"]) == ("promoted", 2)


def test_the_commands_register_refuse_promote_and_roll_back(shop: Shop, stack: "Stack") -> None:
    def run(*arguments: str, code: int = 0) -> str:
        ran = CliRunner().invoke(app, ["model", *arguments, "--state", str(stack.state.path)], prog_name="tradewind")
        assert ran.exit_code == code, ran.output
        return ran.output

    assert f"{shop.name}@3 is registered: candidate" in run("register", str(shop.bundle(0.5)))
    assert "its log_loss on panel is 0.5, that of" in run("promote", shop.name, "3", code=1)
    wrong = shop.bundle(0.01, content=onnx_model((1, 1)))
    assert f"{shop.name}@4 is registered" in run("register", str(wrong))
    quick = ("--watch-minutes", "0", "--least-answers", "0", "--wait")
    assert "refused: model" in run("promote", shop.name, "4", *quick, code=1)
    assert "promoted: 0 predictions" in run("promote", shop.name, "2", *quick)
    assert f"{shop.name}@2 is taken back; {shop.name}@1 answers" in run("rollback", shop.name, "--reason", "a test")
    shown = json.loads(run("show", shop.name, "--json"))
    assert {each["version"]: each["stage"] for each in shown["versions"]} == {
        1: "production", 2: "retired", 3: "candidate", 4: "candidate",
    }  # fmt: skip
    assert "Made for tests" in run("show", f"{shop.name}@2")
    assert shop.name in run("list")
    assert "price_drop@1 is registered: production" in run("register", "--shipped"), "up did so already"
    assert "no such" not in run("show", f"{shop.name}@9", code=1)
