"""Questions with what was found for them and how relevant it is, and a folder of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradewind.ranking.candidates import Candidate
from tradewind.ranking.rating import MOST
from training.tables import WrongData

FILE = "judged.jsonl"
LEAST_QUESTIONS = 20
LEGS = ("keyword", "vector")


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A question, its candidates as a search found them, best first, and the relevance of each, 0 to 1.

    `missed`: the relevances of what the search did not find, for the measures alone.
    """

    text: str
    candidates: tuple[Candidate, ...]
    relevance: NDArray[np.float64]
    missed: tuple[float, ...] = ()


def read_folder(folder: Path) -> list[Judged]:
    """The questions of `judged.jsonl`. Raises: WrongData naming the line."""
    path = folder / FILE
    if not path.is_file():
        raise WrongData(path, "it is not there; its form is in sagemaker/README.md")
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(_judged(json.loads(line)))
        except (ValueError, KeyError, TypeError) as wrong:
            raise WrongData(path, repr(wrong)[:200], number) from wrong
    if sum(bool(each.relevance.any()) for each in found) < LEAST_QUESTIONS:
        raise WrongData(path, f"at least {LEAST_QUESTIONS} questions with something relevant are needed")
    return found


def _judged(fields: Mapping[str, Any]) -> Judged:
    given = fields["candidates"][:MOST]
    relevance = np.array([float(each["relevance"]) for each in given])
    if not given or not ((relevance >= 0) & (relevance <= 1)).all():
        raise ValueError("each question has candidates, each with a relevance from 0 to 1")
    return Judged(str(fields["text"]), tuple(_candidate(each) for each in given), relevance)


def _candidate(fields: Mapping[str, Any]) -> Candidate:
    ranks, scores = (
        {
            f"{leg}_{kind}": None if fields.get(f"{leg}_{kind}") is None else read(fields[f"{leg}_{kind}"])
            for leg in LEGS
        }
        for kind, read in (("rank", int), ("score", float))
    )
    return Candidate(str(fields["title"]), str(fields.get("text", "")), **ranks, **scores)  # type: ignore[arg-type]
