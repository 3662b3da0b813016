"""The value of a number as it is written."""

import re
from decimal import Decimal

from tradewind.money import cldr
from tradewind.money.written import WHOLE, Written

THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies of thousandths whose prices show them (the Iraqi dinar's do not)."""
COMMA_THREE_DECIMALS = frozenset({"LYD", "TND"})
"""Of these, the ones whose home writes a decimal comma."""
MOST_DIGITS = 15


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
    decimal one, it is the price of a litre or a kilowatt-hour, or the locale says that the mark is its decimal one
    and the currency shows decimals. Groups have three digits, or two before the last three (lakh, crore); else it is
    no amount (a date, an address, a version).
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
