"""A term, and the words that it was read of."""

from typing import NamedTuple


class Term(NamedTuple):
    """`token` is what is searched, `said` what the text has, `means` the same in one wording: `cotton` of `coton`."""

    token: str
    said: str
    means: str
