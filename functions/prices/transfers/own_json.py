"""Our own JSON: `{"tradewind": "watches", "version": 1, "watches": [...]}`.

Each watch is what `POST /v1/prices/watches` takes, and `paused` beside it. Request headers and webhooks may come in;
they never go out.
"""

import json
from typing import Any, BinaryIO

from prices.models.watch import Watch, WatchRequest
from prices.transfers.rows import EVERYTHING, SECRETS, Asked, Draft, File, Row, Written, bounded, unsaid
from tradewind.tables import Unreadable
from tradewind.tables.bounds import parsed, text_of

VERSION = 1
FIELDS = frozenset(WatchRequest.model_fields)
SAID = FIELDS - SECRETS


def read(file: BinaryIO, asked: Asked) -> File:
    """A row a watch; a field that a watch has not is noted. Raises: Unreadable."""
    found = parsed(text_of(file), "the file")
    if not isinstance(found, dict) or not isinstance(found.get("watches"), list):
        raise Unreadable("the file has no list named watches")
    version = found.get("version", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        raise Unreadable(f"version: this reads version {VERSION}")
    bounded(found["watches"])
    return File(rows=[_row(number, each, asked) for number, each in enumerate(found["watches"], 1)])


def write(watches: list[Watch]) -> Written:
    """Every field of each watch but its secrets."""
    listed = [watch.model_dump(mode="json", include={*SAID, "paused"}) for watch in watches]
    text = json.dumps({"tradewind": "watches", "version": VERSION, "watches": listed}, ensure_ascii=False, indent=1)
    left_out = [each for watch in watches for each in unsaid(watch, EVERYTHING)]
    return Written(text.encode(), "application/json", "json", len(listed), tuple(left_out))


def _row(number: int, given: Any, asked: Asked) -> Row:
    draft = Draft(f"watches[{number - 1}]")
    if not isinstance(given, dict):
        draft.wrong.append("not an object")
        return draft.done(asked)
    for name, value in given.items():
        if name == "paused":
            draft.paused = value
        elif name == "tags" and isinstance(value, list) and all(isinstance(tag, str) for tag in value):
            draft.tags(value)
        elif name == "label" and value is not None:
            draft.label(value)
        elif name == "check" and isinstance(value, dict):
            draft.check = dict(value)
        elif name in FIELDS:
            draft.fields[name] = value
        else:
            draft.leave(name, value, "a watch has no such field")
    return draft.done(asked)
