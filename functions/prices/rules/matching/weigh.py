"""Whether two listings offer the same product: what speaks for it and against, in log-odds, and how probable it is."""

from collections.abc import Iterator
from math import exp

from prices.models.matching import Offered
from prices.rules.matching import identifiers
from prices.rules.matching.amounts import quantity_signs
from prices.rules.matching.codes import Codes
from prices.rules.matching.differences import trait_signs
from prices.rules.matching.likeness import word_sign
from prices.rules.matching.numbers import identifier_signs, maker_signs, shares_part_number
from prices.rules.matching.sign import Sign
from prices.rules.matching.title import Described, describe
from tradewind.evidence import Decision, Reason

SAME = 0.5
"""The probability from which two listings are said to be of one product."""
RULE = "rule:prices.matching@1"
SURE = 6.0
"""The weight of a sign that names the very item: a GTIN, an ASIN, one shop's own number."""
NUMBERED = 5.0
"""The weight of a maker's number with the brand."""
MOST_BY_NAME, MOST_BY_NUMBER = 3.6, 5.0
"""However much two names share, what they contradict each other in tells them apart: the sum of what speaks for stops
here, below the weight of one contradiction (5.5 and more)."""


def compare(one: Offered, other: Offered) -> Decision[bool]:
    """Whether two listings offer the same product, how probable that is, and why.

    The same product: what a buyer would take either of, at the better price. So of one maker, model, size, colour,
    pack, edition and condition; wherever it is sold, in whatever language.

    - Identifiers count most: one GTIN is one trade item; two are two. A part number counts with its brand, a shop's
      own number within that shop.
    - Then what both titles say: model numbers, measures in one unit, packs, sizes, colours, generations, traits. What
      one says and the other contradicts counts far more than what one leaves out.
    - Then how much of the words they share, each word by how much it says.
    - A price more than twice the other speaks weakly against.

    The probability is the logistic function of the sum; it is the same whichever is named first. A null value: neither
    says enough. Raises: nothing.
    """
    here, there = describe(one), describe(other)
    if not _can_be_compared(one, other, here, there):
        return Decision(
            value=None, basis="rule", reasons=[Reason(text="too little is known of one of the two")], provenance=RULE
        )
    signs = [*identifier_signs(one, other, here, there), *_title_signs(one, other, here, there)]
    total = _summed(signs)
    probability = min(max(1 / (1 + exp(-max(min(total, 30), -30))), 0.001), 0.999)
    told = sorted((sign for sign in signs if abs(sign.weight) >= 0.2), key=lambda sign: (-abs(sign.weight), sign.text))
    return Decision(
        value=probability >= SAME,
        confidence=round(probability if probability >= SAME else 1 - probability, 4),
        basis="calibrated",
        reasons=[
            Reason(text=sign.text[:300], weight=round(max(min(sign.weight / 10, 1), -1), 3)) for sign in told[:12]
        ],
        provenance=RULE,
    )


def probability(decision: Decision[bool]) -> float:
    """How probable a comparison says it is that the two are one product; 0 where it cannot say."""
    if decision.value is None or decision.confidence is None:
        return 0.0
    return decision.confidence if decision.value else round(1 - decision.confidence, 4)


def _summed(signs: list[Sign]) -> float:
    """What speaks for, as far as names can, and all that speaks against."""
    sure = sum(sorted(sign.weight for sign in signs if sign.weight >= SURE))
    likely = sum(sorted(sign.weight for sign in signs if 0 < sign.weight < SURE))
    against = sum(sorted(sign.weight for sign in signs if sign.weight < 0))
    numbered = any(sign.weight >= NUMBERED for sign in signs)
    return sure + min(likely, MOST_BY_NUMBER if numbered else MOST_BY_NAME) + against


def _can_be_compared(one: Offered, other: Offered, here: Described, there: Described) -> bool:
    if here.plain and there.plain:
        return True
    return bool(
        (identifiers.gtins(one) and identifiers.gtins(other))
        or (identifiers.asins(one) and identifiers.asins(other))
        or (identifiers.part_numbers(one) and identifiers.part_numbers(other))
    )


def _title_signs(one: Offered, other: Offered, here: Described, there: Described) -> Iterator[Sign]:
    if not here.plain or not there.plain:
        yield Sign("one of them has no name", -1)
        return
    has_gtin = bool(identifiers.gtins(one) & identifiers.gtins(other))
    shares_number = shares_part_number(one, other, here, there)
    codes = Codes(
        here,
        there,
        shares_number=shares_number,
        part_numbers=(identifiers.part_numbers(one), identifiers.part_numbers(other)),
    )
    yield from codes.signs()
    yield from maker_signs(here, there)
    against = [*quantity_signs(here, there, shares_number=shares_number), *trait_signs(here, there, codes.share_long)]
    yield from (
        Sign(sign.text, sign.weight * 0.5 if has_gtin and sign.weight > -6 else sign.weight) for sign in against
    )
    told = word_sign(here, there, codes)
    is_same_name = here.plain == there.plain
    if is_same_name:
        yield Sign("their names are the same", 2)
    if told.weight > 0 or not is_same_name:  # of a name of sizes alone no word is left to share
        yield Sign(told.text, max(told.weight, -3.0)) if has_gtin else told
    yield from _price_signs(one, other)


def _price_signs(one: Offered, other: Offered) -> Iterator[Sign]:
    if not one.price or not other.price or not one.currency or one.currency != other.currency:
        return
    ratio = float(max(one.price, other.price) / min(one.price, other.price))
    if ratio >= 8:
        yield Sign("one costs more than eight times the other", -2)
    elif ratio >= 4:
        yield Sign("one costs more than four times the other", -1.2)
    elif ratio >= 2:
        yield Sign("one costs more than twice the other", -0.5)
    elif ratio <= 1.15:
        yield Sign("they cost about the same", 0.3)
