"""Keeps probabilities and intervals true while the market drifts, by how the last forecasts turned out."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from prices.forecasting.series import Array

LEAST_OUTCOMES = 200
PRIOR = 1000.0
MOST_SHIFT = 1.5
TAIL, STEP = 0.1, 0.2
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
        """Quantiles [n, 3], in their order; the middle stays, and today's price itself where it is within SAME."""
        middle = np.where(np.abs(spans[:, 1] - 1) < SAME, 1.0, spans[:, 1])
        low = np.minimum(np.maximum(spans[:, 0] + self.low, LEAST), middle)
        return np.column_stack([low, middle, np.maximum(spans[:, 2] + self.high, middle)])

    def after(self, spans: Array, later: Array) -> "Calibration":
        """With its interval moved by what came of it: by STEP for each share of prices that one end missed too often.

        `spans` [n, 3]: what this one said of prices that turned out `later` [n]; one that equals an end counts half. So
        each end is passed by a tenth of all prices in the long run, however the market moves: quantile tracking after
        Angelopoulos, Candes and Tibshirani (2023, https://arxiv.org/abs/2307.16895).
        """
        if not later.size:
            return self
        below = _share_beyond(spans[:, 0] - later)
        above = _share_beyond(later - spans[:, 2])
        return replace(self, low=self.low - STEP * (below - TAIL), high=self.high + STEP * (above - TAIL))


AS_IS = Calibration()


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
