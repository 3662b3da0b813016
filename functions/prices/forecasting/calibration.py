"""Keeps probabilities and intervals true while the market drifts, by how the last forecasts turned out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prices.forecasting.series import Array

LEAST_OUTCOMES = 200
PRIOR = 50.0
MOST_SHIFT = 1.5


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the last outcomes say of the model's answers: `shift` of its log-odds, `widen` of its intervals.

    `widen`: the 10 and 90 percent points move away from the middle by this factor of their distance to it.
    """

    shift: float = 0.0
    widen: float = 1.0

    def chances(self, log_odds: Array) -> Array:
        """Probabilities."""
        return np.asarray(1 / (1 + np.exp(-(log_odds + self.shift))), dtype=np.float64)

    def spread(self, spans: Array) -> Array:
        """Quantiles [n, 3]."""
        middle = spans[:, 1:2]
        return np.asarray(middle + (spans - middle) * np.array([self.widen, 1.0, self.widen]), dtype=np.float64)


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
