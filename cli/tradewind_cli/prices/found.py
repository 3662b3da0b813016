"""What was found on the watched pages, as a table for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.table import Table

from tradewind_cli.prices.store import open_prices

if TYPE_CHECKING:
    from prices.models import Alert, Observation
    from tradewind_cli.stack.running import Stack

SIGNS = {"in_stock": "in stock", "out_of_stock": "out of stock", "pre_order": "pre-order", "back_order": "back order"}


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

    @property
    def change(self) -> Decimal | None:
        """The change of the price in percent, below zero for a fall; None where there is nothing to compare."""
        if self.now is None or self.before is None or not self.now.price or not self.before.price:
            return None
        return (self.now.price - self.before.price) / self.before.price * 100

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
                )
            )
        token = page.next
        if token is None:
            break
    return sorted(rows, key=lambda row: (not row.alerts, not row.is_gap, -abs(row.change or Decimal(0)), row.title))


def table_of(rows: Iterable[Found]) -> Table:
    """The rows as a table: product, shop, price, change, stock, and what was told."""
    table = Table("product", "shop", "price", "change", "stock", "told", header_style="bold", pad_edge=False, box=None)
    table.columns[0].max_width = 34
    table.columns[0].no_wrap = True
    for column in (2, 3):
        table.columns[column].justify = "right"
    for row in rows:
        told = ", ".join(f"{alert.kind.replace('_', ' ')} alert" for alert in row.alerts)
        table.add_row(row.title, row.shop, *_price_and_change(row), _stock(row), told)
    return table


def _price_and_change(row: Found) -> tuple[Any, Any]:
    from rich.text import Text

    if row.now is None:
        return Text("not looked at yet", style="dim"), ""
    if row.now.price is None:
        why = row.now.reasons[0].text if row.now.reasons else "no price read"
        return Text("unknown", style="yellow"), Text(why[:44], style="yellow")
    price = f"{row.now.price:,f} {row.now.currency or ''}".strip()
    if row.change is None:
        return price, ""
    if row.change == 0:
        return price, Text("same", style="dim")
    return price, Text(f"{row.change:+.1f} %", style="green" if row.change < 0 else "red")


def _stock(row: Found) -> str:
    if row.now is None or row.now.price is None:
        return ""
    return SIGNS.get(row.now.availability, row.now.availability)
