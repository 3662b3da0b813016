"""The keys of the catalog table, and its one index. Only this folder knows them.

pk                        sk                   item
TENANT#<t>#PRODUCTS#<n>   PRODUCT#<product>    a product; n is its shard, so that a file of a million makes no row hot
TENANT#<t>#GOODS#<name>   PRODUCT#<product>    that a product is the goods of this name: gtin:..., mpn:brand:number
TENANT#<t>#LINKS#<p>      PRODUCT#<other>      whether a person says that two products are the same goods
TENANT#<t>#OUTBOX         PRODUCT#<product>    that the index is still to be told of a product; in the index `due`
TENANT#<t>#ONCE#...       ...                  first answers, see tradewind.idempotency

The index `due` holds only what waits for something, by `due_at`: products that the index is to be told of under
INDEX#<shard>.
"""

from zlib import crc32

from tradewind import paging
from tradewind.errors import InvalidInput

DUE_INDEX = "due"
SHARDS = 16
"""Parts of a tenant's products: one takes 1,000 writes a second (AWS: "DynamoDB quotas")."""
DUE_SHARDS = 4
PRODUCT = "PRODUCT#"


def start(pk: str, next: str, first: str, last: str) -> dict[str, str]:
    """Where a list goes on between two sort keys. Raises: InvalidInput for a token of another list or range."""
    sk = paging.position(pk, next)
    if not first <= sk <= last:
        raise InvalidInput("next: not a token of this list")
    return {"pk": pk, "sk": sk}


def shard_of(product_id: str) -> int:
    return crc32(product_id.encode()) % SHARDS


def products(tenant: str, shard: int) -> str:
    return f"TENANT#{tenant}#PRODUCTS#{shard:02}"


def product(tenant: str, product_id: str) -> tuple[str, str]:
    return products(tenant, shard_of(product_id)), PRODUCT + product_id


def goods(tenant: str, name: str) -> str:
    return f"TENANT#{tenant}#GOODS#{name}"


def links(tenant: str, product_id: str) -> str:
    return f"TENANT#{tenant}#LINKS#{product_id}"


def outbox(tenant: str) -> str:
    return f"TENANT#{tenant}#OUTBOX"


def due_index(product_id: str) -> str:
    return f"INDEX#{shard_of(product_id) % DUE_SHARDS}"


def every_product(tenant: str) -> str:
    """What a page of all products names in its token: they lie in several partitions."""
    return f"TENANT#{tenant}#PRODUCTS"
