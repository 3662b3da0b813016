"""Promotions whose run was cut short: begun anew, and given up after five runs."""

from learning.models import MOST_RUNS, PromotionState
from learning.service.promoting import Machines, give_up
from learning.store import ModelStore
from tradewind.clock import Clock
from tradewind.errors import Conflict
from tradewind.observability import logger


def resume(*, store: ModelStore, machines: Machines, now: Clock) -> int:
    """Begin anew each promotion whose last run is over while it is not; after five runs its canary is taken back.

    Returns how many were begun.
    """
    begun = 0
    for each in store.all_under_way():
        promotion = each.promotion
        if promotion.state is not PromotionState.RUNNING or machines.is_running(promotion):
            continue
        try:
            if promotion.runs == MOST_RUNS:
                logger.error("promotion given up", promotion_id=promotion.promotion_id)
                give_up(promotion.name, promotion.promotion_id, store=store, now=now)
                continue
            again = promotion.model_copy(update={"runs": promotion.runs + 1})
            store.note(each, again)
        except Conflict:
            continue  # it moved on meanwhile
        machines.start(again)
        begun += 1
    return begun
