"""`tradewind watch URL`: watch a page."""

import json as json_format
import time
from typing import Annotated, Any

import typer

from tradewind_cli.report import AsJson, people
from tradewind_cli.stack.options import StateOption
from tradewind_cli.trouble import Trouble

PATIENCE_S = 40.0
POLL_S = 0.3


def command(
    url: Annotated[str, typer.Argument(help="The address of a product page.")],
    variant: Annotated[str | None, typer.Option(help="Which choice on the page, by its name or SKU.")] = None,
    target: Annotated[str | None, typer.Option(help="Tell me when the price is at or below this.")] = None,
    drop: Annotated[float, typer.Option(min=0.001, max=100, help="Tell me when it fell by this many percent.")] = 10,
    rise: Annotated[float | None, typer.Option(min=0.001, max=100, help="The same for a rise.")] = None,
    likely: Annotated[
        float | None, typer.Option(min=2, max=60, help="Tell me when such a fall within 7 days is likely.")
    ] = None,
    every: Annotated[int, typer.Option(min=5, max=43_200, help="Minutes between two looks, at most.")] = 360,
    label: Annotated[str | None, typer.Option(help="A name of your own.")] = None,
    tenant: Annotated[str, typer.Option(help="Who watches.")] = "demo",
    state: StateOption = None,
    json: AsJson = False,
) -> None:
    """Watch a page, and show what is read of it at the first look."""
    from tradewind_cli.prices.api import Api
    from tradewind_cli.stack.running import running

    asked = {
        "url": url,
        "variant": variant,
        "target_price": target,
        "drop_percent": str(drop),
        "rise_percent": None if rise is None else str(rise),
        "predicted_drop_percent": None if likely is None else str(likely),
        "label": label,
        "check": {"every_minutes": every},
    }
    api = Api(running(state), tenant)
    watch = api.call("POST", "/v1/prices/watches", {name: value for name, value in asked.items() if value is not None})
    with people.status("looking at the page"):
        watch = looked_at(api, watch)
    if json:
        print(json_format.dumps(watch))
        return
    now = watch["now"]
    price = now["price"]["value"]
    print(f"watching  {watch['url']}")
    print(f"watch     {watch['watch_id']}")
    print(f"listing   {watch['listing_id']}")
    if price is None:
        print(f"price     unknown: {now['price']['reasons'][0]['text']}")
    else:
        print(f"product   {now['title'] or 'not named'}")
        print(f"price     {price} {now['currency'] or '(currency unknown)'}, {now['availability'].replace('_', ' ')}")
    print(f"next look {now['next_check_at'] or 'not planned'}")


def looked_at(api: Any, watch: dict[str, Any]) -> dict[str, Any]:
    """The watch once its page has been looked at. Raises: Trouble when that takes too long."""
    ends_at = time.monotonic() + PATIENCE_S
    while watch["now"]["checked_at"] is None:
        if time.monotonic() > ends_at:
            raise Trouble(
                f"watching as {watch['watch_id']}, but the page was not looked at within {PATIENCE_S:.0f} s; "
                "see: tradewind logs prices/worker_checks"
            )
        time.sleep(POLL_S)
        watch = api.call("GET", f"/v1/prices/watches/{watch['watch_id']}")
    return watch
