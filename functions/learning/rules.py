"""When a candidate may be tried, and when a canary has proven itself or failed."""

from dataclasses import dataclass
from typing import Literal

from learning.models import Counts, Version

MOST_FAILED = 0.01
MOST_LATE = 0.05
LEAST_TO_CALL_LATE = 20


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be done with a canary, and why."""

    verdict: Literal["watch", "promote", "roll_back"]
    reason: str


def refusals(candidate: Version, production: Version | None) -> list[str]:
    """Why a candidate may not be tried; empty when it may.

    - It must beat production on the gate's metric: strictly, on the same rows (seed 002: NDCG above the current one's).
    - The gate is production's: a candidate that names another metric, another direction or other rows cannot be
      compared, and does not choose its own judge.
    - With no production version there is nothing to beat.
    """
    if production is None:
        return []
    if candidate.version == production.version:
        return [f"{candidate.label} is production already"]
    gate, own = production.signature.gate, candidate.signature.gate
    if own != gate:
        named = f"{gate.metric} ({gate.better} is better) on {gate.on}"
        return [f"production is judged by {named}, it by {own.metric} ({own.better} is better) on {own.on}"]
    measured, to_beat = candidate.metrics[gate.metric], production.metrics[gate.metric]
    beats = measured < to_beat if gate.better == "lower" else measured > to_beat
    if beats:
        return []
    return [f"its {gate.metric} on {gate.on} is {measured:.6g}, that of {production.label} {to_beat:.6g}"]


def judged(counts: Counts, *, is_over: bool, least: int) -> Judgement:
    """What is to be done with a canary that did what `counts` says.

    - More than 1 % of what it was asked failed: taken back at once. Of the first hundred not one may fail.
    - More than 5 % of 20 answers or more came late: taken back at once.
    - Else it is watched on until its time is over. Then it is promoted, unless it answered less than `least`: what
      nobody tried is not proven, and is taken back.
    """
    asked = counts.answered + counts.failed
    if counts.failed > MOST_FAILED * asked:
        return Judgement("roll_back", f"{counts.failed} of {asked} predictions failed")
    if counts.answered >= LEAST_TO_CALL_LATE and counts.late > MOST_LATE * counts.answered:
        return Judgement("roll_back", f"{counts.late} of {counts.answered} predictions came late")
    if not is_over:
        return Judgement("watch", f"{counts.answered} predictions until now, {counts.failed} failed")
    if counts.answered < least:
        return Judgement(
            "roll_back",
            f"it answered {counts.answered} of the {least} that were asked for: watch longer, or more callers",
        )
    return Judgement("promote", f"{counts.answered} predictions while it was watched, {counts.failed} failed")
