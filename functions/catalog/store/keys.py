"""The keys of the catalog table, and its one index. Only this folder knows them.

pk                        sk                   item
TENANT#<t>#PRODUCTS#<n>   PRODUCT#<product>    a product; n is its shard, so that a file of a million makes no row hot
TENANT#<t>#GOODS#<name>   PRODUCT#<product>    that a product is the goods of this name: gtin:..., mpn:brand:number
TENANT#<t>#LINKS#<p>      PRODUCT#<other>      whether a person says that two products are the same goods
TENANT#<t>#OUTBOX         PRODUCT#<product>    that the index is still to be told of a product; in the index `due`
TENANT#<t>#USER#<u>#SEARCHES  <at>#<search>    a search that a user made, for 180 days
TENANT#<t>#USER#<u>#SAVED SAVED#<search>       a search that a user saved; in the index `due` when it is looked at next
TENANT#<t>#SAVED#<s>      KNOWN                the products that it has told of, or that were there when it was saved
TENANT#<t>#SAVED#<s>      NEWS#<at>#<news>     what it told, for 90 days; in the index `due` until it is told
TENANT#<t>#TARIFFS        TARIFF#<tariff>      a tariff that was loaded, all but its lines
TENANT#<t>#TARIFF#<id>    LINES#<chapter>      its lines on goods of a chapter; without one, on all goods
TENANT#<t>#SHARES         SHARE#<share>        a comparison that is shared, until it ends
TENANT#<t>#SHARE#<share>  SHOWN                what its link shows
SHARED#<hash>             SHARED               to which tenant's share the link of this hash leads, and nothing else
TENANT#<t>#IMPORTS        IMPORT#<import>      a file that came in, how far it is; under way, in the index `due`
TENANT#<t>#IMPORT#<i>     <pass>#<part>        that some rows of it are done in a pass, with what became of them
TENANT#<t>#IMPORT#<i>     INDEXED#<pass>#<p>   that the index has heard of them
TENANT#<t>#MAPPINGS       <columns>            what was confirmed of files with these columns
TENANT#<t>#ONCE#...       ...                  first answers, see tradewind.idempotency
What users do with products, and what goes with one, is drawn where it is kept: interactions.py, neighbours.py.

The index `due` holds only what waits for something, by `due_at`: products that the index is to be told of under
INDEX#<shard>, imports under way under IMPORTS#0, saved searches that are to be looked at again under SAVED#<shard>,
what they tell under NEWS#<shard>.
"""

from zlib import crc32

DUE_INDEX = "due"
SHARDS = 16
"""Parts of a tenant's products: one takes 1,000 writes a second (AWS: "DynamoDB quotas")."""
DUE_SHARDS = 4
PRODUCT = "PRODUCT#"
IMPORT = "IMPORT#"
INDEXED = "INDEXED#"
DUE_IMPORTS = "IMPORTS#0"
TARIFF = "TARIFF#"
SHARE = "SHARE#"
SHOWN_SK = "SHOWN"
SHARED_SK = "SHARED"


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


def imports(tenant: str) -> str:
    return f"TENANT#{tenant}#IMPORTS"


def imported(tenant: str, import_id: str) -> str:
    return f"TENANT#{tenant}#IMPORT#{import_id}"


def mappings(tenant: str) -> str:
    return f"TENANT#{tenant}#MAPPINGS"


def outbox(tenant: str) -> str:
    return f"TENANT#{tenant}#OUTBOX"


def due_index(product_id: str) -> str:
    return f"INDEX#{shard_of(product_id) % DUE_SHARDS}"


def searches(tenant: str, user: str) -> str:
    return f"TENANT#{tenant}#USER#{user}#SEARCHES"


def saved_of(tenant: str, user: str) -> str:
    return f"TENANT#{tenant}#USER#{user}#SAVED"


def saved(tenant: str, saved_id: str) -> str:
    return f"TENANT#{tenant}#SAVED#{saved_id}"


def due_saved(tenant: str) -> str:
    return f"SAVED#{crc32(tenant.encode()) % DUE_SHARDS}"


def due_news(tenant: str) -> str:
    return f"NEWS#{crc32(tenant.encode()) % DUE_SHARDS}"


def every_product(tenant: str) -> str:
    """What a page of all products names in its token: they lie in several partitions."""
    return f"TENANT#{tenant}#PRODUCTS"


def tariffs(tenant: str) -> str:
    return f"TENANT#{tenant}#TARIFFS"


def tariff_lines(tenant: str, tariff_id: str, chapter: str) -> tuple[str, str]:
    return f"TENANT#{tenant}#TARIFF#{tariff_id}", f"LINES#{chapter}"


def shares(tenant: str) -> str:
    return f"TENANT#{tenant}#SHARES"


def share(tenant: str, share_id: str) -> str:
    return f"TENANT#{tenant}#SHARE#{share_id}"


def shared(hashed: str) -> str:
    return f"SHARED#{hashed}"
