"""Ranking: what a search found, rated for how well it answers the text.

    rater = LearnedRater(open_models(), by.tenant)          # or another Rater: a provider's, behind the same step
    ratings = rater.rate(text, [Candidate("Oak board", "Chopping board of oiled oak", 1, 4, 7.1, 0.62), ...])

A `Rater` looks at `most` candidates at once, the best first, and answers a rating from 0 to 1 for each. The learned one
reads what the legs of the search said, which of the text's words a candidate says where, and how alike it is to its
neighbours: what answers a question lies among others that do. `features` is what it sees; `sagemaker/rerank` trains it.
How ratings and retrieval become one order is the caller's (the catalogue: 0.6 and 0.4).
"""

from tradewind.ranking.candidates import Candidate, Rater
from tradewind.ranking.rating import LearnedRater

__all__ = ["Candidate", "LearnedRater", "Rater"]
