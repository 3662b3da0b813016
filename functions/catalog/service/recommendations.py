"""Recommendations: what somebody is likely to want next, what goes with a product, and what is like it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from catalog.models.product import Product
from catalog.models.recommendation import Method, Recommendations, Recommended
from catalog.rules.recommending.neighbours import goes_with
from catalog.rules.recommending.reasons import Count, Link, Standing, reasons_of
from catalog.rules.recommending.varying import KEPT, varied
from catalog.service.gathering import Scene, alike_to, gather, neighbours_of
from catalog.service.outside import Engine
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import Unavailable
from tradewind.evidence import Decision, Reason

if TYPE_CHECKING:
    import numpy as np

    from catalog.recommending.evidence import Array, Evidence
    from tradewind.registry import Prediction

    Arrays = Mapping[str, np.ndarray[Any, Any]]

MODEL = "recommend"


class Models(Protocol):
    """The registry of models, as far as recommendations ask it; see tradewind.registry."""

    def predict(self, name: str, inputs: "Arrays", caller: str) -> "Prediction":
        """What the model of that name says of these rows, for that caller. Raises: ModelUnavailable."""


def for_you(
    by: Caller,
    limit: int,
    again: bool,
    country: str | None,
    *,
    store: CatalogStore,
    engine: Engine,
    models: Models,
    now: Clock,
) -> Recommendations:
    """What the caller is likely to want next, of what they have not taken to yet; with `again` also of what they have.

    - Candidates are what others took to who took to the same, what is described alike, and what is popular of late. The
      model puts them in order; where it does not answer, the neighbours' rule does, marked degraded.
    - Somebody without a history gets what is popular, in `country` first where that is told, and is told so.
    - Of two that are alike the second comes later (rules.recommending.varying); not so where nothing is known of
      somebody: what is popular is shown as it is.
    """
    at = now()
    scene = gather(by.tenant, by.user, again, country, at, store=store, engine=engine)
    if not scene.candidates:
        return _none(at, "Nothing is known yet of what you or others here want.", scene.missing)
    evidence = _evidence(scene)
    scores, chosen_by = _ordered(evidence, by.tenant, again, scene, models)
    shares = _shares(scores)
    alike = _likeness([each.title for each in scene.candidates])
    items = tuple(
        Recommended(product=scene.candidates[place], score=shares[place], reasons=_why(scene, evidence, place))
        for place in varied(scores, lambda one, other: float(alike[one, other]), limit, KEPT if scene.lines else 1.0)
    )
    return Recommendations(items=items, chosen_by=chosen_by, at=at)


def together(product_id: str, by: Caller, limit: int, *, store: CatalogStore, now: Clock) -> Recommendations:
    """What is taken to together with a product: at the same time first, and else by the same people.

    Each is measured against how many took to it at all, so that what everybody has does not stand beside everything.
    Raises: NotFound.
    """
    at = now()
    product = store.products.get(by.tenant, product_id)
    found = neighbours_of([product_id], by.tenant, at, store=store)[product_id]
    if not found.items:
        return _none(at, "Nobody has taken to it together with anything yet.", None)
    beside = {each.product_id: each for each in found.items}
    score = {
        each.product_id: goes_with(each.at_once, each.people, found.looked_at, each.popularity) for each in found.items
    }
    products = store.products.get_many(by.tenant, score)
    order = sorted(products, key=lambda each: (-score[each], each))[:limit]
    items = tuple(
        Recommended(
            product=products[each],
            score=score[each] / score[order[0]],
            reasons=reasons_of(
                [Link(product.title, None, found.looked_at, beside[each].people, beside[each].at_once, 0.0)], None
            ),
        )
        for each in order
    )
    told = [Reason(text=f"By the newest {found.looked_at} people who took to it.")]
    return Recommendations(items=items, chosen_by=_by(Method.NEIGHBOURS, "rule:bought_together", told), at=at)


def similar(
    product_id: str, by: Caller, limit: int, *, store: CatalogStore, engine: Engine, now: Clock
) -> Recommendations:
    """What is described like a product; where the search engine is down, what goes with it, marked degraded.

    The same goods of another supplier are no recommendation, they stand among a product's links. Raises: NotFound.
    """
    at = now()
    product = store.products.get(by.tenant, product_id)
    try:
        ids = alike_to([product_id], by.tenant, engine=engine)
    except Unavailable as down:
        instead = together(product_id, by, limit, store=store, now=now)
        reasons = [Reason(text=f"{down.detail}; these go with it."), *instead.chosen_by.reasons]
        chosen_by = instead.chosen_by.model_copy(update={"degraded": True, "reasons": reasons})
        return instead.model_copy(update={"chosen_by": chosen_by})
    products = store.products.get_many(by.tenant, ids)
    found = [products[each] for each in ids if each in products and not _are_same(products[each], product)]
    if not found:
        return _none(at, "Nothing here is described like it.", None)
    alike = _likeness([product.title, *(each.title for each in found)])
    scores = [1 / (place + 1) for place in range(len(found))]
    items = tuple(
        Recommended(product=found[place], score=scores[place], reasons=_alike_reasons(product, found[place]))
        for place in varied(scores, lambda one, other: float(alike[one + 1, other + 1]), limit)
    )
    return Recommendations(items=items, chosen_by=_by(Method.ALIKE, "search:hybrid", []), at=at)


def _ordered(
    known: "Evidence", tenant: str, again: bool, scene: Scene, models: Models
) -> tuple[list[float], Decision[Method]]:
    """How much speaks for each candidate, and what says so."""
    from catalog.recommending import baseline, features
    from tradewind.registry import ModelUnavailable

    told = [Reason(text=scene.missing)] if scene.missing else []
    if not scene.lines:
        where = f", in {scene.there.country} first" if scene.there and scene.there.crowd else ""
        told.append(Reason(text=f"You have no history here yet: this is popular{where}."))
        return baseline.scores(known).tolist(), _by(Method.POPULAR, baseline.POPULAR, told, scene.missing is not None)
    told.append(
        Reason(text=f"By the newest {len(scene.lines)} products that you took to, and by who took to the same.")
    )
    try:
        found = models.predict(MODEL, {"features": features.rows(known)}, tenant)
        scores = found.outputs.get("again" if again else "new")
        if scores is None or scores.shape != (known.size,):
            raise ModelUnavailable("shape", found.model, "it does not answer a score for each row")
    except ModelUnavailable as gone:
        told.append(Reason(text=gone.detail))
        return baseline.scores(known).tolist(), _by(Method.NEIGHBOURS, baseline.ITEM_KNN, told, True)
    if found.reason:
        told.append(Reason(text=found.reason))
    degraded = found.degraded or scene.missing is not None
    return scores.tolist(), _by(Method.LEARNED, f"model:{found.model}", told, degraded)


def _evidence(scene: Scene) -> "Evidence":
    """The scene as arrays. What was counted of a product's newest takers stands for all of them."""
    import numpy as np

    from catalog.recommending.evidence import Evidence

    lines, candidates = scene.lines, scene.candidates
    taken = [scene.products[line.product_id] for line in lines]
    place_of = {line.product_id: place for place, line in enumerate(lines)}
    columns = {each.product_id: place for place, each in enumerate(candidates)}
    together_, at_once = (np.zeros((len(lines), len(candidates))) for _ in range(2))
    for row, line in enumerate(lines):
        known = scene.beside.get(line.product_id)
        if known is None:
            continue
        scale = max(scene.people[line.product_id] / max(known.looked_at, 1), 1.0)
        for each in known.items:
            if each.product_id in columns:
                together_[row, columns[each.product_id]] = each.people * scale
                at_once[row, columns[each.product_id]] = each.at_once * scale
    currency = next((found[0].currency for each in taken if (found := each.cheapest())), None)
    own = [lines[place_of[each.product_id]] if each.product_id in place_of else None for each in candidates]
    alike = _likeness([each.title for each in (*taken, *candidates)])[: len(taken), len(taken) :].copy()
    for column, line_of in enumerate(own):
        if line_of is not None:
            alike[place_of[line_of.product_id], column] = 0.0

    def floats(values: Sequence[float]) -> "Array":
        return np.array(values, dtype=np.float64)

    return Evidence(
        weight=floats([line.weight for line in lines]),
        age_days=floats([_days(scene.at, line.at) for line in lines]),
        is_newest=np.array([line.at == lines[0].at for line in lines], dtype=np.bool_),
        taken_people=floats([scene.people[line.product_id] for line in lines]),
        taken_price=floats([_price(each, currency) for each in taken]),
        people=floats([scene.people[each.product_id] for each in candidates]),
        lately=floats([scene.popular.of(each.product_id) for each in candidates]),
        price=floats([_price(each, currency) for each in candidates]),
        known_days=floats([_days(scene.at, each.created_at) for each in candidates]),
        own_times=floats([line.times if line else 0 for line in own]),
        own_age_days=floats([_days(scene.at, line.at) if line else float("nan") for line in own]),
        together=together_,
        at_once=at_once,
        alike=alike,
        crowd=scene.crowd,
        lately_crowd=scene.popular.crowd,
        there=floats([scene.there.people[each.product_id] if scene.there else 0 for each in candidates]),
        there_crowd=scene.there.crowd if scene.there else 0,
    )


def _why(scene: Scene, known: "Evidence", place: int) -> tuple[Reason, ...]:
    product = scene.candidates[place]
    links = []
    own = None
    for row, line in enumerate(scene.lines):
        if line.product_id == product.product_id:
            own = line
            continue
        beside = scene.beside.get(line.product_id)
        shared = (
            next((each for each in beside.items if each.product_id == product.product_id), None) if beside else None
        )
        links.append(
            Link(
                title=scene.products[line.product_id].title,
                line=line,
                looked_at=beside.looked_at if beside else 0,
                people=shared.people if shared else 0,
                at_once=shared.at_once if shared else 0,
                alike=float(known.alike[row, place]),
            )
        )
    standing = Standing(
        lately=scene.popular.of(product.product_id),
        lately_crowd=scene.popular.crowd,
        people=scene.people[product.product_id],
        crowd=scene.crowd,
    )
    if (there := scene.there) is not None:
        lately_there = Count(there.lately.of(product.product_id), there.lately.crowd)
        ever_there = Count(there.people[product.product_id], there.crowd)
        standing = standing._replace(country=there.country, lately_there=lately_there, there=ever_there)
    return reasons_of(links, standing, own, scene.at - own.at if own else None)


def _alike_reasons(product: Product, found: Product) -> tuple[Reason, ...]:
    """What two products have in common, in the words of the one that was found."""
    from catalog.recommending.words import worded, words

    told = []
    own = words(product.title)
    if shared := [written for word, written in worded(found.title).items() if word in own]:
        told.append(Reason(text=f"Both titles say {', '.join(shared[:5])}."))
    else:
        told.append(Reason(text="Its description means something near."))
    for name, value in (("category", found.category), ("brand", found.brand), ("supplier", found.supplier)):
        if value and value == getattr(product, name):
            told.append(Reason(text=f"The {name} is the same: {value[:80]}."))
    return tuple(told)


def _likeness(titles: Sequence[str]) -> "Array":
    """How alike each two titles are; a word that many of them have says little."""
    from catalog.recommending.words import alike, weights, words

    texts = [words(title) for title in titles]
    return alike(texts, texts, weights(texts))


def _shares(scores: Sequence[float]) -> list[float]:
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]


def _are_same(one: Product, other: Product) -> bool:
    return one.gtin is not None and one.gtin == other.gtin


def _price(product: Product, currency: str | None) -> float:
    cheapest = product.cheapest()
    return float(cheapest[1]) if cheapest and currency and cheapest[0].currency == currency else float("nan")


def _days(at: datetime, then: datetime) -> float:
    return max((at - then).total_seconds() / 86_400, 0.0)


def _by(method: Method, provenance: str, reasons: list[Reason], degraded: bool = False) -> Decision[Method]:
    return Decision(value=method, basis="rule", reasons=reasons, provenance=provenance, degraded=degraded)


def _none(at: datetime, why: str, missing: str | None) -> Recommendations:
    """An honest nothing."""
    told = [Reason(text=why), *([Reason(text=missing)] if missing else [])]
    nothing = Decision[Method](
        value=None, basis="rule", reasons=told, provenance="rule:popular", degraded=missing is not None
    )
    return Recommendations(items=(), chosen_by=nothing, at=at)
