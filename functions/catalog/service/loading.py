"""Tariffs: loaded, listed, removed; and those that hold for some goods."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from catalog.models.product import Product
from catalog.models.tariff import (
    DutyLine,
    ExchangeLine,
    FreightLine,
    InsuranceLine,
    Tariff,
    TariffKind,
    TariffRequest,
    TaxLine,
    chapters_of,
)
from catalog.rules.landed_cost import Tariffs, are_in_force
from catalog.service.recorded_costs import tariff_changed
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock, whole
from tradewind.errors import InvalidInput
from tradewind.idempotency import Once
from tradewind.paging import Page

LINES: dict[TariffKind, Any] = {
    TariffKind.DUTY: DutyLine,
    TariffKind.TAX: TaxLine,
    TariffKind.FREIGHT: FreightLine,
    TariffKind.INSURANCE: InsuranceLine,
    TariffKind.EXCHANGE: ExchangeLine,
}

OF_ALL_GOODS = {TariffKind.FREIGHT, TariffKind.INSURANCE, TariffKind.EXCHANGE}
MOST_IN_FORCE = 5000
"""Lines that an answer is worked out from: ten products at twenty offers each read them some 2,000 times."""


class InForce(NamedTuple):
    """What holds for a destination on a day: the tariffs, their lines on the goods, the exchange rates."""

    headers: list[Tariff]
    tariffs: Tariffs
    exchange: list[tuple[Tariff, list[ExchangeLine]]]


def load_tariff(wanted: TariffRequest, by: Caller, key: str, *, store: CatalogStore, now: Clock) -> Tariff:
    """Load a tariff, once for each key. From its date on it takes the place of an older one of its kind, name and
    destination.

    Its id is drawn from what it says, so that the same is not loaded twice. Raises: Conflict, QuotaReached,
    InvalidInput for a key that was used for another request.
    """
    at = whole(now())
    once = Once.of(by, "catalog.load_tariff", key, wanted, at)
    if first := store.tariffs.answered(once):
        return first
    lines: dict[str, list[Any]] = {}
    for line in wanted.lines:
        lines.setdefault(getattr(line, "hs", "")[:2], []).append(line)
    tariff = Tariff(
        tariff_id=sha256(wanted.model_dump_json().encode()).hexdigest()[:32],
        kind=TariffKind(wanted.kind),
        name=wanted.name,
        destination=getattr(wanted, "destination", None),
        as_of=wanted.as_of,
        until=wanted.until,
        source=wanted.source,
        currency=wanted.currency,
        valuation=getattr(wanted, "valuation", None),
        line_count=len(wanted.lines),
        chapters=chapters_of(wanted.lines),
        loaded_by=by.user,
        loaded_at=at,
    )
    actor = store.audit.persons().actor(by.tenant, by.user)
    store.tariffs.add(by.tenant, tariff, lines, once, tariff_changed("loaded", tariff, by.tenant, actor, at))
    return tariff


def tariffs(by: Caller, limit: int, next: str | None, *, store: CatalogStore) -> Page[Tariff]:
    """A page of the tenant's tariffs. Raises: InvalidInput for a foreign token."""
    return store.tariffs.page(by.tenant, limit, next)


def remove_tariff(tariff_id: str, by: Caller, *, store: CatalogStore, now: Clock) -> None:
    """Remove a tariff; an older one of its name, if any, holds again. Raises: NotFound."""
    tariff = store.tariffs.get(by.tenant, tariff_id)
    actor = store.audit.persons().actor(by.tenant, by.user)
    store.tariffs.remove(by.tenant, tariff, tariff_changed("removed", tariff, by.tenant, actor, now()))


def in_force(tenant: str, destination: str, products: Iterable[Product], day: date, store: CatalogStore) -> InForce:
    """What holds for products and a destination on a day: of duties and taxes the lines of their chapters alone.

    Exchange rates of several names and dates are all there: a conversion takes the newest that has both currencies.
    Raises: InvalidInput for more lines than one answer is worked out from.
    """
    every = store.tariffs.every(tenant)
    headers = are_in_force(every, destination, day)
    chapters = {"", *(product.hs_code[:2] for product in products if product.hs_code)}
    wanted = [(header, chapter) for header in headers for chapter in header.chapters if chapter in chapters]
    _check_few(sum(header.line_count for header in headers if header.kind in OF_ALL_GOODS), destination)
    found: dict[TariffKind, list[tuple[Tariff, Any]]] = {kind: [] for kind in TariffKind}
    for header, lines in store.tariffs.lines(tenant, wanted):
        found[header.kind] += [(header, LINES[header.kind].model_validate(line)) for line in lines]
    _check_few(sum(map(len, found.values())), destination)
    rates: dict[str, tuple[Tariff, list[ExchangeLine]]] = {}
    for header, line in found.pop(TariffKind.EXCHANGE):
        rates.setdefault(header.tariff_id, (header, []))[1].append(line)
    lines_by_kind = {kind.value: tuple(lines) for kind, lines in found.items()}
    return InForce(headers, Tariffs(**lines_by_kind), list(rates.values()))


def _check_few(lines: int, destination: str) -> None:
    if lines > MOST_IN_FORCE:
        said = (
            f"{lines} lines of tariffs are in force for these goods to {destination}, at most {MOST_IN_FORCE} are read"
        )
        raise InvalidInput(f"{said}; remove tariffs that you do not use")
