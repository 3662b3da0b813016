"""Kills the local stack in the middle of writing and looks for what is missing and what is there twice."""

import random
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.report import AsJson, Report, steps

SEED = 20260101
TEMPLATE = Path(__file__).with_name("stack") / "template.yaml"
DRAIN_LIMIT_S = 120.0


def command(
    kills: Annotated[int, typer.Option(min=1, help="How often to kill it.")] = 20,
    seconds: Annotated[float, typer.Option(min=1.2, help="How long to write before each kill, at most.")] = 3.0,
    json: AsJson = False,
) -> None:
    """Kill -9 a private local stack in mid-write, again and again; count what is missing and what is twice."""
    use_sources()
    with tempfile.TemporaryDirectory(prefix="tradewind-crash-") as folder:
        measure(kills, seconds, Path(folder)).show(json)


def measure(kills: int, seconds: float, folder: Path) -> Report:
    """Writes, kills, starts again and compares, `kills` times, on a stack of its own below `folder`.

    `missing`: rows, whole transactions and objects that were acknowledged, and messages and schedules acknowledged a
    second or more before the kill, that are not there afterwards. `twice`: slots with more than one alert, and
    transactions of which only a part is there.
    """
    from local.deployment import deploy
    from local.packages import build
    from local.process import EmulatorProcess
    from tradewind_cli.bench.crash.clients import Stack, Writers, compare

    emulator = EmulatorProcess(folder / "aws")
    emulator.start()
    chance = random.Random(SEED)  # noqa: S311  when to kill, the same in each run
    starts_ms: list[float] = []
    try:
        outputs = deploy(emulator.endpoint, TEMPLATE, build(TEMPLATE, ROOT / ".build", "host"), {})
        stack = Stack(emulator.endpoint, outputs)
        rounds: list[Writers] = []
        for number in steps(range(kills), "killing"):
            writers = Writers(stack, number)
            writers.start()
            time.sleep(chance.uniform(1.2, seconds))
            killed_at = time.monotonic()
            emulator.kill()
            writers.finish(killed_at)
            starts_ms.append(emulator.start() * 1000)
            rounds.append(writers)
        stack.drain(DRAIN_LIMIT_S)
        found = [compare(each.promised, stack.left(each.number), each.killed_at) for each in rounds]
    finally:
        emulator.stop()
    missing = sum(len(each.missing) for each in found)
    twice = sum(len(each.twice) for each in found)
    acknowledged = sum(len(each.promised) for each in rounds)
    starts_ms.sort()
    return Report(
        "crash",
        {
            "kills": kills,
            "acknowledged": acknowledged,
            "missing": missing,
            "twice": twice,
            "young_messages_gone": sum(each.young_gone for each in found),
            "restart_p50_ms": round(starts_ms[len(starts_ms) // 2], 1),
            "restart_p95_ms": round(starts_ms[min(len(starts_ms) - 1, int(len(starts_ms) * 0.95))], 1),
        },
        falls_short=[
            *([f"{missing} acknowledged writes are missing"] if missing else []),
            *([f"{twice} are there twice or in part"] if twice else []),
        ],
        details=[
            f"round {number}: {line}" for number, each in enumerate(found) for line in (*each.missing, *each.twice)
        ][:20],
    )
