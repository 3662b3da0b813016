"""What an excerpt of a page's own markup says of a price that somebody claims to see there."""

import re
from decimal import Decimal
from html import escape

from prices.models.page import Want
from prices.models.report import Witness
from prices.reading.amounts import is_same
from prices.reading.page import Element
from prices.reading.reader import survey
from prices.reading.sightings import Sighting
from prices.reading.traits import Is

NO_PRICE = Is.OLD | Is.STRUCK | Is.UNIT | Is.INSTALMENT | Is.ASIDE | Is.SHIPPING | Is.UNTAXED
"""An amount that is marked so is not what one piece costs."""
WORDS_OF_PRICES = re.compile(
    r"(?:price|prices|preis|prix|prezzo|precio|preco|cena|prijs|pris|now|sale|current|final|special|offer|deal|member|"
    r"members|club|plus|prime|vip|loyalty|amount|value|money)",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z]+", re.IGNORECASE)
MOST_NAMES = 3
LONGEST = 400


def hear(markup: str, *, url: str, price: Decimal, currency: str, member: bool) -> Witness:
    """Whether an excerpt of the page at `url` says this price, as our reader reads it.

    It agrees where an amount in it that is no former price, saving, shipping or the like is the price, in that currency
    or in none that is stated; an amount that is marked as one for members says nothing of the price for everyone. It
    disagrees where it states prices and none is this one. Of the excerpt only the amount is kept, as it is written, and
    those words of class names that speak of prices: nothing else of it leaves this function.
    """
    found = survey(markup.encode("utf-8", "replace"), url=url, want=Want(currency=currency))
    shown = [s for s in found.shown.described if s.amount is not None and not s.role & NO_PRICE]
    if not member:
        shown = [s for s in shown if not (s.role | s.traits) & Is.MEMBER]
    said: list[tuple[Decimal, str | None, Sighting | None]] = [
        (s.amount, s.currency, s) for s in shown if s.amount is not None
    ]
    for claim in found.claims:
        stated = [claim.price, claim.member] if member else [claim.price]
        said += [(amount, claim.currency, None) for amount in stated if amount is not None]
    if not said:
        return Witness(agrees=None)
    same = [each for each in said if is_same(each[0], price) and each[1] in (currency, None)]
    amount, code, sighting = (same or sorted(said, key=lambda each: abs(each[0] - price)))[0]
    return Witness(agrees=bool(same), price=amount, currency=code, markup=kept_of(sighting) if sighting else None)


def kept_of(sighting: Sighting) -> str:
    """The amount as it is written, in the elements around it that are named for prices."""
    kept = escape(" ".join(sighting.raw.split()), quote=False)
    for element in sighting.around[:MOST_NAMES]:
        if names := _names(element):
            kept = f'<span class="{names}">{kept}</span>'
    return kept[:LONGEST]


def _names(element: Element) -> str:
    words = (word.lower() for word in WORD.findall(element.style) if WORDS_OF_PRICES.fullmatch(word))
    return " ".join(dict.fromkeys(words))
