"""What was known of a crowd up to a moment: who took to what, what goes together, what is popular of late."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from catalog.recommending.evidence import Array, Evidence, Flags
from catalog.recommending.features import HALF_LIFE_DAYS
from catalog.recommending.words import weights
from recommend.baskets import Baskets, Places, words_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

LATELY_DAYS = 30.0
MOST_TAKEN = 200
"""Of a history the newest, as a taste holds (catalog.models.interaction.LONGEST_TASTE)."""
CANDIDATES = 150
"""Products of a catalogue that are looked at for one person: see `Past.candidates`."""


class Past:
    """The baskets before a moment, as a crowd. Nothing of what came after is seen."""

    most_taken = MOST_TAKEN

    def __init__(self, baskets: Baskets, now: float) -> None:
        self.baskets = baskets.between(-np.inf, now)
        self.now = now
        self._all = baskets
        self._of_countries: dict[tuple[str, bool], tuple[Array, int]] = {}
        self._order = np.lexsort((-self.baskets.day, self.baskets.user))
        self._bounds = np.searchsorted(self.baskets.user[self._order], np.arange(len(baskets.country) + 1))

    def coming(self, until: float) -> Baskets:
        """What came from that moment on and before another: for whoever judges."""
        return self._all.between(self.now, until)

    @cached_property
    def taken(self) -> "csr_matrix":
        """Who took to what: users x items, 1 or nothing."""
        return self._matrix(self.baskets)

    @cached_property
    def together(self) -> NDArray[np.float32]:
        """How many took to both: items x items; on the diagonal, to one."""
        found: NDArray[np.float32] = (self.taken.T @ self.taken).toarray()
        return found

    @cached_property
    def at_once(self) -> NDArray[np.float32]:
        """In how many baskets both are."""
        from scipy.sparse import csr_matrix

        moments = np.unique(np.column_stack([self.baskets.user, self.baskets.day]), axis=0, return_inverse=True)[1]
        shape = (int(moments.max(initial=0)) + 1, len(self.baskets.titles))
        held = csr_matrix((np.ones(self.baskets.size, np.float32), (moments.ravel(), self.baskets.item)), shape)
        found: NDArray[np.float32] = (held.T @ held).toarray()
        return found

    @cached_property
    def people(self) -> Array:
        """How many took to each item."""
        return np.asarray(self.taken.getnnz(axis=0), dtype=np.float64)

    @cached_property
    def crowd(self) -> int:
        """How many took to anything."""
        return int((self.taken.getnnz(axis=1) > 0).sum())

    @cached_property
    def lately(self) -> Array:
        """How many took to each item in the last 30 days."""
        return np.asarray(self._late.getnnz(axis=0), dtype=np.float64)

    @cached_property
    def lately_crowd(self) -> int:
        """How many took to anything in the last 30 days."""
        return int((self._late.getnnz(axis=1) > 0).sum())

    @cached_property
    def known_days(self) -> Array:
        """Since when each item is sold; 0 for what nobody has bought yet."""
        first = np.full(len(self.baskets.titles), self.now)
        np.minimum.at(first, self.baskets.item, self.baskets.day)
        return np.asarray(self.now - first)

    @cached_property
    def near(self) -> NDArray[np.float32]:
        """The cosine of who took to both: items x items, 0 on the diagonal."""
        root = np.sqrt(np.maximum(self.people, 1)).astype(np.float32)
        found = self.together / root[:, None] / root[None, :]
        np.fill_diagonal(found, 0)
        return np.asarray(found)

    @cached_property
    def texts(self) -> "csr_matrix":
        """The words of each item, weighted by how rare they are, of length 1: items x words."""
        from scipy.sparse import csr_matrix

        texts = words_of(self.baskets)
        weigh = weights(texts)
        places = {word: place for place, word in enumerate(sorted(weigh))}
        rows = [row for row, text in enumerate(texts) for _ in text]
        columns = [places[word] for text in texts for word in sorted(text)]
        values = np.array([weigh[word] for text in texts for word in sorted(text)])
        found = csr_matrix((values, (rows, columns)), (len(texts), len(places)))
        lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        found.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(found.indptr))
        return found

    def history(self, user: int) -> tuple[Places, Array, Array]:
        """The items that a user took to, the newest first; when last, and how often each."""
        of_user = self._order[self._bounds[user] : self._bounds[user + 1]]
        items, first, times = np.unique(self.baskets.item[of_user], return_index=True, return_counts=True)
        newest = np.argsort(first, kind="stable")
        days = self.baskets.day[of_user][first]
        return items[newest], days[newest], times[newest].astype(np.float64)

    def pulls(self, users: Places) -> "csr_matrix":
        """What each of some users took to, counting half as much after each half-life: len(users) x items."""
        from scipy.sparse import csr_matrix

        rows, columns, values = [], [], []
        for row, user in enumerate(users):
            items, days = (part[: self.most_taken] for part in self.history(int(user))[:2])
            rows.append(np.full(items.size, row))
            columns.append(items)
            values.append(np.exp2(-(self.now - days) / HALF_LIFE_DAYS).astype(np.float32))
        shape = (len(users), len(self.baskets.titles))
        return csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape)

    def nearness(self, users: Places) -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
        """How near each item is to what each of some users took to, by the crowd and by its description."""
        pulls = self.pulls(users)
        return np.asarray(pulls @ self.near), np.asarray((pulls @ self.texts @ self.texts.T).toarray())

    def candidates(self, user: int, near: Array, alike: Array, again: bool, offered: Flags | None = None) -> Places:
        """What might be recommended to a user, of what is `offered` (all that was sold before): the nearest by the
        crowd, and a fifth each of what is popular of late and of what is described alike.

        `again`: also what they have already.
        """
        items, _, _ = self.history(user)
        allowed = (self.people > 0 if offered is None else offered).copy()
        if not again:
            allowed[items] = False
        fifth = CANDIDATES // 5
        popular = _first(np.where(allowed, self.lately + self.people / max(self.crowd, 1), -1), fifth)
        similar = _first(np.where(allowed & (alike > 0), alike, -1), fifth)
        nearest = _first(np.where(allowed & (near > 0), near, -1), CANDIDATES - 2 * fifth)
        return np.union1d(np.union1d(nearest, popular), similar)

    def popular_candidates(self, user: int) -> Places:
        """What might be recommended to somebody without a past: what is popular of late, here and in their country."""
        parts = (np.where(score > 0, score, -1) for score in (self.lately, self._there(user, lately=True)[0]))
        return np.union1d(*(_first(score, CANDIDATES // 5) for score in parts))

    def evidence(self, user: int, candidates: Places) -> Evidence:
        """What is known at that moment of a user and of some items."""
        items, days, times = self.history(user)
        items, days = items[: self.most_taken], days[: self.most_taken]
        place = np.full(len(self.baskets.titles), -1)
        place[items] = np.arange(items.size)
        own = place[candidates]
        is_own = own >= 0
        together, at_once, alike = self._pairs(items, candidates)
        for found in (together, at_once, alike):
            found[own[is_own], np.flatnonzero(is_own)] = 0
        there, there_crowd = self._there(user, lately=False) if not items.size else (np.zeros(place.size), 0)
        ages = self.now - days
        return Evidence(
            weight=np.ones(items.size),
            age_days=ages,
            is_newest=days == (days[0] if days.size else 0),
            taken_people=self.people[items],
            taken_price=self.baskets.price[items],
            people=self.people[candidates],
            lately=self.lately[candidates],
            price=self.baskets.price[candidates],
            known_days=self.known_days[candidates],
            own_times=np.where(is_own, times[: items.size][own] if items.size else 0, 0.0),
            own_age_days=np.where(is_own, ages[own] if items.size else np.nan, np.nan),
            together=together,
            at_once=at_once,
            alike=alike,
            crowd=self.crowd,
            lately_crowd=self.lately_crowd,
            there=there[candidates],
            there_crowd=there_crowd,
        )

    def _pairs(self, items: Places, candidates: Places) -> tuple[Array, Array, Array]:
        """How many took to both, at once, and how alike they are; nothing is counted for somebody without a past."""
        if not items.size:
            none = np.zeros((0, candidates.size))
            return none, none, none
        pair = np.ix_(items, candidates)
        alike = np.asarray((self.texts[items] @ self.texts[candidates].T).toarray())
        return self.together[pair].astype(np.float64), self.at_once[pair].astype(np.float64), alike

    def _there(self, user: int, lately: bool) -> tuple[Array, int]:
        """How many of a user's country took to each item, and to anything; 0 where the country is not known."""
        key = self.baskets.country[user], lately
        if key not in self._of_countries:
            taken = (self._late if lately else self.taken)[np.array(self.baskets.country) == (key[0] or None)]
            people = np.asarray(taken.getnnz(axis=0), dtype=np.float64)
            self._of_countries[key] = people, int((taken.getnnz(axis=1) > 0).sum())
        return self._of_countries[key]

    @cached_property
    def _late(self) -> "csr_matrix":
        return self._matrix(self.baskets.between(self.now - LATELY_DAYS, self.now))

    def _matrix(self, baskets: Baskets) -> "csr_matrix":
        from scipy.sparse import csr_matrix

        shape = (len(baskets.country), len(baskets.titles))
        found = csr_matrix((np.ones(baskets.size, np.float32), (baskets.user, baskets.item)), shape)
        found.data[:] = 1
        return found


def _first(score: Array, count: int) -> Places:
    """The places of the highest scores that are not below 0."""
    count = min(count, score.size)
    best = np.argpartition(-score, count - 1)[:count]
    return best[score[best] >= 0]
