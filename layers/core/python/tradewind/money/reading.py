"""Reads what is paid now out of a price text of any locale."""

import re
from dataclasses import dataclass
from decimal import Decimal

from tradewind.money.amounts import THREE_DECIMALS, decimal_mark, read_amount
from tradewind.money.characters import CHARACTERS, in_plain_form
from tradewind.money.currencies import currency_from, currency_of_locale, currency_of_sign
from tradewind.money.parts import NEGATIVE, give_parts
from tradewind.money.ranges import with_range_ends
from tradewind.money.signs import RARE, SIZES, UNITS
from tradewind.money.words import FREE, Part, part_after, parts_before, without_price_words
from tradewind.money.written import Written, find_written

LONGEST_PRICE_TEXT = 2_000
"""Characters of a price text that are read: a longer one is no price but a page."""
LONGEST_TEXT = 1_000_000
SIMPLIFIED_CHINESE = re.compile("[价现优买卖减满费运货购仅销员单场专领预]|(?<=[0-9])起")
"""Characters that Japanese does not write, and 起 (from) behind an amount: what says whose `¥` it is."""
SHORT_CODE = re.compile(r"(?<![^\W\d_])[A-Za-z]{1,2}[0-9]")
"""`A4`, `S24`: no words of prices stand so."""
COUNT_ALONE = re.compile(r"^\s*\([0-9]+\)\s*$|\b(?:no|nr|n)\.\s?[0-9]", re.IGNORECASE)
"""`(12)`, `No. 5`."""
IN_STOCK = re.compile(r"(?<![0-9.,])[0-9]{1,5}\+? in stock")
TOMAN = re.compile("تومان|تومن|toman", re.IGNORECASE)
RANKS = {
    Part.TOTAL: 0,
    Part.NOW: 1,
    Part.PRICE: 2,
    Part.WITHOUT_TAX: 3,
    Part.UNIT: 4,
    Part.MULTIBUY: 5,
    Part.MONTHLY: 6,
    Part.WAS: 7,
    Part.LOWEST: 8,
    Part.MEMBER: 9,
    Part.USED: 10,
}
"""Which part is paid now, first to last; instalments, savings and other amounts never are."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a price text says. `amount` is what is paid now; null: no money in the text, or not stated.

    `currency`: ISO 4217, null when neither text nor hints tell. `currency_options`: what an ambiguous sign may be,
    most likely first. `high`: the upper end of a range. `was`: a former price in the same text.
    `reason`: how it was read, or why not.
    """

    amount: Decimal | None
    currency: str | None
    currency_options: tuple[str, ...]
    high: Decimal | None
    was: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class MoneySpan:
    """An amount of money in a longer text: `text[start:end]` holds the number and its signs."""

    start: int
    end: int
    amount: Decimal
    currency: str | None
    currency_options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the amounts: currencies by how much they weigh, the decimal mark, the text's language."""

    asked: str | None
    hinted: str | None
    local: str | None
    mark: str | None
    is_chinese: bool = False

    def settle(self, number: Written) -> str | None:
        """The currency of an amount: its sign, and of several meanings the one asked, hinted, or local."""
        codes = number.codes
        if not number.is_signed or not codes:
            return self.asked or self.hinted or self.local
        for known in (self.asked, self.hinted, self.local):
            if known and (known in codes or number.sign in {",-", "="}):
                return known
        if number.sign == "¥" and (self.is_chinese or self._shows_cents(number)):
            return "CNY"
        if number.is_settled:
            return codes[0]
        if codes[0] == "USD" and self.local and number.sign in {"$", "¢"}:
            return "USD"  # the CLDR's `$` in every locale whose own money is no dollar
        return None

    @staticmethod
    def _shows_cents(number: Written) -> bool:
        return re.search(r"[.,٫][0-9]{1,2}$", number.digits) is not None

    def mark_for(self, currency: str | None) -> str | None:
        """The locale's decimal mark, where the money is the locale's own: a foreign price keeps its foreign form."""
        if currency in THREE_DECIMALS or currency is None or self.local is None or currency == self.local:
            return self.mark
        return None


def same_amount(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two amounts are equal however they are written: `2879.2` is `2879.20`. Null is equal to nothing."""
    return one is not None and other is not None and one == other


def money_spans(text: str) -> list[MoneySpan]:
    """Every amount of money in a text, left to right: numbers with a sign of currency beside them."""
    shown = text[:LONGEST_TEXT].translate(CHARACTERS)
    beside = Beside(None, None, None, None)
    spans = []
    for number in find_written(shown):
        if number.is_signed and not number.is_weak:
            currency = beside.settle(number)
            amount = read_amount(number, currency, None)
            if amount is not None and not NEGATIVE.search(shown[max(0, number.start - 3) : number.start]):
                options = () if currency else number.codes
                spans.append(MoneySpan(number.start, number.end, amount, currency, options))
    return spans


def parse(text: str, *, locale: str | None = None, currency: str | None = None, hint: str | None = None) -> Parsed:
    """Read a price text.

    `locale`: BCP 47 or CLDR (`de-DE`, `pt_BR`). `currency`: the asked or known currency, ISO code or sign.
    `hint`: a text beside it (`EUR`, `Prices in CAD`). What is paid now is, in this order: a stated total, a price said
    to be of now, a price of which nothing is said (the lowest, where several stand side by side), a price without tax,
    a price per unit, of several, per month, a former or regular price, the lowest of late, a member's price, that of a
    used one. Of a range the lower end. A thing said to be free costs 0, whatever it cost before.
    Instalments, savings, shipping, taxes, deposits, thresholds and negative amounts are no price.
    """
    local = currency_of_locale(locale)
    shown = in_plain_form(text[:LONGEST_PRICE_TEXT], has_colon_cents=local == "SEK")
    asked = currency_of_sign(currency, locale) if currency else None
    hinted = currency_from(hint, locale) if hint else None
    is_chinese = "¥" in shown and SIMPLIFIED_CHINESE.search(shown) is not None
    beside = Beside(asked, hinted, local, decimal_mark(locale), is_chinese)
    numbers = find_written(shown)
    signed = [number for number in numbers if number.is_signed]
    if any(number.is_weak for number in signed):
        signed = _without_weak(shown, signed, beside)
    money = with_range_ends(shown, numbers, signed)
    is_toman = TOMAN.search(shown) is not None
    if not money and not any(number.is_signed for number in numbers):
        money = _unsigned(shown, numbers, beside, is_toman)
    for number in money:
        number.amount = read_amount(number, beside.settle(number), beside.mark_for(beside.settle(number)))
    money = [number for number in money if number.amount is not None]
    if not money:
        if is_free(shown):
            return Parsed(Decimal(0), asked or hinted or beside.local, (), None, None, "said to be free")
        return Parsed(None, None, (), None, None, "no amount of money in the text")
    give_parts(shown, money)
    is_former = all(number.part is Part.WAS for number in money)
    if (is_former or len(money) == 1) and _amount(money[0]) and is_free_now(shown, money):
        return Parsed(Decimal(0), beside.settle(money[0]), (), None, money[0].amount, "said to be free now")
    return _choose(money, beside, is_toman)


def _without_weak(text: str, signed: list[Written], beside: Beside) -> list[Written]:
    """Drops amounts whose only sign is a letter that stands for much else, unless something says that it is money."""
    known = {beside.asked, beside.hinted, beside.local} - {None}
    is_else = any(
        character.isalpha() for character in without_price_words(_outside(text, signed).lower(), with_behind=True)
    )
    return [
        number
        for number in signed
        if not number.is_weak or known & set(number.codes) or not (is_else or _means_else(text, number))
    ]


def _means_else(text: str, number: Written) -> bool:
    """Whether a weak sign, as it stands, is rather a size, a unit or a part of a code (`R2-D2`)."""
    if number.sign in SIZES:
        return True
    if number.start == number.number_start:
        return number.sign in UNITS
    if text[number.end : number.end + 1] == "-" and text[number.end + 1 : number.end + 2].isalpha():
        return True
    return number.sign in RARE and number.digits.isdigit() and len(number.digits) < 3 and not number.is_whole


def _outside(text: str, numbers: list[Written]) -> str:
    """The text without these numbers and their signs."""
    kept, last = [], 0
    for number in numbers:
        kept.append(text[last : number.start])
        last = number.end
    return " ".join([*kept, text[last:]])


def is_free(text: str) -> bool:
    """Whether the text says that the thing costs nothing, and no more than that."""
    return re.fullmatch(FREE, text.strip(), re.IGNORECASE) is not None  # compiled on first use: 1.4 ms of the import


def is_free_now(text: str, former: list[Written]) -> bool:
    """Whether beside its former prices the text says that the thing is free: `Free (was $4.99)`, `FREE $4.99`."""
    rest = _outside(text, former).lower()
    for at, phrase, part in reversed(parts_before(rest)):
        if part is Part.WAS:
            rest = rest[:at] + " " + rest[at + len(phrase) :]
    return is_free(rest)


def _unsigned(  # noqa: PLR0911 - one answer a doubt
    text: str, numbers: list[Written], beside: Beside, is_toman: bool
) -> list[Written]:
    """Numbers without a sign: money where, but for the words of prices, nothing else is written."""
    if not numbers:
        return []
    unit = part_after(text[numbers[0].end :].lower(), is_last=True)
    if unit is not None and unit[0] is Part.UNIT:
        text = text[: numbers[0].end] + text[numbers[0].end + unit[1] :]
        numbers = numbers[:1]
    rest = _outside(text, numbers)
    if is_toman:
        rest = TOMAN.sub(" ", rest)
    if len(numbers) > 2 or _says_else(text, rest, numbers) or NEGATIVE.search(text[: numbers[0].start]):
        return []
    if any(number.sign == "k" for number in numbers) and beside.local != "VND":
        return []
    if len(numbers) == 1:
        return numbers
    one, other = numbers
    gap = text[one.end : other.start]
    if "(" in rest:
        return []
    if gap.strip() != "-":
        return numbers
    low, high = read_amount(one, None, beside.mark), read_amount(other, None, beside.mark)
    if low is None or high is None or low > high or (gap == "-" and not set(one.digits + other.digits) & set(".,")):
        return []  # digits joined by a dash are a telephone or an article number
    one.high = high
    return [one]


def _says_else(text: str, rest: str, numbers: list[Written]) -> bool:
    """Whether what stands around unsigned numbers is more than words of prices: a unit, a date, a time, a code."""
    if any(character.isalpha() or character in '%@#_★☆&"°²+^\\' for character in without_price_words(rest.lower())):
        return True
    if "%" in rest or re.search(r"[0-9]\s?[/:x×*][0-9\s]", text) or IN_STOCK.search(text.lower()):
        return True
    if SHORT_CODE.search(text) or COUNT_ALONE.search(text):
        return True
    return any(re.match(r"0[0-9]", number.digits) and number.digits.strip("0.,") for number in numbers)


def _choose(money: list[Written], beside: Beside, is_toman: bool) -> Parsed:
    wanted = [number for number in money if number.part in RANKS]
    if not wanted:
        part = money[0].part
        return Parsed(None, None, (), None, None, f"the text states a {part.value} and nothing that is paid now")
    if len(wanted) > 1:
        wanted = _of_one_currency(wanted, beside)
    if len(wanted) == 2:
        _set_right_tax(*wanted)
    parts = {number.part for number in wanted}
    best = min(RANKS[number.part] for number in wanted)
    candidates = [number for number in wanted if RANKS[number.part] == best]
    if best == RANKS[Part.NOW]:
        candidates += [number for number in wanted if number.part is Part.TOTAL]
    chosen = min(candidates, key=_amount) if candidates[0].part in {Part.PRICE, Part.NOW} else candidates[0]
    former = [_amount(n) for n in wanted if n.part is Part.WAS and n is not chosen]
    if former and max(former) < _amount(chosen) and Part.MEMBER not in parts and len(wanted) == 2:
        swapped = next(number for number in wanted if number is not chosen)
        former, chosen = [_amount(chosen)], swapped
    if not former and chosen.part in {Part.PRICE, Part.NOW}:
        former = [_amount(n) for n in wanted if n.part is Part.PRICE and _amount(n) > _amount(chosen)]
    currency = beside.settle(chosen)
    amount = _amount(chosen)
    if is_toman and not chosen.is_signed:
        return Parsed(amount, None, ("IRR",), chosen.high, None, "an amount in toman, which is no ISO currency")
    options = () if currency else chosen.codes
    was = max((value for value in former if value > amount), default=None)
    reason = f"read as {chosen.part.value}" + ("" if currency else ", the text does not tell the currency")
    return Parsed(amount, currency, options, chosen.high, was, reason)


def _set_right_tax(one: Written, other: Written) -> None:
    """Of two amounts with a word of tax between them the lower is the one without: tax lowers no price."""
    net, gross = (one, other) if one.part is Part.WITHOUT_TAX else (other, one)
    if net.part is Part.WITHOUT_TAX and gross.part is Part.PRICE and _amount(net) > _amount(gross):
        net.part, gross.part = gross.part, net.part


def _amount(number: Written) -> Decimal:
    return number.amount if number.amount is not None else Decimal(0)


def _of_one_currency(wanted: list[Written], beside: Beside) -> list[Written]:
    """The amounts in the asked currency where the text has it, else those in the first amount's currency."""
    currencies = [beside.settle(number) or (number.codes[0] if number.codes else None) for number in wanted]
    first = beside.asked if beside.asked in currencies else currencies[0]
    return [number for number, currency in zip(wanted, currencies, strict=True) if currency == first]
