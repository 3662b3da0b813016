"""What an index holds: fields of four kinds, and documents, checked against them before any engine sees them."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from tradewind.errors import InvalidInput

Kind = Literal["text", "keyword", "number", "vector"]

NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TENANT = re.compile(r"[A-Za-z0-9_-]{1,64}")

LONGEST_TEXT = 20_000
LONGEST_KEYWORD = 256
MOST_VALUES = 200
LARGEST_NUMBER = 1e15
"""Past this a float64 no longer holds each cent."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an index.

    `text` is cut into words and searched; `keyword` is filtered, counted and sorted as it stands; `number` likewise,
    and within ranges; `vector` is searched by meaning (cosine), and an index has at most one of it. A text's `language`
    (ISO 639-1) decides how its words are stemmed; None, or one that has no stemmer, leaves them as they are. `weight`
    is what a word found there counts. Values of a field `is_suggested` complete what somebody types.
    """

    name: str
    kind: Kind
    weight: float = 1.0
    language: str | None = None
    is_many: bool = False
    dimensions: int = 0
    is_suggested: bool = False


@dataclass(frozen=True)
class Schema:
    """An index's name and fields. One definition serves every tenant. Raises: ValueError for one that cannot be."""

    name: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        for name in (self.name, *names):
            if not NAME.fullmatch(name) or name in {"id", "version"}:
                raise ValueError(f"{name!r} names no index and no field: small letters, digits and _, at most 48")
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: two fields of one name")
        vectors = [field for field in self.fields if field.kind == "vector"]
        if len(vectors) > 1 or any(not 0 < field.dimensions <= 4096 for field in vectors):
            raise ValueError(f"{self.name}: at most one vector, of 1 to 4096 dimensions")
        if any(field.is_many and field.kind != "keyword" for field in self.fields):
            raise ValueError(f"{self.name}: keywords alone may be many")

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def texts(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.kind == "text")

    @cached_property
    def vector(self) -> Field | None:
        return next((field for field in self.fields if field.kind == "vector"), None)

    def field(self, name: str, *kinds: Kind) -> Field:
        """The field of that name, of one of these kinds. Raises: InvalidInput."""
        found = self.by_name.get(name)
        if found is None or (kinds and found.kind not in kinds):
            fit = ", ".join(field.name for field in self.fields if not kinds or field.kind in kinds)
            raise InvalidInput(f"{name[:48]}: no such field here; there are {fit or 'none of that kind'}")
        return found


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed: fields by name, each a text, a number, a vector, or a list of them; None or absent is missing.

    Of two writes of one id the one of the greater `version` stands, the later one when they are equal.
    """

    id: str
    fields: Mapping[str, Any]
    version: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that was not indexed, and why; the others of its batch were."""

    id: str
    reason: str


def refusal(schema: Schema, document: Document) -> str | None:
    """Why this document cannot be indexed; None when it can."""
    if not isinstance(document.id, str) or not ID.fullmatch(document.id):
        return "id: 1 to 64 letters, digits, _ and -"
    if not isinstance(document.version, int) or not 0 <= document.version < 2**53:
        return "version: a whole number from 0 to 2^53"
    for name, value in document.fields.items():
        field = schema.by_name.get(name)
        if field is None:
            return f"{str(name)[:48]}: no such field"
        if value is not None and (wrong := _wrong(field, value)):
            return f"{name}: {wrong}"
    return None


def accepted(schema: Schema, documents: Sequence[Document]) -> tuple[list[Document], list[Refused]]:
    """The documents that can be indexed, the last of each id, and those that cannot."""
    good: dict[str, Document] = {}
    refused = []
    for document in documents:
        if reason := refusal(schema, document):
            refused.append(Refused(str(document.id)[:64], reason))
        elif document.id not in good or good[document.id].version <= document.version:
            good[document.id] = document
    return list(good.values()), refused


def belongs(tenant: str) -> str:
    """The tenant, when it may name a part of an index. Raises: InvalidInput."""
    if not TENANT.fullmatch(tenant):
        raise InvalidInput("tenant: 1 to 64 letters, digits, _ and -")
    return tenant


def _wrong(field: Field, value: Any) -> str | None:
    if field.kind == "vector":
        return _wrong_vector(field, value)
    if not field.is_many:
        return _wrong_value(field, value)
    if not isinstance(value, list | tuple):
        return "a list is asked for"
    if len(value) > MOST_VALUES:
        return f"at most {MOST_VALUES} values"
    return next((wrong for each in value if (wrong := _wrong_value(field, each))), None)


def _wrong_value(field: Field, value: Any) -> str | None:
    if field.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "a number is asked for"
        return None if abs(value) <= LARGEST_NUMBER else f"at most {LARGEST_NUMBER:g} either way"
    if not isinstance(value, str):
        return "a text is asked for"
    longest = LONGEST_TEXT if field.kind == "text" else LONGEST_KEYWORD
    if len(value) > longest:
        return f"at most {longest} characters"
    return None if value.isprintable() or _is_text(value) else "half a character"


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _wrong_vector(field: Field, value: Any) -> str | None:
    if isinstance(value, str | bytes) or not hasattr(value, "__len__") or len(value) != field.dimensions:
        return f"{field.dimensions} numbers are asked for"
    try:
        length = math.hypot(*value)
    except TypeError:
        return f"{field.dimensions} numbers are asked for"
    if not math.isfinite(length):
        return "not every number is finite"
    return None if length else "a vector of zeros points nowhere"
