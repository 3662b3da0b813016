"""Taking a version back: by an operator, or because the alarm on failing canaries rang."""

from datetime import datetime

from learning.models import Rollback, RollbackRequest, Stage
from learning.service import recorded
from learning.service.operating import check_operates
from learning.service.promoting import withdraw
from learning.service.telling import tell_unsent
from learning.store import ModelStore, UnderWay, anonymous
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import Conflict, TradewindError
from tradewind.events import Bus
from tradewind.idempotency import Once
from tradewind.observability import logger


def roll_back(
    name: str,
    wanted: RollbackRequest,
    by: Caller,
    key: str,
    *,
    operators: str,
    store: ModelStore,
    bus: Bus,
    now: Clock,
) -> Rollback:
    """Take back the canary, if there is one; else production, for the version before it. Once for each key.

    Raises: Forbidden, NotFound, Conflict when there is nothing to go back to or the model changed meanwhile.
    """
    check_operates(by, operators)
    at = now()
    once = anonymous(Once.of(by, f"learning.roll_back {name}", key, wanted, at), by)
    if first := store.answered(once, Rollback):
        return first
    actor = store.audit.persons().actor(by.tenant, by.user)
    under_way = store.under_way(name)
    if under_way:
        answer = _canary_taken_back(under_way, wanted.reason, actor, once, store=store, at=at)
    else:
        answer = _production_taken_back(name, wanted.reason, by.tenant, actor, once, store=store, at=at)
    try:
        tell_unsent(store=store, bus=bus)
    except TradewindError as error:
        logger.warning("event not sent; it lies in the outbox", reason=error.detail)
    return answer


def roll_back_failing(*, store: ModelStore, now: Clock) -> list[str]:
    """Take back every canary that has failed: the alarm on them rang. Returns their versions.

    The state machine comes to the same by itself within a minute; this does where it stands still.
    """
    taken = []
    for each in store.all_under_way():
        promotion = each.promotion
        counts = store.counts(promotion.name, promotion.promotion_id)
        if counts.failed:
            told = f"the alarm rang: {counts.failed} of {counts.failed + counts.answered} predictions failed"
            withdraw(each, told, recorded.ITSELF, store=store, at=now())
            taken.append(f"{promotion.name}@{promotion.version}")
    logger.warning("alarm on failing canaries", taken_back=taken)
    return taken


def _canary_taken_back(
    asked: UnderWay, reason: str, actor: str, once: Once, *, store: ModelStore, at: datetime
) -> Rollback:
    promotion = asked.promotion
    standing = store.known(promotion.name)
    answer = Rollback(
        name=promotion.name,
        rolled_back=promotion.version,
        was=Stage.CANARY if standing.canary else Stage.CANDIDATE,
        production=standing.production,
        reason=reason,
        at=at,
    )
    withdraw(asked, reason, actor, store=store, at=at, answer=(once, answer))
    return answer


def _production_taken_back(
    name: str, reason: str, tenant: str, actor: str, once: Once, *, store: ModelStore, at: datetime
) -> Rollback:
    before = store.known(name)
    if before.production is None or before.previous is None:
        raise Conflict(f"{name} has no version to go back to; register one and promote it")
    taken, restored = store.version_of(name, before.production), store.version_of(name, before.previous)
    change = {"production": before.previous, "previous": None, "revision": before.revision + 1}
    after = before.model_copy(update=change)
    moved = [
        taken.model_copy(update={"stage": Stage.RETIRED, "since": at, "by": actor, "reasons": (reason,)}),
        restored.model_copy(
            update={"stage": Stage.PRODUCTION, "since": at, "by": actor, "reasons": (f"{taken.label} was taken back",)}
        ),
    ]
    answer = Rollback(
        name=name,
        rolled_back=taken.version,
        was=Stage.PRODUCTION,
        production=restored.version,
        reason=reason,
        at=at,
    )
    act = recorded.act(tenant, actor, "model_rolled_back", taken, [reason], at, answers=restored.label)
    told = recorded.rolled_back(taken, before, after, [reason], at)
    store.change(before, after, moved, told=told, acts=[act], answer=(once, answer))
    return answer
