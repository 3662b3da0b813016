"""How well price texts are read: amount and currency against labels."""

import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.json_lines import numbered_lines, read_object
from tradewind_cli.report import AsJson, Report

CORPUS = ROOT / "tests/corpora/money.jsonl"
GOAL = 0.98
"""Share of texts to be read right."""


def command(
    test: Annotated[
        Path | None, typer.Option(help="JSON lines {text, amount, currency}; the repository's own when left out.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Read price texts and compare amount and currency with the labels; list what was missed."""
    measure(test or CORPUS).show(json)


def measure(corpus: Path) -> Report:
    """`right`: amount and currency as labelled. `unknown`: no amount where one is labelled. `wrong`: all others."""
    use_sources()
    from tradewind.money import parse

    rows = [read_object(line) for _, line in numbered_lines(corpus)]
    verdicts = {"right": 0, "wrong": 0, "unknown": 0}
    details = []
    began = time.perf_counter()
    for row in rows:
        parsed = parse(row["text"], locale=row.get("locale"), hint=row.get("currency_hint"))
        verdict = judge(row, parsed.amount, parsed.currency)
        verdicts[verdict] += 1
        if verdict != "right":
            details.append(
                f"{verdict}: {row['text']!r} read {parsed.amount} {parsed.currency}, "
                f"labelled {row.get('amount')} {row.get('currency_any_of') or row.get('currency')} ({parsed.reason})"
            )
    elapsed_s = time.perf_counter() - began
    right = verdicts["right"]
    short = [] if right >= GOAL * len(rows) else [f"right {right} of {len(rows)}, goal {GOAL:.0%}"]
    return Report(
        "money",
        {"strings": len(rows), **verdicts, "strings_per_s": round(len(rows) / elapsed_s) if rows else None},
        falls_short=short,
        details=details,
    )


def judge(row: dict[str, Any], amount: Decimal | None, currency: str | None) -> str:
    """`right`, `wrong` or `unknown`. A text without money is right when it is read as null.

    `currency_any_of`: null or one of these. `currency_unscored`: any currency will do.
    """
    wanted = None if row.get("amount") is None else Decimal(str(row["amount"]))
    if wanted is None:
        return "right" if amount is None else "wrong"
    if amount is None:
        return "unknown"
    if amount != wanted:
        return "wrong"
    if row.get("currency_unscored"):
        return "right"
    if options := row.get("currency_any_of"):
        return "right" if currency is None or currency in options else "wrong"
    return "right" if currency == row.get("currency") else "wrong"
