"""A request in words, understood."""

from typing import Any, cast

from catalog.models.understanding import LONGEST_REQUEST, Language, Slots, Understanding, Vocabulary
from catalog.rules.understanding.counting import read_number_of_things
from catalog.rules.understanding.exclusions import read_exclusions
from catalog.rules.understanding.goods import read_brands, read_certificates, read_colours_and_materials
from catalog.rules.understanding.manner import read_manner
from catalog.rules.understanding.measures import read_measures, read_sizes
from catalog.rules.understanding.naming import SILENT, read_thing
from catalog.rules.understanding.places import read_delivery, read_incoterm, read_origins
from catalog.rules.understanding.prices import read_bare, read_signed, settle_currencies
from catalog.rules.understanding.quantities import read_counted, read_days, read_moq
from catalog.rules.understanding.reading import Reading, Rule

RULES: tuple[Rule, ...] = (
    read_certificates,
    read_incoterm,
    read_signed,
    read_days,
    read_moq,
    read_sizes,
    read_counted,
    read_measures,
    read_bare,
    read_manner,
    read_exclusions,
    read_brands,
    read_delivery,
    read_origins,
    settle_currencies,
    read_colours_and_materials,
    read_number_of_things,
    read_thing,
)
"""What is read, in this order: a form that can be nothing else first, what is left to be the goods' own name last."""
UNSEARCHED = (*SILENT, "of", "for", "for_after", "and", "range_to")
NOTHING = Vocabulary()


def understand(text: str, language: Language | None = None, vocabulary: Vocabulary = NOTHING) -> Understanding:
    """What a request for goods says.

    `language`: what the sender's client is set to, a hint where words and numbers may be of several languages.
    `vocabulary`: the brands and categories of the catalogue that is asked. Only the first `LONGEST_REQUEST`
    characters are read. Nothing is guessed: what no rule reads stays in the residue, to be searched as words.
    """
    read = text[:LONGEST_REQUEST]
    reading = Reading(read, language, vocabulary)
    for rule in RULES:
        rule(reading)
    return Understanding(
        text=read, language=cast("Language | None", reading.language), slots=_slots(reading), residue=_residue(reading)
    )


def _slots(reading: Reading) -> Slots:
    filled: dict[str, Any] = {}
    for name, said in reading.slots.items():
        if said:
            is_list = Slots.model_fields[name].default_factory is not None
            filled[name] = said if is_list else said[0]
    return Slots.model_validate(filled)


def _is_a_share(reading: Reading, at: int) -> bool:
    """Whether a number is a percentage, or how many are in a pack: as a word to be searched it means nothing."""
    if not reading.tokens[at].is_number:
        return False
    is_percentage = at + 1 < len(reading.tokens) and reading.tokens[at + 1].text == "%"
    return is_percentage or reading.find_before(at, "pack") is not None


def _residue(reading: Reading) -> str:
    """The words that are searched: those that no slot has taken or that name the goods, without words of asking."""
    kept: list[int] = []
    at = 0
    while at < len(reading.tokens):
        silent = reading.find(at, *UNSEARCHED) if reading.free[at] else None
        named = reading.find(at, "thing", "descriptor") if silent else None
        if silent is not None and (named is None or named.length < silent.length):
            at = silent.end
            continue
        if (
            (reading.free[at] or at in reading.kept)
            and not _is_a_share(reading, at)
            and reading.tokens[at].kind in ("word", "number", "elision")
        ):
            end = named.end if named else at + 1
            kept.extend(range(at, end))
            at = end
            continue
        at += 1
    words = ""
    before: int | None = None
    for at in kept:
        token = reading.tokens[at]
        gap = reading.text[reading.tokens[before].end : token.start] if before is not None else ""
        is_joined = before == at - 1 and len(gap) <= 1 and not gap.isspace()
        words += (gap if is_joined else " ") + reading.text[token.start : token.end]
        before = at
    return " ".join(words.split())
