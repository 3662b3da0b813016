"""What the columns of a file hold: told by their names, by what was confirmed before, or by what stands in them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from catalog.models.importing import FIELDS, MOST_COLUMNS, SEVERAL, Column, ColumnMapping
from catalog.rules.units import UNITS, magnitude
from catalog.transfers import Row
from tradewind.tables import Unreadable
from tradewind.tables.text import shown

_NAMES: dict[str, str] = {
    **{name.replace("_", ""): name for name in FIELDS if name != "attribute"},
    "name": "title", "productname": "title", "producttitle": "title", "product": "title", "itemname": "title",
    "nom": "title", "titre": "title", "designation": "title", "produit": "title", "nome": "title", "titulo": "title",
    "produto": "title", "nombre": "title", "bezeichnung": "title", "产品名称": "title", "品名": "title", "नाम": "title",
    "desc": "description", "details": "description", "longdescription": "description", "descricao": "description",
    "productdescription": "description", "descripcion": "description", "beschreibung": "description",
    "विवरण": "description",
    "categorie": "category", "categoria": "category", "productcategory": "category", "productclass": "category",
    "categoryhierarchy": "category", "类别": "category", "श्रेणी": "category",
    "vendor": "supplier", "suppliername": "supplier", "seller": "supplier", "fournisseur": "supplier",
    "fornecedor": "supplier", "factory": "supplier", "manufacturer": "brand", "marque": "brand", "marca": "brand",
    "品牌": "brand", "供应商": "supplier",
    "suppliercode": "sku", "itemno": "sku", "itemnumber": "sku", "item": "sku", "itemcode": "sku", "productid": "sku",
    "productcode": "sku", "articleno": "sku", "articlenumber": "sku", "reference": "sku", "ref": "sku", "code": "sku",
    "codigo": "sku", "modelno": "mpn", "model": "mpn", "partnumber": "mpn", "manufacturerpartnumber": "mpn",
    "货号": "sku", "型号": "mpn",
    "ean": "gtin", "ean13": "gtin", "upc": "gtin", "barcode": "gtin", "codebarre": "gtin", "codigodebarras": "gtin",
    "countryoforigin": "origin", "origine": "origin", "origem": "origin", "madein": "origin", "placeoforigin": "origin",
    "产地": "origin",
    "hs": "hs_code", "hscode": "hs_code", "tariffcode": "hs_code", "htscode": "hs_code", "ncm": "hs_code",
    "commoditycode": "hs_code", "海关编码": "hs_code",
    "quality": "quality_tier", "tier": "quality_tier", "certificates": "certifications",
    "certification": "certifications",
    "keywords": "tags", "tag": "tags", "lang": "language", "link": "url", "producturl": "url", "webpage": "url",
    "imageurl": "image", "images": "image", "picture": "image", "photo": "image", "imagem": "image", "图片": "image",
    "curr": "currency", "devise": "currency", "moeda": "currency", "币种": "currency",
    "unitprice": "price", "prix": "price", "preco": "price", "precio": "price", "preis": "price", "fobprice": "price",
    "exwprice": "price", "cost": "price", "listprice": "price", "单价": "price", "价格": "price", "मूल्य": "price",
    "priceperpiece": "price", "priceperunit": "price", "pricepc": "price", "prixunitaire": "price",
    "precounitario": "price", "preciounitario": "price", "stückpreis": "price", "einzelpreis": "price", "कीमत": "price",
    "uom": "unit", "unite": "unit", "unidade": "unit", "minorder": "moq", "minimumorder": "moq", "minorderqty": "moq",
    "minimumorderquantity": "moq", "minorderquantity": "moq", "minimumquantity": "moq", "minqty": "moq",
    "起订量": "moq", "最小起订量": "moq", "quantiteminimum": "moq", "quantiteminimale": "moq",
    "quantiteminimaledecommande": "moq", "commandeminimum": "moq", "quantidademinima": "moq", "pedidominimo": "moq",
    "cantidadminima": "moq", "mindestbestellmenge": "moq", "mindestmenge": "moq", "न्यूनतममात्रा": "moq",
    "leadtime": "lead_time_days", "deliverytime": "lead_time_days", "productiontime": "lead_time_days",
    "deliverydays": "lead_time_days", "leaddays": "lead_time_days", "delai": "lead_time_days",
    "delaidelivraison": "lead_time_days", "prazo": "lead_time_days", "prazodeentrega": "lead_time_days",
    "plazo": "lead_time_days", "plazodeentrega": "lead_time_days", "lieferzeit": "lead_time_days",
    "交货期": "lead_time_days", "交期": "lead_time_days", "डिलीवरीसमय": "lead_time_days",
    "terms": "incoterm", "tradeterms": "incoterm", "incoterms": "incoterm", "port": "incoterm_place",
    "fobport": "incoterm_place", "inventory": "stock", "qtyinstock": "stock", "stockqty": "stock", "estoque": "stock",
    "availablestock": "stock", "lagerbestand": "stock", "库存": "stock",
    "validuntil": "valid_until", "expires": "valid_until", "packedweight": "unit_weight_kg",
    "packageweight": "unit_weight_kg", "unitvolume": "unit_volume_m3", "cbm": "unit_volume_m3",
    "pricetiers": "price_breaks", "pricebreak": "price_breaks", "tierprices": "price_breaks",
    "features": "attributes", "productfeatures": "attributes", "specifications": "attributes", "specs": "attributes",
}  # fmt: skip
"""Columns by their name, letters and digits alone: our own names, and what suppliers' sheets in English, French,
Portuguese, Spanish, German, Chinese and Hindi call them."""

ATTRIBUTES = {
    "color", "colour", "couleur", "cor", "material", "matiere", "size", "taille", "tamanho", "dimensions", "dimension",
    "weight", "poids", "peso", "netweight", "grossweight", "length", "width", "height", "depth", "diameter",
    "thickness",
    "voltage", "power", "wattage", "capacity", "volume", "finish", "style", "shape", "pattern", "warranty",
}  # fmt: skip
"""Columns that name something that is so of the goods."""

MEAN_NOTHING = {"no", "sn", "line", "row", "id", "index", "remark", "remarks", "notes", "averagerating", "ratingcount"}
"""Columns that are known, and hold nothing of the goods."""

DAYS = {
    **dict.fromkeys(
        ("d", "day", "days", "workingdays", "businessdays", "j", "jour", "jours", "dia", "dias", "tag", "tage", "tagen",
         "दिन", "天", "日"), 1,
    ),
    **dict.fromkeys(
        ("w", "wk", "wks", "week", "weeks", "semaine", "semaines", "semana", "semanas", "woche", "wochen", "हफ्ते",
         "सप्ताह", "周"), 7,
    ),
    **dict.fromkeys(("month", "months", "mois", "mes", "meses", "monat", "monate", "महीने", "个月"), 30),
}  # fmt: skip
"""How many days a word for a time is, in the languages of the columns."""

CURRENCIES = {
    "USD", "EUR", "GBP", "CNY", "RMB", "INR", "BRL", "AUD", "CAD", "CHF", "JPY", "HKD", "SGD", "AED", "MXN", "NGN",
    "KES", "ZAR", "MAD", "XOF", "XAF",
}  # fmt: skip
"""Codes that stand behind a column's name without brackets: `Price USD`."""

_BARE = str.maketrans("àáâãäçèéêëìíîïñòóôõöùúûü", "aaaaaceeeeiiiinooooouuuu")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold()).translate(_BARE)


NAMES = {_plain(name): field for name, field in _NAMES.items()}
_DAYS = {_plain(name): days for name, days in DAYS.items()}

_TIER = re.compile(r"(?:price|prix|preco|usd|eur|pcs|qty|quantity|tier|from|≥|>=?|\$|€)", re.IGNORECASE)
_FROM = re.compile(r"(\d[\d,.]{0,10})\s*(?:\+|-|–|~|to|pcs|and up|or more|units?|$|\)|\])", re.IGNORECASE)
_IN_THESE = re.compile(r"(.+?)\s*[(\[（]\s*([^()\[\]（）]{1,20})\s*[)\]）]\s*")
_BEHIND = re.compile(r"(.+?)(?:\s*[,/]\s*|\s+(?:(?:in|en|em)\s+)?)([^\s,/]{1,10})\s*")
_IN_BRACKETS = re.compile(r"[(\[,/]\s*([^()\[\],/]{1,10})\s*[)\]]?\s*$")


def proposed(
    names: Sequence[str], sample: Sequence[Row], told: ColumnMapping | None, remembered: ColumnMapping | None = None
) -> tuple[Column, ...]:
    """What each column is taken for.

    What is told holds, and so does what was confirmed for a file with the same columns. Else a column is known by its
    name. One of a name that is not known is taken for something that is so of the goods, and is not certain, unless its
    name states a unit or its cells are measures. Raises: Unreadable for a mapping that names columns that the file has
    not, or takes two for one thing.
    """
    if told is not None and (unknown := sorted(set(told) - set(names))):
        raise Unreadable(f"the mapping names columns that the file has not: {', '.join(unknown)[:200]}")
    mapping = told if told is not None else remembered
    taken: set[str] = set()
    columns = []
    for number, name in enumerate(names):
        if mapping is not None:
            field, certain = mapping.get(name), True
            if field in taken and field not in SEVERAL:
                raise Unreadable(f"the mapping takes two columns for {field}")
        else:
            field, certain = _known(name, number, sample, taken)
        if field:
            taken.add(field)
        columns.append(Column(name=name, field=field, sample=_sample(number, sample), certain=certain))
    return tuple(columns)


def unit_of(name: str) -> str | None:
    """The unit that a column's name states: `Weight (kg)`, `Length [cm]`."""
    found = _IN_BRACKETS.search(name)
    unit = found[1].strip() if found else ""
    return unit if unit.casefold() in UNITS else None


def bare(name: str) -> str:
    """A column's name without the unit that it states."""
    return _IN_BRACKETS.sub("", name).strip(" _-") or name if unit_of(name) else name


def days_of(word: str) -> int | None:
    """How many days a word for a time is: 7 for `weeks`; None for another word."""
    return _DAYS.get(_plain(word))


@lru_cache(maxsize=MOST_COLUMNS)
def days_in(name: str) -> int:
    """How many days one of what a column counts is: 7 for `Lead time (weeks)`, 1 where its name says nothing."""
    return days_of(_stated(name)[1] or "") or 1


def _stated(name: str) -> tuple[str, str | None]:
    """What a column's name calls it, and what it says that it counts in: `Lead time (days)`, `MOQ, pcs`."""
    if found := _IN_THESE.fullmatch(name):
        return found[1], found[2].strip()
    found = _BEHIND.fullmatch(name)
    if found and (days_of(found[2]) or found[2].casefold() in UNITS or found[2] in CURRENCIES):
        return found[1], found[2]
    return name, None


def _holds(field: str, unit: str | None) -> bool:
    """Whether a column that counts in a unit can hold a field of the offer. A word that is no unit says nothing."""
    known = UNITS.get(unit.casefold()) if unit else None
    if unit in CURRENCIES:
        return field.startswith("price")
    if unit is None or known is None:
        return True
    if field == "lead_time_days":
        return days_of(unit) is not None
    if field in ("moq", "stock", "price"):
        return known == UNITS["pcs"]
    return {"unit_weight_kg": known[0] == "kg", "unit_volume_m3": known[0] in ("m3", "l")}.get(field, False)


def _known(name: str, number: int, sample: Sequence[Row], taken: set[str]) -> tuple[str | None, bool]:
    plain = _plain(name)
    if quantity := _tier(name):
        tier = f"price@{quantity}"
        return (tier, True) if tier not in taken else (None, False)
    called, unit = _stated(name)
    field = NAMES.get(plain) or NAMES.get(_plain(called))
    if field and (field not in taken or field in SEVERAL) and _holds(field, unit):
        return field, field != "lead_time_days" or unit is None or days_of(unit) is not None
    if plain in MEAN_NOTHING:
        return None, True
    filled = [row.values[number] for row in sample if row.values[number] not in (None, "")]
    if not filled or any(isinstance(value, dict | list) for value in filled):
        return None, not filled
    measured = sum(magnitude(str(value), unit_of(name)) is not None for value in filled)
    is_known = _plain(bare(name)) in ATTRIBUTES or unit_of(name) is not None or measured * 2 > len(filled)
    return "attribute", is_known


def _tier(name: str) -> int | None:
    """The quantity from which a column of prices holds: `Price 100+`, `USD (100-499)`, `>=1000 pcs`, `price@100`."""
    found = _FROM.search(name)
    if found is None or not _TIER.search(name) or unit_of(name) not in (None, "pcs"):
        return None
    digits = re.sub(r"\D", "", found[1])
    return int(digits) if digits and 0 < int(digits) < 10**9 else None


def _sample(number: int, sample: Sequence[Row]) -> str | None:
    found = next((row.values[number] for row in sample if row.values[number] not in (None, "")), None)
    return shown(found, 80) if found is not None else None
