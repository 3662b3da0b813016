"""Measures in the units that the trade writes, as one SI unit each: `10 cm`, `100 mm` and `0.1 m` are one measure."""

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext

from catalog.models.product import Magnitude

DIGITS = 12
"""Significant digits that a measure keeps: no scale of the trade shows more, and 1 in is 0.0254 m exactly."""

_FACTORS: dict[str, dict[str, str]] = {
    "m": {
        "km": "1000", "m": "1", "dm": "0.1", "cm": "0.01", "mm": "0.001", "µm": "0.000001", "um": "0.000001",
        "micron": "0.000001", "nm": "0.000000001", "in": "0.0254", "inch": "0.0254", "inches": "0.0254",
        "ft": "0.3048", "foot": "0.3048", "feet": "0.3048", "yd": "0.9144", "yard": "0.9144", "mi": "1609.344",
        "meter": "1", "metre": "1", "centimeter": "0.01", "centimetre": "0.01", "millimeter": "0.001",
        "millimetre": "0.001",
    },
    "m2": {"m2": "1", "m²": "1", "sqm": "1", "cm2": "0.0001", "cm²": "0.0001", "mm2": "0.000001", "mm²": "0.000001",
           "sqft": "0.09290304", "ft2": "0.09290304", "ft²": "0.09290304"},
    "m3": {"m3": "1", "m³": "1", "cbm": "1", "cm3": "0.000001", "cm³": "0.000001", "ft3": "0.028316846592"},
    "l": {"l": "1", "liter": "1", "litre": "1", "ltr": "1", "dl": "0.1", "cl": "0.01", "ml": "0.001",
          "gal": "3.785411784", "gallon": "3.785411784", "floz": "0.0295735295625", "pint": "0.473176473"},
    "kg": {"kg": "1", "kgs": "1", "kilogram": "1", "g": "0.001", "gr": "0.001", "gram": "0.001", "grams": "0.001",
           "mg": "0.000001", "t": "1000", "ton": "1000", "tonne": "1000", "mt": "1000", "lb": "0.45359237",
           "lbs": "0.45359237", "pound": "0.45359237", "oz": "0.028349523125", "ounce": "0.028349523125"},
    "kg/m2": {"gsm": "0.001", "g/m2": "0.001", "g/m²": "0.001", "kg/m2": "1", "kg/m²": "1"},
    "W": {"w": "1", "watt": "1", "watts": "1", "kw": "1000", "mw": "0.001", "hp": "745.69987158227022"},
    "VA": {"va": "1", "kva": "1000", "mva": "1000000"},
    "V": {"v": "1", "volt": "1", "volts": "1", "kv": "1000", "mv": "0.001"},
    "A": {"a": "1", "amp": "1", "amps": "1", "ma": "0.001"},
    "Ah": {"ah": "1", "mah": "0.001"},
    "Wh": {"wh": "1", "kwh": "1000"},
    "Hz": {"hz": "1", "khz": "1000", "mhz": "1000000", "ghz": "1000000000"},
    "Pa": {"pa": "1", "kpa": "1000", "mpa": "1000000", "bar": "100000", "psi": "6894.757293168"},
    "N": {"n": "1", "kn": "1000"},
    "lm": {"lm": "1", "lumen": "1", "lumens": "1"},
    "K": {"kelvin": "1"},
    "°C": {"°c": "1", "℃": "1"},
    "GB": {"gb": "1", "tb": "1000", "mb": "0.001"},
    "s": {"s": "1", "sec": "1", "second": "1", "seconds": "1", "min": "60", "minutes": "60", "h": "3600",
          "hr": "3600", "hour": "3600", "hours": "3600", "days": "86400", "day": "86400"},
    "rpm": {"rpm": "1"},
    "dB": {"db": "1"},
    "1": {"pcs": "1", "pc": "1", "pieces": "1", "piece": "1", "%": "0.01"},
}  # fmt: skip
"""What one of a unit is in the SI unit. Lengths, masses and volumes of the United States as NIST Special Publication
811, appendix B, gives them (https://www.nist.gov/pml/special-publication-811): no imperial gallon or ounce.
A terabyte has 1,000 gigabytes, as makers count."""

UNITS: dict[str, tuple[str, Decimal]] = {
    name.casefold(): (unit, Decimal(factor)) for unit, names in _FACTORS.items() for name, factor in names.items()
}
"""What a unit, in small letters (of which the micro sign is a Greek one), is: the SI unit, and how much of it."""

AS_WRITTEN = {
    "K": ("K", Decimal(1)),
    "MW": ("W", Decimal(10**6)),
    "MPa": ("Pa", Decimal(10**6)),
    "mPa": ("Pa", Decimal("0.001")),
}
"""Units that small letters would make others of."""

_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,15})?|\d{1,15}(?:[.,]\d{1,15})?|\.\d{1,15})"
_UNIT = r"(?:[^\W\d_]|[µ°%²³/℃\"″'′])[^\W_]?[^\s,;x×*()~]{0,12}"
_MEASURE = re.compile(
    rf"(?P<first>{_NUMBER})\s*(?P<first_unit>{_UNIT})?\s*"
    rf"(?:(?P<joined>[x×*~]|-|–|to)\s*(?P<second>{_NUMBER})\s*(?P<second_unit>{_UNIT})?\s*"
    rf"(?:[x×*]\s*(?P<third>{_NUMBER})\s*(?P<third_unit>{_UNIT})?)?)?",
    re.IGNORECASE,
)
_INCHES = {'"': "in", "″": "in", "''": "in", "'": "ft", "′": "ft"}


_WORDS = {"1", "kelvin", "n", "t", "s", "h", "a", "%", "k", "in", "min", "day", "days", "piece", "pieces", "pc", "pcs"}
"""What stands in a title as a word or a letter: no unit there."""
_WITHIN = re.compile(
    rf"(?<![\w.,-])({_NUMBER}(?:\s?[x×*]\s?{_NUMBER}){{0,2}}\s?)([^\W\d_]{{1,12}}[23²³]?|[µ°℃][a-zA-Z]{{0,2}}|[a-z]/m[2²])(?![\w²³])"
)


def magnitude(value: str, unit: str | None = None) -> Magnitude | None:
    """What a text says as a measure; None where it is none.

    - A number with a unit, `10 cm`; a number alone, with the unit told apart.
    - Two or three of them with x between, `30 x 40 x 2 cm`: as many values. A unit after the last one holds for all.
    - Two of them with a dash, a tilde or `to` between, `5-10 kg`: a range.
    - A comma before three digits groups (`1,200 g`); another is the decimal mark (`1,5 kg`).
    - The text must be nothing but that: in `USB 3.0 cable` there is no measure.
    """
    text = " ".join(value.split())
    found = _MEASURE.fullmatch(text)
    if found is None:
        return None
    numbers = [found["first"], found["second"], found["third"]]
    stated = [found["first_unit"], found["second_unit"], found["third_unit"]]
    units = [_unit(each) for each in stated if each]
    if any(each is None for each in units):
        return None
    last = next((each for each in reversed(stated) if each), unit)
    if last is None or _unit(last) is None:
        return None
    values, names = [], set()
    for number, own in zip(numbers, stated, strict=True):
        if number is None:
            continue
        name, factor = _unit(own or last) or ("", Decimal(1))
        names.add(name)
        values.append(_rounded(_plain(number) * factor))
    if len(names) != 1:
        return None
    joined = (found["joined"] or "").casefold()
    is_range = joined in ("-", "–", "~", "to")
    if is_range and (len(values) != 2 or values[0] > values[1]):
        return None
    return Magnitude(unit=names.pop(), values=tuple(values), is_range=is_range)


def magnitudes_in(text: str) -> Iterator[Magnitude]:
    """The measures that stand within a text, a title say: `Steel bottle 500 ml` holds 0.5 l."""
    for found in _WITHIN.finditer(text):
        name = found[2].casefold()
        if name in UNITS and name not in _WORDS and (one := magnitude(found[0])):
            yield one


def without_magnitudes(text: str) -> str:
    """A text without the measures that stand within it."""

    def left(found: re.Match[str]) -> str:
        name = found[2].casefold()
        return " " if name in UNITS and name not in _WORDS and magnitude(found[0]) else found[0]

    return _WITHIN.sub(left, text)


def _unit(written: str) -> tuple[str, Decimal] | None:
    name = written.strip().rstrip(".")
    name = _INCHES.get(name, name)
    return AS_WRITTEN.get(name) or UNITS.get(name.casefold())


def _plain(number: str) -> Decimal:
    grouped = re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", number)
    return Decimal(number.replace(",", "") if grouped else number.replace(",", "."))


def _rounded(value: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        rounded = (+value).normalize()
    return Decimal(f"{rounded:f}")
