"""Requests find their class among those that a catalogue has."""

from pathlib import Path

import pytest

from catalog.rules.classifying import LEAST_LIKELY, Classes
from tradewind_cli.evaluate.query_class import measure
from tradewind_cli.trouble import Trouble

NAMES = ("Dining Tables", "Coffee & Cocktail Tables", "Bar Stools", "Area Rugs", "Décor", "Tapis d'extérieur")


@pytest.mark.parametrize(
    ("request_text", "name"),
    [
        ("round dining table", "Dining Tables"),
        ("cofee table with storage", "Coffee & Cocktail Tables"),
        ("barstool", "Bar Stools"),
        ("tapis exterieur", "Tapis d'extérieur"),
        ("decor", "Décor"),
    ],
)
def test_names_alone_tell_the_class(request_text: str, name: str) -> None:
    assert Classes(NAMES).rank(request_text)[0].name == name


def test_an_example_moves_a_request_that_no_name_is_like() -> None:
    shown = Classes(NAMES, {"Area Rugs": ["persian carpet", "kilim"]})
    assert shown.rank("carpets")[0].name == "Area Rugs"
    assert Classes(NAMES).rank("kilim")[0].score < shown.rank("kilim")[0].score


def test_what_it_means_tells_where_spelling_does_not() -> None:
    meant = dict.fromkeys(NAMES, 0.1) | {"Bar Stools": 0.9}
    decision = Classes(NAMES).classify("high chair for the counter", meant)
    assert decision.value == "Bar Stools"
    assert not decision.degraded


def test_unlikely_is_unknown_and_says_so() -> None:
    decision = Classes(NAMES).classify("zzz")
    assert (decision.value, decision.confidence, decision.degraded) == (None, 0, True)
    assert decision.reasons
    close = Classes(["red a", "red b", "red c", "red d"]).classify("red")
    assert close.value is None
    assert (close.confidence or 0) < LEAST_LIKELY


def test_no_classes_is_unknown() -> None:
    assert Classes([]).classify("chair").value is None
    assert Classes([]).rank("chair") == []


def test_ties_are_settled_by_name_so_the_answer_is_the_same_every_time() -> None:
    assert [each.name for each in Classes(["b", "a"]).rank("x")] == ["a", "b"]


def test_the_measurement_stands_beside_its_baselines(tmp_path: Path) -> None:
    kinds = {"Lamps": "lamp", "Rugs": "rug", "Beds": "bed"}
    rows = [f"{n}\t{word} number {n}\t{kind}" for n in range(8) for kind, word in kinds.items()]
    file = tmp_path / "queries.csv"
    file.write_text("\n".join(["query_id\tquery\tquery_class", *rows, "99\tone of its kind\tUnicorns"]))
    report = measure(file, with_meanings=False)
    assert report.metrics["queries"] == 25
    assert report.metrics["classes"] == 4
    assert (report.metrics["accuracy"] or 0) >= 0.9
    assert (report.baselines["majority"]["accuracy"] or 1) < (report.baselines["tfidf_linear"]["accuracy"] or 0)
    assert all("majority" not in sentence for sentence in report.falls_short)


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "queries.csv"
    file.write_text("a\tb\n1\t2\n" * 9)
    with pytest.raises(Trouble, match="query_class"):
        measure(file)
    with pytest.raises(Trouble, match="no such file"):
        measure(tmp_path / "absent")
