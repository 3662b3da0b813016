"""What was found, as CSV (RFC 4180) that spreadsheets open as a table.

Amounts are plain decimals beside their ISO 4217 currency, prices those for `price_for` pieces; several values of one
cell stand with `; ` between. A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV
Injection", https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from collections.abc import Iterable

from catalog.models.search import SearchHit

HEADER = (
    "place", "product_id", "title", "category", "brand", "supplier", "origin", "quality_tier", "price", "currency",
    "moq", "lead_time_days", "certifications", "sku", "gtin", "url", "score", "words", "why",
    "price_for",
)  # fmt: skip
MARK = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(hits: Iterable[SearchHit]) -> str:
    """Hits, a line each in their order, under a header."""
    out = io.StringIO()
    out.write(MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for place, hit in enumerate(hits, 1):
        writer.writerow([guarded(cell) for cell in _row(place, hit)])
    return out.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _row(place: int, hit: SearchHit) -> list[str]:
    product = hit.product
    price = hit.price
    moqs = [offer.moq for offer in product.offers if offer.moq is not None]
    days = [offer.lead_time_days for offer in product.offers if offer.lead_time_days is not None]
    return [
        str(place),
        product.product_id,
        product.title,
        product.category or "",
        product.brand or "",
        product.supplier or "",
        product.origin or "",
        product.quality_tier.value if product.quality_tier else "",
        f"{price.unit_price:f}" if price else "",
        (price.currency or "") if price else "",
        str(min(moqs)) if moqs else "",
        str(min(days)) if days else "",
        "; ".join(product.certifications),
        product.sku or "",
        product.gtin or "",
        product.url or "",
        "" if hit.score.value is None else f"{hit.score.value:.4f}",
        "; ".join(each.word for each in hit.words),
        "; ".join(reason.text for reason in hit.score.reasons),
        str(price.quantity) if price else "",
    ]
