"""Drawn worlds of documents and questions, whose relevance is known since it is drawn first.

A world has kinds of things in families, and aspects that a thing may have. Each has words of its own, some of which
mean the same; a document says those of its kind and its aspects, in its author's form, among words that all documents
share, drawn by Zipf's law; somebody asks in words of their own for a kind with some aspects. So a word may be missing
where the meaning is there, and be there where it is not. What embeds is drawn too: how near a document lies grows with
what it shares with what was meant, and errs.

How many kinds and shared words there are was chosen by how well the model orders Cranfield's development questions, of
which it sees nothing else. Documents of a world are long or short, titled well or badly, and the vectors good or poor:
no rule that holds for one kind of collection alone is learned.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi  # type: ignore[import-untyped]

from rerank.judged import Judged
from tradewind.ranking.candidates import Candidate
from tradewind.ranking.rating import MOST
from tradewind.search.fusion import fuse

DOCUMENTS, QUESTIONS = 500, 30
FAMILIES, KINDS, ASPECTS = 15, 90, 60
COMMON, OF_KIND, OF_FAMILY, OF_ASPECT = 600, 14, 12, 5
FORMS = 2
BROUGHT = 100  # candidates of a leg


@dataclass(frozen=True, slots=True)
class _Said:
    """A document: what it is about, and what it says."""

    kind: int
    aspects: frozenset[int]
    title: tuple[str, ...]
    words: tuple[str, ...]


class _World:
    def __init__(self, seed: int, number: int) -> None:
        self._rng = rng = np.random.default_rng([seed, number])
        self._family = rng.integers(FAMILIES, size=KINDS)
        self._length = float(rng.choice([25, 60, 140]))
        self._in_title = float(rng.uniform(0.4, 0.9))
        self._own = float(rng.uniform(0.25, 0.5))
        self._error = float(rng.uniform(0.12, 0.22))
        self._shared = 1 / np.arange(1, COMMON + 1)
        self._shared /= self._shared.sum()
        self._documents = [self._document() for _ in range(DOCUMENTS)]
        self._bm25 = BM25Okapi([[*each.title, *each.title, *each.words] for each in self._documents])

    def questions(self, count: int) -> Iterator[Judged]:
        while count:
            if judged := self._question():
                count -= 1
                yield judged

    def _document(self) -> _Said:
        rng = self._rng
        kind = int(rng.integers(KINDS))
        aspects = frozenset(rng.choice(ASPECTS, size=int(rng.integers(1, 6)), replace=False).tolist())
        length = max(int(rng.lognormal(np.log(self._length), 0.5)), 6)
        own = self._words_about(kind, aspects, rng.binomial(length, self._own))
        common = [f"c{each}" for each in rng.choice(COMMON, size=length - len(own), p=self._shared)]
        words = rng.permutation([*own, *common]).tolist()
        size = int(rng.integers(3, 12))
        titled = self._words_about(kind, aspects, rng.binomial(size, self._in_title))
        title = [*titled, *(f"c{each}" for each in rng.choice(COMMON, size=size - len(titled), p=self._shared))]
        return _Said(kind, aspects, tuple(title), tuple(words))

    def _words_about(self, kind: int, aspects: frozenset[int], count: int) -> list[str]:
        """Words of a kind, of its family and of aspects, each in one of its forms."""
        rng, found = self._rng, []
        listed = sorted(aspects)
        form = rng.integers(FORMS, size=3)  # an author keeps to a form
        for draw in rng.random(count):
            place = int(min(rng.geometric(0.25), 40)) - 1
            if draw < 0.45:
                found.append(f"k{kind}x{place % OF_KIND}f{form[0]}")
            elif draw < 0.65:
                found.append(f"g{self._family[kind]}x{place % OF_FAMILY}f{form[1]}")
            elif listed:
                found.append(f"a{listed[place % len(listed)]}x{rng.integers(OF_ASPECT)}f{form[2]}")
        return found

    def _question(self) -> Judged | None:
        rng = self._rng
        meant = self._documents[int(rng.integers(DOCUMENTS))]
        aspects = frozenset(each for each in meant.aspects if rng.random() < 0.5)
        own = self._words_about(meant.kind, aspects, int(rng.integers(2, 10)))
        asked = [*own, *(f"c{each}" for each in rng.choice(COMMON, size=int(rng.integers(0, 8)), p=self._shared))]
        relevance = np.array([self._relevance(each, meant.kind, aspects) for each in self._documents])
        if not own or not relevance.any():
            return None
        return self._found(rng.permutation(asked).tolist(), relevance, self._cosines(meant.kind, aspects))

    def _relevance(self, said: _Said, kind: int, aspects: frozenset[int]) -> float:
        """Of the kind: a quarter, and the rest by the aspects it has. Of the family: a quarter where it has all."""
        share = len(said.aspects & aspects) / len(aspects) if aspects else 1.0
        if said.kind == kind:
            return round(4 * (0.25 + 0.75 * share)) / 4
        is_near = bool(aspects) and share == 1 and self._family[said.kind] == self._family[kind]
        return 0.25 if is_near else 0.0

    def _cosines(self, kind: int, aspects: frozenset[int]) -> NDArray[np.float64]:
        """How near each document's vector lies: by what it shares with what was meant, and by chance."""
        near = [
            0.12
            + 0.28 * (each.kind == kind)
            + 0.10 * (self._family[each.kind] == self._family[kind])
            + 0.15 * (len(each.aspects & aspects) / len(each.aspects | aspects))
            for each in self._documents
        ]
        return np.clip(np.array(near) + self._rng.normal(0, self._error, len(near)), -0.2, 0.95)

    def _found(self, asked: list[str], relevance: NDArray[np.float64], cosines: NDArray[np.float64]) -> Judged:
        scores = self._bm25.get_scores(asked)
        by_words = [int(each) for each in np.argsort(-scores, kind="stable")[:BROUGHT] if scores[each] > 0]
        by_meaning = [int(each) for each in np.argsort(-cosines, kind="stable")[:BROUGHT]]
        fused = fuse(by_words, by_meaning)[:MOST]
        candidates = tuple(
            Candidate(
                " ".join(self._documents[each.id].title),
                " ".join(self._documents[each.id].words),
                each.keyword_rank,
                each.vector_rank,
                float(scores[each.id]) if each.keyword_rank else None,
                float(cosines[each.id]) if each.vector_rank else None,
            )
            for each in fused
        )
        places = [each.id for each in fused]
        missed = np.delete(relevance, places)
        return Judged(" ".join(asked), candidates, relevance[places], tuple(missed[missed > 0].tolist()))


def worlds(seed: int, count: int, questions: int = QUESTIONS) -> Iterator[list[Judged]]:
    """The questions of some drawn worlds; the same for the same seed."""
    for number in range(count):
        yield list(_World(seed, number).questions(questions))
