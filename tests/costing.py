"""Goods, offers and tariffs for what costs are worked out from."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from catalog.models.incoterm import Charge
from catalog.models.landed_cost import LandedCost
from catalog.models.product import Offer, Product
from catalog.models.tariff import Tariff, TariffKind, TariffRequest, chapters_of
from catalog.rules.landed_cost import Asked, Exchange, Goods, Tariffs, landed_cost

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
REQUEST: TypeAdapter[Any] = TypeAdapter(TariffRequest)

DUTY = {"hs": "851679", "percent": "2.7"}
SEA = {"covers": ["main_carriage"], "mode": "sea", "per_kg": "0.08", "transit_days": 35}
AT_THE_DOOR = [
    {"covers": ["import_terminal"], "fixed": "200"},
    {"covers": ["import_carriage"], "fixed": "350"},
    {"covers": ["unloading"], "fixed": "50"},
    {"covers": ["import_clearance"], "fixed": "90"},
]


def goods(*, product_id: str = "kettle", price: str = "10.00", **fields: Any) -> Goods:
    """A kettle of 2 kg and 10 litres packed, made in China, FOB; `fields` of its offer or product."""
    of_product = {name: fields.pop(name) for name in list(fields) if name in Product.model_fields}
    offer: dict[str, Any] = {
        "offer_id": f"{product_id}-offer",
        "supplier": "Ningbo Kettles",
        "supplier_country": "CN",
        "currency": "EUR",
        "price_breaks": [{"min_quantity": 1, "unit_price": price}],
        "incoterm": "FOB",
        "unit_weight_kg": "2",
        "unit_volume_m3": "0.01",
    }
    product: dict[str, Any] = {
        "product_id": product_id,
        "title": "Kettle 1.7 l",
        "origin": "CN",
        "hs_code": "851679",
        "created_at": AT,
        "changed_at": AT,
        "created_by": "ana",
    }
    return Goods(Product(**(product | of_product)), Offer(**(offer | fields)))


def tariff(kind: str, lines: Sequence[Mapping[str, Any]], **fields: Any) -> dict[str, Any]:
    """A request to load a tariff of Germany, from the start of the year, in euros."""
    request: dict[str, Any] = {
        "kind": kind,
        "name": kind,
        "as_of": "2026-01-01",
        "source": "a test",
        "currency": "EUR",
        "lines": lines,
    }
    if kind != "exchange":
        request["destination"] = "DE"
    if kind == "duty":
        request["valuation"] = "cif"
    return request | fields


def loaded(request: Mapping[str, Any]) -> tuple[Tariff, tuple[Any, ...]]:
    """A tariff as it is kept, and its lines."""
    read = REQUEST.validate_python(request)
    header = Tariff(
        tariff_id=f"{read.kind}-{read.as_of}",
        kind=TariffKind(read.kind),
        destination=getattr(read, "destination", None),
        valuation=getattr(read, "valuation", None),
        line_count=len(read.lines),
        chapters=chapters_of(read.lines),
        loaded_by="ana",
        loaded_at=AT,
        **{name: getattr(read, name) for name in ("name", "as_of", "until", "source", "currency")},
    )
    return header, read.lines


def tariffs(*requests: Mapping[str, Any]) -> Tariffs:
    """What holds of these tariffs."""
    found: dict[str, list[Any]] = {}
    for request in requests:
        header, lines = loaded(request)
        found.setdefault(header.kind.value, []).extend((header, line) for line in lines)
    return Tariffs(**{kind: tuple(lines) for kind, lines in found.items()})


def german(**changed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """All that an import to Germany needs; `changed`: other lines of a kind."""
    lines: dict[str, Any] = {
        "duty": [DUTY],
        "tax": [{"name": "VAT", "percent": "19", "base": "delivered", "is_recoverable": True}],
        "freight": [SEA, *AT_THE_DOOR],
        "insurance": [{"percent": "0.5"}],
    }
    return [tariff(kind, each) for kind, each in (lines | changed).items() if each]


def cost(bought: Goods, *requests: Mapping[str, Any], quantity: int = 1000, to: str = "DE", **asked: Any) -> LandedCost:
    """The landed cost in euros."""
    return landed_cost(bought, Asked(to, quantity, **asked), tariffs(*requests), Exchange("EUR", day=TODAY))


def amounts(found: LandedCost) -> dict[Charge, Decimal | None]:
    """What each charge comes to; those in the seller's price are 0."""
    return {line.charge: line.amount for line in found.lines}
