"""The figures by which forecasts are compared."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prices.forecasting.series import Array
    from tradewind_cli.report import Metrics

BINS = 10
SURE = 1e-6
"""A probability of 0 or 1 counts as this near to it: else one surprise costs everything."""
LEVELS = np.array([0.1, 0.5, 0.9])


def of_chances(chances: "Array", came: "NDArray[np.bool_]") -> "Metrics":
    """`log_loss`, `brier`, `calibration_error` (over ten bins of the probability), `auc` (ties count half)."""
    bounded = np.clip(chances, SURE, 1 - SURE)
    return {
        "log_loss": _figure(-np.log(np.where(came, bounded, 1 - bounded)).mean()),
        "brier": _figure(((chances - came) ** 2).mean()),
        "calibration_error": _figure(_calibration_error(chances, came)),
        "auc": _auc(chances, came),
    }


def of_quantiles(spans: "Array", later: "Array") -> "Metrics":
    """`pinball`: the mean over the 10, 50 and 90 percent points, in percent of today's price. `coverage_80`: the share
    of prices between the outer two; one that equals an end counts half."""
    short = later[:, None] - spans
    same_end = (np.abs(short[:, 0]) < 1e-9) | (np.abs(short[:, 2]) < 1e-9)
    inside = (short[:, 0] > 0) & (short[:, 2] < 0) & ~same_end
    return {
        "pinball": _figure(100 * np.maximum(LEVELS * short, (LEVELS - 1) * short).mean()),
        "coverage_80": _figure(inside.mean() + 0.5 * same_end.mean()),
    }


def _calibration_error(chances: "Array", came: "NDArray[np.bool_]") -> float:
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    off = np.abs(np.bincount(bins, weights=chances - came, minlength=BINS))
    return float(off.sum() / came.size)


def _auc(chances: "Array", came: "NDArray[np.bool_]") -> float | None:
    if came.all() or not came.any():
        return None
    _, place, count = np.unique(chances, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    wins = rank[came].sum() - came.sum() * (came.sum() + 1) / 2
    return _figure(float(wins / (came.sum() * (~came).sum())))


def _figure(value: float) -> float:
    return round(float(value), 5)
