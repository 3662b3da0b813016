"""What two amounts that stand side by side are to each other: a range, or price and former price."""

import re
from decimal import Decimal
from itertools import pairwise

from prices.reading.page import SEPARATOR
from prices.reading.sightings import GAP, Sighting
from prices.reading.traits import Is


def join_ranges(text: str, described: list[Sighting]) -> list[Sighting]:
    """`$12 - $15` is one sighting with an upper end, at the place of the first."""
    joined: list[Sighting] = []
    for sighting in described:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.amount is not None
            and sighting.amount is not None
            and last.high is None
            and last.role == sighting.role
            and last.amount < sighting.amount < last.amount * 50
            and _is_range_gap(text[last.end : sighting.start])
        ):
            last.high, last.end = sighting.amount, sighting.end
            last.currency = last.currency or sighting.currency
        else:
            joined.append(sighting)
    return joined


def _is_range_gap(gap: str) -> bool:
    word = gap.strip().strip(GAP).casefold()
    return len(gap) < MAX_RANGEGAP and (word in _DASHES or (word in ("to", "bis", "až") and SEPARATOR not in gap))


_DASHES = ("-", "–", "—", "~")
MAX_RANGEGAP = 150


def settle_pairs(text: str, described: list[Sighting]) -> None:
    """Of two amounts side by side, the higher is the former price.

    Either the percentage between them is written there, or only a word for "now" stands between them and the second is
    the lower (`van 29,99 voor 19,99`), or both are prices by their class names, of one currency, in
    one element, not a word stands between them, and nothing beside them is struck through.
    """
    plain = [s for s in described if not s.role and s.amount]
    for one, other in pairwise(plain):
        if (
            other.position - one.position > NEIGHBOURS
            or one.amount == other.amount
            or not one.amount
            or not other.amount
        ):
            continue
        high = one if one.amount > other.amount else other
        is_told = any(s.is_struck and abs(s.position - one.position) <= NEIGHBOURS for s in described)
        off = 100 * (1 - min(one.amount, other.amount) / max(one.amount, other.amount))
        around = text[max(0, one.start - PERCENTAGE_WITHIN) : other.end + PERCENTAGE_WITHIN]
        is_percentage_told = any(abs(Decimal(found) - off) <= 1 for found in _PERCENTAGE.findall(around))
        is_now_told = other is not high and text[one.end : other.start].strip(GAP + SEPARATOR).casefold() in _NOW
        if (
            is_percentage_told
            or is_now_told
            or (PLAIN_OFF[0] <= off <= PLAIN_OFF[1] and not is_told and _is_plain_pair(text, one, other))
        ):
            high.role = Is.OLD


def _is_plain_pair(text: str, one: Sighting, other: Sighting) -> bool:
    return (
        one.is_marked
        and other.is_marked
        and one.currency == other.currency
        and one.high is other.high is None
        and not text[one.end : other.start].strip(GAP)
        and any(inner is outer for inner in one.around[:3] for outer in other.around[:3])
    )


PLAIN_OFF = (3, 75)
"""Percentages between two amounts of which nothing is said that are a usual reduction."""
_NOW = frozenset(
    [
        "now",
        "voor",
        "nu",
        "jetzt",
        "nur",
        "ahora",
        "por",
        "maintenant",
        "ora",
        "oggi",
        "teraz",
        "nyní",
        "teď",
        "most",
        "acum",
        "сейчас",
        "теперь",
        "только",
    ]
)
NEIGHBOURS = 6
PERCENTAGE_WITHIN = 60
_PERCENTAGE = re.compile(r"(?<![\d.,])(\d{1,2})(?:[.,]\d+)?\s?[%％]")
