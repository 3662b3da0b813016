"""What is rated, and what rates."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Candidate(NamedTuple):
    """Something that was found: what it says, and how each leg found it (None: it did not).

    Ranks count from 1. `keyword_score` is BM25, `vector_score` the cosine.
    """

    title: str
    text: str
    keyword_rank: int | None = None
    vector_rank: int | None = None
    keyword_score: float | None = None
    vector_score: float | None = None


class Rater(Protocol):
    """Rates how well candidates answer a text."""

    @property
    def name(self) -> str:
        """Which one it is, as `model@version`."""

    @property
    def most(self) -> int:
        """How many candidates it looks at."""

    def rate(self, text: str, candidates: Sequence[Candidate]) -> Sequence[float]:
        """A rating from 0 to 1 for each, which come best first as they were found. Raises: Unavailable."""
