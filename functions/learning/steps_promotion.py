"""Steps of `model_promotion`: the gate, a look at the canary, the end; and what the alarm on canaries starts."""

from typing import TYPE_CHECKING, Any, Literal

from learning import service
from learning.models import ModelName
from learning.ports import open_bus, open_files, open_store, try_out
from learning.rules import Judgement
from tradewind import clock
from tradewind.model import Id, Model
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class PromotionStep(Model):
    """What the state machine asks. `verdict` and `reason`: what the look before came to."""

    step: Literal["gate", "watch", "promote", "roll_back", "give_up"]
    name: ModelName
    promotion_id: Id
    reason: str = ""


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    store = open_store()
    if event.get("step") == "alarm":
        answer: dict[str, Any] = {"taken_back": service.roll_back_failing(store=store, now=clock.now)}
    else:
        answer = _step(PromotionStep.model_validate(event))
    service.tell_unsent(store=store, bus=open_bus())
    return answer


def _step(asked: PromotionStep) -> dict[str, Any]:
    store, of = open_store(), (asked.name, asked.promotion_id)
    if asked.step == "gate":
        look_at = service.gate(*of, store=store, try_out=lambda version: try_out(version, open_files()), now=clock.now)
        return {"verdict": "watch" if look_at else "over", "look_at": clock.stamp(look_at) if look_at else None}
    if asked.step == "watch":
        judgement, look_at = service.watch(*of, store=store, now=clock.now)
        told = {"verdict": judgement.verdict, "reason": judgement.reason} if judgement else {"verdict": "over"}
        return {**told, "look_at": clock.stamp(look_at)}
    if asked.step == "give_up":
        return {"state": service.give_up(*of, store=store, now=clock.now).state}
    judgement = Judgement(asked.step, asked.reason)
    return {"state": service.finish(*of, judgement, store=store, now=clock.now).state}
