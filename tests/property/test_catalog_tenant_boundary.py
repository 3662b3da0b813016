"""What one tenant is answered is the same whether others have goods or not: no query, filter, facet, order, page,
suggestion, file, saved search or error shows another's row, whatever is asked and whatever is down."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import service
from catalog.models.interaction import InteractionKind, InteractionRequest
from catalog.models.saved import SavedRequest
from catalog.models.search import SearchRequest
from catalog.service import finding
from catalog_search_world import SearchWorld
from fakes import ANA, BOB
from tradewind.errors import TradewindError
from tradewind.search.query import LEGS

if TYPE_CHECKING:
    from tradewind.dynamo import Table

OURS = ("Steel kettle 1 l", "Red cotton shirt", "Bamboo board 30 cm")
THEIRS = ("Steel kettle secretone", "Red cotton secrettwo", "Secretthree of bamboo")
WORDS = (
    "steel", "kettle", "red", "cotton", "shirt", "bamboo", "secretone", "secrettwo", "secretthree", "secretbrand",
    "kettel", "camiseta", "under 5 USD", "10 cm", "no plastic", "urgent", "premium", "30 cm", "लाल", "*", "other",
)  # fmt: skip


@dataclass
class Two:
    """The same goods of ours, alone and beside another tenant's."""

    alone: SearchWorld
    beside: SearchWorld


def stocked(world: SearchWorld, *, with_others: bool) -> SearchWorld:
    for number, title in enumerate(OURS):
        world.add(title=title, sku=str(number), brand="Ours", supplier="Us", origin="CN", category="All > Ours")
    if with_others:
        at = world.now.at
        for number, title in enumerate(THEIRS):
            made = world.add(
                BOB, title=title, sku=str(number), brand="Secretbrand", supplier="Secretsupplier", origin="IN",
                category="All > Secretcategory", quality_tier="premium", certifications=["CE"],
            )  # fmt: skip
            did = InteractionRequest(kind=InteractionKind.ORDERED, product_ids=(made.product_id,), country="FR")
            service.record(did, BOB, f"k{number}", store=world.store, now=world.now, new_id=uuid4_id)
        world.hear()
        world.answer("secret search of another", BOB)
        world.now.at = at
    world.hear()
    return world


def uuid4_id() -> str:
    return uuid4().hex


@pytest.fixture(autouse=True, scope="module")
def waits_for_nothing() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(finding, "sleep", lambda _: None)
        yield


@pytest.fixture(scope="module")
def two(catalog_on_moto: Callable[[str], "Table"]) -> Two:
    alone, beside = (SearchWorld(catalog_on_moto(f"catalog-{uuid4()}")) for _ in range(2))
    return Two(stocked(alone, with_others=False), stocked(beside, with_others=True))


texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
some = st.lists(st.sampled_from(["Ours", "Secretbrand", "Secretsupplier", "Us", "ours"]), max_size=2)
filters = st.fixed_dictionaries(
    {},
    optional={
        "brands": some,
        "suppliers": some,
        "categories": st.lists(st.sampled_from(["All", "All > Ours", "All > Secretcategory"]), max_size=2),
        "origins": st.lists(st.sampled_from(["CN", "IN"]), max_size=2),
        "quality_tiers": st.just(["premium"]),
        "certifications": st.just(["CE"]),
        "quantity": st.integers(1, 10**6),
    },
)
asked = st.fixed_dictionaries(
    {
        "text": texts,
        "filters": filters,
        "sort": st.sampled_from(["relevance", "cheapest", "newest", "least_moq", "fastest"]),
        "limit": st.integers(1, 4),
        "country": st.sampled_from([None, "FR", "DE"]),
        "is_relaxed": st.booleans(),
    }
)
down = st.sampled_from(["nothing", "engine", "keyword", "vector", "model", "embedder"])


@given(asked=asked, down=down, typed=st.sampled_from(["sec", "st", "o", "red c", "al"]))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_of_anothers_is_ever_shown(two: Two, asked: dict[str, Any], down: str, typed: str) -> None:
    alone, beside = (everything(world, asked, down, typed) for world in (two.alone, two.beside))
    assert alone == beside


def test_a_token_a_name_or_an_id_of_anothers_opens_nothing(two: Two) -> None:
    world = two.beside
    theirs = [each.product_id for each in world.store.products.some("other", 10)]
    shown = world.answer(filters={"product_ids": theirs})
    assert (shown.hits, shown.total) == ([], 0)
    token = world.answer("secretone steel", BOB, limit=1).next
    assert token
    with pytest.raises(TradewindError, match="next: not a token of this list"):
        world.answer("secretone steel", limit=1, next=token)


def everything(world: SearchWorld, asked: dict[str, Any], down: str, typed: str) -> list[str]:
    """All that a caller is told, errors too, without what is new each time."""
    world.search.is_down = down == "engine"
    world.search.down = {leg for leg in LEGS if leg == down}
    rater, world.rater = world.rater, None if down == "model" else world.rater
    world.embeds = down != "embedder"
    world.vocabularies = type(world.vocabularies)(world.now)
    world.vocabularies.of("other", world.outside)
    request = SearchRequest.model_validate(asked)
    port: dict[str, Any] = {"store": world.store, "now": world.now, "new_id": uuid4_id}
    reach: dict[str, Any] = {"outside": world.outside, "vocabularies": world.vocabularies}
    saved = SavedRequest(name="s", text=request.text or "kettle", filters=request.filters)
    try:
        return [
            told(lambda: service.search(request, ANA, **port, **reach)),
            told(lambda: service.export_hits(request, ANA, **port, **reach)),
            told(lambda: service.suggest(typed, 10, ANA, store=world.store, engine=world.outside)),
            told(lambda: saved_and_removed(world, saved)),
        ]
    finally:
        world.search.is_down, world.search.down, world.rater = False, set(), rater
        service.forget_searches(ANA, store=world.store)


def saved_and_removed(world: SearchWorld, wanted: SavedRequest) -> str:
    """Which products a saved search takes note of."""
    reach: dict[str, Any] = {"engine": world.outside, "vocabularies": world.vocabularies, "now": world.now}
    saved = service.save_search(wanted, ANA, uuid4_id(), store=world.store, new_id=uuid4_id, **reach)
    known = world.store.saved.known("acme", saved.saved_id)
    service.remove_saved(saved.saved_id, ANA, store=world.store)
    return str(known)


def told(call: Callable[[], Any]) -> str:
    try:
        answer = call()
    except TradewindError as error:
        return error.detail
    text = answer if isinstance(answer, str) else answer.model_dump_json()
    return re.sub(r'"(search_id|audit_id)":"[^"]*"|"next":"[^"]*"', "", text)
