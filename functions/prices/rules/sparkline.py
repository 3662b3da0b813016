"""A price of late in few numbers: what it cost when each part of a time was over."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from prices.models.listing import Observation
from prices.rules.resample import is_read


def closes(
    observations: Sequence[Observation], since: datetime, until: datetime, parts: int
) -> tuple[str | None, list[Decimal | None]]:
    """The currency of the last price that was read, and the price at the end of each of `parts` equal parts.

    - A price stands from its reading until the next look, so a part without a look costs what the one before it did.
    - A look that read no price ends what stood, and begins nothing: from there on the price is not known.
    - Currencies are never mixed: a price in another currency than the last is as one that was not read.
    """
    seen = sorted(observations, key=lambda each: each.at)
    currency = next((each.currency for each in reversed(seen) if is_read(each)), None)
    found: list[Decimal | None] = []
    standing: Decimal | None = None
    number = 0
    for part in range(1, parts + 1):
        end = since + (until - since) * part / parts
        while number < len(seen) and seen[number].at <= end:
            each = seen[number]
            standing = each.price if is_read(each) and each.currency == currency else None
            number += 1
        found.append(standing)
    return currency, found


def change(prices: Sequence[Decimal | None]) -> float | None:
    """From the first price that is known to the last, as a share of the first.

    None where fewer than two are known, and where the first was nothing: a share of 0 says nothing.
    """
    known = [price for price in prices if price is not None]
    if len(known) < 2 or not known[0]:
        return None
    return round(float(known[-1] / known[0] - 1), 4)
