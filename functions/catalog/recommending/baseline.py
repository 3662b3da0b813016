"""What is recommended where the model does not answer: the nearest to what somebody took to, and what is popular."""

from catalog.recommending.evidence import Array, Evidence
from catalog.recommending.features import near, pull

ITEM_KNN, POPULAR = "rule:item_knn", "rule:popular"

THERE, LATELY, LEAN = 2.0, 0.5, 3
TIE = 1e-3
"""What popularity adds at most: it decides among those that nothing else speaks for."""


def scores(known: Evidence) -> Array:
    """How much speaks for each candidate: the sum of how near it is to each product of the history, what is older
    counting less; what is popular of late comes before what is not where that says nothing. Without a history it is
    what is `popular`."""
    if not known.weight.size:
        return popular(known)
    ties = known.lately / max(known.lately_crowd, 1) + known.people / max(known.crowd, 1)
    found: Array = pull(known) @ near(known) + TIE * ties
    return found


def popular(known: Evidence) -> Array:
    """How much speaks for each candidate where nothing is known of somebody but, perhaps, the country: the share of all
    people who took to it ever, twice the share of those of the country, and half the share of those of late.

    The share in a country leans on that of all as on three more people there; where no country is known it is that of
    all. The weights are such that it hardly ever falls below plain popularity: see docs/decisions/recommendations.md.
    """
    everywhere = known.people / max(known.crowd, 1)
    there = (known.there + LEAN * everywhere) / (known.there_crowd + LEAN)
    found: Array = everywhere + THERE * there + LATELY * known.lately / max(known.lately_crowd, 1)
    return found
