"""Negotiating: opening, target and walk-away prices, tactics, and a message to the supplier."""

from catalog.rules.negotiating.letter import language_of, letter
from catalog.rules.negotiating.pricing import Break, Grounds, PastPrice, Prices, prices, steps
from catalog.rules.negotiating.tactics import Situation, tactics

__all__ = [
    "Break", "Grounds", "PastPrice", "Prices", "Situation", "language_of", "letter", "prices", "steps", "tactics",
]  # fmt: skip
