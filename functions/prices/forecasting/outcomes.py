"""What judged forecasts say of a model's answers, from their sums alone."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from prices.forecasting.calibration import TAIL, Calibration, Misses, calibration_of, shift_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prices.forecasting.series import Array

BINS = 10
STEP, STEPS = 0.02, 15
"""By how much a price lay beyond an end of the band, in shares of the price: told in steps of 2 %, up to 30 %."""
MOST = 200_000
"""Outcomes that are weighed one by one; of more a share speaks for all, since what holds them back is small by then."""

Sums = Mapping[str, int]
"""As prices.rules.track_record sums them: of the model's bare answers `m0` to `m9` (forecasts by their probability, in
ten steps), `t0` (what they said, in millionths), `d0` (how many came); `l0` to `l30` and `h0` (prices by where they lay
from the low and the high end of the bare band); of what was told `ends`, `under` and `over` (2 beyond an end, 1 at it).
"""


def calibration_from(quarter: Sums, of_late: Sums, weeks: Sequence[Sums]) -> Calibration:
    """What to correct a model's answers by, as evaluations of it do: the chances by a quarter's outcomes, the band by
    those of eight weeks and by what it missed week after week. With few outcomes nothing.
    """
    log_odds, came = _chances(quarter)
    misses = Misses()
    for week in weeks:
        if ends := week.get("ends", 0):
            misses = Misses(
                misses.below + week.get("under", 0) / ends / 2 - TAIL,
                misses.above + week.get("over", 0) / ends / 2 - TAIL,
            )
    return Calibration(
        shift=shift_of(log_odds, came), low=_end(of_late, "l", misses).low, high=_end(of_late, "h", misses).high
    )


def _end(sums: Sums, end: str, misses: Misses) -> Calibration:
    steps = range(2 * STEPS + 1)
    beyond = np.repeat(
        [(step - STEPS) * STEP for step in steps], _scaled([sums.get(f"{end}{each}", 0) for each in steps])
    )
    nothing = np.empty(0)
    return calibration_of(nothing, nothing.astype(np.bool_), np.zeros((beyond.size, 3)), beyond, misses)


def _chances(sums: Sums) -> "tuple[Array, NDArray[np.bool_]]":
    """Log-odds and outcomes: the forecasts of a step stand at their mean."""
    said, counts, came = [], [], []
    for number in range(BINS):
        count, drops = sums.get(f"m{number}", 0), sums.get(f"d{number}", 0)
        if count:
            mean = min(max(sums.get(f"t{number}", 0) / count / 1e6, 1e-6), 1 - 1e-6)
            said += [np.log(mean / (1 - mean))] * 2
            counts += [drops, count - drops]
            came += [True, False]
    sizes = _scaled(counts)
    return np.repeat(np.array(said, dtype=np.float64), sizes), np.repeat(np.array(came, dtype=np.bool_), sizes)


def _scaled(counts: Sequence[int]) -> list[int]:
    """Counts whose sum is MOST at most, each with its share."""
    by = max(ceil(sum(counts) / MOST), 1)
    return [round(count / by) for count in counts]
