"""How many things are wanted, where a number has no unit: before their name, behind it, or alone."""

from decimal import Decimal

from catalog.models.understanding import Quantity
from catalog.rules.understanding.lexicon import singulars
from catalog.rules.understanding.naming import SILENT, Part, head_of
from catalog.rules.understanding.numbers import Number, count_of, numbers_of, plain
from catalog.rules.understanding.reading import Reading

NUMBERED = frozenset({"smartphone", "tablet", "laptop", "game console", "watch", "printer", "camera"})
"""Goods whose models are numbers: `iphone 15`."""
ADJECTIVES = ("quality_tier", "sizes")
"""Slots whose words stand between a number and the goods."""
LARGEST_SIZE = 60
WEARABLE = frozenset({
    "shoe", "boot", "sandal", "trousers", "jeans", "shorts", "shirt", "dress", "skirt", "suit", "socks", "jacket",
    "t-shirt", "underwear", "gloves", "hat", "polo shirt", "leggings", "kurta", "uniform", "overalls", "vest",
})  # fmt: skip
"""What is worn, and has sizes that are numbers."""
LEAST_ALONE = 20
"""From how many on a number that stands alone is how many are wanted: a small one may be a size."""
LEAST_IN_SINGULAR = 20
"""From how many on a number before a name in the singular is how many are wanted: people leave the plural out."""


def read_number_of_things(reading: Reading) -> None:
    """`500 red t-shirts`, `need 3000`: how many, where nothing else is said of it."""
    if reading.slots["quantity"]:
        return
    for number in numbers_of(reading):
        count = count_of(reading, number)
        if number.is_article or count is None or count != int(count) or count > 10**12:
            continue
        is_behind = _goes_behind_goods(reading, number, int(count))
        if not is_behind and not _may_count(reading, number):
            continue
        if (
            _goes_before_goods(reading, number, int(count))
            or _is_wanted(reading, number)
            or _stands_alone(reading, number, int(count))
            or is_behind
        ):
            start = reading.skip_back(number.start, "quantity_word")
            value = Quantity(value=plain(Decimal(count)), unit="piece")
            reading.say("quantity", value, [(start, number.end)], "a number before the goods", 0.75)
            reading.take(start, number.end)
            return


def _may_count(reading: Reading, number: Number) -> bool:
    """Whether a number may count goods: no unit behind it, no name, brand or model before it."""
    if (
        reading.unit_at(number.end)
        or reading.find(number.end, "feature", "currency", "day", "week", "month", "hour")
        or reading.is_sign(number.end, "%", "x", "-", "/")
    ):
        return False
    at = number.start - 1
    if at < 0:
        return True
    if reading.tokens[at].text in ("x", "-", "/") or at in reading.kept:
        return False
    if not reading.free[at] or not reading.tokens[at].is_word:
        return True
    return reading.find_before(number.start, *SILENT, "of", "for", "for_after", "and") is not None


def _goes_before_goods(reading: Reading, number: Number, count: int) -> bool:
    at = number.end
    if count > 1 and _opens_the_request(reading, number) and _is_head(reading, at):
        return True
    for _ in range(6):
        if at >= len(reading.tokens):
            return False
        if at in reading.kept or _is_said_of_goods(reading, at):
            at += 1
            continue
        if (thing := reading.find(at, "thing")) is not None:
            last = reading.tokens[thing.end - 1].text
            is_plural = (
                any(len(singulars(token.text)) > 1 for token in reading.tokens[thing.start : thing.end])
                or last in ("socks", "jeans", "scissors")
                or "\u0900" <= last[0] <= "\u097f"
            )
            follower = Part("thing", thing.start, thing.end)
            return (
                (count > 1 and is_plural)
                or count >= LEAST_IN_SINGULAR
                or (reading.language == "hi" and follower is not None)
            )
        if (
            past := reading.find(
                at, "descriptor", "of", "premium", "budget", "standard", "certificate", "brand", "no_tier"
            )
        ) is not None:
            at = past.end
            continue
        if reading.is_free_word(at) and reading.longest(at) is None:
            last = reading.tokens[at].text
            following = at + 1
            if len(singulars(last)) > 1 and last.endswith("s") and count >= 10:
                return True
            at = following
            continue
        return False
    return False


def _is_said_of_goods(reading: Reading, at: int) -> bool:
    """Whether a token has been read as a quality or a size: `25 premium chairs`, `8 king size mattresses`."""
    start = reading.tokens[at].start
    said = (each for name in ADJECTIVES for each in reading.slots[name])
    return not reading.free[at] and any(span.start <= start < span.end for each in said for span in each["spans"])


def _opens_the_request(reading: Reading, number: Number) -> bool:
    return reading.skip_back(number.start, "filler", "quantity_word") == 0


def _is_head(reading: Reading, at: int) -> bool:
    """Whether the noun that nobody knows, and that the goods are called by, begins at a token.

    It stands in the plural, but in Hindi, where a plural may look like a singular.
    """
    head = head_of(reading)
    if head is None or head.kind != "word" or head.start != at:
        return False
    return reading.language == "hi" or any(
        reading.tokens[each].text.endswith("s") for each in range(head.start, head.end)
    )


def _goes_behind_goods(reading: Reading, number: Number, count: int) -> bool:
    """`तकिये 40`: in Hindi a number closes its clause behind the goods. Of what is worn a small one is a size."""
    if reading.language != "hi" or count < 2:
        return False
    thing = reading.find_before(number.start, "thing", taken_too=True)
    end = number.end
    ends = end >= len(reading.tokens) or reading.is_sign(end, ",") or reading.tokens[end].kind == "stop"
    return (
        thing is not None
        and ends
        and thing.value not in NUMBERED
        and not (count <= LARGEST_SIZE and thing.value in WEARABLE)
    )


def _stands_alone(reading: Reading, number: Number, count: int) -> bool:
    """`tesouras escolares, 300`, `copos, 20 mil`: all that is said between two commas, behind the goods."""
    if count < LEAST_ALONE or not (
        reading.is_sign(number.start - 1, ",") or reading.tokens[number.start - 1].kind == "stop"
    ):
        return False
    end = number.end
    ends = end >= len(reading.tokens) or reading.is_sign(end, ",") or reading.tokens[end].kind == "stop"
    return number.start > 1 and (ends or not reading.free[end])


def _is_wanted(reading: Reading, number: Number) -> bool:
    """`need 3000`: a word of asking before the number, and nothing behind it."""
    start = number.start - 1 if reading.is_sign(number.start - 1, ":") else number.start
    before = reading.find_before(start, "quantity_word")
    if before is None:
        asked = reading.find_before(number.start, "filler")
        if asked is None or not reading.tokens[asked.start].text.startswith(
            ("need", "want", "buy", "order", "besoin", "preciso", "quero", "require")
        ):
            return False
    end = number.end
    return (
        end >= len(reading.tokens)
        or reading.is_sign(end, ",")
        or reading.tokens[end].kind == "stop"
        or not reading.free[end]
    )
