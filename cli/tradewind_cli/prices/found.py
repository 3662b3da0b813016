"""What was found on the watched pages, as a table for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tradewind_cli.prices.store import open_prices

if TYPE_CHECKING:
    from prices.models.alert import Alert
    from prices.models.deal import Deal
    from prices.models.listing import Observation
    from tradewind_cli.stack.running import Stack

NARROWEST = 132
FEIGNED = {
    "was_never_charged": "'was' never true",
    "was_rarely_charged": "'was' rarely true",
    "raised_before_sale": "raised before it",
    "shrunk_pack": "less in it",
}
"""Verdicts on what looks like a larger discount than it is, in a few words."""


@dataclass(frozen=True)
class Found:
    """A watched page: its last two observations, the newest first, and what its watch told of them."""

    watch_id: str
    listing_id: str
    title: str
    shop: str
    now: "Observation | None"
    before: "Observation | None"
    alerts: "tuple[Alert, ...]"
    product_id: str
    deal: "Deal | None" = None
    """What its price is worth, where it was judged."""

    @property
    def change(self) -> Decimal | None:
        """The change of the price in percent, below zero for a fall; None where there is nothing to compare."""
        if self.now is None or self.before is None or not self.now.price or not self.before.price:
            return None
        return (self.now.price - self.before.price) / self.before.price * 100

    @property
    def stock_changed(self) -> bool:
        """Both readings are there, and say another availability."""
        if self.now is None or self.before is None or self.now.price is None or self.before.price is None:
            return False
        return self.now.availability != self.before.availability

    @property
    def fell_on_sale(self) -> bool:
        """The price fell, and the page shows a former one."""
        return (self.change or 0) < 0 and self.now is not None and self.now.was_price is not None

    @property
    def is_gap(self) -> bool:
        return self.now is not None and self.now.price is None


def found(stack: "Stack", tenant: str = "demo") -> list[Found]:
    """What is known of every page that a tenant watches, the largest change first."""
    store = open_prices(stack)
    token: str | None = None
    rows: list[Found] = []
    while True:
        page = store.watches.page(tenant, 100, token)
        for watch in page.items:
            past = store.listings.history(watch.listing_id, 2).items
            alerts = store.alerts.page(tenant, watch.watch_id, 5).items
            title = next((each.title for each in past if each.title), None) or watch.label or watch.url
            rows.append(
                Found(
                    watch.watch_id,
                    watch.listing_id,
                    title,
                    watch.host,
                    past[0] if past else None,
                    past[1] if len(past) > 1 else None,
                    tuple(alerts),
                    watch.product_id,
                )
            )
        token = page.next
        if token is None:
            break
    return sorted(rows, key=lambda row: (not row.alerts, not row.is_gap, -abs(row.change or Decimal(0)), row.title))


def print_table(rows: Iterable[Found]) -> None:
    """Print the rows as a table: product, shop, price, change, stock, and what was told or why nothing is known."""
    table = Table("product", "shop", "price", "change", "stock", "", header_style="bold", pad_edge=False, box=None)
    for column in table.columns:
        column.no_wrap, column.overflow = True, "ellipsis"
    for number, width in ((0, 28), (5, 36)):
        table.columns[number].max_width = width
    for number, width in ((2, 13), (3, 8)):
        table.columns[number].min_width, table.columns[number].justify = width, "right"
    for row in rows:
        table.add_row(row.title, row.shop, _price(row), _change(row), _stock(row), _told(row))
    console = Console(highlight=False)
    # Into a file or a pipe no terminal says how wide it is, and 80 columns would cut every title.
    console.width = max(console.width, NARROWEST) if not console.is_terminal else console.width
    console.print(table)


def _discount(row: Found) -> Text:
    """Whether a page that shows a former price tells the truth by it."""
    if row.deal is not None and row.deal.verdict in FEIGNED:
        return Text(FEIGNED[row.deal.verdict], style="yellow")
    is_real = row.deal is not None and row.deal.verdict == "discount"
    return Text("a real discount", style="green") if is_real else Text("")


def _price(row: Found) -> Text:
    if row.now is None:
        return Text("not looked at yet", style="dim")
    if row.now.price is None:
        return Text("unknown", style="yellow")
    return Text(amount_of(row.now))


def amount_of(observation: "Observation") -> str:
    """A price with its currency, in the currency's own decimals."""
    from tradewind.money import minor_units

    price, currency = observation.price or Decimal(0), observation.currency
    decimals = minor_units(currency) if currency else 2
    shown = f"{price:,.{decimals}f}" if price == round(price, decimals) else f"{price:,f}"
    return f"{shown} {currency or ''}".strip()


def _change(row: Found) -> Text:
    if row.change is None:
        return Text("")
    if row.change == 0:
        return Text("same", style="dim")
    return Text(f"{row.change:+.1f} %", style="green" if row.change < 0 else "red")


def _stock(row: Found) -> str:
    if row.now is None or row.now.price is None:
        return ""
    return row.now.availability.replace("_", " ")


def print_discounts(rows: Iterable[Found]) -> None:
    """Print of each row whether its discount is one, and the numbers that say so."""
    table = Table("product", "", "why", show_header=False, pad_edge=False, box=None)
    for row in rows:
        if row.deal is not None:
            table.add_row(row.title, _discount(row), row.deal.sentence)
    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST) if not console.is_terminal else console.width
    console.print(table)


def _told(row: Found) -> Text:
    if row.alerts:
        kinds = ", ".join(f"{alert.kind.replace('_', ' ')} alert" for alert in row.alerts)
        discount = _discount(row)
        return Text.assemble((kinds, "bold"), ", " if discount else "", discount)
    if row.is_gap and row.now and row.now.reasons:
        return Text(f"gap: {row.now.reasons[0].text}", style="yellow")
    if row.stock_changed and row.before:
        return Text(f"was {row.before.availability.replace('_', ' ')}")
    return Text("")
