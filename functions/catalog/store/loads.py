"""Products that an import writes and takes back, many in one transaction; done again, nothing changes twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from catalog.models.product import Product
from catalog.rules.identity import identifiers
from catalog.store import keys
from catalog.store.products import item_of, name_items, name_key
from tradewind.clock import stamp
from tradewind.dynamo import Table
from tradewind.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

MOST_WRITES = 100
"""Of one transaction (AWS: "DynamoDB transactions")."""


class Kept(NamedTuple):
    """A product as it is kept: its document, when it was changed, what tells whether another says the same."""

    doc: str
    changed_at: str
    content_hash: str

    @property
    def product(self) -> Product:
        """The product itself."""
        return Product.model_validate_json(self.doc)


class Undone(NamedTuple):
    """A product that an import wrote, and what was there before it; None: nothing was."""

    after: Product
    before: Product | None


class Write(NamedTuple):
    """A product that an import writes, in the place of what was there at `before`; None: nothing was."""

    product: Product
    before: str | None


class LoadStore:
    """Products as imports know them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def kept(self, tenant: str, product_ids: Iterable[str]) -> dict[str, Kept]:
        """Those of these products that there are, as they are kept, by id."""
        found = self._table.get_many(keys.product(tenant, product_id) for product_id in product_ids)
        return {
            sk.removeprefix(keys.PRODUCT): Kept(item["doc"], item["changed_at"], item["content_hash"])
            for (_, sk), item in found.items()
        }

    def load(self, tenant: str, writes: Sequence[Write]) -> set[str]:
        """Keep what an import brings. Done again, it changes nothing. Returns the products that somebody else changed
        meanwhile: those are left as they are.
        """
        return self._each_or_alone([(write.product.product_id, self._loading(tenant, write)) for write in writes])

    def put_back(self, tenant: str, undone: Sequence[Undone], at: datetime, *, force: bool) -> set[str]:
        """Take back what an import wrote: what was there before is there again, what was not is gone. Done again, it
        changes nothing. Returns the products that changed meanwhile; with `force` there are none.
        """
        return self._each_or_alone([(each.after.product_id, self._undoing(tenant, each, at, force)) for each in undone])

    def _each_or_alone(self, each: "Sequence[tuple[str, list[TransactWriteItemTypeDef]]]") -> set[str]:
        """Carry out the writes of several products, many in one transaction; where one is refused, each by itself.

        Returns those that were refused.
        """
        refused: set[str] = set()
        batch: list[tuple[str, list[TransactWriteItemTypeDef]]] = []
        for one in [*each, None]:
            full = one is None or sum(len(writes) for _, writes in batch) + len(one[1]) > MOST_WRITES
            if batch and full:
                refused |= self._carried_out(batch)
                batch = []
            if one is not None:
                batch.append(one)
        return refused

    def _carried_out(self, batch: "list[tuple[str, list[TransactWriteItemTypeDef]]]") -> set[str]:
        changed = Conflict("changed meanwhile")
        writes = [write for _, writes in batch for write in writes]
        try:
            self._table.transact(*writes, refused=[changed] * len(writes))
        except Conflict as error:
            if error is not changed:
                raise
            return {batch[0][0]} if len(batch) == 1 else set().union(*(self._carried_out([one]) for one in batch))
        return set()

    def _loading(self, tenant: str, write: Write) -> "list[TransactWriteItemTypeDef]":
        item = item_of(tenant, write.product)
        ours = {"at": item["changed_at"], "ours": item["content_hash"]}
        was = "attribute_not_exists(pk)" if write.before is None else "changed_at = :before"
        put = self._table.putting(
            item,
            f"{was} OR (changed_at = :at AND content_hash = :ours)",
            **ours,
            **({"before": write.before} if write.before else {}),
        )
        return [put, *(self._table.putting(name) for name in name_items(tenant, write.product))]

    def _undoing(self, tenant: str, each: Undone, at: datetime, force: bool) -> "list[TransactWriteItemTypeDef]":
        after, before = each
        names = set(identifiers(after)) - (set(identifiers(before)) if before else set())
        gone = [self._table.deleting(name_key(tenant, name, after.product_id)) for name in sorted(names)]
        condition = None if force else "changed_at = :ours"
        ours = {} if force else {"ours": stamp(after.changed_at)}
        if before is None:
            return [self._table.deleting(keys.product(tenant, after.product_id), condition, **ours), *gone]
        restored = before.model_copy(update={"changed_at": at})
        return [
            self._table.putting(item_of(tenant, restored), condition, **ours),
            *gone,
            *(self._table.putting(name) for name in name_items(tenant, before)),
        ]
