"""The learned rater."""

from collections.abc import Sequence

from tradewind.errors import InvalidInput
from tradewind.ranking.candidates import Candidate
from tradewind.ranking.features import features
from tradewind.registry import Models

MODEL = "rerank"
MOST = 50


class LearnedRater:
    """Rates by the model `rerank` of the registry.

    The model answers how relevant a candidate is, as a share of the most that somebody could find it. Its ratings are
    shares of the best of one answer, as retrieval scores are: so both are on one scale when they are mixed. `name` is
    the version that answered last.
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
        return scaled(found.outputs["relevance"].tolist())


def scaled(relevances: Sequence[float]) -> list[float]:
    """Relevances as shares of the best one, 0 to 1."""
    held = [min(max(each, 0.0), 1.0) for each in relevances]
    best = max(held, default=0.0)
    return [each / best if best > 0 else 0.0 for each in held]
