"""Training the forecast: drawn histories, folders of data, bundles; the one that is shipped."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from price_drop import train as training
from price_drop.fitting import OF_WORLDS
from price_drop.folder import WrongData, read_folder
from price_drop.generated import FIRST, worlds
from prices.forecasting import features
from tradewind.registry.bundle import read_bundle
from tradewind.registry.session import Session
from tradewind.trees import Trees
from tradewind_cli.checkout import ROOT
from tradewind_cli.commands.train import train as train_command
from tradewind_cli.trouble import Trouble
from training.job import Job, job_of

SHIPPED = ROOT / "sagemaker/price_drop/shipped"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worlds and trees that take a second instead of minutes."""
    monkeypatch.setattr(training, "worlds", lambda seed, count: worlds(seed, 1, products=8))
    monkeypatch.setattr(training, "OF_WORLDS", replace(OF_WORLDS, rounds=8))
    for name, value in (("ORIGINS", 5), ("TEST_ORIGINS", 5)):
        monkeypatch.setattr(training, name, value)


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, small: None) -> None:
    for name in ("one", "again"):
        training.train(Job(None, tmp_path / name, 3, 1))
    assert written(tmp_path / "one") == written(tmp_path / "again")
    bundle = read_bundle(tmp_path / "one")
    assert bundle.metrics["rows"] > 0
    assert "{" not in bundle.card


def test_a_job_is_told_by_arguments_or_by_sagemaker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SM_MODEL_DIR", "/opt/ml/model")
    monkeypatch.setenv("SM_CHANNEL_TRAINING", "/opt/ml/input/data/training")
    monkeypatch.setenv("SM_NUM_CPUS", "8")
    assert job_of(["--seed", "7"], "", tmp_path) == Job(
        Path("/opt/ml/input/data/training"), Path("/opt/ml/model"), 7, 2
    )
    assert job_of(["--model-dir", "out", "--data", "in"], "", tmp_path) == Job(Path("in"), Path("out"), 1, 2)
    for name in ("SM_MODEL_DIR", "SM_CHANNEL_TRAINING", "SM_NUM_CPUS"):
        monkeypatch.delenv(name)
    assert job_of([], "", tmp_path) == Job(None, tmp_path, 1, 1)


def test_worlds_are_drawn_the_same_for_a_seed_and_their_chance_comes_true() -> None:
    one, again = (list(worlds(5, 2, products=20)) for _ in range(2))
    assert all(
        np.array_equal(a.series.prices, b.series.prices)
        for left, right in zip(one, again, strict=True)
        for a, b in zip(left, right, strict=True)
    )
    expected = came = days = 0.0
    for drawn in (each for world in one for each in world):
        asked = drawn.series.days[:-8]
        held = np.searchsorted(drawn.series.days, asked[:, None] + np.arange(8), side="right") - 1
        prices = drawn.series.prices[held]
        came += (prices[:, 1:].min(axis=1) <= 0.85 * prices[:, 0]).sum()
        expected += drawn.chance[: asked.size].sum()
        days += asked.size
        assert drawn.series.days[0] >= FIRST.toordinal()
    assert 0.02 < came / days < 0.15
    assert abs(came - expected) / came < 0.3, "promotions come one by one, so the count is rough"


GOOD = "product,shop,date,price,was,in_stock\nkettle,a.example,2026-01-01,20,25,1\nkettle,b.example,2026-01-01,22,,\n"


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def test_a_folder_is_read_with_the_same_product_at_other_shops(tmp_path: Path) -> None:
    put(tmp_path, shops="shop,country\na.example,fr\n", products="product,category\nkettle,kitchen\n")
    (tmp_path / "prices.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    one, other = read_folder(tmp_path)
    assert (one.shop, one.country, one.category, one.others[0].shop) == ("a.example", "FR", "kitchen", "b.example")
    assert one.was is not None and one.was[0] == 25
    assert other.country is None
    assert other.was is not None and np.isnan(other.was[0])


ROW = "kettle,a.example,{},{},{},{}\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "prices.csv: it is missing"),
        ({"prices": "product,shop,date\n"}, "prices.csv, row 1, column price: the columns"),
        ({"prices": GOOD.splitlines()[0] + "\n"}, "prices.csv: it has no rows"),
        ({"prices": GOOD + ROW.format("2026-01-02", "cheap", "", "")}, "row 4, column price: 'cheap' is not a number"),
        ({"prices": GOOD + ROW.format("2026-01-02", "-1", "", "")}, "row 4, column price"),
        ({"prices": GOOD + ROW.format("2026-01-02", "nan", "", "")}, "row 4, column price"),
        ({"prices": GOOD + ROW.format("02.01.2026", "1", "", "")}, "row 4, column date: '02.01.2026' is no day"),
        ({"prices": GOOD + ROW.format("1012-01-01", "1", "", "")}, "row 4, column date"),
        (
            {"prices": GOOD + ROW.format("2026-01-01", "1", "", "")},
            "row 4, column date: kettle of a.example has a price",
        ),
        ({"prices": GOOD + ROW.format("2026-01-02", "1", "free", "")}, "row 4, column was"),
        ({"prices": GOOD + ROW.format("2026-01-02", "1", "", "yes")}, "row 4, column in_stock: 'yes' is not 1, 0"),
        ({"prices": GOOD + ",a.example,2026-01-02,1,,\n"}, "row 4, column product"),
        ({"prices": GOOD + "short\n"}, "row 4, column shop"),
        ({"prices": GOOD, "shops": "shop,country\na.example,France\n"}, "shops.csv, column country: 'France'"),
        ({"prices": GOOD, "products": "product,category\nkettle,a\nkettle,b\n"}, "products.csv, row 3, column product"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_by_file_row_and_column(
    tmp_path: Path, files: dict[str, str], told: str
) -> None:
    with pytest.raises(WrongData) as wrong:
        read_folder(put(tmp_path, **files))
    assert told in str(wrong.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"\x1f\x8b not gzip"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "prices.csv.gz").write_bytes(content)
    with pytest.raises(WrongData, match=r"prices\.csv\.gz: it cannot be read"):
        read_folder(tmp_path)


def test_a_model_is_trained_on_a_folder_and_its_gate_names_the_folder(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    lines = ["product,shop,date,price"]
    for product in range(12):
        turn = int(rng.integers(4, 8))
        for week in range(90):
            day = np.datetime64("2024-01-01") + 7 * week
            lines.append(f"p{product},s{product % 3},{day},{80 if (week + product) % turn == 0 else 100}")
    data = tmp_path / "mine"
    data.mkdir()
    put(data, prices="\n".join(lines))
    training.train(Job(data, tmp_path / "out", 1, 1))
    bundle = read_bundle(tmp_path / "out")
    assert bundle.signature.gate.on.startswith("the last fifth of mine ")
    assert bundle.metrics["log_loss"] < 0.3, "whose turn it is can be told from the past"
    put(data, prices="\n".join(lines[:40]))
    with pytest.raises(WrongData, match="more history"):
        training.train(Job(data, tmp_path / "out", 1, 1))


def test_the_command_says_which_models_there_are_and_what_was_wrong(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="there is price_drop"):
        train_command("weather", None, tmp_path / "out", 1)
    with pytest.raises(Trouble, match="is no folder"):
        train_command("price_drop", tmp_path / "none", tmp_path / "out", 1)
    with pytest.raises(Trouble, match=r"prices\.csv: it is missing"):
        train_command("price_drop", tmp_path, tmp_path / "out", 1)


def test_the_shipped_model_takes_what_serving_gives_and_its_contributions_add_up() -> None:
    bundle = read_bundle(SHIPPED)
    assert bundle.signature.inputs[0].columns == features.NAMES
    assert sum(file.bytes for file in bundle.files) < 1_500_000
    session = Session((SHIPPED / "model.onnx").read_bytes(), bundle.signature)
    trees = Trees.read((SHIPPED / "trees.npz").read_bytes())
    [world] = worlds(77, 1, products=10)
    rows = np.concatenate(
        [
            features.rows(
                each.series, each.series.days[::9], np.full(days := each.series.days[::9].size, 7),
                np.full(days, 0.15), np.full((days, len(features.OF_THE_MARKET)), 0.05),
            )
            for each in world
        ]
    )  # fmt: skip
    answer = session.run({"features": rows})
    assert np.abs(trees.base + trees.contributions(rows).sum(axis=1) - answer["drop"]).max() < 1e-6
    assert (answer["cost"] < 3).all() and (answer["cost"] > 0.3).all()
    assert answer["quantiles"].shape == (len(rows), 3)


def test_the_shipped_card_says_what_it_learned_from() -> None:
    card = (SHIPPED / "card.md").read_text()
    assert "histories drawn by `generated.py`, and nothing else" in card
    assert "What it costs to learn from drawn histories" in card
