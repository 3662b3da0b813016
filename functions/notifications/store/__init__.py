"""The notifications table: the only folder that knows its keys (drawn in keys.py)."""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from tradewind.config import Settings
from tradewind.dynamo import Table, table

if TYPE_CHECKING:
    from notifications.store.channels import ChannelStore
    from notifications.store.deliveries import DeliveryStore
    from notifications.store.rights import RightsStore


class NotificationStore:
    """Everything that notifications keep. A part is imported when it is first asked for."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @cached_property
    def channels(self) -> "ChannelStore":
        """Channels, their destinations, and what their owners asked for."""
        from notifications.store.channels import ChannelStore

        return ChannelStore(self.table)

    @cached_property
    def deliveries(self) -> "DeliveryStore":
        """Messages and how far they have come."""
        from notifications.store.deliveries import DeliveryStore

        return DeliveryStore(self.table)

    @cached_property
    def rights(self) -> "RightsStore":
        """What is a user's or a tenant's."""
        from notifications.store.rights import RightsStore

        return RightsStore(self.table)


class StoreSettings(Settings):
    notifications_table: str


@cache
def open_store() -> NotificationStore:
    """The store of this Lambda, opened on first use."""
    return NotificationStore(table(StoreSettings.load().notifications_table))
