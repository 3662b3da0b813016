# ruff: noqa: E501 - the patterns
"""Finds amounts of money in a text: the numbers, how each is written, the signs beside it."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from tradewind.money import cldr
from tradewind.money.signs import CERTAIN, FOLDED, HUNDREDTHS, LONGEST, SIGNS, TENTHS, UNCERTAIN, WEAK
from tradewind.money.words import COUNTED, Part

THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies of thousandths whose prices show them (the Iraqi dinar's do not)."""
COMMA_THREE_DECIMALS = frozenset({"LYD", "TND"})
"""Of these, the ones whose home writes a decimal comma."""
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
MOST_DIGITS = 15


def _characters() -> dict[int, str]:
    """One character for one character: digits of every script, spaces, dashes, marks, full-width forms."""
    table: dict[int, str] = {}
    for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20,
                 0x1040, 0x17E0, 0x1810, 0x1C50, 0x07C0, 0xA9D0, 0xABF0, 0x1B50, 0x11136, 0x1E950):  # fmt: skip
        table |= {zero + digit: str(digit) for digit in range(10)}
    for wide in range(0xFF01, 0xFF5F):
        table[wide] = chr(wide - 0xFEE0)
    for space in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000":
        table[ord(space)] = " "
    for (
        mark
    ) in "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c\u00ad":
        table[ord(mark)] = " "
    for dash in "‐‑‒–—―−﹣➖〜～":
        table[ord(dash)] = "-"
    for apostrophe in "’‘ʼ′´`٬˙ʹ":
        table[ord(apostrophe)] = "'"
    return table | {ord("，"): ",", ord("、"): ",", ord("．"): ".", ord("："): ":", ord("￥"): "¥", ord("￡"): "£", ord("￦"): "₩",
                    ord("￠"): "¢", ord("＄"): "$", ord("﹩"): "$", ord("؍"): ",", ord("،"): ","}  # fmt: skip


CHARACTERS = _characters()

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
SIMPLIFIED_CHINESE = re.compile("[价现优买卖减满费运货购仅销员单场专领预]|(?<=[0-9])起")
"""Characters that Japanese does not write, and 起 (from) behind an amount: what says whose `¥` it is."""
OLD_CENTS = re.compile(r"(?<=[0-9])-(?=00(?![0-9]))")
"""`£5-00`, as in old price lists."""
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
            and (_is_letter(text[end]) or (text[end].isdigit() and end - at < 3 and sign in WEAK))
        ):
            continue
        return sign, end
    return None


def find_written(text: str) -> list[Written]:
    """Every number of a text (already through `CHARACTERS`) with its signs, left to right."""
    found: list[Written] = []
    taken = 0
    at = 0
    while match := NUMBER.search(text, at):
        start, end = match.span()
        at = end
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
    if gap and DIGIT_NEXT.match(text, end) and not text[end].isspace():
        return
    is_dashed = number.is_signed and _agree(number.codes, sign)
    if not is_dashed:
        if sign in {"p", "c"} and (gap or not number.digits.isdigit() or len(number.digits) > 2):
            return
        if sign in HUNDREDTHS and not number.digits.isdigit():
            return
    number.is_whole = number.is_whole or sign == ":-"
    _sign(number, sign)
    number.end = end
    again = sign_after(text, end)
    if again is not None and _agree(number.codes, again[0]) and not DIGIT_NEXT.match(text, again[1]):
        number.codes, number.is_settled = _agree(number.codes, again[0]), again[0] not in UNCERTAIN
        number.end = again[1]


def _set_hundredths(number: Written) -> None:
    if number.digits.isdigit() and len(number.digits) < 4:
        number.extra = Decimal(int(number.digits)) / (10 if number.sign in TENTHS else 100)


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


def decimal_mark(locale: str | None) -> str | None:
    """The decimal mark (`,` or `.`) that the CLDR gives this locale; null when it is not known."""
    if not locale:
        return None
    parts = locale.replace("-", "_").split("_")
    language, territory = parts[0].lower(), next((p.upper() for p in parts[1:] if len(p) == 2), None)
    return cldr.DECIMAL_MARK.get(f"{language}_{territory}") or cldr.DECIMAL_MARK.get(language)


def read_amount(number: Written, currency: str | None, mark: str | None) -> Decimal | None:
    """The value of a number as written.

    With two kinds of mark the last is the decimal one. A mark that repeats groups. A single mark before three digits
    groups, unless the digits before it are 0 or more than three, the currency has thousandths and the mark is its
    decimal one, it is the price of a litre or a kilowatt-hour, or the locale says that the mark is its decimal one and the currency shows decimals. Groups have
    three digits, or two before the last three (lakh, crore); else it is no amount (a date, an address, a version).
    """
    if number.is_hundredth:
        return number.extra or (Decimal(0) if number.digits.strip("0") == "" else None)
    digits = number.digits.replace("·", ".")
    whole, fraction = _split(digits, number, currency, mark)
    if whole is None or len(whole) + len(fraction) > MOST_DIGITS:
        return None
    amount = Decimal(f"{whole or 0}.{fraction or 0}") if fraction else Decimal(whole or "0")
    if number.factor != 1:
        amount *= number.factor
        if number.factor_digits:
            amount += Decimal(number.factor_digits)
        amount = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
    return amount + number.extra if number.extra else amount


def _split(  # noqa: PLR0911 - one answer a form
    digits: str, number: Written, currency: str | None, mark: str | None
) -> tuple[str | None, str]:
    """Whole and fraction digits; a null whole when the digits are grouped as no amount is."""
    if "٫" in digits:
        whole, _, fraction = digits.partition("٫")
        return (_ungroup(whole), fraction) if fraction.isdigit() else (None, "")
    marks = [character for character in digits if not character.isdigit()]
    if not marks:
        return digits, ""
    last = marks[-1]
    head, _, tail = digits.rpartition(last)
    if len(set(marks)) > 1:
        if last in "' " or marks.count(last) > 1:
            return (_ungroup(digits), "") if last not in "' " and len(set(marks)) == 1 else (None, "")
        return _ungroup(head), tail
    if len(marks) > 1 or last in "' ":
        return _ungroup(digits), ""
    if len(tail) != 3:
        most = 6 if head in {"", "0"} else 2 if head[0] == "0" else 4
        return (head or "0", tail) if len(tail) <= most else (None, "")
    if number.is_whole:
        return _ungroup(digits), ""
    if len(head) > 3 or head in {"0", ""} or head[0] == "0" or _has_thousandths(last, currency, mark, number):
        return head or "0", tail
    return _ungroup(digits), ""


def _has_thousandths(mark_written: str, currency: str | None, mark: str | None, number: Written) -> bool:
    if number.is_fuel:
        return True
    if number.factor != 1:
        return mark is None or mark == mark_written
    if currency in THREE_DECIMALS:
        if number.digits.endswith("000"):
            return True
        if mark_written == ",":
            return mark == "," or (currency in COMMA_THREE_DECIMALS and mark is None)
        return mark != "," or currency not in COMMA_THREE_DECIMALS
    return mark == mark_written and currency not in WHOLE and not number.is_signed


def _ungroup(digits: str) -> str | None:
    """Digits without their group marks; null when the groups are not of three, or of two before a last three."""
    groups = re.split(r"[.,' ]", digits)
    if len(groups) == 1:
        return digits
    first, *middle, last = groups
    if not 1 <= len(first) <= 3 or len(last) != 3:
        return None
    if all(len(group) == 3 for group in middle) or (len(first) <= 2 and all(len(group) == 2 for group in middle)):
        return "".join(groups)
    return None
