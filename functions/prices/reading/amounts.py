"""Amounts and currencies in the light of the page they stand on."""

import re
from decimal import Decimal, InvalidOperation

from prices.reading.claims import MOST
from prices.reading.page import Page
from tradewind.money import Parsed, currency_of_locale, currency_of_sign, minor_units, parse

_SCHEMA_NUMBER = re.compile(r"\d{1,13}(?:\.\d{1,8})?")
_GENERIC_TLDS = frozenset(["co", "io", "me", "tv", "ai", "cc", "ws", "fm", "to", "ly", "gg", "la"])
"""Country codes that are sold as if they were none."""
_ENGLISH = re.compile(r"en\b|$", re.IGNORECASE)


class PageMoney:
    """Reads amounts as this page writes them: its language, the territory of its host, the currency that was asked."""

    def __init__(self, page: Page, asked: str | None) -> None:
        self.asked = asked
        self.locale = _locale(page)
        self.local = _host_currency(page.host) or currency_of_locale(self.locale)
        self.stated: str | None = None  # by the markup of this page
        self._known: dict[str, Parsed] = {}
        self._is_english = _ENGLISH.match(page.language() or "") is not None

    def parse(self, text: str) -> Parsed:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = parse(text, locale=self.locale, currency=self.stated or self.asked)
        return known

    def currency_of(self, parsed: Parsed) -> str | None:
        """The currency of an amount on this page: its sign, and of an ambiguous sign the page's likeliest."""
        if parsed.currency:
            return parsed.currency
        options = parsed.currency_options
        for likely in (self.stated, self.asked, self.local):
            if likely and (not options or likely in options):
                return likely
        if "USD" in options and self._is_english:
            return "USD"  # a bare dollar sign on an English page of no country
        return None

    def stated_amount(self, value: object, currency: str | None) -> tuple[Decimal | None, str | None]:
        """An amount as markup states it. schema.org's form (1299.00) is tried first; shops write any other too."""
        code = currency_of_sign(currency, self.locale) if currency else None
        if value is None or isinstance(value, bool):
            return None, code
        text = str(value).strip()[:100]
        if _SCHEMA_NUMBER.fullmatch(text):
            amount = self._schema_amount(text, code)
        else:
            parsed = parse(text, locale=self.locale, currency=code)
            amount, code = parsed.amount, parsed.currency or code
        if amount is None or not 0 <= amount <= MOST:
            return None, code
        return amount.quantize(Decimal("0.000001")) if -amount.as_tuple().exponent > 6 else amount, code  # type: ignore[operator]

    def _schema_amount(self, text: str, code: str | None) -> Decimal | None:
        whole, _, fraction = text.partition(".")
        if len(fraction) == 3 and whole != "0" and len(whole) <= 3 and (code is None or minor_units(code) != 3):
            read = parse(text, locale=self.locale, currency=code).amount  # 1.299 may be a thousand
            if read is not None:
                return read
        try:
            return Decimal(text)
        except InvalidOperation:
            return None


def _locale(page: Page) -> str | None:
    language = page.language()
    if language and "-" not in language and (territory := _territory(page.host)):
        return f"{language}-{territory}"
    return language or (f"und-{territory}" if (territory := _territory(page.host)) else None)


def _territory(host: str) -> str | None:
    last = host.rsplit(".", 1)[-1]
    if len(last) != 2 or last in _GENERIC_TLDS:
        return None
    return "GB" if last == "uk" else last.upper()


def _host_currency(host: str) -> str | None:
    territory = _territory(host)
    return currency_of_locale(f"und-{territory}") if territory and territory != "EU" else ("EUR" if territory else None)


def is_same(one: Decimal, other: Decimal) -> bool:
    """Equal within half a cent, or one is the other rounded to whole units."""
    gap = abs(one - other)
    if gap < Decimal("0.005"):
        return True
    rounded = gap < 1 and min(one, other) >= 100
    return rounded and (one == one.to_integral_value()) != (other == other.to_integral_value())
