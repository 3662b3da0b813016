# ruff: noqa: E501 - the tables of phrases
"""Reads what is paid now out of a price text of any locale."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tradewind.money.amounts import (
    CHARACTERS,
    OLD_CENTS,
    SIMPLIFIED_CHINESE,
    THREE_DECIMALS,
    Written,
    decimal_mark,
    find_written,
    read_amount,
)
from tradewind.money.currencies import currency_from, currency_of_locale, currency_of_sign
from tradewind.money.signs import RARE, SIZES, TENTHS, UNITS
from tradewind.money.words import COUNTED, FREE, Part, part_after, parts_before, without_price_words

LONGEST_PRICE_TEXT = 2_000
"""Characters of a price text that are read: a longer one is no price but a page."""
LONGEST_TEXT = 1_000_000

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
BARE_GAP = re.compile(r"[\s()\[\]*~|/,.;:•·+]*")
FROM_TO = re.compile(r"\b(?:de|von|from|van|od|do|da|du|dari|з|от|с|din|fra)\s*:?\s*$", re.IGNORECASE)
THEN_FOR = re.compile(
    r"^\W*(?:por|für|for|voor|na|à|por apenas|a|to|auf|naar|до|til|jadi|pour|pentru)\b", re.IGNORECASE
)
TIMES_BEFORE = re.compile(
    r"(?:\d{1,2}\s?[x×хX]\s?(?:de|von|of|à|da|på|по|po|de\s)?|\d{1,2}\s?(?:fois|vezes|veces|cuotas|raten|rate|rates|ratas|parcelas|monate|months|mois|meses|mesi|weeks|weekly"
    r"|monthly|payments|installments|instalments|interest-free payments|interest-free instalments|mensualités|mensualidades|pagos|ay|taksit|rat|splátek|mån|mnd|месяц\w*|мес\.?|міс\.?|платеж\w*|期|回|개월|เดือน|tháng|termijnen|maanden"
    r"|rater|rater|måneder|månader|kk|kuukautta|δόσεις|άτοκες|δόσεων|payments|fortnightly payments|easy payments|equal payments|bulan|kali|תשלומים|mal|versements|paiements|prestações|rate egale|lună|luni|mies\.?|miesięcy|měsíců)"
    r"(?:\s(?:a|à|á|at|of|de|da|di|von|zu|je|po|по|sin|sem|av|af|interest|free|interest-free|interés|intereses|juros|sans|frais|payments|x|x\s|för|for|van|fixas|iguais|iguales|fijas|zinsfrei|monthly|equal|senza|interessi|tasso|zero|al|bez|odsetek|των|από|שווים|του|fără|dobândă|без|переплат|процентов|ללא|ריבית|של)){0,5})\s*:?\s*$"
    r"|(?:monthly|mtl\.?|monatlich|mensuel\w*|mensual\w*|mensil\w*|měsíčně|miesięcznie|/mo)\s*(?:payments?|rate)\s*(?:of|von|de)?\s*:?\s*$",
    re.IGNORECASE,
)
TIMES_AFTER = re.compile(
    r"\s*(?:(?:/|per|a|par|pro|por|al|je|im|och|i)?\s?(?:mo|mo\.|month|mth|monthly|mois|monat|mes|mês|mese|mnd|mån|měsíc|mies\.?|мес\.?|week|wk|月)\s*(?:,|\()?\s*(?:for|x|×|over|für|über|pendant|por|per|durante|i|przez|на|во|,)?\s?\d{1,2}"
    r"|[x×хX*]\s?\d{1,2}(?!\d)(?!\s?(?:ml|g|kg|cl|l|cm|mm|stk|pcs|st)\b))",
    re.IGNORECASE,
)
COUNT_BEFORE = re.compile(
    r"(?:^|[^\w.,])\d{1,2}\s?(?:/|for|für|pour|por|voor|per|för|за|za|na|par|x)\s*$", re.IGNORECASE
)
PER_UNIT = re.compile(r"\s?(?:/|per )\s?(?:[0-9]{1,4}\s?)?[^\W\d_]{1,14}\.?(?=\s*(?:$|[)\]]))|\s?/[^\W\d_]")
"""What an amount is per, in any word: `/ Ounce)`, `/pezzo`."""
COUNT_BEHIND = re.compile(
    r"\s?(?:for|für|pour|por|voor|per|för|za|за)\s(?:any )?[2-9](?![\w.,]|\s?(?:x|kg|g|l|ml|mo|month|week|day|year|pay)\w*)"
)
ENTITY = re.compile("&#?[A-Za-z0-9]{2,8};")
RAISED_BY_TAG = re.compile(r"(?<=[0-9])\s?<(?:sup|small)[^<>]*>\s?[.,]?([0-9]{2})\s?</(?:sup|small)>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
SHORT_CODE = re.compile(r"(?<![^\W\d_])[A-Za-z]{1,2}[0-9]")
"""`A4`, `S24`: no words of prices stand so."""
COUNT_ALONE = re.compile(r"^\s*\([0-9]+\)\s*$|\b(?:no|nr|n)\.\s?[0-9]", re.IGNORECASE)
"""`(12)`, `No. 5`."""
IN_STOCK = re.compile(r"(?<![0-9.,])[0-9]{1,5}\+? in stock")
RAISED = re.compile("(?<=[0-9])[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}")
COLON_CENTS = re.compile(r"(?<=[0-9]):(?=[0-9]{2}(?![0-9]))")
"""`12:90`, as Swedish shops write öre."""
JOINS = re.compile(r"\s*(?:(?:or|ou|oder|o|of|eller|lub|или|vagy|nebo|veya|או|أو|または)\b|[,;)\]|/.·\n])")
NO_WHOLE = re.compile(r"(?<![0-9])-[.,](?=[0-9]{2}(?![0-9]))")
"""`-.95`, as shops write an amount below one."""
PERIODS = re.compile(
    r"[0-9]{1,2}\s?-?(?:months?|mos?\b|mon\b|monate?n?|mois|meses|mês|mesi|maanden|mån|mnd|måneder|mdr|kk\b|ay\b|mies|měs|мес|міс|raten?\b|rates|rat\b|cuotas|parcelas"
    r"|payments|installments|instalments|个月|個月|ヶ月|か月|回|期|개월|เดือน|tháng|bulan|taksit|fois|חודשים|شهر)|^\W*(?:or|oder|ou|of|o|eller|lub|или|または|atau|hoặc)\b"
    r"|financ|finanz|affirm|klarna|рассроч|в кредит",
    re.IGNORECASE,
)
"""A count of months or of payments, which makes a monthly amount an instalment."""
COUNTS_ON = re.compile(r"\s?:?\s?[0-9][0-9.,]*(?![0-9.,]|\s?[%％])")
"""A number right behind a word of saving, which then speaks of that number: `ポイント 13pt`."""
PERCENT_NEXT = re.compile(r"\s?:?\s?[0-9][0-9.,]*\s?[%％]")
SAVING_IN_PERCENT = re.compile(r"%\s*(?:de\s|di\s)?$")
FREE_FROM = re.compile(r"\b(?:ab|dès|from|over|desde|vanaf|od|från|fra|da|от|від)\s*$")
FREE_SHIPPING = re.compile(
    r"\W*(?:versandkostenfrei|versandfrei|livraison (?:offerte|gratuite)|free (?:shipping|delivery)|gratis (?:verzending|versand)"
    r"|kostenloser versand|envío gratis|darmowa dostawa|fri frakt|fri fragt|spedizione gratuita|бесплатная доставка)"
)
NEGATIVE = re.compile(r"(?:^|[\s(\[:])-$")
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


def _lower_raised(raised: re.Match[str]) -> str:
    """Raised cents (`12⁹⁹`) behind a decimal mark of their own."""
    return "٫" + "".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in raised.group())


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
    a price per unit, a former or regular price (nothing else is stated), a member's price. Of a range the lower end.
    Instalments, savings, shipping, taxes, deposits, thresholds and negative amounts are no price.
    """
    text = text[:LONGEST_PRICE_TEXT]
    if ENTITY.search(text):
        from html import unescape

        text = unescape(text)
    if "<" in text:
        text = TAG.sub(" ", RAISED_BY_TAG.sub(r"٫\1", text))
    shown = RAISED.sub(_lower_raised, text).translate(CHARACTERS)
    asked = currency_of_sign(currency, locale) if currency else None
    hinted = currency_from(hint, locale) if hint else None
    is_chinese = "¥" in shown and SIMPLIFIED_CHINESE.search(shown) is not None
    beside = Beside(asked, hinted, currency_of_locale(locale), decimal_mark(locale), is_chinese)
    if beside.local == "SEK" or "kr" in shown:
        shown = COLON_CENTS.sub("٫", shown)
    shown = OLD_CENTS.sub("٫", NO_WHOLE.sub("0٫", shown))
    numbers = find_written(shown)
    signed = [number for number in numbers if number.is_signed]
    if any(number.is_weak for number in signed):
        signed = _without_weak(shown, signed, beside)
    money = _with_range_ends(shown, numbers, signed)
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
    _give_parts(shown, money)
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


def _with_range_ends(text: str, numbers: list[Written], signed: list[Written]) -> list[Written]:
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
            if COUNTED.match(text, one.number_end) or text[one.start - 1 : one.start].isalpha():
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


def _give_parts(text: str, money: list[Written]) -> None:
    """Give each amount its part, by the words in front of it and right behind it."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    start = 0
    for index, number in enumerate(money):
        is_last = index + 1 == len(money)
        end = len(text) if is_last else money[index + 1].start
        before, behind = lower[start : number.start], lower[number.end : end]
        number.part, taken = _part_of(before, behind, index == 0, is_last)
        start = number.end + taken
    if any(number.part is Part.MONTHLY for number in money) and PERIODS.search(text):
        for number in money:
            if number.part is Part.MONTHLY:
                number.part = Part.INSTALMENT


def _part_of(before: str, behind: str, is_first: bool, is_last: bool) -> tuple[Part, int]:
    """The part of an amount between two texts, and how much of the text behind it speaks of it."""
    said = [
        (phrase, part)
        for at, phrase, part in parts_before(before)
        if part not in {Part.SAVING, Part.OTHER} or not _is_of_another(part, before, at, at + len(phrase))
    ]
    part = said[-1][1] if said else Part.PRICE
    if part is Part.NOW and any(earlier is Part.MEMBER for _, earlier in said):
        part = Part.MEMBER
    if NEGATIVE.search(before[-3:]) and (is_first or "\n" in before or part is not Part.PRICE):
        part = Part.SAVING
    if TIMES_BEFORE.search(before[-60:]) or TIMES_AFTER.match(behind):
        return Part.INSTALMENT, 0
    if FREE_FROM.search(before[-12:]) and FREE_SHIPPING.match(behind):
        return Part.OTHER, 0
    if FROM_TO.search(before[-12:]) and not is_last and THEN_FOR.match(behind):
        return Part.WAS, 0
    after = part_after(behind, is_last)
    if after is None and part is Part.PRICE and PER_UNIT.match(behind):
        return Part.UNIT, 0
    if after is not None and (
        (after[0] is Part.SAVING and not after[2] and COUNTS_ON.match(behind, after[1]))
        or (after[0] is Part.OTHER and PERCENT_NEXT.match(behind, after[1]))
    ):
        after = None
    if after is not None and _is_said_of(after[0], part, behind, after[1], is_last or after[2]):
        return after[0], after[1]
    is_of_several = COUNT_BEFORE.search(before) or COUNT_BEHIND.match(behind)
    return (Part.MULTIBUY if is_of_several and not (is_first and is_last) else part), 0


def _is_of_another(part: Part, before: str, start: int, end: int) -> bool:
    """Whether a word of saving, shipping or tax speaks of a percentage or number of its own: `19 % MwSt`, `earn 5`."""
    if SAVING_IN_PERCENT.search(before[max(0, start - 8) : start]) or "%" in before[end:]:
        return True
    return part is Part.SAVING and any(character.isdigit() for character in before[end:])


def _is_said_of(  # noqa: PLR0911 - one answer a part
    after: Part, before: Part, behind: str, length: int, is_last: bool
) -> bool:
    """Whether the words behind an amount speak of it, rather than of the amount that follows them."""
    rest = behind[length:]
    opens = behind[:length]
    if not is_last and not rest.strip(" :") and opens.count("(") > opens.count(")"):
        return False
    if after is Part.WITHOUT_TAX:
        return before in {Part.PRICE, Part.NOW, Part.MEMBER}
    if after in {Part.UNIT, Part.MONTHLY, Part.INSTALMENT}:
        return before in {Part.PRICE, Part.NOW, Part.MEMBER, Part.TOTAL} and (
            is_last or not rest.lstrip().startswith((":", "="))
        )
    if is_last or JOINS.match(rest):
        return (
            before is Part.PRICE or after in {Part.SAVING, Part.OTHER} or (before is Part.NOW and after is Part.MEMBER)
        )
    if after in {Part.WAS, Part.NOW, Part.MEMBER}:
        return (
            (behind[:1] not in " \n(" and before is Part.PRICE)
            or behind.strip()[:2] in {"->", "=>"}
            or behind.strip()[:1] in set("→➔➜⇒>")
        )
    if after in {Part.SAVING, Part.OTHER}:
        return rest.strip() != "" and not rest.lstrip().startswith(":") and before in {Part.PRICE, after, Part.NOW}
    return before is Part.PRICE


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
