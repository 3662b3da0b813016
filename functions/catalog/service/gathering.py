"""Gathering what a recommendation is made of: neighbours, what is described alike, and somebody's whole scene."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot

from catalog.models.interaction import TasteLine
from catalog.models.product import Product
from catalog.models.recommendation import Neighbours
from catalog.rules.recommending.neighbours import nearest, shared
from catalog.rules.recommending.popularity import Popularity, counted
from catalog.service.outside import Engine
from catalog.store import CatalogStore
from tradewind.errors import Unavailable
from tradewind.observability import logger

OF_LATE = timedelta(days=30)
"""As the model learned it (sagemaker/recommend/past.py, LATELY_DAYS)."""
HALF_LIFE = timedelta(days=120)
"""As the model learned it (catalog.recommending.features, HALF_LIFE_DAYS)."""
MOST_TAKERS = 100
"""People whose tastes are looked at for one product: 1.2 MB at most, and more change the order little."""
MOST_HISTORY = 100
"""Of somebody's history the newest, each a row of 5 KB to read: with 40 the NDCG on UCI's Online Retail is 3 % less."""
MOST_COUNTED = 8
"""Products whose neighbours are counted for one request, some 50 ms each; the others with a later one."""
MOST_NEAR, MOST_POPULAR, MOST_ALIKE = 90, 30, 30
"""Candidates by where they come from, as the model learned it (sagemaker/recommend/past.py, CANDIDATES)."""
MOST_ASKED_BY = 3
"""Products of a history that the search engine is asked for the likes of."""


@dataclass(frozen=True, slots=True)
class There:
    """What is known of a country: how many `people` of its `crowd` took to each product ever, and who did `lately`."""

    country: str
    people: Mapping[str, int]
    crowd: int
    lately: Popularity


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known when somebody asks: their history (`lines`, the newest first), what goes with it (`beside`), what
    is `popular` of late, how many `people` took to each product, of a `crowd`; and the `candidates`. `there`: what is
    known of the country it goes to; None where that is not told, or somebody's own history says more.

    `missing`: what could not be asked, in words.
    """

    at: datetime
    lines: Sequence[TasteLine]
    beside: Mapping[str, Neighbours]
    popular: Popularity
    people: Mapping[str, int]
    crowd: int
    products: Mapping[str, Product]
    candidates: Sequence[Product]
    missing: str | None
    there: There | None


def gather(
    tenant: str, user: str, again: bool, country: str | None, at: datetime, *, store: CatalogStore, engine: Engine
) -> Scene:
    """What is known of a user and of what might be recommended to them. `again`: also what they took to already.

    Of somebody without a history only `country` is known, if that: what is popular there is among the candidates.
    """
    lines = store.interactions.taste(tenant, user).lines
    newest = lines[:MOST_HISTORY]
    beside = neighbours_of([line.product_id for line in newest], tenant, at, store=store)
    done = store.interactions.lately(tenant, at - OF_LATE, at)
    popular = counted(done)
    where = country if not lines else None
    lately_there = counted(each for each in done if where is not None and each.country == where)
    missing: str | None = None
    alike: list[str] = []
    try:
        alike = alike_to([line.product_id for line in newest[:MOST_ASKED_BY]], tenant, engine=engine)
    except Unavailable as down:
        missing = down.detail
        logger.warning("candidates without the search engine", reason=down.detail)
    had = {line.product_id for line in lines}
    near = _by_nearness(newest, beside, at)
    wanted = {
        each
        for found in (
            near[:MOST_NEAR],
            _first(popular.users),
            _first(lately_there.users),
            alike[:MOST_ALIKE],
            [line.product_id for line in newest],
        )
        for each in found
        if again or each not in had
    }
    products = store.products.get_many(tenant, wanted | {line.product_id for line in newest})
    return Scene(
        at=at,
        lines=[line for line in newest if line.product_id in products],
        beside=beside,
        popular=popular,
        people=store.interactions.people(tenant, products),
        crowd=store.interactions.users(tenant),
        products=products,
        candidates=[products[each] for each in sorted(wanted) if each in products],
        missing=missing,
        there=_there(tenant, where, lately_there, products, store) if where is not None else None,
    )


def neighbours_of(
    product_ids: Sequence[str], tenant: str, at: datetime, *, store: CatalogStore
) -> Mapping[str, Neighbours]:
    """What the same people took to, for each product whose neighbours are known; of those whose are not, the first
    eight are counted now and kept."""
    found = dict(store.neighbours.get_many(tenant, product_ids, at))
    for product_id in [each for each in product_ids if each not in found][:MOST_COUNTED]:
        users = dict.fromkeys(each.user for each in store.interactions.takers(tenant, product_id, MOST_TAKERS))
        beside = shared(product_id, store.interactions.tastes(tenant, users).values())
        popularity = store.interactions.people(tenant, [each.product_id for each in beside.items])
        found[product_id] = nearest(product_id, beside, popularity, at)
        store.neighbours.keep(tenant, found[product_id])
    return found


def alike_to(product_ids: Sequence[str], tenant: str, *, engine: Engine) -> list[str]:
    """Products that are described like some, the most alike first: by the mean of their vectors and by their titles.

    The vectors are those of the index, so nothing is embedded here. Raises: Unavailable.
    """
    from tradewind.search import Is, Not, Query
    from tradewind.search.query import LONGEST_QUERY

    if not product_ids:
        return []
    own = Is("product_id", tuple(product_ids))
    known = engine.opened().query(
        engine.schema, tenant, Query(where=own, limit=len(product_ids), shows=("title", "meaning"))
    )
    vectors = [each.fields["meaning"] for each in known.hits if each.fields.get("meaning") is not None]
    mean = [sum(float(vector[place]) for vector in vectors) for place in range(len(vectors[0]))] if vectors else []
    text = " ".join(str(each.fields.get("title", "")) for each in known.hits)[:LONGEST_QUERY]
    if not mean and not text.strip():
        return []
    vector = [each / hypot(*mean) for each in mean] if hypot(*mean) > 0 else None
    asked = Query(text, vector=vector, where=Not(own), limit=MOST_ALIKE, shows=("product_id",))
    found = engine.opened().query(engine.schema, tenant, asked)
    return [each.id for each in found.hits]


def _there(tenant: str, country: str, lately: Popularity, products: Iterable[str], store: CatalogStore) -> There:
    people = store.interactions.people(tenant, products, country)
    return There(country=country, people=people, crowd=store.interactions.users(tenant, country), lately=lately)


def _by_nearness(lines: Sequence[TasteLine], beside: Mapping[str, Neighbours], at: datetime) -> list[str]:
    """The neighbours of a history, the nearest first, as the model's own candidates are chosen (Past.candidates)."""
    sums: dict[str, float] = {}
    for line in lines:
        if line.product_id not in beside:
            continue
        known = beside[line.product_id]
        pull = line.weight * 0.5 ** ((at - line.at) / HALF_LIFE)
        for each in known.items:
            near = each.people / (max(known.looked_at, 1) * max(each.popularity, 1)) ** 0.5
            sums[each.product_id] = sums.get(each.product_id, 0.0) + pull * near
    return sorted(sums, key=lambda each: (-sums[each], each))


def _first(users: Mapping[str, int]) -> Iterable[str]:
    return sorted(users, key=lambda each: (-users[each], each))[:MOST_POPULAR]
