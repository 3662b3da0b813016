"""A collection: documents, questions, and how relevant people judged some of the documents to be.

The form is that of the Cranfield collection: `docs.jsonl` (`doc_id`, `title`, `text`), `queries.jsonl` (`query_id`,
`text`) and `qrels.tsv` (query, document, code), each of which may be gzipped. Codes run from 1, a full answer, to 4,
of least interest; -1 is none. The gain of a document is 5 minus its code, and 0 for -1.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradewind_cli.trouble import Trouble

BELOW = ("", "common", "dev", "search_cranfield/common", "search_cranfield/dev")
NO_GAIN, LEAST_INTEREST = -1, 4


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its title and its text, which may begin with the title."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """All that it says, its title once."""
        return self.text if self.text.startswith(self.title) else f"{self.title} {self.text}".strip()

    @property
    def body(self) -> str:
        """What it says after its title."""
        return self.text[len(self.title) :].strip() if self.text.startswith(self.title) else self.text


@dataclass(frozen=True, slots=True)
class Collection:
    """`gains`: of each question the documents that somebody judged, with their gain, 0 to 4."""

    papers: tuple[Paper, ...]
    questions: Mapping[str, str]
    gains: Mapping[str, Mapping[str, int]]

    def __post_init__(self) -> None:
        if not any(gain for judged in self.gains.values() for gain in judged.values()):
            raise Trouble("no question of the collection has a relevant document")


def read_collection(folder: Path, documents: Path | None = None) -> Collection:
    """The collection of a folder, or of its `search_cranfield`, `common` and `dev`, or of the one that has such files.

    `documents`: where they are taken from when the folder has none of its own. Raises: Trouble naming file and line.
    """
    folders = [folder] + ([documents] if documents else [])
    papers = tuple(
        Paper(str(each["doc_id"]), str(each.get("title", "")), str(each["text"]))
        for each in _objects(_find(folders, "docs.jsonl"), ("doc_id", "text"))
    )
    questions = {
        str(each["query_id"]): str(each["text"])
        for each in _objects(_find(folders[:1], "queries.jsonl"), ("query_id", "text"))
    }
    return Collection(papers, questions, _gains(_find(folders[:1], "qrels.tsv"), questions))


def _find(folders: list[Path], name: str) -> Path:
    names = (name, f"{name}.gz")
    for folder in folders:
        tried = [folder / below / each for below in BELOW for each in names]
        if found := next((path for path in tried if path.is_file()), None):
            return found
        if len(others := [path for each in names for path in folder.rglob(each)]) == 1:
            return others[0]
    raise Trouble(f"{folders[0]} holds no {name}, nor does one folder below it")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{path} cannot be read: {error}") from error


def _objects(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number, line in _lines(path):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict) or any(name not in found for name in needed):
            raise Trouble(f"{path}, line {number}: an object with {', '.join(needed)} is wanted")
        yield found


def _gains(path: Path, questions: Mapping[str, str]) -> dict[str, dict[str, int]]:
    gains: dict[str, dict[str, int]] = {question: {} for question in questions}
    for number, line in _lines(path):
        parts = line.split()
        try:
            question, document, code = parts[0], parts[1], int(parts[2])
        except (IndexError, ValueError):
            if number == 1 and len(parts) > 2:
                continue  # a header
            raise Trouble(f"{path}, line {number}: a question, a document and a code are wanted") from None
        if question not in gains:
            raise Trouble(f"{path}, line {number}: there is no question {question}")
        if not NO_GAIN <= code <= LEAST_INTEREST:
            raise Trouble(f"{path}, line {number}: the code is {code}; 1 to 4, or -1")
        gains[question][document] = 0 if code == NO_GAIN else 5 - code
    return gains
