"""Baskets judged: learned from the first four fifths of their days, asked once at the split, held against the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from catalog.recommending import baseline
from catalog.recommending.evidence import Array, Flags
from catalog.recommending.features import Rows
from catalog.rules.recommending.varying import varied
from recommend.asking import Question, questions
from recommend.baskets import Baskets, Places
from recommend.fitting import fit
from recommend.past import Past
from recommend.scores import DEPTH, of_lists
from recommend.train import HELD_BACK, learned_from
from tradewind_cli.recommending import rivals
from tradewind_cli.recommending.served import Served

if TYPE_CHECKING:
    from tradewind_cli.report import Metrics

Model = Callable[[Rows, bool], Array]
"""How much speaks for each row; the second says whether what people have may come again."""

RIVALS = {"popular": rivals.popular, "item_knn": rivals.item_knn, "als": rivals.als, "ease": rivals.ease}


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """What was recommended to whom, and what they took to."""

    told: list[Places]
    wanted: list[Places]


class Judged:
    """Baskets with the moment they are split at."""

    def __init__(self, baskets: Baskets, seed: int = 1, threads: int = 1) -> None:
        self.baskets = baskets
        self.split = baskets.last - (baskets.last - baskets.first) * HELD_BACK
        self.past = Past(baskets, self.split)
        self._end = baskets.last + 1
        self._seed, self._threads = seed, threads

    @cached_property
    def asked(self) -> list[Question]:
        """A question of each user with a past who took to something that was sold before, and new to them."""
        return questions(self.past, self._end, again=False)

    @cached_property
    def asked_as_served(self) -> list[Question]:
        """The same with the bounds of serving."""
        return questions(Served(self.baskets, self.split), self._end, again=False)

    @cached_property
    def asked_again(self) -> list[Question]:
        """The same where what they have already counts as well."""
        return questions(self.past, self._end, again=True)

    @cached_property
    def asked_of_cold_items(self) -> list[Question]:
        """The same of what nobody had bought before the split."""
        return questions(self.past, self._end, again=False, offered=self._cold_items)

    @cached_property
    def _cold_items(self) -> Flags:
        sold = np.zeros(len(self.baskets.titles), dtype=np.bool_)
        sold[self.past.coming(self._end).item] = True
        cold: Flags = sold & (self.past.people == 0)
        return cold

    def trained(self) -> Model:
        """The model of these baskets' own, of what came before the split."""
        return fit(*learned_from(self.baskets, self._seed, until=self.split), self._seed, self._threads).score

    def by(self, model: Model, asked: Sequence[Question], kept: float, again: bool = False) -> Lists:
        """What a model recommends, varied as it is served."""
        return Lists(
            [self._varied(each, model(each.rows, again), kept) for each in asked], [each.wanted for each in asked]
        )

    def by_rule(self, asked: Sequence[Question], kept: float) -> Lists:
        """What the rule recommends that answers where no model does."""
        return Lists([self._varied(each, each.plain, kept) for each in asked], [each.wanted for each in asked])

    def by_rival(self, name: str, asked: Sequence[Question], again: bool, offered: Flags | None = None) -> Lists:
        """What a rival recommends to the same users, of all that was sold before."""
        users = np.array([each.user for each in asked])
        scores = RIVALS[name](self.past, users).astype(np.float64)
        scores[:, self.past.people == 0 if offered is None else ~offered] = -np.inf
        if not again:
            scores[self.past.taken[users].nonzero()] = -np.inf
        return Lists([_first(each) for each in scores], [each.wanted for each in asked])

    def to_cold_users(self, as_they_come: bool = False) -> Lists:
        """What those without a past are recommended, by the same rule as it is served: at the split, or on the day that
        each of them first comes, by what was known before it."""

        def told(past: Past, user: int) -> Places:
            candidates = past.popular_candidates(user)
            return candidates[_first(baseline.scores(past.evidence(user, candidates)))]

        return self._to_cold_users(told, as_they_come)

    def popular_to_cold_users(self, as_they_come: bool = False) -> Lists:
        """What most took to ever, recommended to the same at the same moments."""
        return self._to_cold_users(lambda past, user: _first(past.people), as_they_come)

    def _to_cold_users(self, told: Callable[[Past, int], Places], as_they_come: bool) -> Lists:
        after = self.past.coming(self._end)
        users, first = np.unique(after.user, return_index=True)
        is_cold = ~np.isin(users, self.past.baskets.user)
        past, found = self.past, Lists([], [])
        for user, day in sorted(
            zip(users[is_cold], np.floor(after.day[first[is_cold]]), strict=True), key=itemgetter(1)
        ):
            if as_they_come and day > past.now:
                past = Past(self.baskets, day)
            took = np.unique(after.item[after.user == user])
            took = took[past.people[took] > 0]
            if took.size:
                found.told.append(told(past, int(user)))
                found.wanted.append(took)
        return found

    def figures(self, lists: Lists, offered: Flags | None = None) -> "Metrics":
        """How good the lists are; see recommend.scores. `diversity`: one less the mean likeness of two in a list."""
        count = int((self.past.people > 0).sum() if offered is None else offered.sum())
        found = of_lists(lists.told, lists.wanted, self.past.people, self.past.crowd, count)
        return {**found, "diversity": self._diversity(lists.told)}

    def figures_of_cold_items(self, model: Model, kept: float) -> "Metrics":
        """Of what nobody had bought before, to those who had bought something."""
        return self.figures(self.by(model, self.asked_of_cold_items, kept), self._cold_items)

    def figures_of_rival_on_cold_items(self, name: str) -> "Metrics":
        """The same of a rival, which can only guess."""
        return self.figures(self.by_rival(name, self.asked_of_cold_items, False, self._cold_items), self._cold_items)

    def _varied(self, asked: Question, scores: Array, kept: float) -> Places:
        if kept == 1:
            return asked.candidates[np.argsort(-scores, kind="stable")[:DEPTH]]
        texts = self.past.texts[asked.candidates]
        alike = np.asarray((texts @ texts.T).toarray())
        order = varied(scores.tolist(), lambda one, other: float(alike[one, other]), DEPTH, kept)
        return asked.candidates[order]

    def _diversity(self, told: Sequence[Places]) -> float | None:
        found = []
        for each in told:
            if each.size > 1:
                texts = self.past.texts[each]
                likeness = float((texts @ texts.T).sum() - each.size) / (each.size * (each.size - 1))
                found.append(1 - likeness)
        return round(float(np.mean(found)), 5) if found else None


def _first(scores: Array) -> Places:
    best = np.argpartition(-scores, min(DEPTH, scores.size - 1))[:DEPTH]
    return best[np.argsort(-scores[best], kind="stable")]
