"""What is read of a product page, and why."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from tradewind_cli.checkout import use_sources
from tradewind_cli.report import AsJson, people

if TYPE_CHECKING:
    from prices.models.page import Reading

UNSTATED_ADDRESS = "https://page.invalid/saved"
"""Stands for the address of a file that does not say where it comes from."""


def command(
    source: Annotated[str, typer.Argument(help="A saved page, an address, or - for standard input.")] = "-",
    money: Annotated[bool, typer.Option("--money", help="Read price strings instead, one a line.")] = False,
    url: Annotated[str, typer.Option(help="Where a saved page comes from.")] = UNSTATED_ADDRESS,
    variant: Annotated[str | None, typer.Option(help="Which choice on the page, by name or SKU.")] = None,
    currency: Annotated[str | None, typer.Option(help="The currency to assume where none is said.")] = None,
    locale: Annotated[
        str | None, typer.Option(help="With --money: how the strings are written, such as de-DE.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Read a product page, a file or an address, and say what was read and why.

    With --money, read price strings: one JSON object a line with --json, else a table.
    """
    use_sources()
    if money:
        _read_money(_content(source).decode("utf-8", "replace").splitlines(), locale, currency, json)
        return
    from prices.models.page import Want
    from prices.reading import read

    if source.startswith(("http://", "https://")):
        content, content_type, address = _fetch(source)
    else:
        content, content_type, address = _content(source), None, url
    reading = read(content, url=address, content_type=content_type, want=Want(variant=variant, currency=currency))
    if json:
        print(reading.model_dump_json(exclude_none=True))
    else:
        _show(reading)


def _content(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        people.print(f"{source}: {error.strerror}", style="red", markup=False)
        raise typer.Exit(2) from error


def _fetch(url: str) -> tuple[bytes, str | None, str]:
    """The page by the guarded fetch that the price watch uses; the demo shop answers where a local stack runs."""
    from tradewind.fetch import FetchFailed, fetch, open_guard

    try:
        page = fetch(url, guard=open_guard(_local_hosts()))
    except FetchFailed as failure:
        people.print(f"{url}: {failure.detail}", style="red", markup=False)
        raise typer.Exit(2) from failure
    return page.body, page.headers.get("content-type"), page.url


def _local_hosts() -> str:
    """Where the demo shop's host names lead, as far as this machine has a stack that runs; else nowhere."""
    from tradewind_cli.stack.running import running
    from tradewind_cli.trouble import Trouble

    try:
        return running().local_hosts
    except Trouble:
        return ""


def _read_money(lines: list[str], locale: str | None, currency: str | None, as_json: bool) -> None:
    from dataclasses import asdict
    from json import dumps

    from tradewind.money import parse

    table = Table("text", "amount", "currency", "high", "was", "how")
    for line in lines:
        if not line.strip():
            continue
        parsed = parse(line, locale=locale, currency=currency)
        if as_json:
            print(dumps({"text": line} | asdict(parsed), default=str, ensure_ascii=False))
        else:
            currencies = parsed.currency or " or ".join(parsed.currency_options[:3]) or "-"
            amounts = ["-" if value is None else f"{value:f}" for value in (parsed.amount, parsed.high, parsed.was)]
            table.add_row(line.strip()[:60], amounts[0], currencies, *amounts[1:], parsed.reason)
    if not as_json:
        Console().print(table)


def _show(reading: "Reading") -> None:
    console = Console()
    price = "unknown" if reading.price is None else f"{reading.price:f} {reading.currency or '(currency unknown)'}"
    if reading.price is not None and reading.price_high is not None:
        price += f" to {reading.price_high:f}"
    console.print(reading.title or "(no title)", style="bold", markup=False, highlight=False)
    console.print(price, style="bold green" if reading.price is not None else "bold yellow", markup=False)
    facts = Table.grid(padding=(0, 2))
    facts.add_row("page", reading.kind.value.replace("_", " "))
    facts.add_row("stock", reading.availability.value.replace("_", " "))
    for name, amount in (("was", reading.was_price), ("for members", reading.member_price)):
        if amount is not None:
            facts.add_row(name, f"{amount:f}")
    if reading.unit_price is not None:
        facts.add_row("per unit", f"{reading.unit_price:f}" + (f" / {reading.unit}" if reading.unit else ""))
    if reading.variant:
        facts.add_row("variant", reading.variant)
    facts.add_row("read from", f"{reading.source or 'nothing'}, sure to {reading.confidence:.0%}")
    for name, value in reading.identifiers.items():
        facts.add_row(name, value)
    console.print(facts)
    for reason in reading.reasons:
        console.print(f"  - {reason.text}", markup=False, highlight=False)
    if reading.variants:
        table = Table("variant", "sku", "price", "stock")
        for variant in reading.variants[:20]:
            cost = "-" if variant.price is None else f"{variant.price:f} {variant.currency or ''}"
            table.add_row(variant.name[:50], variant.sku or "", cost, variant.availability.value.replace("_", " "))
        console.print(table)
