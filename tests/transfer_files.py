"""Files of watches, each written to the documentation of its form (named in `prices.transfers`)."""

import io
import json
import zipfile
from typing import Any

from prices.models.transfer import Form

KITCHEN = "6a1f0c1e-52b1-4a7e-9c0d-1f2e3d4c5b6a"
KETTLE_ID = "0d9f5c3a-7b1e-4f6a-8a2b-3c4d5e6f7081"
TOASTER_ID = "1e0a6d4b-8c2f-4071-9b3c-4d5e6f708192"
NEWS_ID = "2f1b7e5c-9d30-4182-ac4d-5e6f708192a3"


def csv() -> bytes:
    return (
        b"url,label,tags,target_price,drop_percent,back_in_stock,every_minutes,days,price_selector,paused\r\n"
        b'https://shop.example/p/kettle,"Kettle, steel","kitchen, gifts",39.90,none,yes,60,mon tue,.price .now,no\r\n'
        b'https://shop.example/p/toaster,"The ""big"" one",,,15,,,,,yes\r\n'
    )


def own_json() -> bytes:
    watches = [
        {
            "url": "https://shop.example/p/kettle",
            "label": "Kettle",
            "tags": ["kitchen"],
            "target_price": "39.90",
            "drop_percent": None,
            "check": {"every_minutes": 60, "days": ["mon", "fri"], "from_hour": 8, "time_zone": "Europe/Paris"},
            "override": {"price": ".now", "title": "h1"},
        },
        {"url": "https://shop.example/p/toaster", "variant": "red", "all_time_low": True, "paused": True},
    ]
    return json.dumps({"tradewind": "watches", "version": 1, "watches": watches}).encode()


def urls() -> bytes:
    return b"https://shop.example/p/kettle kitchen, gifts for ana\nhttps://shop.example/p/toaster\n"


def distill() -> bytes:
    config = {
        "selections": [
            {
                "frames": [{"index": 0, "excludes": [], "includes": [{"type": "css", "expr": ".price"}]}],
                "dynamic": False,
                "delay": 0,
            }
        ],
        "ignoreEmptyText": True,
        "includeStyle": False,
        "dataAttr": "text",
    }
    monitor = {
        "name": "Kettle",
        "uri": "https://shop.example/p/kettle",
        "config": json.dumps(config),
        "tags": ["kitchen"],
        "content_type": 2,
        "state": 40,
        "schedule": json.dumps({"type": "INTERVAL", "params": {"interval": 7200}}),
        "ts": "2026-02-01T09:30:00.000Z",
    }
    return json.dumps({"client": {"local": 1}, "data": [monitor]}).encode()


def keepa() -> bytes:
    return (
        b"ASIN,Locale,Title,Desired price,Tags\r\n"
        b"B000000001,de,Kettle,39.90,kitchen\r\n"
        b"0306406152,2,A book,,\r\n"  # the ISBN-10 that the standard's manual takes as its example
    )


def sheet(rows: list[list[Any]] | None = None) -> bytes:
    """Wachete's sheet, as changedetection.io imports it."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    page = book.active
    page.append(["Name", "Id", "Url", "Interval (min)", "XPath", "Dynamic Wachet", "Portal Wachet", "Folder"])
    for row in rows or [
        ["Kettle", "001", "https://shop.example/p/kettle", 60, ".price", None, None, "kitchen"],
        ["Toaster", "002", "https://shop.example/p/toaster", 1440, None, None, None, None],
    ]:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def kettle(**more: Any) -> dict[str, Any]:
    """A watch.json of a product page, as a backup of 0.55 holds it."""
    return {
        "uuid": KETTLE_ID,
        "url": "https://shop.example/p/kettle",
        "title": "Kettle",
        "tags": [KITCHEN],
        "paused": False,
        "processor": "restock_diff",
        "time_between_check": {"weeks": None, "days": None, "hours": 2, "minutes": 30, "seconds": None},
        "time_between_check_use_default": False,
        "include_filters": [".price"],
        "headers": {},
        "notification_urls": [],
        "fetch_backend": "system",
        "last_checked": 1770000000,
        "check_count": 31,
        "previous_md5": "9a0364b9e99bb480dd25e1f0284c8555",
        "restock": {"in_stock": True, "price": 49.9, "currency": "EUR", "last_price": 52},
        **more,
    }


RESTOCK = {
    "in_stock_processing": "in_stock_only",
    "follow_price_changes": True,
    "price_change_min": 39.9,
    "price_change_max": None,
    "price_change_threshold_percent": None,
}


def backup(files: dict[str, Any] | None = None) -> bytes:
    """A backup of changedetection.io with the newer layout; `files` replaces or adds, None as a value removes."""
    toaster: dict[str, Any] = {
        "uuid": TOASTER_ID,
        "url": "https://shop.example/p/toaster",
        "title": None,
        "tags": [],
        "paused": True,
        "processor": "restock_diff",
        "time_between_check_use_default": True,
        "time_between_check": {"weeks": None, "days": None, "hours": None, "minutes": None, "seconds": None},
        "include_filters": [],
    }
    settings = {
        "settings": {
            "headers": {},
            "requests": {"time_between_check": {"weeks": None, "days": None, "hours": 3, "minutes": None}},
            "application": {"notification_urls": [], "global_ignore_text": [], "schema_version": 31},
        },
    }
    content: dict[str, Any] = {
        "changedetection.json": settings,
        f"{KITCHEN}/tag.json": {"uuid": KITCHEN, "title": "kitchen", "overrides_watch": False},
        f"{KETTLE_ID}/watch.json": kettle(),
        f"{KETTLE_ID}/restock_diff.json": {"restock_diff": RESTOCK},
        f"{TOASTER_ID}/watch.json": toaster,
        f"{TOASTER_ID}/restock_diff.json": {
            "restock_diff": {
                "in_stock_processing": "off",
                "follow_price_changes": True,
                "price_change_threshold_percent": 5,
            }
        },
        "url-list.txt": "https://shop.example/p/kettle\r\nhttps://shop.example/p/toaster\r\n",
        **(files or {}),
    }
    return zipped({name: each for name, each in content.items() if each is not None})


def zipped(files: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            text = content if isinstance(content, str | bytes) else json.dumps(content)
            packed.writestr(name, text)
    return out.getvalue()


DOCUMENTED = {
    Form.CSV: csv,
    Form.JSON: own_json,
    Form.CHANGEDETECTION: backup,
    Form.CHANGEDETECTION_XLSX: sheet,
    Form.URLS: urls,
    Form.DISTILL: distill,
    Form.KEEPA: keepa,
}
"""A file of each form; all that it says maps."""
