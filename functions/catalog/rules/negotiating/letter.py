"""The message to a supplier: facts in, text out, in the supplier's language. What people wrote stays as it is."""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from catalog.models.negotiation import Letter, LetterLanguage, Tactic, TacticKind
from catalog.rules.landed_cost.amounts import plain
from catalog.rules.negotiating.phrases import PHRASES

LONGEST_TITLE = 120

SPOKEN = {
    "CN": LetterLanguage.ZH, "TW": LetterLanguage.ZH, "HK": LetterLanguage.ZH, "MO": LetterLanguage.ZH,
    "BR": LetterLanguage.PT, "PT": LetterLanguage.PT, "AO": LetterLanguage.PT, "MZ": LetterLanguage.PT,
    "FR": LetterLanguage.FR, "BE": LetterLanguage.FR, "MA": LetterLanguage.FR, "TN": LetterLanguage.FR,
    "DZ": LetterLanguage.FR, "SN": LetterLanguage.FR, "CI": LetterLanguage.FR,
}  # fmt: skip
"""In which language suppliers of a country are written to; all others in English, those of India too, whose trade
writes English: Hindi is for who asks for it."""

ARGUMENTS = {
    TacticKind.NAME_ALTERNATIVE: "alternative",
    TacticKind.RECALL_PRICE: "recall",
    TacticKind.ASK_NEXT_BREAK: "next_break",
    TacticKind.PROMISE_VOLUME: "volume",
    TacticKind.STATE_FREIGHT_APART: "freight_apart",
    TacticKind.ASK_QUALITY_TERMS: "quality",
    TacticKind.TRADE_TERMS: "terms",
}
"""What a tactic says to the supplier. Those that are for the buyer alone say nothing."""


class Facts(NamedTuple):
    """What the message tells. Prices are of a unit, in `currency`."""

    title: str
    quantity: int
    unit: str
    list_price: Decimal
    opening: Decimal
    currency: str
    incoterm: str | None = None
    past_price: Decimal | None = None
    past_date: str | None = None
    next_break: int | None = None
    yearly_quantity: int | None = None
    contact: str | None = None
    signature: str | None = None
    words: str | None = None


def language_of(country: str | None) -> LetterLanguage:
    """The language that suppliers of a country are written to in."""
    return SPOKEN.get(country or "", LetterLanguage.EN)


def letter(facts: Facts, chosen: Iterable[Tactic], language: LetterLanguage) -> Letter:
    """A message that asks for the opening price, with the arguments of the tactics.

    Titles, names and the user's words are data: they are put in as one line each without control characters, never
    read as a template, and the title is quoted. The message says neither target nor walk-away, nor who offers what
    else.
    """
    phrases = PHRASES[language]
    gaps = {
        "title": one_line(facts.title)[:LONGEST_TITLE],
        "quantity": str(facts.quantity),
        "unit": phrases["pieces"] if facts.unit == "piece" else one_line(facts.unit),
        "list_price": _price(facts.list_price, facts.currency, language),
        "opening": _price(facts.opening, facts.currency, language),
        "past_price": _price(facts.past_price or Decimal(0), facts.currency, language),
        "past_date": facts.past_date or "",
        "next_break": str(facts.next_break or ""),
        "yearly": str(facts.yearly_quantity or ""),
        "contact": one_line(facts.contact or ""),
        "incoterm": facts.incoterm or "",
    }
    arguments = [ARGUMENTS[each.tactic] for each in chosen if each.tactic in ARGUMENTS]
    said = [
        phrases["greeting"] if facts.contact else phrases["greeting_nameless"],
        "",
        phrases["request_with_term"] if facts.incoterm else phrases["request"],
        *(phrases[argument] for argument in dict.fromkeys(arguments)),
        phrases["ask"],
        *(["{words}"] if facts.words else []),
        "",
        phrases["closing"],
        *(["{signature}"] if facts.signature else []),
    ]
    own = {"words": one_line(facts.words or ""), "signature": one_line(facts.signature or "")}
    body = "\n".join(line.format(**gaps, **own) for line in said)
    return Letter(language=language, subject=phrases["subject"].format(**gaps), body=body)


def one_line(text: str) -> str:
    """A text as data: on one line, without control and invisible format characters, which turn or hide what follows.

    The joiners stay: Hindi is written with them.
    """
    kept = (each if each in "\u200c\u200d" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
            else " " for each in text)  # fmt: skip
    return " ".join("".join(kept).split())


def _price(amount: Decimal, currency: str, language: LetterLanguage) -> str:
    """An amount with the decimal mark of the language (CLDR), not grouped, before the ISO code of its currency."""
    from tradewind.money.amounts import decimal_mark

    mark = decimal_mark(language.value) or "."
    return f"{plain(amount).replace('.', mark)} {currency}"
