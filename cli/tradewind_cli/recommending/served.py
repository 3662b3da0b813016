"""The past as it is served from: of a history the newest, of each product the newest takers and the nearest neighbours,
of descriptions the words that are at hand. What these bounds cost is seen beside the past that knows all."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from catalog.models.recommendation import MOST_NEIGHBOURS
from catalog.recommending.words import alike, weights
from catalog.service.gathering import MOST_HISTORY, MOST_TAKERS
from recommend.baskets import words_of
from recommend.past import Past

if TYPE_CHECKING:
    from catalog.recommending.evidence import Evidence
    from recommend.baskets import Places

Counts = NDArray[np.float32]


class Served(Past):
    """The baskets before a moment, with the bounds of functions/catalog/service/gathering.py."""

    most_taken = MOST_HISTORY

    @property
    def together(self) -> Counts:
        """How many took to both, as the newest takers of the first say it; not the same the other way round."""
        return self._counted[0]

    @property
    def at_once(self) -> Counts:
        """The same at once."""
        return self._counted[1]

    def evidence(self, user: int, candidates: "Places") -> "Evidence":
        """See Past; a word weighs by the descriptions that are at hand."""
        known = super().evidence(user, candidates)
        if not known.weight.size:
            return known
        items = self.history(user)[0][: self.most_taken]
        taken, others = ([self._words[item] for item in some] for some in (items, candidates))
        found = alike(taken, others, weights([*taken, *others]))
        return replace(known, alike=np.where(items[:, None] == candidates[None, :], 0.0, found))

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        return words_of(self.baskets)

    @cached_property
    def _counted(self) -> tuple[Counts, Counts]:
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        count = len(self.baskets.titles)
        order = np.argsort(self.baskets.day, kind="stable")
        last = np.column_stack([self.baskets.user, self.baskets.item])[order]
        pairs, newest = np.unique(last[::-1], axis=0, return_index=True)
        days = self.baskets.day[order][::-1][newest]
        tastes = csr_matrix((days - self.baskets.first + 1, pairs.T), (len(self.baskets.country), count))
        takers = tastes.tocsc()
        together, at_once = np.zeros((count, count), np.float32), np.zeros((count, count), np.float32)
        root = np.sqrt(np.maximum(self.people, 1))
        for item in range(count):
            users, when = (
                part[takers.indptr[item] : takers.indptr[item + 1]] for part in (takers.indices, takers.data)
            )
            chosen = np.argsort(-when, kind="stable")[:MOST_TAKERS]
            if not chosen.size:
                continue
            some = tastes[users[chosen]]
            same = some.data == np.repeat(when[chosen], np.diff(some.indptr))
            both = np.bincount(some.indices, minlength=count).astype(np.float32)
            once = np.bincount(some.indices[same], minlength=count).astype(np.float32)
            both[item] = once[item] = 0
            both[np.argsort(-both / root, kind="stable")[MOST_NEIGHBOURS:]] = 0
            scale = max(users.size / chosen.size, 1.0)
            together[item], at_once[item] = both * scale, np.where(both > 0, once, 0) * scale
        return together, at_once
