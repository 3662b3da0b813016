"""How a text that is being typed goes on: which values have, for each typed word, a word that begins so."""

from collections import Counter
from collections.abc import Iterable

from tradewind.search.query import Suggestion
from tradewind.search.words import cut, stem

LONGEST_BEGINNING = 10
MOST_WORDS = 8
FORGIVEN_FROM = 4
"""Letters a word must have before one of them may be wrong: three say too little to guess by."""


def typed(text: str) -> list[str]:
    """The first words of what is typed, in one case and without accents."""
    return [stem(word, None) for word in list(cut(text[:200]))[:MOST_WORDS]]


def beginnings(value: str) -> set[str]:
    """All beginnings of a value's words, of up to ten letters."""
    return {word[:length] for word in typed(value) for length in range(1, min(len(word), LONGEST_BEGINNING) + 1)}


def completions(text: str, values: Iterable[tuple[str, str]], limit: int) -> list[Suggestion]:
    """The values that `text` may become, given with their field once for each document that has them.

    First those that begin exactly as typed, then those with a letter wrong, missing, too many or two swapped; among
    them the most frequent, then the shortest.
    """
    words = typed(text)
    if not words:
        return []
    exact: dict[tuple[str, str], bool] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for value in values:
        own = typed(value[0]) if value not in counts else []
        if value in counts or all(any(begins(each, word) for each in own) for word in words):
            counts[value] += 1
            exact.setdefault(value, all(any(each.startswith(word) for each in own) for word in words))
    best = sorted(counts, key=lambda value: (not exact[value], -counts[value], len(value[0]), value))
    return [Suggestion(text, field, counts[text, field]) for text, field in best[:limit]]


def begins(word: str, beginning: str) -> bool:
    """Whether a word begins so; from the fourth letter on, one may be wrong, missing, too many or swapped."""
    if word.startswith(beginning):
        return True
    length = len(beginning)
    return length >= FORGIVEN_FROM and any(
        is_near(word[:cut], beginning) for cut in (length - 1, length, length + 1) if cut <= len(word)
    )


def is_near(one: str, other: str) -> bool:
    """Whether two words are the same but for one letter wrong, missing, too many, or two swapped."""
    short, long = sorted((one, other), key=len)
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        swapped = short[same : same + 2] == long[same : same + 2][::-1] and short[same + 2 :] == long[same + 2 :]
        return short[same + 1 :] == long[same + 1 :] or swapped
    return len(long) - len(short) == 1 and short[same:] == long[same + 1 :]
