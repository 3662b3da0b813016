"""What the learned rater sees of a text and its candidates: pure, the same when it is trained and when it serves.

A candidate's words are stems, each weighed by its rarity among the candidates (the inverse document frequency of BM25,
Robertson and Zaragoza 2009, https://doi.org/10.1561/1500000019). Neighbours are compared by the cosine of such weights:
that what is relevant lies together is the cluster hypothesis (van Rijsbergen 1979, Information Retrieval, chapter 3),
and to expect of the rest what the first ones say is relevance feedback without a user (Lavrenko and Croft 2001,
https://doi.org/10.1145/383952.383972).

=================== ==================================================================================================
keyword_share       BM25 as a share of the best candidate's; 0 where the leg did not find it
keyword_per_word    BM25 for each word of the text
keyword_place       10 / (10 + rank), 0 where the leg did not find it; `vector_place` likewise
cosine              to the text, the least of the others' where the leg did not find it
cosine_gap          below the best cosine
fused               the sum of both places by reciprocal rank, as a share of the best
place               1 / place in the order that came in
coverage            how much of the text's words, by rarity, title and text say; `title_coverage` the title alone
title_precision     how much of the title's words, by rarity, the text asked for
pairs               the share of two neighbouring words of the text that stand together in the candidate
length              the logarithm of its words; `asked` the number of the text's
near_3, 5, 10       the cosine with the first 3, 5, 10 others, weighed by how they were found
near_all            the mean cosine with all others
expected            how much of the 20 words that the first five have in common it says
=================== ==================================================================================================
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tradewind.ranking.candidates import Candidate
from tradewind.search.fusion import RANK_CONSTANT
from tradewind.search.words import stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]
    Array = NDArray[np.float64]

NAMES = (
    "keyword_share", "keyword_per_word", "keyword_place", "cosine", "cosine_gap", "vector_place", "fused", "place",
    "coverage", "title_coverage", "title_precision", "pairs", "length", "asked", "near_3", "near_5", "near_10",
    "near_all", "expected",
)  # fmt: skip

LONGEST_TEXT = 2000
"""Characters of a candidate's text that are read: some 300 words."""
LONGEST_TITLE = 500
FIRST, EXPECTED = 5, 20
AHEAD = 10


def features(text: str, candidates: Sequence[Candidate], language: str | None = "en") -> "Rows":
    """A row for each candidate, float32 [n, 19], its columns as NAMES; `language` decides how words are stemmed."""
    import numpy as np

    if not candidates:
        return np.zeros((0, len(NAMES)), np.float32)
    asked = list(stems(text, language))
    titles = [list(stems(each.title[:LONGEST_TITLE], language)) for each in candidates]
    said = [
        title + list(stems(each.text[:LONGEST_TEXT], language)) for title, each in zip(titles, candidates, strict=True)
    ]
    rarity = _rarity(said, asked)
    fused = np.array([_fused(each) for each in candidates])
    columns = [
        *_by_keyword(candidates, len(set(asked))),
        *_by_vector(candidates),
        _shares(fused),
        1 / np.arange(1.0, len(candidates) + 1),
        *_by_words(asked, titles, said, rarity),
        *_by_neighbours(said, rarity, fused),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _rarity(said: Sequence[Sequence[str]], asked: Sequence[str]) -> dict[str, float]:
    import math

    among = Counter(word for words in said for word in set(words))
    return {
        word: math.log(1 + (len(said) - among[word] + 0.5) / (among[word] + 0.5))
        for word in [*among, *(word for word in asked if word not in among)]
    }


def _fused(candidate: Candidate) -> float:
    ranks = (candidate.keyword_rank, candidate.vector_rank)
    return sum(1 / (RANK_CONSTANT + rank) for rank in ranks if rank is not None)


def _shares(scores: "Array") -> "Array":
    import numpy as np

    best = scores.max()
    return scores / best if best > 0 else np.zeros_like(scores)


def _places(ranks: Sequence[int | None]) -> "Array":
    import numpy as np

    return np.array([AHEAD / (AHEAD + rank) if rank is not None else 0.0 for rank in ranks])


def _by_keyword(candidates: Sequence[Candidate], words: int) -> "list[Array]":
    import numpy as np

    scores = np.array([max(each.keyword_score or 0.0, 0.0) for each in candidates])
    return [_shares(scores), scores / max(words, 1), _places([each.keyword_rank for each in candidates])]


def _by_vector(candidates: Sequence[Candidate]) -> "list[Array]":
    import numpy as np

    known = [each.vector_score for each in candidates if each.vector_score is not None]
    least = min(known, default=0.0)
    cosines = np.array([least if each.vector_score is None else each.vector_score for each in candidates])
    return [cosines, cosines - cosines.max(), _places([each.vector_rank for each in candidates])]


def _by_words(
    asked: Sequence[str], titles: Sequence[Sequence[str]], said: Sequence[Sequence[str]], rarity: dict[str, float]
) -> "list[Array]":
    import numpy as np

    wanted = set(asked)
    together = set(pairwise(asked))
    rows = [
        (
            _share_of(wanted, set(words), rarity),
            _share_of(wanted, set(title), rarity),
            _share_of(set(title), wanted, rarity),
            len(together & set(pairwise(words))) / max(len(together), 1),
            np.log1p(len(words)),
            float(len(wanted)),
        )
        for title, words in zip(titles, said, strict=True)
    ]
    return list(np.array(rows).T)


def _share_of(these: set[str], among: set[str], rarity: dict[str, float]) -> float:
    """How much of these words is among the others, by rarity."""
    # In one order, so that the sum has the same last bits in every process.
    whole = sum(rarity[word] for word in sorted(these))
    return sum(rarity[word] for word in sorted(these & among)) / whole if whole else 0.0


def _by_neighbours(said: Sequence[Sequence[str]], rarity: dict[str, float], fused: "Array") -> "list[Array]":
    import numpy as np

    count = len(said)
    columns = {word: at for at, word in enumerate(rarity)}
    table = np.zeros((count, len(columns)))
    for row, words in enumerate(said):
        for word, often in Counter(words).items():
            table[row, columns[word]] = (1 + np.log(often)) * rarity[word]
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.where(lengths > 0, lengths, 1)
    alike = table @ table.T
    np.fill_diagonal(alike, 0)
    found = []
    for first in (3, 5, 10):
        near = np.zeros(count)
        for row in range(count):
            others = [at for at in range(min(first + 1, count)) if at != row][:first]
            weights = fused[others]
            near[row] = weights @ alike[row, others] / weights.sum() if weights.sum() > 0 else 0.0
        found.append(near)
    found.append(alike.sum(axis=1) / max(count - 1, 1))
    found.append(_expected(said, rarity))
    return found


def _expected(said: Sequence[Sequence[str]], rarity: dict[str, float]) -> "Array":
    import numpy as np

    weights: dict[str, float] = {}
    for place, words in enumerate(said[:FIRST], 1):
        for word in set(words):
            weights[word] = weights.get(word, 0.0) + rarity[word] / place
    best = dict(sorted(weights.items(), key=lambda each: (-each[1], each[0]))[:EXPECTED])
    whole = sum(best.values()) or 1
    return np.array([sum(best[word] for word in sorted(best.keys() & set(words))) / whole for words in said])
