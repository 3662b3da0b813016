"""A file of goods of many rows: upload, state machine, table, index; and a worker killed in the middle."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from tradewind_cli.report import AsJson, Metrics, Report, people
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack

NAME = "import"
ROUTE = "/v1/catalog/imports"
MOST_ROWS = 2_000_000
BAD_EVERY = 100
"""One row in a hundred is bad: a supplier's sheet of a thousand lines has some."""
REPEATED_EVERY = 500
POLL_S = 1.0
FEW_ROWS = 10_000
"""Of fewer the parts may all be done between two looks."""
LONGEST_STILL_S = 300.0
SEED = 7

_KINDS = ("kettle", "pan", "mug", "lamp", "chair", "shelf", "towel", "brush", "basket", "tray", "knife", "bowl")
_MADE_OF = ("steel", "copper", "oak", "bamboo", "cotton", "glass", "silicone", "ceramic", "iron", "linen")
_LOOKS = ("polished", "matt", "folding", "stackable", "round", "narrow", "double-walled", "hanging", "deep", "light")


class Written(NamedTuple):
    """What a file holds. `good`: rows that come in; `bad`: the place of each other row."""

    rows: int
    good: int
    bad: set[str]


def command(
    rows: Annotated[int, typer.Option(min=100, max=MOST_ROWS, help="How many rows the file has.")] = 1_000_000,
    embedder: Annotated[str, typer.Option(help="What makes vectors: ngrams, or minilm.")] = "ngrams",
    kill: Annotated[bool, typer.Option(help="Kill a worker in the middle.")] = True,
    json: AsJson = False,
) -> None:
    """Bring a file of goods into a catalogue of its own stack, one worker killed in the middle."""
    from tradewind_cli.measure.private_stack import private_stack

    with private_stack(settings={"Embedder": embedder}) as stack:
        report = measure(stack, rows, "bench", kills=1 if kill else 0)
    report.show(json)


def measure(stack: "Stack", rows: int, tenant: str, *, kills: int) -> Report:
    """Bring in that many rows, and compare what is kept, found and reported with what the file says.

    `rows_per_s` is clocked from the end of the upload until every good row can be found. `peak_rss_mb` is the most that
    one of the functions' processes held. `lost`: good rows that are not in the table or not found, and bad rows that
    are not reported. `twice`: products and documents beyond the good rows.
    """
    import tempfile

    from tradewind_cli.prices.api import Api
    from tradewind_cli.prices.transferring import rows as report_rows
    from tradewind_cli.prices.transferring import send

    api = Api(stack, tenant)
    with tempfile.TemporaryDirectory(prefix="tradewind-import-") as folder:
        file = Path(folder) / "goods.csv"
        written = write(file, rows)
        size = file.stat().st_size
        made = send(api, file, {"defaults": {"supplier": "Bench"}}, route=ROUTE, most=2**31)
    watched = watch(stack, api, made["import_id"], written, kills)
    found = watched.found
    reported = {row["place"] for row in report_rows(api, made["import_id"], route=ROUTE, state="refused")}
    documents = found_documents(stack, tenant)
    lost = max(written.good - found["counts"]["added"], 0) + max(written.good - documents, 0)
    metrics: Metrics = {
        "rows": rows,
        "good": written.good,
        "bad": len(written.bad),
        "rows_per_s": round(rows / watched.took_s, 1),
        "peak_rss_mb": round(watched.peak_mb, 1) or None,
        "lost": lost + len(written.bad - reported),
        "twice": max(documents - written.good, 0) + max(found["counts"]["added"] - written.good, 0),
        "kills": watched.kills,
        "file_mb": round(size / 1e6, 1),
        "loaded_s": round(watched.loaded_s, 1),
    }
    short = [f"{name} is {metrics[name]}" for name in ("lost", "twice") if metrics[name]]
    short += [f"{len(reported - written.bad)} good rows are refused"] if reported - written.bad else []
    short += [f"the import is {found['state']}: {found['reason']}"] if found["state"] != "done" else []
    told = f"{watched.took_s:.1f} s; of these {watched.loaded_s:.1f} s until the last row was in the table"
    return Report("import", metrics, falls_short=short, details=[told])


class Watched(NamedTuple):
    """How an import went."""

    found: dict[str, Any]
    took_s: float
    loaded_s: float
    peak_mb: float
    kills: int


def watch(stack: "Stack", api: Any, import_id: str, written: Written, kills: int) -> Watched:
    """Wait until an import is done and every row of it can be found; meanwhile kill a worker. Raises: Trouble."""
    from tradewind_cli.stack.workers import largest_mb, workers

    began = moved_at = time.monotonic()
    loaded_s = peak = 0.0
    last: tuple[int, int] | None = None
    killed = 0
    with people.status("") as shown:
        while True:
            found = api.call("GET", f"{ROUTE}/{import_id}")
            now = time.monotonic()
            at_work = workers(stack, "catalog.")
            peak = max([peak, *(largest_mb(pid) for pid in at_work)])
            if found["state"] in ("failed", "proposed"):
                return Watched(found, now - began, loaded_s, peak, killed)
            if found["state"] == "done":
                loaded_s = loaded_s or now - began
                if found["rows_indexed"] >= found["counts"]["added"]:
                    return Watched(found, now - began, loaded_s, peak, killed)
            if killed < kills and is_in_the_middle(found, written.rows):
                killed += kill(pid for pid, handler in at_work.items() if handler.startswith("catalog.steps_import"))
            progress = found["rows_done"], found["rows_indexed"]
            if progress != last:
                moved_at, last = now, progress
            if now - moved_at > LONGEST_STILL_S:
                raise Trouble(f"nothing moved for {LONGEST_STILL_S:.0f} s: {found}")
            shown.update(f"{progress[0]:,} of {written.rows:,} rows in the table, {progress[1]:,} can be found")
            time.sleep(POLL_S if killed == kills else POLL_S / 10)


def is_in_the_middle(found: dict[str, Any], rows: int) -> bool:
    """Whether an import is well under way: at two fifths, or, of a file of a few parts, at its rows at all."""
    return bool(found["state"] == "loading" and (rows < FEW_ROWS or found["rows_done"] * 5 > rows * 2))


def kill(pids: Iterator[int]) -> int:
    """Kill the first of these processes, whatever it is doing. Returns how many that were."""
    import os
    import signal

    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        return 1
    return 0


def found_documents(stack: "Stack", tenant: str) -> int:
    """How many products of a tenant the index has, as the functions' own engine counts them."""
    from tradewind_cli.checkout import use_sources
    from tradewind_cli.stack.running import local_client
    from tradewind_cli.stack.searching import search_endpoint

    use_sources()
    from catalog.index import schema
    from tradewind.search.remote import FunctionSearch

    record = stack.state.record()
    function, _, endpoint = search_endpoint(record).removeprefix("lambda:").partition("@")
    search = FunctionSearch(function, local_client("lambda", endpoint))
    index = schema(record.settings.get("Embedder", "minilm"))
    search.refresh(index, tenant)
    return search.count(index, tenant)


def write(file: Path, rows: int) -> Written:
    """A file of goods: a bad row in each hundred, a repeated one in each five hundred, the rest good."""
    chance = random.Random(SEED)  # noqa: S311  the same file in each run
    bad = set()
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("sku,name,category,price,currency,moq,length (cm),color,origin,description\n")
        for number in range(rows):
            place = f"line {number + 2}"
            kind, made_of, looks = chance.choice(_KINDS), chance.choice(_MADE_OF), chance.choice(_LOOKS)
            cells = {
                "sku": f"S-{number}",
                "name": f"{looks.capitalize()} {made_of} {kind} no. {number}",
                "category": f"Home > {kind.capitalize()}s",
                "price": f"{chance.randrange(100, 9999) / 100:.2f}",
                "currency": "USD",
                "moq": str(chance.choice((1, 10, 50, 100, 500))),
                "length (cm)": str(chance.randrange(5, 200)),
                "color": chance.choice(("red", "blue", "black", "white", "green")),
                "origin": chance.choice(("CN", "IN", "PT", "VN", "TR")),
                "description": f"A {looks} {kind} of {made_of}, for kitchen and house; packed one by one.",
            }
            if number % BAD_EVERY == BAD_EVERY - 1:
                cells |= {"name": ""} if number % (2 * BAD_EVERY) == BAD_EVERY - 1 else {"price": "on request"}
                bad.add(place)
            elif number % REPEATED_EVERY == 7 and number > REPEATED_EVERY:
                cells["sku"] = f"S-{number - REPEATED_EVERY + 1}"
                bad.add(place)
            out.write(",".join(f'"{cell}"' if "," in cell else cell for cell in cells.values()) + "\n")
    return Written(rows, rows - len(bad), bad)
