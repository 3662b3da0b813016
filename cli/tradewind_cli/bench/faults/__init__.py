"""Checks under faults: messages twice and thrice, poison, throttled tables, killed workers."""

import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind_cli.report import AsJson, Metrics, Report, people
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prices.models.listing import Check, Listing
    from tradewind_cli.bench.faults.proxy import FaultyTables
    from tradewind_cli.prices.replaying import DeadLetter
    from tradewind_cli.stack.running import Stack

PAGES = 10_000
A_WAVE = 2_000
"""Observations under way at once: a claim runs out after 15 minutes, and long queues are slow here."""
SEED = 20260101
TWICE, THRICE = 0.15, 0.05
"""Shares of messages that are sent again."""
REFUSED = 0.01
"""Share of good messages that the table refuses at every try, until it is mended: they are given up."""
POISON = (
    "not JSON",
    "{",
    "{}",
    '{"host": "h000.bench.shop.test"}',
    '{"host": "h000.bench.shop.test", "claimed": []}',
    '{"host": "h000.bench.shop.test", "claimed": [{"listing_id": "a b", "slot": "2026-01-01T00:00:00Z"}]}',
    '{"host": "h000.bench.shop.test", "claimed": [{"listing_id": "none", "slot": "yesterday"}]}',
    '{"host": 5, "claimed": "all"}',
)
VISIBILITY_S = 20
"""How long a message is hidden from others, in place of 12 minutes: a try that failed comes back in seconds."""
KILL_EVERY_S = 8.0
FEW = 20
"""Messages at which the next wave is sent. Below it nobody is killed: a host that dead workers hold is free after
150 s, and the end of the measurement would be spent waiting for it."""
POLL_S = 1.0
LONGEST_STILL_S = 400.0


def command(
    observations: Annotated[int, typer.Option(min=200, max=2 * PAGES, help="How many are asked for.")] = 2 * PAGES,
    json: AsJson = False,
) -> None:
    """Ask for observations through queue and workers while everything around them fails; then mend, and replay."""
    from tradewind_cli.bench.faults.proxy import FaultyTables
    from tradewind_cli.measure.private_stack import private_stack

    tables = FaultyTables()
    with private_stack({"AWS_ENDPOINT_URL_DYNAMODB": tables.endpoint}) as stack:
        tables.lead_to(stack.port)
        report = measure(stack, tables, observations)
    tables.close()
    report.show(json)


@dataclass
class Sent:
    """What was put into the queue: listings, messages of good checks, and those that cannot succeed."""

    listings: "list[Listing]"
    refused: set[str]
    messages: int = 0
    again: int = 0
    poison: int = 0
    given_up: int = 0
    kills: int = 0


def measure(stack: "Stack", tables: "FaultyTables", observations: int) -> Report:
    """Send checks of claimed listings in waves, some again, some poisoned; kill workers; mend the table; replay.

    `stored`: observations kept once all is over, counted per listing, whose price is the one that the shop showed.
    `dead_lettered`: messages given up before anything was mended, each with its reason: all the poison, and the
    checks that the table refused at five tries. `replayed`: those that `tradewind replay` put back; of them the
    checks succeed, and the poison is given up anew.
    """
    from tradewind_cli.bench.sweep import count_observations
    from tradewind_cli.prices.replaying import dead_letters, replay

    shorten_patience(stack)
    chance = random.Random(SEED)  # noqa: S311  what is disturbed, the same in each run
    sent = Sent([], set())
    began = time.monotonic()
    for start in range(0, observations, A_WAVE):
        send_wave(stack, tables, sent, start, min(A_WAVE, observations - start), chance)
        drain(stack, sent, observations, chance, few=FEW)
    drain(stack, sent, observations, None)
    given_up = dead_letters(stack, observations)
    tables.refuse(())
    put_back = [letter for letter in replay(stack, observations) if letter.put_back]
    drain(stack, sent, observations, None)
    left = dead_letters(stack, observations)
    kept = count_observations(stack, sent.listings)
    metrics: Metrics = {
        "sent": len(sent.listings),
        "stored": sum(1 for listing in sent.listings if kept[listing.listing_id]),
        "lost": sum(1 for listing in sent.listings if not kept[listing.listing_id]),
        "duplicates": sum(count - 1 for count in kept.values() if count > 1),
        "dead_lettered": len(given_up),
        "replayed": len(put_back),
    }
    short = [f"{name} is {metrics[name]}" for name in ("lost", "duplicates") if metrics[name]]
    short += misplaced(sent, given_up, put_back, left)
    told = [
        f"{sent.messages} messages, {sent.again} of them sent again; {sent.kills} workers killed; "
        f"{time.monotonic() - began:.0f} s",
        "the table: " + ", ".join(f"{count} {fault}" for fault, count in sorted(tables.faults.items())),
        *(f"given up: {count} x {reason}" for reason, count in Counter(each.reason for each in given_up).most_common()),
    ]
    return Report("faults", metrics, falls_short=short, details=told)


def misplaced(
    sent: Sent, given_up: "Sequence[DeadLetter]", put_back: "Sequence[DeadLetter]", left: "Sequence[DeadLetter]"
) -> list[str]:
    """What is not in the dead-letter queue though it should be, or is there though it should not, before and after."""
    found = []
    if len(given_up) != sent.poison + sent.given_up:
        found.append(f"{len(given_up)} messages were given up, {sent.poison + sent.given_up} could not succeed")
    if len(put_back) != len(given_up):
        found.append(f"{len(put_back)} of {len(given_up)} messages were put back")
    if len(left) != sent.poison:
        found.append(f"{len(left)} messages are given up after the replay, {sent.poison} are poison")
    if nameless := sum(not letter.reason or "died" in letter.reason for letter in given_up):
        found.append(f"{nameless} messages were given up without a reason")
    return found


def shorten_patience(stack: "Stack") -> None:
    """Messages come back after seconds, and no sweep by schedule claims anew what waits in the queue."""
    stack.client("sqs").set_queue_attributes(
        QueueUrl=stack.outputs["PricesChecksQueueUrl"], Attributes={"VisibilityTimeout": str(VISIBILITY_S)}
    )
    schedules: Any = stack.client("scheduler")
    for each in schedules.list_schedules()["Schedules"]:
        known = schedules.get_schedule(Name=each["Name"], GroupName=each["GroupName"])
        wanted = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
        schedules.update_schedule(**{name: known[name] for name in wanted}, State="DISABLED")


def send_wave(
    stack: "Stack", tables: "FaultyTables", sent: Sent, start: int, count: int, chance: random.Random
) -> None:
    """Watch and claim pages, and send their checks, some twice or thrice, with poison between them.

    The first 10,000 are pages that everyone shares, the next the same pages as a tenant's own listings.
    """
    from tradewind_cli.measure.watching import bench_addresses, claim_all, watch_all
    from tradewind_cli.prices.store import open_prices

    at = datetime.now(UTC)
    urls = bench_addresses(stack, PAGES)
    chosen = [urls[number % PAGES] for number in range(start, start + count)]
    sent.listings += watch_all(stack, chosen, at, private=start >= PAGES)
    checks = claim_all(open_prices(stack), at)
    refused = chance.sample(checks, max(1, round(len(checks) * REFUSED)))
    sent.refused |= {check.claimed[0].listing_id for check in refused}
    sent.given_up += len(refused)
    tables.refuse(sent.refused)
    bodies = [body for check in checks for body in copies(check, check in refused, chance)]
    poison = [POISON[number % len(POISON)] for number in range(max(len(POISON), len(checks) // 10))]
    sent.messages += len(bodies) + len(poison)
    sent.again += len(bodies) - len(checks)
    sent.poison += len(poison)
    bodies += poison
    chance.shuffle(bodies)
    queue = stack.client("sqs")
    for first in range(0, len(bodies), 10):
        entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies[first : first + 10])]
        queue.send_message_batch(QueueUrl=stack.outputs["PricesChecksQueueUrl"], Entries=entries)


def copies(check: "Check", is_refused: bool, chance: random.Random) -> list[str]:
    """A check as it is sent: once, twice or thrice; one that will be given up once."""
    drawn = chance.random()
    times = 1 if is_refused or drawn > TWICE + THRICE else 3 if drawn < THRICE else 2
    return [check.model_dump_json()] * times


def drain(stack: "Stack", sent: Sent, observations: int, chance: random.Random | None, few: int = 0) -> None:
    """Wait until at most so few messages are under way; meanwhile kill a worker now and then. Raises: Trouble."""
    from tradewind_cli.prices.sweeping import under_way

    moved_at = killed_at = time.monotonic()
    last = -1
    with people.status("") as shown:
        while (waiting := under_way(stack)) > few:
            now = time.monotonic()
            shown.update(f"{len(sent.listings):,} of {observations:,} observations asked for, {waiting} messages wait")
            if waiting != last:
                moved_at, last = now, waiting
            if now - moved_at > LONGEST_STILL_S:
                raise Trouble(f"nothing moved for {LONGEST_STILL_S:.0f} s, {waiting} messages wait")
            if chance and now - killed_at > KILL_EVERY_S:
                killed_at = now
                sent.kills += kill_one(stack, chance)
            time.sleep(POLL_S)


def kill_one(stack: "Stack", chance: random.Random) -> bool:
    """Kill one of the functions' processes, whatever it is doing."""
    import os
    import signal

    from tradewind_cli.stack.workers import children

    emulator = int(stack.state.emulator.lock.read_text())
    workers = children(emulator)
    if not workers:
        return False
    with suppress(ProcessLookupError):
        os.kill(chance.choice(workers), signal.SIGKILL)
    return True
