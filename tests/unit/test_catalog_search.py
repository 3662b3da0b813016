"""A search answers with what was meant, what was found and why; what is down is left out and said."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from catalog import api_search, service
from catalog.models.interaction import InteractionKind, InteractionRequest
from catalog.models.product import OfferRequest
from catalog.models.search import FoundBy, SearchRequest
from catalog.models.understanding import Measure, Price, QualityTier, Quantity, Slot, Slots, Span, Understanding
from catalog.service import asking, exporting, finding
from catalog.service.vocabularies import Vocabularies
from catalog.store import open_store
from catalog_search_world import Rater, SearchWorld, titles
from fakes import ANA, BOB
from invocations import CONTEXT, http
from tradewind.caller import Caller, Role
from tradewind.errors import InvalidInput, TradewindError, Unavailable
from tradewind.search import Document

if TYPE_CHECKING:
    from catalog.models.search import SearchAnswer, SearchHit
    from tradewind.dynamo import Table


@pytest.fixture
def world(catalog_table: "Table") -> SearchWorld:
    return SearchWorld(catalog_table)


@pytest.fixture(autouse=True)
def waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "sleep", lambda _: None)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, tuple[dict[str, Any], str]]]:
    """What is understood of a text, by the text: its slots, each said by the words given, and what is searched."""
    meant: dict[str, tuple[dict[str, Any], str]] = {}

    def understand(text: str, language: Any, vocabulary: Any) -> Understanding:
        slots, residue = meant.get(text, ({}, text))
        return Understanding(text=text, slots=Slots.model_validate(slots), residue=residue)

    monkeypatch.setattr(asking, "understand", understand)
    yield meant


def slot(value: Any, text: str = "", said: str = "") -> Slot[Any]:
    start = text.find(said) if said else 0
    return Slot[Any](value=value, basis="rule", spans=[Span(start=start, end=start + len(said))], reason="said so")


def offered(price: str, currency: str = "USD", **more: Any) -> list[dict[str, Any]]:
    breaks = [{"min_quantity": 1, "unit_price": price}]
    return [{"supplier": "Ningbo Kettles", "currency": currency, "price_breaks": breaks, **more}]


def told(answer: "SearchAnswer") -> str:
    return "; ".join(reason.text for reason in answer.found_by.reasons)


def hit(answer: "SearchAnswer", title: str) -> "SearchHit":
    return next(each for each in answer.hits if each.product.title == title)


def test_what_is_found_says_by_which_words_and_what_its_score_is_made_of(world: SearchWorld) -> None:
    world.add()
    world.add(title="Bamboo cutting board", sku="B-1", category="Kitchen > Boards", attributes=[])
    answer = world.ask("steel kettle")
    first = answer.hits[0]
    assert (first.product.title, {each.word for each in first.words}) == ("Steel kettle 1.7 l", {"steel", "kettle"})
    assert sum(reason.weight or 0 for reason in first.score.reasons) == pytest.approx(first.score.value)
    assert answer.found_by.value is FoundBy.HYBRID
    assert answer.found_by.provenance == "rule:catalog.search@1, ranker@7"
    assert {facet.field: facet.values for facet in answer.facets}["brand"][0].count == 1


def test_a_product_found_by_its_meaning_alone_stays_in(world: SearchWorld) -> None:
    world.add(title="Kettlebell", sku="1", category=None, brand="Iron")  # no word of the text, a spelling near it
    world.add(title="Kettle", sku="2", category=None)
    alone = hit(world.ask("kettle"), "Kettlebell")
    assert (alone.words, alone.meaning is not None) == ((), True)


def test_six_tenths_are_the_rating_and_four_tenths_the_retrieval(world: SearchWorld) -> None:
    world.add(title="Kettle one", sku="1")
    world.add(title="Kettle two kettle", sku="2")
    world.rater = Rater(worth={"Kettle one": 1.0, "Kettle two kettle": 0.0})
    answer = world.ask("kettle", is_personal=False)
    assert titles(answer) == ["Kettle one", "Kettle two kettle"]
    weights = [reason.weight for reason in answer.hits[0].score.reasons]
    assert weights[0] == pytest.approx(0.6)
    assert weights[1] is not None and 0 < weights[1] <= 0.4


def test_words_of_other_languages_and_synonyms_find_the_same_goods(world: SearchWorld) -> None:
    world.add(title="Cotton T-shirt", sku="1", attributes=[])
    world.add(title="Steel pan", sku="2", attributes=[])
    for text in ("camiseta de algodão", "tee en coton", "सूती टी-शर्ट", "cotton tees"):
        answer = world.ask(text)
        assert titles(answer)[0] == "Cotton T-shirt", text
    french = world.ask("coton").hits[0]
    assert [(each.word, each.means) for each in french.words] == [("coton", "cotton")]


def test_ten_centimetres_are_a_hundred_millimetres(
    world: SearchWorld, heard: dict[str, tuple[dict[str, Any], str]]
) -> None:
    world.add(title="Strap", sku="1", attributes=[{"name": "Length", "value": "100 mm"}])
    world.add(title="Strap long", sku="2", attributes=[{"name": "Length", "value": "2 m"}])
    text = "strap 10 cm"
    heard[text] = ({"measures": [slot(Measure(unit="m", values=[Decimal("0.10")]), text, "10 cm")]}, "strap")
    answer = world.ask(text)
    assert titles(answer) == ["Strap"]
    assert [(each.kind, each.has) for each in answer.hits[0].conditions] == [("measure", "Length 100 mm")]


def test_a_misspelt_word_is_found_and_it_is_said(world: SearchWorld) -> None:
    world.add(title="Stainless flask", sku="1")
    world.add(title="Wooden box", sku="2")
    answer = world.ask("stainles flask")
    assert titles(answer)[0] == "Stainless flask"
    world.ask("stainless flask")
    assert not world.search.asked[-1].is_fuzzy


def test_goods_whose_name_is_misspelt_are_looked_for_by_the_name_that_was_understood(world: SearchWorld) -> None:
    world.add(title="Kettle of enamel", sku="1")
    world.add(title="French press", sku="2")
    answer = world.ask("keetle")
    assert titles(answer)[0] == "Kettle of enamel"
    assert answer.searched == "keetle kettle"


def test_stainless_steel_is_steel(world: SearchWorld, heard: dict[str, tuple[dict[str, Any], str]]) -> None:
    heard["steel kettle"] = ({"materials": [slot("steel", "steel kettle", "steel")]}, "steel kettle")
    world.add(title="Stainless steel kettle", sku="1", attributes=[])
    world.add(title="Steel kettle", sku="2", attributes=[])
    world.add(title="Glass kettle", sku="3", attributes=[])
    assert set(titles(world.ask("steel kettle"))) == {"Stainless steel kettle", "Steel kettle"}


def test_filters_of_the_caller_hold_before_anything_is_ranked(world: SearchWorld) -> None:
    world.add(title="Kettle cheap", sku="1", offers=offered("3"))
    world.add(title="Kettle dear", sku="2", offers=offered("30"))
    world.add(title="Kettle euro", sku="3", offers=offered("3", "EUR"))
    world.add(title="Kettle many", sku="4", offers=offered("3", moq=500))
    filters = {"max_price": "5", "currency": "USD", "quantity": 100}
    answer = world.ask("kettle", filters=filters)
    assert titles(answer) == ["Kettle cheap"]
    assert all(each.is_met for each in answer.hits[0].conditions)
    assert world.ask("kettle", filters={**filters, "max_price": "1"}).hits == []  # they never give way


def test_each_filter_filters(world: SearchWorld) -> None:
    world.add(
        title="Kettle",
        sku="1",
        origin="CN",
        quality_tier="premium",
        certifications=["CE"],
        attributes=[
            {"name": "Colour", "value": "Red"},
            {"name": "Material", "value": "cotton"},
            {"name": "Size", "value": "S, M"},
        ],
        offers=offered("3", lead_time_days=5),
    )
    world.add(title="Kettle other", sku="2", brand="Other", supplier="Other", category="Other", offers=offered("9"))
    for filters in (
        {"categories": ["Kitchen"]},
        {"categories": ["Kitchen > Kettles"]},
        {"brands": ["kettler"]},
        {"suppliers": ["Ningbo Kettles"], "max_price": "4", "currency": "USD"},
        {"origins": ["CN"]},
        {"quality_tiers": ["premium"]},
        {"certifications": ["ce"]},
        {"colours": ["RED"], "materials": ["cotton"], "sizes": ["m"]},
        {"most_lead_days": 7},
        {"without_words": ["other"]},
        {"min_price": "2", "max_price": "4", "currency": "USD"},
    ):
        assert titles(world.ask(filters=filters)) == ["Kettle"], filters


def test_what_was_understood_gives_way_where_nothing_meets_it_the_wish_before_the_need(
    world: SearchWorld, heard: dict[str, tuple[dict[str, Any], str]]
) -> None:
    world.add(title="Kettle", sku="1", offers=offered("4", lead_time_days=30))
    text = "kettle premium under 5 USD urgent"
    heard[text] = (
        {
            "max_price": slot(Price(amount=Decimal(5), currency="USD"), text, "under 5 USD"),
            "quality_tier": slot(QualityTier.PREMIUM, text, "premium"),
            "delivery_days": slot(7, text, "urgent"),
        },
        "kettle",
    )
    answer = world.ask(text)
    assert titles(answer) == ["Kettle"]
    assert [(each.kind, each.said) for each in answer.relaxed] == [("urgency", "urgent"), ("quality_tier", "premium")]
    assert {each.kind: each.is_met for each in answer.hits[0].conditions} == {
        "max_price": True,
        "urgency": False,
        "quality_tier": False,
    }
    assert "gave way" in told(answer)
    assert world.ask(text, is_relaxed=False).hits == []


def test_a_bound_per_kilogram_and_a_number_of_cartons_are_understood_and_filter_nothing(
    world: SearchWorld, heard: dict[str, tuple[dict[str, Any], str]]
) -> None:
    """Prices and least orders of the catalogue are of a piece."""
    world.add(title="Green tea", sku="1", offers=offered("90", moq=100))
    text = "tea under 80 USD/kg 5 cartons"
    heard[text] = (
        {
            "max_price": slot(Price(amount=Decimal(80), currency="USD", per="kg"), text, "under 80 USD/kg"),
            "quantity": slot(Quantity(value=Decimal(5), unit="carton"), text, "5 cartons"),
        },
        "tea",
    )
    answer = world.ask(text)
    assert (titles(answer), answer.relaxed, answer.hits[0].conditions) == (["Green tea"], (), ())
    assert answer.understood is not None and answer.understood.max_price is not None


def test_what_the_text_excludes_never_gives_way(
    world: SearchWorld, heard: dict[str, tuple[dict[str, Any], str]]
) -> None:
    world.add(title="Plastic kettle", sku="1")
    text = "kettle no plastic"
    heard[text] = ({"excluded_materials": [slot("plastic", text, "no plastic")]}, "kettle")
    assert world.ask(text).hits == []


def tiered(*breaks: tuple[int, str], moq: int | None = None) -> list[dict[str, Any]]:
    prices = [{"min_quantity": quantity, "unit_price": price} for quantity, price in breaks]
    return [{"supplier": "Ningbo Kettles", "currency": "USD", "price_breaks": prices, "moq": moq}]


def test_a_price_is_judged_and_told_for_the_quantity_that_is_asked_for(world: SearchWorld) -> None:
    for title, offers in {
        "Kettle cheap from a thousand on": tiered((100, "7.40"), (1000, "6.95")),
        "Kettle cheap from two hundred on": tiered((1, "8"), (200, "6.50")),
        "Kettle that begins at a thousand": tiered((1000, "5")),
        "Kettle of a least order": tiered((1, "5"), moq=1000),
    }.items():
        world.add(title=title, sku=title, offers=offers)
    answer = world.ask("500 kettles under $7")
    assert titles(answer) == ["Kettle cheap from two hundred on"]
    (first,) = answer.hits
    assert first.price
    assert (first.price.unit_price, first.price.from_quantity, first.price.quantity) == (Decimal("6.50"), 200, 500)
    assert {each.has for each in first.conditions if each.kind == "max_price"} == {"6.50 USD at 500"}
    assert (answer.left_out, answer.relaxed) == (0, ())
    assert "2 that the total counts by their lowest price are left out: for 500" in told(answer)
    assert titles(world.ask("500 kettles, at least $7 each")) == ["Kettle cheap from a thousand on"]

    fewer = world.ask("500 kettles under $6")
    assert [each.kind for each in fewer.relaxed] == ["moq"]
    said = {each.kind: each.has for each in hit(fewer, "Kettle of a least order").conditions}
    assert (said["max_price"], said["moq"]) == ("5 USD at 1000, the least order", "from 1000 on")
    assert titles(world.ask("kettle", filters={"quantity": 500, "max_price": "6", "currency": "USD"})) == []


def test_pages_of_a_list_take_up_what_is_dearer_at_the_quantity(world: SearchWorld) -> None:
    for number in range(9):
        price = "7.40" if number % 3 else "6.80"
        world.add(title=f"Kettle {number}", sku=str(number), offers=tiered((1, price), (1000, "6.50")))
    filters = {"quantity": 500, "max_price": "7", "currency": "USD"}
    seen: list[list[str]] = []
    next: str | None = None
    while next or not seen:
        answer = world.ask("", filters=filters, sort="cheapest", limit=2, next=next)
        seen.append(titles(answer))
        next = answer.next
    assert sorted(title for page in seen for title in page) == ["Kettle 0", "Kettle 3", "Kettle 6"]
    assert len(seen[0]) == 2
    assert "ordered by the lowest price of any quantity" in told(answer)


def test_a_range_of_sizes_is_every_size_within_it(world: SearchWorld) -> None:
    for title, size in (("Shoe forty", "40"), ("Shoe range", "EU 36-42"), ("Shoe small", "30/31"), ("Shoe text", "XL")):
        world.add(title=title, sku=title, attributes=[{"name": "Sizes", "value": size}])
    assert sorted(titles(world.ask("shoes size 39-41"))) == ["Shoe forty", "Shoe range"]
    assert sorted(titles(world.ask("shoe", filters={"sizes": ["40"]}))) == ["Shoe forty", "Shoe range"]
    assert titles(world.ask("shoe", filters={"sizes": ["M-2XL"]})) == ["Shoe text"]


def test_pages_show_each_product_once_and_all_that_are_ranked(world: SearchWorld) -> None:
    for number in range(9):
        world.add(title=f"Kettle {'kettle ' * (number % 4)}{number}", sku=str(number))
    for text, sort in (("kettle", "relevance"), ("kettle", "newest"), ("", "relevance")):
        seen: list[str] = []
        next: str | None = None
        while True:
            answer = world.ask(text, sort=sort, limit=4, next=next)
            seen += titles(answer)
            next = answer.next
            if next is None:
                break
        assert (len(seen), len(set(seen))) == (9, 9), (text, sort)


def test_a_token_of_another_search_or_another_caller_is_refused(world: SearchWorld) -> None:
    for number in range(3):
        world.add(title=f"Kettle {number}", sku=str(number))
    token = world.ask("kettle", limit=2).next
    for text, by in (("kettles", ANA), ("kettle", BOB)):
        with pytest.raises(InvalidInput, match="next"):
            world.ask(text, by, limit=2, next=token)
    with pytest.raises(InvalidInput, match="next"):
        world.ask("kettle", next="e30")
    world.now.pass_by(days=2)
    with pytest.raises(InvalidInput, match="too old"):
        world.ask("kettle", limit=2, next=token)


def test_an_order_by_price_keeps_currencies_apart(world: SearchWorld) -> None:
    for number, (price, currency) in enumerate((("9", "USD"), ("2", "EUR"), ("3", "USD"), ("8", "EUR"))):
        world.add(title=f"Kettle {price} {currency}", sku=str(number), offers=offered(price, currency))
    cheapest = ["Kettle 2 EUR", "Kettle 8 EUR", "Kettle 3 USD", "Kettle 9 USD"]
    assert titles(world.ask("kettle", sort="cheapest")) == cheapest
    assert world.ask("kettle", sort="cheapest").hits[0].score.value is None


def test_a_bare_dollar_is_the_one_that_most_of_the_catalogue_is_priced_in(world: SearchWorld) -> None:
    for number, currency in enumerate(("AUD", "AUD", "USD")):
        world.add(title=f"Kettle {number} {currency}", sku=str(number), offers=offered("4", currency))
    answer = world.ask("kettle under $5")
    assert sorted(titles(answer)) == ["Kettle 0 AUD", "Kettle 1 AUD"]
    assert answer.understood
    assert answer.understood.max_price
    assert answer.understood.max_price.reason == "said to be the most; AUD, in which most of the catalogue is priced"
    assert titles(world.ask("kettle under 5 USD")) == ["Kettle 2 USD"]
    world.vocabularies = Vocabularies(world.now)
    world.add(title="Kettle 3 USD", sku="3", offers=offered("4", "USD"))
    assert sorted(titles(world.ask("kettle under $5"))) == ["Kettle 2 USD", "Kettle 3 USD"]


def test_a_text_that_names_no_category_is_told_the_one_that_it_seems_to_be_about(world: SearchWorld) -> None:
    for number, category in enumerate(("Stands > Zorbix holders", "Stands > Quillet racks", "Trays")):
        world.add(title=f"Thing {number}", sku=str(number), category=category)
    likely = world.ask("zorbixholder chrome").likely_category
    assert likely
    assert (likely.value, likely.degraded) == ("Stands > Zorbix holders", True)
    assert world.ask("chrome").likely_category is None
    assert world.ask("zorbixholder", filters={"categories": ["Trays"]}).likely_category is None


def test_what_a_person_took_to_orders_what_is_nearly_as_good(world: SearchWorld) -> None:
    liked = [world.add(title=f"Pan {number}", sku=f"p{number}", brand="Loved") for number in range(3)]
    world.add(title="Kettle of one", sku="1", brand="Other", supplier="Other", category="Other")
    world.add(title="Kettle of two", sku="2", brand="Loved")
    before = titles(world.ask("kettle"))[:2]
    wanted = InteractionRequest(kind=InteractionKind.ORDERED, product_ids=tuple(each.product_id for each in liked))
    service.record(wanted, ANA, "k", store=world.store, now=world.now, new_id=world.new_id)
    world.now.pass_by(seconds=1)
    after = world.ask("kettle")
    assert titles(after)[0] == "Kettle of two"
    assert "and brand Loved" in after.hits[0].score.reasons[-1].text
    assert titles(world.ask("kettle", is_personal=False))[:2] == before
    key = Caller(tenant="acme", user="ana", role=Role.MANAGER, key_id="k1")
    assert titles(world.ask("kettle", key))[:2] == before
    assert titles(world.ask("kettle", Caller(tenant="acme", user="eve", role=Role.VIEWER)))[:2] == before


def test_a_search_is_kept_for_who_made_it_and_forgotten_when_they_say_so(world: SearchWorld) -> None:
    world.add()
    world.ask("kettle steel")
    world.ask("kettle", is_personal=False)
    key = Caller(tenant="acme", user="ana", role=Role.MANAGER, key_id="k1")
    world.ask("kettle", key)
    eve = Caller(tenant="acme", user="eve", role=Role.VIEWER)
    shown = service.searches(ANA, 10, None, store=world.store).items
    assert [each.text for each in shown] == ["kettle steel"]
    assert service.searches(eve, 10, None, store=world.store).items == []
    assert service.forget_searches(ANA, store=world.store).searches == 1
    assert service.searches(ANA, 10, None, store=world.store).items == []


def test_a_search_is_recorded_without_who_asked_and_what(world: SearchWorld) -> None:
    made = world.add()
    answer = world.ask("kettle for my aunt Joan")
    items = world.table.client.query(
        TableName="audit",
        KeyConditionExpression="pk = :pk AND sk = :sk",
        ExpressionAttributeValues={":pk": {"S": "TENANT#acme#AUDIT"}, ":sk": {"S": str(answer.found_by.audit_id)}},
    )["Items"]
    doc = items[0]["doc"]["S"]
    assert made.product_id in doc
    assert "joan" not in doc.lower()
    assert "ana" not in json.loads(doc)["actor"]


def test_suggestions_are_own_searches_and_what_the_catalogue_has(world: SearchWorld) -> None:
    world.add()
    world.ask("kettle for camping")
    found = service.suggest("kett", 10, ANA, store=world.store, engine=world.outside)
    assert ("kettle for camping", "searched") in [(each.text, each.kind) for each in found.items]
    assert ("Kettler", "brand") in [(each.text, each.kind) for each in found.items]
    assert service.suggest("kett", 10, BOB, store=world.store, engine=world.outside).items == []
    world.search.is_down = True
    left = service.suggest("kett", 10, ANA, store=world.store, engine=world.outside)
    assert ([each.kind for each in left.items], left.degraded) == (["searched"], True)


def test_a_file_has_a_line_for_each_hit_and_no_formula(world: SearchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_HITS", 4)
    world.add(title='=HYPERLINK("http://evil.test")', sku="1", category="Kitchen; Kettles")
    for number in range(6):
        world.add(title=f"Kettle {number}", sku=f"k{number}")
    world.hear()
    content = service.export_hits(
        SearchRequest(text="", limit=10),
        ANA,
        store=world.store,
        outside=world.outside,
        vocabularies=world.vocabularies,
        now=world.now,
        new_id=world.new_id,
    )
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))
    assert len(rows) == 7
    assert [row["title"] for row in rows if "evil" in row["title"]] == ['\'=HYPERLINK("http://evil.test")']


# What is down is left out, and said.


def test_without_vectors_the_words_alone_are_searched_and_it_is_said(world: SearchWorld) -> None:
    world.add()
    world.hear()
    for switch in ("embedder", "leg"):
        world.embeds = switch != "embedder"
        world.search.down = {"vector"} if switch == "leg" else set()
        answer = world.answer("kettle")
        assert (titles(answer), answer.found_by.value) == (["Steel kettle 1.7 l"], FoundBy.KEYWORD), switch
        assert answer.found_by.degraded


def test_without_words_the_meaning_alone_is_searched_and_it_is_said(world: SearchWorld) -> None:
    world.add()
    world.hear()
    world.search.down = {"keyword"}
    answer = world.answer("kettle")
    assert (titles(answer), answer.found_by.value, answer.found_by.degraded) == (
        ["Steel kettle 1.7 l"],
        FoundBy.VECTOR,
        True,
    )


def test_without_an_engine_what_is_popular_there_answers_within_the_filters(world: SearchWorld) -> None:
    popular = world.add(title="Kettle popular", sku="1", offers=offered("4"))
    there = world.add(title="Kettle popular in France", sku="2", offers=offered("4"))
    dear = world.add(title="Kettle dear", sku="3", offers=offered("40"))
    world.add(title="Kettle that nobody knows", sku="4", offers=offered("4"))
    world.hear()
    for user, products, country in (
        ("u1", [popular, dear], "DE"), ("u2", [popular, dear], "DE"), ("u3", [there], "FR"),
    ):  # fmt: skip
        wanted = InteractionRequest(
            kind=InteractionKind.ORDERED, product_ids=tuple(each.product_id for each in products), country=country
        )
        by = Caller(tenant="acme", user=user, role=Role.VIEWER)
        service.record(wanted, by, "k", store=world.store, now=world.now, new_id=world.new_id)
    world.search.is_down = True
    filters = {"max_price": "5", "currency": "USD"}
    answer = world.answer("kettle", filters=filters, country="FR")
    assert titles(answer)[:2] == ["Kettle popular in France", "Kettle popular"]
    assert "Kettle dear" not in titles(answer)
    assert (answer.found_by.value, answer.found_by.degraded, answer.total) == (FoundBy.POPULAR, True, None)
    assert "popular in FR" in told(answer)
    assert answer.hits[0].score.value is None


def test_a_stage_without_an_engine_or_a_registry_answers_all_the_same(world: SearchWorld) -> None:
    world.add()
    world.hear()

    def nothing_set(*_: Any) -> Any:
        raise TradewindError("wrong settings")

    for outside, mode in (
        (replace(world.outside, rater=nothing_set), FoundBy.HYBRID),
        (replace(world.outside, search=nothing_set), FoundBy.POPULAR),
    ):
        answer = service.search(
            SearchRequest(text="kettle"),
            ANA,
            store=world.store,
            outside=outside,
            vocabularies=Vocabularies(world.now),
            now=world.now,
            new_id=world.new_id,
        )
        assert (titles(answer), answer.found_by.value) == (["Steel kettle 1.7 l"], mode)
        assert answer.found_by.degraded


def test_an_engine_that_answers_at_the_third_try_answers(world: SearchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.add()
    world.hear()
    query = world.search.query

    def flaky(*args: Any) -> Any:
        if next(fails, False):
            raise Unavailable("busy")
        return query(*args)

    world.vocabularies.of("acme", world.outside)
    monkeypatch.setattr(world.search, "query", flaky)
    fails = iter([True, True])
    assert world.answer("kettle").found_by.value is FoundBy.HYBRID


def test_without_a_model_the_order_is_the_engines_and_it_is_said(world: SearchWorld) -> None:
    world.add()
    world.hear()
    nonsense = Rater(worth={"Steel kettle 1.7 l": 7.0})
    for rater in (None, Rater(is_down=True), nonsense):
        world.rater = rater
        answer = world.answer("kettle")
        assert (titles(answer), answer.found_by.value) == (["Steel kettle 1.7 l"], FoundBy.HYBRID)
        assert (answer.found_by.degraded, answer.hits[0].score.degraded) == (True, True)
        assert (answer.hits[0].score.value, answer.found_by.provenance) == (1.0, "rule:catalog.search@1")
        assert "no model rates" in told(answer)


def test_an_index_that_is_behind_shows_nothing_that_is_no_longer_so(world: SearchWorld) -> None:
    gone = world.add(title="Kettle gone", sku="1", offers=offered("4"))
    dearer = world.add(title="Kettle dearer", sku="2", offers=offered("4"))
    world.add(title="Kettle left", sku="3", offers=offered("4"))
    world.hear()
    port: dict[str, Any] = {"store": world.store, "index": world.index, "now": world.now}
    world.now.pass_by(seconds=1)
    service.remove(gone.product_id, ANA, **port)
    service.offer(dearer.product_id, OfferRequest.model_validate(offered("40")[0]), ANA, **port)
    answer = world.answer("kettle", filters={"max_price": "5", "currency": "USD"})
    assert titles(answer) == ["Kettle left"]
    assert (answer.left_out, answer.found_by.degraded) == (2, True)
    assert "the index is behind" in told(answer)


def test_a_poisoned_row_takes_nobodys_answer_away(world: SearchWorld) -> None:
    bad = world.add(title="Kettle bad", sku="1")
    world.add(title="Kettle good", sku="2")
    world.hear()
    pk, sk = next(
        (item["pk"], item["sk"])
        for item in world.table.scan("begins_with(sk, :p)", p=f"PRODUCT#{bad.product_id}").items
        if "PRODUCTS" in item["pk"]
    )
    for poison in ("{", '{"title": 7}', "null"):
        world.table.update((pk, sk), "SET doc = :doc", doc=poison)
        answer = world.answer("kettle")
        assert titles(answer) == ["Kettle good"], poison
        assert (answer.left_out, answer.found_by.degraded) == (1, True)
        assert "cannot be read" in told(answer)
    world.search.is_down = True
    assert titles(world.answer("kettle")) == ["Kettle good"]
    stray = Document("not-a-product-of-ours", {"title": "Kettle stray"})
    world.search.is_down = False
    world.search.upsert(world.schema, "acme", [stray])
    assert titles(world.answer("kettle")) == ["Kettle good"]


def test_a_poisoned_history_takes_no_answer_away(world: SearchWorld) -> None:
    made = world.add()
    world.ask("kettle")
    wanted = InteractionRequest(kind=InteractionKind.VIEWED, product_ids=(made.product_id,))
    service.record(wanted, ANA, "k", store=world.store, now=world.now, new_id=world.new_id)
    for item in world.table.scan("begins_with(pk, :user) OR pk = :lately", user="TENANT#acme#USER#ana",
                                 lately="TENANT#acme#LATELY").items:  # fmt: skip
        if "doc" in item:
            world.table.update((item["pk"], item["sk"]), "SET doc = :doc", doc='{"bad": 1}')
    assert titles(world.answer("kettle")) == ["Steel kettle 1.7 l"]
    assert service.suggest("kett", 5, ANA, store=world.store, engine=world.outside).items
    world.search.is_down = True
    assert titles(world.answer("kettle")) == ["Steel kettle 1.7 l"]


def test_where_nothing_can_be_recorded_the_answer_stands_without_a_record(
    world: SearchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add()

    def away(*_: Any) -> None:
        raise Unavailable("away")

    monkeypatch.setattr(world.store.searches, "add", away)
    answer = world.ask("kettle")
    assert (titles(answer), answer.found_by.audit_id) == (["Steel kettle 1.7 l"], None)


# The wire.


def ask(world: SearchWorld, method: str, path: str, body: object = None, **query: str) -> tuple[int, Any]:
    api_search.app.dependency_overrides |= {
        open_store: lambda: world.store,
        api_search.outside: lambda: world.outside,
        api_search.words: lambda: world.vocabularies,
        api_search.now: lambda: world.now,
    }
    caller = {"tenant": "acme", "user": "ana", "role": "viewer"}
    answer = api_search.handler(http(method, f"/v1/catalog/search{path}", body, query=query, caller=caller), CONTEXT)
    found = answer["body"]
    return answer["statusCode"], json.loads(found) if "json" in answer["headers"]["Content-Type"] else found


def test_the_routes_answer(world: SearchWorld) -> None:
    world.add()
    world.hear()
    status, found = ask(world, "POST", "", {"text": "kettle"})
    assert (status, found["hits"][0]["product"]["title"]) == (200, "Steel kettle 1.7 l")
    status, file = ask(world, "POST", "/export", {"text": "kettle"})
    assert (status, "Steel kettle" in file) == (200, True)
    assert ask(world, "GET", "/suggestions", q="kett")[1]["items"]
    assert ask(world, "GET", "/history")[1]["items"][0]["text"] == "kettle"
    assert ask(world, "DELETE", "/history") == (200, {"searches": 2, "has_more": False})


def test_what_is_wrong_is_named_and_refused(world: SearchWorld) -> None:
    for body, field in (
        ({"text": "x" * 501}, "text"),
        ({"text": 7}, "text"),
        ({"limit": 0}, "limit"),
        ({"limit": 51}, "limit"),
        ({"filters": {"max_price": "5"}}, "filters"),
        ({"filters": {"max_price": "-1", "currency": "USD"}}, "max_price"),
        ({"filters": {"brands": ["x"] * 21}}, "brands"),
        ({"filters": {"tenant": "other"}}, "tenant"),
        ({"tenant": "other"}, "tenant"),
        ({"sort": "price"}, "sort"),
        ({"language": "xx"}, "language"),
    ):
        status, problem = ask(world, "POST", "", body)
        assert (status, field in json.dumps(problem["fields"])) == (422, True), body
