"""How many are wanted, how many at least are sold at once, and in how many days they are needed."""

from dataclasses import replace
from decimal import Decimal

from catalog.models.understanding import Quantity, ShippingUrgency
from catalog.rules.understanding.naming import head_of
from catalog.rules.understanding.numbers import Number, count_of, numbers_of, plain
from catalog.rules.understanding.reading import Found, Reading

MOST_COUNT = Decimal(10) ** 12
SMALL = frozenset({
    "piece 1", "pair 1", "set 1", "box 1", "pack 1", "bag 1", "bottle 1", "roll 1", "sheet 1", "jar 1", "can 1",
    "bucket 1", "carton 1",
})  # fmt: skip
"""Units of which `a` or `one` is said of the thing, not of how many."""
DAYS = {"day": 1, "week": 7, "month": 30}
SETS = frozenset({"jogo", "conjunto", "kit", "set", "ensemble", "coffret", "faqueiro", "सेट"})
MODELS = frozenset({"type", "tipo", "model", "modelo", "modele", "grade", "version", "no", "n", "s", "टाइप"})
"""Words behind which a number is a name."""
URGENT_DAYS = 7
LONGEST_WAIT_DAYS = 400
BOUNDS = ("at_most", "at_least")
BOUNDS_AFTER = ("at_most_after", "at_least_after")


def read_days(reading: Reading) -> None:
    """In how many days: a number of hours, days, weeks or months behind a word such as `within`, or beside `delivery`.

    Seven days and fewer are urgent. What is said of no time of delivery (`2 years warranty`) is none.
    """
    for number in numbers_of(reading):
        unit = reading.find(number.end, "day", "week", "month", "hour")
        if unit is None or (number.is_word and not number.is_article and number.value > 60):
            continue
        days = _in_days(number, unit)
        start, end = number.start, unit.end
        opening = reading.find_before(start, "within") or _past(reading, start)
        closing = reading.find(end, "within_after")
        if opening is None and closing is None and not _waits(reading, start, end):
            continue
        start = _opening_of(reading, opening.start if opening else start)
        end = closing.end if closing else end
        if days is not None and 0 <= days <= LONGEST_WAIT_DAYS:
            _say_days(reading, days, start, end)
    for kind, days in (("tomorrow", 1), ("today", 0)):
        for at in range(len(reading.tokens)):
            if (found := reading.find(at, kind)) is not None:
                start = _opening_of(reading, reading.skip_back(at, "within", "to"))
                _say_days(reading, days, start, found.end)


def _past(reading: Reading, start: int) -> Found | None:
    """A word such as `within` before a bound: `em no máximo 5 dias`."""
    bound = reading.find_before(start, "at_most", "article")
    return (
        (
            reading.find_before(bound.start, "within")
            or (bound if bound.kind == "at_most" and _waits(reading, bound.start, start) else None)
        )
        if bound
        else None
    )


def _opening_of(reading: Reading, start: int) -> int:
    """Where the words of a term begin; those of a delivery that a place is said of stay with the place."""
    opened = reading.skip_back(start, "deliver_word", "at_most")
    return start if reading.find_before(opened, "place_after", "place", "country") else opened


def _waits(reading: Reading, start: int, end: int) -> bool:
    kinds = ("deliver_word", "slow", "urgent", "deliver_after", "within")
    place = reading.find_before(start, "place", "country")
    if place is not None and reading.find_before(place.start, "deliver_to", "deliver_word", "to"):
        return True
    return bool(
        reading.find_before(start, *kinds, taken_too=True)
        or reading.find(end, "deliver_word", "deliver_after", "within_after")
    )


def _in_days(number: Number, unit: Found) -> int | None:
    if unit.kind == "hour":
        return int(-(-number.value // 24)) if number.value <= 24 * 30 else None
    days = number.value * DAYS[unit.kind]
    return int(days) if days == days.to_integral_value() else None


def _say_days(reading: Reading, days: int, start: int, end: int) -> None:
    if reading.slots["delivery_days"]:
        return
    reading.say("delivery_days", days, [(start, end)], "a term of delivery", 0.9)
    if days <= URGENT_DAYS and not reading.slots["shipping_urgency"]:
        reason = f"a term of {URGENT_DAYS} days or less"
        reading.say("shipping_urgency", ShippingUrgency.URGENT, [(start, end)], reason, 0.9)
    reading.take(start, end)


def read_moq(reading: Reading) -> None:
    """The minimum order: a number beside a word for it, whatever bound is put on it; `no MOQ` is one piece.

    `Minimum 100 pieces` is one too.
    """
    for at in range(len(reading.tokens)):
        if (low := reading.find(at, "low_moq")) is not None and not (number_near(reading, low.end)):
            reading.take(low.start, low.end)
        word = reading.find(at, "moq")
        if word is None or reading.slots["moq"]:
            continue
        if (denied := reading.find_before(word.start, "not_before")) is not None:
            reading.say("moq", Quantity(value=Decimal(1), unit="piece"), [(denied.start, word.end)], "no minimum", 0.9)
            reading.take(denied.start, word.end)
            continue
        if not _moq_behind(reading, word):
            _moq_before(reading, word)
    if not reading.slots["moq"]:
        _least_counted(reading)


def number_near(reading: Reading, at: int) -> bool:
    return any(number.start == at for number in numbers_of(reading))


def _moq_behind(reading: Reading, word: Found) -> bool:
    at = reading.skip(
        word.end, "of", "article", "filler", *BOUNDS, *BOUNDS_AFTER, "not_before", "order_word", "price_word", "to"
    )
    while reading.is_sign(at, ":", "=", "<", ">"):
        at = reading.skip(at + 1, *BOUNDS)
    number = next((each for each in numbers_of(reading) if each.start == at and not each.is_article), None)
    if number is None:
        return False
    return _say_count(reading, "moq", number, word.start, "said to be the minimum order", needs_unit=False)


def _moq_before(reading: Reading, word: Found) -> None:
    """`500 pcs MOQ`, `100 ka minimum order`."""
    for number in numbers_of(reading):
        unit = reading.find(number.end, "counted")
        end = unit.end if unit else number.end
        end = reading.skip(end, "of", "is") if end != word.start else end
        if end == word.start and not number.is_article:
            _say_count(
                reading, "moq", number, number.start, "said to be the minimum order", needs_unit=False, until=word.end
            )
            return


def _least_counted(reading: Reading) -> None:
    """`minimum 100 pieces`, `50 pairs minimum`, `kam se kam 100 ka order`: the least beside a number of pieces."""
    for number in numbers_of(reading):
        unit = reading.find(number.end, "counted")
        end = unit.end if unit else number.end
        least = reading.find_before(number.start, "at_least") or _of_least(reading, number.start)
        behind = reading.find(end, "at_least_after")
        order = reading.find(end, "order_word")
        if number.is_article or (least is None and behind is None):
            continue
        is_least = _says_minimum(reading, least) or _says_minimum(reading, behind)
        if (unit is not None and is_least) or (least is not None and order is not None):
            until = order.end if order else behind.end if behind else None
            start = least.start if least else number.start
            _say_count(reading, "moq", number, start, "said to be the least", needs_unit=False, until=until)
            return


def _says_minimum(reading: Reading, found: Found | None) -> bool:
    return found is not None and reading.tokens[found.start].text.startswith("min")


def _of_least(reading: Reading, start: int) -> Found | None:
    past = reading.find_before(start, "of")
    return reading.find_before(past.start, "at_least") if past else None


def read_counted(reading: Reading) -> None:
    """A number of pieces, pairs, boxes, tonnes: how much is wanted. A pack of several is part of the goods."""
    for number in numbers_of(reading):
        if reading.slots["quantity"]:
            return
        times = number.end + 1 if reading.is_sign(number.end, "x") else None
        unit = reading.find(number.end, "counted")
        if unit is None and times is not None and (load := reading.find(times, "counted")) and load.length > 1:
            value = Quantity(value=plain(number.value), unit=load.value.split()[0])
            reading.say("quantity", value, [(number.start, load.end)], "so many of a unit are asked for", 0.9)
            reading.take(number.start, load.end)
            return
        load = _load(reading, number.end)
        unit = unit or load
        if unit is None or (number.is_article and unit.value in SMALL):
            continue
        if _is_of_the_goods(reading, number, unit):
            continue
        start = _wanting(reading, number.start)
        if load is None and _is_the_thing(reading, number, unit):
            value = Quantity(value=plain(count_of(reading, number) or number.value), unit="piece")
            reading.say("quantity", value, [(start, number.end)], "a number before the goods", 0.85)
            reading.take(start, number.end)
            return
        _say_count(reading, "quantity", number, start, "so many of a unit are asked for", needs_unit=True)


def _load(reading: Reading, at: int) -> Found | None:
    """A truck of goods that are sold by weight is a unit: `2 camiões de arroz`, not `2 camions de pompiers`."""
    thing = reading.find(at, "thing")
    joint = reading.find(thing.end, "of") if thing is not None and thing.value == "truck" else None
    goods = reading.find(joint.end, "thing") if joint is not None else None
    if thing is None or goods is None or goods.value not in reading.lexicons[-1].bulk:
        return None
    return replace(thing, kind="counted", value="truck 1")


def _is_the_thing(reading: Reading, number: Number, unit: Found) -> bool:
    """Whether the word behind a number is what is asked for: `5000 bottles`, not `oil, 50 bottles`."""
    thing = reading.find(unit.start, "thing")
    is_behind_goods = unit.value in SMALL and (
        reading.is_sign(number.start - 1, ",") or _is_unknown(reading, number.start - 1)
    )
    if is_behind_goods or any(
        (other := reading.find(at, "thing")) and other.end < unit.start for at in range(unit.start)
    ):
        return False
    head = head_of(reading) if thing is not None else None
    return head is not None and head.kind == "thing" and head.start <= unit.start < head.end


def _is_unknown(reading: Reading, at: int) -> bool:
    return reading.is_free_word(at) and reading.longest(at) is None


def _is_of_the_goods(reading: Reading, number: Number, unit: Found) -> bool:
    """Whether a number of a unit describes the thing: `pack of 6`, `4 piece set`, `box of 100`, `6 का सेट`."""
    if _is_a_name(reading, number, unit):
        return True
    before = reading.find_before(number.start, "pack", "per")
    if before is not None and not (before.kind == "per" and before.language.startswith("pt")):
        return True
    feature = reading.find(number.end, "feature", "pack_after")
    if feature is not None and (feature.end > unit.end or feature.kind == "pack_after"):
        return True
    per = reading.find(unit.end, "per")
    if per is not None and reading.find(per.end, "counted") and reading.find_before(number.start, "currency") is None:
        return True
    name = unit.value.split()[0]
    if name in ("set", "pack") and number.value <= 30 and reading.find(unit.start, "pack_after", "feature"):
        return reading.tokens[unit.start].text in ("pack", "kit") and unit.end < len(reading.tokens)
    return False


def _is_a_name(reading: Reading, number: Number, unit: Found) -> bool:
    """Whether a number is a model's, an air conditioner's power, or the parts of a set."""
    if number.start and reading.tokens[number.start - 1].text in MODELS:
        return True
    if unit.value == "kg 1000":
        return any(_cools(reading, at) for at in range(len(reading.tokens)))
    return unit.value == "piece 1" and _is_a_set(reading, number.start)


def _is_a_set(reading: Reading, end: int) -> bool:
    """Whether a set is spoken of before: its pieces are parts of it."""
    return any(
        reading.free[at] and reading.tokens[at].text in SETS and not (at and reading.tokens[at - 1].is_number)
        for at in range(end)
    )


def _cools(reading: Reading, at: int) -> bool:
    """Whether an air conditioner is spoken of: its tons are its power."""
    thing = reading.find(at, "thing")
    return thing is not None and thing.value == "air conditioner"


def _wanting(reading: Reading, start: int) -> int:
    """Words before an amount that only say that it is one: `quantity:`, `about`."""
    begun = reading.skip_back(start, "quantity_word", "price_word", "at_least")
    return begun if begun < start else start


def _say_count(
    reading: Reading, name: str, number: Number, start: int, why: str, needs_unit: bool, until: int | None = None
) -> bool:
    unit = reading.find(number.end, "counted") or _load(reading, number.end)
    measure = None if unit else reading.unit_at(number.end)
    if needs_unit and unit is None and measure is None:
        return False
    value, end, of = count_of(reading, number), number.end, "piece"
    if unit is not None:
        of, times = unit.value.split()
        value, end = (value or Decimal(0)) * Decimal(times), unit.end
    elif measure is not None and measure.value.split()[0] in ("kg", "l", "m", "m2", "m3"):
        of, times = measure.value.split()
        value, end = number.value * Decimal(times), measure.end
    if value is None or not 0 < plain(value) <= MOST_COUNT or reading.slots[name]:
        return False
    end = reading.skip(end, *BOUNDS_AFTER) if name == "moq" else end
    end = max(end, until or 0)
    reading.say(name, Quantity(value=plain(value), unit=of), [(start, end)], why, 0.9)
    reading.take(start, end)
    return True
