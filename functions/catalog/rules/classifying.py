"""Which class of goods a request belongs to: the names of the classes say it, and examples where there are any.

A catalogue's own categories are such classes: nothing is trained, so a category that was made a minute ago is one too.
A search tells the one that its text seems to be about (`sure`). A class is as likely as its name is like the request in
spelling and in meaning, and half as much again as the likest of its examples is; a class without examples is taken as
if its name were one.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from unicodedata import combining, normalize

from tradewind.evidence import Decision, Reason

LENGTHS = (3, 4, 5)
"""Letters of the sequences that a word is cut into, with a space on each side."""
LONGEST = 200
"""Characters of a request or a name that are looked at."""
EXAMPLES_WEIGH = 0.5
"""What examples weigh beside names. Of 0.3, 0.5 and 0.8 the best on 480 furniture queries, by 0.01 at most."""
SHARPNESS = 6.0
"""How fast the likelihood falls with likeness: the calibration error over those queries is least here."""
LEAST_LIKELY = 0.3
"""Below it the class is unknown."""

SURE, LIKE = 0.8, 0.9
"""The confidence and the likeness from which on a class is told to a buyer. Among few classes a confidence says little:
`train` is 0.82 like `Trays`. Of 480 furniture queries by the names of their 189 classes alone, without meanings, 40 in
100 have such a class, and it is right for 79 of 100 of these; of all that are not unknown, for 53."""

_WORD = re.compile(r"[^\W_]+")


class Likeness(NamedTuple):
    """How like a class a request is: 0 and up."""

    name: str
    score: float


class Classes:
    """Named classes of goods, with examples of some of them."""

    def __init__(self, names: Iterable[str], examples: Mapping[str, Sequence[str]] | None = None) -> None:
        self.names = sorted(set(names))
        examples = examples or {}
        texts = [(name, text) for name in self.names for text in examples.get(name, ())]
        spelled = [Counter(_spellings(text)) for text in [*self.names, *(text for _, text in texts)]]
        seen = Counter(each for counted in spelled for each in counted)
        self._rarity = {each: math.log((1 + len(spelled)) / (1 + many)) for each, many in seen.items()}
        self._named = _Index(self._weighed(counted) for counted in spelled[: len(self.names)])
        self._shown = _Index(self._weighed(counted) for counted in spelled[len(self.names) :])
        self._class_of = [name for name, _ in texts]

    def rank(
        self,
        request: str,
        names_mean: Mapping[str, float] | None = None,
        examples_mean: Mapping[str, float] | None = None,
    ) -> list[Likeness]:
        """All classes, the likeliest first.

        `names_mean`: the cosine between what the request means and what each class's name does; `examples_mean`: the
        same of the likest example. Left out where no model of meaning is at hand: then spelling alone tells.
        """
        words = self._weighed(Counter(_spellings(request)))
        spelled = dict(zip(self.names, self._named.likeness(words), strict=True))
        shown: dict[str, float] = {}
        for name, likeness in zip(self._class_of, self._shown.likeness(words), strict=True):
            shown[name] = max(likeness, shown.get(name, 0.0))
        ranked = []
        for name in self.names:
            score = spelled[name] + EXAMPLES_WEIGH * shown.get(name, spelled[name])
            if names_mean is not None:
                meant = names_mean.get(name, 0.0)
                score += meant + EXAMPLES_WEIGH * (examples_mean or {}).get(name, meant)
            ranked.append(Likeness(name, score))
        return sorted(ranked, key=lambda each: (-each.score, each.name))

    def classify(
        self,
        request: str,
        names_mean: Mapping[str, float] | None = None,
        examples_mean: Mapping[str, float] | None = None,
    ) -> Decision[str]:
        """The likeliest class, or null where none is likely. `confidence` is a softmax of the likenesses.

        It was looked at on furniture alone, so its basis is the rule; where nothing tells meanings it is degraded.
        """
        return self._decided(self.rank(request, names_mean, examples_mean), is_degraded=names_mean is None)

    def sure(self, request: str) -> Decision[str] | None:
        """The class by spelling alone, where it is sure enough to be told; else None."""
        ranked = self.rank(request)
        found = self._decided(ranked, is_degraded=True) if ranked and ranked[0].score >= LIKE else None
        return found if found and found.value is not None and (found.confidence or 0.0) >= SURE else None

    def _decided(self, ranked: Sequence[Likeness], *, is_degraded: bool) -> Decision[str]:
        if not ranked or ranked[0].score <= 0:
            return Decision[str](
                value=None, confidence=0, basis="rule", degraded=is_degraded, provenance="rule",
                reasons=[Reason(text="nothing of the request is like any class")],
            )  # fmt: skip
        sharpness = SHARPNESS * (2 if is_degraded else 1)
        total = sum(math.exp(sharpness * (each.score - ranked[0].score)) for each in ranked)
        likely = 1 / total
        reasons = [Reason(text=f"like {each.name!r} by {each.score:.2f}"[:300], weight=None) for each in ranked[:3]]
        return Decision[str](
            value=ranked[0].name if likely >= LEAST_LIKELY else None,
            confidence=round(likely, 4),
            basis="rule",
            degraded=is_degraded,
            reasons=reasons,
            provenance="rule",
        )

    def _weighed(self, counted: Mapping[str, int]) -> dict[str, float]:
        """TF-IDF of the spellings that the classes know, of length 1."""
        weighed = {
            each: (1 + math.log(many)) * self._rarity[each] for each, many in counted.items() if each in self._rarity
        }
        length = math.sqrt(sum(value * value for value in weighed.values()))
        return {each: value / length for each, value in weighed.items()} if length else {}


class _Index:
    """Texts by their spellings, so that a request is compared with those alone that share one."""

    def __init__(self, texts: Iterable[Mapping[str, float]]) -> None:
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._many = 0
        for number, weighed in enumerate(texts):
            self._many = number + 1
            for each, weight in weighed.items():
                self._postings[each].append((number, weight))

    def likeness(self, weighed: Mapping[str, float]) -> list[float]:
        found = [0.0] * self._many
        for each, weight in weighed.items():
            for number, other in self._postings.get(each, ()):
                found[number] += weight * other
        return found


def _spellings(text: str) -> Iterable[str]:
    """Each word without a plural's `s`, and its sequences of letters."""
    plain = normalize("NFKD", text[:LONGEST].casefold())
    for word in _WORD.findall("".join(each for each in plain if not combining(each))):
        stem = word[:-1] if word.endswith("s") and len(word) > 3 else word
        yield f"={stem}"
        spaced = f" {stem} "
        for length in LENGTHS:
            yield from (spaced[at : at + length] for at in range(len(spaced) - length + 1))
