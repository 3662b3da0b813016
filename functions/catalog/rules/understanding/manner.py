"""How good it shall be and how soon it is needed: set phrases."""

from catalog.models.understanding import QualityTier, ShippingUrgency
from catalog.rules.understanding.reading import Found, Reading

TIERS = {"premium": QualityTier.PREMIUM, "standard": QualityTier.STANDARD, "budget": QualityTier.BUDGET}
URGENCIES = {
    "urgent": ShippingUrgency.URGENT,
    "normal_shipping": ShippingUrgency.STANDARD,
    "slow": ShippingUrgency.SLOW,
}
PHRASES = (*TIERS, *URGENCIES, "no_tier", "not_needed", "low_moq")


def read_manner(reading: Reading) -> None:
    """The longest set phrase at each place: `no rush` is slow though `rush` is urgent, `good quality` is no tier.

    What a negation stands before (`not cheap`) says no tier.
    """
    at = 0
    while at < len(reading.tokens):
        found = reading.find(at, *PHRASES)
        if found is None or _is_part_of_more(reading, found.start, found.end) or _is_a_sum(reading, found):
            at += 1
            continue
        if found.kind in ("no_tier", "not_needed", "low_moq"):
            at = found.end
            continue
        name, value = (
            ("quality_tier", TIERS[found.kind]) if found.kind in TIERS else ("shipping_urgency", URGENCIES[found.kind])
        )
        denied = reading.find_before(at, "not_before") or _denied_behind(reading, found.end)
        said = " ".join(token.text for token in reading.tokens[at : found.end])
        if denied is None and not reading.slots[name]:
            reading.say(name, value, [(at, found.end)], f"said to be {said}", 0.9)
        if denied is None:
            reading.take(at, found.end)
        at = found.end


def _is_part_of_more(reading: Reading, start: int, end: int) -> bool:
    """Whether the words are part of a longer name: `express` in `espresso machine`, `basic` in a brand."""
    more = reading.find(start, "thing", "brand")
    return more is not None and more.end > end


def _is_a_sum(reading: Reading, found: Found) -> bool:
    """Whether `budget` is an amount that is spoken of, not a quality: one is said right before goods, in English."""
    if found.length > 1 or reading.tokens[found.start].text != "budget":
        return False
    is_before_goods = reading.find(found.end, "thing", "descriptor", "brand", "material", "colour") is not None
    return reading.language != "en" or not is_before_goods


def _denied_behind(reading: Reading, end: int) -> object:
    return reading.find(end, "not_after")
