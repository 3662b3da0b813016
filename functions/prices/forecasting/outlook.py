"""What the price will do in the coming days, and whether to wait."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from prices.forecasting import baseline, features
from prices.forecasting.calibration import AS_IS, SAME, Calibration
from prices.forecasting.reasons import reasons_of, rule_reasons
from prices.forecasting.series import Array, PriceSeries, Surroundings
from tradewind.evidence import Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tradewind.trees import Trees

LEAST_OBSERVATIONS = 7
ENOUGH_DAYS = 28
STALE_DAYS = 14
MOST_DAYS = 30
DEPTHS = (0.02, 0.6)
"""Of the drops that the model was taught."""
WORTH_WAITING = 0.03
"""Of a price that stands still the model expects 2 % from four weeks of waiting, and in drawn worlds it is less: more
than that must be expected of the wait."""

Predict = Callable[[dict[str, "NDArray[np.float32]"]], dict[str, "NDArray[np.float32]"]]
"""The model: `features` [n, len(features.NAMES)] in; `drop` and `rise` [n] as log-odds, `quantiles` [n, 3] and `cost`
[n] as shares of today's price out."""


@dataclass(frozen=True, slots=True)
class DayOutlook:
    """The price of one day: with 10, 50 and 90 percent it is at most this."""

    day: date
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class DropChance:
    """The probability that the price is at most `price` on one of the days asked for."""

    price: float
    fraction: float
    """`price` as a drop from today's: 0.15 is 15 % below."""
    probability: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of a price. Without a `price` it is unknown, and `reasons` says why.

    `drop`: of 15 % or more. `targets`: of the prices asked for, in their order. `best_day`: when to buy; today where
    waiting is not expected to save WORTH_WAITING. `saving`: what waiting is expected to save, a share of today's
    price; below 0 it costs. `risk_of_rise`: that the price is 5 % or more above today's on the last day.
    `risk_of_selling_out`: that it cannot be had on one of the days; None where its stock is not known. `basis`:
    "calibrated" from the model, "rule" from the baseline. `baseline`: why that one answered, None where the model did.
    """

    today: date
    price: float | None
    days: tuple[DayOutlook, ...]
    drop: DropChance | None
    targets: tuple[DropChance, ...]
    best_day: date | None
    saving: float | None
    risk_of_rise: float | None
    risk_of_selling_out: float | None
    reasons: tuple[Reason, ...]
    basis: Literal["calibrated", "rule"]
    baseline: str | None = None

    @property
    def is_known(self) -> bool:
        return self.price is not None

    @property
    def should_wait(self) -> bool:
        """Waiting is expected to save something worth it."""
        return self.saving is not None and self.saving >= WORTH_WAITING


def outlook(
    series: PriceSeries,
    today: date,
    days: int,
    predict: Predict | None,
    *,
    targets: Sequence[float] = (),
    surroundings: Surroundings | None = None,
    calibration: Calibration = AS_IS,
    trees: "Callable[[], Trees | None] | None" = None,
) -> Outlook:
    """What the price of a series will do in the `days` (1 to 30) after `today`; what came after `today` is not seen.

    - Under 7 observations, or with the last one more than 14 days old: unknown.
    - History of under 28 days, or no `predict`: the baseline answers, and says so.
    - `targets`: prices whose chance is wanted beside that of a drop by 15 %. `trees`: opens those of the model's
      `drop`, for the reasons, once `predict` has answered; without them the reasons are what the rules see.

    Raises:
        ValueError: `days` outside of 1 to 30.
        Whatever `predict` raises.
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"days: from 1 to {MOST_DAYS}")
    known = series.known_on(today.toordinal())
    around = surroundings or Surroundings()
    if (why := _unknown(known, today)) is not None:
        return Outlook(today, None, (), None, (), None, None, None, None, (Reason(text=why),), "rule")
    span = int(known.days[-1] - known.days[0])
    if predict is None:
        return _by_rule(known, today, days, targets, around, "the model did not answer")
    if span < ENOUGH_DAYS:
        return _by_rule(known, today, days, targets, around, f"the price is known for {span} days, the model needs 28")
    return _by_model(known, today, days, predict, targets, around, calibration, trees)


def _unknown(series: PriceSeries, today: date) -> str | None:
    count = series.days.size
    if count < LEAST_OBSERVATIONS:
        return f"the price was read on {count} days, an outlook needs {LEAST_OBSERVATIONS}"
    age = today.toordinal() - int(series.days[-1])
    return f"the price was last read {age} days ago" if age > STALE_DAYS else None


def _by_rule(
    series: PriceSeries, today: date, days: int, targets: Sequence[float], around: Surroundings, why: str
) -> Outlook:
    price = float(series.prices[-1])

    def chance(fraction: float, at: float) -> DropChance:
        return DropChance(at, fraction, baseline.chance_of_drop(series, days, fraction, around))

    drop = chance(baseline.DROP, price * (1 - baseline.DROP))
    return _outlook(
        series,
        today,
        baseline.quantiles(series, days),
        baseline.expected(series, days),
        drop,
        tuple(chance(1 - target / price, target) for target in targets),
        1 - float(baseline.expected(series, days).min()),
        baseline.chance_of_rise(series, days),
        rule_reasons(series, today, days, around),
        why,
    )


def _by_model(
    series: PriceSeries,
    today: date,
    days: int,
    predict: Predict,
    targets: Sequence[float],
    around: Surroundings,
    calibration: Calibration,
    trees: "Callable[[], Trees | None] | None",
) -> Outlook:
    """One call of the model: a row for each day, then one for each target."""
    price = float(series.prices[-1])
    fractions = [1 - target / price for target in targets]
    count = days + len(targets)
    rows = features.rows(
        series,
        np.full(count, today.toordinal()),
        np.append(np.arange(1, days + 1), np.full(len(targets), days)),
        np.append(np.full(days, baseline.DROP), np.clip(fractions, *DEPTHS)),
        np.tile(features.of_surroundings(around), (count, 1)),
    )
    answer = predict({"features": rows})
    chances = calibration.chances(answer["drop"].astype(np.float64))
    rises = 1 / (1 + np.exp(-answer["rise"][days - 1].astype(np.float64)))
    spans = calibration.spread(np.sort(answer["quantiles"][:days].astype(np.float64), axis=1))
    spans = np.where(np.abs(spans - 1) < SAME, 1.0, spans)
    cost = answer["cost"][:days].astype(np.float64)

    def chance(fraction: float, at: float, probability: float) -> DropChance:
        return DropChance(at, fraction, 1.0 if fraction <= 0 else float(probability))

    asked = rows[days - 1]
    opened = trees() if trees else None
    reasons = reasons_of(opened, asked, series, today) if opened else rule_reasons(series, today, days, around)
    return _outlook(
        series,
        today,
        spans,
        spans @ SWANSON,
        chance(baseline.DROP, price * (1 - baseline.DROP), chances[days - 1]),
        tuple(
            chance(fraction, target, each)
            for fraction, target, each in zip(fractions, targets, chances[days:], strict=True)
        ),
        1 - float(cost[-1]),
        float(rises),
        reasons,
        None,
    )


SWANSON = np.array([0.3, 0.4, 0.3])
"""The mean of a distribution from its 10, 50 and 90 percent points (Swanson's rule; Hurst, Brown and Swanson 2000,
https://doi.org/10.1306/8626C70D-173B-11D7-8645000102C1865D)."""


def _outlook(
    series: PriceSeries,
    today: date,
    spans: Array,
    means: Array,
    drop: DropChance,
    targets: tuple[DropChance, ...],
    saving: float,
    risk_of_rise: float,
    reasons: Sequence[Reason],
    why_baseline: str | None,
) -> Outlook:
    price = float(series.prices[-1])
    best = int(np.argmin(means))
    wait = saving >= WORTH_WAITING
    return Outlook(
        today=today,
        price=price,
        days=tuple(
            DayOutlook(today + timedelta(days=ahead), *(round(float(each) * price, 6) for each in span))
            for ahead, span in enumerate(spans, 1)
        ),
        drop=drop,
        targets=targets,
        best_day=today + timedelta(days=best + 1) if wait else today,
        saving=saving,
        risk_of_rise=risk_of_rise,
        risk_of_selling_out=_selling_out(series, len(spans)),
        reasons=tuple(reasons),
        basis="rule" if why_baseline else "calibrated",
        baseline=why_baseline,
    )


def _selling_out(series: PriceSeries, days: int) -> float | None:
    """The rate at which it went out of stock so far, with one more week seen; None where stock was never stated."""
    if series.in_stock is None or np.isnan(series.in_stock).all():
        return None
    stated = series.in_stock[~np.isnan(series.in_stock)]
    weeks = float(series.days[-1] - series.days[0]) / 7 + 13
    return 1 - float(np.exp(-(int((np.diff(stated) < 0).sum()) / weeks) * days / 7))
