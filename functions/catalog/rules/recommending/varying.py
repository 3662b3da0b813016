"""A list whose items are not all alike."""

from collections.abc import Callable, Sequence

KEPT = 0.9
"""How much of an item's own score counts beside how much it differs from those before it: see docs/decisions."""


def varied(scores: Sequence[float], alike: Callable[[int, int], float], limit: int, kept: float = KEPT) -> list[int]:
    """The places of at most `limit` items: each the best of those left by
    kept * score - (1 - kept) * its likeness to the most alike of those before it.

    Maximal marginal relevance (Carbonell and Goldstein 1998, https://doi.org/10.1145/290941.291025). Scores are taken
    from 0 to 1 over the items; `alike` is 0 to 1. With `kept` 1 it is the plain order; ties keep the order given.
    """
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    width = high - low or 1.0
    own = [(score - low) / width for score in scores]
    closest = [0.0] * len(own)
    left = list(range(len(own)))
    chosen: list[int] = []
    while left and len(chosen) < limit:
        best = max(left, key=lambda place: (kept * own[place] - (1 - kept) * closest[place], -place))
        left.remove(best)
        chosen.append(best)
        for place in left:
            closest[place] = max(closest[place], alike(place, best))
    return chosen
