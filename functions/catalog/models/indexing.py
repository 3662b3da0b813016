"""What the index is told of: products that are another than it has them."""

from typing import Annotated

from pydantic import Field

from tradewind.model import Id, Model

MOST_AT_ONCE = 1000
"""Products of one message: 40 KB of the 256 KB that a message may have, and as many as the engine takes at once."""


class IndexWish(Model):
    """A message of the index queue: have the index say of these products what the table says.

    `import_id`, `part`: the part of an import that they are, which is then counted as found.
    """

    tenant: Id
    product_ids: Annotated[tuple[Id, ...], Field(max_length=MOST_AT_ONCE)]
    import_id: Id | None = None
    part: str | None = Field(default=None, max_length=40)
