"""Whatever a supplier sends is read or refused in words, and what is one measure is one however it is written."""

import io
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.models.importing import Form, ImportDefaults
from catalog.rules.identity import gtin14, product_id
from catalog.rules.units import UNITS, magnitude, magnitudes_in, without_magnitudes
from catalog.transfers.columns import proposed
from catalog.transfers.reading import form_of, open_rows
from catalog.transfers.requests import layout, named, request_of
from tradewind.tables import Unreadable

HEADERS = [
    "Name",
    "Supplier",
    "Brand",
    "MPN",
    "Price",
    "Price 1000+",
    "MOQ",
    "Weight (kg)",
    "Origin",
    "HS Code",
    "EAN",
    "Lead time",
    "Tags",
    "Odd",
]
CELL = st.one_of(
    st.text(max_size=12), st.sampled_from(["4.50", "1,250.00 €", "2-3 weeks", "CN", "100 pcs", "=1+1", "٣"])
)


def through(content: bytes) -> int:
    """How many rows a file has; each makes goods, or says why it makes none. By the cells that name them alone, goods
    have the id that they have as a whole."""
    file = io.BytesIO(content)
    opened = open_rows(file, form_of(file))
    of = layout(proposed(opened.names, opened.sample, None), ImportDefaults(currency="USD"))
    count = 0
    for row in opened.rows:
        taken = request_of(row, of)
        assert (taken.wanted is None) == bool(taken.refused), row
        assert taken.wanted is None or product_id("t", named(row, of)) == product_id("t", taken.wanted), row
        count += 1
    return count


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=len(HEADERS), max_size=len(HEADERS)), min_size=1, max_size=3))
def test_a_row_of_any_cells_makes_goods_or_says_why_not(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([HEADERS, *rows])
    with_something = sum(any(cell.strip() for cell in row) for row in rows)
    try:
        assert through(out.getvalue().encode("utf-8", "replace")) == with_something
    except Unreadable as error:
        assert error.detail


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    try:
        through(content)
    except Unreadable as error:
        assert error.detail


SCALAR = st.none() | st.booleans() | st.floats() | st.text(max_size=5)
NESTED = st.recursive(
    SCALAR,
    lambda each: st.lists(each, max_size=2) | st.dictionaries(st.text(max_size=5), each, max_size=2),
    max_leaves=4,
)


@settings(max_examples=40, deadline=None)
@given(NESTED)
def test_any_value_of_json_is_taken_or_refused(value: object) -> None:
    import json

    names = ["title", "price", "attributes", "tags", "image", "price_breaks", "moq"]
    line = json.dumps(dict.fromkeys(names, value) | {"title": "Pan"})
    assert through(line.encode()) == 1 if form_of(io.BytesIO(line.encode())) is Form.JSONL else True


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(UNITS)), st.integers(1, 9999), st.integers(0, 3))
@example("\N{MICRO SIGN}m", 5, 0)
def test_a_measure_is_its_number_times_its_unit(unit: str, digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    found = magnitude(f"{number:f} {unit}")
    assert found is not None
    name, factor = UNITS[unit.casefold()]
    assert found.unit == name
    assert found.values[0] == pytest.approx(number * factor, rel=Decimal("1e-11"))


@pytest.mark.parametrize(
    "same", [("10 cm", "100 mm", "0.1m"), ("1 kg", "1000g"), ("500ml", "0,5 l"), ('1"', "25.4 mm")]
)
def test_one_measure_is_one_however_it_is_written(same: tuple[str, ...]) -> None:
    assert len({str(magnitude(each)) for each in same}) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_title_has_measures_or_none(title: str) -> None:
    assert len(list(magnitudes_in(without_magnitudes(title)))) <= len(list(magnitudes_in(title)))


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=7, max_size=13))
def test_of_ten_check_digits_one_is_right(digits: str) -> None:
    right = [last for last in "0123456789" if gtin14(digits + last)]
    is_length = len(digits) + 1 in (8, 12, 13, 14)
    assert len(right) == (1 if is_length and set(digits) != {"0"} else 0)
