"""Files of pairs as strangers write them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tradewind_cli.evaluate.matching import OWN, measure, offered_of


def lines(folder: Path, *rows: Any) -> Path:
    file = folder / "pairs.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "written",
    [
        {"title": "Kettle", "gtin": "4006381333931", "brand": {"name": "Acme"}},
        {"name": "Kettle", "identifiers": {"EAN-13": "4006381333931"}, "manufacturer": "Acme"},
        {"productName": "Kettle", "specs": {"gtin13": 4006381333931}, "Brand": "Acme", "what": [1, {"x": None}]},
    ],
)
def test_a_listing_is_read_in_many_forms(written: dict[str, Any]) -> None:
    found = offered_of(written)
    assert (found.title, found.brand) == ("Kettle", "Acme")
    assert list(found.identifiers.values()) == ["4006381333931"]


def test_what_a_listing_says_of_its_choice_is_read_with_its_title() -> None:
    found = offered_of({"title": "Shirt", "color": "red", "size": 42, "pack_size": 3, "condition": "new"})
    assert found.details == "red ; size 42 ; pack of 3"
    assert offered_of({"title": "x", "price": {"amount": "12,50", "currency": "eur"}}).currency == "EUR"
    assert offered_of("Kettle 1.7 l").title == "Kettle 1.7 l"


def test_a_line_that_cannot_be_read_is_counted_and_named(tmp_path: Path) -> None:
    good = {"a": {"title": "Acme WK-2200X kettle"}, "b": {"title": "ACME WK2200X kettle"}, "same": True}
    bad: list[Any] = ["{", "[1]", {"a": {}}, {"a": 1, "b": 2, "same": True}, {**good, "same": "perhaps"}]
    report = measure(lines(tmp_path, good, *bad))
    assert (report.metrics["pairs"], report.metrics["unreadable"]) == (1, len(bad))
    assert (report.metrics["precision"], report.metrics["recall"]) == (1.0, 1.0)
    assert len(report.details) == len(bad)


def test_an_empty_file_has_no_figures(tmp_path: Path) -> None:
    metrics = measure(lines(tmp_path)).metrics
    assert (metrics["pairs"], metrics["precision"], metrics["brier"]) == (0, None, None)


def test_the_repositorys_own_pairs_meet_the_goals() -> None:
    report = measure(OWN)
    assert report.falls_short == []
    assert (report.metrics["pairs"] or 0) >= 300
