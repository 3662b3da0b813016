"""What is simpler, or well known: each answers scores [users, items] of what some users might take to next."""

import warnings
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from recommend.baskets import Places
    from recommend.past import Past

Scores = NDArray[np.float32]

NEIGHBOURS = 100
"""Of an item, for item_knn: the best of 20, 100, 200 and all on UCI's Online Retail, in its favour."""
FACTORS, REGULARIZATION, ALPHA, ITERATIONS = 64, 1.0, 1.0, 15
"""Of ALS: the best of five settings on the same, in its favour; the library's own are 1 % below them."""
RIDGE = 300.0
"""Of EASE: the best of 100, 300 and 1000 on the same."""


def popular(past: "Past", users: "Places") -> Scores:
    """How many took to each item, ever."""
    return np.tile(past.people.astype(np.float32), (len(users), 1))


def item_knn(past: "Past", users: "Places") -> Scores:
    """The sum over a user's items of the cosine to each of an item's nearest hundred (Sarwar et al. 2001)."""
    near = past.near
    if len(near) > NEIGHBOURS:
        least = -np.partition(-near, NEIGHBOURS, axis=0)[NEIGHBOURS]
        near = np.where(near > least, near, 0)
    return np.asarray(past.taken[users] @ near, dtype=np.float32)


def als(past: "Past", users: "Places") -> Scores:
    """Alternating least squares on implicit feedback (Hu et al. 2008), as the library `implicit` computes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of the threads of the algebra library
        from implicit.als import AlternatingLeastSquares  # type: ignore[import-untyped]

        model = AlternatingLeastSquares(
            factors=FACTORS,
            regularization=REGULARIZATION,
            alpha=ALPHA,
            iterations=ITERATIONS,
            num_threads=1,
            random_state=1,
        )
        model.fit(past.taken, show_progress=False)
    return np.asarray(model.user_factors[users] @ model.item_factors.T, dtype=np.float32)


def ease(past: "Past", users: "Places") -> Scores:
    """A linear item model in closed form (Steck 2019, https://doi.org/10.1145/3308558.3313710)."""
    gram = past.together.astype(np.float64)
    gram[np.diag_indices_from(gram)] += RIDGE
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return np.asarray(past.taken[users] @ weights.astype(np.float32), dtype=np.float32)
