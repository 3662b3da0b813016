"""The shop's pages as files, as `tradewind bench extract --pages` takes them.

`NAME.html` holds the bytes, `NAME.json` the label.
"""

import json
from pathlib import Path

from local.shop.world import Page, all_pages

KINDS = {"product": "product_no_price"}
"""What labels call a page without a price of its own."""


def write_pages(folder: Path, day: int) -> int:
    """Write every page that answers on that day, and return how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page for page in all_pages() if page.truth(day).answers]
    for page in pages:
        (folder / f"{page.name}.html").write_bytes(page.body(day))
        label = json.dumps(_label(page, day), ensure_ascii=False, indent=1)
        (folder / f"{page.name}.json").write_text(label, encoding="utf-8")
    return len(pages)


def _label(page: Page, day: int) -> dict[str, object]:
    truth = page.truth(day)
    known = truth.as_json()
    return {
        "url": page.url,
        "price": known["price"],
        "currency": known["currency"],
        "price_high": known["price_high"],
        "was_price": known["was_price"],
        "availability": truth.availability,
        "title": truth.title,
        "markup": [page.product.markup] if page.product else [],
        "language": page.shop.language,
        "kind": KINDS.get(page.kind, "not_product") if page.product is None else "product",
        "shop": page.shop.host,
        "bytes": len(page.body(day)),
        "encoding": page.product.charset if page.product else "utf-8",
    }
