"""What the model sees of a product beside somebody's history: nothing of who they are, nor of what it is called.

So it says the same of a shop with fifty products and of one with fifty thousand, and what it learned from one catalogue
holds in another. Counts are taken as shares of the crowd, sums as ranks among the candidates too.

Two products are *near* by the cosine of who took to both: together / sqrt(people · people) (Sarwar et al. 2001,
https://doi.org/10.1145/371920.372071). What was taken to counts half as much after 120 days.
"""

import numpy as np
from numpy.typing import NDArray

from catalog.recommending.evidence import Array, Evidence

HALF_LIFE_DAYS = 120.0
FARTHEST_DAYS = 730.0
NEAREST = 3
"""The nearest of the history that are looked at one by one."""

OF_THE_PRODUCT = ("people", "lately", "trend", "known_days")
OF_THE_CROWD = (
    "near", "near_rank", "near_mean", "near_first", "near_second", "near_third", "near_newest", "nearest_age",
    "chance_most", "chance_mean", "lift_most", "lift_mean", "at_once_most", "at_once_newest", "unlikely_near",
)  # fmt: skip
OF_THE_DESCRIPTION = ("alike_most", "alike_mean", "alike_newest", "alike_rank")
OF_THE_PRICE = ("dearer", "price_off")
OF_THE_PERSON = ("history", "newest_age", "mainstream", "off_mainstream")
OF_THEIR_OWN = ("own_times", "own_age")
NAMES = (*OF_THE_PRODUCT, *OF_THE_CROWD, *OF_THE_DESCRIPTION, *OF_THE_PRICE, *OF_THE_PERSON, *OF_THEIR_OWN)
PLACES = {name: place for place, name in enumerate(NAMES)}

Rows = NDArray[np.float32]


def rows(known: Evidence) -> Rows:
    """One row [len(NAMES)] for each candidate; of somebody without a history only the product speaks."""
    if not known.size:
        return np.empty((0, len(NAMES)), dtype=np.float32)
    columns = [*_of_the_product(known), *_of_the_crowd(known), *_of_the_description(known), *_of_the_price(known)]
    columns += [*_of_the_person(known), *_of_their_own(known)]
    return np.column_stack(columns).astype(np.float32)


def near(known: Evidence) -> Array:
    """How near each candidate [n] is to each product of the history [h]: [h, n], 0 to 1."""
    found: Array = known.together / np.sqrt(np.outer(np.maximum(known.taken_people, 1), np.maximum(known.people, 1)))
    return np.minimum(found, 1.0)


def pull(known: Evidence) -> Array:
    """How much each product of the history [h] counts: by what was done with it, and by how long ago."""
    found: Array = known.weight * np.exp2(-np.minimum(known.age_days, FARTHEST_DAYS) / HALF_LIFE_DAYS)
    return found


def _share(count: Array, crowd: int) -> Array:
    found: Array = np.log((count + 1) / (crowd + 2))
    return found


def _of_the_product(known: Evidence) -> list[Array]:
    people, lately = _share(known.people, known.crowd), _share(known.lately, known.lately_crowd)
    return [people, lately, lately - people, np.log1p(np.minimum(known.known_days, FARTHEST_DAYS))]


def _of_the_crowd(known: Evidence) -> list[Array]:
    n, h = known.size, known.weight.size
    if not h:
        return [np.zeros(n) for _ in OF_THE_CROWD]
    nears, pulls = near(known), pull(known)
    total = pulls @ nears
    order = np.argsort(-nears, axis=0, kind="stable")[:NEAREST]
    nearest = np.take_along_axis(nears, order, axis=0)
    nearest = np.vstack([nearest, np.zeros((NEAREST - len(nearest), n))])
    taken = np.maximum(known.taken_people, 1)[:, None]
    chance = known.together / taken
    lift = np.log1p(known.together / (taken * np.maximum(known.people, 1) / max(known.crowd, 1)))
    at_once = known.at_once / taken
    newest = known.is_newest if known.is_newest.any() else np.ones(h, dtype=np.bool_)
    expected = known.people / np.maximum(known.people.mean(), 1e-9)
    return [
        np.log1p(total),
        _ranks(total),
        total / max(float(pulls.sum()), 1e-9),
        *nearest,
        nears[newest].mean(axis=0),
        np.log1p(np.minimum(known.age_days[order[0]], FARTHEST_DAYS)),
        chance.max(axis=0),
        chance.mean(axis=0),
        lift.max(axis=0),
        lift.mean(axis=0),
        at_once.max(axis=0),
        at_once[newest].mean(axis=0),
        _ranks(total / np.sqrt(np.maximum(expected, 1e-9))),
    ]


def _of_the_description(known: Evidence) -> list[Array]:
    n, h = known.size, known.weight.size
    if not h:
        return [np.zeros(n) for _ in OF_THE_DESCRIPTION]
    newest = known.is_newest if known.is_newest.any() else np.ones(h, dtype=np.bool_)
    mean = (pull(known) @ known.alike) / max(float(pull(known).sum()), 1e-9)
    return [known.alike.max(axis=0), mean, known.alike[newest].max(axis=0), _ranks(mean)]


def _of_the_price(known: Evidence) -> list[Array]:
    """How much dearer than what they usually take to, as a logarithm; 0 where a price is not known."""
    usual = known.taken_price[known.taken_price > 0]
    if not usual.size:
        return [np.zeros(known.size), np.zeros(known.size)]
    with np.errstate(invalid="ignore", divide="ignore"):
        dearer = np.log(known.price) - np.median(np.log(usual))
    dearer = np.clip(np.where(np.isfinite(dearer), dearer, 0.0), -5, 5)
    return [dearer, np.abs(dearer)]


def _of_the_person(known: Evidence) -> list[Array]:
    n, h = known.size, known.weight.size
    usual = float(_share(known.taken_people, known.crowd).mean()) if h else 0.0
    newest = float(min(known.age_days.min(), FARTHEST_DAYS)) if h else FARTHEST_DAYS
    off = _share(known.people, known.crowd) - usual if h else np.zeros(n)
    return [np.full(n, np.log1p(h)), np.full(n, np.log1p(newest)), np.full(n, usual), off]


def _of_their_own(known: Evidence) -> list[Array]:
    age = np.where(np.isfinite(known.own_age_days), known.own_age_days, FARTHEST_DAYS)
    return [np.log1p(known.own_times), np.log1p(np.minimum(age, FARTHEST_DAYS))]


def _ranks(values: Array) -> Array:
    """The share of the candidates that have less: 0 to 1."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    found: Array = order / max(values.size - 1, 1)
    return found
