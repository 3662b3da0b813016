"""What many took to of late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.models.interaction import Interaction


@dataclass(frozen=True, slots=True)
class Popularity:
    """How many users took to each product, and how many took to anything."""

    users: Mapping[str, int]
    crowd: int

    def of(self, product_id: str) -> int:
        """How many users took to a product."""
        return self.users.get(product_id, 0)


def counted(done: Iterable[Interaction]) -> Popularity:
    """Each user counts once for a product, however often they came back to it: nobody makes a thing popular alone."""
    takers: dict[str, set[str]] = {}
    crowd: set[str] = set()
    for each in done:
        crowd.add(each.user)
        for product_id in each.product_ids:
            takers.setdefault(product_id, set()).add(each.user)
    return Popularity({product_id: len(users) for product_id, users in takers.items()}, len(crowd))
