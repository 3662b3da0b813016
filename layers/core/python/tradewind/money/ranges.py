# ruff: noqa: E501 - the words of ranges
"""Ranges of amounts: `$12.34 - 56.78`, `12-15 €`, `from 5 to 10 zł`."""

import re
from decimal import Decimal
from itertools import pairwise

from tradewind.money.amounts import read_amount
from tradewind.money.signs import TENTHS
from tradewind.money.words import COUNTED, without_price_words
from tradewind.money.written import Written

RANGE = re.compile(
    r"\s*(?:-{1,2}|\.\.\.?|…|~|to|bis|bis zu|up to|à|a|al|ao|até|hasta|jusqu'à|till|til|tot|do|до|fino a|through|until|and|und|et|y|e|から|至|到|से|ถึง|đến"
    r"|sampai|s/d|s\.d\.|hingga|ila|إلى|الى|até|kuni|iki|līdz|-tól|έως|ως|по|עד|تا|och|og|en|i|:-\s?-)\s*",
    re.IGNORECASE,
)
BETWEEN_WORDS = frozenset({"and", "und", "et", "y", "e", "en", "och", "og", "i", "a", "по"})
"""They join a range only after `between`, `from` or their like."""
RANGE_OPENS = re.compile(
    r"\b(?:between|from|zwischen|von|entre|tussen|mellan|mellem|mellom|tra|fra|między|mezi|от|с|od|da|de|desde|van|från|του|за)\s*(?:[^\w\s]\s*)?$",
    re.IGNORECASE,
)


def with_range_ends(text: str, numbers: list[Written], signed: list[Written]) -> list[Written]:
    """The signed amounts, joined with their ranges: `$12.34 - 56.78`, `12–15 €`. The upper end leaves the list."""
    kept: list[Written] = []
    chosen = {id(number) for number in signed}
    skip: set[int] = set()
    for one, other in pairwise(numbers):
        if id(one) in skip or not ({id(one), id(other)} & chosen):
            continue
        gap = text[one.end : other.start]
        if len(gap) > 12 or not RANGE.fullmatch(gap):
            continue
        word = gap.strip().lower()
        if word in BETWEEN_WORDS and not RANGE_OPENS.search(text[max(0, one.start - 12) : one.start]):
            continue
        if not one.is_signed:
            if (
                COUNTED.match(text, one.number_end)
                or text[one.start - 1 : one.start].isalpha()
                or _counts_before(text, one, other)
            ):
                continue
            one.codes, one.is_signed, one.is_settled, one.sign = other.codes, True, other.is_settled, other.sign
            if one.factor == 1 and other.factor != 1:
                one.factor = other.factor
            one.is_hundredth = other.is_hundredth
            if one.is_hundredth and one.digits.isdigit() and len(one.digits) < 4:
                one.extra = Decimal(int(one.digits)) / (10 if other.sign in TENTHS else 100)
            chosen.add(id(one))
        elif not other.is_signed:
            if COUNTED.match(text, other.number_end):
                continue
            other.codes, other.is_settled, other.sign, other.is_signed = one.codes, one.is_settled, one.sign, True
            if other.factor != 1 and one.factor == 1:
                one.factor = other.factor
        if set(one.codes) & set(other.codes):
            skip.add(id(other))
            _set_high(one, other)
    kept = [number for number in numbers if id(number) in chosen and id(number) not in skip]
    return kept


def _counts_before(text: str, one: Written, other: Written) -> bool:
    """Whether a whole number behind a word that is none of prices stands only by chance in front: `Size 10 - £29.99`."""
    if not one.digits.isdigit() or (other.digits.isdigit() and other.start == other.number_start):
        return False
    before = without_price_words(text[max(0, one.start - 40) : one.start].lower())
    return any(character.isalpha() for character in before)


def _set_high(one: Written, other: Written) -> None:
    currency = one.codes[0] if one.codes else None
    low, high = read_amount(one, currency, None), read_amount(other, currency, None)
    if low is None or high is None:
        return
    if high < low:
        one.digits, one.factor, one.factor_digits, one.extra, one.is_whole = (
            other.digits,
            other.factor,
            other.factor_digits,
            other.extra,
            other.is_whole,
        )
    one.high = max(low, high)
    one.end = other.end
