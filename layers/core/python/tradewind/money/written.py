# ruff: noqa: E501 - the patterns
"""Finds amounts of money in a text: the numbers, how each is written, the signs beside it."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from tradewind.money.signs import CERTAIN, CLEAR_BEHIND, FOLDED, HUNDREDTHS, LONGEST, SIGNS, TENTHS, UNCERTAIN, WEAK
from tradewind.money.words import COUNTED, Part, without_price_words

WHOLE = frozenset(
    [
        "BIF",
        "CLP",
        "COP",
        "CRC",
        "DJF",
        "GNF",
        "HUF",
        "IDR",
        "IQD",
        "IRR",
        "ISK",
        "JPY",
        "KHR",
        "KMF",
        "KRW",
        "LAK",
        "LBP",
        "MGA",
        "MMK",
        "MNT",
        "PYG",
        "RWF",
        "TZS",
        "UGX",
        "UZS",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
"""Currencies whose prices show no decimals: three digits after a mark are thousands."""
NUMBER = re.compile(
    r"[0-9]{1,3}(?:[ '][0-9]{3})+(?![0-9])(?:[.,٫·][0-9]{1,3}(?![0-9]))?"
    r"|[0-9]{1,3}(?:, [0-9]{3}\.|\. [0-9]{3},)[0-9]{2}(?![0-9])"
    r"|[0-9]+(?:[.,'٫·][0-9]+)*"
    r"|(?<![^\s$€£¢¥₹:(])[.,][0-9]{2}(?![0-9.,])"
)
BROKEN_CENTS = re.compile(r"(?:\s([.,]) ?|([.,])\s)([0-9]{2})(?![0-9.,]|\s*%)")
RAISED_CENTS = re.compile(r"[ \n]([0-9]{2})(?![0-9.,%:/'x]|\s*%)")
INNER_SIGN = re.compile(r" ?(€|\$|£|₪|zł|Kč|₽|₴|F|лв\.?|lei|DH|DT|CHF|kr)( ?)([0-9]{2})(?![0-9.,%])")
NO_CENTS = re.compile(r"(?:[.,:] ?[-=]{1,2}(?![0-9])|:-|,- ?|/[-=]|\.(?=\s?(?:€|kr|CHF|Fr)))")
TIMES = re.compile(
    r"(?P<kilo>[kK](?!\w))|(?P<small>m(?![\w²³/.]))| ?(?:(?P<mega>M(?![\w.])|mn\b|mln\b|млн\.?|(?i:millions?)\b|Mio\.?|millones\b|milhões\b|milioni\b|(?i:juta|jt)\b|triệu\b|tr\b"
    r"|milyon\b|ล้าน|百万|百萬|million)"
    r"|(?P<thousand>тыс\.?|тис\.?|tys\.?|tis\.?|mil\b|mila\b|tsd\.?|tausend\b|thousand\b|(?i:rb|ribu)\b|nghìn\b|ngàn\b|bin\b|хил\.?|хиляди|千|천|พัน|ألف|الف|هزار|हज़ार|हजार|hazar\b|ezer\b|mille\b)"
    r"|(?P<myriad>万|萬|만|หมื่น)|(?P<lakh>(?i:lakhs?|lacs?)\b|लाख|แสน|লাখ)|(?P<crore>(?i:crores?|cr)\b\.?|करोड़|कोटी)"
    r"|(?P<eok>億|亿|억)|(?P<giga>bn\b|billion\b|Mrd\.?|млрд\.?|tỷ\b|miliar\b))",
)
FACTOR = {
    "kilo": 1000,
    "small": 10**6, "mega": 10**6, "thousand": 1000, "myriad": 10**4, "lakh": 10**5, "crore": 10**7, "eok": 10**8, "giga": 10**9,
}  # fmt: skip
DASHES = {":-": ":-", "/-": "/-", "/=": "="}
"""The dash that stands for no cents to the sign that it is; any other is `,-`."""
LESSER = re.compile(r" ?([0-9][0-9,]{0,5})(千|천)?")
PER_LITRE = re.compile(
    r"\s?(?:/|per|pro|je|le|al|por|за)\s?(?:1\s)?(?:l|ltr|lit(?:er|re|ro)|gal|gallon|kwh|л|литр)\b", re.IGNORECASE
)
FUEL_CURRENCIES = frozenset({"EUR", "USD", "GBP", "CHF"})
"""Fuel and power are priced to the thousandth in these, and no litre or kilowatt-hour costs a thousand of them."""
DIGIT_NEXT = re.compile(r"\s?[0-9]")
LAND = re.compile(r" ?\b(US|CA|CAN|CDN|AU|AUS|NZ|HK|SG|MX)\b(?! ?[$0-9])")
LAND_CURRENCY = {
    "US": "USD", "CA": "CAD", "CAN": "CAD", "CDN": "CAD", "AU": "AUD", "AUS": "AUD", "NZ": "NZD", "HK": "HKD", "SG": "SGD",
    "MX": "MXN",
}  # fmt: skip
"""Whose dollar, behind the amount: `$45 US`."""
TENTH_OF_CENT = re.compile("[0-9]{1,2}[.,][0-9]")
"""`29,9 ct`, as power and petrol are priced."""
AND_CENTS = re.compile(r"\s*(?:and|et|und|y|e|i|и|с|en|,)?\s*")


@dataclass(slots=True)
class Written:
    """A number as it stands in a text, with what is beside it. `start` and `end` include the signs."""

    start: int
    end: int
    digits: str
    codes: tuple[str, ...] = ()
    is_signed: bool = False
    is_settled: bool = False
    is_weak: bool = False
    is_whole: bool = False
    is_hundredth: bool = False
    is_fuel: bool = False
    factor: int = 1
    factor_digits: str = ""
    amount: Decimal | None = None
    part: Part = Part.PRICE
    high: Decimal | None = None
    number_start: int = 0
    number_end: int = 0
    sign: str = ""
    extra: Decimal = field(default_factory=lambda: Decimal(0))


def _is_letter(character: str) -> bool:
    return (
        len(character) == 1 and character.isalpha() and (ord(character) < 0x0E00 or 0x1E00 <= ord(character) < 0x2000)
    )


def known_sign(sign: str) -> str | None:
    """The sign as the table has it, or null. Names and codes longer than three letters match in any case."""
    if sign in SIGNS:
        return sign
    return FOLDED.get(sign.lower()) if len(sign) > 3 else None


def sign_before(text: str, end: int, floor: int = 0) -> tuple[str, int] | None:
    """The longest sign that ends right before `end` (a space, a colon may stand between), and its start."""
    at = end
    while at > floor and end - at < 3 and text[at - 1] in " :\n\t=,":
        at -= 1
    for stop in (at, at - 1):
        if stop < at and not (stop >= floor and text[stop : stop + 1] == "."):
            break
        for start in range(max(floor, stop - LONGEST), stop):
            sign = known_sign(text[start:stop])
            if sign is None or sign[0] == " ":
                continue
            if _is_letter(text[start]) and start > 0 and (_is_letter(text[start - 1]) or text[start - 1] == "'"):
                continue
            if _is_letter(text[start]) and text[start - 1 : start] == "." and _is_letter(text[start - 2 : start - 1]):
                continue  # the end of an abbreviation
            if sign in WEAK and stop == end and text[start - 1 : start].isdigit():
                continue  # a letter within a code
            if sign in HUNDREDTHS and sign != "¢":
                continue
            return sign, start
    return None


def sign_after(text: str, start: int) -> tuple[str, int] | None:
    """The longest sign that stands right behind `start` (a space may stand between), and its end."""
    at = start
    while at < len(text) and at - start < 3 and text[at] in " \n\t":
        at += 1
    for end in range(min(len(text), at + LONGEST), at, -1):
        sign = known_sign(text[at:end])
        if sign is None or sign[-1] == " ":
            continue
        if (
            _is_letter(text[end - 1])
            and end < len(text)
            and not _opens_next(text, at, end, sign)
            and (_is_letter(text[end]) or (text[end].isdigit() and end - at < 3 and sign in WEAK))
        ):
            continue
        return sign, end
    return None


def _opens_next(text: str, start: int, end: int, sign: str) -> bool:
    """Whether the letter at `end` opens a word that is glued to the sign: `399 krOrdinarie`, `30.00 MXNPrecio`."""
    if sign in WEAK or not text[end].isupper():
        return False
    return text[end - 1].islower() or (end - start == 3 and text[end + 1 : end + 2].islower())


def find_written(text: str) -> list[Written]:
    """Every number of a text (already through `CHARACTERS`) with its signs, left to right."""
    found: list[Written] = []
    taken = 0
    at = 0
    while match := NUMBER.search(text, at):
        start, end = match.span()
        at = end
        if " " in match.group() and _is_of_title(text, match):
            at = text.index(" ", start)
            continue
        digits = match.group().replace(", ", ",").replace(". ", ".")
        number = Written(start, end, digits, number_start=start, number_end=end)
        before = sign_before(text, start, taken)
        if before is not None:
            _sign(number, before[0])
            number.start = before[1]
            again = sign_before(text, number.start, taken)
            if again is not None and _agree(number.codes, again[0]) and text[number.start - 1] not in ":\n=":
                number.codes, number.is_settled = _agree(number.codes, again[0]), True
                number.is_weak = False
                number.start = again[1]
        at = _read_tail(text, number, before is not None)
        taken = number.end
        if number.extra and found and _joins_cents(text, found[-1], number):
            continue
        found.append(number)
    return found


def _is_of_title(text: str, match: re.Match[str]) -> bool:
    """Whether the first group of digits belongs to the name in front: `Air Max 90 125,00 €`, `LI-2 129,00 €`."""
    start, end = match.span()
    if text[start - 1 : start] == "-" and text[start - 2 : start - 1].isalpha():
        return True
    after = sign_after(text, end)
    if (
        after is None
        or match.group()[1] == " "
        or match.group()[-3] not in ".,"
        or after[0] not in {"€", "£", "EUR", "GBP"}
    ):
        return False
    word = text[:start].rstrip().rpartition(" ")[2].lower()
    return any(character.isalpha() for character in without_price_words(word))


def _sign(number: Written, sign: str) -> None:
    codes = tuple(SIGNS[sign].split())
    number.codes, number.is_signed, number.sign = codes, True, sign
    number.is_settled = sign not in UNCERTAIN and (sign in CERTAIN or len(codes) == 1)
    number.is_weak = sign in WEAK
    if sign in HUNDREDTHS or sign in TENTHS:
        number.is_hundredth = True


def _agree(codes: tuple[str, ...], sign: str) -> tuple[str, ...]:
    return tuple(code for code in SIGNS[sign].split() if code in codes)


def _read_tail(text: str, number: Written, has_sign: bool) -> int:
    """Reads what follows the digits: cents set apart, a dash for no cents, a factor, a sign. Returns where to go on."""
    if not has_sign and _read_inner_sign(text, number):
        return number.end
    number.number_end = number.end = _read_cents(text, number, has_sign)
    _read_factor(text, number, has_sign)
    after = sign_after(text, number.end)
    if number.sign == "$" and (land := LAND.match(text, number.end)):
        number.codes, number.is_settled, number.end = (LAND_CURRENCY[land.group(1)],), True, land.end()
    elif after is not None:
        sign, end = after
        if has_sign:
            _confirm_sign(text, number, sign, end)
        else:
            _read_sign_behind(text, number, sign, end)
    if number.is_hundredth:
        _set_hundredths(number)
    number.is_fuel = bool(FUEL_CURRENCIES & set(number.codes[:1])) and PER_LITRE.match(text, number.end) is not None
    return number.end


def _read_inner_sign(text: str, number: Written) -> bool:
    """A sign in the decimal mark's place: `12€99`, `12 € 99`."""
    inner = INNER_SIGN.match(text, number.number_end) if number.digits.isdigit() else None
    if inner is None:
        return False
    end = inner.end()
    goes_on = sign_after(text, end) is not None or COUNTED.match(text, end) or text[end : end + 1].isalpha()
    if inner.group(2) and goes_on:
        return False
    number.digits += "٫" + inner.group(3)
    _sign(number, inner.group(1))
    number.end = number.number_end = end
    return True


def _read_cents(text: str, number: Written, has_sign: bool) -> int:
    """Cents set apart (`12 .99`, `$12 99`, a whole text of `12 99 lei`), or a dash in their place (`12,-`); returns their end."""
    end = number.number_end
    broken = BROKEN_CENTS.match(text, end)
    if (
        broken
        and (has_sign or sign_after(text, broken.end()))
        and (broken.group(1) or broken.group(2)) not in number.digits
        and (number.digits.isdigit() or number.digits[-4:-3] in {".", ",", " ", "'"})
    ):
        number.digits += "٫" + broken.group(3)
        return broken.end()
    if number.digits.isdigit():
        raised = RAISED_CENTS.match(text, end) if has_sign else None
        if raised and _are_cents(text, raised.end(), number):
            number.digits += "٫" + raised.group(1)
            return raised.end()
        apart = None if has_sign or text[: number.start].strip() else RAISED_CENTS.match(text, end)
        if apart and (sign := sign_after(text, apart.end())) and _has_cents(sign[0]) and not text[sign[1] :].strip():
            number.digits += "٫" + apart.group(1)
            return apart.end()
    dash = NO_CENTS.match(text, end)
    if dash is None:
        return end
    number.is_whole = True
    if not has_sign and dash.group() != ".":
        _sign(number, DASHES.get(dash.group(), ",-"))
    return dash.end()


def _read_factor(text: str, number: Written, has_sign: bool) -> None:
    """A word or letter that multiplies: `1,5 тыс.`, `£1.2k`, `1万2000`, `199k` (thousands of dong)."""
    times = TIMES.match(text, number.end)
    if times is None:
        return
    kind = times.lastgroup or ""
    if kind == "small" and not has_sign:
        return
    number.factor = FACTOR[kind]
    number.end = times.end()
    if kind == "kilo" and not has_sign and sign_after(text, number.end) is None:
        number.sign = "k"
    elif kind in {"myriad", "eok"} and (more := LESSER.match(text, number.end)):
        number.factor_digits = str(int(more.group(1).replace(",", "")) * (1000 if more.group(2) else 1))
        number.end = more.end()


def _confirm_sign(text: str, number: Written, sign: str, end: int) -> None:
    """A second sign, behind a number that has one in front: `$12 USD` says which dollar."""
    if DIGIT_NEXT.match(text, end) or sign in HUNDREDTHS:
        return
    common = _agree(number.codes, sign)
    if common:
        number.codes, number.is_settled = common, number.is_settled or sign not in UNCERTAIN
        number.is_weak = False
    elif number.is_weak and sign not in WEAK:
        _sign(number, sign)
    else:
        return
    number.end = end


def _read_sign_behind(text: str, number: Written, sign: str, end: int) -> None:
    """The sign behind a number that has none in front, unless it belongs to the number behind it (`3 €5`)."""
    gap = text[number.end : end - len(sign)]
    if gap and (following := NUMBER.match(text, end)):
        own = sign_after(text, following.end())
        is_note = (
            len(following.group()) == 1 and text[following.end() :][:1] in {"", ")"} and not number.digits.isdigit()
        )
        if not is_note and (own is None or own[0] != sign):
            return
    is_dashed = number.is_signed and _agree(number.codes, sign)
    if not is_dashed:
        is_tenth = TENTH_OF_CENT.fullmatch(number.digits) is not None
        if sign in {"p", "c"} and (gap or not (is_tenth or (number.digits.isdigit() and len(number.digits) < 3))):
            return
        if sign in HUNDREDTHS and not (number.digits.isdigit() or is_tenth):
            return
    number.is_whole = number.is_whole or sign == ":-"
    _sign(number, sign)
    number.is_weak = number.is_weak and sign not in CLEAR_BEHIND
    number.end = end
    again = sign_after(text, end)
    if again is not None and _agree(number.codes, again[0]) and not DIGIT_NEXT.match(text, again[1]):
        number.codes, number.is_settled = _agree(number.codes, again[0]), again[0] not in UNCERTAIN
        number.end = again[1]


def _set_hundredths(number: Written) -> None:
    if (number.digits.isdigit() and len(number.digits) < 4) or TENTH_OF_CENT.fullmatch(number.digits):
        number.extra = Decimal(number.digits.replace(",", ".")) / (10 if number.sign in TENTHS else 100)


def _are_cents(text: str, end: int, number: Written) -> bool:
    """Whether two digits set apart (`$12 99`) are cents: the sign has cents and nothing is counted by them."""
    if (
        set(number.codes[:1]) & WHOLE
        or COUNTED.match(text, end)
        or (sign_after(text, end) is not None and not number.is_settled)
    ):
        return False
    return re.compile(r"\s?(?:[xX×]|GB|ml|g|kg|cm|mm|-\s?[0-9])").match(text, end) is None


def _has_cents(sign: str) -> bool:
    return sign in CERTAIN and SIGNS[sign].split()[0] not in WHOLE and sign not in HUNDREDTHS


def _joins_cents(text: str, whole: Written, cents: Written) -> bool:
    """Adds hundredths to the amount that they follow (`5 zł 99 gr`)."""
    if (
        not whole.is_signed
        or (whole.is_hundredth and whole.sign not in TENTHS)
        or not set(whole.codes) & set(cents.codes)
    ):
        return False
    if whole.digits[-3:-2] in {".", ",", "٫"} and not whole.is_hundredth:
        return False
    if AND_CENTS.fullmatch(text, whole.end, cents.start) is None:
        return False
    whole.extra += cents.extra
    whole.end = cents.end
    return True
