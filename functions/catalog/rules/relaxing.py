"""Which filters give way when nothing meets all of them, and in which order.

Only what was understood of a sentence gives way. What the caller set as a filter holds, and so does what the sentence
excludes. Of the rest a wish gives way before a need:

1. how fast it should come, 2. the incoterm, 3. the quality tier, 4. how few must be ordered, 5. brands, 6. where it
comes from, 7. a lowest price, 8. colours and materials, 9. a highest price, 10. sizes and measures, 11. certificates,
12. the category.

The fewest give way: first each alone, in that order, then the first two together, the first three, and so on to all.
"""

from collections.abc import Iterable, Iterator

ORDER = (
    "urgency", "incoterm", "quality_tier", "moq", "brand", "origin", "min_price", "colour", "material", "max_price",
    "size", "measure", "certification", "category",
)  # fmt: skip


def ladder(kinds: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The kinds of filter to leave out, try by try; `kinds` are those that were understood. One it does not know
    (an exclusion, say) never gives way."""
    present = set(kinds)
    ranked = [kind for kind in ORDER if kind in present]
    yield from ((kind,) for kind in ranked)
    for count in range(2, len(ranked) + 1):
        yield tuple(ranked[:count])
