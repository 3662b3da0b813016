"""The keys of the notifications table, and its indexes. Only this folder knows them.

pk                       sk                          item
TENANT#<t>#CHANNELS      CHANNEL#<channel>           a channel, its destination sealed, the code that was asked for
TENANT#<t>#OWNERS        OWNER#<user>                how many channels a person has, what they asked to be sent
TENANT#<t>#CHANNEL#<c>   DELIVERY#<at>#<delivery>    a delivery; while it waits it is in the index `due` too
TENANT#<t>#ONCE#...      ...                         first answers, see tradewind.idempotency
NOTIFICATIONS#KEYS       <name>                      keys of ours, sealed: what links and codes are made with, and the
                                                     key that push services know

The index `due` holds deliveries that wait for a moment, under DUE#<shard> by `due_at`; the index `alert` those of one
alert, under TENANT#<t>#ALERT#<alert> by `sk`.
"""

from datetime import datetime
from zlib import crc32

from tradewind.clock import stamp

DUE_INDEX = "due"
ALERT_INDEX = "alert"
SHARDS = 4
KEYS = "NOTIFICATIONS#KEYS"
CHANNEL = "CHANNEL#"
DELIVERY = "DELIVERY#"


def channels(tenant: str) -> str:
    return f"TENANT#{tenant}#CHANNELS"


def channel(channel_id: str) -> str:
    return f"{CHANNEL}{channel_id}"


def owners(tenant: str) -> str:
    return f"TENANT#{tenant}#OWNERS"


def owner(user: str) -> str:
    return f"OWNER#{user}"


def deliveries(tenant: str, channel_id: str) -> str:
    return f"TENANT#{tenant}#CHANNEL#{channel_id}"


def delivery(at: datetime, delivery_id: str) -> str:
    return f"{DELIVERY}{stamp(at)}#{delivery_id}"


def alert(tenant: str, alert_id: str) -> str:
    return f"TENANT#{tenant}#ALERT#{alert_id}"


def due(shard: int) -> str:
    return f"DUE#{shard}"


def shard_of(tenant: str) -> int:
    """The shard of a tenant; the same in every process."""
    return crc32(tenant.encode()) % SHARDS
