"""Keeps probabilities and intervals true while the market drifts, by how the last forecasts turned out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prices.forecasting.series import Array

LEAST_OUTCOMES = 200
PRIOR = 10_000.0
"""Promotions come together, so a thousand outcomes of one week are but a few; the market's own rate of late, which the
model sees, does most of this work."""
MOST_SHIFT = 1.5
TAIL, MOST_TURN, GAIN = 0.1, 0.08, 0.3
SAME = 0.004
"""Half of all prices stay as they are, and the trees come near that."""
LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the last outcomes say of the model's answers.

    `shift`: what is added to its log-odds. `low`, `high`: what is added to its 10 and 90 percent points, in shares of
    today's price.
    """

    shift: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def chances(self, log_odds: Array) -> Array:
        """Probabilities."""
        return np.asarray(1 / (1 + np.exp(-(log_odds + self.shift))), dtype=np.float64)

    def spread(self, spans: Array) -> Array:
        """Quantiles [n, 3], in their order; the middle stays, and is today's price itself where it is within SAME."""
        middle = np.where(np.abs(spans[:, 1] - 1) < SAME, 1.0, spans[:, 1])
        low = np.minimum(np.maximum(spans[:, 0] + self.low, LEAST), middle)
        return np.column_stack([low, middle, np.maximum(spans[:, 2] + self.high, middle)])


AS_IS = Calibration()


@dataclass(frozen=True, slots=True)
class Misses:
    """By how much each end of the interval was passed too often so far, a share of the prices of a week added up."""

    below: float = 0.0
    above: float = 0.0

    def after(self, spans: Array, later: Array) -> "Misses":
        """With another week: `spans` [n, 3] as they were said, and the prices that came. An equal one counts half."""
        if not later.size:
            return self
        return Misses(
            self.below + _share_beyond(spans[:, 0] - later) - TAIL,
            self.above + _share_beyond(later - spans[:, 2]) - TAIL,
        )


def calibration_of(
    log_odds: Array, dropped: NDArray[np.bool_], spans: Array, later: Array, misses: Misses
) -> Calibration:
    """What to correct by: the chances by `log_odds` and whether it `dropped`, the interval by `spans` and `later`.

    The interval's ends move to where a tenth of the last prices lay beyond them, and by GAIN further or less far for
    what they missed altogether, so that in the long run they hold what they promise however the market moves: conformal
    prediction with a quantile of the last scores and an integrator, after Angelopoulos, Candes and Tibshirani (2023,
    https://arxiv.org/abs/2307.16895). Below LEAST_OUTCOMES nothing is corrected.
    """
    low = high = 0.0
    if later.size >= LEAST_OUTCOMES:
        beyond = [TAIL - float(np.clip(GAIN * each, -MOST_TURN, MOST_TURN)) for each in (misses.below, misses.above)]
        low = float(np.quantile(later - spans[:, 0], beyond[0]))
        high = float(np.quantile(later - spans[:, 2], 1 - beyond[1]))
    return Calibration(shift_of(log_odds, dropped), low, high)


def shift_of(log_odds: Array, outcomes: NDArray[np.bool_]) -> float:
    """What to add to log-odds so that they come true as often as they say, by Newton's steps.

    Held back by a prior of PRIOR outcomes at a shift of 0, by MOST_SHIFT, and 0 below LEAST_OUTCOMES.
    """
    if outcomes.size < LEAST_OUTCOMES:
        return 0.0
    shift = 0.0
    for _ in range(20):
        chances = 1 / (1 + np.exp(-(log_odds + shift)))
        slope = float((chances * (1 - chances)).sum())
        held = PRIOR * slope / outcomes.size
        step = (float(outcomes.sum() - chances.sum()) - held * shift) / (slope + held + 1e-9)
        shift = float(np.clip(shift + np.clip(step, -1, 1), -MOST_SHIFT, MOST_SHIFT))
    return shift


def _share_beyond(by: Array) -> float:
    same = np.abs(by) < 1e-9
    return float(((by > 0) & ~same).mean() + 0.5 * same.mean())
