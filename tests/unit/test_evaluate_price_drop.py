"""`tradewind evaluate price_drop` on panels of its own making."""

import csv
import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from price_drop.fitting import OF_A_PANEL
from prices.forecasting.market import Market
from tradewind_cli.evaluate.price_drop import measure
from tradewind_cli.forecast import judged, rivals, scores, shopper
from tradewind_cli.forecast.panels import read_panels
from tradewind_cli.forecast.table import Table, first_test_day, table_of
from tradewind_cli.main import app
from tradewind_cli.trouble import Trouble

WEEKS = 60


def weekly(folder: Path, weeks: int = WEEKS, first: int = 40) -> Path:
    """Six stores and four brands, of which one has its turn each fourth to seventh week."""
    rng = np.random.default_rng(1)
    path = folder / "somewhere/below/panel.csv.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["store", "brand", "week", "own_price", "deal"])
        for brand in range(1, 5):
            turn = brand + 3
            for store in range(1, 7):
                for week in range(first, first + weeks):
                    if rng.random() < 0.03:
                        continue  # a gap
                    sale = (week + brand) % turn == 0
                    rows.writerow(
                        [store, brand, week, round((0.03 if sale else 0.04) * (1 + store / 100), 6), int(sale)]
                    )
    return folder


def daily(folder: Path) -> Path:
    rng = np.random.default_rng(2)
    with (folder / "days.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Description", "date", "qty", "price_median"])
        for product in range(4):
            for day in range(150):
                if rng.random() < 0.6:
                    when = np.datetime64("2011-01-01") + day
                    rows.writerow([f"MUG {product}", when, 1, 2.0 if rng.random() < 0.1 else 2.5])
    return folder


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return daily(weekly(tmp_path_factory.mktemp("data")))


@pytest.fixture(autouse=True)
def small_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judged, "OF_A_PANEL", replace(OF_A_PANEL, rounds=15, bags=1))
    monkeypatch.setattr(rivals, "ROUNDS", 10)


METRICS = {
    "log_loss", "brier", "calibration_error", "auc", "pinball", "coverage_80", "saving_vs_buy_now",
    "saving_vs_always_wait",
}  # fmt: skip


def test_the_weekly_panel_is_the_row_and_the_daily_one_stands_beside_it(both: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "price_drop", "--data", str(both), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert not METRICS - found["metrics"].keys()
    for name in ("never", "base_rate", "rolling_base_rate", "oracle_constant", "lightgbm"):
        assert "log_loss" in found["baselines"][name]
    for name in ("last_price", "seasonal_naive", "lightgbm"):
        assert "pinball" in found["baselines"][name]
    assert not METRICS - found["rows"]["daily"]["metrics"].keys()
    assert found["metrics"]["auc"] > 0.8, "whose turn it is can be told"
    assert found["metrics"]["saving_vs_buy_now"] > 0
    assert found["metrics"]["saving_vs_always_wait"] > 0


def test_what_came_later_changes_no_forecast(both: Path, tmp_path: Path) -> None:
    """The panel's last weeks are halved in price; what was said before them stays."""
    whole = read_panels(both)[0]
    last = max(int(each.days[-1]) for each in whole.series) - 21
    other = replace(
        whole,
        series=[
            replace(each, prices=np.where(each.days > last, each.prices / 2, each.prices), others=())
            for each in whole.series
        ],
    )
    whole = replace(whole, series=[replace(each, others=()) for each in whole.series])
    said = []
    for panel in (whole, other):
        asked = judged.Asked(panel)
        chances, spans = asked.forecasts(*asked.models())
        said.append(np.column_stack([chances, spans])[asked.test.today <= last])
    assert said[0].shape[0] > 50
    assert np.array_equal(said[0], said[1])


def test_training_ends_where_the_test_begins(both: Path) -> None:
    panel = read_panels(both)[0]
    asked = judged.Asked(panel)
    weeks = np.unique(np.concatenate([each.days for each in panel.series]))
    assert len([day for day in weeks if day >= asked.first]) == WEEKS // 5
    assert asked.train.known.max() < asked.first <= asked.test.today.min()


def test_a_drop_is_the_next_price_by_the_week_and_the_lowest_of_seven_days_by_the_day(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("store,brand,week,own_price\n1,1,1,1.00\n1,1,2,0.85\n1,1,3,0.86\n")
    (tmp_path / "d.csv").write_text(
        "Description,date,price_median\nMUG,2011-01-01,10\nMUG,2011-01-02,10\nMUG,2011-01-08,8.5\nMUG,2011-01-20,1\n"
    )
    by_week, by_day = (table_of(panel, Market(panel.series)) for panel in read_panels(tmp_path))
    assert list(by_week.dropped) == [True, False]
    assert list(by_day.dropped) == [True, True], "the last has nothing within seven days"
    assert list(by_day.later) == [1.0, 0.85]


def test_the_rolling_rate_knows_no_outcome_before_its_day() -> None:
    table = Table(
        np.zeros(4, int), np.array([0, 7, 14, 21]), np.array([7, 14, 21, 28]), np.ones(4),
        np.array([True, False, False, True]), np.zeros((4, 1), np.float32), np.zeros((4, 8), np.float32), np.ones(4),
    )  # fmt: skip
    assert list(rivals.rolling_rate(table, 100)) == [0.5, 1.0, 0.5, 1 / 3]


def test_figures_are_what_they_are_called() -> None:
    came = np.array([True, False, False, False])
    figures = scores.of_chances(np.array([0.9, 0.1, 0.2, 0.1]), came)
    assert figures["auc"] == 1
    assert figures["brier"] == pytest.approx((0.01 + 0.01 + 0.04 + 0.01) / 4)
    assert scores.of_chances(np.zeros(4), came)["auc"] == 0.5
    spans = np.tile([0.9, 1.0, 1.1], (4, 1))
    assert scores.of_quantiles(spans, np.array([1.0, 0.9, 1.1, 1.2]))["coverage_80"] == 0.5, "an end counts half"
    assert scores.of_quantiles(spans, np.ones(4))["pinball"] == pytest.approx(100 * (0.01 + 0 + 0.01) / 3, abs=1e-5)


def test_a_shopper_who_knows_the_week_buys_in_it(both: Path) -> None:
    panel = read_panels(both)[0]
    market, first = Market(panel.series), first_test_day(panel)
    some = panel.series[:4]
    never = shopper.savings(some, market, first, lambda rows: np.full(len(rows), 2.0))
    always = shopper.savings(some, market, first, lambda rows: np.zeros(len(rows)))
    assert never["saving_vs_buy_now"] == 0
    assert always["saving_vs_always_wait"] == 0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("w.csv", "store,brand,week,own_price\n1,1,1,free\n", "w.csv, row 2, column own_price: 'free'"),
        ("w.csv", "store,brand,week,own_price\n1,1,1,0\n", "row 2, column own_price"),
        ("w.csv", "store,brand,week,own_price\n1,1,1.5,3\n", "row 2, column week"),
        ("w.csv", "store,brand,week,own_price\n1,,1,3\n", "row 2, column brand: it is empty"),
        ("w.csv", "store,brand,week,own_price\n1,1,1,3\n1,1,1,4\n", "row 3: 1 of 1 has two prices"),
        ("w.csv", "store,brand,week,own_price\n1,1,1,3\n", "no product has two prices"),
        ("w.csv", "store,brand,week,own_price\n1,1,1,3\n1,1,2,3\n1,1,3,3\n", "too short"),
        ("d.csv", "Description,date,price_median\nMUG,1 May,3\n", "row 2, column date: '1 May'"),
        ("other.csv", "a,b\n1,2\n", "holds no panel of prices"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(Trouble, match=r".") as trouble:
        measure(tmp_path)
    assert told in str(trouble.value)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="is no folder"):
        measure(tmp_path / "nowhere")
