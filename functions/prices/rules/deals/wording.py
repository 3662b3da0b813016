"""A verdict in a sentence with its numbers."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from prices.models.deal import Claim, Elsewhere, PriorPrice, Usual
from prices.models.listing import Observation
from prices.rules.deals.packs import Change, shown
from prices.rules.deals.reductions import Raise, Reduction, is_unproven, was_never_charged
from prices.rules.deals.scoring import off_text
from tradewind.money import minor_units

WHOLE_SPAN = 80
"""Known days of 90 from which on a median is called that of 90 days."""


def amount(value: Decimal, currency: str | None) -> str:
    """A price with its currency, in that currency's decimals: `49.90 EUR`."""
    places = minor_units(currency) if currency else 2
    fewest = round(value, places)
    return f"{fewest if fewest == value else value.normalize():f} {currency or ''}".strip()


def level(share: Fraction | None, usual: Usual) -> str:
    """How far from its median a price is."""
    span = "90-day" if usual.known_days >= WHOLE_SPAN else f"{usual.known_days}-day"
    if share is None:
        return f"its {span} median is nothing"
    return f"{off_text(share)} its {span} median"


def plain(level: str, elsewhere: Elsewhere, currency: str | None) -> str:
    """Of a price that claims nothing."""
    if elsewhere.lowest is None:
        return level
    return f"{level}; {_cheapest_of(elsewhere.shops)} asks {amount(elsewhere.lowest, currency)}"


def claimed(level: str, claim: Claim, currency: str | None) -> str:
    """Of a price beside which the page shows a former one."""
    was = f"this 'was' price of {amount(claim.was_price, currency)}"
    if was_never_charged(claim):
        return f"{level}; {was} was charged on none of the {claim.known_days_in_all} days that are known"
    if is_unproven(claim):
        why = _known(claim.known_days_in_all)
        if claim.last_charged is not None:
            why = f"only {_days(claim.known_days)} of the 30 before {'is' if claim.known_days == 1 else 'are'} known"
        return f"{level}; whether {was} was charged is unknown: {why}"
    last = f", last on {claim.last_charged}" if not claim.charged_days and claim.last_charged else ""
    count = "each" if claim.charged_days == claim.known_days else str(claim.charged_days)
    return f"{level}; {was} was charged on {count} of {_of_thirty(claim.known_days)}{last}"


def raised(level: str, found: Raise, reduction: Reduction, currency: str | None) -> str:
    """Of a price that was raised before it was reduced."""
    stood = max(round((reduction.began - found.at).total_seconds() / 86400), 1)
    return (
        f"{level}; it was raised from {amount(found.usual, currency)} to {amount(found.to, currency)} "
        f"{_days(stood)} before it was reduced"
    )


def shrunk(change: Change) -> str:
    """Of a pack with less in it."""
    unit = change.now.unit
    rose = round(100 * (change.unit_share - 1))
    return (
        f"the pack shrank from {shown(change.before.size)} to {shown(change.now.size)} {unit} on {_day(change.at)}: "
        f"a unit of it costs {rose} % more"
    )[:500]


def other_currency(last: Observation, present: Observation) -> str:
    """Of a price in another currency than its past."""
    then, now = amount(last.price or Decimal(0), last.currency), amount(present.price or Decimal(0), present.currency)
    return f"the page changed its currency: {then} until {_day(last.at)}, {now} now; that is no discount"


def displaced(price: Decimal, usual: Decimal, currency: str | None) -> str:
    """Of a price with its point in another place."""
    return f"{amount(price, currency)} after a median of {amount(usual, currency)}: a slip of the point, no discount"


def displaced_claim(level: str, claim: Claim, currency: str | None) -> str:
    """Of a former price with its point in another place."""
    return f"{level}; this 'was' price of {amount(claim.was_price, currency)} is a slip of the point"


def too_little(known: int) -> str:
    """Of a price with hardly a past."""
    if not known:
        return "unknown: of its past no price is known at which it could be had"
    return f"unknown: {_known(known)}, and a week of its past is the least"


def besides(claim: Claim | None, prior: PriorPrice | None, found: Raise | None, currency: str | None) -> list[str]:
    """What more is to be said, and counts nothing in the score."""
    texts = []
    if claim is not None:
        said = amount(claim.was_price, currency)
        texts.append(f"the page shows a former price of {said}, which would be {claim.off_percent} % off")
    if found is not None:
        texts.append(
            f"before {_day(found.at)} it usually cost {amount(found.usual, currency)}, "
            f"right before its reduction {amount(found.to, currency)}"
        )
    if prior is not None and prior.lowest is not None:
        texts.append(_rule(prior, claim, currency))
    return texts


def _rule(prior: PriorPrice, claim: Claim | None, currency: str | None) -> str:
    """The European Union's rule, as it applies here."""
    lowest = amount(prior.lowest or Decimal(0), currency)
    text = f"the lowest price of {_of_thirty(prior.known_days)} the reduction of {prior.reduced_since} was {lowest}"
    if prior.before_first_step is not None:
        text += f", before its first step {amount(prior.before_first_step, currency)}"
    if claim is None or prior.holds is None:
        return text
    shown = amount(claim.was_price, currency)
    if prior.holds:
        return f"{text}: Directive 98/6/EC, Article 6a, allows {shown} as the former price"
    must = "is" if prior.binding else "would be"
    return f"{text}: by Directive 98/6/EC, Article 6a, that {must} the former price to show, not {shown}"


def _cheapest_of(shops: int) -> str:
    return "the other shop" if shops == 1 else f"the cheapest of {shops} other shops"


def _of_thirty(known: int) -> str:
    return "the 30 days before" if known >= 30 else f"the {_days(known)} known of the 30 before"


def _known(days: int) -> str:
    return f"only {_days(days)} of its past {'is' if days == 1 else 'are'} known"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
