"""What is recommended where the model does not answer: the nearest to what somebody took to, and what is popular."""

import numpy as np

from catalog.recommending.evidence import Array, Evidence
from catalog.recommending.features import near, pull

ITEM_KNN, POPULAR = "rule:item_knn", "rule:popular"

TIE = 1e-3
"""What popularity adds at most: it decides among those that nothing else speaks for."""


def scores(known: Evidence) -> Array:
    """How much speaks for each candidate: the sum of how near it is to each product of the history, what is older
    counting less; what is popular of late comes before what is not where that says nothing."""
    popular = known.lately / max(known.lately_crowd, 1) + known.people / max(known.crowd, 1)
    if not known.weight.size:
        return np.asarray(popular)
    found: Array = pull(known) @ near(known) + TIE * popular
    return found
