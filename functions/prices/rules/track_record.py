"""Forecasts held against what came: of each the loss, of many the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Literal

from prices.models.forecast import DROP_PERCENT, JUDGED_DAYS, Bin, Foretold, Record
from prices.models.listing import Ending, Observation

BINS = 10
LEVELS = (0.1, 0.5, 0.9)
"""Of the quantiles: a band's low, median and high."""

STEP, STEPS = 0.02, 15
"""Of the distance between a price and an end of the band, in shares of the price."""

ENOUGH_DAYS = 4
"""Of the seven with a price that was read. With fewer a fall may have come and gone unseen, so nothing is judged."""

MICRO = 1_000_000
"""Losses are summed in millionths, as whole numbers: sums of many do not drift, whatever their order."""

MOST_LOSS = 100 * MICRO
"""A price that rose a hundredfold is a misread page or another currency; its loss counts as that much at most."""

Tally = Mapping[str, int]
"""What is summed of forecasts, by name: `judged`, `drops`; `brier` in millionths; of each day's price `prices` (how
many), `inside` (2 within the band, 1 at its end), `loss` and `still` (the pinball loss of the band and of the last
price, in millionths of the price); and of the bins, `n0` to `n9`, `s0`, `c0`: how many, what they said in millionths,
how many came. What a model is corrected by is summed beside: see prices.forecasting.outcomes."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a forecast: the last price of each day on which one was read, and the lowest of all."""

    prices: Mapping[date, Decimal]
    lowest: Decimal | None


def came_of(foretold: Foretold, seen: Iterable[Observation]) -> Came:
    """What was read within the days of a forecast, in its currency; days are those of UTC.

    Another currency says nothing of it; nor does a gap.
    """
    prices: dict[date, Decimal] = {}
    lowest: Decimal | None = None
    for each in sorted(seen, key=lambda look: look.at):
        day = each.at.astimezone(UTC).date()
        if each.price is None or each.ending not in (Ending.READ, Ending.UNCHANGED):
            continue
        if each.currency != foretold.currency or not foretold.day < day <= foretold.day + timedelta(days=JUDGED_DAYS):
            continue
        prices[day] = each.price
        lowest = each.price if lowest is None else min(lowest, each.price)
    return Came(prices, lowest)


def judged(foretold: Foretold, came: Came) -> Tally | None:
    """What a forecast adds to the record; None where too few days were seen (ENOUGH_DAYS).

    - It fell where the lowest price that was read is 15 % below that of the forecast's day or lower.
    - Brier score: the squared error of the probability (Brier 1950, "Verification of forecasts expressed in terms of
      probability", https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2).
    - Pinball loss of a quantile: by how much the price missed it, times its level where it lay above and one less the
      level where it lay below (Koenker and Bassett 1978, https://doi.org/10.2307/1913643); here the mean of the three.
    - A price at an end of the band counts half: half of all next prices equal today's, and so does an end then.
    """
    if len(came.prices) < ENOUGH_DAYS or came.lowest is None or foretold.price <= 0:
        return None
    fell = has_fallen(foretold.price, came.lowest)
    said = foretold.probability
    bin_ = min(int(said * BINS), BINS - 1)
    tally = {
        "judged": 1,
        "drops": int(fell),
        "brier": round((said - fell) ** 2 * MICRO),
        f"n{bin_}": 1,
        f"s{bin_}": round(said * MICRO),
        f"c{bin_}": int(fell),
    }
    bands = {each.day: each for each in foretold.band}
    for day, price in came.prices.items():
        band = bands.get(day)
        if band is None:
            continue
        quantiles = (band.low, band.median, band.high)
        at_an_end = price in (band.low, band.high)
        tally["prices"] = tally.get("prices", 0) + 1
        tally["inside"] = tally.get("inside", 0) + (1 if at_an_end else 2 * (band.low < price < band.high))
        tally["loss"] = tally.get("loss", 0) + _pinball(quantiles, price, foretold.price)
        tally["still"] = tally.get("still", 0) + _pinball((foretold.price,) * 3, price, foretold.price)
    return summed([tally, _of_the_model(foretold, came, fell)])


def _of_the_model(foretold: Foretold, came: Came, fell: bool) -> Tally:
    """What its model is corrected by. The band is that of the last day; a price holds until the next one is read."""
    if foretold.bare is None or not foretold.band:
        return {}
    bare, last = foretold.bare, foretold.band[-1]
    price = came.prices[max(came.prices)]
    share = float(price / foretold.price)
    bin_ = min(int(bare.probability * BINS), BINS - 1)
    return {
        f"m{bin_}": 1,
        f"t{bin_}": round(bare.probability * MICRO),
        f"d{bin_}": int(fell),
        f"l{_step(share - bare.low)}": 1,
        f"h{_step(share - bare.high)}": 1,
        "ends": 1,
        "under": 2 * (price < last.low) + (price == last.low),
        "over": 2 * (price > last.high) + (price == last.high),
    }


def _step(beyond: float) -> int:
    """The step of a distance from an end of the band, 0 to 30; 15 is at it."""
    return min(max(round(beyond / STEP), -STEPS), STEPS) + STEPS


def has_fallen(price: Decimal, lowest: Decimal, percent: Decimal = DROP_PERCENT) -> bool:
    """Whether a price came down by at least so much, exactly so much counted in."""
    return lowest * 100 <= price * (100 - percent)


def summed(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    total: dict[str, int] = {}
    for tally in tallies:
        for name, amount in tally.items():
            total[name] = total.get(name, 0) + amount
    return total


def record_of(of: str, tally: Tally) -> Record:
    """The record that a tally tells.

    Calibration error: the mean distance of what was said from what came, bin by bin, weighed by how many are in a bin
    (Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning", section on ECE).
    """
    count, drops, prices = (tally.get(name, 0) for name in ("judged", "drops", "prices"))
    if not count:
        return Record(of=of, judged=0, drops=0)
    share = drops / count
    bins = [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=in_it,
            said=_bounded(tally.get(f"s{number}", 0) / in_it / MICRO),
            came=tally.get(f"c{number}", 0) / in_it,
        )
        for number in range(BINS)
        if (in_it := tally.get(f"n{number}", 0))
    ]
    loss, still = (tally.get(name, 0) / prices / MICRO * 100 if prices else None for name in ("loss", "still"))
    return Record(
        of=of,
        judged=count,
        drops=drops,
        brier=_bounded(tally.get("brier", 0) / count / MICRO),
        brier_of_share=share * (1 - share),
        calibration_error=_bounded(sum(each.count * abs(each.said - each.came) for each in bins) / count),
        bins=bins,
        within_band=tally.get("inside", 0) / prices / 2 if prices else None,
        pinball=loss,
        pinball_of_last_price=still,
        skill=1 - loss / still if loss is not None and still else None,
    )


def drop_rate(tally: Tally, prior: float, weight: float) -> float:
    """The share of forecasts after which the price fell, as if `weight` more had been judged with a share of `prior`.

    A forecast a day sees a drop of the next seven, so the share is also that of drops for one product in one week.
    """
    return (tally.get("drops", 0) + weight * prior) / (tally.get("judged", 0) + weight)


def week_of(day: date) -> date:
    """The Monday of a day's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def _pinball(quantiles: Sequence[Decimal], price: Decimal, unit: Decimal) -> int:
    loss = 0.0
    for level, quantile in zip(LEVELS, quantiles, strict=True):
        missed = float((price - quantile) / unit)
        loss += max(level * missed, (level - 1) * missed)
    return min(round(loss / len(LEVELS) * MICRO), MOST_LOSS)


def _bounded(share: float) -> float:
    """A mean of whole millionths may pass 1 by the last of them."""
    return min(max(share, 0.0), 1.0)


CURRENCIES: Mapping[str, str] = {
    "AUD": "AU", "BRL": "BR", "CAD": "CA", "CHF": "CH", "CNY": "CN", "CZK": "CZ", "DKK": "DK", "GBP": "GB", "HKD": "HK",
    "HUF": "HU", "IDR": "ID", "ILS": "IL", "INR": "IN", "JPY": "JP", "KRW": "KR", "MXN": "MX", "MYR": "MY", "NOK": "NO",
    "NZD": "NZ", "PHP": "PH", "PLN": "PL", "RON": "RO", "SEK": "SE", "SGD": "SG", "THB": "TH", "TRY": "TR", "USD": "US",
    "ZAR": "ZA",
}  # fmt: skip
"""Currencies of one country. The euro is of twenty."""

GENERIC = {"AI", "CC", "CO", "FM", "IO", "LY", "ME", "TO", "TV", "WS"}
"""Country codes that shops of anywhere take for their names."""

TLDS: Mapping[str, Literal["GB"]] = {"UK": "GB"}
"""Where the top-level domain is not the country's code."""


def country_of(host: str, currency: str | None) -> str | None:
    """The country that a shop sells to, by its host's ending (RFC 1591: two letters, ISO 3166), else by its currency;
    None where neither tells. Its sale events count, and its drops are counted together.
    """
    ending = host.rpartition(".")[2].upper()
    if len(ending) == 2 and ending.isascii() and ending.isalpha() and ending not in GENERIC and ending != "EU":
        return TLDS.get(ending, ending)
    return CURRENCIES.get(currency or "")
