"""What would change a verdict: from which quantity, freight, duty or price on another product is the cheapest."""

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

from catalog.models.comparison import Change, Turn
from catalog.models.landed_cost import LandedCost
from catalog.models.product import Offer
from catalog.rules.comparing.verdict import Candidate, cheapest
from catalog.rules.landed_cost import Asked, unit_price_for
from catalog.rules.landed_cost.amounts import plain

Contender = Callable[[Asked], Candidate]
"""A product at its offer, as it would be if something else were asked."""
Best = Callable[[Decimal], Candidate | None]
"""Which product is the cheapest at a value of what is turned."""

SCALES = (Decimal("0.1"), Decimal("0.2"), Decimal("0.5"), Decimal(2), Decimal(5), Decimal(10))
MOST_POINTS = 12
"""Quantities that are tried on either side: 10 products and two modes then take 0.2 s."""
HUNDREDTH = Decimal("0.01")
HIGHEST_DUTY = Decimal(200)
DEAREST = 10
"""A price is followed up to so many times what it is."""


def what_would_change(asked: Asked, contenders: Sequence[Contender]) -> list[Change]:
    """At which values another product is the cheapest as far as known, each with the other things as they are.

    - Quantity: tried at the price breaks and least orders of all offers and at tenths to tenfold of what is asked; on
      either side the nearest at which another is the cheapest is then found to the piece.
    - Freight: the main carriage of all products so many times as dear, from a tenth to tenfold, to a hundredth.
    - Duty: of the cheapest, as a share of its value for customs, to a hundredth of a per cent, where that is known.
    - Price: to what the cheapest may rise, in the currency of its offer, before the next is cheaper.
    """
    candidates = [each(asked) for each in contenders]
    first = cheapest(candidates)
    second = cheapest([each for each in candidates if each is not first])
    if first is None or second is None:
        return []
    own = contenders[candidates.index(first)]

    def best(asked: Asked) -> Candidate | None:
        return cheapest([each(asked) for each in contenders])

    offers = [each.offer for each in candidates if each.offer]
    return [
        *_quantities(asked, offers, first, lambda value: best(asked._replace(quantity=int(value)))),
        *_freights(first, lambda value: best(asked._replace(freight_factor=value))),
        *_duty(asked, first, second, own),
        *_price(asked, first, second, own),
    ]


def _quantities(asked: Asked, offers: Iterable[Offer], first: Candidate, best: Best) -> Iterable[Change]:
    now = asked.quantity
    points = {int(now * scale) for scale in SCALES}
    for offer in offers:
        points |= {each.min_quantity for each in offer.price_breaks} | {offer.moq or 1}
    above = sorted(each for each in points if now < each <= 10**9)[:MOST_POINTS]
    below = sorted((each for each in points if 1 <= each < now), reverse=True)[:MOST_POINTS]
    for side, word in ((above, "from"), (below, "up to")):
        if found := _turning(Decimal(now), [Decimal(each) for each in side], Decimal(1), first, best):
            value, other = found
            text = f"{word} {plain(value)} pieces {other.title} is the cheapest"
            yield Change(turn=Turn.QUANTITY, product_id=other.product_id, value=value, unit="pieces", text=text)


def _freights(first: Candidate, best: Best) -> Iterable[Change]:
    dearer = [each for each in SCALES if each > 1]
    cheaper = [each for each in reversed(SCALES) if each < 1]
    for side in (dearer, cheaper):
        if found := _turning(Decimal(1), side, HUNDREDTH, first, best):
            value, other = found
            text = f"with the main carriage {plain(value)} times as dear {other.title} is the cheapest"
            yield Change(turn=Turn.FREIGHT, product_id=other.product_id, value=value, unit="times", text=text)


def _turning(
    now: Decimal, points: Iterable[Decimal], step: Decimal, first: Candidate, best: Best
) -> tuple[Decimal, Candidate] | None:
    """The value nearest to `now`, in whole steps, at which another than `first` is the cheapest; None up to the last
    of the points."""
    for point in points:
        other = best(point)
        if other is None or other.product_id == first.product_id:
            now = point
            continue
        turned = point
        while abs(turned - now) > step:
            middle = now + ((turned - now) / 2).quantize(step, ROUND_CEILING)
            found = best(middle)
            if found is None or found.product_id == first.product_id:
                now = middle
            else:
                turned, other = middle, found
        return turned, other
    return None


def _duty(asked: Asked, first: Candidate, second: Candidate, own: Contender) -> Iterable[Change]:
    if first.cost is None or first.cost.customs_value is None:
        return

    def is_cheapest(percent: Decimal) -> bool:
        return own(asked._replace(duty_percent=percent)).total <= second.total

    if not is_cheapest(Decimal(0)) or is_cheapest(HIGHEST_DUTY):
        return
    low, high = Decimal(0), HIGHEST_DUTY
    while high - low > HUNDREDTH:
        middle = ((low + high) / 2).quantize(HUNDREDTH)
        low, high = (middle, high) if is_cheapest(middle) else (low, middle)
    yield Change(
        turn=Turn.DUTY,
        product_id=second.product_id,
        of_product_id=first.product_id,
        value=high,
        unit="percent",
        text=f"with a duty of {plain(high)} % on {first.title} {second.title} is the cheapest",
    )


def _price(asked: Asked, first: Candidate, second: Candidate, own: Contender) -> Iterable[Change]:
    offer = first.offer
    price = offer.unit_price(asked.quantity) if offer else None
    if offer is None or offer.currency is None or not price:
        return

    def at(unit_price: Decimal) -> LandedCost | None:
        return own(asked._replace(unit_price=unit_price)).cost

    highest = unit_price_for(second.total, at, price * DEAREST)
    if highest is None or highest >= price * DEAREST:
        return
    yield Change(
        turn=Turn.PRICE,
        product_id=second.product_id,
        of_product_id=first.product_id,
        value=highest,
        unit=offer.currency,
        text=f"with a price above {plain(highest)} {offer.currency} for {first.title} {second.title} is the cheapest",
    )
