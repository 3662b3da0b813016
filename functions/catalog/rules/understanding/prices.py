"""Prices: what a unit may cost at most and at least, and what the whole order may."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from catalog.models.understanding import Price
from catalog.rules.understanding.numbers import Number, numbers_of
from catalog.rules.understanding.reading import Found, Reading

DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "NAD", "BBD", "JMD", "TTD", "FJD"})
SIGNS = ("$", "€", "£", "₹", "¥", "₦", "₵", "us$", "r$", "a$", "c$", "hk$", "s$", "nz$", "rs$")
MOST_AMOUNT = Decimal(10) ** 12
BEFORE = ("at_most", "at_least", "price_word", "total_word", "between")
AFTER = ("at_most_after", "at_least_after", "total_word", "price_word", "between_after")
NO_PRICE = ("size_word", "moq", "quantity_word")
ELSEWHERE = {("XOF", country): "XAF" for country in ("CM", "GA", "TD", "CF", "CG", "GQ")} | {("AED", "MA"): "MAD"}
"""Currencies of one name: the one that is meant elsewhere than where most mean the other."""
HUNDREDTH = "/100"
LEAST_BEFORE_OF = 1000
"""Multipliers from which on a currency follows `of`: `2 millions de FCFA`."""
UNITS_BEHIND_DIGITS = frozenset({"in", "a", "to", "h", "d", "n"})
"""Units that are words where no digits stand before them: `22 reais a resma`."""
TIERS = ("premium", "standard", "budget", "no_tier", "normal_shipping", "slow")
WEIGHTS = frozenset({"pound", "pounds"})
"""Words of money that are a weight too: money beside a word of prices alone."""


@dataclass(slots=True)
class Amount:
    """An amount with the tokens around it that belong to it."""

    number: Number
    start: int
    end: int
    currency: str | None
    is_signed: bool
    per: str | None = None


def read_signed(reading: Reading) -> None:
    """Amounts that carry a currency. Of a range the ends are the bounds; one amount is a bound by the words around it.

    Without such a word it is the most that is wanted: nobody asks for goods that must be dear.
    """
    _read(reading, _amounts(reading), is_bare=False)


def read_bare(reading: Reading) -> None:
    """Numbers without currency or unit, where a word of bound or price stands beside them: `under 50`, `2000 tak`.

    Read last: a number that is a size, a quantity or a measure is none.
    """
    _read(reading, _amounts(reading), is_bare=True)


def _amounts(reading: Reading) -> list[Amount]:
    return [_amount(reading, number) for number in numbers_of(reading) if not number.is_article]


def _amount(reading: Reading, number: Number) -> Amount:
    start, end = number.start, number.end
    if reading.is_sign(end, *SIGNS) or reading.is_sign(end, "/-") or _is_rupees(reading, end):
        sign = reading.tokens[end].text
        code = "INR" if _is_rupees(reading, end) else _meant(reading, sign)
        return Amount(number, start, end + 1, code, True)
    before = reading.find_before(start, "currency")
    if (
        before is not None
        and not before.value.endswith(HUNDREDTH)
        and (start < 2 or not reading.tokens[before.start - 1].is_number or before.start == 0)
    ):
        return Amount(number, before.start, end, before.value, True)
    if reading.is_sign(start - 1, *SIGNS):
        amount = Amount(number, start - 1, end, _meant(reading, reading.tokens[start - 1].text), True)
        after = reading.find(end, "currency")
        if after is not None:
            amount.end, amount.currency = after.end, after.value
        return amount
    joint = reading.find(end, "of") if number.factor >= LEAST_BEFORE_OF else None
    after = reading.find(joint.end if joint else end, "currency")
    if after is not None and after.value.endswith(HUNDREDTH):
        part = replace(number, value=number.value / 100, written=None)
        return Amount(part, start, after.end, after.value.removesuffix(HUNDREDTH), True)
    if after is not None and not _is_weight(reading, after.start, after.end, start):
        return Amount(number, start, after.end, after.value, True)
    return Amount(number, start, end, None, False)


def _is_rupees(reading: Reading, at: int) -> bool:
    return 0 <= at < len(reading.tokens) and reading.free[at] and reading.tokens[at].kind == "rupees"


def _is_weight(reading: Reading, start: int, end: int, number_start: int) -> bool:
    if reading.tokens[start].text not in WEIGHTS or end - start > 1:
        return False
    words = ("at_most", "at_least", "price_word", "total_word")
    if any(reading.find(at, "price_word", "total_word") for at in range(max(0, number_start - 6), number_start)):
        return False
    return not (
        reading.find_before(number_start, *words) or reading.find(end, "each", "at_most_after", "at_least_after")
    )


def _meant(reading: Reading, sign: str) -> str | None:
    """The currency of a sign: the tenant's own where it may be it; a bare `$` is the US dollar; `¥` is not told."""
    own = reading.vocabulary.currency
    if sign == "$":
        return own if own in DOLLARS else "USD"
    if sign == "¥":
        return own if own in ("CNY", "JPY") else None
    from tradewind.money import currency_of_sign  # 40 ms of import, for requests that name a price alone

    return currency_of_sign(sign.upper())


def _is_bare(reading: Reading, place: tuple[int, int]) -> bool:
    """Whether the currency is told by no more than a sign that several have."""
    said = range(*place)
    return any(reading.is_sign(at, "$", "¥") for at in said) and not any(reading.find(at, "currency") for at in said)


def _value(reading: Reading, amount: Amount) -> Decimal | None:
    """The amount as the kernel reads money where it is written in digits, else the number as said."""
    written = amount.number.written
    value: Decimal | None = amount.number.value
    if written and amount.currency and not written.isdigit():
        from tradewind.money import parse

        value = parse(f"{written} {amount.currency}", currency=amount.currency).amount
    if value is None or value > MOST_AMOUNT:
        return None
    value = round(value, 6)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def settle_currencies(reading: Reading) -> None:
    """Francs CFA are those of Central Africa, dirhams those of Morocco, where a place that is named says so."""
    places = [said["value"].country for said in reading.slots["delivery_place"]]
    places += [said["value"] for said in reading.slots["origins"]]
    for name in ("min_price", "max_price", "total_budget"):
        for said in reading.slots[name]:
            meant = next((other for place in places if (other := ELSEWHERE.get((said["value"].currency, place)))), None)
            if meant is not None and said["value"].currency.lower() not in {token.text for token in reading.tokens}:
                said["value"] = said["value"].model_copy(update={"currency": meant})


def _read(reading: Reading, amounts: list[Amount], is_bare: bool) -> None:
    ranged: set[int] = set()
    for low, high in pairwise(amounts):
        if id(low) in ranged or (low.is_signed + high.is_signed == 0 and not is_bare):
            continue
        if (low.is_signed or high.is_signed) and is_bare:
            continue
        if _read_range(reading, low, high):
            ranged |= {id(low), id(high)}
    for amount in amounts:
        if id(amount) not in ranged and amount.is_signed is not is_bare:
            _read_one(reading, amount)
    if is_bare:
        _share_currency(reading)


def _share_currency(reading: Reading) -> None:
    """`no mínimo 15 e no máximo 40 euros`: of two bounds the one that is said without a currency has the other's."""
    ends = [reading.slots[name][0] for name in ("min_price", "max_price") if reading.slots[name]]
    if len(ends) != 2:
        return
    for one, other in (ends, ends[::-1]):
        if one["value"].currency is None and other["value"].currency is not None:
            one["value"] = one["value"].model_copy(update={"currency": other["value"].currency})


def _read_range(reading: Reading, low: Amount, high: Amount) -> bool:
    """`$10 - $20`, `entre 20 et 40 euros`, `1500 से 2500 रुपये के बीच`."""
    if not low.is_signed and (high.start < high.number.start or reading.find_before(low.start, *NO_PRICE)):
        return False
    joint = reading.find(low.end, "range_to")
    opening = reading.find_before(low.start, "between")
    if joint is None or joint.end != high.start:
        joint = reading.find(low.end, "between_and") if opening else None
    if joint is None or joint.end != high.start or _is_counted(reading, high) or _is_counted(reading, low):
        return False
    closing = reading.find(high.end, "between_after")
    start, words = _before(reading, opening.start if opening else low.start)
    is_said = bool(
        opening and opening.value == "between" and reading.tokens[opening.start].text in ("between", "entre")
    )
    is_big = "hi" in reading.languages and high.number.factor >= 1000
    if not (low.is_signed or high.is_signed or closing or words or is_said or is_big):
        return False
    _share_factor(low, high)
    low.currency = low.currency or high.currency
    high.currency = high.currency or low.currency
    if high.number.value > low.number.value * 999 and high.number.written is None:
        return False
    lesser, greater = _value(reading, low), _value(reading, high)
    if lesser is None or greater is None:
        return False
    if lesser > greater:
        lesser, greater = greater, lesser
    end, per, _ = _after(reading, closing.end if closing else high.end)
    _say(reading, "min_price", lesser, low.currency, per, (start, end), "the lower end of a range")
    _say(reading, "max_price", greater, high.currency, per, (start, end), "the upper end of a range")
    reading.take(start, end)
    return True


def _share_factor(low: Amount, high: Amount) -> None:
    """`12 से 15 हज़ार`, `2-3 lakh`: the multiplier behind the second number is the first one's too."""
    factor = high.number.factor
    if factor > 1 and low.number.factor == 1 and low.number.value * factor <= high.number.value:
        low.number = replace(low.number, value=low.number.value * factor, written=None, factor=factor)


def _read_one(reading: Reading, amount: Amount) -> None:
    start, before = _before(reading, amount.start)
    end, per, after = _after(reading, amount.end)
    words = before + after
    per = per or next((word[1:] for word in before if len(word) > 1 and word[0] == "/"), None)
    if not amount.is_signed and not _is_price(reading, amount, words, before, end):
        return
    value = _value(reading, amount)
    if value is None or (value == 0 and not amount.is_signed):
        return
    is_least = (
        any(word.startswith("at_least") for word in words) and "at_most" not in words and "at_most_after" not in words
    )
    if "total_word" in words:
        name, why = "total_budget", "said to be for all of it"
    elif is_least:
        name, why = "min_price", "said to be the least"
    elif "at_most" in words or "at_most_after" in words:
        name, why = "max_price", "said to be the most"
    else:
        name, why = "max_price", "a price without a bound is the most that is wanted"
    if _say(reading, name, value, amount.currency, per, (start, end), why, 0.95 if amount.is_signed else 0.8):
        reading.take(start, end)


def _is_price(reading: Reading, amount: Amount, words: list[str], before: list[str], end: int) -> bool:
    if not words or _is_counted(reading, amount) or amount.number.value <= 0:
        return False
    bounded = {"at_most", "at_most_after"} & set(words)
    if bounded or "total_word" in words:
        return True
    if _is_least(reading, words, end) and _is_below_most(reading, amount):
        return not _names_goods(reading, amount.end)
    return ("price_word" in words and not reading.is_free_word(end)) or ("at_least" in before and "price_word" in words)


def _is_least(reading: Reading, words: list[str], end: int) -> bool:
    """`at least 15`, and `15 au minimum et 40 euros au maximum`, where the most follows in one breath."""
    return "at_least" in words or ("at_least_after" in words and reading.find(end, "and") is not None)


def _names_goods(reading: Reading, at: int) -> bool:
    """Whether goods stand behind a number: `at least 300 school uniforms` are so many."""
    return reading.find(at, "thing", "descriptor", "colour", "material") is not None


def _is_below_most(reading: Reading, amount: Amount) -> bool:
    """`mínimo 15, máximo 40 euros`: the least beside the most that has been read."""
    most = next((said["value"].amount for said in reading.slots["max_price"]), None)
    return most is not None and amount.number.value < most


def _is_counted(reading: Reading, amount: Amount) -> bool:
    """Whether a unit stands behind a number: it is so much of something, and no price."""
    if amount.is_signed:
        return False
    at = amount.end
    return (
        reading.unit_at(at) is not None
        or reading.find(at, "counted", "day", "week", "month", "hour", "feature") is not None
        or reading.is_sign(at, "%")
    )


def _per_before(reading: Reading, end: int) -> tuple[int, str | None] | None:
    """`price per kg up to $5`: the unit that stands before an amount, and where it begins."""
    each = reading.find_before(end, "each")
    if each is not None:
        return each.start, None
    owner = reading.find_before(end, "of") if reading.language == "hi" else None
    for unit in (
        reading.find_before(owner.start if owner else end, "counted"),
        reading.find_before(owner.start if owner else end, "measure"),
    ):
        if unit is not None and owner is not None and reading.tokens[owner.start].text in ("ka", "का"):
            read = _unit_behind(reading, unit.start)
            return (unit.start, read[1]) if read else None
        opening = reading.find_before(unit.start, "per", "range_to") if unit else None
        if unit is not None and opening is not None and (read := _unit_behind(reading, unit.start)) is not None:
            return opening.start, read[1]
    return None


def _before(reading: Reading, start: int) -> tuple[int, list[str]]:
    """Where the words of bound and price before an amount begin, and their kinds; `per kg` between them as `/kg`."""
    kinds: list[str] = []
    while len(kinds) < 4:
        unit = _per_before(reading, start)
        if unit is not None and reading.find_before(unit[0], "price_word") is not None:
            start = unit[0]
            kinds.append(f"/{unit[1] or ''}")
        found = reading.find_before(start, *BEFORE)
        if found is None:
            past = reading.find_before(start, "article", "of", "range_to")
            found = reading.find_before(past.start, "at_most", "at_least", "price_word", "total_word") if past else None
        if found is None or _belongs_elsewhere(reading, found) or (found.end < start and _closes(reading, found)):
            break
        if found.kind == "between":
            least = reading.find_before(start, "at_least")
            if least is None or least.start != found.start:
                break
            found = least
        kinds.append(found.kind)
        start = found.start
    return start, kinds


def _closes(reading: Reading, found: Found) -> bool:
    """Whether a bound before `et` is that of a number before it: `30 au minimum et 55 euros`."""
    is_joined = reading.find(found.end, "and") is not None
    return is_joined and found.start > 0 and reading.tokens[found.start - 1].is_number


def _belongs_elsewhere(reading: Reading, found: Found) -> bool:
    """Whether a word of price ends a phrase that is none: `low cost`, `best price`."""
    more = reading.find_before(found.end, *TIERS)
    return more is not None and more.length > found.length


def _after(reading: Reading, end: int) -> tuple[int, str | None, list[str]]:
    """Where the words behind an amount end, the unit that the price is of, and the kinds of words."""
    per: str | None = None
    kinds: list[str] = []
    for _ in range(4):
        if (each := reading.find(end, "each")) is not None:
            end = each.end
            continue
        if (unit := _per(reading, end)) is not None:
            end, per = unit
            continue
        if not kinds and reading.find_before(end, "currency") and (unit := _unit_behind(reading, end)) is not None:
            end, per = unit
            continue
        found = reading.find(end, *AFTER)
        if (
            found is None
            or (found.kind == "price_word" and reading.find(found.end, "currency"))
            or _opens(reading, found.end)
        ):
            break
        kinds.append("at_most_after" if found.kind == "between_after" else found.kind)
        end = found.end
    return end, per, kinds


def _opens(reading: Reading, at: int) -> bool:
    """Whether a number stands at a token: a word of bound before it belongs to it, not to the amount before."""
    if reading.is_sign(at, *SIGNS) or reading.find(at, "currency") is not None:
        return True
    return at < len(reading.tokens) and reading.free[at] and reading.tokens[at].is_number


def _per(reading: Reading, at: int) -> tuple[int, str | None] | None:
    """`per kg`, `/kg`, `le kilo`: where it ends, and the unit; null for a piece."""
    for opening in _openings(reading, at):
        if (unit := _unit_behind(reading, opening)) is not None:
            return unit
        if reading.tokens[at].text != "a" and (thing := reading.find(opening, "thing")) is not None:
            return thing.end, None
    return None


def _unit_behind(reading: Reading, opening: int) -> tuple[int, str | None] | None:
    if (unit := reading.find(opening, "counted")) is not None:
        name, times = unit.value.split()
        per = {"12": "dozen", "1000": "tonne" if name == "kg" else "thousand", "100": "quintal"}.get(times)
        return unit.end, per or (None if name == "piece" else name)
    unit = reading.find(opening, "measure")
    if unit is None or reading.tokens[opening].text in UNITS_BEHIND_DIGITS:
        return None
    name, times = unit.value.split()
    return unit.end, name if Decimal(times) == 1 else reading.tokens[unit.start].text


def _openings(reading: Reading, at: int) -> Iterator[int]:
    if (found := reading.find(at, "per")) is not None:
        yield found.end
    elif reading.is_sign(at, "/") or (at < len(reading.tokens) and reading.tokens[at].text in ("a", "par", "prati")):
        yield at + 1


def _say(
    reading: Reading, name: str, value: Decimal, currency: str | None, per: str | None, place: tuple[int, int],
    why: str, confidence: float = 0.95,
) -> bool:  # fmt: skip
    if reading.slots[name]:
        return False
    if currency and currency == reading.vocabulary.currency and _is_bare(reading, place):
        why += f"; {currency}, in which most of the catalogue is priced"
    return reading.say(name, Price(amount=value, currency=currency, per=per), [place], why, confidence)
