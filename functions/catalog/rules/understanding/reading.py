"""A request while it is read: its tokens, what each may mean, which of them a slot has taken, and the slots so far."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.models.understanding import MOST_OF_A_LIST, Language, Span, Vocabulary
from catalog.rules.understanding.folding import Token, tokens_of
from catalog.rules.understanding.lexicon import (
    LANGUAGES,
    SHORTEST_MENDED,
    Lexicon,
    Sense,
    everyones,
    singulars,
    with_vocabulary,
)

HINTED = 2.0
"""Words of one language that the client's own language weighs as much as."""
ALSO_SPOKEN = 0.34
"""Share of the main language's words from which on a second language is taken to be spoken in the request too."""
TELLING = {
    "article", "of", "for", "for_after", "filler", "and", "at_most", "at_most_after", "not_before", "not_after",
    "range_to", "place_after", "to", "urgent", "slow", "budget", "premium", "descriptor", "thing", "material",
    "colour", "price_word", "within_after", "size_word", "deliver_word", "number", "multiplier", "at_least",
}  # fmt: skip
"""Kinds of words that tell the language."""
OF_ITS_LANGUAGE = frozenset({"thing", "material", "colour", "not_before"})
"""Kinds whose words are read in their own language, or in English, where the client says which is spoken.

`mala` is a suitcase in Portuguese and a garland in Hindi.
"""


TOUCHING = frozenset({"a", "h", "k", "ma", "mw", "ch", "to", "in"})
"""Units that are read only where they touch their number: they are words too."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the lexicon where it stands: tokens `start` to `end`."""

    start: int
    end: int
    kind: str
    value: str
    language: str
    is_marked: bool = False
    is_mended: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start


ByKind = dict[str, list[Found]]
Said = dict[str, Any]
"""The fields of a Slot."""


class Reading:
    """The tokens of one request and all that the lexicon knows of them."""

    def __init__(self, text: str, language: Language | None, vocabulary: Vocabulary) -> None:
        self.text = text
        self.tokens: list[Token] = tokens_of(text)
        self.vocabulary = vocabulary
        self.hint = language
        self.free = [True] * len(self.tokens)
        self.kept: set[int] = set()
        self.seen_through: set[int] = set()
        self.slots: dict[str, list[Said]] = defaultdict(list)
        self.lexicons: tuple[Lexicon, ...] = (with_vocabulary(vocabulary), everyones())
        self._mended: set[int] = set()
        self._beginning: list[ByKind] = [{} for _ in self.tokens]
        self._ending: list[ByKind] = [{} for _ in range(len(self.tokens) + 1)]
        self._forms = [singulars(token.text) if token.is_word else (token.text,) for token in self.tokens]
        self._look_up()
        self._mend()
        self._keep_spoken()

    def _look_up(self) -> None:
        forms = self._forms
        for at in range(len(self.tokens)):
            second = forms[at + 1] if at + 1 < len(forms) else ()
            for lexicon in self.lexicons:
                for form in forms[at]:
                    for sense in lexicon.by_first.get(form, ()):
                        if len(sense.words) == 1 or sense.words[1] in second:
                            self._match(at, sense, forms)

    def _mend(self) -> None:
        """Reads a word that nobody knows as the one word of the languages spoken here that it is a slip of."""
        spoken, everyone = self.languages, self.lexicons[-1]
        for at, token in enumerate(self.tokens):
            if not token.is_word or any(form in each.known for form in self._forms[at] for each in self.lexicons):
                continue
            slips = everyone.mendings(token.text)
            near = [word for word in slips if everyone.languages[word] & spoken]
            if not near and spoken == {"hi"}:
                near = slips
            if len(near) == 1 and not (len(token.text) < SHORTEST_MENDED and near[0] in everyone.certified):
                self._forms[at] = singulars(near[0])
                self._mended.add(at)
        if self._mended:
            self._beginning = [{} for _ in self.tokens]
            self._ending = [{} for _ in range(len(self.tokens) + 1)]
            self._look_up()

    def _match(self, at: int, sense: Sense, forms: list[tuple[str, ...]]) -> None:
        end = at + len(sense.words)
        if end > len(forms) or any(
            word not in forms[at + nth] for nth, word in enumerate(sense.words[1:], 1) if at + nth < len(forms)
        ):
            return
        found = Found(at, end, sense.kind, sense.value, sense.language + ("!" if sense.is_bound else ""),
                      sense.is_marked, any(each in self._mended for each in range(at, end)))  # fmt: skip
        there = self._beginning[at].setdefault(found.kind, [])
        if found not in there:
            there.append(found)
            self._ending[end].setdefault(found.kind, []).append(found)

    def _keep_spoken(self) -> None:
        """Drops the meanings of languages that are not spoken here, where a word is one of other languages too."""
        spoken = self.languages
        self._prefer_spoken(spoken)
        for place in (self._beginning, self._ending):
            for at, by_kind in enumerate(place):
                place[at] = {
                    kind: kept
                    for kind, entries in by_kind.items()
                    if (kept := [each for each in entries if self._is_spoken(each, spoken)])
                }

    def _prefer_spoken(self, spoken: set[str]) -> None:
        """Of two meanings that of a language which is spoken stands first: `basket` is a shoe in French."""
        for by_kind in self._beginning:
            for entries in by_kind.values():
                if len(entries) > 1:
                    entries.sort(key=lambda each: each.language[:2] not in spoken)

    def _is_spoken(self, found: Found, spoken: set[str]) -> bool:
        """`no` is said in every language here but Portuguese, where it is `in the`."""
        own = found.language[:2]
        if self.hint and found.kind in OF_ITS_LANGUAGE and own in ("fr", "pt", "hi") and own not in spoken:
            return not self.tokens[found.start].text.isascii()
        if found.language[2:] != "!" or own in spoken:
            return True
        return found.kind == "not_before" and self.tokens[found.start].text == "no" and "pt" not in spoken

    @cached_property
    def scores(self) -> dict[str, float]:
        """How many words speak for each language: those that only one of them has."""
        scores = dict.fromkeys(LANGUAGES, 0.0)
        if self.hint:
            scores[self.hint] += HINTED
        for at, token in enumerate(self.tokens):
            if "\u0900" <= token.text[0] <= "\u097f":
                scores["hi"] += 1
                continue
            languages = {
                each.language[:2]
                for kind, entries in self._beginning[at].items()
                if kind in TELLING
                for each in entries
                if not each.is_mended
            } - {""}
            if token.is_word and len(languages) == 1:
                scores[languages.pop()] += 1
            elif token.is_word and len(languages) == 2:
                for each in languages:
                    scores[each] += 0.3
        return scores

    @cached_property
    def language(self) -> str | None:
        """The language that most of it is in; null where nothing tells."""
        best = max(LANGUAGES, key=lambda each: self.scores[each])
        return best if self.scores[best] > 0 else None

    @cached_property
    def languages(self) -> set[str]:
        """The languages whose short and ambiguous words are read here."""
        most = self.scores[self.language] if self.language else 0
        return {each for each in LANGUAGES if self.scores[each] >= max(1.0, ALSO_SPOKEN * most)} or {"en"}

    def find(self, at: int, *kinds: str, taken_too: bool = False) -> Found | None:
        """The longest entry of these kinds that begins at a token and that no slot has taken."""
        if not 0 <= at < len(self.tokens):
            return None
        by_kind = self._beginning[at]
        candidates = [
            each
            for kind in kinds
            for each in by_kind.get(kind, ())
            if taken_too or all(self.free[each.start : each.end])
        ]
        return max(candidates, key=lambda each: (each.length, not each.is_mended), default=None)

    def find_before(self, end: int, *kinds: str, taken_too: bool = False) -> Found | None:
        """The longest entry of these kinds that ends before a token."""
        if not 0 < end <= len(self.tokens):
            return None
        by_kind = self._ending[end]
        candidates = [
            each
            for kind in kinds
            for each in by_kind.get(kind, ())
            if taken_too or all(self.free[each.start : each.end])
        ]
        return max(candidates, key=lambda each: each.length, default=None)

    def longest(self, at: int) -> Found | None:
        """The longest entry of any kind at a token."""
        entries = (each for entries in self._beginning[at].values() for each in entries)
        return max(entries, key=lambda each: each.length, default=None)

    def skip(self, at: int, *kinds: str) -> int:
        """Past entries of these kinds, one after another."""
        while (found := self.find(at, *kinds)) is not None:
            at = found.end
        return at

    def skip_back(self, end: int, *kinds: str) -> int:
        while (found := self.find_before(end, *kinds)) is not None:
            end = found.start
        return end

    def is_sign(self, at: int, *signs: str) -> bool:
        return 0 <= at < len(self.tokens) and self.free[at] and self.tokens[at].text in signs

    def is_free_word(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.free[at] and self.tokens[at].is_word

    def take(self, start: int, end: int, keep: bool = False) -> None:
        """Tokens become part of a slot; `keep`: they are searched all the same."""
        for at in range(start, end):
            self.free[at] = False
            if keep:
                self.kept.add(at)

    def see_through(self, start: int, end: int) -> None:
        """Words that only describe the thing (`red`, `cotton`) do not part its name."""
        self.seen_through.update(range(start, end))

    def unit_at(self, at: int) -> Found | None:
        """The unit of measure behind a number; one that is a word too only where it touches the number.

        No unit begins a name of goods (`150 bar stools`), and `k` is Kelvin behind thousands alone.
        """
        unit = self.find(at, "measure")
        if unit is None or unit.length > 1 or at == 0:
            return unit
        named, token = self.find(at, "thing"), self.tokens[at]
        if named is not None and named.length > 1:
            return None
        if token.text == "k":
            return unit if len(self.tokens[at - 1].text.rstrip("0")) < len(self.tokens[at - 1].text) >= 4 else None
        touches = token.start == self.tokens[at - 1].end
        is_last = at + 1 == len(self.tokens) or not self.tokens[at + 1].is_word
        return unit if touches or token.text not in TOUCHING or (token.text == "in" and is_last) else None

    def span(self, start: int, end: int) -> Span:
        return Span(start=self.tokens[start].start, end=self.tokens[end - 1].end)

    def words(self, start: int, end: int) -> str:
        """The text of tokens as given, in lower case, its white space single."""
        return " ".join(self.text[self.tokens[start].start : self.tokens[end - 1].end].lower().split())

    def say(self, name: str, value: Any, places: list[tuple[int, int]], reason: str, confidence: float) -> bool:
        """Fill a slot; of a slot that is one value the first stands. False where it was filled before."""
        there = self.slots[name]
        if any(each["value"] == value for each in there) or len(there) >= MOST_OF_A_LIST:
            return False
        spans = [self.span(start, end) for start, end in sorted(places) if start < end]
        there.append({"value": value, "spans": spans, "reason": reason, "confidence": confidence, "basis": "rule"})
        return True


Rule = Callable[[Reading], None]
