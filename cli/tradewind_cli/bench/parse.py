"""How fast a product page is read, beside the usual wiring of other libraries."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import typer

from tradewind_cli.checkout import use_sources
from tradewind_cli.measure.pages import SAVED_PAGES, labelled_pages
from tradewind_cli.report import AsJson, Report, people, steps

GOALS = {"ratio_vs_extruct": 25.0, "ratio_vs_extruct_no_rdfa": 1.5, "ratio_vs_lxml": 0.8}
LONGEST_PRICE_TEXT = 60


def command(
    pages: Annotated[Path, typer.Option(help="A folder of NAME.html beside NAME.json.")] = SAVED_PAGES,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds over all pages; the medians count.")] = 5,
    slow_rounds: Annotated[int, typer.Option(min=1, help="Rounds of the slowest side.")] = 2,
    json: AsJson = False,
) -> None:
    """Bytes to answer, pages a second: the reader; extruct with price-parser, with and without RDFa; mere parsers."""
    labelled = labelled_pages(pages)
    if not labelled:
        people.print(f"{pages}: no NAME.html beside a NAME.json", style="red", markup=False)
        raise typer.Exit(2)
    contents = [(page.read_bytes(), str(label["url"])) for page, label in labelled]
    use_sources()
    report = measure(contents, rounds, slow_rounds)
    report.show(json)


def measure(contents: list[tuple[bytes, str]], rounds: int, slow_rounds: int) -> Report:
    """Interleaved rounds in one process and one thread; each side reads every page in each of its rounds."""
    sides: dict[str, Callable[[bytes, str], object]] = {
        "tradewind": _ours,
        "extruct_no_rdfa": _usual(["json-ld", "microdata", "opengraph"]),
        "lxml": _lxml,
        "lexbor": _lexbor,
        "extruct": _usual(["json-ld", "microdata", "opengraph", "rdfa"]),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for name, side in sides.items():  # once over a few pages, so that imports and tables are loaded
        for content, url in contents[: 1 if name == "extruct" else 5]:
            side(content, url)
    for number in steps(range(rounds), "Rounds"):
        for name, side in sides.items():
            if name == "extruct" and number >= slow_rounds:
                continue
            started = perf_counter()
            for content, url in contents:
                side(content, url)
            seconds[name].append(perf_counter() - started)
    per_s = {name: len(contents) / median(times) for name, times in seconds.items()}
    ours = per_s["tradewind"]
    metrics: dict[str, float | int | None] = {
        "pages": len(contents),
        "pages_per_s": round(ours, 1),
        "ratio_vs_extruct": round(ours / per_s["extruct"], 3),
        "ratio_vs_extruct_no_rdfa": round(ours / per_s["extruct_no_rdfa"], 3),
        "ratio_vs_lxml": round(ours / per_s["lxml"], 3),
    }
    short = [
        f"{name} is {metrics[name]}, the goal {goal}" for name, goal in GOALS.items() if (metrics[name] or 0) < goal
    ]
    baselines: dict[str, dict[str, float | int | None]] = {
        name: {"pages_per_s": round(value, 1)} for name, value in per_s.items() if name != "tradewind"
    }
    return Report("parse", metrics, baselines, short)


def _ours(content: bytes, url: str) -> object:
    from prices.reading import read

    return read(content, url=url)


def _lexbor(content: bytes, url: str) -> object:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(content)


def _lxml(content: bytes, url: str) -> object:
    from lxml import html

    return html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def _usual(syntaxes: list[str]) -> Callable[[bytes, str], object]:
    """extruct and price-parser as they are usually joined: structured data in order, else the first price element."""

    def read_page(content: bytes, url: str) -> object:
        import extruct  # type: ignore[import-untyped]

        text = _decode(content)
        found: dict[str, Any] = extruct.extract(text, uniform=True, syntaxes=syntaxes, errors="ignore")
        amounts = [
            _first_amount(found.get("json-ld")),
            _first_amount(found.get("microdata")),
            _graph_amount(found.get("opengraph")),
            _triple_amount(found.get("rdfa")),
        ]
        return next((amount for amount in amounts if amount is not None), None) or _element_amount(text)

    return read_page


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        stated = re.search(rb"charset=[\"']?([\w-]+)", content[:4000], re.IGNORECASE)
        try:
            return content.decode(stated.group(1).decode() if stated else "cp1252", "replace")
        except LookupError:
            return content.decode("cp1252", "replace")


def _amount(value: object, hint: object = None) -> Decimal | None:
    from price_parser import Price

    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    amount: Decimal | None = Price.fromstring(str(value), currency_hint=hint if isinstance(hint, str) else None).amount
    return amount


def _first_amount(value: object, depth: int = 0) -> Decimal | None:
    if isinstance(value, list):
        return next((found for one in value if (found := _first_amount(one, depth)) is not None), None)
    if not isinstance(value, dict) or depth > 5:
        return None
    offers = value.get("offers")
    for offer in offers if isinstance(offers, list) else [offers]:
        if isinstance(offer, dict):
            found = _amount(offer.get("price") or offer.get("lowPrice"), offer.get("priceCurrency"))
            if found is not None:
                return found
    inner = [value[key] for key in ("@graph", "mainEntity", "hasVariant", "itemListElement", "item") if key in value]
    return next((found for one in inner if (found := _first_amount(one, depth + 1)) is not None), None)


def _graph_amount(found: list[dict[str, object]] | None) -> Decimal | None:
    for graph in found or []:
        amount = _amount(graph.get("product:price:amount") or graph.get("og:price:amount"))
        if amount is not None:
            return amount
    return None


def _triple_amount(found: list[dict[str, Any]] | None) -> Decimal | None:
    for node in found or []:
        for name, values in node.items():
            if name.endswith(("hasCurrencyValue", "price")) and isinstance(values, list) and values:
                first = values[0]
                amount = _amount(first.get("@value") if isinstance(first, dict) else None)
                if amount is not None:
                    return amount
    return None


def _element_amount(text: str) -> Decimal | None:
    from lxml import html
    from price_parser import Price

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    document: Any = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    for element in document.xpath("//script|//style|//noscript"):
        if element.getparent() is not None:
            element.drop_tree()
    named = '//*[@itemprop="price" or contains(@class,"price") or contains(@id,"price") or contains(@class,"Price")]'
    for element in document.xpath(named):
        shown = " ".join(element.text_content().split())
        if shown and len(shown) < LONGEST_PRICE_TEXT:
            price = Price.fromstring(shown)
            if price.amount and price.currency:
                amount: Decimal = price.amount
                return amount
    return None
