"""One watch of changedetection.io: its settings as ours, and ours as its.

The fields and their defaults, and what the restock processor makes of its own:
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/model/__init__.py
https://github.com/dgtlmoon/changedetection.io/blob/0.55.8/changedetectionio/processors/restock_diff/api.yaml
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from prices.models.watch import WEEK, Watch
from prices.transfers.rows import Draft
from tradewind.tables.text import shown

RESTOCK = "restock_diff"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"weeks": 10_080.0, "days": 1_440.0, "hours": 60.0, "minutes": 1.0, "seconds": 1 / 60}

WHY_CHANNELS = "set up a channel instead; these addresses hold secrets, so they are not shown"
WHY_TEXT = "the price of a page is read, not its text"
WHY_BROWSER = "pages are read as the shop sends them, without a browser"
WHY_MESSAGE = "messages are written by the channel"

MAPPED = {
    "url", "title", "tags", "tag", "paused", "time_between_check", "time_between_check_use_default", "headers",
    "include_filters", "processor", "restock_settings", "time_schedule_limit",
}  # fmt: skip

SETTINGS: dict[str, tuple[object, str]] = {
    **dict.fromkeys(
        ("browser_steps", "conditions", "extract_lines_containing", "extract_text", "ignore_text",
         "subtractive_selectors", "text_should_not_be_present", "trigger_text"), ([], WHY_TEXT)),
    **dict.fromkeys(
        ("check_unique_lines", "remove_duplicate_lines", "sort_text_alphabetically", "trim_text_whitespace"),
        (False, WHY_TEXT)),
    **dict.fromkeys(("filter_text_added", "filter_text_removed", "filter_text_replaced"), (True, WHY_TEXT)),
    **dict.fromkeys(("llm_intent", "llm_change_summary"), ("", WHY_TEXT)),
    "strip_ignored_lines": (None, WHY_TEXT),
    "conditions_match_logic": ("ALL", WHY_TEXT),
    "fetch_backend": ("system", WHY_BROWSER),
    "webdriver_delay": (None, WHY_BROWSER),
    "webdriver_js_execute_code": (None, WHY_BROWSER),
    "proxy": (None, "pages are fetched without a proxy"),
    "method": ("GET", "pages are asked for with GET"),
    "body": (None, "pages are asked for with GET"),
    "ignore_status_codes": (None, "a page that does not come is a gap"),
    "notification_title": (None, WHY_MESSAGE),
    "notification_body": (None, WHY_MESSAGE),
    "notification_format": ("System default", WHY_MESSAGE),
    "notification_screenshot": (False, WHY_MESSAGE),
    "notification_muted": (False, "pause the watch, or send its tag to no channel"),
    "filter_failure_notification_send": (True, "a page that cannot be read any more is told of by an event"),
    "history_snapshot_max_length": (None, "what is read is kept"),
}  # fmt: skip
"""What its owner may have set and a watch has not, with the value of one who did not."""

STATE = {
    "uuid", "date_created", "last_checked", "last_viewed", "last_error", "last_notification_error", "check_count",
    "fetch_time", "consecutive_filter_failures", "previous_md5", "previous_md5_before_filters", "content-type",
    "remote_server_reply", "page_title", "has_ldjson_price_data", "track_ldjson_price_data", "restock",
    "notification_alert_count", "browser_steps_last_error_step", "llm_evaluation_cache", "llm_prefilter",
    "llm_change_summary_mode", "use_page_title_in_list", "last_changed", "newest_history_key", "viewed", "history_n",
    "in_stock_only", "follow_price_changes", "price_change_threshold_percent", "favicon", "last_filter_config_hash",
}  # fmt: skip
"""What it remembers of its own running: nothing that anybody set."""


def draft_of(
    place: str, said: Any, beside: Mapping[str, Any], groups: Mapping[str, Any], usual_minutes: int | None
) -> Draft:
    """A watch as it is asked for here.

    - Restock and price: what speaks of stock becomes `back_in_stock`; "follow prices" with a lower bound becomes the
      target price, with a threshold alone a drop or rise by that percentage, else any change. A watch of a page's text
      told of every change, so it becomes any change too.
    - A group becomes a tag; one that overrides its watches lends them its restock settings.
    - The first CSS filter becomes the place of the price.
    """
    draft = Draft(place, names={"label": "title", "request_headers": "headers", "check": "time_between_check"})
    if not isinstance(said, dict):
        draft.wrong.append("not an object")
        return draft
    url = said.get("url")
    draft.fields["url"] = url.strip() if isinstance(url, str) else url
    if isinstance(url, str) and ("{{" in url or "{%" in url):
        draft.wrong.append("url: a template; write out the address")
    if said.get("title"):
        draft.label(said["title"])
    draft.paused = False if said.get("paused") is None else said["paused"]
    own_groups = _groups(draft, said, groups)
    _schedule(draft, said, usual_minutes)
    if headers := said.get("headers"):
        draft.fields["request_headers"] = headers
    for selector in _texts(draft, said, "include_filters"):
        draft.selector(selector, "include_filters")
    _rule(draft, said, beside, own_groups)
    _rest(draft, said, beside)
    return draft


def said_of(watch: Watch, name: str, groups: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A watch of ours as its `watch.json` and its restock settings."""
    minutes = timedelta(minutes=watch.check.every_minutes)
    hours, rest = divmod(minutes.seconds, 3600)
    said: dict[str, Any] = {
        "uuid": name,
        "url": watch.url,
        "title": watch.label,
        "tags": groups,
        "paused": watch.paused,
        "processor": RESTOCK,
        "include_filters": [watch.override.price] if watch.override else [],
        "time_between_check_use_default": False,
        "time_between_check": {"weeks": 0, "days": minutes.days, "hours": hours, "minutes": rest // 60, "seconds": 0},
        "date_created": int(watch.created_at.timestamp()),
        "headers": {},
    }
    if limit := _limit_of(watch):
        said["time_schedule_limit"] = limit
    restock: dict[str, Any] = {
        "in_stock_processing": "in_stock_only" if watch.back_in_stock else "off",
        "follow_price_changes": True,
        "price_change_min": None,
        "price_change_max": None,
        "price_change_threshold_percent": None,
    }
    if watch.target_price is not None:
        restock["price_change_min"] = _number(watch.target_price)
    elif not watch.any_change and watch.drop_percent is not None:
        restock["price_change_threshold_percent"] = _number(watch.drop_percent)
    elif not watch.any_change:
        restock["follow_price_changes"] = False
    return said, restock


def says(watch: Watch) -> tuple[set[str], dict[str, str]]:
    """The fields of a watch that its form says, and those that it says in part."""
    said = {
        "url", "label", "tags", "paused", "override", "back_in_stock", "target_price", "any_change", "drop_percent",
        "rise_percent", "check.every_minutes", "check.days", "check.from_hour", "check.until_hour", "check.time_zone",
    }  # fmt: skip
    partly: dict[str, str] = {}
    if watch.override and (watch.override.availability or watch.override.title):
        partly["override"] = "only the place of the price"
    if watch.target_price is not None:
        beside = {"drop_percent": watch.drop_percent, "rise_percent": watch.rise_percent, "any_change": None}
        beside["any_change"] = Decimal(1) if watch.any_change else None
        partly |= {name: "a lower bound stands alone there" for name, value in beside.items() if value is not None}
    elif watch.any_change:
        percents = {"drop_percent": watch.drop_percent, "rise_percent": watch.rise_percent}
        partly |= {name: "every change is told of there" for name, value in percents.items() if value is not None}
    elif watch.drop_percent != watch.rise_percent:
        partly["rise_percent"] = "a threshold counts both ways there, and is that of the drop"
    return said, partly


def minutes_of(span: Any) -> float | None:
    """A span in weeks, days, hours, minutes and seconds as minutes; None for none."""
    if not isinstance(span, dict):
        return None
    parts = [span.get(unit) or 0 for unit in UNITS]
    if not all(isinstance(part, int | float) and abs(part) < 10**6 for part in parts):
        return None
    return sum(part * weight for part, weight in zip(parts, UNITS.values(), strict=True)) or None


def schemes(addresses: object) -> str:
    """Addresses of channels by their kind alone: the rest is secret."""
    texts = addresses if isinstance(addresses, list) else [addresses]
    kinds = sorted({str(each).partition("://")[0][:20] for each in texts if "://" in str(each)})
    return f"{len(texts)}: {', '.join(kinds) or 'of no known kind'}"


def _groups(draft: Draft, said: dict[str, Any], groups: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Take the groups as tags. Returns those that are known."""
    found = []
    titles = [str(said["tag"])] if said.get("tag") else []
    for name in _texts(draft, said, "tags"):
        group = groups.get(name)
        if isinstance(group, dict) and isinstance(group.get("title"), str):
            found.append(group)
            titles.append(group["title"])
        else:
            draft.leave("tags", name, "the backup has no group of this id")
    draft.tags(titles)
    return found


def _texts(draft: Draft, said: dict[str, Any], name: str) -> list[str]:
    """A list of texts; what is another thing is wrong."""
    found = said.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        draft.wrong.append(f"{name}: not a list of texts")
        return []
    return found


def _schedule(draft: Draft, said: dict[str, Any], usual_minutes: int | None) -> None:
    own = None if said.get("time_between_check_use_default") else said.get("time_between_check")
    minutes = minutes_of(own)
    if own and minutes is None and any(own.values() if isinstance(own, dict) else [own]):
        draft.wrong.append(f"time_between_check: {shown(own, 60)} is no span of time")
    elif minutes is not None and minutes > 0:
        draft.every(minutes, "time_between_check")
    elif usual_minutes is not None:
        draft.every(usual_minutes, "time_between_check")
    limit = said.get("time_schedule_limit")
    if isinstance(limit, dict) and limit.get("enabled") is True:
        hours = _hours_of(limit)
        if hours is None:
            draft.leave("time_schedule_limit", limit, "only whole hours, the same on each day, are known here")
        else:
            draft.check |= hours


def _hours_of(limit: dict[str, Any]) -> dict[str, Any] | None:
    """Days and hours of a weekly limit; None where no such schedule says the same."""
    days = [(short, limit.get(name)) for short, name in zip(WEEK, DAYS, strict=True)]
    open_days = [(short, day) for short, day in days if isinstance(day, dict) and day.get("enabled") is True]
    spans = set()
    for _, day in open_days:
        length = day.get("duration")
        if not isinstance(length, dict):
            return None
        spans.add((str(day.get("start_time")), str(length.get("hours")), str(length.get("minutes"))))
    if len(spans) != 1:
        return None
    start, hours, minutes = spans.pop()
    whole = start.removesuffix(":00")
    if not (start.endswith(":00") and whole.isdecimal() and hours.isdecimal() and minutes in ("0", "00")):
        return None
    begins, length_h = int(whole[:3]), int(hours[:3])
    if not (0 <= begins <= 23 and 1 <= length_h <= 24) or (length_h == 24 and begins):
        return None
    ends = begins + length_h
    zone = limit.get("timezone")
    return {
        "days": [short for short, _ in open_days],
        "from_hour": begins,
        "until_hour": ends if ends <= 24 else ends - 24,
        **({"time_zone": zone} if zone else {}),
    }


def _limit_of(watch: Watch) -> dict[str, Any] | None:
    """A weekly limit that says the days and hours of a watch; None for always."""
    check = watch.check
    if len(check.days) == len(WEEK) and (check.from_hour, check.until_hour) == (0, 24):
        return None
    span = {"hours": str((check.until_hour - check.from_hour) % 24 or 24), "minutes": "00"}
    day = {"start_time": f"{check.from_hour:02}:00", "duration": span}
    named = zip(WEEK, DAYS, strict=True)
    return {
        "enabled": True,
        "timezone": check.time_zone,
        **{name: {"enabled": short in check.days, **day} for short, name in named},
    }


def _rule(draft: Draft, said: dict[str, Any], beside: Mapping[str, Any], groups: list[dict[str, Any]]) -> None:
    draft.fields["drop_percent"] = None
    if said.get("processor") != RESTOCK:
        draft.fields["any_change"] = True
        if said.get("processor") is not None:
            draft.leave("processor", said["processor"], "the price of the page is watched instead of its text")
        return
    restock = beside.get("restock") or said.get("restock_settings")
    for group in groups:
        if group.get("overrides_watch") is True:
            restock = group.get("processor_config_restock_diff") or group.get("restock_settings")
            break
    if restock is None:
        restock = {"in_stock_processing": "in_stock_only", "follow_price_changes": True}
    if not isinstance(restock, dict):
        draft.wrong.append("restock_diff: not an object")
        return
    stock = restock.get("in_stock_processing", "in_stock_only")
    draft.fields["back_in_stock"] = stock != "off"
    if stock not in ("off", "in_stock_only"):
        draft.leave("in_stock_processing", stock, "only coming back into stock is told of")
    if restock.get("follow_price_changes", True) is True:
        _price_rule(draft, restock)


def _price_rule(draft: Draft, restock: dict[str, Any]) -> None:
    least, most, percent = (_amount(draft, restock, f"price_change_{n}") for n in ("min", "max", "threshold_percent"))
    if most is not None:
        draft.leave("price_change_max", restock["price_change_max"], "there is no alert above an amount")
    if least is not None:
        draft.names["target_price"] = "price_change_min"
        draft.fields["target_price"] = least
        if percent is not None:
            draft.leave("price_change_threshold_percent", percent, "at or below the target every new low is told of")
    elif percent is not None:
        draft.names |= dict.fromkeys(("drop_percent", "rise_percent"), "price_change_threshold_percent")
        draft.fields |= {"drop_percent": percent, "rise_percent": percent}
    else:
        draft.fields["any_change"] = True


def _amount(draft: Draft, restock: dict[str, Any], name: str) -> str | None:
    """A number of the restock settings; 0 and nothing are none."""
    value = restock.get(name)
    if value in (None, "", 0):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        draft.wrong.append(f"{name}: {shown(value, 40)} is no number")
        return None
    return str(value)


def _rest(draft: Draft, said: dict[str, Any], beside: Mapping[str, Any]) -> None:
    """Note what does not map."""
    for name in sorted(said):
        value = said[name]
        if name == "notification_urls":
            if value:
                draft.leave(name, schemes(value), WHY_CHANNELS)
        elif name in SETTINGS:
            usual, why = SETTINGS[name]
            if value not in (usual, None, [], "") and not _only_default_steps(name, value):
                draft.leave(name, value, why)
        elif name not in MAPPED | STATE and not name.startswith("__") and value not in (None, "", [], {}, False):
            draft.leave(name, value, "not known here")
    if snapshots := beside.get("snapshots"):
        draft.leave("history.txt", f"{snapshots} snapshots", "a page's history is what was read of it here")
    if "headers.txt" in beside:
        draft.leave("headers.txt", "a file of headers", "give the headers to the watch itself")


def _only_default_steps(name: str, value: object) -> bool:
    """Browser steps that do nothing: an unset form saves one."""
    return (
        name == "browser_steps"
        and isinstance(value, list)
        and not any(
            isinstance(step, dict) and step.get("operation") not in (None, "Choose one", "Goto site") for step in value
        )
    )


def _number(amount: Decimal) -> int | float | str:
    """A number as JSON has it, without losing a digit."""
    if amount == amount.to_integral_value():
        return int(amount)
    return float(amount) if Decimal(str(float(amount))) == amount else str(amount)
