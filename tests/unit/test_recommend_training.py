"""Training recommendations: drawn shops, folders of baskets, bundles; what is shipped, and how it is measured."""

import csv
import gzip
import json
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from catalog.recommending import baseline, features
from catalog.recommending.evidence import Evidence
from catalog.recommending.words import alike, weights, words
from recommend import train as training
from recommend.asking import questions
from recommend.baskets import Baskets, baskets_of, read_folder
from recommend.fitting import Size, fit
from recommend.generated import worlds
from recommend.past import Past
from recommend.scores import ndcg10, of_lists, recall10
from tradewind.registry.bundle import read_bundle
from tradewind.registry.session import Session
from tradewind_cli.evaluate.recommend import BUNDLE, measure
from tradewind_cli.main import app
from tradewind_cli.recommending import judged
from tradewind_cli.recommending.retail import read_baskets
from tradewind_cli.trouble import Trouble
from training.job import Job
from training.tables import WrongData


@pytest.fixture(scope="module")
def world() -> Baskets:
    [drawn] = worlds(3, 1, items=80, users=60)
    return drawn


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of few trees, for what is not about how good it is."""
    for module in (training, judged):
        monkeypatch.setattr(module, "fit", partial(fit, size=Size(rounds=20)))


def test_the_same_seed_gives_the_same_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    monkeypatch.setattr(training, "worlds", lambda seed, count: worlds(seed, 1, items=60, users=30))
    for name, seed in (("one", 1), ("same", 1)):
        training.train(Job(None, tmp_path / name, seed, 1), count=1)
    one, same = (read_bundle(tmp_path / name) for name in ("one", "same"))
    assert one.digest == same.digest
    assert one.signature.inputs[0].columns == features.NAMES
    assert one.metrics["questions"] > 10


def test_the_shipped_model_takes_what_serving_gives_and_knows_more_than_its_baseline() -> None:
    bundle = read_bundle(BUNDLE)
    assert bundle.signature.inputs[0].columns == features.NAMES
    assert sum(file.bytes for file in bundle.files) < 200_000
    assert bundle.metrics["ndcg10"] > bundle.metrics["ndcg10_of_item_knn"]
    assert bundle.metrics["ndcg10_again"] > bundle.metrics["ndcg10_again_of_item_knn"]
    session = Session((BUNDLE / "model.onnx").read_bytes(), bundle.signature)
    [world] = worlds(77, 1, items=120, users=60)
    asked = questions(Past(world, 270.0), world.last, again=False)
    found = session.run({"features": asked[0].rows})
    assert set(found) == {"new", "again"} and found["new"].shape == (len(asked[0].rows),)


def test_the_shipped_card_says_what_it_learned_from() -> None:
    card = (BUNDLE / "card.md").read_text()
    assert "baskets drawn by `generated.py`, and nothing else" in card
    assert "What it costs to learn from drawn baskets" in card


def test_what_came_later_changes_no_features(world: Baskets) -> None:
    now = 200.0
    short = world.between(-np.inf, now + 40)
    asked = [questions(Past(each, now), now + 40, again=True) for each in (world, short)]
    assert len(asked[0]) > 10
    for one, other in zip(*asked, strict=True):
        assert one.user == other.user and np.array_equal(one.rows, other.rows)


def test_what_they_have_is_asked_of_only_where_it_may_come_again(world: Baskets) -> None:
    past = Past(world, 200.0)
    for each in questions(past, 260.0, again=False):
        assert not np.intersect1d(each.candidates, past.history(each.user)[0]).size
        assert not np.intersect1d(each.wanted, past.history(each.user)[0]).size
    repeated = questions(past, 260.0, again=True)
    assert any(np.intersect1d(each.wanted, past.history(each.user)[0]).size for each in repeated)


def test_a_model_finds_what_goes_together(world: Baskets) -> None:
    """Two camps that never mix: whoever bought one thing of a camp is recommended the rest of it."""
    rng = np.random.default_rng(1)
    lines = [
        (f"u{user}", float(10 * turn + rng.integers(9)), f"{'ab'[user % 2]}{rng.integers(12)}")
        for user in range(60)
        for turn in range(20)
    ]
    camps = baskets_of(lines, {}, {}, {})
    asked = training.learned_from(camps, 1, until=160.0)
    model = fit(*asked, 1, 1)
    right = 0
    held = questions(Past(camps, 160.0), 200.0, again=False)
    for each in held:
        best = each.candidates[np.argsort(-model.score(each.rows), kind="stable")[0]]
        right += camps.titles[best][0] == "ab"[user_of(camps, each.user)]
    assert right >= 0.9 * len(held) > 0


def user_of(camps: Baskets, user: int) -> int:
    """Which camp somebody is of: the names of users are sorted as text."""
    return int(sorted(f"u{each}" for each in range(60))[user][1:]) % 2


def test_somebody_without_a_history_and_a_thing_without_people_have_features_that_are_numbers() -> None:
    none, one = np.empty(0), np.ones(1)
    known = Evidence(
        weight=none, age_days=none, is_newest=np.empty(0, dtype=np.bool_), taken_people=none, taken_price=none,
        people=0 * one, lately=0 * one, price=np.nan * one, known_days=0 * one, own_times=0 * one,
        own_age_days=np.nan * one, together=np.empty((0, 1)), at_once=np.empty((0, 1)), alike=np.empty((0, 1)),
        crowd=0, lately_crowd=0, there=0 * one, there_crowd=0,
    )  # fmt: skip
    found = features.rows(known)
    assert found.shape == (1, len(features.NAMES)) and np.isfinite(found).all()


def test_somebody_without_a_past_is_told_what_is_popular_in_their_country_by_what_was_before() -> None:
    lines = [(f"d{user}", 40.0 + user, "tea") for user in range(5)]
    lines += [(f"f{user}", 40.0 + user, "nail") for user in range(4)]
    lines += [("f9", 60.0, "saw"), ("f9", 60.0, "nail"), ("d1", 60.0, "saw"), ("g9", 60.0, "tea")]
    countries = {each: "FR" if each[0] == "f" else "DE" for each, _, _ in lines if each[0] != "g"}
    held = baskets_of(lines, {}, {}, countries)
    past = Past(held, 50.0)
    names = sorted({item for _, _, item in lines})
    users = sorted({user for user, _, _ in lines})
    firsts = {}
    for user in ("f9", "g9"):
        place = users.index(user)
        candidates = past.popular_candidates(place)
        scores = baseline.scores(past.evidence(place, candidates))
        firsts[user] = names[candidates[np.argmax(scores)]]
        assert "saw" not in [names[each] for each in candidates], "nobody had bought it yet"
    assert firsts == {"f9": "nail", "g9": "tea"}


def test_words_that_all_share_say_little() -> None:
    texts = [words(each) for each in ("red tea tin", "blue tea tins", "steel saw tin")]
    found = alike(texts, texts, weights(texts))
    assert found[0, 1] > found[0, 2] > 0
    assert np.allclose(np.diag(found), 1)


def test_figures_are_what_they_are_called() -> None:
    hits = np.array([True, False, True])
    assert ndcg10(hits, 2) == pytest.approx((1 + 0.5) / (1 + 1 / np.log2(3)))
    assert recall10(hits, 4) == 0.5
    people = np.array([8.0, 4.0, 0.0])
    found = of_lists([np.array([0, 1])], [np.array([1])], people, 8, 2)
    assert (found["novelty"], found["coverage"], found["popularity"]) == (0.5, 1.0, 75.0)
    assert of_lists([], [], people, 8, 2)["ndcg10"] is None


def put(folder: Path, baskets: str, products: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "baskets.csv").write_text(baskets)
    if products is not None:
        (folder / "products.csv").write_text(products)
    return folder


@pytest.mark.parametrize(
    ("baskets", "products", "told"),
    [
        ("user,date\n", None, "baskets.csv, row 1, column product"),
        ("user,date,product\n", None, "it has no rows"),
        ("user,date,product\nu,soon,p\n", None, "row 2, column date: 'soon' is no day"),
        ("user,date,product\n,2026-01-01,p\n", None, "row 2, column user"),
        ("user,date,product\nu,2026-01-01,p\n", "product,title\np,a\np,b\n", "products.csv, row 3, column product"),
        ("user,date,product\nu,2026-01-01,p\n", "product,title,price\np,a,free\n", "row 2, column price"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_by_file_row_and_column(
    tmp_path: Path, baskets: str, products: str | None, told: str
) -> None:
    with pytest.raises(WrongData) as wrong:
        read_folder(put(tmp_path, baskets, products))
    assert told in str(wrong.value)


def test_a_model_is_trained_on_a_folder_and_its_gate_names_the_folder(
    tmp_path: Path, world: Baskets, quick: None
) -> None:
    first = date(2025, 1, 1)
    lines = [
        f"u{user},{first + timedelta(days=int(day))},p{item}"
        for user, day, item in zip(world.user, world.day, world.item, strict=True)
    ]
    data = put(tmp_path / "mine", "user,date,product\n" + "\n".join(lines), "product,title,price\np1,red tin,2.5\n")
    training.train(Job(data, tmp_path / "out", 1, 1))
    bundle = read_bundle(tmp_path / "out")
    assert bundle.signature.gate.on.startswith("the last fifth of mine ")
    put(data, "user,date,product\n" + "\n".join(lines[:30]))
    assert training.main(["--data", str(data), "--model-dir", str(tmp_path / "out")]) == 1


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory, world: Baskets) -> Path:
    """The drawn world as a shop writes its invoices, with what is to be left out."""
    folder = tmp_path_factory.mktemp("retail")
    (folder / "below").mkdir()
    with gzip.open(folder / "below/invoices.csv.gz", "wt", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"])
        for user, day, item in zip(world.user, world.day, world.item, strict=True):
            at = f"{date(2011, 1, 1) + timedelta(days=int(day))} 10:00:00"
            rows.writerow([world.titles[item], "2", at, "1.5", f"{100 + user}.0", "France"])
        rows.writerow(["POSTAGE", "1", "2011-02-01 10:00:00", "18", "100.0", "France"])
        rows.writerow(["red tin", "-1", "2011-02-01 10:00:00", "1", "100.0", "France"])
        rows.writerow(["red tin", "1", "2011-02-01 10:00:00", "1", "", "France"])
    return folder


def test_the_evaluation_says_all_that_it_should_beside_what_is_simpler(retail: Path, quick: None) -> None:
    done = CliRunner().invoke(app, ["evaluate", "recommend", "--data", str(retail), "--shipped", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    figures = {"ndcg10", "recall10", "coverage", "novelty"}
    for name in ("popular", "item_knn", "als", "ease", "unvaried", "trained_on_panel"):
        assert not figures - found["baselines"][name].keys()
    for name in ("with_repeats", "cold_users", "cold_users_as_they_come", "cold_items", "together"):
        assert not figures - found["rows"][name]["metrics"].keys()
    assert found["metrics"]["ndcg10"] > found["baselines"]["popular"]["ndcg10"]
    assert found["rows"]["cold_users"]["metrics"]["users"] > 0


def test_lines_that_stand_in_two_files_count_once(tmp_path: Path) -> None:
    head = "Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
    (tmp_path / "a.csv").write_text(head + "TIN,1,2010-12-01 08:26:00,2,17.0\n")
    (tmp_path / "b.csv").write_text(head + "TIN,1,12/1/10 8:26,2,17\nTIN,1,12/1/2010 8:27,2,17\n")
    assert read_baskets(tmp_path).size == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("TIN,1,soon,2,17\n", "a.csv, row 2, column InvoiceDate: 'soon'"),
        ("TIN,one,2010-12-01 08:26:00,2,17\n", "row 2, column Quantity: 'one'"),
        ("", "holds no baskets"),
    ],
)
def test_what_is_wrong_with_baskets_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.csv").write_text("Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n" + text)
    with pytest.raises(Trouble, match=r".") as trouble:
        measure(tmp_path)
    assert told in str(trouble.value)
