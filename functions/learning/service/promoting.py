"""A promotion: asked for, let through the gate, watched as a canary, and ended. Each step may be done again: one that
is done answers as it did."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from learning.models import (
    Canary,
    Counts,
    Promotion,
    PromotionRequest,
    PromotionState,
    Rollback,
    Stage,
    Standing,
    Version,
)
from learning.rules import Judgement, judged, refusals
from learning.service import recorded
from learning.service.operating import check_operates
from learning.store import ModelStore, UnderWay, anonymous
from tradewind import audit
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import Conflict, TradewindError
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.registry import ModelUnavailable

if TYPE_CHECKING:
    from learning.events import ModelPromoted, ModelRolledBack

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=1)
LOOKS = (
    30  # at a canary that is watched for less than half an hour; one that is watched longer is looked at each minute
)


class Machines(Protocol):
    """The state machine that carries promotions out."""

    def start(self, promotion: Promotion) -> None:
        """Begin a run; one that began already goes on. Raises: Unavailable, TradewindError."""

    def is_running(self, promotion: Promotion) -> bool:
        """Whether the last run is under way. Raises: Unavailable, TradewindError."""


def promote(
    name: str,
    wanted: PromotionRequest,
    by: Caller,
    key: str,
    *,
    operators: str,
    store: ModelStore,
    machines: Machines,
    now: Clock,
) -> Promotion:
    """Have a version tried on a share of the callers and then answer all, once for each key.

    If it cannot be begun now the next round of the schedule begins it. Raises: Forbidden, NotFound, Conflict while
    another promotion of the model is under way and for a version that answers already or is refused by the gate.
    """
    check_operates(by, operators)
    at = now()
    once = anonymous(Once.of(by, f"learning.promote {name}", key, wanted, at), by)
    if first := store.answered(once, Promotion):
        return first
    standing, version = store.known(name), store.version_of(name, wanted.version)
    if reasons := refusals(version, _production(standing, store)):
        raise Conflict(f"{version.label} is refused: {'; '.join(reasons)}")
    actor = store.audit.persons().actor(by.tenant, by.user)
    promotion = Promotion(
        promotion_id="pr_" + audit.new_id(at).removeprefix(audit.PREFIX),
        name=name,
        **wanted.model_dump(),
        asked_by=actor,
        asked_at=at,
    )
    asked = recorded.act(
        by.tenant, actor, "promotion_asked", version, [f"asked for by an admin of {by.tenant}"], at,
        promotion=promotion.promotion_id, share=f"{wanted.share:g}",
    )  # fmt: skip
    store.open(by.tenant, promotion, once, asked)
    try:
        machines.start(promotion)
    except TradewindError:
        logger.warning("promotion not begun; the schedule begins it", promotion_id=promotion.promotion_id)
    return promotion


def gate(
    name: str, promotion_id: str, *, store: ModelStore, try_out: Callable[[Version], None], now: Clock
) -> datetime | None:
    """Let a candidate through, and make it the canary; or refuse it.

    It must beat production, and it must answer: it is loaded and tried here first (`try_out`, which raises
    ModelUnavailable). Returns when to look at the canary; None when there is none. Raises: Conflict when the model
    changed meanwhile, Unavailable when the registry does not answer.
    """
    asked = store.promotion(name, promotion_id)
    promotion = asked.promotion
    if promotion.state is not PromotionState.RUNNING:
        return None
    if promotion.watch_ends_at is not None:
        return now()
    standing, version, at = store.known(name), store.version_of(name, promotion.version), now()
    reasons = refusals(version, _production(standing, store))
    if not reasons:
        try:
            try_out(version)
        except ModelUnavailable as failed:
            if failed.reason == "unreachable":
                raise
            reasons = [failed.detail]
    if reasons:
        _end(asked, PromotionState.REFUSED, reasons, standing, standing, [], "model_refused", store=store, at=at)
        return None
    begun = promotion.model_copy(update={"watch_ends_at": at + timedelta(minutes=promotion.watch_minutes)})
    why = f"it beats what answers, and is tried on {promotion.share:.1%} of the callers"
    canary = Canary(canary_id=promotion_id, version=version.version, share=promotion.share, since=at)
    after = standing.model_copy(update={"canary": canary, "revision": standing.revision + 1})
    tried = _moved(version, Stage.CANARY, promotion.asked_by, [why], at)
    opened = recorded.act(asked.tenant, recorded.ITSELF, "canary_opened", version, [why], at, promotion=promotion_id)
    store.change(standing, after, [tried], promotion=(asked, begun), acts=[opened])
    return _next_look(begun, at)


def watch(name: str, promotion_id: str, *, store: ModelStore, now: Clock) -> tuple[Judgement | None, datetime]:
    """What is to be done with a canary, and when to look again. None: the promotion is over."""
    asked, at = store.promotion(name, promotion_id), now()
    promotion = asked.promotion
    if promotion.state is not PromotionState.RUNNING or promotion.watch_ends_at is None:
        return None, at
    counts = store.counts(name, promotion_id)
    if counts != promotion.counts:
        store.note(asked, promotion.model_copy(update={"counts": counts}))
    judgement = judged(counts, is_over=at >= promotion.watch_ends_at, least=promotion.least_answers)
    return judgement, _next_look(promotion, at)


def finish(name: str, promotion_id: str, judgement: Judgement, *, store: ModelStore, now: Clock) -> Promotion:
    """End a promotion as it was judged: the canary answers all, or nobody any more.

    One that is over stays as it is. Raises: Conflict when the model changed meanwhile.
    """
    asked = store.promotion(name, promotion_id)
    if asked.promotion.state is not PromotionState.RUNNING:
        return asked.promotion
    if judgement.verdict == "promote":
        return _answer_all(asked, judgement.reason, store=store, at=now())
    return withdraw(asked, judgement.reason, recorded.ITSELF, store=store, at=now())


def give_up(name: str, promotion_id: str, *, store: ModelStore, now: Clock) -> Promotion:
    """End a promotion that cannot be carried on: nobody watches its canary."""
    judgement = Judgement("roll_back", "the promotion could not be carried on, so nobody watches the canary")
    return finish(name, promotion_id, judgement, store=store, now=now)


def withdraw(
    asked: UnderWay,
    reason: str,
    actor: str,
    *,
    store: ModelStore,
    at: datetime,
    answer: tuple[Once, Rollback] | None = None,
) -> Promotion:
    """Take the canary of a promotion back, and end it. `answer`: the first answer to the request that asks for it.

    Raises: Conflict when the model changed meanwhile.
    """
    promotion = asked.promotion
    standing, version = store.known(promotion.name), store.version_of(promotion.name, promotion.version)
    is_open = standing.canary is not None and standing.canary.canary_id == promotion.promotion_id
    after = standing.model_copy(update={"canary": None, "revision": standing.revision + 1}) if is_open else standing
    moved = [_moved(version, Stage.RETIRED, actor, [reason], at)] if is_open else []
    state, what = PromotionState.ROLLED_BACK, "model_rolled_back"
    return _end(asked, state, [reason], standing, after, moved, what, actor=actor, answer=answer, store=store, at=at)


def _answer_all(asked: UnderWay, reason: str, *, store: ModelStore, at: datetime) -> Promotion:
    promotion = asked.promotion
    standing, version = store.known(promotion.name), store.version_of(promotion.name, promotion.version)
    production = _production(standing, store)
    change = {
        "production": version.version,
        "previous": standing.production,
        "canary": None,
        "revision": standing.revision + 1,
    }
    after = standing.model_copy(update=change)
    moved = [_moved(version, Stage.PRODUCTION, promotion.asked_by, [reason], at)]
    if production:
        replaced = f"{version.label} answers in its place"
        moved.append(_moved(production, Stage.RETIRED, promotion.asked_by, [replaced], at))
    state, what = PromotionState.PROMOTED, "model_promoted"
    return _end(asked, state, [reason], standing, after, moved, what, store=store, at=at)


def _end(
    asked: UnderWay,
    state: PromotionState,
    reasons: list[str],
    before: Standing,
    after: Standing,
    moved: list[Version],
    action: str,
    *,
    store: ModelStore,
    at: datetime,
    actor: str = recorded.ITSELF,
    answer: tuple[Once, Rollback] | None = None,
) -> Promotion:
    """End a promotion, with all that this changes, in one transaction."""
    promotion, was = asked.promotion, store.version_of(asked.promotion.name, asked.promotion.version)
    counts = store.counts(promotion.name, promotion.promotion_id)
    ended = promotion.model_copy(update={"state": state, "reasons": tuple(reasons), "ended_at": at, "counts": counts})
    told: ModelPromoted | ModelRolledBack | None = None
    if state is PromotionState.PROMOTED:
        told = recorded.promoted(was, before, reasons, at)
    elif state is PromotionState.ROLLED_BACK and moved:
        told = recorded.rolled_back(was, before, after, reasons, at)
    answers = recorded.label(after.name, after.production)
    facts = {"promotion": promotion.promotion_id, "predictions": _told(counts), "answers": answers}
    act = recorded.act(asked.tenant, actor, action, was, reasons, at, **facts)
    store.change(before, after, moved, promotion=(asked, ended), told=told, acts=[act], answer=answer)
    return ended


def _moved(version: Version, stage: Stage, by: str, reasons: list[str], at: datetime) -> Version:
    return version.model_copy(update={"stage": stage, "since": at, "by": by, "reasons": tuple(reasons)})


def _production(standing: Standing, store: ModelStore) -> Version | None:
    return store.version_of(standing.name, standing.production) if standing.production else None


def _next_look(promotion: Promotion, at: datetime) -> datetime:
    pause = min(max(timedelta(minutes=promotion.watch_minutes) / LOOKS, SHORTEST_PAUSE), LONGEST_PAUSE)
    ends_at = promotion.watch_ends_at or at
    return min(at + pause, max(ends_at, at))


def _told(counts: Counts) -> str:
    return f"{counts.answered} answered, {counts.late} late, {counts.failed} failed"
