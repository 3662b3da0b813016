"""Price texts as shops write them."""

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tradewind.money import Money, currency_from, currency_of_sign, minor_units, money_spans, parse, same_amount
from tradewind_cli.evaluate.money import CORPUS, judge, measure


def test_the_corpus_is_read_right_and_covers_many_locales() -> None:
    report = measure(CORPUS)
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 300
    assert len({row.get("locale") for row in rows}) > 25
    assert report.metrics["right"] == report.metrics["strings"], report.details


@pytest.mark.parametrize(
    ("text", "locale", "amount"),
    [
        ("1.234", "de-DE", "1234"),
        ("1.234", "en-US", "1.234"),
        ("1,234", "en-US", "1234"),
        ("1,234", "de-DE", "1.234"),
        ("1.234 Ft", "hu-HU", "1234"),
        ("1.234", None, "1234"),
        ("0.999 €", None, "0.999"),
    ],
)
def test_one_mark_before_three_digits_is_read_by_the_locale(text: str, locale: str | None, amount: str) -> None:
    assert parse(text, locale=locale).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("locale", "currency", "hint", "read"),
    [
        (None, None, None, None),
        ("en-CA", None, None, "CAD"),
        ("en_AU", None, None, "AUD"),
        ("en-CA", "USD", None, "USD"),
        (None, "NZ$", None, "NZD"),
        (None, None, "Prices in CAD", "CAD"),
        (None, None, "US$", "USD"),
        ("de-DE", None, None, "USD"),
    ],
)
def test_a_bare_dollar_is_settled_by_what_is_known(
    locale: str | None, currency: str | None, hint: str | None, read: str | None
) -> None:
    parsed = parse("$12.50", locale=locale, currency=currency, hint=hint)
    assert parsed.currency == read
    assert (parsed.currency_options == ()) is (read is not None)


def test_an_unsettled_sign_says_what_it_may_be() -> None:
    assert parse("$12.50").currency_options[0] == "USD"
    assert set(parse("199 kr").currency_options) == {"SEK", "NOK", "DKK", "ISK"}


def test_a_range_keeps_both_ends_and_a_former_price_is_kept() -> None:
    parsed = parse("US $12.34 - 56.78")
    assert (parsed.amount, parsed.high) == (Decimal("12.34"), Decimal("56.78"))
    assert parse("Was £30, now £20").was == Decimal(30)
    assert parse("UVP 99,99 € 79,99 €").was == Decimal("99.99")


def test_the_asked_currency_picks_among_several() -> None:
    assert parse("€10 / $11").currency == "EUR"
    assert parse("€10 / US$11", currency="USD").amount == Decimal(11)


def test_spans_give_the_place_of_each_amount() -> None:
    text = "Blue mug, 300 ml, now £4.50 (was £6.00), 1,204 sold"
    assert [(text[span.start : span.end], span.amount, span.currency) for span in money_spans(text)] == [
        ("£4.50", Decimal("4.50"), "GBP"),
        ("£6.00", Decimal("6.00"), "GBP"),
    ]


def test_signs_and_hints_name_currencies() -> None:
    assert currency_of_sign("€") == currency_of_sign("eur") == "EUR"
    assert currency_of_sign("$") is None
    assert currency_of_sign("$", "es-MX") == "MXN"
    assert currency_from("All prices in Canadian dollars") == "CAD"
    assert currency_from("EUR or USD") is None


def test_amounts_are_compared_by_value() -> None:
    assert same_amount(Decimal("2879.2"), Decimal("2879.20"))
    assert not same_amount(None, None)
    assert Money(amount=Decimal("2879.2"), currency="EUR") == Money(amount=Decimal("2879.20"), currency="EUR")
    assert [minor_units(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]


@pytest.mark.parametrize("text", ["9" * 10**6, "1." * 10**5, "(" * 10**5 + "$1", "$1 " * 10**5, "1 234 " * 10**5])
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    parse(text)
    money_spans(text)


def test_judging_keeps_unknown_apart_from_wrong() -> None:
    row = {"text": "$5", "amount": "5.00", "currency": None, "currency_any_of": ["USD", "CAD"]}
    assert judge(row, Decimal(5), None) == judge(row, Decimal(5), "CAD") == "right"
    assert judge(row, Decimal(5), "EUR") == judge(row, Decimal(6), "USD") == "wrong"
    assert judge(row, None, None) == "unknown"
    assert judge({"amount": None}, Decimal(1), None) == "wrong"


def test_the_committed_tables_are_what_the_generator_writes() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infrastructure/generate"))
    import money_tables  # type: ignore[import-not-found]

    assert money_tables.TARGET.read_text(encoding="utf-8") == money_tables.module()
