"""Amounts written by the CLDR's rules are read back; no text makes the reader raise."""

from decimal import ROUND_HALF_EVEN, Decimal

from babel import localedata
from babel.numbers import format_currency, get_currency_precision
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.money import currency_of_locale, money_spans, parse

LOCALES = sorted(name for name in localedata.locale_identifiers() if currency_of_locale(name))
AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999"), places=2)
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "$",
                "€",
                "kr",
                "Rs.",
                "was",
                "now",
                "12",
                "1.299",
                "1,299.00",
                "-",
                "/",
                "x",
                "%",
                " ",
                "(",
                ")",
                "万",
                "٫",
                ",-",
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(name=st.sampled_from(LOCALES), amount=AMOUNTS)
def test_a_local_price_is_read_back(name: str, amount: Decimal) -> None:
    currency = currency_of_locale(name)
    assert currency is not None
    written = format_currency(amount, currency, locale=name, numbering_system="default")
    shown = amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_EVEN)
    parsed = parse(written, locale=name)
    assert (parsed.amount, parsed.currency) == (shown, currency), written


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(LOCALES), amount=AMOUNTS, currency=st.sampled_from(["EUR", "GBP", "JPY", "INR", "PLN"]))
def test_a_foreign_price_is_read_back(name: str, amount: Decimal, currency: str) -> None:
    written = format_currency(amount, currency, locale=name, numbering_system="default")
    shown = amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_EVEN)
    assert parse(written, locale=name).amount == shown, written


@settings(max_examples=500, deadline=None)
@given(text=st.one_of(PIECES, st.text(max_size=60)), locale=st.sampled_from([None, "de-DE", "xx", "", "en_IN"]))
def test_no_text_makes_it_raise(text: str, locale: str | None) -> None:
    parsed = parse(text, locale=locale, hint=text, currency=text[:3])
    assert parsed.amount is None or parsed.amount >= 0
    for span in money_spans(text):
        assert 0 <= span.start < span.end <= len(text)


@settings(max_examples=300, deadline=None)
@given(text=PIECES)
def test_the_kind_of_space_does_not_matter(text: str) -> None:
    for space in "\u00a0\u202f\u2009":
        assert parse(text) == parse(text.replace(" ", space))
