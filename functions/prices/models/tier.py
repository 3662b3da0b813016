"""What a tenant has booked, as the account tells it."""

from pydantic import Field

from tradewind.caller import Tier
from tradewind.model import Id, Model


class Booked(Model):
    """The tier of a tenant. `number` counts its changes: the highest is what holds."""

    tenant: Id
    number: int = Field(ge=1, le=10**9)
    to_tier: Tier
