"""How much of it a title speaks of: measures in one unit each, packs, counts, clothing sizes, generations and years."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

NUMBER = r"\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?(?:[ ]?[+-]?[ ]?\d/\d{1,2})?|\d{1,2}/\d{1,2}"

UNITS: dict[str, tuple[str, float]] = {}
"""A unit by each of its spellings: what it measures, and how many of the plain unit it is."""


def _add(kind: str, spellings: dict[str, float]) -> None:
    for names, factor in spellings.items():
        for name in names.split():
            UNITS[name.replace("_", " ")] = kind, factor


_add("mass", {
    "mcg ug": 1e-6, "mg milligram milligrams": 1e-3,
    "g gr gm gms gram grams gramm gramme grammes gramas gramos grammi ग्राम г гр 克": 1,
    "kg kgs kilo kilos kilogram kilograms kilogramm kilogramos किलो किग्रा кг 千克 公斤": 1000,
    "lb lbs pound pounds": 453.592, "斤": 500,
})  # fmt: skip
_add("ounces", {"oz ounce ounces once onces onza onzas": 28.3495})
_add("volume", {
    "ml millilitre milliliter millilitres milliliters मिली मिलीलीटर мл 毫升": 1, "cl": 10, "dl": 100, "cc": 1,
    "l ltr ltrs lt litre liter litres liters litro litros लीटर л 升": 1000,
    "fl_oz floz fl._oz fluid_ounces fluid_ounce fl_ounces": 29.5735,
    "gal gallon gallons": 3785.41, "qt quart quarts": 946.353,
})  # fmt: skip
_add("length", {
    "mm millimeter millimetre millimetres 毫米": 1, "cm centimeter centimetre centimetres सेमी см 厘米 公分": 10,
    "m meter metre meters metres metros mtr mtrs मीटर 米": 1000,
    'in inch inches " \'\' zoll pouce pouces pulgada pulgadas polegada polegadas इंच 寸 英寸': 25.4,
    "ft feet foot": 304.8, "yd yard yards": 914.4,
})  # fmt: skip
_add("area", {"m2 sqm qm sq_m": 1, "sqft sq_ft": 0.0929})
_add("storage", {"mb": 1e-3, "gb go gig gigabyte gigabytes": 1, "tb to terabyte terabytes": 1000})
_add("power", {"w watt watts वाट 瓦": 1, "kw": 1000, "hp ps": 735.5})
_add("voltage", {"v volt volts volts~ वोल्ट 伏": 1})
_add("charge", {"mah 毫安": 1, "ah": 1000})
_add("energy", {"wh": 1, "kwh": 1000})
_add("current", {"a amp amps ampere": 1, "ma": 1e-3})
_add("frequency", {"hz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9})
_add("light", {"lm lumen lumens": 1})
_add("temperature", {"k kelvin": 1})
_add("pixels", {"mp megapixel megapixels megapixeles": 1})
_add("sun factor", {"spf": 1})
_add("poles", {"p pole poles polig": 1})
_add("ply", {"ply lagig lagiges plis": 1})
_add("rate", {"rpm u/min": 1})
_add("resolution", {"dpi": 1})
_add("share", {"% percent prozent pour_cent por_ciento": 1})
_add("pressure", {"bar": 1, "psi": 0.0689})
_add("strength", {"iu i.u. ie ui": 1, "den denier": 1, "tog": 1, "gsm g/m2": 1, "nm": 1, "mbps": 1, "btu": 1,
                  "grit": 1, "koernung kornung": 1, "awg": 1})  # fmt: skip

_CJK_UNITS = "|".join(sorted((u for u in UNITS if ord(u[0]) > 0x3000), key=len, reverse=True))
_SIGN_UNITS = "\"|''|%"
_WORD_UNITS = "|".join(
    sorted((re.escape(u) for u in UNITS if ord(u[0]) < 0x3000 and u not in ('"', "''", "%")), key=len, reverse=True)
)
UNIT = rf"(?:(?:{_WORD_UNITS})(?![^\W\d_])(?!\d)|{_SIGN_UNITS}|{_CJK_UNITS})"
_JOIN = r"[ ]?[x*:][ ]?"
_GAP = r"[ \-]?"

DIMENSIONS = re.compile(
    rf"(?<![\w.,])({NUMBER}){_GAP}({UNIT})?(?:{_JOIN}|[ ]by[ ])({NUMBER}){_GAP}({UNIT})?"
    rf"(?:(?:{_JOIN}|[ ]by[ ])({NUMBER}){_GAP}({UNIT})?)?(?!\w)"
)
MEASURE = re.compile(rf"(?<![\w.,])({NUMBER}){_GAP}({UNIT})")
LIST = re.compile(
    r"(?<![\w.,])(\d+(?:[.]\d+)?(?:(?:[ ]?[/+&;]|,[ ]|[ ]and|[ ]und|[ ]et|[ ]y|[ ]e)[ ]?\d+(?:[.]\d+)?){1,5})"
    rf"{_GAP}({UNIT})"
)
RANGE = re.compile(rf"(?<![\w.,-])({NUMBER})[ ]?(?:-|to|bis|a)[ ]?({NUMBER}){_GAP}({UNIT})")

_PACK_NOUN = (
    r"pack|packs|pk|packung|paket|pakete|er[ -]?pack|er[ -]?set|er[ -]?packung|er|set|sets|box|boxes|case|cases|"
    r"lot|bundle|"
    r"multipack|pcs|pc|piece|pieces|pce|pieza|piezas|pecas|peca|pieces|stuck|stueck|stk|st|unidades|unidade|"
    r"unites|unite|"
    r"units|unit|uds|ud|un|unid|count|ct|pairs|pares|paires|paar|bottles|bottle|cans|can|tins|jars|cartons|sachets|tubes|"
    r"flaschen|dosen|bouteilles|canettes|latas|garrafas|botellas|boites|paquetes|pacotes|paquets|"
    r"refills|packets|pouches|"
    r"bars|riegel|barres|barras|पैक|नग|पीस"
)
_COUNT_NOUN = (
    r"tablets|tablet|tabs|capsules|kapseln|caps|softgels|gummies|tabletten|comprimes|comprimidos|capsulas|tea ?bags|"
    r"teebeutel|bags|sachets de the|sheets|blatt|feuilles|folhas|hojas|wipes|tucher|lingettes|toalhitas|toallitas|pods|"
    r"rolls|roll|rollen|rouleaux|rolos|rollos|washes|wash|loads|waschladungen|lavages|lavagens|lavados|pastilles|bulbs|"
    r"batteries|batterien|piles|pilhas|pilas|pages|seiten|paginas|slices|scheiben|eggs|eier|oeufs|ovos|huevos|nappies|"
    r"diapers|windeln|couches|fraldas|panales|filters|filter|blades|klingen|lames|laminas|cards|screws|schrauben|vis|"
    r"parafusos|tornillos|masks|masken|gloves|pens|pencils|servings|portions|doses|drops|sticks|teile|teilig|tlg|"
    r"colours|colors|farben|couleurs|cores|colores|ports|port|channels|cups|tassen|tazas|tasses|xicaras|cores|"
    r"plugs|gang|litter bags|napkins|"
    r"candles|balls|discs|disks|labels|envelopes|straws|clips|nails|rings|washers|bolts|nuts|pads|swabs|plasters"
)
_CJK_COUNT = r"[个個只盒瓶包件支袋片条条张卷双本枚入罐粒套箱块块]"

PACKS = (
    re.compile(rf"(?<![\w.,/])(\d{{1,4}})[ -]?(?:{_PACK_NOUN})(?![^\W\d_])"),
    re.compile(
        r"\b(?:(?:pack|set|box|case|lot|bundle|tray|carton|multipack|paquete|pacote|kit|caja|caixa|lote|jeu|boite|"
        r"packung|coffret|conjunto|juego|pk)[ ]?(?:of|de|com|con|von|a|avec|x|mit|:)|packs?|multipack|pk)"
        r"[ ](\d{1,4})(?![\w.,/]*\d|[ ]?" + UNIT + r"|\w)"
    ),
    re.compile(r"(?<![\w.,])(\d{1,4})[ ]?(?:/|per )[ ]?(?:box|bx|pack|pk|case|cs|bag|carton|pkg)(?!\w)"),
    re.compile(r"(?<![\w.])x[ ]?(\d{1,4})(?!\w|[.,]\d|[ ]?" + UNIT + ")"),
    re.compile(r"(?<![\w.,])(\d{1,3})[ ]?x(?=[ ]|$)(?![ ]?\d)"),
    re.compile(rf"(\d{{1,4}})[ ]?{_CJK_COUNT}(?:装|入)?"),
    re.compile(r"(?<![\w.,])(\d{1,3})x(?=[a-z]{3})"),
)
PIECES = re.compile(
    r"(?<![\w.,/])(\d{1,5})[ -]?(?:pcs|pc|pieces?|pce|piezas?|pecas?|stuck|stueck|stk|st|unidades|unidade|unites?|"
    r"units?|"
    r"uds?|un|unid|count|ct|नग|पीस)(?![^\W\d_])"
)
COUNTS = re.compile(rf"(?<![\w.,/])(?<!\bin[ -])(\d{{1,5}})[ -]?(?:{_COUNT_NOUN})(?![^\W\d_])")
_PACK_WORDS = (
    (re.compile(r"\bhalf[ -]?(?:a )?dozen\b|\bdemi[ -]douzaine\b"), 6),
    (re.compile(r"\b(?:twin[ -]?pack|double[ -]?pack|duo[ -]?pack|doppelpack|duopack|twinpack|pack duo)\b"), 2),
    (re.compile(r"\b(?:triple[ -]?pack|trio[ -]?pack|dreierpack|3er)\b"), 3),
    (re.compile(r"\b(?:pack of two|set of two|zweierpack)\b"), 2),
    (re.compile(r"\b(?:pack of three|set of three)\b"), 3),
    (re.compile(r"\b(?:pack of four|set of four|quad pack|viererpack)\b"), 4),
    (re.compile(r"\b(?:pack of six|set of six|six[ -]?pack|sechserpack)\b"), 6),
)  # fmt: skip
_DOZEN = re.compile(r"(?:\b(\d{1,2})[ ]?)?\b(?:dozen|dutzend|douzaine|duzia|docena|dz)\b")

GENERATION = (
    re.compile(r"(?<!\w)(\d{1,2})[ ]?(?:st|nd|rd|th|e|eme|er|ere|ª|º|a|\.)?"
        r"[ -]?(?:gen|generation|generacion|geracao)(?!\w)"),
    re.compile(r"(?<!\w)(?:gen|generation|generacion|geracao|version|ver|v)[ .]?(\d{1,2})(?![\w.])"),
    re.compile(r"第(\d{1,2})代|(\d{1,2})代"),
)  # fmt: skip
MARK = re.compile(r"(?<!\w)(?:mk|mark)[ .-]?(\d{1,2}|i{1,3}|iv|v|vi{1,3})(?!\w)")
_NUMERAL = re.compile(r"(?<=[a-z0-9] )(iii?|iv|vi{1,3}|ix)(?!\w)")
_ROMAN_GENERATION = re.compile(r"(?<!\w)gen[ .-]?(i{1,3}|iv|v|vi{1,3})(?!\w)")
_FIRST_GENERATIONS = re.compile(
    r"\b(first|second|third|fourth|fifth|erste|zweite|dritte|vierte|funfte)[ ](?:gen|generation)\b"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
             "erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "funfte": 5}  # fmt: skip
EDITION = re.compile(
    r"(?<!\w)(\d{1,2})(?:st|nd|rd|th|e|eme|ere|ª|a|\.)?[ ]?(?:edition|ed|auflage|aufl|edicion|edicao)(?![\w])"
)
VOLUME = re.compile(
    r"(?<!\w)(?:vol|volume|band|bd|tome|tomo|book|part|teil|season|staffel|saison|episode)[ .]{0,2}(\d{1,3})(?!\w)"
)
YEAR = re.compile(
    r"(?<![\w.,/-])(19[5-9]\d|20[0-4]\d)(?![\w/-]|[.,]\d|[ ]?(?:pieces?|pcs|teile|piezas|pecas|" + UNIT + "))"
)
ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13, "xiv": 14}

SIZE = (
    re.compile(
        r"(?<!\w)(?:size|sizes|gr|grosse|groesse|taille|talla|tamanho|tam|sz|pointure|numero)[ .:]{0,2}"
        r"((?:eu|uk|us|fr|de|it)?[ ]?\d{1,3}(?:[.,]5|[ ]1/2)?(?:/\d{1,3})?|x{0,3}s|m|x{0,4}l|\d{1,2}xl|"
        r"xs|one size)(?![\w])"
    ),
    re.compile(r"(?<!\w)((?:eu|uk|us|eur)[ ]?\d{1,2}(?:[.,]5|[ ]1/2)?)(?![\w.,]*\d|\w)"),
    re.compile(r"(?<!\w)(尺码|码)[ :]?(\w{1,4})"),
)  # fmt: skip
SUN_FACTOR = re.compile(r"(?<!\w)(?:spf|lsf|fps|ip)[ ]?(\d{1,3})(?:[ ]?\+|[ ]plus)?(?!\w)")
MEANT_FOR = (
    re.compile(r"(?<!\w)(\d{1,2})(?:[ ]?-[ ]?\d{1,2})?[ -](?:players?|spieler|joueurs|jugadores|jogadores)(?!\w)"),
    re.compile(r"(?<!\w)(\d{1,2})(?:[ ]?-[ ]?\d{1,2})?\+?[ -](?:years?|jahren?|ans|anos|months?|monate|mois)(?!\w)"),
)
LETTER_SIZES = {
    "xxs": "xxs", "xs": "xs", "s": "s", "m": "m", "l": "l", "xl": "xl", "xxl": "xxl", "xxxl": "xxxl", "2xl": "xxl",
    "3xl": "xxxl", "4xl": "4xl", "5xl": "5xl", "xxxxl": "4xl", "small": "s", "medium": "m", "large": "l",
    "klein": "s", "mittel": "m", "petit": "s", "moyen": "m", "pequeno": "s", "pequena": "s", "medio": "m",
    "mediano": "m", "grande": "l", "xlarge": "xl", "2x": "xxl", "3x": "xxxl",
}  # fmt: skip
WORDED_SIZES = frozenset(word for word in LETTER_SIZES if len(word) > 4 and word not in ("xxxxl", "xlarge"))
"""Sizes that are words, and may be part of a brand: Calvin Klein, Petit Bateau."""
TWO_PART_SIZE = re.compile(
    r"(?<![\w/.,-])(?:size[ ]|eur?[ ]?)?((?:2[4-9]|3\d|4\d)/(?:2[6-9]|3\d|4\d))(?![\w/.,-]|[ ]?" + UNIT + ")"
)
"""Two numbers that are one size: `32/34`, `41/42`."""


IN_THOUSANDS = frozenset({"charge", "light", "strength", "rate"})
MOST_IN_A_PACK = 24
SOLD_BY = frozenset({"mass", "ounces", "volume", "length", "area"})
"""What `6 x` before such a measure means six of; two of 2.0 Ah or 16 GB are parts of one thing."""


@dataclass(frozen=True)
class Quantities:
    """What a title says of how much. `rest` is the title without it."""

    rest: str
    measures: dict[str, frozenset[float]] = field(default_factory=dict)
    extents: frozenset[tuple[float, ...]] = frozenset()
    packs: frozenset[int] = frozenset()
    counts: frozenset[int] = frozenset()
    sizes: frozenset[str] = frozenset()
    ordinals: dict[str, frozenset[int]] = field(default_factory=dict)
    magnitudes: frozenset[str] = frozenset()


def quantities(text: str) -> Quantities:
    """The quantities of a folded title, each cut out of it where it was read."""
    reading = _Reading(text)
    reading.read_all()
    return Quantities(
        rest=reading.text,
        measures={kind: frozenset(values) for kind, values in reading.measures.items()},
        extents=frozenset(reading.extents),
        packs=frozenset(reading.packs),
        counts=frozenset(reading.counts),
        sizes=frozenset(reading.sizes),
        ordinals={kind: frozenset(values) for kind, values in reading.ordinals.items()},
        magnitudes=frozenset(reading.magnitudes),
    )


def number(text: str, kind: str = "", factor: float = 1) -> float:
    """A number of a title. Three digits behind a mark are thousands for a small unit (`1.000 g`), else decimals."""
    total = 0.0
    for part in re.findall(r"\d{1,2}/\d{1,2}|\d{1,3}(?:[ ]\d{3})+|\d+(?:[.,]\d+)?", text):
        if "/" in part:
            above, below = part.split("/")
            total += int(above) / int(below) if int(below) else 0
        elif re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", part) and (factor <= 1 or kind == ""):
            total += float(re.sub(r"[.,]", "", part))
        else:
            total += float(part.replace(" ", "").replace(",", "."))
    return total


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        self.measures: dict[str, set[float]] = {}
        self.extents: set[tuple[float, ...]] = set()
        self.packs: set[int] = set()
        self.counts: set[int] = set()
        self.sizes: set[str] = set()
        self.ordinals: dict[str, set[int]] = {}
        self.magnitudes: set[str] = set()

    def read_all(self) -> None:
        self._cut(TWO_PART_SIZE, lambda found: self.sizes.add(found[1]))
        self._ordinals()
        self._cut(SUN_FACTOR, lambda found: self._note(found[1], "spf"))
        for pattern in MEANT_FOR:
            self._cut(pattern, lambda found: self._ordinal("players or age", int(found[1])))
        self._cut(DIMENSIONS, self._dimensions)
        for pattern, times in _PACK_WORDS:
            self._cut(pattern, lambda _, times=times: self._pack(times))  # type: ignore[misc]
        self._cut(_DOZEN, lambda found: self._pack(12 * int(found[1] or 1)))
        self._cut(COUNTS, self._count)
        for pattern in SIZE:
            self._cut(pattern, self._size)
        self._cut(PIECES, self._pieces)
        for pattern in PACKS:
            self._cut(pattern, lambda found: self._pack(int(found[1])))
        self._cut(LIST, self._list)
        self._cut(RANGE, self._range)
        self._cut_measures()

    def _cut(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], bool | None]) -> None:
        self.text = pattern.sub(lambda found: found[0] if read(found) is False else " ; ", self.text)

    def _cut_measures(self) -> None:
        """A space between digits parts thousands only where a unit comes in thousands: not in `iPhone 15 128 GB`."""

        def read(found: re.Match[str]) -> str:
            text, unit = found[1], found[2]
            if " " in text and "/" not in text and UNITS[unit][0] not in IN_THOUSANDS:
                before, _, text = text.rpartition(" ")
                return f"{before} ; " if self._measure(found, text) is not False else found[0]
            return found[0] if self._measure(found, text) is False else " ; "

        self.text = MEASURE.sub(read, self.text)

    def _ordinals(self) -> None:
        def note(kind: str) -> Callable[[re.Match[str]], None]:
            return lambda found: self._ordinal(kind, int(next(group for group in found.groups() if group)))

        for pattern in GENERATION:
            self._cut(pattern, note("generation"))
        self._cut(MARK, lambda found: self._ordinal("mark", _roman(found[1])))
        self._cut(_ROMAN_GENERATION, lambda found: self._ordinal("generation", _roman(found[1])))
        self._cut(_NUMERAL, lambda found: self._ordinal("mark", _roman(found[1])))
        self._cut(_FIRST_GENERATIONS, lambda found: self._ordinal("generation", _ORDINALS[found[1]]))
        self._cut(EDITION, note("edition"))
        self._cut(VOLUME, note("volume"))
        self._cut(YEAR, note("year"))

    def _ordinal(self, kind: str, value: int) -> None:
        self.ordinals.setdefault(kind, set()).add(value)

    def _pack(self, times: int) -> bool | None:
        if not 1 <= times <= 9999:
            return False
        self.packs.add(times)
        self.magnitudes.add(str(times))
        return None

    def _count(self, found: re.Match[str]) -> None:
        self.counts.add(int(found[1]))
        self.magnitudes.add(str(int(found[1])))

    def _pieces(self, found: re.Match[str]) -> bool | None:
        """Few pieces are a pack of several; many are what is in one."""
        if int(found[1]) <= MOST_IN_A_PACK:
            return self._pack(int(found[1]))
        self._count(found)
        return None

    def _size(self, found: re.Match[str]) -> None:
        size = found.groups()[-1].replace(" 1/2", ".5").replace(" ", "").replace(",", ".").replace("eur", "eu")
        self.sizes.add(LETTER_SIZES.get(size, size))

    def _dimensions(self, found: re.Match[str]) -> bool | None:
        numbers, units = [one for one in found.groups()[::2] if one], list(found.groups()[1::2])
        stated = [unit for unit in units if unit]
        if not stated:
            sizes = tuple(number(one) for one in numbers)
            self.extents.add(sizes)
            return None
        kind, factor = UNITS[stated[-1]]
        is_pack = units[0] is None and len(stated) == 1 and len(numbers) == 2 and _are_sold_by(numbers, stated[-1])
        if kind == "length" and not is_pack:
            self.extents.add(tuple(round(number(one, kind, factor) * factor, 2) for one in numbers))
            return None
        return self._packs_of_a_measure(numbers, units)

    def _packs_of_a_measure(self, numbers: list[str], units: list[str | None]) -> bool | None:
        for text, unit in zip(numbers, units, strict=False):
            if unit:
                self._note(text, unit)
            elif re.fullmatch(r"\d{1,4}", text):
                if UNITS[next(filter(None, units))][0] in SOLD_BY:
                    self._pack(int(text))
            else:
                return False
        return None

    def _list(self, found: re.Match[str]) -> bool | None:
        """`22/26/28 cm`: each of them of that unit. A fraction is one number."""
        numbers = re.findall(r"\d+(?:[.]\d+)?", found[1])
        if len(numbers) == 2 and "/" in found[1] and int(float(numbers[0])) < int(float(numbers[1])) <= 64:
            return False
        for text in numbers:
            self._note(text, found[2])
        return None

    def _range(self, found: re.Match[str]) -> None:
        for text in (found[1], found[2]):
            self._note(text, found[3])

    def _measure(self, found: re.Match[str], text: str) -> bool | None:
        unit = found[2]
        after = found.string[found.end() :]
        if unit == "in" and re.match(r"[ -]?\d|[ -]?(?:one|1)\b", after):
            return False  # 2 in 1
        is_apart = found[0].removesuffix(unit)[-1] in " -"
        if unit in ("go", "to") and is_apart and not (text.isdigit() and int(text).bit_count() == 1):
            return False
        if unit in ("ps", "hp", "a", "k", "p") and is_apart:
            return False  # a word of its own: 6 PS, 3 a
        if unit == "p" and number(text) > 4:
            return False  # 1080p
        if (unit == "g" and text in ("3", "4", "5") and not is_apart) or (unit == "k" and number(text) < 1000):
            return False  # 5G, 4k
        if (text, unit) != ("100", "%"):  # all of it: 100 % whey
            self._note(text, unit)
        return None

    def _note(self, text: str, unit: str) -> None:
        kind, factor = UNITS[unit]
        value = number(text, kind, factor)
        self.measures.setdefault(kind, set()).add(float(f"{value * factor:.6g}"))
        self.magnitudes.add(f"{value:g}")


def _are_sold_by(numbers: list[str], unit: str) -> bool:
    """`2 x 3 m`: two of three metres, where metres are what such a thing is sold by."""
    return (
        unit in ("m", "meter", "metre", "meters", "metres", "metros", "米")
        and re.fullmatch(r"\d{1,2}", numbers[0]) is not None
    )


def _roman(text: str) -> int:
    return int(text) if text.isdigit() else {"i": 1, "v": 5}.get(text) or ROMAN[text]


def near(one: float, other: float, share: float = 0.02) -> bool:
    """Whether two measures are the same but for rounding."""
    return abs(one - other) <= share * max(abs(one), abs(other))


def unmatched(one: frozenset[float], other: frozenset[float]) -> Iterator[float]:
    """Those of `one` that `other` does not have."""
    return (value for value in one if not any(near(value, each) for each in other))
