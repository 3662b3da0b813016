"""Messages in every language: complete, with money and dates as it writes them, and no markup of a stranger's."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.events import SavedSearchMatched
from notifications.models.alert import AlertKind, AlertTold
from notifications.models.channel import Language
from notifications.wording import (
    Markup,
    Writer,
    code_message,
    confirmation,
    digest_message,
    message_of,
    neutral,
    trial_message,
)
from notifications.wording.phrases import PHRASES
from prices.events import PriceDropPredicted

STOP = "https://api.example/v1/notifications/unsubscribe/t.c.0"


def told(**more: object) -> AlertTold:
    return AlertTold.model_validate({
        "id": "a", "at": datetime(2026, 3, 4, 20, tzinfo=UTC), "tenant": "t", "watch_id": "w", "kind": "drop",
        "from_price": "129.90", "to_price": "1099.50", "currency": "EUR", "title": "Kettle", **more,
    })  # fmt: skip


def writer(language: Language, markup: Markup = Markup.NONE, zone: str = "UTC") -> Writer:
    return Writer(language, zone, markup, STOP)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", Language)
def test_a_language_says_all_with_the_same_gaps_and_in_its_own_words(language: Language) -> None:
    english = PHRASES[Language.EN]
    assert PHRASES[language].keys() == english.keys()
    for name, phrase in PHRASES[language].items():
        assert gaps(phrase) == gaps(english[name]), name
        assert phrase.strip()
        assert language is Language.EN or phrase != english[name], name
    assert {str(kind) for kind in AlertKind} <= english.keys()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("sparse", [{}, {"from_price": None}, {"to_price": None}, {"currency": None, "title": None}])
def test_every_kind_of_alert_is_told_with_its_way_out(
    language: Language, kind: AlertKind, sparse: dict[str, object]
) -> None:
    message = message_of(told(kind=kind, **sparse), writer(language))
    assert message.title and "{" not in message.title + message.body
    assert message.body.endswith(STOP)


@pytest.mark.parametrize(
    ("language", "price", "date"),
    [
        ("en", "€1,099.50", "Mar 5, 2026"),
        ("fr", "1\u202f099,50\xa0€", "5 mars 2026"),
        ("pt", "€\xa01.099,50", "5 de mar. de 2026"),
        ("zh", "€1,099.50", "2026年3月5日"),
        ("hi", "€1,099.50", "5 मार्च 2026"),
    ],
)
def test_money_and_dates_are_written_as_the_language_writes_them(language: str, price: str, date: str) -> None:
    message = message_of(told(), writer(Language(language), zone="Asia/Kolkata"))
    assert price in message.title
    assert date in message.body, "20:00 UTC is the next day there"


def test_a_digest_lists_thirty_and_counts_the_rest() -> None:
    message = digest_message([told(title=f"Thing {n}") for n in range(40)], 40, writer(Language.EN))
    assert message.title == "Your price alerts: 40"
    assert "Thing 29" in message.body and "Thing 30" not in message.body
    assert "and 10 more" in message.body
    assert len(message.body) < 4096, "what Telegram takes"


@pytest.mark.parametrize("language", Language)
def test_codes_tests_and_pages_are_there_in_every_language(language: Language) -> None:
    assert "12345678" in code_message("12345678", 30, writer(language)).body
    assert trial_message(writer(language)).title
    assert all(all(confirmation(language, which)) for which in ("stop", "stopped", "unknown"))


@given(words=st.text(max_size=200), markup=st.sampled_from(Markup))
@settings(max_examples=60, deadline=None)
def test_a_strangers_words_are_one_line_without_anything_hidden(words: str, markup: Markup) -> None:
    said = neutral(words, markup)
    assert "\n" not in said and "\r" not in said
    assert not any(hidden in said for hidden in "\u202e\u2066\ufeff\x00\x1b")
    if markup is Markup.HTML:
        assert "<" not in said and ">" not in said
    if markup is Markup.SIGNS:
        assert not set("*_~`[]<>") & set(said)
    if markup is Markup.MARKDOWN:
        bare = said.replace("\\\\", "")
        assert not any(sign in bare.replace(f"\\{sign}", "") for sign in "*_[]<>`~|#")


@pytest.mark.parametrize(
    ("language", "price", "day", "chance"),
    [
        ("en", "€85.00", "Mar 11, 2026", "62%"),
        ("fr", "85,00\xa0€", "11 mars 2026", "62\u202f%"),
        ("pt", "€\xa085,00", "11 de mar. de 2026", "62%"),
        ("zh", "€85.00", "2026年3月11日", "62%"),
        ("hi", "€85.00", "11 मार्च 2026", "62%"),
    ],
)
def test_a_predicted_drop_says_how_far_until_when_and_how_likely(
    language: str, price: str, day: str, chance: str
) -> None:
    """As the price watch sends it: its event is read whole."""
    event = PriceDropPredicted(
        id="al_1", at=datetime(2026, 3, 4, 20, tzinfo=UTC), tenant="t", watch_id="w", product_id="p", listing_id="l",
        from_price=Decimal(100), to_price=Decimal(85), currency="EUR", percent=Decimal(15), probability=0.6234,
        until=date(2026, 3, 11), provenance="model:price_drop@3", title="Kettle",
    )  # fmt: skip
    message = message_of(AlertTold.model_validate(json.loads(event.as_detail())), writer(Language(language)))
    for said in (price, day, chance):
        assert said.replace("\u202f", "\xa0") in message.body.replace("\u202f", "\xa0") + message.title, message.body
    assert "Kettle" in message.title


@pytest.mark.parametrize("language", Language)
def test_a_saved_search_names_what_matches_and_counts_the_rest(language: Language) -> None:
    event = SavedSearchMatched(
        id="n1", at=datetime(2026, 3, 4, 20, tzinfo=UTC), tenant="t", saved_id="s", label="Kettles *now*", count=7,
        titles=("Steel kettle", "[Click](http://evil.test)"), product_ids=("p1", "p2"), created_by="ana",
    )  # fmt: skip
    message = message_of(AlertTold.model_validate(json.loads(event.as_detail())), writer(language, Markup.MARKDOWN))
    assert "Kettles" in message.title and "7" in message.title
    assert "Steel kettle" in message.body and "5" in message.body
    assert "[Click](" not in message.body, "a stranger's title is no link"
