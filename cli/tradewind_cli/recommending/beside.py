"""What goes with a thing: one of each basket is known, the others are to be found."""

from typing import TYPE_CHECKING

import numpy as np

from catalog.rules.recommending.neighbours import goes_with
from recommend.scores import DEPTH, of_lists

if TYPE_CHECKING:
    from recommend.baskets import Places
    from recommend.past import Past
    from tradewind_cli.report import Metrics

MOST_BASKETS = 1500


def figures(past: "Past", until: float, seed: int = 1) -> "dict[str, Metrics]":
    """Of baskets after the split, one thing drawn from each: what the rule of what goes with it finds (`together`), and
    what is simpler: `popular`, `at_once` (counts alone) and `item_knn` (the cosine of who took to both)."""
    after = past.coming(until)
    known = past.people[after.item] > 0
    moments = np.unique(np.column_stack([after.user, after.day])[known], axis=0, return_inverse=True)[1].ravel()
    items = after.item[known]
    order = np.argsort(moments, kind="stable")
    baskets = [np.unique(each) for each in np.split(items[order], np.flatnonzero(np.diff(moments[order])) + 1)]
    rng = np.random.default_rng(seed)
    several = [each for each in baskets if each.size > 1]
    drawn = rng.permutation(len(several))[:MOST_BASKETS]
    asked = [(int(rng.choice(several[place])), several[place]) for place in drawn]
    wanted = [np.setdiff1d(basket, [item]) for item, basket in asked]
    told: dict[str, list[Places]] = {"together": [], "popular": [], "at_once": [], "item_knn": []}
    for item, _ in asked:
        for name, scores in _scores(past, item).items():
            scores[item] = -1
            told[name].append(np.argsort(-scores, kind="stable")[:DEPTH])
    offered = int((past.people > 0).sum())
    return {name: of_lists(lists, wanted, past.people, past.crowd, offered) for name, lists in told.items()}


def _scores(past: "Past", item: int) -> "dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]":
    at_once, people = past.at_once[item].astype(np.float64), past.together[item].astype(np.float64)
    looked_at = float(past.people[item])
    together = np.zeros(people.size)
    for other in np.flatnonzero(people):
        together[other] = goes_with(at_once[other], people[other], looked_at, past.people[other])
    return {
        "together": together,
        "popular": past.people.copy(),
        "at_once": at_once,
        "item_knn": past.near[item].astype(np.float64),
    }
