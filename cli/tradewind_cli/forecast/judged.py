"""A panel judged: trained on its first four fifths, asked week by week through the last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from price_drop.examples import Examples, Waits, joined_waits, waits_of
from price_drop.fitting import OF_A_PANEL, Fitted, fit
from prices.forecasting.calibration import Misses, calibration_of, shift_of
from prices.forecasting.features import OF_THE_CALENDAR
from prices.forecasting.market import Market
from tradewind_cli.forecast import rivals, scores, shopper
from tradewind_cli.forecast.table import Table, first_test_day, table_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prices.forecasting.series import Array
    from tradewind_cli.forecast.panels import Panel
    from tradewind_cli.report import Metrics

REHEARSAL_DAYS, INTERVAL_DAYS = 91, 56
TWO_YEARS = 730
MOST_WAITS = 40
Model = Callable[[Mapping[str, "NDArray[Any]"]], dict[str, "NDArray[Any]"]]


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What a model said of some rows: the chance of a drop as log-odds, and the quantiles of the next price."""

    table: Table
    log_odds: "Array"
    spans: "Array"


class Asked:
    """A panel with its questions, split by time."""

    def __init__(self, panel: "Panel", threads: int = 1, seed: int = 1) -> None:
        self.panel = panel
        self._threads, self._seed = threads, seed
        self._market = Market(panel.series)
        self._table = table_of(panel, self._market)
        self.first = first_test_day(panel)
        self.test = self._table.where(self._table.today >= self.first)
        self.train = self._table.where(self._table.known < self.first)

    def trained(self) -> "Metrics":
        """A model of the panel's own."""
        return self._figures(*self.models())

    def models(self) -> "tuple[Model | None, Model]":
        """The panel's own model, and before it one that rehearses: it has not seen the quarter before the test and is
        asked through that quarter first, so that what the forecasts are corrected by was in nobody's training."""
        before = self.first - REHEARSAL_DAYS
        early = self._table.where(self._table.known < before)
        rehearsed = self._fitted(before, None).scores if early.size and 0 < early.dropped.mean() < 1 else None
        return rehearsed, self._fitted(self.first, self._waits()).session().run

    def by(self, model: Model) -> "Metrics":
        """A model that was trained elsewhere."""
        return self._figures(model, model)

    def baselines(self) -> "dict[str, Metrics]":
        """What is simpler, on the test's rows."""
        train, test = self.train, self.test
        rate, own = float(train.dropped.mean()), float(test.dropped.mean())
        ones = np.ones(test.size)
        chances = {
            "never": 0 * ones,
            "base_rate": rate * ones,
            "rolling_base_rate": rivals.rolling_rate(self._table, self.first)[self._table.today >= self.first],
            "oracle_constant": own * ones,
            "lightgbm": rivals.plain_chances(train, test, self._threads),
        }
        spans = {
            "last_price": np.ones((test.size, 3)),
            "seasonal_naive": np.repeat(test.a_year_ago[:, None], 3, axis=1),
            "lightgbm": rivals.plain_quantiles(train, test, self._threads),
        }
        figures = {name: scores.of_chances(each, test.dropped) for name, each in chances.items()}
        for name, each in spans.items():
            figures[name] = figures.get(name, {}) | scores.of_quantiles(each, test.later)
        return figures

    def _waits(self) -> Waits:
        rng = np.random.default_rng(self._seed)
        known = (each.known_on(self.first - 1) for each in self.panel.series)
        waits = [waits_of(each, self._market, rng, MOST_WAITS) for each in known if each.days.size]
        return joined_waits([each for each in waits if each is not None])

    def _fitted(self, until: int, waits: Waits | None) -> Fitted:
        """A model of what was known before a day. Where less than two years were seen, no sale event and no season was
        seen twice, so the calendar is left out."""
        known = self._table.where(self._table.known < until)
        first = min(int(each.days[0]) for each in self.panel.series)
        return fit(
            Examples(known.rows, known.dropped, known.later, known.today),
            waits,
            OF_A_PANEL,
            self._seed,
            self._threads,
            without=OF_THE_CALENDAR if until - first < TWO_YEARS else (),
        )

    def forecasts(self, rehearsed: Model | None, model: Model) -> "tuple[Array, Array]":
        """The chances of a drop and the quantiles of the next price, for each row of the test."""
        said = [_asked(model, self.test)]
        if rehearsed is not None:
            before = (self._table.today >= self.first - REHEARSAL_DAYS) & (self._table.known < self.first)
            said.insert(0, _asked(rehearsed, self._table.where(before)))
        chances, spans = _week_by_week(said)
        return chances[-self.test.size :], spans[-self.test.size :]

    def _figures(self, rehearsed: Model | None, model: Model) -> "Metrics":
        chances, spans = self.forecasts(rehearsed, model)
        figures: Metrics = {
            "rows": self.test.size,
            "drops": int(self.test.dropped.sum()),
            **scores.of_chances(chances, self.test.dropped),
            **scores.of_quantiles(spans, self.test.later),
        }
        cost = shopper.savings(
            self.panel.series, self._market, self.first, lambda rows: model({"features": rows})["cost"].astype(float)
        )
        return figures | cost


def _asked(model: Model, table: Table) -> _Said:
    answer = model({"features": table.rows})
    return _Said(table, answer["drop"].astype(float), np.sort(answer["quantiles"].astype(float), axis=1))


def _week_by_week(said: "list[_Said]") -> "tuple[Array, Array]":
    """Chances and quantiles of all rows, each as it would have been said on its day: corrected by outcomes that were
    known then, of the 13 weeks before for the chances and of the 8 weeks before for the quantiles."""
    today, known, later, dropped = (
        np.concatenate([getattr(each.table, name) for each in said]) for name in ("today", "known", "later", "dropped")
    )
    log_odds, raw = (np.concatenate([getattr(each, name) for each in said]) for name in ("log_odds", "spans"))
    chances, spans = np.empty(today.size), np.empty((today.size, 3))
    misses, judged_until, first = Misses(), int(today.min()) - 1, int(said[-1].table.today.min())
    for week in np.unique(today // 7):
        now = today // 7 == week
        until = int(today[now].min())
        past = (known <= until) & (today < until)
        news = past & (known > judged_until) & (today >= first)  # what another model missed is not this one's
        misses = misses.after(spans[news], later[news])
        lately, of_late = (past & (known > until - days) for days in (REHEARSAL_DAYS, INTERVAL_DAYS))
        interval = calibration_of(log_odds[of_late], dropped[of_late], raw[of_late], later[of_late], misses)
        calibration = replace(interval, shift=shift_of(log_odds[lately], dropped[lately]))
        chances[now] = calibration.chances(log_odds[now])
        spans[now] = calibration.spread(raw[now])
        judged_until = until
    return chances, spans
