"""What a user's taste is after they did something more."""

from catalog.models.interaction import LONGEST_TASTE, WEIGHTS, Interaction, Taste, TasteLine


def tasted(before: Taste, done: Interaction) -> Taste:
    """A taste with one more interaction in it.

    - Each product has one line: the strongest of what was done with it, how often, when last, and where it went to, as
      that was first told.
    - The newest line comes first; those of one moment in the order of their products. What happened earlier and is told
      late takes its place by its own moment.
    - It holds the newest 200 products; older ones are forgotten.
    """
    lines = {line.product_id: line for line in before.lines}
    for product_id in done.product_ids:
        known = lines.get(product_id)
        if known is None:
            lines[product_id] = TasteLine(
                product_id=product_id, kind=done.kind, times=1, at=done.at, country=done.country
            )
        else:
            lines[product_id] = TasteLine(
                product_id=product_id,
                kind=max(known.kind, done.kind, key=WEIGHTS.__getitem__),
                times=known.times + 1,
                at=max(known.at, done.at),
                country=known.country or done.country,
            )
    newest = sorted(lines.values(), key=lambda line: (-line.at.timestamp(), line.product_id))
    return Taste(lines=tuple(newest[:LONGEST_TASTE]))
