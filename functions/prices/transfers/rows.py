"""What every form shares: rows, what does not map, and what a form cannot say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from prices.models.transfer import (
    MOST_ROWS,
    Column,
    ColumnMapping,
    ImportDefaults,
    LeftOut,
    Unmapped,
)
from prices.models.watch import Watch, WatchRequest
from tradewind.imports import LONGEST_SHOWN
from tradewind.tables import Unreadable
from tradewind.tables.text import printable, shown

LONGEST_LABEL = 200
MOST_TAGS = 20
MOST_UNMAPPED = 40  # of one row; a row's report stays below 20 KB
SOONEST_MINUTES, LATEST_MINUTES = 5, 43_200

_TAG = re.compile(r"[^#,\s][^#,]{0,39}")
_DEFAULTS: dict[str, Any] = WatchRequest(url="https://shop.example/").model_dump()
SECRETS = frozenset({"webhook", "request_headers"})
EVERYTHING = frozenset({*_DEFAULTS, "paused", *(f"check.{part}" for part in _DEFAULTS["check"])}) - SECRETS
"""What a form can say of a watch: all but its secrets."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the importer asked for beside the file. `least_minutes`: no page is looked at more often."""

    defaults: ImportDefaults = field(default_factory=ImportDefaults)
    mapping: ColumnMapping | None = None
    least_minutes: int = SOONEST_MINUTES


@dataclass(frozen=True, slots=True)
class Row:
    """One watch that a file asks for. `wanted` is None where it cannot be watched, and `refused` says why."""

    place: str
    url: str | None
    label: str | None
    wanted: WatchRequest | None
    paused: bool = False
    refused: str | None = None
    unmapped: tuple[Unmapped, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read. `unmapped`: what it says as a whole; `columns`: what those of a table are taken for."""

    rows: list[Row]
    unmapped: tuple[Unmapped, ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file of watches. `watches`: how many are in it."""

    content: bytes
    media_type: str
    extension: str
    watches: int
    left_out: tuple[LeftOut, ...] = ()


@dataclass(slots=True)
class Draft:
    """A row as it is put together: what maps, and what does not."""

    place: str
    fields: dict[str, Any] = field(default_factory=dict)
    check: dict[str, Any] = field(default_factory=dict)
    paused: Any = False
    wrong: list[str] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def leave(self, name: str, value: object, why: str) -> None:
        """Note that `value` does not map. Of hundreds in one row the first are shown."""
        if len(self.unmapped) < MOST_UNMAPPED:
            self.unmapped.append(left(name, value, why))

    def label(self, text: object) -> None:
        """Take a name; one that is too long is shortened, and that is noted."""
        if not isinstance(text, str):
            self.fields["label"] = text
        elif name := " ".join(text.split()):
            self.fields["label"] = name[:LONGEST_LABEL]
            if len(name) > LONGEST_LABEL:
                self.leave(self.names.get("label", "label"), name, f"shortened to {LONGEST_LABEL} characters")

    def tags(self, texts: Iterable[str], named: str = "tags") -> None:
        """Take tags, each once; what can be none is noted."""
        kept: list[str] = list(self.fields.get("tags", ()))
        for text in texts:
            tag = " ".join(text.split())
            if not tag or tag in kept:
                continue
            if not _TAG.fullmatch(tag):
                self.leave(named, tag, "a tag has at most 40 characters, and no # or comma")
            elif len(kept) == MOST_TAGS:
                self.leave(named, tag, f"a watch has at most {MOST_TAGS} tags")
            else:
                kept.append(tag)
        self.fields["tags"] = kept

    def every(self, minutes: float, named: str) -> None:
        """Take how often to look, in minutes."""
        self.names["every_minutes"] = named
        self.check["every_minutes"] = round(minutes)

    def selector(self, text: str, named: str) -> None:
        """Take a CSS selector as the place of the price; XPath, jq and JSONPath are noted."""
        found = text.strip()
        if not found:
            return
        if not is_css(found):
            self.leave(named, found, "pages are read by CSS selectors, not by XPath, jq or JSONPath")
        elif len(found.removeprefix("css:")) > 300:
            self.leave(named, found, "a selector has at most 300 characters")
        elif "override" in self.fields:
            self.leave(named, found, "one place of the price is enough")
        else:
            self.fields["override"] = {"price": found.removeprefix("css:").strip()}

    def done(self, asked: Asked) -> Row:
        """The row, checked as a watch that is asked for by hand would be."""
        sent = asked.defaults.model_dump(include={"check", "rule"}, exclude_unset=True)
        sent = {name: value for name, value in sent.items() if value}
        fields = {**sent.get("rule", {}), **self.fields}
        check = {**sent.get("check", {}), **self.check}
        if check:
            fields["check"] = self._within(check, asked.least_minutes)
        tags = fields.get("tags", [])
        if isinstance(tags, list):
            fields["tags"] = [*tags, *(tag for tag in asked.defaults.tags if tag not in tags)][:MOST_TAGS]
        wanted: WatchRequest | None = None
        wrong = list(self.wrong)
        if not isinstance(self.paused, bool):
            wrong.append(f"{self.names.get('paused', 'paused')}: neither true nor false")
        try:
            wanted = WatchRequest.model_validate(fields)
        except ValidationError as error:
            wrong += [self._told(each["loc"], each["msg"]) for each in error.errors(include_url=False)]
        url, label = fields.get("url"), fields.get("label")
        return Row(
            place=self.place[:LONGEST_SHOWN],
            url=printable(url)[:2048] if isinstance(url, str) else None,
            label=printable(label)[:LONGEST_SHOWN] if isinstance(label, str) else None,
            wanted=None if wrong else wanted,
            paused=self.paused is True,
            refused="; ".join(wrong)[:500] if wrong else None,
            unmapped=tuple(self.unmapped),
        )

    def _within(self, check: dict[str, Any], least_minutes: int) -> dict[str, Any]:
        """Waits that are too short or too long are brought to the nearest there is, and that is noted."""
        kept = dict(check)
        for name in ("every_minutes", "fastest_minutes"):
            asked_for = check.get(name)
            if isinstance(asked_for, str) and asked_for.isdecimal() and len(asked_for) < 10:
                asked_for = int(asked_for)
            if isinstance(asked_for, int) and not isinstance(asked_for, bool):
                kept[name] = min(max(asked_for, least_minutes), LATEST_MINUTES)
                if kept[name] != asked_for:
                    self.leave(self.names.get(name, name), f"{asked_for} minutes", f"{kept[name]} minutes instead")
        return kept

    def _told(self, where: Sequence[int | str], what: str) -> str:
        path = [str(part) for part in where]
        known = next((self.names[part] for part in reversed(path) if part in self.names), None)
        return f"{known or '.'.join(path) or 'row'}: {what.removeprefix('Value error, ')}"


def is_css(selector: str) -> bool:
    """Whether a filter is a CSS selector: XPath begins with a slash, a bracket or its name; jq, JSON by theirs.

    https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/processors/text_json_diff/processor.py
    """
    return not selector.startswith(("/", "(/", "xpath:", "xpath1:", "json:", "jq:", "jqraw:"))


def left(name: str, value: object, why: str) -> Unmapped:
    """What a file says and a watch cannot hold."""
    return Unmapped(field=printable(name)[:LONGEST_SHOWN] or "?", value=shown(value), why=why[:LONGEST_SHOWN])


def bounded(rows: Sequence[object]) -> None:
    """Raises: Unreadable for more rows than one import takes."""
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"the file holds more than {MOST_ROWS} watches; split it")


def unsaid(watch: Watch, said: Iterable[str], kept: Mapping[str, str] | None = None) -> list[LeftOut]:
    """What of a watch a form that says `said` leaves out; `kept`: fields it says in part, each with why.

    A field at its default is not left out: who reads the file gets the default.
    """
    spoken = set(said)
    found = [_left_out(watch, name, why) for name, why in (kept or {}).items()]
    for name, default in _DEFAULTS.items():
        if name in SECRETS or name in (kept or {}) or (name in spoken and name != "check"):
            continue
        if name == "check":
            found += [
                _left_out(watch, f"check.{part}", "the form has no place for it")
                for part, usual in default.items()
                if f"check.{part}" not in spoken and getattr(watch.check, part) != usual
            ]
        elif watch_value(watch, name) != default:
            found.append(_left_out(watch, name, "the form has no place for it"))
    if watch.paused and "paused" not in spoken:
        found.append(_left_out(watch, "paused", "the form has no place for it"))
    if watch.joined:
        found.append(_left_out(watch, "joined", f"{len(watch.joined)} other shops; watch and join them again"))
    if watch.webhook_url:
        found.append(_left_out(watch, "webhook", "its secret is never shown; set it again"))
    if watch.private:
        found.append(_left_out(watch, "request_headers", "if it has any: they are never shown; set them again"))
    return found


def watch_value(watch: Watch, name: str) -> Any:
    """A field of a watch as plain values."""
    return watch.model_dump(include={name})[name]


def _left_out(watch: Watch, name: str, why: str) -> LeftOut:
    return LeftOut(watch_id=watch.watch_id, field=name, why=why)
