"""A row of a file made into goods, and what is wrong with one that makes none, in the words of its own columns."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from pydantic import ValidationError

from catalog.models.importing import Column, ImportDefaults
from catalog.models.product import MOST_ATTRIBUTES, MOST_IMAGES, ProductRequest
from catalog.rules.countries import country_of
from catalog.rules.describing import check_numbers
from catalog.rules.identity import Named
from catalog.rules.units import UNITS
from catalog.transfers import Row
from catalog.transfers.columns import bare, days_in, days_of, unit_of
from tradewind.errors import InvalidInput
from tradewind.money import currency_from, parse
from tradewind.tables.text import printable, shown

LONGEST_REASON = 500

_PLAIN = re.compile(r"\d{1,12}(\.\d{1,6})?")
_WHOLE = re.compile(
    r"(\d{1,3}(?:[,. \u00a0]\d{3})+|\d{1,9})(?:\.0+)?\s*(?:\+|pcs|pieces?|units?|sets?)?", re.IGNORECASE
)
_TIME = re.compile(r"(\d{1,4})(?:\.0+)?\s*(?:[-–]\s*(\d{1,4}))?\s*([^\d\s][^\d]{0,19}?)?\.?")
_BREAK = re.compile(r"(?:>=?|≥|from)?\s*(\d[\d,]{0,10})\s*(?:\+|-\s*\d[\d,]*|pcs|:|=|@)*\s*[:=@]\s*(.+)")
_PAIR = re.compile(r"\s*([^:=]{1,200}?)\s*[:=]\s*(.{1,500})", re.DOTALL)
_SPLIT = re.compile(r"[;|\n]")

_TOLD = {
    ("title", "Field "): "nothing stands there",
    ("gtin", "String"): "no GTIN; has a spreadsheet shortened it, as 4.00E+12?",
    ("hs_code", "String"): "no HS code; 4 to 10 digits are asked for",
    ("language", "String"): "no language; use two letters, as en",
}
"""What is said instead of what the model says, by the field and how that begins."""

_OFFERED = {
    "supplier_country", "currency", "unit", "moq", "lead_time_days", "incoterm", "incoterm_place", "stock",
    "valid_until", "unit_weight_kg", "unit_volume_m3",
}  # fmt: skip
_MANY = {"attributes", "price_breaks", "image", "tags", "certifications"}
_TEXTS = {"title", "description", "category", "supplier", "sku", "brand", "mpn", "url"}


class Taken(NamedTuple):
    """What a row makes: goods, or why it makes none; and which of its columns the goods do not hold."""

    wanted: ProductRequest | None
    refused: str | None
    unmapped: tuple[str, ...]
    title: str | None


class Layout(NamedTuple):
    """What is read of every row alike: the columns that hold something, those of them that say which goods a row is of,
    and what holds where a row is silent."""

    held: tuple[tuple[int, Column], ...]
    naming: tuple[tuple[int, Column], ...]
    names: Mapping[str, str]
    left_out: tuple[tuple[int, str], ...]
    defaults: ImportDefaults
    currency: str | None


def layout(columns: Sequence[Column], defaults: ImportDefaults) -> Layout:
    """The layout of a file's rows. A currency that a column of prices names, `Price (USD)`, holds for all."""
    held = tuple((number, column) for number, column in enumerate(columns) if column.field)
    naming = tuple((number, column) for number, column in held if column.field in Named._fields)
    names = {_part(column.field): column.name for _, column in held if column.field}
    priced = [column.name for _, column in held if (column.field or "").startswith("price")]
    named = next((code for name in priced if (code := _currency_in(name))), None)
    left_out = tuple((number, column.name) for number, column in enumerate(columns) if not column.field)
    return Layout(held, naming, names, left_out, defaults, defaults.currency or named)


def request_of(row: Row, of: Layout) -> Taken:
    """The goods that a row asks for; refused where a cell is not what its column says, never mended by a guess."""
    draft = _Draft(of)
    if row.wrong is not None:
        draft.wrong.append(row.wrong)
    else:
        for number, column in of.held:
            value = row.values[number]
            if value is not None and value != "":
                draft.take(column, value)
    taken = draft.done()
    unmapped = [name for number, name in of.left_out if row.values[number] not in (None, "")]
    return taken._replace(unmapped=tuple([*draft.unmapped, *unmapped, *row.extra])[:20])


def named(row: Row, of: Layout) -> Named:
    """By what a row's goods are known again, if it makes any: in an eighth of the time of `request_of`."""
    draft = _Draft(of)
    for number, column in of.naming:
        draft.take(column, row.values[number])
    return Named(**{"supplier": of.defaults.supplier, **draft.fields})


class _Draft:
    """A row as it is put together."""

    def __init__(self, of: Layout) -> None:
        self._of = of
        self.fields: dict[str, Any] = {}
        self.offer: dict[str, Any] = {}
        self.breaks: dict[int, str] = {}
        self.attributes: list[Any] = []
        self.images: list[str] = []
        self.wrong: list[str] = []
        self.unmapped: list[str] = []

    def take(self, column: Column, value: Any) -> None:
        field, name = column.field or "", column.name
        if isinstance(value, dict | list) and field not in _MANY:
            self._refuse(name, value, "a text or a number is asked for")
        elif field in _TEXTS:
            text = _text(value)
            if text:
                self.fields[field] = text
        elif field == "attribute":
            self.attributes.append({"name": bare(name), "value": _text(value)[:500], "unit": unit_of(name)})
        elif field.startswith("price"):
            self._price(field, name, value)
        elif field in _OFFERED:
            self._offered(field, name, _text(value))
        else:
            self._other(field, name, value)

    def done(self) -> Taken:
        """The row, checked as goods that are asked for by hand would be."""
        title = self.fields.get("title")
        self._complete(self._of.defaults)
        wanted: ProductRequest | None = None
        if not self.wrong:
            try:
                wanted = ProductRequest.model_validate(self.fields)
                check_numbers(wanted)
            except InvalidInput as error:
                field, colon, rest = error.detail.partition(": ")
                wanted = None
                self.wrong.append(f"{self._of.names.get(field, field)}{colon}{rest}")
            except ValidationError as error:
                self.wrong += [self._told(each["loc"], each["msg"]) for each in error.errors(include_url=False)]
        return Taken(
            wanted=wanted,
            refused="; ".join(self.wrong)[:LONGEST_REASON] or None if wanted is None else None,
            unmapped=(),
            title=printable(title)[:200] if isinstance(title, str) else None,
        )

    def _complete(self, said: ImportDefaults) -> None:
        fields, offer = self.fields, self.offer
        for name in ("supplier", "category", "origin", "language"):
            if fields.get(name) is None and (usual := getattr(said, name)):
                fields[name] = usual
        if said.tags:
            fields["tags"] = list(dict.fromkeys([*fields.get("tags", ()), *said.tags]))
        if self.breaks:
            offer["price_breaks"] = [
                {"min_quantity": quantity, "unit_price": price} for quantity, price in self._tiers().items()
            ]
            if not offer.get("currency") and self._of.currency:
                offer["currency"] = self._of.currency
        if offer:
            offer.setdefault("supplier", fields.get("supplier"))
            if said.supplier_country:
                offer.setdefault("supplier_country", said.supplier_country)
            fields["offers"] = [offer]
        if self.attributes:
            fields["attributes"] = self.attributes[:MOST_ATTRIBUTES]
        if self.images:
            fields["images"] = [{"url": url} for url in dict.fromkeys(self.images)][:MOST_IMAGES]

    def _tiers(self) -> dict[int, str]:
        """Prices by the quantity from which they hold. One without a quantity holds from the least order on, or from 1
        where another is stated for so few."""
        tiers = {quantity: price for quantity, price in sorted(self.breaks.items()) if quantity}
        if 0 in self.breaks:
            least = int(self.offer.get("moq") or 1)
            tiers.setdefault(1 if any(quantity <= least for quantity in tiers) else least, self.breaks[0])
        return tiers

    def _price(self, field: str, name: str, value: Any) -> None:
        if field == "price_breaks":
            self._price_breaks(name, value)
            return
        quantity = int(field.partition("@")[2] or 0)
        self._break(quantity, name, value)

    def _break(self, quantity: int, name: str, value: Any) -> None:
        text = _text(value)
        if _PLAIN.fullmatch(text):
            self.breaks[quantity] = text
            return
        found = parse(text, currency=self._of.currency)
        if found.amount is None or (found.high is not None and found.high != found.amount):
            self._refuse(name, text, "no price that can be read" if found.amount is None else "a range is no price")
            return
        self.breaks[quantity] = f"{found.amount:f}"
        if found.currency:
            self.offer.setdefault("currency", found.currency)

    def _price_breaks(self, name: str, value: Any) -> None:
        """`100:4.50; 1000:4`, a list of objects with min_quantity and unit_price, or an object of both."""
        if isinstance(value, dict):
            value = [{"min_quantity": quantity, "unit_price": price} for quantity, price in value.items()]
        if isinstance(value, list):
            for each in value:
                if not isinstance(each, dict) or not {"min_quantity", "unit_price"} <= each.keys():
                    self._refuse(name, each, "each needs min_quantity and unit_price")
                    return
                self._at_quantity(name, _text(each["min_quantity"]), each["unit_price"])
            return
        for part in _SPLIT.split(_text(value)):
            if not part.strip():
                continue
            found = _BREAK.fullmatch(part.strip())
            if found is None:
                self._refuse(name, part, "write price breaks as 100:4.50; 1000:4")
                return
            self._at_quantity(name, found[1], found[2])

    def _at_quantity(self, name: str, quantity: str, price: Any) -> None:
        digits = quantity.replace(",", "")
        if not digits.isdecimal() or not 0 < int(digits[:10]) < 10**9:
            self._refuse(name, quantity, "no quantity")
        else:
            self._break(int(digits), name, price)

    def _offered(self, field: str, name: str, text: str) -> None:
        if field in ("moq", "stock"):
            found = _WHOLE.fullmatch(text)
            if found is None:
                self._refuse(name, text, "a whole number is asked for")
            else:
                self.offer[field] = int(re.sub(r"\D", "", found[1]))
        elif field == "lead_time_days":
            self._lead_time(name, text)
        elif field == "incoterm":
            self._incoterm(name, text)
        elif field == "currency":
            code = text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else currency_from(text, None)
            self._set(self.offer, field, code, name, text, "no currency")
        elif field == "supplier_country":
            self._set(self.offer, field, country_of(text), name, text, "no country; use two letters, as CN")
        elif field in ("unit_weight_kg", "unit_volume_m3"):
            self._measured(field, name, text)
        else:
            self.offer[field] = text

    def _lead_time(self, name: str, text: str) -> None:
        """`15`, `15 days`, `2-3 weeks`: of a range the longer. A number alone counts what the column's name says."""
        found = _TIME.fullmatch(text)
        days = (days_of(found[3]) if found[3] else days_in(name)) if found else None
        if found is None or days is None:
            self._refuse(name, text, "a number of days is asked for")
            return
        self.offer["lead_time_days"] = int(found[2] or found[1]) * days

    def _incoterm(self, name: str, text: str) -> None:
        term, _, place = text.strip().partition(" ")
        self.offer["incoterm"] = term.upper().rstrip(",:-")
        if place.strip(" ,:-"):
            self.offer.setdefault("incoterm_place", place.strip(" ,:-"))

    def _measured(self, field: str, name: str, text: str) -> None:
        """A weight or a volume, in the unit that the cell or the column's name states, else in our own."""
        found = re.fullmatch(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*([^\d\s]\S{0,9})?", text)
        wanted = "kg" if field == "unit_weight_kg" else "m3"
        unit = (found and found[2]) or unit_of(name) or wanted
        known = UNITS.get(unit.casefold())
        if found is None or known is None or known[0] not in (wanted, "l" if wanted == "m3" else wanted):
            self._refuse(name, text, f"a number of {wanted} is asked for")
            return
        factor = known[1] / 1000 if known[0] == "l" and wanted == "m3" else known[1]
        self.offer[field] = f"{(Decimal(found[1].replace(',', '.')) * factor).normalize():f}"

    def _other(self, field: str, name: str, value: Any) -> None:
        text = _text(value) if not isinstance(value, dict | list) else ""
        if field in ("tags", "certifications"):
            parts = value if isinstance(value, list) else re.split(r"[,;|]", text)
            self.fields[field] = [_text(part)[:80] for part in parts if _text(part)][:20]
        elif field == "image":
            parts = value if isinstance(value, list) else re.split(r"[\s;|]+", text)
            self.images += [_text(part.get("url") if isinstance(part, dict) else part) for part in parts if part]
        elif field == "attributes":
            self._attributes(name, value)
        elif field == "origin":
            self._set(self.fields, field, country_of(text), name, text, "no country; use two letters, as CN")
        elif field in ("quality_tier", "language"):
            self.fields[field] = text.casefold()
        elif field in ("gtin", "hs_code"):
            self.fields[field] = text.removesuffix(".0")
        else:
            self.fields[field] = text

    def _attributes(self, name: str, value: Any) -> None:
        """`Length: 10 cm | Colour: red`, an object, or a list of objects with name and value."""
        if isinstance(value, dict):
            pairs = [(key, each) for key, each in value.items() if each not in (None, "")]
        elif isinstance(value, list):
            pairs = [(each.get("name"), each.get("value")) for each in value if isinstance(each, dict)]
        else:
            found = [_PAIR.fullmatch(part) for part in _SPLIT.split(_text(value)) if part.strip()]
            pairs = [(each[1], each[2]) for each in found if each]
            if len(pairs) < len(found):
                self.unmapped.append(name)
        for key, each in pairs:
            said = ", ".join(_text(one) for one in each) if isinstance(each, list) else _text(each)
            if _text(key) and said and not isinstance(each, dict):
                self.attributes.append({"name": _text(key)[:200], "value": said[:500]})

    def _set(self, into: dict[str, Any], field: str, value: str | None, name: str, text: str, why: str) -> None:
        if value is None:
            self._refuse(name, text, why)
        else:
            into[field] = value

    def _refuse(self, name: str, value: Any, why: str) -> None:
        self.wrong.append(f"{name}: {shown(value, 60)}: {why}")

    def _told(self, where: Sequence[int | str], what: str) -> str:
        path = [str(part) for part in where if not isinstance(part, int)]
        known = next((self._of.names[part] for part in reversed(path) if part in self._of.names), None)
        if known is None and path[:1] == ["title"]:
            return "no column is taken for the title"
        told = _TOLD.get((path[-1] if path else "", what[:6]), what.removeprefix("Value error, "))
        return f"{known or '.'.join(path) or 'row'}: {told}"


def _part(field: str | None) -> str:
    """The part of a request that a column goes into."""
    name = (field or "").partition("@")[0]
    return {"price": "price_breaks", "attribute": "attributes", "image": "images"}.get(name, name)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        try:
            return f"{Decimal(repr(value)).normalize():f}"
        except InvalidOperation:
            return str(value)
    return "" if value is None else str(value)


def _currency_in(name: str) -> str | None:
    """The currency that a column's name states, as a code of three letters or a sign."""
    found = re.search(r"\b([A-Z]{3})\b", name)
    code = currency_from(found[1], None) if found else None
    return code or currency_from(name, None)
