"""What every measurement answers with: a table for people, one JSON object on the last line for programs."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on the last line.")]
Metrics = dict[str, float | int | None]

people = Console(stderr=True)
"""Progress and tables of a measurement go here, so that `--json` output stays one object."""


@dataclass(frozen=True)
class Report:
    """One measurement.

    `metrics`: figures by name, units in the name. `baselines`: the same figures of something simpler.
    `falls_short`: a sentence for each goal that was missed; empty when all are met.
    `details`: rows for people only (misses, cases), not part of the JSON object.
    `rows`: the same of other data, by name; each stands for itself. `by_engine`: the same by engine, where there are
    several; `metrics` are the first one's.
    """

    name: str
    metrics: Metrics
    baselines: dict[str, Metrics] = field(default_factory=dict)
    falls_short: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    rows: "dict[str, Report]" = field(default_factory=dict)
    by_engine: dict[str, Metrics] = field(default_factory=dict)

    def show(self, as_json: bool) -> None:
        """Print it: a table and the details, or the JSON object alone on the last line of stdout."""
        for line in self.details:
            people.print(line, markup=False, highlight=False, soft_wrap=True)
        if as_json:
            print(json.dumps(self._document()))
            return
        table = Table("metric", self.name, *self.baselines, title=None)
        for metric, value in self.metrics.items():
            table.add_row(metric, _figure(value), *(_figure(b.get(metric)) for b in self.baselines.values()))
        Console().print(table)
        for sentence in self.falls_short:
            people.print(f"falls short: {sentence}", style="yellow")

    def _document(self) -> dict[str, Any]:
        document = asdict(self)
        del document["details"]
        if not self.by_engine:
            del document["by_engine"]
        return document | {"machine": machine()}


def machine() -> dict[str, str | int | None]:
    """What the figures were measured on."""
    return {
        "cpus": os.cpu_count(),
        "arch": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def steps(items: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """The items, with a progress bar on stderr."""
    return track(items, description=what, total=total, console=people, transient=True)


def _figure(value: float | int | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
