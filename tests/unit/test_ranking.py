"""Rating what a search found: its features, the learned rater, and how it is trained."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rerank import fitting
from rerank import train as training
from rerank.fitting import ndcg, relevances_of, rows_of
from rerank.generated import worlds
from rerank.judged import Judged, read_folder
from tradewind.errors import InvalidInput
from tradewind.ranking import Candidate, LearnedRater
from tradewind.ranking.features import NAMES, features
from tradewind.ranking.rating import MOST, relevance, shares
from tradewind.registry import ModelUnavailable, Prediction
from tradewind.registry.bundle import read_bundle
from tradewind.registry.session import Session
from tradewind.trees import Trees
from tradewind_cli.checkout import ROOT
from training.job import Job
from training.tables import WrongData

SHIPPED = ROOT / "sagemaker/rerank/shipped"
KETTLES = [
    Candidate("Steel kettle 1.7 l", "Kitchen. Electric kettle of brushed steel", 1, 2, 9.1, 0.66),
    Candidate("Kettle descaler", "Household. Removes limescale from a steel kettle", 2, 4, 6.0, 0.51),
    Candidate("Electric kettle, steel", "Kitchen. Cordless, boils a litre in two minutes", 3, 1, 5.5, 0.71),
    Candidate("Garden hose", "Garden. Twenty metres, with a steel reel", 4, None, 1.2, None),
    Candidate("Tea pot", "Kitchen. Stoneware, keeps tea warm", None, 3, None, 0.55),
]


@cache
def shipped() -> Session:
    return Session((SHIPPED / "model.onnx").read_bytes(), read_bundle(SHIPPED).signature)


@cache
def drawn() -> list[Judged]:
    return next(iter(worlds(3, 1, questions=6)))


class Served:
    """A registry of one model, or of one that does not answer."""

    def __init__(self, is_there: bool = True) -> None:
        self.is_there = is_there
        self.callers: list[str] = []

    def predict(self, name: str, inputs: Any, caller: str) -> Prediction:
        self.callers.append(caller)
        if not self.is_there:
            raise ModelUnavailable("missing", name, "none of that name is registered")
        return Prediction(shipped().run(inputs), f"{name}@3")


def rater(is_there: bool = True) -> LearnedRater:
    return LearnedRater(Served(is_there), "house")  # type: ignore[arg-type]


def column(name: str, text: str = "steel kettle") -> list[float]:
    found: list[float] = features(text, KETTLES)[:, NAMES.index(name)].round(4).tolist()
    return found


def test_features_say_what_the_legs_and_the_words_said() -> None:
    assert column("keyword_share")[0] == 1
    assert column("keyword_place")[4] == 0
    assert column("vector_place")[3] == 0
    assert column("cosine")[3] == pytest.approx(0.51), "the least of the others'"
    assert max(column("cosine_gap")) == 0
    assert column("coverage")[:3] == [1, 1, 1]
    assert column("coverage", "STEEL kettles")[:3] == [1, 1, 1], "words are stems"
    assert column("pairs")[0] == 1
    assert column("pairs")[2] == 0, "both words, and others between them"
    assert column("asked", "steel steel kettle")[0] == 2
    assert column("near_3")[0] > column("near_3")[3] > 0
    assert np.argmax(column("near_all")) in (0, 1, 2)


def test_no_candidates_are_no_rows_and_one_has_no_neighbours() -> None:
    assert features("kettle", []).shape == (0, len(NAMES))
    [alone] = features("kettle", KETTLES[:1])
    assert alone[NAMES.index("near_all")] == 0


texts = st.text(max_size=30)
ranks = st.none() | st.integers(1, 100)
candidates = st.builds(
    Candidate, texts, texts, ranks, ranks, st.none() | st.floats(0, 60), st.none() | st.floats(-1, 1)
)


@settings(max_examples=40, deadline=None)
@given(texts, st.lists(candidates, max_size=6))
def test_whatever_was_found_has_features_and_a_rating(text: str, found: list[Candidate]) -> None:
    rows = features(text, found)
    assert rows.shape == (len(found), len(NAMES))
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    ratings = rater().rate(text, found)
    assert len(ratings) == len(found)
    assert all(0 <= each <= 1 for each in ratings)


def test_what_answers_is_rated_above_what_shares_a_word() -> None:
    rates = rater()
    kettle, descaler, other, hose, pot = rates.rate("electric steel kettle", KETTLES)
    assert max(kettle, other) == 1
    assert min(kettle, other) > max(descaler, hose, pot)
    assert rates.name == "rerank@3"


def test_a_rater_without_a_model_says_so_and_a_long_list_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match="missing"):
        rater(is_there=False).rate("kettle", KETTLES)
    assert rater(is_there=False).rate("kettle", []) == []
    with pytest.raises(InvalidInput, match="50"):
        rater().rate("kettle", KETTLES * MOST)


def test_relevances_are_shares_of_the_best() -> None:
    assert [relevance(each) for each in (-1e9, 0, 1e9)] == [pytest.approx(0), 0.5, pytest.approx(1)]
    assert shares([0.1, 0.4]) == [0.25, 1]
    assert shares([0, 0]) == [0, 0]


def test_the_shipped_bundle_is_whole_and_orders_better_than_the_search() -> None:
    bundle = read_bundle(SHIPPED)
    assert bundle.signature.inputs[0].columns == NAMES
    assert bundle.metrics["ndcg10"] > bundle.metrics["ndcg10_of_hybrid"] + 0.05
    assert bundle.metrics["ndcg10_of_hybrid"] > max(bundle.metrics[f"ndcg10_of_{leg}"] for leg in ("keyword", "vector"))
    assert "{" not in bundle.card
    trees = Trees.read((SHIPPED / "trees.npz").read_bytes())
    for judged in drawn()[:2]:
        rows = rows_of(judged)
        served = shipped().run({"features": rows})["relevance"]
        assert np.allclose(trees.score(rows), served, atol=1e-6)


def test_drawn_questions_have_something_to_find_and_legs_that_differ() -> None:
    for judged in drawn():
        assert len(judged.candidates) == MOST
        assert ((judged.relevance >= 0) & (judged.relevance <= 1)).all()
        assert judged.relevance.any() or judged.missed
        assert {each.keyword_rank is None for each in judged.candidates} | {
            each.vector_rank is None for each in judged.candidates
        } == {True, False}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "worlds", lambda seed, count: [drawn()])
    monkeypatch.setattr(fitting, "ROUNDS", 8)
    for name in ("one", "again"):
        training.train(Job(None, tmp_path / name, 3, 1))
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def line(text: str, relevances: list[float]) -> str:
    found = [
        {"title": f"thing {at}", "text": "of steel", "keyword_rank": at + 1, "keyword_score": 5 - at, "relevance": each}
        for at, each in enumerate(relevances)
    ]
    return json.dumps({"text": text, "candidates": found})


def test_a_folder_of_judgements_trains_a_model_of_its_own(tmp_path: Path) -> None:
    lines = [line(f"thing {number % 3}", [number % 3 == at for at in range(3)]) for number in range(40)]
    (tmp_path / "judged.jsonl").write_text("\n".join(lines))
    training.train(Job(tmp_path, tmp_path / "out", 1, 1))
    bundle = read_bundle(tmp_path / "out")
    assert bundle.metrics["trained_on"] == 40
    assert bundle.metrics["ndcg10"] > bundle.metrics["ndcg10_of_keyword"]
    assert bundle.signature.gate.on.startswith("five folds of")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "row 1"),
        ('{"text": "a"}', "row 1"),
        (line("a", [2.0]), "relevance from 0 to 1"),
        (line("a", []), "has candidates"),
        (line("a", [1.0]), "at least 20"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_by_its_place(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "judged.jsonl").write_text(content)
    with pytest.raises(WrongData, match=told):
        read_folder(tmp_path)
    assert training.main(["--data", str(tmp_path), "--model-dir", str(tmp_path / "out")]) == 1


def test_a_folder_without_judgements_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongData, match="not there"):
        read_folder(tmp_path)


def test_the_best_order_has_all_there_is_to_gain() -> None:
    judged = Judged("a", tuple(KETTLES[:3]), np.array([0.0, 1.0, 0.5]))
    assert ndcg(judged, judged.relevance) == 1
    assert ndcg(judged, -judged.relevance) == pytest.approx((0.5 / np.log2(3) + 0.5) / (1 + 0.5 / np.log2(3)))
    assert ndcg(Judged("a", tuple(KETTLES[:1]), np.array([0.0])), np.zeros(1)) is None
    assert ndcg(Judged("a", tuple(KETTLES[:1]), np.array([0.5]), missed=(1.0,)), np.zeros(1)) == pytest.approx(
        0.5 / (1 + 0.5 / np.log2(3))
    )
    assert relevances_of(np.zeros(1)) == [0.5]
