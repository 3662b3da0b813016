"""The words that are known: what each means, in which language, and how they are found in a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from catalog.models.understanding import Vocabulary
from catalog.rules.understanding.folding import words_of

WORDS = Path(__file__).with_name("words")
LANGUAGES = ("en", "fr", "pt", "hi")
VOWELS = frozenset("aeiou")
LONGEST_ENTRY = 7
"""Words of the longest entry that is looked for."""
SHORTEST_MENDED = 5
"""Letters of the shortest word that a slip may have been made in: below it another word is as likely as a slip."""


NAMES_THEMSELVES = {
    "categories": "thing", "materials": "material", "colours": "colour", "certifications": "certificate",
    "brands": "brand",
}  # fmt: skip
"""The files whose names are words too, and the kind of their words."""
MEANINGS = ("phrases", "descriptors", "features", "fillers")
"""The files whose names are kinds."""
MARKS = ("'", "''", '"')
"""Units that are signs behind a number: feet and inches."""
SHORT_KINDS_OF_ANY_LANGUAGE = {
    "thing",
    "measure",
    "counted",
    "currency",
    "certificate",
    "brand",
    "material",
    "country",
    "size",
}


@dataclass(frozen=True, slots=True)
class Sense:
    """What an entry means. `is_bound`: only where the request is in that language."""

    kind: str
    value: str
    language: str
    is_bound: bool = False
    is_marked: bool = False
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Lexicon:
    """Entries by their first word, and every word of an entry by its first letter and its length.

    `bulk`: the things that are bought by weight or length; `certified`: the words of certificates.
    """

    by_first: dict[str, list[Sense]] = field(default_factory=lambda: defaultdict(list))
    known: set[str] = field(default_factory=set)
    alike: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    bulk: set[str] = field(default_factory=set)
    certified: set[str] = field(default_factory=set)

    def add(self, sense: Sense) -> None:
        if sense.words and len(sense.words) <= LONGEST_ENTRY:
            self.by_first[sense.words[0]].append(sense)
            if sense.kind == "certificate":
                self.certified.update(sense.words)
            for word in sense.words:
                self._know(word)
                self.languages[word].add(sense.language)

    def name_of(self, words: Sequence[str], longer_than: int) -> str | None:
        """The thing with the longest name that words, any in the plural, begin with."""
        found = [
            sense
            for form in singulars(words[0])
            for sense in self.by_first.get(form, ())
            if sense.kind == "thing"
            and longer_than < len(sense.words) <= len(words)
            and all(word in singulars(said) for word, said in zip(sense.words, words, strict=False))
        ]
        return max(found, key=lambda sense: len(sense.words)).value if found else None

    def _know(self, word: str) -> None:
        if word not in self.known:
            self.known.add(word)
            if len(word) >= SHORTEST_MENDED and word.isalpha() and word.isascii():
                self.alike[word[0], len(word)].append(word)

    def mendings(self, word: str) -> list[str]:
        """The known words that a word, or its singular, is a slip of; the first letter is not missed.

        A letter too many, too few, another one, or two neighbours swapped.
        """
        if len(word) < SHORTEST_MENDED - 1 or not word.isalpha() or not word.isascii():
            return []
        for form in singulars(word):
            sizes = (len(form) + 1,) if len(form) < SHORTEST_MENDED else (len(form) - 1, len(form), len(form) + 1)
            near = [
                known for size in sizes for known in self.alike.get((form[0], size), ()) if is_one_slip(form, known)
            ]
            if near:
                return near
        return []


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter more, one other letter, or two neighbours swapped.

    Another vowel at the end makes another word (`balança`, `balanço`).
    """
    if len(one) == len(other):
        if one[:-1] == other[:-1] and one[-1] in VOWELS and other[-1] in VOWELS:
            return False
        differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(differ) == 2:
            first, second = differ
            return second == first + 1 and one[first] == other[second] and one[second] == other[first]
        return len(differ) == 1 and len(one) > SHORTEST_MENDED
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def singulars(word: str) -> tuple[str, ...]:
    """A word and what it may be the plural of, by the rules of the four languages; not all of them are words."""
    if len(word) < 4 or word[-1].isdigit():
        return (word,)
    forms = [word]
    if word[-1] == "s" and word[-2] != "s":
        forms.append(word[:-1])
        if word.endswith("es") and word[-3] in "sxzhrlno":
            forms.append(word[:-2])
        for ending, singular in (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("oes", "ao"), ("aes", "ao"),
                                 ("eis", "el"), ("ais", "al"), ("ois", "ol"), ("is", "il"), ("ns", "m")):  # fmt: skip
            if word.endswith(ending):
                forms.append(word[: -len(ending)] + singular)
    elif word.endswith("aux"):
        forms += [word[:-1], word[:-3] + "al"]
    elif word[-1] == "x":
        forms.append(word[:-1])
    elif word.endswith(("iyan", "iyaan", "iyon", "iyaa")):
        forms.append(word[: word.rindex("iya" if "iya" in word[-5:] else "iyo")] + "i")
    elif word[-1] == "\u0902":
        forms += [word.removesuffix(ending) + end for ending, end in (("ियां", "ी"), ("ियों", "ी"), ("ों", ""), ("ें", ""))
                  if word.endswith(ending)]  # fmt: skip
    return tuple(form for form in forms if len(form) >= 3)


def is_devanagari(words: Sequence[str]) -> bool:
    """Whether a word has letters that know no capitals: a brand written in them needs none."""
    return bool(words) and "\u0900" <= words[0][0] <= "\u097f"


@lru_cache(maxsize=1)
def everyones() -> Lexicon:
    """The words that are known to everyone, read on first use."""
    lexicon = Lexicon()
    for file, kind in NAMES_THEMSELVES.items():
        for name, entries in _lines(file):
            value, is_bulk = name.rstrip("*"), name.endswith("*")
            is_marked = value.endswith("!")
            value = value.rstrip("!")
            if is_bulk:
                lexicon.bulk.add(value)
            for sense in _senses(kind, value, {"en": [value]} | {}, is_marked):
                lexicon.add(sense)
            for sense in _senses(kind, value, entries, is_marked and file == "brands"):
                lexicon.add(replace(sense, is_marked=False) if is_devanagari(sense.words) else sense)
    for file in MEANINGS:
        for name, entries in _lines(file):
            for sense in _senses(name, name, entries):
                lexicon.add(sense)
    for file, kind in (("currencies", "currency"), ("units", "measure"), ("counts", "counted"), ("places", "place"),
                       ("fractions", "fraction")):  # fmt: skip
        for name, entries in _lines(file):
            for sense in _senses(kind, name, entries):
                lexicon.add(sense)
    _add_countries(lexicon)
    _add_numbers(lexicon)
    return lexicon


@lru_cache(maxsize=64)
def with_vocabulary(vocabulary: Vocabulary) -> Lexicon:
    """The words of a catalogue alone, to be looked up beside everyone's."""
    lexicon = Lexicon()
    for kind, names in (("brand", vocabulary.brands), ("thing", vocabulary.categories)):
        for name in names:
            for words in {words_of(name), tuple(word for part in words_of(name) for word in singulars(part)[-1:])}:
                lexicon.add(Sense(kind, name, "", words=words))
    return lexicon


def _add_countries(lexicon: Lexicon) -> None:
    for code, entries in _lines("countries"):
        for language, words in entries.items():
            names, _, people = " , ".join(words).partition("+")
            for kind, listed in (("country", names), ("demonym", people)):
                for sense in _senses(kind, code, {language: [each.strip() for each in listed.split(",")]}):
                    lexicon.add(sense)


def _add_numbers(lexicon: Lexicon) -> None:
    for name, entries in _lines("numbers"):
        value, kind = name.rstrip("*"), "multiplier" if name.endswith("*") else "number"
        for language, words in entries.items():
            for word in words:
                own = "one" if word.endswith("?") else kind
                for sense in _senses(own, value, {language: [word.rstrip("?")]}):
                    lexicon.add(sense)


def _lines(file: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Each line of a file: its name, and the entries of each language."""
    for line in (WORDS / f"{file}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, rest = line.partition(":")
        entries: dict[str, list[str]] = {}
        for number, part in enumerate(rest.split(" | ") if rest.strip().startswith("|") is False else _parts(rest)):
            language, text = ("en", part) if number == 0 else (part.strip()[:2], part.strip()[3:])
            entries[language] = [entry.strip() for entry in text.replace(",,", ",").split(",") if entry.strip()]
        yield name.strip(), entries


def _parts(rest: str) -> list[str]:
    return ["", *rest.strip().lstrip("|").split(" | ")]


def _as_compounds(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """`tapete de yoga` is also said `tapete yoga` and `tapete para yoga`."""
    if len(words) == 3 and words[1] in ("de", "d'"):
        yield words[0], words[2]
        yield words[0], "para" if words[1] == "de" else "pour", words[2]
        yield words[0], "pour", words[2]


def _senses(kind: str, value: str, entries: dict[str, list[str]], is_marked: bool = False) -> Iterable[Sense]:
    for language, texts in entries.items():
        for text in texts:
            words = (text,) if text in MARKS else words_of(text.rstrip("!") if len(text) > 1 else text)
            if kind == "thing" and language in ("fr", "pt"):
                yield from (Sense(kind, value, language, words=each) for each in _as_compounds(words))
            is_short = sum(map(len, words)) <= 2 and words and words[0].isalpha()
            is_bound = (len(text) > 1 and text.endswith("!")) or bool(
                is_short and kind not in SHORT_KINDS_OF_ANY_LANGUAGE
            )
            yield Sense(kind, value, language, is_bound, is_marked, words)
