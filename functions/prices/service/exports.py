"""Watches as a file, in any of the forms that they come in by."""

from base64 import b64encode

from prices.models.transfer import MOST_ROWS, Export, Form, LeftOut
from prices.models.watch import Watch
from prices.store import PriceStore
from prices.store.files import FileStore
from prices.transfers import write
from tradewind.caller import Caller, Tier
from tradewind.clock import Clock
from tradewind.errors import InvalidInput

LARGEST_INLINE = 2 * 1024 * 1024  # bytes; in base64, with what is left out beside it, an answer may have 5 MB
MOST_LEFT_OUT = 2_000  # a watch leaves out a few fields at most; the first are named
NEEDS_PREMIUM = {Form.CSV, Form.KEEPA}


def export(form: Form, by: Caller, *, tag: str | None, store: PriceStore, files: FileStore, now: Clock) -> Export:
    """The caller's watches in a form, and what of them it cannot say; `tag`: only those with it.

    A file of more than 2 MB is to be fetched from the address in the answer, within an hour. Raises: TierRequired for
    CSV below the premium tier; InvalidInput for more watches than a file holds.
    """
    if form in NEEDS_PREMIUM:
        by.check_tier(Tier.PREMIUM, "export to CSV")
    at = now()
    watches = [_as_asked(watch) for watch in store.watches.every(by.tenant) if tag is None or tag in watch.tags]
    if len(watches) > MOST_ROWS:
        raise InvalidInput(f"more than {MOST_ROWS} watches; export them tag by tag")
    written = write(form, watches)
    name = f"tradewind-{form}-{at:%Y-%m-%d}.{written.extension}"
    offered = Export(
        form=form,
        file_name=name,
        media_type=written.media_type,
        watches=written.watches,
        left_out=_some(written.left_out),
    )
    if len(written.content) <= LARGEST_INLINE:
        return offered.model_copy(update={"content": b64encode(written.content).decode()})
    place = f"{at:%Y%m%dT%H%M%S%f}/{name}"
    url, expires_at = files.offer(by.tenant, place, written.content, written.media_type, at)
    return offered.model_copy(update={"url": url, "expires_at": expires_at})


def _as_asked(watch: Watch) -> Watch:
    """A watch as its owner asked for it: what the quota paused is not paused by anybody."""
    return watch.model_copy(update={"paused": False}) if watch.paused_because else watch


def _some(left_out: tuple[LeftOut, ...]) -> tuple[LeftOut, ...]:
    if len(left_out) <= MOST_LEFT_OUT:
        return left_out
    rest = len(left_out) - MOST_LEFT_OUT
    return (*left_out[:MOST_LEFT_OUT], LeftOut(watch_id="-", field="and more", why=f"{rest} more are not listed"))
