"""An upgrade keeps everything, and so does a backup taken while the stack runs: all items are compared.

`state-0.1.0.tar.gz` is a backup of a stack of the first release: two tenants, five watches (one paused, one with a
webhook, one with request headers, one with an override), two days of checks, alerts. Its keys open nothing else.
"""

import json
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request

import pytest

from tradewind_cli.stack import lifecycle
from tradewind_cli.stack.backup import load, save
from tradewind_cli.stack.running import Stack, direct
from tradewind_cli.stack.state import StateFolder

pytestmark = pytest.mark.stack

FIRST = Path(__file__).parents[1] / "corpora" / "state-0.1.0.tar.gz"
Rows = dict[tuple[str, str], str]


def rows(database: Path) -> Rows:
    """Every item of every table, by its key. The price table was the only one of the first release."""
    with closing(sqlite3.connect(database)) as items:
        return {(pk, sk): item for pk, sk, item in items.execute("SELECT pk, sk, item FROM items")}


def rows_of_backup(file: Path, tmp_path: Path) -> Rows:
    with tarfile.open(file) as packed:
        packed.extract("aws/items.sqlite", tmp_path, filter="data")
    return rows(tmp_path / "aws/items.sqlite")


def stands_still(key: tuple[str, str]) -> bool:
    """Whether a check that happens meanwhile leaves the item alone."""
    pk, sk = key
    return sk.startswith("OBS#") or not pk.startswith(("LISTING#", "HOST#"))


def asked(stack: Stack, path: str, tenant: str) -> dict[str, object]:
    request = Request(f"{stack.api_url}{path}", headers={"Authorization": f"Bearer {stack.token(tenant=tenant)}"})
    with direct.open(request, timeout=30) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def test_all_of_the_first_release_is_there_after_an_upgrade_a_backup_and_a_restore(
    private_state: Path, tmp_path: Path
) -> None:
    first = rows_of_backup(FIRST, tmp_path / "first")
    assert len(first) == 42
    folder = StateFolder(private_state)
    load(folder, FIRST)
    stack = lifecycle.start(folder, port=0).stack

    demo, other = (asked(stack, "/v1/prices/watches", tenant)["items"] for tenant in ("demo", "other"))
    assert isinstance(demo, list)
    assert isinstance(other, list)
    assert sorted(watch["label"] or watch["host"] for watch in demo) == ["Kettle"] + ["harbour.shop.test"] * 3
    assert [watch["paused"] for watch in demo].count(True) == 1
    assert len(other) == 1

    save(folder, tmp_path / "running.tar.gz", datetime.now(UTC))
    lifecycle.stop(folder)
    upgraded = rows(private_state / "aws/items.sqlite")
    assert sorted(first.keys() - upgraded.keys()) == []
    assert {key: upgraded[key] for key in first if stands_still(key)} == {
        key: item for key, item in first.items() if stands_still(key)
    }

    elsewhere = StateFolder(tmp_path / "elsewhere")
    load(elsewhere, tmp_path / "running.tar.gz")
    restored = rows(elsewhere.path / "aws/items.sqlite")
    assert {key: item for key, item in restored.items() if stands_still(key)} == {
        key: item for key, item in upgraded.items() if stands_still(key)
    }
