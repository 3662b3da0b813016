"""How likely a coupon works, learned from those who tried it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import sqrt
from typing import NamedTuple

HALF_LIFE = timedelta(days=30)
"""A report counts half as much after so long: a code lives for weeks, and what it did last season says little."""
KEPT = 6 * HALF_LIFE
"""A report that counts less than 1/64 is dropped."""
MOST_OF_A_TENANT = 3.0
"""What all reports of one tenant weigh together, at most: a tenant makes as many users as it likes."""
Z = 1.6449
"""The interval holds the chance nine times in ten (two-sided 0.90 of the normal distribution)."""
LEVEL = 0.9


class Vote(NamedTuple):
    """That a coupon worked for somebody, or did not, and when."""

    works: bool
    at: datetime


class Tally(NamedTuple):
    """Reports put together: what they weigh for and against, as of a moment."""

    works: float
    fails: float
    at: datetime


class Likelihood(NamedTuple):
    """The chance that a coupon works, and where that chance itself lies nine times in ten."""

    chance: float
    low: float
    high: float
    reports: float


PRIORS = {"page": (3.0, 1.0), "user": (1.0, 1.0)}
"""What is believed before anybody tried, as so many that worked and failed: the shop's own page is seldom wrong on its
own code, of a code that somebody passes on nothing is known."""


def tally(votes_of_tenants: Iterable[Iterable[Vote]], at: datetime) -> Tally:
    """Put reports together: each fades by half in HALF_LIFE, a tenant's weigh MOST_OF_A_TENANT at most together."""
    works = fails = 0.0
    for votes in votes_of_tenants:
        for_it = against = 0.0
        for vote in votes:
            weight = _faded(at - vote.at)
            for_it, against = (for_it + weight, against) if vote.works else (for_it, against + weight)
        share = min(1.0, MOST_OF_A_TENANT / (for_it + against)) if for_it + against else 1.0
        works, fails = works + share * for_it, fails + share * against
    return Tally(works, fails, at)


def likelihood(origin: str, reports: Tally | None, at: datetime) -> Likelihood:
    """The mean of the Beta posterior, and Wilson's interval on the same counts.

    With a prior of a and b and faded reports w and f the chance is (a + w) / (a + b + w + f). The interval is Wilson's
    score interval (E. B. Wilson, JASA 22, 1927; https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm) of
    a + w successes in a + b + w + f: it stays within 0 and 1 and holds for few reports. Without any report it is wide.
    """
    a, b = PRIORS[origin]
    faded = _faded(at - reports.at) if reports else 0.0
    works, fails = (reports.works * faded, reports.fails * faded) if reports else (0.0, 0.0)
    successes, n = a + works, a + b + works + fails
    p = successes / n
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return Likelihood(p, max(0.0, middle - half), min(1.0, middle + half), works + fails)


def _faded(age: timedelta) -> float:
    weight: float = 0.5 ** (max(age, timedelta()) / HALF_LIFE)
    return weight if age < KEPT else 0.0
