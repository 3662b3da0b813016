"""What holds of any request, whatever it says."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models.understanding import LONGEST_REQUEST, Slots, Vocabulary
from catalog.rules.understanding.request import understand
from tradewind_cli.checkout import ROOT

CORPUS = [
    json.loads(line) for line in (ROOT / "tests/corpora/query_slots.jsonl").read_text(encoding="utf-8").splitlines()
]
WORDS = sorted({word for row in CORPUS for word in row["text"].split()})
LANGUAGES = st.sampled_from(["en", "fr", "pt", "hi", None])

anything = st.text(max_size=300)
word_salad = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=80, deadline=None)
@given(st.one_of(anything, word_salad), LANGUAGES)
def test_no_text_breaks_it_and_every_span_lies_in_the_text(text: str, language: str | None) -> None:
    found = understand(text, language)  # type: ignore[arg-type]
    for name in Slots.model_fields:
        slot = getattr(found.slots, name)
        for each in slot if isinstance(slot, list) else [slot] if slot else []:
            assert each.value is not None
            assert each.reason
            assert 0 < (each.confidence or 0) <= 1
            assert each.spans
            for span in each.spans:
                assert 0 <= span.start < span.end <= len(found.text)
                assert found.text[span.start : span.end].strip()
    assert len(found.residue) <= LONGEST_REQUEST
    assert understand(text, language) == found  # type: ignore[arg-type]
    found.model_dump_json()


CLAUSES = {
    "max_price": ["under $40", "less than 40 dollars", "max 40 USD", "up to $40"],
    "moq": ["MOQ 300", "minimum order 300 pieces", "moq: 300 pcs"],
    "colours": ["colour red", "in red"],
    "delivery_place": ["delivered to Lagos", "ship to Lagos", "delivery to our warehouse in Lagos"],
    "certifications": ["CE certified", "with CE marking"],
    "excluded_materials": ["no plastic", "without plastic", "anything but plastic"],
    "shipping_urgency": ["urgent", "asap", "express delivery"],
    "quality_tier": ["premium quality", "high-end"],
    "measures": ["20 x 30 cm", "20x30cm"],
    "incoterm": ["CFR terms"],
    "origins": ["made in India", "from India"],
    "sizes": ["size 42", "size: 42"],
}
MEANT = {
    "max_price": {"amount": "40", "currency": "USD"},
    "moq": {"value": "300", "unit": "piece"},
    "colours": ["red"],
    "delivery_place": {"name": "Lagos", "country": "NG"},
    "certifications": ["CE"],
    "excluded_materials": ["plastic"],
    "shipping_urgency": "urgent",
    "quality_tier": "premium",
    "measures": [{"unit": "m", "values": ["0.2", "0.3"]}],
    "incoterm": "CFR",
    "origins": ["IN"],
    "sizes": ["42"],
}


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_slots_do_not_hang_on_the_order_in_which_they_are_said(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(CLAUSES)), min_size=1, max_size=5, unique=True))
    clauses = [data.draw(st.sampled_from(CLAUSES[name])) for name in names]
    said = understand(", ".join(data.draw(st.permutations(["kettles", *clauses]))), "en").slots.plain()
    assert said == {"product_category": "kettle"} | {name: MEANT[name] for name in names}


@pytest.mark.parametrize(
    "text",
    [
        "1" * 5000,
        "1," * 2500,
        "1 x " * 1000,
        "no " * 2000,
        "not from made in " * 300,
        "between 1 and " * 400,
        "lakh crore hazar " * 300,
        "size S/M/L/" * 400,
        "बिना " * 1000,
        "de la " * 900,
        "'" * 5000,
        "a" * 5000,
        "-".join("ab" for _ in range(2000)),
        "$" * 5000,
        "1/2" * 1500,
        "\u0300" * 5000,
        "blakc chiar wodden tabel " * 200,
        "नहीं " * 900,
        "9" * 400 + " lakh crore crore crore crore kg",
        "1e999 USD 0.0000000000000000001 mm2 999999999999999999999999 $",
    ],
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    began = time.process_time()
    understand(text)
    assert time.process_time() - began < 1.5


def test_words_of_a_catalogue_are_known() -> None:
    vocabulary = Vocabulary(brands=("Zenco", "Orange"), categories=("Beam clamps",), currency="CAD")
    said = understand("orange beam clamps by zenco under $9", "en", vocabulary).slots.plain()
    assert said == {
        "product_category": "Beam clamps",
        "brand_preferences": ["Zenco"],
        "colours": ["orange"],
        "max_price": {"amount": "9", "currency": "CAD"},
    }
