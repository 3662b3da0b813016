"""The rates that conversions go by: loaded from a file or from where they are published, and shown."""

from datetime import date
from typing import TYPE_CHECKING

from prices.models.rates import RatesLoaded, RatesShown
from prices.rules import ecb
from prices.rules.rates import OLDEST
from prices.store import PriceStore
from tradewind.clock import Clock
from tradewind.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from tradewind.fetch import Client

TYPES = ("text/xml", "application/xml", "text/csv", "application/zip", "application/octet-stream", "text/plain")


def load_rates(content: bytes, *, store: PriceStore, now: Clock) -> RatesLoaded:
    """Load a file of the European Central Bank's. A day that is known already and says the same is left as it is.

    Raises: InvalidInput for a file in another form or with days to come; nothing is kept of it.
    """
    at = now()
    days = ecb.read(content)
    if ahead := ecb.future_days(days, at):
        raise InvalidInput(f"the file of rates: {ahead[-1]} is still to come")
    known = {each.day: each for each in store.rates.days(days[0].day, days[-1].day)}
    new = [each for each in days if each.day not in known]
    corrected = [each for each in days if each.day in known and known[each.day] != each]
    store.rates.put([*new, *corrected])
    return RatesLoaded(
        days=len(days), added=len(new), corrected=len(corrected), first=days[0].day, last=days[-1].day, at=at
    )


def fetch_rates(url: str, *, client: "Client", store: PriceStore, now: Clock) -> RatesLoaded:
    """Load the rates from where they are published.

    Raises: Unavailable when they do not come, come in another form, or are older than a conversion may use: whoever
    waits for them must hear of it.
    """
    from tradewind.fetch import FetchFailed
    from tradewind.fetch.outcome import Limits

    limits = Limits(total_s=60, body_bytes=ecb.LARGEST_FILE, content_types=TYPES)
    try:
        answer = client.fetch(url, limits=limits)
    except FetchFailed as failure:
        raise Unavailable(f"the rates did not come: {failure.detail}") from failure
    if answer.status != 200:
        raise Unavailable(f"the rates did not come: status {answer.status}")
    try:
        loaded = load_rates(answer.body, store=store, now=now)
    except InvalidInput as error:
        raise Unavailable(f"the rates cannot be read: {error.detail}") from error
    if now().date() - loaded.last > OLDEST:
        raise Unavailable(f"the rates are old: the last are of {loaded.last}")
    return loaded


def rates_on(day: date | None, *, store: PriceStore, now: Clock) -> RatesShown:
    """The rates that hold for a day: those of the last day with any, at most a week before it. None: for today."""
    asked = day or now().date()
    found = store.rates.last_by(asked)
    if found is None or asked - found.day > OLDEST:
        return RatesShown(asked=asked, reason=f"no rates of {asked} or the {OLDEST.days} days before it are known")
    return RatesShown(**dict(found), asked=asked)
