"""What is known of somebody's history and of the products that might be recommended to them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Of h products that somebody took to (the newest first) and n that they might.

    Of what they took to [h]: `weight` (an order is 1), `age_days`, `is_newest` (of their last request), `taken_people`
    (how many took to it, ever), `taken_price`. Of what they might [n]: `people`, `lately` (of the newest requests of
    all), `price`, `known_days` (since it was first offered), `own_times` (how often they took to it themselves) and
    `own_age_days` (since the last time). Of each pair [h, n]: `together` (how many took to both), `at_once` (how many
    did in one request) and `alike` (how alike their descriptions are, 0 to 1). `crowd`, `lately_crowd`: how many there
    are. `there` [n] and `there_crowd`: the same as `people` and `crowd`, of the country it goes to; 0 where that is not
    known.

    A price that is not known is NaN, and so is the age of what they never took to.
    """

    weight: Array
    age_days: Array
    is_newest: Flags
    taken_people: Array
    taken_price: Array
    people: Array
    lately: Array
    price: Array
    known_days: Array
    own_times: Array
    own_age_days: Array
    together: Array
    at_once: Array
    alike: Array
    crowd: int
    lately_crowd: int
    there: Array
    there_crowd: int

    @property
    def size(self) -> int:
        """How many might be recommended."""
        return int(self.people.size)
