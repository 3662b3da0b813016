"""Folders of price histories as strangers write them."""

import re
from pathlib import Path

import pytest

from tradewind_cli.checkout import ROOT
from tradewind_cli.evaluate.deals import OWN, measure
from tradewind_cli.trouble import Trouble

CASES = "case,verdict\na sale,discount\n"
HISTORIES = "case,date,until,price,was_price\na sale,2026-01-01,2026-03-01,100,\na sale,2026-03-02,,80,100\n"


def folder(at: Path, cases: str = CASES, histories: str = HISTORIES, others: str | None = None) -> Path:
    (at / "cases.csv").write_text(cases, encoding="utf-8")
    (at / "histories.csv").write_text(histories, encoding="utf-8")
    if others is not None:
        (at / "others.csv").write_text(others, encoding="utf-8")
    return at


def test_the_repositorys_own_cases_are_all_right() -> None:
    report = measure(OWN)
    assert report.falls_short == []
    assert report.metrics["right"] == report.metrics["cases"]
    assert (report.metrics["cases"] or 0) >= 60
    assert (report.baselines["believes_the_page"]["right"] or 0) < 45


def test_a_strangers_folder_is_judged_and_a_wrong_verdict_is_named(tmp_path: Path) -> None:
    assert measure(folder(tmp_path)).metrics == {"cases": 1, "right": 1}
    wrong = measure(folder(tmp_path, cases="case,verdict,least_score\na sale,fake,\n"))
    assert wrong.metrics == {"cases": 1, "right": 0}
    assert "judged discount" in wrong.details[0]
    low = measure(folder(tmp_path, cases="case,verdict,least_score\na sale,true_sale,99\n"))
    assert "a score of 99 at least" in low.details[0]


def test_the_example_in_the_documents_is_read_and_right(tmp_path: Path) -> None:
    cases, histories = re.findall("```csv\n(.*?)```", (ROOT / "docs/deals.md").read_text(), re.DOTALL)
    assert measure(folder(tmp_path, cases, histories)).metrics == {"cases": 2, "right": 2}


def test_other_shops_count(tmp_path: Path) -> None:
    scored = "case,verdict,most_score\na sale,discount,70\n"
    assert measure(folder(tmp_path, cases=scored)).metrics["right"] == 0
    others = "case,host,price,shipping\na sale,there.example,50,0\n"
    assert measure(folder(tmp_path, cases=scored, others=others)).metrics["right"] == 1


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("cases", "case,verdict\na sale,cheap\n", "cases.csv: row 2, verdict: 'cheap' is not one of discount"),
        ("cases", "case\na sale\n", "cases.csv: row 1, verdict: is missing"),
        ("cases", "case,verdict,colour\na sale,discount,red\n", "cases.csv: row 1, colour: is no column of it"),
        ("cases", CASES + "a sale,discount\n", "cases.csv: row 3, case: 'a sale' is there already"),
        ("cases", CASES + "another,discount\n", "histories.csv: case: 'another' has no row"),
        (
            "histories",
            "case,date,price\na sale,2026-02-30,1\n",
            "histories.csv: row 2, date: '2026-02-30' is not a date",
        ),
        ("histories", "case,date,price\na sale,2026-02-01,1e999\n", "histories.csv: row 2, price: '1e999' is not"),
        ("histories", "case,date,price\na sale,2026-02-01,nan\n", "histories.csv: row 2, price: 'nan' is not"),
        ("histories", "case,date,price\na sale,2026-02-01,1,2\n", "histories.csv: row 2: has more fields"),
        ("histories", "case,date,price\nno sale,2026-02-01,1\n", "histories.csv: row 2, case: 'no sale' is none of"),
        ("histories", "case,date,until,price\na sale,2026-02-02,2026-02-01,1\n", "row 2, until: 2026-02-01 is before"),
        ("histories", "case,date,price,currency\na sale,2026-02-01,1,euro\n", "row 2, currency: 'euro' is not an ISO"),
        ("others", "case,host,price\na sale,,5\n", "others.csv: row 2, host: is empty"),
    ],
)
def test_what_cannot_be_read_is_told_with_file_row_and_field(tmp_path: Path, file: str, text: str, told: str) -> None:
    made = {"cases": CASES, "histories": HISTORIES, file: text}
    with pytest.raises(Trouble, match="cannot be read") as trouble:
        measure(folder(tmp_path, **made))
    assert told in str(trouble.value)


def test_a_folder_without_its_files_says_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"has no cases\.csv; docs/deals\.md"):
        measure(tmp_path)
    (tmp_path / "cases.csv").write_bytes(b"case,verdict\n\xff\xfe\n")
    (tmp_path / "histories.csv").write_bytes(b"")
    with pytest.raises(Trouble, match=r"cases\.csv: row 1: cannot be read as CSV in UTF-8"):
        measure(tmp_path)


def test_many_faults_are_cut_short(tmp_path: Path) -> None:
    rows = "".join(f"a sale,2026-02-{day:02},x\n" for day in range(1, 29))
    with pytest.raises(Trouble, match=r"\.\.\. and 8 more"):
        measure(folder(tmp_path, histories="case,date,price\n" + rows))
