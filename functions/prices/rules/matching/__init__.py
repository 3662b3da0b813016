"""Whether two listings offer the same product.

`compare` is the rule. `identifiers` brings numbers to one form; `title` reads what a name says, with `quantities` for
measures and packs, `words` and `traits` for the words of many languages; `weigh` sums up what speaks for and against.
"""

from prices.rules.matching.weigh import SAME, compare, probability

__all__ = ["SAME", "compare", "probability"]
