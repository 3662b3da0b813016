"""Amounts that may be unknown, and say how they came about or why they are missing."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from tradewind.errors import InvalidInput

WIDE = Context(prec=60)
"""Wide enough that nothing is rounded before it is rounded on purpose."""

LARGEST = Decimal(10**22)


class Amount(NamedTuple):
    """An amount in the currency of the answer. A null `value` is unknown, and `how` says why."""

    value: Decimal | None
    how: str
    source: str | None = None


def unknown(why: str) -> Amount:
    """An amount that nobody has told."""
    return Amount(None, why)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount to the smallest unit of its currency, half up. Raises: InvalidInput for more than 10^22."""
    from tradewind.money import minor_units

    if amount > LARGEST:
        raise InvalidInput("the amounts are too large to be told; look at quantity, prices and exchange rates")
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)), ROUND_HALF_UP, WIDE)


def share(amount: Decimal, percent: Decimal) -> Decimal:
    """So many per cent of an amount."""
    return WIDE.divide(WIDE.multiply(amount, percent), Decimal(100))


def plain(number: Decimal) -> str:
    """A number without the zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
