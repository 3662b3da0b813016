"""The keys of the prices table, and its one index. Only this folder knows them.

pk                       sk                      item
TENANT#<t>#WATCHES       WATCH#<watch>           a watch, its webhook secret sealed
TENANT#<t>#PRODUCTS      PRODUCT#<product>       a product
TENANT#<t>#OVERRIDES     HOST#<host>             where this tenant says the pages of a host are to be read
TENANT#<t>#WATCH#<w>     ALERT#<at>#<kind>#<l>   an alert; while undelivered it is in the index too
TENANT#<t>#QUOTAS        watches                 how many watches look, see tradewind.quotas
TENANT#<t>#QUOTAS        TIER                    what the tenant has booked, as the account last told
TENANT#<t>#IMPORTS       IMPORT#<import>         a file of watches that came in, and how far it is
TENANT#<t>#IMPORT#<i>    ROW#<number>            what became of a row of it
TENANT#<t>#IMPORTING     TURN                    which import may add rows, and until when
TENANT#<t>#MAPPINGS      <columns>               what was confirmed of tables with these columns
TENANT#<t>#FEEDS         FEED#<feed>             a feed, with the hash of its secret
TENANT#<t>#TOLD          ALERT#<at>#<alert>      where an alert stands: what all watches told, in one list, for 90 days
TENANT#<t>#ONCE#...      ...                     first answers, see tradewind.idempotency
LISTING#<listing>        LISTING                 a listing, what its last checks left, when it is due
LISTING#<listing>        OBS#<slot>              an observation
LISTING#<listing>        WATCH#<t>#<watch>       who watches it: the rule and what it was last measured from
NAMED#<identifier>       LISTING#<listing>       a shared listing whose page states this GTIN, or brand and part number
HOST#<host>              HOST                    leases and the breaker of a host
HOST#<host>              ROBOTS                  its robots.txt, and where an operator says its pages are to be read
RATES                    DAY#<day>               what currencies were worth on a day

The index `due` holds only what waits for something, by `due_at`: listings under DUE#<shard>, those being checked
under CLAIMED#<shard> until their claim runs out, undelivered alerts under OUTBOX#<shard>. A host's listings share a
shard, so one message can hold several.

In the bucket of saved pages: LISTING#<listing>/<slot>, and TENANT#<t>/LISTING#<listing>/<slot> of a tenant's own.
"""

from datetime import date, datetime
from zlib import crc32

from tradewind import paging
from tradewind.clock import stamp
from tradewind.errors import InvalidInput

DUE_INDEX = "due"
SHARDS = 8
LISTING_SK = "LISTING"
HOST_SK = "HOST"
ROBOTS_SK = "ROBOTS"
OBSERVATION = "OBS#"
WATCH = "WATCH#"
ALERT = "ALERT#"
FEED = "FEED#"
RATES = "RATES"
TIER = "TIER"
IMPORT = "IMPORT#"
ROW = "ROW#"
TURN = "TURN"


def start(pk: str, next: str, first: str, last: str) -> dict[str, str]:
    """Where a list goes on between two sort keys. Raises: InvalidInput for a token of another list or range."""
    sk = paging.position(pk, next)
    if not first <= sk <= last:
        raise InvalidInput("next: not a token of this list")
    return {"pk": pk, "sk": sk}


def watches(tenant: str) -> str:
    return f"TENANT#{tenant}#WATCHES"


def products(tenant: str) -> str:
    return f"TENANT#{tenant}#PRODUCTS"


def overrides(tenant: str) -> str:
    return f"TENANT#{tenant}#OVERRIDES"


def feeds(tenant: str) -> str:
    return f"TENANT#{tenant}#FEEDS"


def told(tenant: str) -> str:
    return f"TENANT#{tenant}#TOLD"


def quotas(tenant: str) -> str:
    return f"TENANT#{tenant}#QUOTAS"


def imports(tenant: str) -> str:
    return f"TENANT#{tenant}#IMPORTS"


def imported(tenant: str, import_id: str) -> str:
    return f"TENANT#{tenant}#IMPORT#{import_id}"


def imports_turn(tenant: str) -> str:
    return f"TENANT#{tenant}#IMPORTING"


def mappings(tenant: str) -> str:
    return f"TENANT#{tenant}#MAPPINGS"


def alerts(tenant: str, watch_id: str) -> str:
    return f"TENANT#{tenant}#WATCH#{watch_id}"


def listing(listing_id: str) -> str:
    return f"LISTING#{listing_id}"


def named(name: str) -> str:
    return f"NAMED#{name}"


def observation(slot: datetime) -> str:
    return f"{OBSERVATION}{stamp(slot)}"


def saved_page(listing_id: str, slot: datetime, tenant: str | None) -> str:
    """Where a page is saved; what is a tenant's own stands under that tenant."""
    return f"{pages_of(tenant) if tenant else ''}{listing(listing_id)}/{stamp(slot)}"


def pages_of(tenant: str) -> str:
    return f"TENANT#{tenant}/"


def tracker(tenant: str, watch_id: str) -> str:
    return f"{WATCH}{tenant}#{watch_id}"


def host(name: str) -> str:
    return f"HOST#{name}"


def day(of: date) -> str:
    return f"DAY#{of.isoformat()}"


def due(shard: int) -> str:
    return f"DUE#{shard}"


def claimed(shard: int) -> str:
    return f"CLAIMED#{shard}"


def outbox(shard: int) -> str:
    return f"OUTBOX#{shard}"


def shard_of(name: str) -> int:
    """The shard of a host or tenant; the same in every process."""
    return crc32(name.encode()) % SHARDS
