"""Scores the reader on saved product pages: `NAME.html` beside `NAME.json`, its label."""

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.report import Metrics, Report, steps

SAVED_PAGES = ROOT.parent / "shared" / "data" / "product_pages"
"""Where labelled pages of real shops lie on a machine that has them; they are no part of the project."""

FIELDS = ("price", "currency", "availability", "title", "was_price")
CENT = Decimal("0.005")
SHORT_TITLE = 5
NOT_LETTERS = re.compile(r"[\W_]+")
OUTCOMES = ("right", "wrong", "unknown")


def score_pages(folder: Path) -> Report:
    """Read every page of a folder, given its bytes and its label's `url` and nothing else.

    Price and was-price are right within half a cent, or where both are null; the currency and the title are scored
    where the page has a price and a product; `also_ok_*` of a label are right too. A title is right when one contains
    the other, letters and digits alone compared. Each miss is one line of the report's details.
    """
    use_sources()
    from prices.reading import read

    labels = labelled_pages(folder)
    metrics: Metrics = {"pages": len(labels)}
    metrics |= {f"{field}_{outcome}": 0 for field in FIELDS for outcome in OUTCOMES}
    misses: list[str] = []
    prices_from_nothing = 0
    for page, label in steps(labels, "Reading pages"):
        reading = read(page.read_bytes(), url=label["url"]).model_dump()
        for field, outcome in judge(label, reading).items():
            if outcome is None:
                continue
            metrics[f"{field}_{outcome}"] = int(metrics[f"{field}_{outcome}"] or 0) + 1
            if outcome != "right":
                misses.append(f"{page.stem}: {field} {outcome}: read {reading[field]}, is {label.get(field)}")
                prices_from_nothing += field == "price" and label["price"] is None
    short = []
    if prices_from_nothing:
        short.append(f"a price on {prices_from_nothing} pages that have none")
    return Report("extract", metrics, falls_short=short, details=misses)


def labelled_pages(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The pages of a folder with their labels, by name."""
    labels = sorted(folder.glob("*.json"))
    return [
        (page, json.loads(label.read_text(encoding="utf-8")))
        for label in labels
        if (page := label.with_suffix(".html")).exists()
    ]


def judge(label: dict[str, Any], reading: dict[str, Any]) -> dict[str, str | None]:
    """`right`, `wrong` or `unknown` for each field; None where the page does not score it."""
    no_product = label["kind"] == "not_product"
    return {
        "price": _judge_price(label, reading),
        "currency": None if label["price"] is None else _judge_word(reading["currency"], [label["currency"]]),
        "availability": _judge_availability(label, reading, no_product),
        "title": None if no_product else _judge_title(label, reading),
        "was_price": _judge_was(label, reading),
    }


def _judge_price(label: dict[str, Any], reading: dict[str, Any]) -> str:
    accepted = [_decimal(value) for value in [label["price"], *label.get("also_ok_price", [])]]
    read = _decimal(reading["price"])
    if read is None:
        return "right" if None in accepted else "unknown"
    return "right" if any(_equal(read, value) for value in accepted) else "wrong"


def _judge_word(read: str | None, accepted: list[str]) -> str:
    if not read:
        return "unknown"
    return "right" if read in accepted else "wrong"


def _judge_availability(label: dict[str, Any], reading: dict[str, Any], no_product: bool) -> str:
    read = str(reading["availability"] or "unknown")
    if no_product:
        return "right" if read == "unknown" else "wrong"
    if read in [label["availability"], *label.get("also_ok_availability", [])]:
        return "right"
    return "unknown" if read == "unknown" else "wrong"


def _judge_title(label: dict[str, Any], reading: dict[str, Any]) -> str:
    read = _letters(reading["title"])
    if not read:
        return "unknown"
    for title in [label["title"], *label.get("also_ok_title", [])]:
        wanted = _letters(title)
        if (
            read == wanted
            or (len(wanted) > SHORT_TITLE and wanted in read)
            or (len(read) > SHORT_TITLE and read in wanted)
        ):
            return "right"
    return "wrong"


def _judge_was(label: dict[str, Any], reading: dict[str, Any]) -> str | None:
    wanted, read = _decimal(label.get("was_price")), _decimal(reading["was_price"])
    if wanted is None:
        return None if read is None else "wrong"
    if read is None:
        return "unknown"
    return "right" if _equal(read, wanted) else "wrong"


def _decimal(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _equal(one: Decimal, other: Decimal | None) -> bool:
    return other is not None and abs(one - other) < CENT


def _letters(text: str | None) -> str:
    return NOT_LETTERS.sub("", (text or "").lower())
