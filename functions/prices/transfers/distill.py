"""Distill Web Monitor's JSON export.

How people get it: https://distill.io/docs/web-monitor/how-export-and-import-monitors/. The form, as the example on
changedetection.io's import page shows it:
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/blueprint/imports/templates/import.html

    {"client": {"local": 1},
     "data": [{"name", "uri", "config", "tags": [...], "content_type": 2, "state": 40, "schedule", "ts"}]}

`config` and `schedule` are JSON in a text. The config's `selections[].frames[].includes[]` and `excludes[]` are
`{"type": "css" or "xpath", "expr"}`; a schedule is `{"type": "INTERVAL", "params": {"interval": seconds}}`.
"""

import json
from typing import Any, BinaryIO

from prices.models.watch import Watch
from prices.transfers.rows import Asked, Draft, File, Row, Written, bounded, unsaid
from tradewind.tables import Unreadable
from tradewind.tables.bounds import parsed, text_of

USUAL = {"ignoreEmptyText": True, "includeStyle": False, "dataAttr": "text"}
"""What a config says of a monitor whose owner changed none of it."""
PAGE, RUNNING = 2, 40  # the content type and the state in the example: a page, being watched
SCHEDULES = "INTERVAL"


def read(file: BinaryIO, asked: Asked) -> File:
    """A row a monitor. Raises: Unreadable."""
    found = parsed(text_of(file), "the file")
    if not isinstance(found, dict) or not isinstance(found.get("data"), list):
        raise Unreadable("the file has no list named data; is it Distill's export?")
    bounded(found["data"])
    return File(rows=[_row(number, each, asked) for number, each in enumerate(found["data"], 1)])


def write(watches: list[Watch]) -> Written:
    """A monitor a watch: address, name, tags, place of the price, and how often to look."""
    text = json.dumps({"client": {"local": 1}, "data": [_monitor(each) for each in watches]}, ensure_ascii=False)
    said = {"url", "label", "tags", "check.every_minutes", "override"}
    left_out = []
    for watch in watches:
        only_price = watch.override is None or not (watch.override.availability or watch.override.title)
        partly = {} if only_price else {"override": "only the place of the price"}
        left_out += unsaid(watch, said, partly)
    return Written(text.encode(), "application/json", "json", len(watches), tuple(left_out))


def _monitor(watch: Watch) -> dict[str, Any]:
    includes = [{"type": "css", "expr": watch.override.price}] if watch.override else []
    frame = {"index": 0, "excludes": [], "includes": includes}
    config = {"selections": [{"frames": [frame], "dynamic": False, "delay": 0}], **USUAL}
    return {
        "name": watch.label or "",
        "uri": watch.url,
        "config": json.dumps(config),
        "tags": list(watch.tags),
        "content_type": PAGE,
        "state": RUNNING,
        "schedule": json.dumps({"type": SCHEDULES, "params": {"interval": watch.check.every_minutes * 60}}),
        "ts": watch.changed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def _row(number: int, given: Any, asked: Asked) -> Row:
    draft = Draft(f"data[{number - 1}]", names={"url": "uri", "label": "name"})
    if not isinstance(given, dict):
        draft.wrong.append("not an object")
        return draft.done(asked)
    uri = given.get("uri")
    draft.fields["url"] = uri.strip() if isinstance(uri, str) else uri
    if given.get("name") is not None:
        draft.label(given["name"])
    tags = given.get("tags") or []
    tags = tags.split(",") if isinstance(tags, str) else tags
    if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
        draft.tags(tags)
    else:
        draft.wrong.append("tags: not a list of texts")
    _selections(draft, _inner(draft, given, "config"))
    _schedule(draft, _inner(draft, given, "schedule"))
    if given.get("content_type", PAGE) != PAGE:
        draft.leave("content_type", given["content_type"], "only pages are watched, not feeds, files or sitemaps")
    if given.get("state", RUNNING) != RUNNING:
        draft.leave("state", given["state"], "not known here; the watch is added running")
    for name in given.keys() - {"uri", "name", "tags", "config", "schedule", "content_type", "state", "ts", "id"}:
        draft.leave(name, given[name], "a watch has no such field")
    draft.unmapped.sort(key=lambda each: each.field)
    return draft.done(asked)


def _inner(draft: Draft, given: dict[str, Any], name: str) -> dict[str, Any]:
    """JSON in a text, or as it stands; a monitor without it has none of what it says."""
    text = given.get(name)
    if text in (None, ""):
        return {}
    found: Any = text
    if isinstance(text, str):
        try:
            found = parsed(text.encode("utf-8", "replace"), name)
        except Unreadable:
            found = None
    if isinstance(found, dict):
        return found
    draft.wrong.append(f"{name}: not an object of JSON in a text")
    return {}


def _selections(draft: Draft, config: dict[str, Any]) -> None:
    try:
        frames = [frame for each in config.get("selections", []) for frame in each.get("frames", [])]
        chosen = [(kind, part) for frame in frames for kind in ("includes", "excludes") for part in frame.get(kind, [])]
        for kind, part in chosen:
            expression, language = part["expr"], part.get("type", "css")
            if kind == "excludes":
                draft.leave("excludes", expression, "nothing is cut out of a page before it is read")
            elif language == "css":
                draft.selector(str(expression), "includes")
            else:
                draft.leave("includes", expression, "pages are read by CSS selectors, not by XPath")
        if any(each.get("dynamic") for each in config.get("selections", [])):
            draft.leave("dynamic", True, "pages are read as the shop sends them, without a browser")
    except (AttributeError, KeyError, TypeError):
        draft.wrong.append("config: selections are not as Distill writes them")
    for name, value in config.items():
        if name != "selections" and value != USUAL.get(name):
            draft.leave(f"config.{name}", value, "a watch has no such setting")


def _schedule(draft: Draft, schedule: dict[str, Any]) -> None:
    if not schedule:
        return
    params = schedule.get("params")
    seconds = params.get("interval") if isinstance(params, dict) else None
    known = schedule.get("type") == SCHEDULES and isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if known and isinstance(seconds, int | float) and 0 < seconds < 10**9:
        draft.every(seconds / 60, "schedule")
    else:
        draft.leave("schedule", schedule, "only an interval in seconds is known here")
