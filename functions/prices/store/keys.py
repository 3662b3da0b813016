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
TENANT#<t>#SHOWN         FORECAST#<listing>#<n>  the last forecast of n days that was shown, and its record in the audit
TENANT#<t>#DEALS         DEAL#<product>          what a product's price was last told to be worth
TENANT#<t>#DEALS         AT#<product>#<listing>  the same at one of its shops
TENANT#<t>#TOLD          ALERT#<at>#<alert>      where an alert stands: what all watches told, in one list, for 90 days
TENANT#<t>#COUPONS       COUPON#<coupon>         a coupon that the tenant added, or that stands on a page of its own
TENANT#<t>#SHOPS         HOST#<host>             how a shop takes coupons, as the tenant says
TENANT#<t>#VOTES         VOTE#<coupon>#<user>    whether a coupon worked for a user
TENANT#<t>#REPORTS       REPORT#<at>#<report>    a price that a user saw, with what came of it
TENANT#<t>#REPORTERS     USER#<user>             what is known of a reporter
TENANT#<t>#REPORTED      LISTING#<l>#<kind>      the newest of what counts there; `kind` is public or member
TENANT#<t>#ONCE#...      ...                     first answers, see tradewind.idempotency
LISTING#<listing>        LISTING                 a listing, what its last checks left, when it is due
LISTING#<listing>        OBS#<slot>              an observation
LISTING#<listing>        WATCH#<t>#<watch>       who watches it: the rule and what it was last measured from
LISTING#<listing>        REPORTED#<kind>#<t>     what a tenant's users saw there, as one voice
COUPON#<coupon>          COUPON                  a coupon of a public page, and what reports make of it
COUPON#<coupon>          TALLY#<t>               what a tenant's users report of it, without their names
LISTING#<listing>        FORECAST#<day>          a forecast made that day, and whether it was held against what came
LISTING#<listing>        PAST                    its days as forecasts need them, drawn from the looks once a week
LISTING#<listing>        RECORD                  how the forecasts of a listing were right
RECORD#HOST#<host>#<n>   WEEK#<week>             the same of a shop, by week; n is the listing's shard, so no row is hot
RECORD#ALL#<n>           WEEK#<week>#<c>#<model> the same of all, by country and by what made them
NAMED#<identifier>       LISTING#<listing>       a shared listing whose page states this GTIN, or brand and part number
HOST#<host>              HOST                    leases and the breaker of a host
HOST#<host>              COUPON#<coupon>         that a coupon is of this shop
HOST#<host>              ROBOTS                  its robots.txt, where an operator says its pages are to be read, and
                                                 whether they need a browser
RATES                    DAY#<day>               what currencies were worth on a day

The index `due` holds only what waits for something, by `due_at`: listings under DUE#<shard>, those being checked
under CLAIMED#<shard> until their claim runs out, undelivered alerts under OUTBOX#<shard>, forecasts that are to be made
or held against what came under FORECASTS#<shard>. A host's listings share a
shard, so one message can hold several.

In the bucket of saved pages: LISTING#<listing>/<slot>, and TENANT#<t>/LISTING#<listing>/<slot> of a tenant's own.
"""

from datetime import date, datetime
from zlib import crc32

from tradewind.clock import stamp

DUE_INDEX = "due"
SHARDS = 8
LISTING_SK = "LISTING"
HOST_SK = "HOST"
ROBOTS_SK = "ROBOTS"
OBSERVATION = "OBS#"
FORECAST = "FORECAST#"
RECORD_SK = "RECORD"
PAST_SK = "PAST"
WEEK = "WEEK#"
WATCH = "WATCH#"
ALERT = "ALERT#"
FEED = "FEED#"
RATES = "RATES"
TIER = "TIER"
IMPORT = "IMPORT#"
ROW = "ROW#"
TURN = "TURN"
COUPON_SK = "COUPON"
COUPON = "COUPON#"
TALLY = "TALLY#"
REPORT = "REPORT#"
REPORTED = "REPORTED#"


def watches(tenant: str) -> str:
    return f"TENANT#{tenant}#WATCHES"


def products(tenant: str) -> str:
    return f"TENANT#{tenant}#PRODUCTS"


def overrides(tenant: str) -> str:
    return f"TENANT#{tenant}#OVERRIDES"


def feeds(tenant: str) -> str:
    return f"TENANT#{tenant}#FEEDS"


def deals(tenant: str) -> str:
    return f"TENANT#{tenant}#DEALS"


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


def coupons(tenant: str) -> str:
    return f"TENANT#{tenant}#COUPONS"


def shops(tenant: str) -> str:
    return f"TENANT#{tenant}#SHOPS"


def votes(tenant: str) -> str:
    return f"TENANT#{tenant}#VOTES"


def reports(tenant: str) -> str:
    return f"TENANT#{tenant}#REPORTS"


def reporters(tenant: str) -> str:
    return f"TENANT#{tenant}#REPORTERS"


def reported(tenant: str) -> str:
    return f"TENANT#{tenant}#REPORTED"


def alerts(tenant: str, watch_id: str) -> str:
    return f"TENANT#{tenant}#WATCH#{watch_id}"


def deal(product_id: str, listing_id: str | None = None) -> str:
    return f"AT#{product_id}#{listing_id}" if listing_id else f"DEAL#{product_id}"


def listing(listing_id: str) -> str:
    return f"LISTING#{listing_id}"


def coupon(coupon_id: str) -> str:
    return f"{COUPON}{coupon_id}"


def tally(tenant: str) -> str:
    return f"{TALLY}{tenant}"


def voice(kind: str, tenant: str) -> str:
    return f"{REPORTED}{kind}#{tenant}"


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


def forecast(of: date) -> str:
    return f"{FORECAST}{of.isoformat()}"


def forecasts(shard: int) -> str:
    return f"FORECASTS#{shard}"


def shown(tenant: str) -> str:
    return f"TENANT#{tenant}#SHOWN"


def record_of_host(name: str, shard: int) -> str:
    return f"RECORD#HOST#{name}#{shard}"


def record_of_all(shard: int) -> str:
    return f"RECORD#ALL#{shard}"


def week(monday: date) -> str:
    return f"{WEEK}{monday.isoformat()}"


def outbox(shard: int) -> str:
    return f"OUTBOX#{shard}"


def shard_of(name: str) -> int:
    """The shard of a host or tenant; the same in every process."""
    return crc32(name.encode()) % SHARDS
