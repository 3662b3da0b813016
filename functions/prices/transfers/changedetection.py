"""A backup of changedetection.io, 0.53.1 and later.

What is in it, and what of it a restore reads:
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/blueprint/backups/__init__.py
https://github.com/dgtlmoon/changedetection.io/pull/3899 (restore, with 0.53.1). The fields and their defaults:
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/model/__init__.py and `App.py` beside it.

    changedetection.json          settings; groups of the older kind under settings.application.tags
    <uuid>/watch.json             a watch
    <uuid>/restock_diff.json      when it speaks up; before it was `restock_settings` in watch.json
    <uuid>/history.txt            a line a snapshot
    <uuid>/tag.json               a group; with `overrides_watch` its settings count instead of the watch's
    url-list.txt, url-list-with-tags.txt

Files of the layout before (all watches in `url-watches.json`) are read too.
"""

import io
import json
import re
import uuid
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, BinaryIO

from prices.models.transfer import Unmapped
from prices.models.watch import Watch
from prices.transfers import watch_json
from prices.transfers.rows import Asked, File, Row, Written, bounded, left, unsaid
from tradewind.tables import Unreadable
from tradewind.tables.bounds import Archive, archive, parsed

LARGEST_SETTINGS = 32 * 1024 * 1024  # bytes; with the layout before, all watches are in it
LARGEST_WATCH = 2 * 1024 * 1024
LARGEST_HISTORY = 1024 * 1024
THREE_HOURS = 180  # minutes; how often it looks where nobody says anything
WRITTEN_AT = (2026, 1, 1, 0, 0, 0)  # the same watches make the same file

_ENTRY = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(watch|tag)\.json", re.IGNORECASE)


def read(file: BinaryIO, asked: Asked) -> File:
    """A row a watch. Raises: Unreadable for what is no backup, or damaged in any part that is read."""
    with archive(file) as opened:
        entries = [found for name in opened.names if (found := _ENTRY.fullmatch(name))]
        settings = _object(opened, "changedetection.json", LARGEST_SETTINGS) or {}
        older = _object(opened, "url-watches.json", LARGEST_SETTINGS) or {}
        groups = _groups(opened, [each for each in entries if each[2] == "tag"], [older, settings])
        named = [each[1] for each in entries if each[2] == "watch"]
        watching = older.get("watching") if not named else {}
        if not isinstance(watching, dict) or not (named or watching):
            raise Unreadable("no watch in the archive; is it a backup of changedetection.io 0.53.1 or later?")
        bounded(named or list(watching))
        usual = _usual_minutes(settings or older)
        if named:
            rows = [_kept_row(opened, name, groups, usual, asked) for name in sorted(named)]
        else:
            rows = [_row(f"watch {name}", watching[name], {}, groups, usual, asked) for name in sorted(watching)]
    return File(rows=rows, unmapped=_of_the_whole(settings or older))


def write(watches: list[Watch]) -> Written:
    """A backup that its restore takes: a folder a watch and a group."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        groups = {tag: _uuid("tag", tag) for tag in sorted({tag for watch in watches for tag in watch.tags})}
        for title, name in groups.items():
            _put(packed, f"{name}/tag.json", {"uuid": name, "title": title, "overrides_watch": False})
        for watch in watches:
            name = _uuid("watch", watch.watch_id)
            said, restock = watch_json.said_of(watch, name, [groups[tag] for tag in watch.tags])
            _put(packed, f"{name}/watch.json", said)
            _put(packed, f"{name}/restock_diff.json", {"restock_diff": restock})
        _put(packed, "url-list.txt", "".join(f"{watch.url}\r\n" for watch in watches))
    left_out = [each for watch in watches for each in unsaid(watch, *watch_json.says(watch))]
    return Written(out.getvalue(), "application/zip", "zip", len(watches), tuple(left_out))


def _kept_row(opened: Archive, name: str, groups: Mapping[str, Any], usual: int | None, asked: Asked) -> Row:
    """The row of a watch that has a folder of its own."""
    said = parsed(opened.read(f"{name}/watch.json", LARGEST_WATCH), f"{name}/watch.json")
    beside: dict[str, Any] = {}
    if restock := _object(opened, f"{name}/restock_diff.json", LARGEST_WATCH):
        beside["restock"] = restock.get("restock_diff")
    if f"{name}/history.txt" in opened:
        lines = opened.read(f"{name}/history.txt", LARGEST_HISTORY).splitlines()
        beside["snapshots"] = sum(bool(line.strip()) for line in lines)
    if f"{name}/headers.txt" in opened:
        beside["headers.txt"] = True
    return _row(f"watch {name}", said, beside, groups, usual, asked)


def _row(
    place: str, said: Any, beside: Mapping[str, Any], groups: Mapping[str, Any], usual: int | None, asked: Asked
) -> Row:
    return watch_json.draft_of(place, said, beside, groups, usual).done(asked)


def _groups(opened: Archive, entries: list[re.Match[str]], settings: list[dict[str, Any]]) -> dict[str, Any]:
    """The groups by their id: each has a folder of its own, or stands in the settings."""
    groups: dict[str, Any] = {}
    for each in settings:
        found = _inside(each, "settings", "application", "tags")
        groups |= {name: group for name, group in found.items() if isinstance(group, dict)}
    for entry in entries:
        groups[entry[1]] = _object(opened, entry[0], LARGEST_WATCH) or {}
    return groups


def _usual_minutes(settings: dict[str, Any]) -> int | None:
    """How often it looks at a watch that says nothing of its own; None where the backup does not tell."""
    if not settings:
        return None
    stated = watch_json.minutes_of(_inside(settings, "settings", "requests", "time_between_check"))
    return round(stated) if stated else THREE_HOURS


def _of_the_whole(settings: dict[str, Any]) -> tuple[Unmapped, ...]:
    """What the settings say for all watches and nothing here can hold."""
    application = _inside(settings, "settings", "application")
    found = []
    if addresses := application.get("notification_urls"):
        found.append(left("notification_urls", watch_json.schemes(addresses), watch_json.WHY_CHANNELS))
    for name in ("global_ignore_text", "global_subtractive_selectors"):
        if value := application.get(name):
            found.append(left(name, value, "the price of a page is read, not its text"))
    if headers := _inside(settings, "settings", "headers"):
        found.append(left("headers", ", ".join(map(str, headers)), "give them to the watches that need them"))
    return tuple(found)


def _inside(found: Any, *path: str) -> dict[str, Any]:
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _object(opened: Archive, name: str, most: int) -> dict[str, Any] | None:
    """A JSON object of the archive; None where there is no such file. Raises: Unreadable."""
    if name not in opened:
        return None
    found = parsed(opened.read(name, most), name)
    if not isinstance(found, dict):
        raise Unreadable(f"{name}: not an object of JSON")
    return found


def _uuid(kind: str, name: str) -> str:
    """The same random-looking id for the same thing; a restore takes no others."""
    return str(uuid.UUID(bytes=sha256(f"{kind}:{name}".encode()).digest()[:16], version=4))


def _put(packed: zipfile.ZipFile, name: str, content: object) -> None:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2)
    entry = zipfile.ZipInfo(name, WRITTEN_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(entry, text)
