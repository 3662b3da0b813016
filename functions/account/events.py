"""What the account tells the rest of Tradewind."""

from typing import ClassVar

from pydantic import Field

from tradewind.caller import Tier
from tradewind.events import Event


class TierChanged(Event):
    """A tenant has booked another tier than before, or is seen for the first time."""

    name: ClassVar[str] = "account.tier_changed"
    version: ClassVar[int] = 1

    number: int = Field(ge=1, le=10**9, description="counts the changes of this tenant; the highest is what holds")
    from_tier: Tier | None = Field(description="null: the tenant was not known before")
    to_tier: Tier
