"""Slots of requests as strangers write them, brought to the one form in which two of them are compared."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

TOLERANCE = Decimal("0.005")
"""Share by which two measures may differ: people round inches."""
LISTS = frozenset({
    "brand_preferences", "colours", "materials", "sizes", "measures", "certifications", "origins", "excluded_words",
    "excluded_brands", "excluded_materials", "excluded_colours", "excluded_origins",
})  # fmt: skip
HINDI_ENDINGS = re.compile(
    "(?<=[\u0900-\u097f]{2})(?:\u093e|\u0947|\u0940|\u094b\u0902|\u0947\u0902|\u093f\u092f\u093e\u0902|\u093f\u092f\u094b\u0902)$"
)
"""The endings that a Hindi noun has in the singular, the plural and before `का`: `दीया`, `दीये`, `दीयों` are one."""
KINDS = {
    "colours": ("colour",), "materials": ("material",), "certifications": ("certificate",),
    "origins": ("country", "demonym"), "brand_preferences": ("brand",),
}  # fmt: skip
"""The kinds of words by which the entries of a list are brought to our name of them."""


def are_same(name: str, labelled: Any, answered: Any) -> bool:
    """Whether a label and an answer say the same, as docs/query-slots.md tells. Lists have no order."""
    if name in LISTS:
        rest = list(answered)
        for label in labelled:
            match = next((each for each in rest if _entries_are_same(name, label, each)), None)
            if match is None:
                return False
            rest.remove(match)
        return not rest
    return _SAME.get(name, _texts_are_same)(labelled, answered)


def said(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots of a label that say something; a bare text where a list belongs is a list of it.

    Raises: ValueError for the name of a slot that there is not.
    """
    from catalog.models.understanding import Slots

    found: dict[str, Any] = {}
    for name, value in slots.items():
        if name not in Slots.model_fields:
            raise ValueError(f"there is no slot {name!r}")
        if value is not None and value not in ([], ""):
            found[name] = [value] if name in LISTS and not isinstance(value, list) else value
    return found


def _entries_are_same(name: str, label: Any, answer: Any) -> bool:
    if name == "measures":
        return _measures_are_same(label, answer)
    if name == "sizes":
        return _squashed(label) == _squashed(answer)
    if name == "excluded_words":
        return _stems(label) == _stems(answer)
    plain = name.replace("excluded_", "").replace("brands", "brand_preferences")
    kinds = KINDS[plain]
    return _named(label, kinds) == _named(answer, kinds)


def _texts_are_same(label: Any, answer: Any) -> bool:
    return str(label).strip().lower() == str(answer).strip().lower()


def _numbers_are_same(label: Any, answer: Any) -> bool:
    one, other = _decimal(label), _decimal(answer)
    return one is not None and one == other


def _prices_are_same(label: Any, answer: Any) -> bool:
    if not isinstance(label, Mapping):
        return _numbers_are_same(label, answer["amount"])
    same = _numbers_are_same(label.get("amount"), answer["amount"])
    per = label.get("per")
    return (
        same
        and (label.get("currency") or None) == answer.get("currency")
        and (per is None or per == answer.get("per") or per in ("piece", "unit", "each"))
    )


def _quantities_are_same(label: Any, answer: Any) -> bool:
    if not isinstance(label, Mapping):
        return _numbers_are_same(label, answer["value"])
    unit = label.get("unit")
    if not _numbers_are_same(label.get("value"), answer["value"]):
        return False
    return unit is None or _unit_name(str(unit)) == answer["unit"]


def _unit_name(unit: str) -> str:
    found = _senses(unit, ("counted", "measure"))
    return found[0].split()[0] if found else unit.strip().lower()


def _places_are_same(label: Any, answer: Any) -> bool:
    name, country = (label.get("name"), label.get("country")) if isinstance(label, Mapping) else (label, None)
    if country and answer.get("country") and country != answer["country"]:
        return False
    if name is None:
        return bool(country) and country == answer.get("country")
    if str(name).strip() == answer.get("country"):
        return True
    wanted, got = (re.split(",", str(each))[0] for each in (name, answer["name"]))
    if _squashed(wanted) == _squashed(got):
        return True
    one, other = (_senses(each, ("country",)) for each in (wanted, got))
    return bool(one) and one == other


def _categories_are_same(label: Any, answer: Any) -> bool:
    """Equal by our name of the thing. Of a thing that we do not know, one may say more about the same head.

    The head is the last word or the first; what the shorter says besides, the longer says too.
    """
    one, other = _thing(str(label)), _thing(str(answer))
    if one[0] == other[0] or _stems(label) == _stems(answer):
        return True
    if one[1] and other[1]:
        return False
    short, long = sorted((_stems(label).split(), _stems(answer).split()), key=len)
    has_same_head = bool(short) and (short[-1] == long[-1] or short[0] == long[0])
    return has_same_head and set(short) <= set(long)


@lru_cache(maxsize=4096)
def _thing(text: str) -> tuple[str, bool]:
    """A thing's name, and whether it is one that we know."""
    from catalog.rules.understanding.request import understand

    slot = understand(text[:200]).slots.product_category
    if slot is None or not slot.value:
        return _stems(text), False
    return _stems(slot.value), bool(_senses(slot.value, ("thing",)))


def _measures_are_same(label: Any, answer: Any) -> bool:
    from catalog.rules.understanding.request import understand

    if isinstance(label, str):
        read = understand(label[:200]).slots.plain().get("measures", [])
        return len(read) == 1 and _measures_are_same(read[0], answer)
    if not isinstance(label, Mapping) or "unit" not in label:
        return False
    unit, factor = str(label["unit"]), Decimal(1)
    if unit != answer["unit"]:
        known = _senses(unit, ("measure",))
        if not known:
            return False
        unit, factor = known[0].split()[0], Decimal(known[0].split()[1])
    values = label.get("values", label.get("value", []))
    values = values if isinstance(values, list) else [values]
    return (
        unit == answer["unit"]
        and len(values) == len(answer.get("values", []))
        and all(_close(one, other, factor) for one, other in zip(values, answer.get("values", []), strict=True))
        and all(_close(label.get(end), answer.get(end), factor) for end in ("least", "most"))
    )


def _close(label: Any, answer: Any, factor: Decimal) -> bool:
    if label is None or answer is None:
        return label is None and answer is None
    one, other = _decimal(label), _decimal(answer)
    return one is not None and other is not None and abs(one * factor - other) <= TOLERANCE * other


def _named(text: Any, kinds: tuple[str, ...]) -> str:
    """Our name of a word of these kinds, or the text's letters and digits."""
    if kinds[0] == "country" and re.fullmatch("[A-Z]{2}", str(text)):
        return str(text)
    found = _senses(str(text), kinds)
    return found[0] if found else _squashed(text)


def _senses(text: str, kinds: tuple[str, ...]) -> list[str]:
    from catalog.rules.understanding.folding import words_of
    from catalog.rules.understanding.lexicon import everyones

    words = words_of(text)
    entries = everyones().by_first.get(words[0], ()) if words else ()
    return sorted({sense.value for sense in entries if sense.words == words and sense.kind in kinds})


def _stems(text: Any) -> str:
    """The words of a text, folded, each in its shortest singular."""
    from catalog.rules.understanding.folding import words_of
    from catalog.rules.understanding.lexicon import singulars

    return " ".join(
        HINDI_ENDINGS.sub("", min(singulars(word), key=len))
        for word in words_of(str(text))
        if word not in ("the", "a", "de", "d'")
    )


def _squashed(text: Any) -> str:
    from catalog.rules.understanding.folding import folded

    return "".join(
        character for character in folded(str(text))[0] if character.isalnum() or "\u0900" <= character <= "\u097f"
    )


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "product_category": _categories_are_same,
    "min_price": _prices_are_same,
    "max_price": _prices_are_same,
    "total_budget": _prices_are_same,
    "moq": _quantities_are_same,
    "quantity": _quantities_are_same,
    "delivery_days": _numbers_are_same,
    "delivery_place": _places_are_same,
}
