"""`tradewind history`: a price over time, drawn in the terminal."""

import json as json_format
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.report import AsJson
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from prices.models.history import Bars
    from prices.models.listing import Observation
    from prices.models.watch import Watch
    from prices.store import PriceStore


def command(
    watch: Annotated[str | None, typer.Argument(help="A watch's id, or part of its address or label.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How far back.")] = 120,
    step: Annotated[str | None, typer.Option(metavar="hour|day|week", help="In bars of this length.")] = None,
    currency: Annotated[str | None, typer.Option(help="Bars in this currency, by the rate of their day.")] = None,
    time_zone: Annotated[str, typer.Option(help="Whose days and weeks.")] = "UTC",
    csv: Annotated[bool, typer.Option("--csv", help="Print a table in CSV.")] = False,
    tenant: Annotated[str, typer.Option(help="Whose watch it is.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Draw what a page cost over time. Gaps are days on which no price could be read."""
    from datetime import UTC, datetime, timedelta

    from tradewind_cli.prices.store import open_prices
    from tradewind_cli.stack.running import running

    store = open_prices(running(state))
    found = find_watch(store, tenant, watch)
    since = datetime.now(UTC) - timedelta(days=days)
    if step or currency:
        bars = drawn_bars(store, tenant, found, step or "day", time_zone, since, currency)
        print_bars(bars, csv=csv, json=json)
        return
    past = [each for each in store.listings.all_history(found.listing_id) if each.at >= since]
    if csv:
        from prices.transfers.history_csv import lines

        print(lines(past, with_header=True), end="")
        return
    if json:
        rows = [each.model_dump(mode="json", exclude_none=True) for each in past]
        print(json_format.dumps({"watch_id": found.watch_id, "url": found.url, "observations": rows}))
        return
    print(next((each.title for each in reversed(past) if each.title), found.url))
    print(found.url)
    draw(past)


def drawn_bars(
    store: "PriceStore",
    tenant: str,
    watch: "Watch",
    step: str,
    time_zone: str,
    since: "datetime",
    currency: str | None = None,
) -> "Bars":
    """The bars of a watched page. Raises: Trouble for what no bars can be drawn of."""
    from pydantic import TypeAdapter, ValidationError

    from prices import service
    from prices.models.history import Step
    from prices.models.watch import TimeZone
    from tradewind.clock import now
    from tradewind.errors import InvalidInput
    from tradewind.model import Currency
    from tradewind_cli.prices.store import operator

    try:
        return service.bars(
            watch.listing_id,
            operator(tenant),
            step=TypeAdapter(Step).validate_python(step),
            time_zone=TypeAdapter(TimeZone).validate_python(time_zone),
            since=since,
            until=None,
            currency=TypeAdapter(Currency | None).validate_python(currency and currency.upper()),
            store=store,
            now=now,
        )
    except ValidationError as error:
        raise Trouble(f"{error.errors()[0]['input']}: {error.errors()[0]['msg']}") from error
    except InvalidInput as error:
        raise Trouble(error.detail) from error


def find_watch(store: "PriceStore", tenant: str, wanted: str | None) -> "Watch":
    """The one watch that is meant. Raises: Trouble when none or several are."""
    from tradewind.errors import NotFound

    if wanted:
        try:
            return store.watches.get(tenant, wanted)
        except NotFound:
            pass
    some = store.watches.page(tenant, 5, text=wanted).items
    if len({watch.listing_id for watch in some}) == 1 or (some and not wanted):
        return some[0]
    if not some and not wanted:
        raise Trouble(f"tenant {tenant} watches no page yet; begin with: tradewind watch URL")
    if not some:
        raise Trouble(
            f"tenant {tenant} has no watch with {wanted} as its id or in its address or label; see: tradewind sweep"
        )
    shown = ", ".join(watch.url for watch in some)
    raise Trouble(f"several watches have {wanted} in address or label: {shown}; give more of it")


def print_bars(bars: "Bars", *, csv: bool, json: bool) -> None:
    """Bars as a table, the newest last; those in which nobody looked are left out of what people read."""
    if json:
        print(bars.model_dump_json())
        return
    if csv:
        from prices.transfers.history_csv import bar_lines

        print(bar_lines(bars.items), end="")
        return
    from zoneinfo import ZoneInfo

    from rich.console import Console
    from rich.table import Table

    zone = ZoneInfo(bars.time_zone)
    columns = ("from", "open", "high", "low", "close", "median", "", "looks", "gaps", "in stock", "")
    table = Table(*columns, header_style="bold", box=None, pad_edge=False)
    for column in (*table.columns[1:6], *table.columns[7:10]):
        column.justify = "right"
    for bar in bars.items:
        if bar.count:
            amounts = [bar.open, bar.high, bar.low, bar.close, bar.median]
            rate = f"{bar.rate} {bar.currency} for 1 {bar.read_in} on {bar.rate_date}" if bar.rate else bar.reason or ""
            table.add_row(
                f"{bar.start.astimezone(zone):%Y-%m-%d %H:%M}",
                *("" if each is None else f"{each:f}" for each in amounts),
                bar.currency or "",
                str(bar.count),
                str(bar.gaps or ""),
                "" if bar.in_stock is None else f"{bar.in_stock:.0%}",
                rate,
            )
    Console().print(table)


def draw(past: "Sequence[Observation]") -> None:
    """The prices as steps, for a price holds until it changes; a gap breaks the line."""
    import plotext  # type: ignore[import-untyped]

    known = [each for each in past if each.price is not None]
    gaps = len(past) - len(known)
    if not known:
        print("No price has been read yet.")
        return
    first = past[0].at
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(min(plotext.terminal_width() or 100, 110), 20)
    plotext.date_form("d/m/Y")
    for run in runs(past):
        hours = [(each.at - first).total_seconds() / 86_400 for each in run]
        prices = [float(each.price or 0) for each in run]
        xs = [x for pair in zip(hours, [*hours[1:], hours[-1]], strict=True) for x in pair]
        ys = [y for price in prices for y in (price, price)]
        plotext.plot(xs, ys, marker="braille")
    span = (past[-1].at - first).days or 1
    marks = [span * part / 4 for part in range(5)]
    from datetime import timedelta

    plotext.xticks(marks, [(first + timedelta(days=mark)).strftime("%d %b") for mark in marks])
    currencies = sorted({each.currency for each in known if each.currency})
    plotext.ylabel("/".join(currencies))
    plotext.show()
    low, high = min(known, key=_amount), max(known, key=_amount)
    print(f"now {known[-1].price} {known[-1].currency or ''}   lowest {low.price} on {low.at:%d %b %Y}   ", end="")
    print(f"highest {high.price} on {high.at:%d %b %Y}   {len(known)} readings, {gaps} gaps")


def runs(past: "Sequence[Observation]") -> "list[list[Observation]]":
    """The observations with a price, split where a gap lies between them."""
    found: list[list[Observation]] = [[]]
    for each in past:
        if each.price is not None:
            found[-1].append(each)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def _amount(observation: "Observation") -> "Decimal":
    return observation.price or Decimal(0)
