"""How well requests for goods are understood: the slots of each against labels."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from tradewind_cli.catalog.slot_forms import are_same, said
from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.json_lines import numbered_lines, read_object
from tradewind_cli.report import AsJson, Metrics, Report

OWN = ROOT / "tests/corpora/query_slots.jsonl"
GOAL = 0.95
"""Share of slots to be right."""
DETAILS = 400


@dataclass(frozen=True)
class Request:
    """A request, the language that its client is set to, and what it says."""

    line: int
    text: str
    language: str | None
    slots: dict[str, Any]


def command(
    test: Annotated[Path, typer.Option(help="JSON lines, see docs/query-slots.md.", exists=True, dir_okay=False)] = OWN,
    part: Annotated[str | None, typer.Option(help="Only lines whose `part` is this.")] = None,
    slots: Annotated[str | None, typer.Option(help="Only these slots, with commas between.")] = None,
    json: AsJson = False,
) -> None:
    """Understand requests and compare their slots with the labels; list what was missed."""
    measure(test, part, slots.split(",") if slots else None).show(json)


def measure(corpus: Path, part: str | None = None, only: Sequence[str] | None = None) -> Report:
    """`exact_slot_accuracy`: of the slots that the label or the answer says, those that both say alike.

    `exact_requests`: the share of requests without a slot that is wrong. `slots_wrong`: both say it, not alike;
    `slots_missed`: the label alone says it; `slots_invented`: the answer alone. Rows: each language, each slot.
    """
    use_sources()
    requests, unreadable = _read(corpus, part)
    judged, details = [], list(unreadable)
    began = time.perf_counter()
    for request in requests:
        verdicts, told = _judge(request, only)
        judged.append((request, verdicts))
        details += told
    elapsed_s = time.perf_counter() - began
    metrics = _figures([verdicts for _, verdicts in judged])
    metrics |= {"unreadable": len(unreadable), "requests_per_s": round(len(requests) / elapsed_s) if requests else None}
    accuracy = metrics["exact_slot_accuracy"]
    short = [] if accuracy is None or accuracy >= GOAL else [f"exact_slot_accuracy {accuracy}, goal {GOAL}"]
    if unreadable:
        short.append(f"{len(unreadable)} lines not readable")
    languages = sorted({request.language or "unsaid" for request in requests})
    names = sorted({name for _, verdicts in judged for name in verdicts})
    rows = {
        language: [verdicts for request, verdicts in judged if (request.language or "unsaid") == language]
        for language in languages
    } | {name: [{name: verdicts[name]} for _, verdicts in judged if name in verdicts] for name in names}
    return Report(
        "query_slots",
        metrics,
        baselines={
            "says_nothing": _figures([dict.fromkeys(_labelled(request, only), "missed") for request in requests])
        },
        falls_short=short,
        details=details[:DETAILS],
        rows={name: Report(name, _figures(verdicts)) for name, verdicts in rows.items()},
    )


def _judge(request: Request, only: Sequence[str] | None) -> tuple[dict[str, str], list[str]]:
    """A verdict on each slot that the label or the answer says, and what to tell of those that are not right."""
    from catalog.rules.understanding.request import understand

    language = (request.language or "")[:2].lower()
    hint = language if language in ("en", "fr", "pt", "hi") else None
    answer = understand(request.text, hint).slots.plain()  # type: ignore[arg-type]
    verdicts, told = {}, []
    for name in sorted(_labelled(request, only) | {name for name in answer if only is None or name in only}):
        label, answered = request.slots.get(name), answer.get(name)
        if name not in answer:
            verdicts[name] = "missed"
        elif name not in request.slots:
            verdicts[name] = "invented"
        else:
            verdicts[name] = "right" if are_same(name, label, answered) else "wrong"
        if verdicts[name] != "right":
            told.append(
                f"line {request.line}: {name} {verdicts[name]}: {request.text!r}: read {answered}, labelled {label}"
            )
    return verdicts, told


def _labelled(request: Request, only: Sequence[str] | None) -> set[str]:
    return {name for name in request.slots if only is None or name in only}


def _figures(judged: Sequence[dict[str, str]]) -> Metrics:
    counts = Counter(verdict for verdicts in judged for verdict in verdicts.values())
    total = sum(counts.values())
    whole = sum(all(verdict == "right" for verdict in verdicts.values()) for verdicts in judged)
    return {
        "requests": len(judged),
        "exact_slot_accuracy": round(counts["right"] / total, 4) if total else None,
        "exact_requests": round(whole / len(judged), 4) if judged else None,
        "slots": total,
        **{f"slots_{verdict}": counts[verdict] for verdict in ("right", "wrong", "missed", "invented")},
    }


def _read(corpus: Path, part: str | None) -> tuple[list[Request], list[str]]:
    requests, unreadable = [], []
    for number, line in numbered_lines(corpus):
        try:
            fields = read_object(line)
            if part is not None and fields.get("part") != part:
                continue
            if not isinstance(fields["text"], str) or not isinstance(fields.get("slots") or {}, dict):
                raise ValueError("text: a string, slots: an object")
            language = fields.get("language")
            language = language if isinstance(language, str) else None
            requests.append(Request(number, fields["text"], language, said(fields.get("slots") or {})))
        except (ValueError, KeyError) as error:
            unreadable.append(f"line {number}: not readable: {error!r}"[:300])
    return requests, unreadable
