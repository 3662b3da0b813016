"""Requests for goods are understood, and strangers' labels of them are compared fairly."""

import json
from pathlib import Path

import pytest

from catalog.models.understanding import LONGEST_REQUEST, Vocabulary
from catalog.rules.understanding.lexicon import WORDS, everyones
from catalog.rules.understanding.request import understand
from tradewind_cli.catalog.slot_forms import are_same, said
from tradewind_cli.evaluate.query_slots import measure

FOUR = {
    "en": "500 red cotton t-shirts under $5 each, OEKO-TEX, no polyester, delivered to Lagos in 10 days",
    "fr": "500 t-shirts rouges en coton à moins de 5 $, OEKO-TEX, sans polyester, livraison à Lagos sous 10 jours",
    "pt": "500 camisetas vermelhas de algodão até US$ 5 cada, OEKO-TEX, sem poliéster, entrega em Lagos em 10 dias",
    "hi": "500 लाल सूती टी-शर्ट 5 डॉलर से कम, OEKO-TEX, पॉलिएस्टर नहीं, Lagos में डिलीवरी 10 दिन में",
}
MEANT = {
    "product_category": "t-shirt",
    "quantity": {"value": "500", "unit": "piece"},
    "max_price": {"amount": "5", "currency": "USD"},
    "colours": ["red"],
    "materials": ["cotton"],
    "certifications": ["OEKO-TEX"],
    "excluded_materials": ["polyester"],
    "delivery_place": {"name": "Lagos", "country": "NG"},
    "delivery_days": 10,
}


@pytest.mark.parametrize("language", sorted(FOUR))
def test_one_request_says_the_same_in_four_languages_without_a_hint(language: str) -> None:
    found = understand(FOUR[language])
    assert found.slots.plain() == MEANT
    assert found.language == language


def test_the_corpus_is_understood() -> None:
    report = measure(Path("tests/corpora/query_slots.jsonl"))
    assert (report.metrics["requests"] or 0) >= 400
    assert (report.metrics["exact_slot_accuracy"] or 0) >= 0.98
    assert report.falls_short == []


def test_spans_are_the_words_as_given() -> None:
    found = understand("Chaussures en CUIR noir, 1 500 € max")
    spans = {
        "materials": found.slots.materials[0].spans[0],
        "colours": found.slots.colours[0].spans[0],
        "max_price": found.slots.max_price.spans[0] if found.slots.max_price else None,
    }
    text = {name: found.text[span.start : span.end] for name, span in spans.items() if span}
    assert text == {"materials": "CUIR", "colours": "noir", "max_price": "1 500 € max"}


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("up to 1,500 EUR", "en", "1500"),
        ("jusqu'à 1 500,50 €", "fr", "1500.5"),
        ("até R$ 1.500,50", "pt", "1500.5"),
        ("1,50,000 रुपये तक", "hi", "150000"),
        ("डेढ़ लाख रुपये तक", "hi", "150000"),
        ("sadhe teen hazar rupaye tak", "hi", "3500"),
        ("deux mille cinq cents euros maximum", "fr", "2500"),
        ("no máximo mil e quinhentos reais", "pt", "1500"),
        ("under two hundred and fifty dollars", "en", "250"),
        ("under 2.5k USD", "en", "2500"),
        ("१५०० रुपये से कम", "hi", "1500"),
    ],
)
def test_amounts_are_read_as_each_language_writes_them(text: str, language: str, amount: str) -> None:
    price = understand(text, language).slots.max_price  # type: ignore[arg-type]
    assert price is not None
    assert price.value is not None
    assert str(price.value.amount) == amount


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 cm", "100 mm"),
        ("1 kg", "1000 g"),
        ("500 ml", "0.5 litre"),
        ("30x40 cm", "0.3 x 0.4 m"),
        ("5 Ah", "5000mAh"),
    ],
)
def test_measures_are_one_in_any_unit(one: str, other: str) -> None:
    said_of_one, said_of_other = (understand(f"kettle {text}").slots.plain()["measures"] for text in (one, other))
    assert said_of_one == said_of_other


@pytest.mark.parametrize(
    "text",
    [
        "iphone 15",
        "3 seater sofa",
        "french press",
        "stainless",
        "5 star",
        "good quality",
        "wireless",
        "sugar free",
        "4k tv",
    ],
)
def test_what_only_looks_like_a_slot_is_none(text: str) -> None:
    found = understand(text, "en").slots.plain()
    assert not found.keys() & {"quantity", "max_price", "origins", "quality_tier", "excluded_words", "sizes", "moq"}


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("2XL hoodie", ["2XL"]),
        ("hoodies XL-3XL", ["XL-3XL"]),
        ("t-shirt 2xl-4xl", ["2XL-4XL"]),
        ("2 XL hoodies", ["XL"]),
    ],
)
def test_a_digit_that_stands_to_its_letters_is_one_size(text: str, sizes: list[str]) -> None:
    assert understand(text, "en").slots.plain()["sizes"] == sizes


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("porte-savon en céramique", "fr", {"product_category": "soap dish", "materials": ["ceramic"]}),
        ("tire-lait rouge", "fr", {"product_category": "tire-lait", "colours": ["red"]}),
        ("tinta preta para impressora", "pt", {"product_category": "ink", "colours": ["black"]}),
        ("tapete roxo de yoga", "pt", {"product_category": "yoga mat", "colours": ["purple"]}),
        ("table en bois de hêtre", "fr", {"product_category": "table", "materials": ["beech"]}),
        ("150 bar stools", "en", {"product_category": "stool", "quantity": {"value": "150", "unit": "piece"}}),
        ("phool ki mala", "hi", {"product_category": "flower"}),
        ("balança", "pt", {"product_category": "scale"}),
        ("बाटा के जूते", "hi", {"product_category": "shoe", "brand_preferences": ["Bata"]}),
    ],
)
def test_names_are_read_as_their_language_builds_them(text: str, language: str, expected: dict[str, object]) -> None:
    assert understand(text, language).slots.plain() == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language", "slot", "expected"),
    [
        ("tesouras escolares, 300", "pt", "quantity", {"value": "300", "unit": "piece"}),
        ("तकिये 40, माइक्रोफाइबर", "hi", "quantity", {"value": "40", "unit": "piece"}),
        ("quote 3 x 40ft containers of rice", "en", "quantity", {"value": "3", "unit": "container"}),
        ("socks, 3 pairs per pack", "en", "quantity", None),
        ("joote 9", "hi", "quantity", None),
        ("LED bulbs 4000K", "en", "measures", [{"unit": "K", "values": ["4000"]}]),
        ("laptop 45k", "en", "measures", None),
        ("brincos, mínimo 15 e máximo 40 euros", "pt", "min_price", {"amount": "15", "currency": "EUR"}),
        ("pens under 50 cents each", "en", "max_price", {"amount": "0.5", "currency": "USD"}),
        ("cahiers, budget 2 millions de FCFA", "fr", "max_price", {"amount": "2000000", "currency": "XOF"}),
        ("riz, 400 francs CFA le kilo, livraison à Douala", "fr", "max_price",
         {"amount": "400", "currency": "XAF", "per": "kg"}),
        ("120 dirhams, livraison à Casablanca", "fr", "max_price", {"amount": "120", "currency": "MAD"}),
        ("60 bags of coffee for our shop in Lyon", "en", "delivery_place", {"name": "Lyon", "country": "FR"}),
        ("5 टन तांबा, CIF कोलंबो", "hi", "delivery_place", {"name": "कोलंबो", "country": "LK"}),
        ("250 cheap white plastic chairs", "en", "quantity", {"value": "250", "unit": "piece"}),
        ("6 desfibriladores Philips", "pt", "quantity", {"value": "6", "unit": "piece"}),
        ("2 camiões de arroz", "pt", "quantity", {"value": "2", "unit": "truck"}),
        ("2 camions de pompiers", "fr", "quantity", {"value": "2", "unit": "piece"}),
        ("वॉल पुट्टी 150 बैग", "hi", "quantity", {"value": "150", "unit": "bag"}),
        ("at least 300 school uniforms, not more than Rs 450 each", "en", "min_price", None),
        ("montres, à 30 au minimum et 55 euros au maximum", "fr", "min_price", {"amount": "30", "currency": "EUR"}),
        ("table pliante, pas plus lourde que 15 kg", "fr", "measures", [{"unit": "kg", "most": "15"}]),
        ("copos sem tampa", "pt", "excluded_origins", None),
        ("t-shirts, not from shanghai", "en", "excluded_origins", ["CN"]),
        ("impressora epson ou hp, que não seja brother", "pt", "excluded_brands", ["Brother"]),
        ("सिरिंज, CE और ISO 13485", "hi", "certifications", ["CE", "ISO 13485"]),
        ("स्ट्रेचर जर्मनी या जापान का बना", "hi", "origins", ["DE", "JP"]),
        ("cerveja para o nosso bar no Porto", "pt", "delivery_place", {"name": "Porto", "country": "PT"}),
        ("cadeiras, entrega no porto de Santos", "pt", "delivery_place", {"name": "Santos", "country": "BR"}),
        ("tênis de corrida masculino 42", "pt", "sizes", ["42"]),
        ("tonneau en chêne 225 litres", "fr", "measures", [{"unit": "l", "values": ["225"]}]),
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_read_as_documented(
    text: str, language: str, slot: str, expected: object
) -> None:
    assert understand(text, language).slots.plain().get(slot) == expected  # type: ignore[arg-type]


def test_the_document_names_all_that_is_known() -> None:
    document = Path("docs/query-slots.md").read_text(encoding="utf-8")
    for heading, file in (("Things", "categories"), ("Materials", "materials"), ("Certificates", "certifications")):
        listed = document.partition(f"**{heading}:** ")[2].partition(".\n")[0].split(", ")
        lines = (WORDS / f"{file}.txt").read_text(encoding="utf-8").splitlines()
        known = [line.partition(":")[0].rstrip("*!") for line in lines if line and not line.startswith("#")]
        assert sorted(listed) == sorted(known)


def test_the_residue_keeps_what_names_the_goods_alone() -> None:
    text = "Hi, I need 200 blue ceramic mugs with handle under $4, no logo, ship to Accra asap"
    assert understand(text).residue == "blue ceramic mugs handle"


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    found = understand("x " * LONGEST_REQUEST + "under $5")
    assert len(found.text) == LONGEST_REQUEST
    assert found.slots.max_price is None


def test_words_of_one_catalogue_stay_its_own() -> None:
    assert understand("zenco kettles", "en", Vocabulary(brands=("Zenco",))).slots.plain()["brand_preferences"] == [
        "Zenco"
    ]
    assert "brand_preferences" not in understand("zenco kettles", "en").slots.plain()


def test_every_entry_of_the_lexicon_can_be_found() -> None:
    senses = [sense for entries in everyones().by_first.values() for sense in entries]
    assert len(senses) > 10_000
    assert all(sense.words and all(sense.words) for sense in senses)


@pytest.mark.parametrize(
    ("slot", "label", "answer", "expected"),
    [
        ("product_category", "T-Shirts", "t-shirt", True),
        ("product_category", "camiseta", "t-shirt", True),
        ("product_category", "wireless headphones", "headphones", True),
        ("product_category", "laptop", "laptop sleeve", False),
        ("product_category", "gate latch", "steel gate latch", True),
        ("product_category", "चिमटी", "चिमटियों", True),
        ("max_price", 5, {"amount": "5", "currency": "USD"}, True),
        ("max_price", {"amount": 5.0, "currency": "USD"}, {"amount": "5", "currency": "USD"}, True),
        ("max_price", {"amount": 5}, {"amount": "5", "currency": "USD"}, False),
        ("max_price", {"amount": 5, "currency": "EUR"}, {"amount": "5", "currency": "USD"}, False),
        ("moq", 500, {"value": "500", "unit": "piece"}, True),
        ("moq", {"value": 500, "unit": "pcs"}, {"value": "500", "unit": "piece"}, True),
        ("moq", {"value": 500, "unit": "kg"}, {"value": "500", "unit": "piece"}, False),
        ("measures", ["10 cm"], [{"unit": "m", "values": ["0.1"]}], True),
        ("measures", [{"unit": "cm", "values": [10]}], [{"unit": "m", "values": ["0.1"]}], True),
        ("measures", [{"unit": "m", "least": 0.1}], [{"unit": "m", "values": ["0.1"]}], False),
        ("colours", ["navy blue", "ivory"], ["white", "blue"], True),
        ("colours", ["red"], ["red", "blue"], False),
        ("origins", ["India"], ["IN"], True),
        ("delivery_place", "Lagos", {"name": "Lagos", "country": "NG"}, True),
        ("delivery_place", {"name": "Lagos", "country": "PT"}, {"name": "Lagos", "country": "NG"}, False),
        ("certifications", ["iso9001"], ["ISO 9001"], True),
        ("excluded_words", ["logos"], ["logo"], True),
        ("incoterm", "fob", "FOB", True),
    ],
)
def test_labels_of_strangers_are_compared_in_one_form(slot: str, label: object, answer: object, expected: bool) -> None:
    assert are_same(slot, label, answer) is expected


def test_a_label_is_checked_before_it_counts() -> None:
    assert said({"moq": None, "colours": [], "sizes": "42"}) == {"sizes": ["42"]}
    with pytest.raises(ValueError, match="no slot"):
        said({"prize": 5})


def test_an_unreadable_line_is_named_and_the_others_count(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    good = {"text": "red kettles under $9", "language": "en-GB", "slots": {"colours": "red", "max_price": 9}}
    file.write_text("\n".join([json.dumps(good), "{", json.dumps({"text": 5}), json.dumps({"slots": {}}), ""]))
    report = measure(file)
    assert report.metrics["requests"] == 1
    assert report.metrics["unreadable"] == 3
    assert report.metrics["slots_invented"] == 1  # the label leaves the kettle out
    assert measure(file, only=["colours", "max_price"]).metrics["exact_slot_accuracy"] == 1.0
