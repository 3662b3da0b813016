"""When a reduction began, what was charged before it, and what the law makes of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from prices.models.deal import Claim, PriorPrice
from prices.rules.deals.spells import DAY, NOTHING, Spell, days, median, off, time_of, within

BEFORE = timedelta(days=30)
"""What the law looks back on from a reduction (Directive 98/6/EC, Article 6a, paragraph 2)."""
USUALLY = timedelta(days=90)
FEW_DAYS = 7
"""A former price that was charged on fewer of the 30 days before is called out: two days make no price."""
ENOUGH_DAYS = 14
"""Days on which less was charged, of the 30 before, that show that a former price was rare."""
INFLATED = Decimal("1.05")
"""A former price that is no more above the median of the 30 days before is the usual one of a price that moves."""
ENOUGH_IN_ALL = 30
"""Days without it that show that a former price was never charged, where the reduction is as old as what is known."""
AS_GOOD_AS = Decimal("0.99")
"""A price of 49.50 and more was charged for one of 50."""
RAISED = Decimal("1.05")
"""A price that rose by less before a reduction was not raised for it."""
RAISED_UNSAID = Decimal("1.10")
"""The same where the page shows no former price: prices move, and nobody claims anything."""
LEAST_FALL = Fraction(5, 100)
SHORTEST = timedelta(days=2)
"""A page that for less shows no former price, at the same price, was read without it."""

EU_CURRENCIES = frozenset({"EUR", "BGN", "CZK", "DKK", "HUF", "PLN", "RON", "SEK"})
"""Currencies of member states of the European Union."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """A price that is lower than the one before it, or that the page says is.

    `began`: when the price was first reduced; `since`: when it was reduced to what it is. `top`: what was charged right
    before it began; None: that is not known. `was`: the former price that the page shows.
    """

    began: datetime
    since: datetime
    top: Decimal | None
    was: Decimal | None

    @property
    def is_by_steps(self) -> bool:
        return self.since > self.began


def reduction_of(spells: Sequence[Spell]) -> Reduction | None:
    """The reduction that holds now; None where the page shows none and the price did not fall to what it is.

    - One that the page shows began with the first of the spells without a break that show a former price, after the
      last at which the one that it shows now was charged. A short one at the same price that shows none was read
      without it.
    - One that it does not show began with the fall to the present price.
    - Where the price fell step by step since then, and never rose, the last step is a reduction of its own. Without a
      former price on the page a step lasts 30 days at most: what stood longer is a price.
    """
    levels = _levels(spells)
    last = len(levels) - 1
    now = levels[last]
    first = last
    if now.is_announced:
        while first > 0 and levels[first - 1].is_announced and not _was_charged(now, levels[first - 1]):
            first -= 1
        by_steps = all(
            one.price >= other.price for one, other in zip(levels[first:], levels[first + 1 :], strict=False)
        )
    else:
        if last == 0 or levels[last - 1].price <= now.price:
            return None
        while first > 1 and levels[first - 1].price < levels[first - 2].price and levels[first - 1].length <= BEFORE:
            first -= 1
        by_steps = True
    since = first
    if by_steps:
        since = next(number for number in range(first, last + 1) if levels[number].price == now.price)
    top = levels[first - 1].price if first > 0 else None
    return Reduction(levels[first].since, levels[since].since, top, now.was if now.is_announced else None)


def claim_of(reduction: Reduction, spells: Sequence[Spell]) -> Claim | None:
    """What the page claims, beside what was charged in the 30 days before the reduction began.

    The former price was charged while the price was that, or more, but for one percent.
    """
    was, price = reduction.was, spells[-1].price
    if was is None:
        return None
    least = was * AS_GOOD_AS
    before = within(spells, reduction.began - BEFORE, reduction.began)
    charged = [each for each in spells if each.price >= least]
    return Claim(
        was_price=was,
        off_percent=percent(off(price, was) or Fraction(0)),
        since=reduction.began.date(),
        charged_days=days(time_of(each for each in before if each.price >= least)),
        known_days=days(time_of(before)),
        last_charged=charged[-1].until.date() if charged else None,
        usual_before=median(before),
        known_days_in_all=days(time_of(spells)),
    )


def was_never_charged(claim: Claim) -> bool:
    """The former price that the page shows was charged at no time that is known, enough is known, and it is more than
    was usual."""
    is_known = claim.known_days >= ENOUGH_DAYS or claim.known_days_in_all >= ENOUGH_IN_ALL
    return claim.last_charged is None and is_known and _is_inflated(claim)


def was_rarely_charged(claim: Claim) -> bool:
    """It was charged on fewer than FEW_DAYS of the 30 days before, and less on ENOUGH_DAYS of them, and it is more than
    was usual."""
    is_rare = claim.charged_days < FEW_DAYS and claim.known_days - claim.charged_days >= ENOUGH_DAYS
    return claim.last_charged is not None and is_rare and _is_inflated(claim)


def is_unproven(claim: Claim) -> bool:
    """Too little is known to say whether the former price was charged."""
    if claim.charged_days >= FEW_DAYS or was_never_charged(claim) or was_rarely_charged(claim):
        return False
    return claim.known_days < ENOUGH_DAYS or _is_inflated(claim)


def _is_inflated(claim: Claim) -> bool:
    return claim.usual_before is None or claim.was_price > claim.usual_before * INFLATED


def prior_price(reduction: Reduction, spells: Sequence[Spell], currency: str | None) -> PriorPrice:
    """What Article 6a of Directive 98/6/EC makes of a reduction.

    "The prior price means the lowest price applied by the trader during a period of time not shorter than 30 days
    prior to the application of the price reduction" (paragraph 2); where a reduction is progressively increased, member
    states may let "the price without the price reduction before the first application of the price reduction" stand
    (paragraph 5). https://eur-lex.europa.eu/eli/dir/1998/6/2022-05-28. A reduction that is announced is to be measured
    from that price, and not from the last one with that price beside it (Court of Justice, C-330/23, Aldi Süd); what
    is progressive without a break is told in section 4.3 of the Commission's notice 2021/C 526/02.

    - A former price holds that is no higher than the lower one, but for one percent, or, of a reduction by steps, than
      the one before the first step.
    - A lower price that is known breaks it however little else is known; that it holds can be said where nothing of the
      30 days is missing but a day.
    """
    lowest, known = _lowest_before(reduction.since, spells)
    first, known_first = _lowest_before(reduction.began, spells) if reduction.is_by_steps else (None, NOTHING)
    holds: bool | None = None
    if reduction.was is not None and lowest is not None:
        allowed, told = max((lowest, known), (first or Decimal(0), known_first))
        holds = reduction.was * AS_GOOD_AS <= allowed
        if holds and told < BEFORE - DAY:
            holds = None
    is_off = off(spells[-1].price, lowest) if lowest is not None else None
    return PriorPrice(
        reduced_since=reduction.since.date(),
        lowest=lowest,
        known_days=days(known),
        off_percent=None if is_off is None else percent(is_off),
        first_reduced_since=reduction.began.date() if reduction.is_by_steps else None,
        before_first_step=first,
        holds=holds,
        binding=currency in EU_CURRENCIES,
    )


@dataclass(frozen=True, slots=True)
class Raise:
    """That a price was raised shortly before it was reduced: from what it usually was, to what, and when."""

    usual: Decimal
    to: Decimal
    at: datetime


def raise_before(reduction: Reduction, spells: Sequence[Spell]) -> Raise | None:
    """Whether a price was raised before its reduction, so that this looks larger than it is.

    - The raised price is the one right before the reduction, with all that stood before it within five percent of it,
      in one piece of less than 30 days.
    - It was raised where the median of the 90 days before that piece is lower by RAISED, where the page shows no former
      price by RAISED_UNSAID; a week of them must be known.
    - And it matters where the price seems to be reduced by LEAST_FALL, and beside that median is not half as much.
    """
    top, price = reduction.top, spells[-1].price
    if top is None:
        return None
    at = reduction.began
    for each in reversed(within(spells, reduction.began - USUALLY, reduction.began)):
        if each.price * RAISED < top:
            break
        at = each.since
    if reduction.began - at >= BEFORE:
        return None
    earlier = within(spells, at - USUALLY, at)
    usual = median(earlier)
    least = RAISED if reduction.was else RAISED_UNSAID
    if usual is None or time_of(earlier) < FEW_DAYS * DAY or usual * least > top:
        return None
    seems = off(price, reduction.was or top) or Fraction(0)
    is_off = off(price, usual) or Fraction(0)
    return Raise(usual, top, at) if seems >= LEAST_FALL and is_off * 2 < seems else None


def percent(share: Fraction) -> Decimal:
    """A share in percent, to a tenth."""
    return Decimal(round(share * 1000)) / 10


def _was_charged(now: Spell, level: Spell) -> bool:
    """The former price that is shown now was charged, but for one percent."""
    return now.was is not None and level.price >= now.was * AS_GOOD_AS


def _levels(spells: Sequence[Spell]) -> list[Spell]:
    """Spells of one price that follow each other, with or without a gap, as one; those with a former price apart."""
    levels: list[Spell] = []
    for number, each in enumerate(spells):
        last = levels[-1] if levels else None
        following = spells[number + 1] if number + 1 < len(spells) else None
        was = each.was if each.is_announced else None
        is_missed = was is None and each.length <= SHORTEST and following is not None and following.is_announced
        if is_missed and last is not None and last.is_announced and last.price == each.price:
            was = last.was
        if last is not None and last.price == each.price and (last.was is None) == (was is None):
            levels[-1] = Spell(last.since, each.until, each.price, was)
        else:
            levels.append(Spell(each.since, each.until, each.price, was))
    return levels


def _lowest_before(moment: datetime, spells: Sequence[Spell]) -> tuple[Decimal | None, timedelta]:
    """The lowest price of the 30 days before a moment, and how much of these is known."""
    before = within(spells, moment - BEFORE, moment)
    return min((each.price for each in before), default=None), time_of(before)
