"""Are two listings one product? Pairs of listings with what a person says of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.json_lines import numbered_lines, read_object
from tradewind_cli.report import AsJson, Metrics, Report

if TYPE_CHECKING:
    from prices.models.matching import Offered

OWN = ROOT / "tests/corpora/matching.jsonl"
LEAST_PRECISION, LEAST_RECALL = 0.98, 0.9
DETAILS = 100
BINS = 10  # of the calibration

IDENTIFIERS = {
    "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean", "ean8", "ean13", "upc", "jan", "barcode", "isbn", "isbn10",
    "isbn13", "mpn", "part_number", "model_number", "sku", "asin", "productid",
}  # fmt: skip
OTHER_NAMES = {
    "name": "title", "product_name": "title", "product_title": "title", "manufacturer": "brand", "maker": "brand",
    "vendor": "brand", "author": "brand", "publisher": "brand", "shop": "host", "store": "host", "seller": "host",
    "site": "host", "domain": "host", "merchant": "host", "link": "url", "amount": "price",
    "price_currency": "currency",
    "manufacturer_part_number": "mpn", "partnumber": "mpn", "part_no": "mpn", "mfr_part_number": "mpn",
    "modelnumber": "model_number", "model_no": "model_number", "upca": "upc", "upc_a": "upc", "ean_13": "ean13",
    "gtin_13": "gtin13", "gtin_14": "gtin14", "gtin_12": "gtin12", "gtin_8": "gtin8", "isbn_13": "isbn13",
    "isbn_10": "isbn10", "eans": "ean", "gtins": "gtin",
}  # fmt: skip
"""Names a field may have in a test file, and what the rules call it."""

DETAILS_OF = {
    "variant": "{}", "variants": "{}", "color": "{}", "colour": "{}", "size": "size {}", "pack": "pack of {}",
    "pack_size": "pack of {}", "pack_count": "pack of {}", "packsize": "pack of {}", "quantity": "pack of {}",
    "count": "pack of {}", "units": "pack of {}", "capacity": "{}", "storage": "{}", "memory": "{}", "weight": "{}",
    "volume": "{}", "net_weight": "{}", "condition": "{}", "edition": "{}", "format": "{}", "binding": "{}",
    "flavour": "{}", "flavor": "{}", "scent": "{}", "material": "{}", "model": "{}", "dimensions": "{}", "length": "{}",
    "gender": "{}", "audience": "{}", "side": "{}", "position": "{}", "style": "{}", "generation": "{}", "year": "{}",
    "platform": "{}", "shade": "{}", "voltage": "{}", "wattage": "{}",
}  # fmt: skip
"""Fields that say more of the choice on offer, and how they read in a title."""

NEW = {"new", "neu", "brand new", "newcondition", "https://schema.org/newcondition", "http://schema.org/newcondition"}


def command(
    test: Annotated[Path, typer.Option(help="JSON lines, see docs/matching.md.", exists=True, dir_okay=False)] = OWN,
    part: Annotated[str | None, typer.Option(help="Only lines whose `part` is this.")] = None,
    json: AsJson = False,
) -> None:
    """Compare pairs of listings and hold the answers against the labels; list what was missed."""
    measure(test, part).show(json)


@dataclass(frozen=True)
class Pair:
    """Two listings, and whether a person says that they are one product."""

    line: int
    one: "Offered"
    other: "Offered"
    same: bool


def measure(corpus: Path, part: str | None = None) -> Report:
    """`precision`: of the pairs said to be the same, those that are. `recall`: of those that are, those said to be.

    `brier`: the mean square of what the probability was off. `calibration_error`: by how much the share of pairs that
    are the same differs from the probability, over ten bins of it. The baselines: one shared identifier; and the
    share of words that two titles have in common, at the threshold that does best on this very file.
    """
    use_sources()
    from prices.rules.matching.weigh import compare, probability

    pairs, unreadable = _read(corpus, part)
    decisions = [compare(pair.one, pair.other) for pair in pairs]
    said = [decision.value is True for decision in decisions]
    how_probable = [probability(decision) for decision in decisions]
    figures = _figures(pairs, said)
    details = list(unreadable)
    for pair, decision, claimed, share in zip(pairs, decisions, said, how_probable, strict=True):
        if claimed != pair.same:
            why = "; ".join(f"{reason.text} ({reason.weight:+.2f})" for reason in decision.reasons[:6] if reason.weight)
            kind = "not the same" if claimed else "the same"
            details.append(
                f"line {pair.line}: {kind}, said {share:.3f}: {pair.one.title!r} | {pair.other.title!r}: {why}"
            )
    short = [
        f"{name} {figures[name]}, goal {goal}"
        for name, goal in (("precision", LEAST_PRECISION), ("recall", LEAST_RECALL))
        if pairs and (figures[name] or 0) < goal
    ]
    if unreadable:
        short.append(f"{len(unreadable)} lines not readable")
    return Report(
        "matching",
        {
            "pairs": len(pairs),
            "same": sum(pair.same for pair in pairs),
            "unreadable": len(unreadable),
            **figures,
            "brier": _brier(pairs, how_probable),
            "calibration_error": _calibration_error(pairs, how_probable),
        },
        baselines={"identifiers_only": _figures(pairs, _by_identifiers(pairs)), "token_set": _by_words(pairs)},
        falls_short=short,
        details=details[:DETAILS],
    )


def _figures(pairs: Sequence[Pair], said: Sequence[bool]) -> Metrics:
    right = sum(pair.same and claimed for pair, claimed in zip(pairs, said, strict=True))
    claims, same = sum(said), sum(pair.same for pair in pairs)
    precision = right / claims if claims else None
    recall = right / same if same else None
    return {
        "precision": None if precision is None else round(precision, 4),
        "recall": None if recall is None else round(recall, 4),
        "wrongly_same": claims - right,
        "missed": same - right,
    }


def _brier(pairs: Sequence[Pair], shares: Sequence[float]) -> float | None:
    if not pairs:
        return None
    return round(sum((share - pair.same) ** 2 for pair, share in zip(pairs, shares, strict=True)) / len(pairs), 4)


def _calibration_error(pairs: Sequence[Pair], shares: Sequence[float]) -> float | None:
    if not pairs:
        return None
    bins: dict[int, list[tuple[float, bool]]] = {}
    for pair, share in zip(pairs, shares, strict=True):
        bins.setdefault(min(int(share * BINS), BINS - 1), []).append((share, pair.same))
    off = sum(abs(sum(share for share, _ in each) - sum(same for _, same in each)) for each in bins.values())
    return round(off / len(pairs), 4)


def _by_identifiers(pairs: Sequence[Pair]) -> list[bool]:
    """The baseline: the same where one GTIN, ASIN or part number is stated by both."""
    from prices.rules.matching import identifiers

    readings = (identifiers.gtins, identifiers.asins, identifiers.part_numbers)
    return [any(read(pair.one) & read(pair.other) for read in readings) for pair in pairs]


def _by_words(pairs: Sequence[Pair]) -> Metrics:
    """The baseline: of the words of both titles, the share that they have in common; at its best threshold by F1."""
    from prices.rules.matching.text import folded, words

    shares = []
    for pair in pairs:
        one, other = (set(words(folded(offered.title or ""))) for offered in (pair.one, pair.other))
        shared = len(one & other)
        shares.append(2 * shared / (len(one) + len(other)) if one or other else 0.0)
    best: Metrics = _figures(pairs, [False] * len(pairs))
    best_f1 = -1.0
    for threshold in sorted(set(shares)):
        figures = _figures(pairs, [share >= threshold for share in shares])
        precision, recall = figures["precision"] or 0, figures["recall"] or 0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
        if f1 > best_f1:
            best, best_f1 = figures, f1
    return best


def _read(corpus: Path, part: str | None) -> tuple[list[Pair], list[str]]:
    pairs, unreadable = [], []
    for number, line in numbered_lines(corpus):
        try:
            fields = read_object(line)
            if part is not None and fields.get("part") != part:
                continue
            one, other = (
                offered_of(_first(fields, names)) for names in (("a", "left", "one"), ("b", "right", "other"))
            )
            pairs.append(Pair(number, one, other, _label(_first(fields, ("same", "match", "label")))))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            unreadable.append(f"line {number}: not readable: {error!r}"[:300])
    return pairs, unreadable


def _first(fields: dict[str, Any], names: Sequence[str]) -> Any:
    return fields[next((name for name in names if name in fields), names[0])]


def _label(value: Any) -> bool:
    if isinstance(value, str):
        return {"true": True, "same": True, "1": True, "false": False, "different": False, "0": False}[value.lower()]
    if not isinstance(value, bool | int):
        raise ValueError("same: true or false")
    return bool(value)


def offered_of(fields: Any) -> "Offered":
    """A listing as a stranger writes it; a bare text is its title, and fields that mean nothing here are left.

    Raises: ValueError for what is no listing.
    """
    from prices.models.matching import Offered

    if isinstance(fields, str):
        return Offered(title=fields[:2048])
    found: dict[str, str] = {}
    details: list[str] = []
    for given, value in _flat(fields):
        text = _text(value)
        if not text:
            continue
        name = OTHER_NAMES.get(given, given)
        if name in DETAILS_OF:
            if not (name in ("condition",) and text.strip().lower() in NEW):
                details.append(_detail(DETAILS_OF[name], text))
        else:
            found.setdefault(name, text)
    return Offered(
        title=found.get("title", "")[:2048] or None,
        brand=found.get("brand", "")[:2048] or None,
        details=" ; ".join(details)[:2048] or None,
        identifiers={name: found[name][:2048] for name in sorted(IDENTIFIERS & found.keys())},
        price=_price(found.get("price")),
        currency=_currency(found.get("currency")),
        url=found.get("url", "")[:2048] or None,
        host=_host(found),
    )


def _flat(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each field by its plain name; those of `identifiers`, `attributes`, `specs` and such as if they stood above."""
    for given, value in fields.items():
        name = re.sub(r"[\s\-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(given))).lower()
        if isinstance(value, dict) and name == "price":
            yield "price", value.get("amount", value.get("value"))
            yield "currency", value.get("currency")
        elif isinstance(value, dict) and name in ("brand", "manufacturer"):
            yield name, value.get("name")
        elif isinstance(value, dict):
            yield from _flat(value)
        else:
            yield name, value


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_text, value)))
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | int | float | Decimal) else ""


def _detail(form: str, text: str) -> str:
    """A bare number is a pack, or a size; what says it itself is left as it is."""
    if form == "pack of {}" and not re.fullmatch(r"\d{1,4}", text):
        return text
    return form.format(text)


def _price(text: str | None) -> Decimal | None:
    try:
        price = round(Decimal((text or "").replace(",", ".")), 6)
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price <= 10**11 else None


def _currency(text: str | None) -> str | None:
    code = (text or "").strip().upper()
    return code if re.fullmatch("[A-Z]{3}", code) else None


def _host(found: dict[str, str]) -> str | None:
    from urllib.parse import urlsplit

    if named := found.get("host"):
        return named[:253].lower()
    try:
        return (urlsplit(found.get("url", "")).hostname or "")[:253] or None
    except ValueError:
        return None
