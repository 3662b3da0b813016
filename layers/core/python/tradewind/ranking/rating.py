"""The learned rater."""

from collections.abc import Sequence
from math import exp

from tradewind.errors import InvalidInput
from tradewind.ranking.candidates import Candidate
from tradewind.ranking.features import features
from tradewind.registry import Models

MODEL = "rerank"
MOST = 50
FARTHEST = 30.0  # log-odds, past which a float says nothing more


class LearnedRater:
    """Rates by the model `rerank` of the registry.

    The model answers the log-odds of how relevant somebody would find a candidate. Ratings are shares of the best of
    one answer, as retrieval scores are: so both are on one scale when they are mixed. `name` is the version that
    answered last.
    """

    most = MOST

    def __init__(self, models: Models, caller: str, language: str | None = "en") -> None:
        self._models = models
        self._caller = caller
        self._language = language
        self.name = MODEL

    def rate(self, text: str, candidates: Sequence[Candidate]) -> Sequence[float]:
        """See Rater. Raises: ModelUnavailable, which is an Unavailable."""
        if not candidates:
            return []
        if len(candidates) > MOST:
            raise InvalidInput(f"at most {MOST} candidates are rated at once")
        found = self._models.predict(MODEL, {"features": features(text, candidates, self._language)}, self._caller)
        self.name = found.model
        return shares([relevance(each) for each in found.outputs["relevance"].tolist()])


def relevance(log_odds: float) -> float:
    """Log-odds as a relevance, 0 to 1."""
    held = min(max(log_odds, -FARTHEST), FARTHEST)
    return 1 / (1 + exp(-held))


def shares(relevances: Sequence[float]) -> list[float]:
    """Relevances as shares of the best one, 0 to 1."""
    best = max(relevances, default=0.0)
    return [each / best if best > 0 else 0.0 for each in relevances]
