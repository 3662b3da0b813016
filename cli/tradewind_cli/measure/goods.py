"""Products that nobody sells, for measuring: as many words, as unevenly spread, as a catalogue has."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

MEDIAN_WORDS = 40
TITLE_WORDS = 8
SPREAD = 8.0
"""Words of a product: 40, give or take."""
TERMS = 60_000
BRANDS = 400
LATEST_RANK = 4000
"""What people search for stands among the more frequent words of a catalogue."""
SYLLABLES = [start + vowel for start in "bcdfghklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as it is searched."""

    id: str
    title: str
    text: str
    brand: str
    price: float

    @property
    def whole(self) -> str:
        return f"{self.title} {self.text}"


def goods(number: int, asked: Sequence[str], seed: int = 2026) -> Iterator[Goods]:
    """That many products. Their words are drawn by Zipf's law (frequency falls as the rank rises) from 60,000, among
    which those of the questions `asked` stand at drawn ranks of the first 4,000, so that questions find something."""
    draw = random.Random(seed)  # noqa: S311 (goods to measure by)
    vocabulary = terms(asked, draw)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(vocabulary))))
    brands = ["".join(draw.choices(SYLLABLES, k=3)).title() for _ in range(BRANDS)]
    for at in range(number):
        length = max(TITLE_WORDS + 2, round(draw.gauss(MEDIAN_WORDS, SPREAD)))
        words = draw.choices(vocabulary, cum_weights=weights, k=length)
        title, text = " ".join(words[:TITLE_WORDS]), " ".join(words[TITLE_WORDS:])
        yield Goods(f"p{at}", title, text, draw.choice(brands), round(draw.lognormvariate(3, 1), 2))


def terms(asked: Sequence[str], draw: random.Random) -> list[str]:
    """The vocabulary by rank: words of the questions strewn among made ones of two to four syllables."""
    wanted = sorted({word for text in asked for word in text.split()})
    made: dict[str, None] = dict.fromkeys(wanted)
    while len(made) < TERMS:
        made["".join(draw.choices(SYLLABLES, k=draw.choice((2, 3, 3, 4))))] = None
    rest = [word for word in made if word not in set(wanted)] if wanted else list(made)
    ranks = draw.sample(range(min(LATEST_RANK, len(rest))), k=min(len(wanted), LATEST_RANK))
    for rank, word in sorted(zip(ranks, draw.sample(wanted, k=len(ranks)), strict=True)):
        rest.insert(rank, word)
    return rest


def spread(products: Sequence[Goods]) -> dict[str, int | float]:
    """How many different terms they have, and how many words the middle one has."""
    lengths = [len(each.whole.split()) for each in products]
    distinct = {word for each in products for word in each.whole.split()}
    return {"distinct_terms": len(distinct), "median_words": median(lengths)}
