"""What the shop remembers: its day and the webhooks it took, on disk; visits and plans, in memory."""

import json
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.shop.price_path import FIRST_DAY, LAST_DAY


@dataclass
class Visits:
    """Who asked for what: by address, and by host how many at once and how close together."""

    by_url: Counter[str] = field(default_factory=Counter)
    by_host: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    closest_ms: dict[str, float] = field(default_factory=dict)
    last_start: dict[str, float] = field(default_factory=dict)

    def begin(self, host: str, url: str) -> None:
        """A request for this address came in."""
        now = time.monotonic()
        if host in self.last_start:
            gap = (now - self.last_start[host]) * 1000
            self.closest_ms[host] = min(gap, self.closest_ms.get(host, gap))
        self.last_start[host] = now
        self.by_url[url] += 1
        self.by_host[host] += 1
        self.at_once[host] += 1
        self.most_at_once[host] = max(self.most_at_once[host], self.at_once[host])

    def end(self, host: str) -> None:
        """Its answer went out, or nobody waits for it any more."""
        self.at_once[host] -= 1

    def forget(self) -> None:
        """Start counting anew; what is under way stays known."""
        for counted in (self.by_url, self.by_host, self.most_at_once):
            counted.clear()
        self.closest_ms.clear()
        self.last_start.clear()

    def as_json(self) -> dict[str, Any]:
        """Counts by address, and by host: requests, the most at once, the least milliseconds between two starts."""
        hosts = {
            host: {
                "requests": requests,
                "most_at_once": self.most_at_once[host],
                "closest_ms": self.closest_ms.get(host),
            }
            for host, requests in self.by_host.items()
        }
        return {"urls": dict(self.by_url), "hosts": hosts}


@dataclass
class State:
    """The shop's memory, kept under `folder`."""

    folder: Path
    day: int = 0
    delay_s: float = 0.0
    visits: Visits = field(default_factory=Visits)
    deliveries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    plans: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "State":
        """What an earlier run left there, or a fresh start on day 0."""
        folder.mkdir(parents=True, exist_ok=True)
        state = cls(folder)
        if state._day_file.exists():
            state.day = int(state._day_file.read_text())
        if state._hook_file.exists():
            for line in state._hook_file.read_text(encoding="utf-8").splitlines():
                delivery = json.loads(line)
                state.deliveries.setdefault(delivery["hook"], []).append(delivery)
        return state

    def move_to(self, day: int) -> None:
        """Let it be that day. Raises ValueError for a day on which prices are not known."""
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(f"days go from {FIRST_DAY} to {LAST_DAY}, not {day}")
        self.day = day
        fresh = self._day_file.with_suffix(".new")
        fresh.write_text(str(day))
        os.replace(fresh, self._day_file)

    def keep_delivery(self, delivery: dict[str, Any]) -> None:
        """Remember a webhook that came in."""
        self.deliveries.setdefault(delivery["hook"], []).append(delivery)
        with self._hook_file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(delivery, ensure_ascii=False) + "\n")

    def drop_deliveries(self, hook: str) -> None:
        """Forget what this hook took, and its plan."""
        self.deliveries.pop(hook, None)
        self.plans.pop(hook, None)
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for rows in self.deliveries.values() for row in rows]
        self._hook_file.write_text("".join(lines), encoding="utf-8")

    @property
    def _day_file(self) -> Path:
        return self.folder / "day"

    @property
    def _hook_file(self) -> Path:
        return self.folder / "deliveries.jsonl"
