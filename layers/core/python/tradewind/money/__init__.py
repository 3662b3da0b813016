"""Money: decimal amounts, currencies, and reading prices as any locale writes them."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from tradewind.model import Model
from tradewind.money.currencies import currency_from, currency_of_locale, currency_of_sign, minor_units
from tradewind.money.reading import MoneySpan, Parsed, money_spans, parse, same_amount


class Money(Model):
    """An amount and its currency (ISO 4217). Equal amounts are equal however they are written."""

    amount: Annotated[Decimal, Field(ge=0, le=10**12, max_digits=18, decimal_places=6)]
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


__all__ = [
    "Money",
    "MoneySpan",
    "Parsed",
    "currency_from",
    "currency_of_locale",
    "currency_of_sign",
    "minor_units",
    "money_spans",
    "parse",
    "same_amount",
]
