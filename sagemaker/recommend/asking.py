"""Questions of the past, with what came of them: what would a user take to next, of what they might?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.recommending import baseline, features
from catalog.recommending.evidence import Array, Flags
from catalog.recommending.features import Rows
from recommend.baskets import Places
from recommend.past import Past

AHEAD_DAYS = 45.0
"""How far ahead a training question looks."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One user at one moment: the candidates with their features, and what they took to afterwards (`wanted`), among
    the candidates or not. `plain`: what the baseline makes of the candidates."""

    user: int
    candidates: Places
    rows: Rows
    wanted: Places
    plain: Array

    @property
    def came(self) -> Flags:
        """Which of the candidates they took to afterwards."""
        return np.isin(self.candidates, self.wanted)


def questions(
    past: Past,
    until: float,
    *,
    again: bool,
    most: int | None = None,
    rng: "np.random.Generator | None" = None,
    offered: Flags | None = None,
) -> list[Question]:
    """One for each user with a past who took to something `offered` between the past's end and `until`.

    `again`: what they have already counts as well. `most`: of so many users, drawn. `offered`: what may be recommended;
    all that was sold before where it is left out.
    """
    after = past.coming(until)
    may = past.people > 0 if offered is None else offered
    users = np.unique(after.user)
    users = users[np.isin(users, past.baskets.user)]
    if most is not None and rng is not None and users.size > most:
        users = np.sort(rng.choice(users, most, replace=False))
    if not users.size:
        return []
    near, alike = past.nearness(users)
    found = []
    for row, each in enumerate(users):
        user = int(each)
        wanted = np.unique(after.item[after.user == user])
        wanted = wanted[may[wanted]]
        if not again:
            wanted = np.setdiff1d(wanted, past.history(user)[0])
        candidates = past.candidates(user, near[row], alike[row], again, may)
        if wanted.size and candidates.size:
            known_of = past.evidence(user, candidates)
            found.append(Question(user, candidates, features.rows(known_of), wanted, baseline.scores(known_of)))
    return found


def to_learn_from(
    past: Past, until: float, again: bool, most: int | None, rng: "np.random.Generator"
) -> list[Question]:
    """Questions that a model learns from: those where something came that was a candidate."""
    asked = questions(past, min(past.now + AHEAD_DAYS, until), again=again, most=most, rng=rng)
    return [each for each in asked if each.came.any()]


def joined(asked: Sequence[Question]) -> tuple[Rows, Array, list[int]]:
    """The rows of some questions, what came, and how many rows each has."""
    rows = np.concatenate([each.rows for each in asked]) if asked else np.empty((0, len(features.NAMES)), np.float32)
    came = np.concatenate([each.came for each in asked]).astype(np.float64) if asked else np.empty(0)
    return rows, came, [each.candidates.size for each in asked]
