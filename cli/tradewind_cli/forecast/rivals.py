"""What simpler forecasts say of the same rows."""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from prices.forecasting.series import Array
    from tradewind_cli.forecast.table import Table

ROLLING_DAYS = 91
PLAIN: dict[str, Any] = {
    "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 100, "deterministic": True, "force_row_wise": True,
    "verbosity": -1, "seed": 1,
}  # fmt: skip
ROUNDS = 100


def rolling_rate(table: "Table", first: int) -> "Array":
    """For each row the rate of drops of the 13 weeks before, of outcomes that were known on its day.

    Before there is any outcome, the rate of those known before `first`.
    """
    order = np.argsort(table.known, kind="stable")
    known = table.known[order]
    drops = np.append(0.0, np.cumsum(table.dropped[order]))
    until = np.searchsorted(known, table.today, side="right")
    since = np.searchsorted(known, table.today - ROLLING_DAYS, side="right")
    count = until - since
    overall = table.dropped[table.known < first].mean()
    return np.asarray(np.where(count > 0, (drops[until] - drops[since]) / np.maximum(count, 1), overall))


def plain_chances(train: "Table", test: "Table", threads: int) -> "Array":
    """LightGBM on the last eight moves of the price, and nothing else."""
    import lightgbm

    held = lightgbm.Dataset(train.lags, train.dropped.astype(float), params={"verbosity": -1})
    booster = lightgbm.train({**PLAIN, "objective": "binary", "num_threads": threads}, held, ROUNDS)
    return np.asarray(booster.predict(test.lags))


def plain_quantiles(train: "Table", test: "Table", threads: int) -> "Array":
    """The same for the quantiles of the next price, put in their order."""
    import lightgbm

    from tradewind_cli.forecast.scores import LEVELS

    found = []
    for level in LEVELS:
        held = lightgbm.Dataset(train.lags, train.later, params={"verbosity": -1})
        shape = {**PLAIN, "objective": "quantile", "alpha": float(level), "num_threads": threads}
        found.append(np.asarray(lightgbm.train(shape, held, ROUNDS).predict(test.lags)))
    return np.sort(np.column_stack(found), axis=1)
