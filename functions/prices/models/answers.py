"""What the API answers about watches."""

from pydantic import Field

from prices.models.now import PriceNow
from prices.models.page import Availability
from prices.models.watch import Watch
from tradewind.evidence import Verdict
from tradewind.model import Currency, Id, Model, Moment, Price


class WatchedPrice(Watch):
    """A watch with what is known of its price."""

    now: PriceNow


class ListedWatch(Watch):
    """A watch as a list shows it."""

    title: str | None = Field(default=None, max_length=500, description="as the page names it")
    price: Verdict[Price]
    price_currency: Currency | None = None
    availability: Availability = Availability.UNKNOWN
    checked_at: Moment | None = None


class CheckRequested(Model):
    """A check was asked for; poll the watch until `now.checked_at` is later than `requested_at`."""

    watch_id: Id
    requested_at: Moment
