"""Prices that are no prices: a point in another place, another currency."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median_low

from prices.models.listing import Observation

FARTHEST = 30
"""How many times another price may be more or less: a price falls by 97 % by a slip of the point, not in a sale."""
TELLING_DIGITS = 3
"""Significant digits that are the same by no chance: 129.90 and 12.99; of 100 and 10 it cannot be told."""


def is_displaced(price: Decimal, usual: Decimal, known: Iterable[Decimal] = ()) -> bool:
    """Whether a price is another one with its point in another place.

    So it is FARTHEST times the usual price or more, or a part of it as small; or its digits, TELLING_DIGITS or more,
    are those of a price that was known before, ten times as much or as little.
    """
    if not price or not usual:
        return False
    if price >= usual * FARTHEST or price * FARTHEST <= usual:
        return True
    if len(_digits(price)) < TELLING_DIGITS:
        return False
    return any(price in (each * 10, each / 10) for each in known)


def without_slips(looks: Sequence[Observation]) -> list[Observation]:
    """Looks that read a price, the oldest first, without those of the past that are slips.

    The last one stays whatever it is: it is what is judged.
    """
    prices = [each.price for each in looks if each.price]
    if len(prices) < TELLING_DIGITS:
        return list(looks)
    usual = median_low(prices)
    return [
        each
        for number, each in enumerate(looks)
        if number + 1 == len(looks) or each.price is None or not is_displaced(each.price, usual, (usual,))
    ]


def of_currency(looks: Iterable[Observation], currency: str | None) -> tuple[list[Observation], list[Observation]]:
    """The looks in a currency, and those in another. One that states none counts for the one that is asked for."""
    same: list[Observation] = []
    other: list[Observation] = []
    for each in looks:
        (same if each.currency is None or currency in (None, each.currency) else other).append(each)
    return same, other


def _digits(amount: Decimal) -> str:
    """The significant digits: of 129.90 and of 12.99 they are 1299."""
    return "".join(map(str, amount.normalize().as_tuple().digits))
