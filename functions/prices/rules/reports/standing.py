"""Whether a report counts, how much, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from prices.models.report import ReportStanding, Witness
from prices.rules.reports.together import is_same
from prices.rules.reports.trust import TRUSTED
from tradewind.evidence import Reason

OLDEST = timedelta(days=2)
"""What was seen longer ago says nothing of the price now."""
CLOCKS_DIFFER = timedelta(minutes=5)
LOWEST_OF_PUBLIC = Decimal("0.4")
HIGHEST_OF_PUBLIC = Decimal("1.5")
"""Of the public price: a members' price of less than two fifths, or one that is half as much again, is not believed
on one person's word."""
WITHOUT_WITNESS = 0.5
"""What a report counts without the page's own markup beside one with it: anybody can type a number."""


Public = tuple[Decimal, str | None]
"""The price for everyone that was read last, and its currency."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is made of a report."""

    standing: ReportStanding
    weight: float
    reasons: tuple[Reason, ...]


def judge(
    price: Decimal,
    currency: str,
    *,
    member: bool,
    trust: float,
    witness: Witness | None,
    public: Public | None,
) -> Judged:
    """Whether a report counts, and how much.

    - It is held where the page's own markup says another price, and where it is absurd: below two fifths of the public
      price that was read last or above one and a half of it, in the same currency.
    - It is held where nothing vouches for it: no markup that agrees, and a reporter who is not trusted.
    - A members' price above the public one is held: it is no advantage to be told of, and most often a slip.
    - What is not held weighs what its reporter's word weighs, half of that without markup that agrees.
    `trust`: the weight of the reporter.
    """
    reasons = [Reason(text=f"the reporter's word weighs {trust:.2f} of 1, by what came of their reports before")]
    held = []
    agrees = witness.agrees if witness is not None else None
    if witness is not None and agrees is False:
        held.append(f"the page's own markup says {witness.price} {witness.currency or ''}".strip() + f", not {price}")
    if public is not None and public[1] in (currency, None):
        part = price / public[0] if public[0] else None
        if part is not None and not LOWEST_OF_PUBLIC <= part <= HIGHEST_OF_PUBLIC:
            held.append(f"it is {part:.0%} of the public price of {public[0]} {currency}: that is not believed of one")
        elif part is not None and member and price > public[0] and not is_same(price, public[0]):
            held.append(f"as a price for members it is above the public one of {public[0]} {currency}")
        elif part is not None:
            reasons.append(Reason(text=f"it is {part:.0%} of the public price of {public[0]} {currency}"))
    if agrees is not True and trust < TRUSTED:
        missing = "no markup of the page was sent" if witness is None else "no price could be read in the markup"
        held.append(f"{missing}, and the reporter is not trusted yet")
    if agrees:
        reasons.append(Reason(text="the page's own markup says the same"))
    if held:
        return Judged(ReportStanding.HELD, 0.0, (*(Reason(text=each) for each in held), *reasons))
    if not agrees:
        reasons.append(Reason(text="it counts half, as no markup of the page says the same"))
    return Judged(ReportStanding.ACCEPTED, trust if agrees else trust * WITHOUT_WITNESS, tuple(reasons))


def is_in_time(seen_at: datetime, now: datetime) -> bool:
    """Whether a report is of now: no older than two days, and not of the future but for clocks that differ."""
    return now - OLDEST <= seen_at <= now + CLOCKS_DIFFER
