"""Currencies: of a sign, of a locale, of a text beside a price, and how many decimals they have."""

import re

from tradewind.money import cldr
from tradewind.money.characters import CHARACTERS
from tradewind.money.signs import SIGNS, UNCERTAIN
from tradewind.money.written import known_sign, sign_after

MANY_TERRITORIES = frozenset({"en", "es", "ar", "pt", "fr", "zh", "sw", "fa", "ru"})
"""Languages of several currencies: without a territory they settle none."""


def minor_units(currency: str) -> int:
    """Decimals of a currency (ISO 4217): 2 but for those listed."""
    if currency in _NO_UNITS:
        return 0
    return 3 if currency in _THREE_UNITS else 4 if currency in {"CLF", "UYW"} else 2


_NO_UNITS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE_UNITS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def currency_of_sign(sign: str, locale: str | None = None) -> str | None:
    """ISO 4217 of a sign or code (`€`, `US$`, `usd`), null when it is unknown or ambiguous in this locale."""
    sign = sign.translate(CHARACTERS).strip()
    known = known_sign(sign) or known_sign(sign.upper()) or known_sign(sign.rstrip("."))
    if known is None:
        return None
    codes = SIGNS[known].split()
    local = currency_of_locale(locale)
    if local in codes:
        return local
    return None if known in UNCERTAIN else codes[0]


def currency_of_locale(locale: str | None) -> str | None:
    """The money of a locale's territory; of a bare language's main territory, unless it has several currencies."""
    if not locale:
        return None
    parts = locale.replace("-", "_").split("_")
    for part in parts[1:]:
        if len(part) == 2 and part.isalpha():
            return cldr.TERRITORY_CURRENCY.get(part.upper())
    language = parts[0].lower()
    if language in MANY_TERRITORIES:
        return None
    return cldr.TERRITORY_CURRENCY.get(cldr.LIKELY_TERRITORY.get(language, ""))


CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")


def currency_from(text: str, locale: str | None = None) -> str | None:
    """The one currency that a text beside a price names (`EUR`, `Prices in CAD`, `US$`), null when none or several."""
    text = text[:500].translate(CHARACTERS)
    if (whole := currency_of_sign(text, locale)) is not None:
        return whole
    codes: set[str] = {code for code in CODE.findall(text) if code in cldr.CODES}
    if len(codes) == 1:
        return next(iter(codes))
    if codes:
        return None
    named: set[str] = set()
    at = 0
    while at < len(text):
        if not text[at].isspace() and (at == 0 or not (text[at - 1].isalpha() and text[at].isalpha())):
            after = sign_after(text, at)
            if (
                after is not None
                and after[0] not in _SHORT
                and (len(after[0]) > 1 or not after[0].isalpha() or ord(after[0]) > 0x2E80)
            ):
                code = currency_of_sign(after[0], locale)
                if code is not None:
                    named.add(code)
                at = after[1]
                continue
        at += 1
    return named.pop() if len(named) == 1 else None


_SHORT = frozenset(sign for sign in SIGNS if sign.isalpha() and sign.isascii() and len(sign) < 3) - {
    "kr",
    "zl",
    "RM",
    "Rp",
    "TL",
    "Rs",
    "Ft",
} | {"/-", ":-", "=", ",-"}
