"""The verdict on a price, its score, and the sentence that tells both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from prices.models.deal import (
    Claim,
    DealVerdict,
    Elsewhere,
    Judgement,
    PriorPrice,
    Score,
    UnitPrice,
    Usual,
)
from prices.models.listing import Observation
from prices.models.product import Offer
from prices.rules.deals import packs, scoring, slips, wording
from prices.rules.deals.reductions import (
    Raise,
    Reduction,
    claim_of,
    is_unproven,
    percent,
    prior_price,
    raise_before,
    reduction_of,
    was_never_charged,
    was_rarely_charged,
)
from prices.rules.deals.spells import DAY, HELD, Spell, days, median, off, priced, spells_of, time_of, within
from tradewind.evidence import Decision, Reason

RULE = "rule:prices.deals@1"
LOOKED_BACK = timedelta(days=120)
"""What a deal is judged on: a reduction of 30 days, and the 90 before it."""
USUAL_DAYS = timedelta(days=90)
LEAST_KNOWN = 7 * DAY
"""With less of a past nothing is said."""
TOLD = Fraction(5, 100)
"""How far from its median a price is another one than usual."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that a verdict is drawn from."""

    present: Observation
    price: Decimal
    usual: Usual
    is_off: Fraction | None
    pack: packs.Change | None
    reduction: Reduction | None
    claim: Claim | None
    prior: PriorPrice | None
    raised: Raise | None


def judge(looks: Sequence[Observation], at: datetime, others: Sequence[Offer] = ()) -> Judgement:
    """What the last price of a listing is worth.

    `looks`: what was read of it in the last LOOKED_BACK, in any order; gaps may be among them. `others`: what other
    shops ask for the same product, in the currency of the last price.

    The verdict, the first that holds:

    - `unknown`: no price was read, the last one is older than a week, or less than a week of its past is known.
    - `currency_slip`: the past is known in another currency only, or the price is an earlier one with its point in
      another place (`slips.is_displaced`), or so is the former price that the page shows and nobody was asked. Slips of
      the past count for nothing.
    - `shrunk_pack`: there is less in it, and a unit of it costs more (`packs.change_of`), though the price of the pack
      rose by no more than 5 %; within 90 days.
    - `was_never_charged`, `was_rarely_charged`: the page shows a former price that nobody was asked, or only for a few
      days (`reductions`).
    - `raised_before_sale`: the price was raised shortly before it was reduced (`reductions.raise_before`). Where the
      page shows no former price, and it is 5 % under its median all the same, nobody is misled.
    - `discount`: 5 % or more under its median of 90 days.
    - `unknown`: the page shows a former price, and too little is known to say whether it was charged.
    - `above_usual`: 5 % or more over its median; `usual_price`: between.

    The score counts what is real, and nothing that a page claims: see `scoring`. It never rises with the price. After
    a change of the pack the past counts as it would cost for the pack that is sold now.
    """
    seen = [each for each in priced(looks) if each.at > at - LOOKED_BACK]
    latest = max(looks, key=lambda each: each.at, default=None)
    if not seen:
        return _unknown("no price is known", latest)
    present = seen[-1]
    if at - present.at > HELD:
        return _unknown(f"its price was read on {present.at:%Y-%m-%d}, more than {HELD.days} days ago", latest)
    same, foreign = slips.of_currency(seen, present.currency)
    *before, _ = slips.without_slips(same)
    if present.price and (slip := _slip(present, present.price, before, foreign)):
        return _said(DealVerdict.CURRENCY_SLIP, slip, present, latest)
    clean = [*before, present]
    change = packs.change_of(clean)
    past = within(spells_of(packs.for_this_pack(clean, change)), present.at - USUAL_DAYS, present.at)
    known = time_of(past)
    middle = median(past)
    if known < LEAST_KNOWN or middle is None or present.price is None:
        return _said(DealVerdict.UNKNOWN, wording.too_little(days(known)), present, latest)
    found = _found(present, present.price, spells_of(clean), past, middle, change)
    verdict = _verdict(found)
    parts, elsewhere = _parts(found, past, others)
    score, reasons = scoring.score_of(parts, present.availability)
    reasons += [Reason(text=text) for text in wording.besides(found.claim, found.prior, found.raised, present.currency)]
    return Judgement(
        verdict=verdict,
        also=tuple(each for each in _feigned(found) if each is not verdict),
        sentence=_sentence(verdict, found, elsewhere),
        score=Decision(value=score, basis="rule", degraded=_is_unconfirmed(latest), reasons=reasons, provenance=RULE),
        usual=found.usual,
        claim=found.claim,
        prior=found.prior,
        unit=_unit(found),
        elsewhere=elsewhere,
    )


def _found(
    present: Observation,
    price: Decimal,
    spells: Sequence[Spell],
    past: Sequence[Spell],
    middle: Decimal,
    change: packs.Change | None,
) -> Found:
    is_off = off(price, middle)
    usual = Usual(
        known_days=days(time_of(past)),
        median=middle,
        lowest=min(each.price for each in past),
        highest=max(each.price for each in past),
        off_percent=None if is_off is None else percent(is_off),
        dearer_days=days(time_of(each for each in past if each.price > price)),
        since=past[0].since.date(),
    )
    reduction = reduction_of(spells)
    return Found(
        present=present,
        price=price,
        usual=usual,
        is_off=is_off,
        pack=change,
        reduction=reduction,
        claim=claim_of(reduction, spells) if reduction else None,
        prior=prior_price(reduction, spells, present.currency) if reduction else None,
        raised=raise_before(reduction, spells) if reduction else None,
    )


def _slip(
    present: Observation, price: Decimal, before: Sequence[Observation], foreign: Sequence[Observation]
) -> str | None:
    """Why the last price cannot be compared with those before it; None where it can."""
    spells = within(spells_of([*before, present]), present.at - LOOKED_BACK, present.at)
    if foreign and time_of(spells) < LEAST_KNOWN:
        last = foreign[-1]
        return wording.other_currency(last, present)
    usual = median(spells)
    known = set() if present.was_price else {each.price for each in spells}  # a page that says so means nine tenths off
    if usual is not None and slips.is_displaced(price, usual, known):
        return wording.displaced(price, usual, present.currency)
    return None


def _verdict(found: Found) -> DealVerdict:
    share = found.is_off
    is_cheap = share is not None and share >= TOLD
    is_new = found.pack is not None and found.pack.at > found.present.at - USUAL_DAYS
    if found.pack is not None and is_new and found.pack.is_shrunk and not _rose(found.pack):
        return DealVerdict.SHRUNK_PACK
    if feigned := _feigned(found):
        return feigned[0]
    if is_cheap:
        return DealVerdict.DISCOUNT
    if found.claim is not None and is_unproven(found.claim):
        return DealVerdict.UNKNOWN
    return DealVerdict.ABOVE_USUAL if share is not None and share <= -TOLD else DealVerdict.USUAL_PRICE


def _feigned(found: Found) -> tuple[DealVerdict, ...]:
    """What makes a reduction look larger than it is, the first first."""
    claim, price = found.claim, found.price
    is_slip = claim is not None and claim.last_charged is None and slips.is_displaced(claim.was_price, price, (price,))
    misleads = claim is not None or found.is_off is None or found.is_off < TOLD
    holding = {
        DealVerdict.CURRENCY_SLIP: is_slip,
        DealVerdict.WAS_NEVER_CHARGED: claim is not None and was_never_charged(claim) and not is_slip,
        DealVerdict.WAS_RARELY_CHARGED: claim is not None and was_rarely_charged(claim),
        DealVerdict.RAISED_BEFORE_SALE: found.raised is not None and misleads,
    }
    return tuple(verdict for verdict, holds in holding.items() if holds)


def _rose(change: packs.Change) -> bool:
    """The price of the pack itself is more than 5 % above what the pack before cost."""
    return change.unit_share * change.now.size / change.before.size > 1 + TOLD


def _parts(found: Found, past: Sequence[Spell], others: Sequence[Offer]) -> tuple[list[scoring.Part], Elsewhere]:
    shipping = found.present.shipping
    beside, elsewhere = scoring.elsewhere_part(found.price + (shipping or 0), others)
    parts = (
        scoring.off_part(found.price, found.usual),
        scoring.place_part(found.price, past),
        beside,
        scoring.shipping_part(shipping, found.usual),
        scoring.stock_part(found.present.availability),
    )
    return [each for each in parts if each is not None], elsewhere


def _sentence(verdict: DealVerdict, found: Found, elsewhere: Elsewhere) -> str:
    currency = found.present.currency
    level = wording.level(found.is_off, found.usual)
    if verdict is DealVerdict.SHRUNK_PACK and found.pack is not None:
        return wording.shrunk(found.pack)
    if verdict is DealVerdict.RAISED_BEFORE_SALE and found.raised is not None and found.reduction is not None:
        return wording.raised(level, found.raised, found.reduction, currency)
    if verdict is DealVerdict.CURRENCY_SLIP and found.claim is not None:
        return wording.displaced_claim(level, found.claim, currency)
    if found.claim is not None:
        return wording.claimed(level, found.claim, currency)
    return wording.plain(level, elsewhere, currency)


def _unit(found: Found) -> UnitPrice | None:
    """The price of a unit as the page states it, and what became of the pack."""
    present, change = found.present, found.pack
    pack = packs.pack_of(present)
    if present.unit_price is None and change is None:
        return None
    return UnitPrice(
        price=present.unit_price,
        unit=present.unit if present.unit_price is not None else None,
        pack=packs.shown(pack.size) if pack else None,
        pack_before=packs.shown(change.before.size) if change else None,
        pack_unit=pack.unit[:40] if pack else None,
        change_percent=percent(change.unit_share - 1) if change else None,
        changed_on=change.at.date() if change else None,
    )


def _is_unconfirmed(latest: Observation | None) -> bool:
    """The last look at the page read no price: what is judged is what was read before."""
    return latest is not None and latest.price is None


def _unknown(why: str, latest: Observation | None) -> Judgement:
    texts = [why, *(each.text for each in latest.reasons[:3])] if latest is not None and latest.price is None else [why]
    score: Decision[Score] = Decision(
        value=None, basis="rule", reasons=[Reason(text=text) for text in texts], provenance=RULE
    )
    return Judgement(verdict=DealVerdict.UNKNOWN, sentence=f"unknown: {'; '.join(texts)}"[:500], score=score)


def _said(verdict: DealVerdict, text: str, present: Observation, latest: Observation | None) -> Judgement:
    score: Decision[Score] = Decision(
        value=None, basis="rule", degraded=_is_unconfirmed(latest), reasons=[Reason(text=text)], provenance=RULE
    )
    unit = None
    if present.unit_price is not None:
        unit = UnitPrice(price=present.unit_price, unit=present.unit)
    return Judgement(verdict=verdict, sentence=text, score=score, unit=unit)
