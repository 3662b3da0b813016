"""Tables, whatever they are written in: what a column holds, what a cell says."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast, get_args

from prices.models.transfer import Column, ColumnMapping, WatchField
from prices.models.watch import Watch
from prices.transfers.amazon import ending_of, is_asin
from prices.transfers.rows import Asked, Draft, File, Row, bounded
from tradewind.imports import LONGEST_SHOWN
from tradewind.tables import Line, Unreadable
from tradewind.tables.text import distinct, shown

NAMES: dict[str, WatchField] = {
    **{cast("WatchField", name).replace("_", ""): cast("WatchField", name) for name in get_args(WatchField)},
    "link": "url", "address": "url", "page": "url", "producturl": "url", "webaddress": "url", "uri": "url",
    "name": "label", "title": "label", "product": "label", "productname": "label",
    "tag": "tags", "group": "tags", "groups": "tags", "folder": "tags", "category": "tags", "grouptagnames": "tags",
    "target": "target_price", "desiredprice": "target_price", "alertbelow": "target_price",
    "interval": "every_minutes", "intervalmin": "every_minutes", "intervalminutes": "every_minutes",
    "rechecktimeminutes": "every_minutes",
    "xpath": "price_selector", "cssxpathfilter": "price_selector", "includefilters": "price_selector",
    "selector": "price_selector", "cssselector": "price_selector",
    "locale": "marketplace", "domain": "marketplace", "domainid": "marketplace", "country": "marketplace",
}  # fmt: skip
"""Columns by their name, letters and digits alone. Beside our own: what Wachete's and changedetection.io's sheets and
Keepa's tables call them (the pages are named in `sheet` and `keepa`)."""

MEAN_NOTHING = {"id", "dynamicwachet", "portalwachet", "image"}
"""Columns of those tables that are known, and hold nothing of a watch."""

YES = {"true", "yes", "1", "x", "on"}
NO = {"false", "no", "0", "off"}
NULL = {"none", "never", "null"}
YES_OR_NO = {"back_in_stock", "all_time_low", "any_change", "paused"}
NULLABLE = {"target_price", "drop_percent", "rise_percent", "predicted_drop_percent", "fastest_minutes"}
APART = {"asin", "marketplace", "availability_selector", "title_selector"}
SCHEDULE = {"every_minutes", "fastest_minutes", "days", "from_hour", "until_hour", "time_zone"}
MOST_COLUMNS = 200
COLUMNS = tuple(name for name in get_args(WatchField) if name not in ("asin", "marketplace"))
"""The columns of a table of our own, in their order."""

_COMMA = re.compile(r"\d+,\d{1,2}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def read_table(lines: Iterable[Line], asked: Asked, *, takes: Sequence[str] = ()) -> File:
    """The rows of a table.

    The first line names the columns, unless it holds an address itself. A column is known by its name; one that is not
    is taken for addresses if most of its cells are such, and is then not certain. `takes`: fields beyond the usual, for
    the form of Keepa's users, known in the same way. Raises: Unreadable for a table without lines or without a column
    of addresses.
    """
    rows = [line for line in lines if any(cell.strip() for cell in line.cells)]
    if not rows:
        raise Unreadable("the table has no lines")
    if len(rows[0].cells) > MOST_COLUMNS:
        raise Unreadable(f"the table has more than {MOST_COLUMNS} columns")
    means = {field: holds for field, holds in MEANS.items() if field == "url" or field in takes}
    has_names = not any(holds(cell.strip()) for holds in means.values() for cell in rows[0].cells)
    header = rows[0].cells if has_names else [f"column {number}" for number in range(1, len(rows[0].cells) + 1)]
    body = rows[1:] if has_names else rows
    bounded(body)
    columns = _columns(
        distinct(header, LONGEST_SHOWN), body, asked.mapping, {"asin", "marketplace"} - set(takes), means
    )
    if not {"url", *takes} & {column.field for column in columns}:
        wanted = "asin" if "asin" in takes else "url"
        raise Unreadable(f"no column is named {wanted}, and none holds addresses; say which in the mapping")
    return File(rows=[_row(line, columns, asked) for line in body], columns=tuple(columns))


def cells_of(watch: Watch) -> dict[str, str]:
    """What a table says of a watch: a text for each field; what is null and not so by default is `none`."""
    check, override = watch.check, watch.override
    return {
        "url": watch.url,
        "variant": watch.variant or "",
        "currency": watch.currency or "",
        "label": watch.label or "",
        "tags": ", ".join(watch.tags),
        "target_price": _number(watch.target_price),
        "drop_percent": _number(watch.drop_percent) or "none",
        "rise_percent": _number(watch.rise_percent),
        "back_in_stock": _yes_or_no(watch.back_in_stock),
        "all_time_low": _yes_or_no(watch.all_time_low),
        "any_change": _yes_or_no(watch.any_change),
        "predicted_drop_percent": _number(watch.predicted_drop_percent),
        "every_minutes": str(check.every_minutes),
        "fastest_minutes": _number(check.fastest_minutes),
        "days": " ".join(check.days),
        "from_hour": str(check.from_hour),
        "until_hour": str(check.until_hour),
        "time_zone": check.time_zone,
        "price_selector": override.price if override else "",
        "availability_selector": (override.availability or "") if override else "",
        "title_selector": (override.title or "") if override else "",
        "paused": _yes_or_no(watch.paused),
    }


def _columns(
    header: Sequence[str],
    body: Sequence[Line],
    told: ColumnMapping | None,
    refused: set[str],
    means: Mapping[WatchField, Callable[[str], bool]],
) -> list[Column]:
    if told is not None and (unknown := sorted(set(told) - set(header))):
        raise Unreadable(f"the mapping names columns that the table has not: {', '.join(unknown)[:200]}")
    taken: set[str] = set()
    found = []
    for number, name in enumerate(header):
        plain = re.sub(r"[\W_]", "", name.casefold())
        certain = told is not None or plain in NAMES or plain in MEAN_NOTHING
        field = told.get(name) if told is not None else NAMES.get(plain)
        if field in taken and told is not None:
            raise Unreadable(f"the mapping takes two columns for {field}")
        if field in taken or field in refused:
            field, certain = None, told is not None
        if field:
            taken.add(field)
        sample = next((line.cells[number] for line in body if len(line.cells) > number and line.cells[number]), None)
        found.append(Column(name=name, field=field, sample=shown(sample, 80) if sample else None, certain=certain))
    for field, holds in means.items() if told is None else ():
        holding = [number for number in range(len(header)) if _mostly(holds, number, body) and not found[number].field]
        if field not in taken and holding and not (field == "url" and "asin" in taken):
            found[holding[0]] = found[holding[0]].model_copy(update={"field": field, "certain": False})
    return found


def _mostly(holds: Callable[[str], bool], number: int, body: Sequence[Line]) -> bool:
    """Whether most of a column's cells are of a kind."""
    cells = [line.cells[number].strip() for line in body[:200] if len(line.cells) > number]
    return sum(holds(cell) for cell in cells) * 2 > len(cells)


def _is_address(cell: str) -> bool:
    return _ADDRESS.fullmatch(cell) is not None


def _is_product(cell: str) -> bool:
    return is_asin(cell.upper())


def _is_marketplace(cell: str) -> bool:
    return ending_of(cell) is not None


MEANS: dict[WatchField, Callable[[str], bool]] = {
    "url": _is_address,
    "asin": _is_product,
    "marketplace": _is_marketplace,
}
"""Fields that a column is taken for by what it holds, where its name says nothing."""


def _row(line: Line, columns: Sequence[Column], asked: Asked) -> Row:
    named = {column.field: column.name for column in columns if column.field}
    draft = Draft(line.place, names={_part(field): name for field, name in named.items()})
    if len(line.cells) != len(columns):
        draft.wrong.append(f"{len(line.cells)} cells where the table has {len(columns)} columns; was it cut off?")
    apart: dict[str, str] = {}
    for column, given in zip(columns, line.cells, strict=False):
        cell = given.strip()
        if cell and column.field in APART:
            apart[column.field] = cell
        elif cell and column.field:
            _place(draft, column.field, cell, column.name)
        elif cell and column.name.casefold() != "id":
            draft.leave(column.name, cell, "this column is taken for nothing of a watch")
    _place_overrides(draft, apart)
    if "asin" in named:
        from prices.transfers.keepa import place_amazon

        place_amazon(draft, apart, asked)
    return draft.done(asked)


def _place(draft: Draft, field: str, cell: str, named: str) -> None:
    """Put what a cell says where it belongs; what it should not say is refused by the model, by the column's name."""
    is_null = cell.casefold() in NULL and field in NULLABLE
    if field == "label":
        draft.label(cell)
    elif field == "tags":
        draft.tags(re.split(r"[,;]", cell), named)
    elif field == "price_selector":
        draft.selector(cell, named)
    elif field == "every_minutes":
        _every(draft, cell, named)
    elif field == "paused":
        draft.paused = _said(cell)
    elif field == "days":
        draft.check["days"] = re.split(r"[\s,;]+", cell.casefold())
    elif field in SCHEDULE:
        draft.check[field] = None if is_null else cell
    elif field in YES_OR_NO:
        draft.fields[field] = _said(cell)
    elif field in NULLABLE:
        draft.fields[field] = None if is_null else _plain(cell)
    else:
        draft.fields[field] = cell


def _every(draft: Draft, cell: str, named: str) -> None:
    try:
        draft.every(float(_plain(cell)), named)
    except (ValueError, OverflowError):
        draft.wrong.append(f"{named}: {shown(cell, 40)} is no number of minutes")


def _place_overrides(draft: Draft, apart: dict[str, str]) -> None:
    for name in ("availability", "title"):
        selector = apart.get(f"{name}_selector")
        if selector and "override" in draft.fields:
            draft.fields["override"][name] = selector
        elif selector:
            draft.leave(f"{name}_selector", selector, "needs a selector of the price beside it")


def _part(field: str) -> str:
    """The part of a request that a field of a table goes into."""
    return "override" if field.endswith("_selector") else field


def _said(cell: str) -> bool | str:
    """Yes or no; other text stays, and the model refuses it by the column's name."""
    folded = cell.casefold()
    return True if folded in YES else False if folded in NO else cell


def _plain(cell: str) -> str:
    """A number with its decimal comma as a point: 12,5 and 12,50, but not 1,234, which may be either."""
    text = cell.replace("\u00a0", "").replace(" ", "").removesuffix("%")
    return text.replace(",", ".") if _COMMA.fullmatch(text) else text


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
