"""Products of all tenants, one tenant at a time."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from catalog.models.product import Product
from catalog.rules.describing import content_hash
from catalog.rules.identity import identifiers
from catalog.store import keys
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, InvalidInput, NotFound
from tradewind.idempotency import Once
from tradewind.observability import logger
from tradewind.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

TOLD_WITHIN = timedelta(minutes=15)
"""How long the index may take to hear of a product before it is told again: longer than its queue's visibility."""


class ProductStore:
    """Goods, each written in one transaction with its names and with that the index is to hear of it."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def answered(self, once: Once) -> Product | None:
        """The product this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Product)

    def get(self, tenant: str, product_id: str) -> Product:
        """A product. Raises: NotFound, also for another tenant's."""
        item = self._table.get(*keys.product(tenant, product_id))
        if item is None:
            raise NotFound(f"no product {product_id}")
        return product_in(item)

    def get_many(self, tenant: str, product_ids: Iterable[str]) -> dict[str, Product]:
        """Those of these products that there are, by id."""
        found = self._table.get_many(keys.product(tenant, product_id) for product_id in product_ids)
        products = (product_in(item) for item in found.values())
        return {product.product_id: product for product in products}

    def readable(self, tenant: str, product_ids: Iterable[str]) -> tuple[dict[str, Product], set[str]]:
        """Those of these products that there are, by id, and the ids of rows that no product can be read of: one bad
        row takes nobody's answer away."""
        found = self._table.get_many(keys.product(tenant, product_id) for product_id in product_ids)
        read = {sk.removeprefix(keys.PRODUCT): _readable(item) for (_, sk), item in found.items()}
        return {id: each for id, each in read.items() if each}, {id for id, each in read.items() if each is None}

    def some(self, tenant: str, limit: int) -> list[Product]:
        """Some of a tenant's products, shard by shard; rows that cannot be read are left out."""
        found: list[Product] = []
        for shard in range(keys.SHARDS):
            part = self._table.query("pk = :pk", limit=limit, pk=keys.products(tenant, shard))
            found += [product for item in part.items if (product := _readable(item))]
            if len(found) >= limit:
                break
        return found[:limit]

    def existing(self, tenant: str, product_ids: Iterable[str]) -> set[str]:
        """Which of these products there are."""
        found = self._table.get_many((keys.product(tenant, product_id) for product_id in product_ids), "pk, sk")
        return {sk.removeprefix(keys.PRODUCT) for _, sk in found}

    def page(self, tenant: str, limit: int, next: str | None = None) -> Page[Product]:
        """A page of a tenant's products, in the order of their keys. Raises: InvalidInput for a foreign token."""
        place = keys.every_product(tenant)
        shard, after = _position(tenant, paging.position(place, next)) if next else (0, None)
        found: list[Item] = []
        while shard < keys.SHARDS and len(found) < limit:
            pk = keys.products(tenant, shard)
            part = self._table.query("pk = :pk", limit=limit - len(found), after=after, pk=pk)
            found += part.items
            after = part.last
            if after is None:
                shard += 1
        last = f"{shard:02}{after['sk'] if after else ''}" if shard < keys.SHARDS else None
        return Page(items=[product_in(item) for item in found], next=paging.token(place, last) if last else None)

    def add(self, tenant: str, product: Product, once: Once) -> None:
        """Keep a new product, and that it answers `once`. Raises: Conflict when it is there or the key is taken."""
        exists = Conflict(f"product {product.product_id} is in the catalogue already; change it by PUT")
        self._table.transact(
            self._table.putting(item_of(tenant, product), "attribute_not_exists(pk)"),
            once.kept(product, self._table),
            *self._beside(tenant, product),
            refused=[exists, once.taken],
        )

    def change(self, tenant: str, before: Product, after: Product) -> None:
        """Put `after` in the place of `before`. Raises: Conflict when somebody else has changed it meanwhile."""
        moved = Conflict("the product has changed meanwhile; read it again")
        gone = sorted(set(identifiers(before)) - set(identifiers(after)))
        self._table.transact(
            self._table.putting(item_of(tenant, after), "changed_at = :before", before=stamp(before.changed_at)),
            *(self._table.deleting(name_key(tenant, name, before.product_id)) for name in gone),
            *self._beside(tenant, after),
            refused=[moved],
        )

    def remove(self, tenant: str, before: Product, at: Any) -> None:
        """Forget a product. Raises: Conflict when somebody else has changed it meanwhile."""
        moved = Conflict("the product has changed meanwhile; read it again")
        self._table.transact(
            self._table.deleting(
                keys.product(tenant, before.product_id), "changed_at = :before", before=stamp(before.changed_at)
            ),
            *(self._table.deleting(name_key(tenant, name, before.product_id)) for name in identifiers(before)),
            self._table.putting(waiting_item(tenant, before.product_id, at)),
            refused=[moved],
        )

    def _beside(self, tenant: str, product: Product) -> Iterable["TransactWriteItemTypeDef"]:
        """What is written with a product: its names, and that the index is to hear of it."""
        for item in name_items(tenant, product):
            yield self._table.putting(item)
        yield self._table.putting(waiting_item(tenant, product.product_id, product.changed_at))


def product_in(item: Item) -> Product:
    """The product of an item."""
    return Product.model_validate_json(item["doc"])


def _readable(item: Item) -> Product | None:
    try:
        return product_in(item)
    except (KeyError, ValueError) as error:  # what is no JSON, lacks its document or breaks the model
        logger.error("a product that cannot be read", key=item["sk"], reason=type(error).__name__)
        return None


def item_of(tenant: str, product: Product) -> Item:
    """A product as the table has it. `content_hash` tells whether a row of a file says anything new."""
    pk, sk = keys.product(tenant, product.product_id)
    return {
        "pk": pk,
        "sk": sk,
        "doc": product.model_dump_json(exclude_defaults=True),
        "changed_at": stamp(product.changed_at),
        "content_hash": content_hash(product),
    }


def name_items(tenant: str, product: Product) -> list[Item]:
    """An item for each identifier of a product, by which others of the same goods find it."""
    return [
        {"pk": pk, "sk": sk, "product_id": product.product_id}
        for pk, sk in (name_key(tenant, name, product.product_id) for name in identifiers(product))
    ]


def waiting_item(tenant: str, product_id: str, at: Any) -> Item:
    """That the index is to hear of a product."""
    return {
        "pk": keys.outbox(tenant),
        "sk": keys.PRODUCT + product_id,
        "tenant": tenant,
        "changed_at": stamp(at),
        "due_pk": keys.due_index(product_id),
        "due_at": stamp(at + TOLD_WITHIN),
    }


def name_key(tenant: str, name: str, product_id: str) -> tuple[str, str]:
    """Where it is kept that a product is the goods of a name."""
    return keys.goods(tenant, name), keys.PRODUCT + product_id


def _position(tenant: str, place: str) -> tuple[int, Item | None]:
    """The shard and item that a page begins after. Raises: InvalidInput."""
    shard, sk = place[:2], place[2:]
    if not shard.isdecimal() or int(shard) >= keys.SHARDS or (sk and not sk.startswith(keys.PRODUCT)):
        raise InvalidInput("next: not a token of this list")
    return int(shard), {"pk": keys.products(tenant, int(shard)), "sk": sk} if sk else None
