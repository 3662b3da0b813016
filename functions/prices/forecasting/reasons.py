"""Why a drop is likely or not, in words that a shopper can act on."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from prices.forecasting import features
from prices.forecasting.calendar import sale_events
from prices.forecasting.series import PriceSeries, Surroundings
from tradewind.evidence import Reason

if TYPE_CHECKING:
    from prices.forecasting.features import Rows
    from tradewind.trees import Trees

MOST_REASONS = 6
NEGLIGIBLE = 0.02

GROUPS = {
    "place": (
        "vs_mean_7", "vs_mean_30", "vs_usual", "vs_low_30", "vs_low_91", "vs_low_365", "vs_high_30", "vs_high_91",
        "place_91", "depth_vs_low_91", "depth_vs_low_365", "reached_91", "reached_365",
    ),
    "rhythm": (
        "days_since_drop", "drops_91", "drops_365", "drop_interval", "drop_due", "own_chance", "days_since_sale",
        "sales_365", "sale_share_91", "sale_share_365",
    ),
    "sale": ("days_on_sale", "sale_depth", "sale_length", "was_discount"),
    "movement": ("volatility", "change_7", "change_30", "days_since_change", "last_change", "changes_91"),
    "others": features.OF_OTHER_SHOPS,
    "market": features.OF_THE_MARKET,
    "calendar": features.OF_THE_CALENDAR,
    "question": ("ahead", "depth"),
    "history": ("observations", "known_days", "spacing", "in_stock"),
}  # fmt: skip
"""Which features speak of one thing, so that one sentence stands for all of them."""


def reasons_of(trees: "Trees", row: "Rows", series: PriceSeries, today: date) -> tuple[Reason, ...]:
    """What moved the chance of a drop, the strongest first; `weight` is its share of all that moved it.

    `row`: the features that the model was asked with. Above 0 it speaks for a drop.
    """
    moved = trees.contributions(row[None, :])[0]
    places = {name: place for place, name in enumerate(trees.names)}
    weights = {
        group: float(sum(moved[places[name]] for name in names if name in places)) for group, names in GROUPS.items()
    }
    total = sum(map(abs, weights.values())) or 1.0
    strongest = sorted(weights.items(), key=lambda each: -abs(each[1]))[:MOST_REASONS]
    said = _Said(row, series, today)
    return tuple(
        Reason(text=said.of(group), weight=round(weight / total, 4))
        for group, weight in strongest
        if abs(weight) / total >= NEGLIGIBLE
    )


def rule_reasons(series: PriceSeries, today: date, days: int, around: Surroundings) -> tuple[Reason, ...]:
    """What the baseline goes by: where the price stands, its drops so far, the market's, the next sale."""
    day = np.array([today.toordinal()])
    row = features.rows(series, day, np.array([days]), np.array([0.15]), features.of_surroundings(around)[None, :])[0]
    said = _Said(row, series, today)
    return tuple(Reason(text=said.of(group)) for group in ("place", "rhythm", "market", "calendar"))


class _Said:
    """The sentences, each from one row of features."""

    def __init__(self, row: "Rows", series: PriceSeries, today: date) -> None:
        self._row = dict(zip(features.NAMES, map(float, row), strict=True))
        self._series = series
        self._today = today

    def of(self, group: str) -> str:
        sentence: str = getattr(self, f"_{group}")()
        return sentence

    def _place(self) -> str:
        against = np.expm1(self._row["vs_usual"])
        low = np.expm1(self._row["vs_low_91"])
        usual = "as much as usual" if abs(against) < 0.005 else f"{_percent(against)} than usual"
        lowest = "that is its lowest" if low < 0.005 else f"its lowest was {low / (1 + low):.0%} below this price"
        return f"it costs {usual}; in the last 91 days {lowest}"

    def _rhythm(self) -> str:
        drops = round(self._row["drops_365"])
        if not drops:
            return f"it has not dropped by 15 % or more in the {self._known()} days that are known"
        since = round(np.expm1(self._row["days_since_drop"]))
        often = "once" if drops == 1 else f"{drops} times"
        return f"it dropped by 15 % or more {often} in {self._known()} days, the last time {since} days ago"

    def _sale(self) -> str:
        on_sale, length = round(self._row["days_on_sale"]), round(self._row["sale_length"])
        if on_sale:
            return f"it has been on sale for {on_sale} days; its sales last {length} days or so"
        if self._row["sale_depth"] <= 0:
            return "it has not been on sale"
        return f"its sales are {-np.expm1(-self._row['sale_depth']):.0%} deep and last {length} days or so"

    def _movement(self) -> str:
        since, changes = round(np.expm1(self._row["days_since_change"])), round(self._row["changes_91"])
        if since >= features.YEAR:
            return "its price has not moved within a year"
        return f"its price changed {changes} times in 91 days, the last time {since} days ago"

    def _others(self) -> str:
        if not self._series.others:
            return "no other shop is known for it"
        low = np.expm1(self._row["others_low"])
        asks = "as much" if abs(low) < 0.005 else _percent(1 / (1 + low) - 1)
        return f"the cheapest other shop asks {asks}; {self._row['others_on_sale']:.0%} of the others have a sale"

    def _market(self) -> str:
        overall, shop = self._row["drop_rate"], self._row["shop_drop_rate"]
        said = f"of late {overall:.1%} of all products drop by 15 % or more in a week"
        return said if abs(overall - shop) < 0.001 else f"{said}, in this shop {shop:.1%}"

    def _calendar(self) -> str:
        events = sale_events(
            self._series.country, self._today, date.fromordinal(self._today.toordinal() + features.FARTHEST_EVENT)
        )
        if not events:
            return f"no sale event is due within {features.FARTHEST_EVENT} days"
        first = events[0]
        ahead = (first.first - self._today).days
        return f"{first.name} is on until {first.last:%d %B}" if ahead <= 0 else f"{first.name} begins in {ahead} days"

    def _question(self) -> str:
        return f"a drop by {self._row['depth']:.0%} or more within {round(self._row['ahead'])} days is asked for"

    def _history(self) -> str:
        return f"its price is known for {self._known()} days"

    def _known(self) -> int:
        return round(float(np.expm1(self._row["known_days"])))


def _percent(change: float) -> str:
    """A change in words: 12 % less, 3 % more."""
    return f"{abs(change):.0%} {'less' if change < 0 else 'more'}"
