from decimal import Decimal
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from tradewind.model import Id, Model, Moment, PlainDigits


class Thing(Model):
    amount: Annotated[Decimal, Field(ge=0, le=10**12, max_digits=18, decimal_places=6), PlainDigits] = Decimal(0)
    weight: float = 0
    thing_id: Id = "a"
    at: Moment | None = None


@pytest.mark.parametrize("written", ["0", "1099.90", "1099.", ".5", "+1", "000.10", "999999999999.999999"])
def test_a_number_in_plain_digits_is_read(written: str) -> None:
    assert Thing.model_validate({"amount": written}).amount == Decimal(written)


@pytest.mark.parametrize(
    "written",
    [
        "1e3", "1e-9999999", "1E-1000000000000000000", "0e-999999999", "0e999999999", "1e999999999", "1." + "0" * 43,
        "0" * 50, "NaN", "Infinity", "-inf", "", ".", "+", "1,5", "1_000", " 1", "1 ", "\u0661", "\uff11", "0x1", "1\n",
    ],
)  # fmt: skip
def test_a_number_written_in_another_way_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        Thing.model_validate({"amount": written})


@given(st.text(max_size=30) | st.from_regex(r"[-+]?[0-9]*\.?[0-9]*([eE][-+]?[0-9]{1,20})?", fullmatch=True))
def test_whatever_is_read_fits_a_table_and_a_line(written: str) -> None:
    try:
        amount = Thing.model_validate({"amount": written}).amount
    except ValidationError:
        return
    assert len(amount.as_tuple().digits) <= 36
    assert len(f"{amount:f}") <= 40


@pytest.mark.parametrize(
    "number", [Decimal("1E+3"), Decimal("12E+10"), Decimal("0E+6"), Decimal("5"), Decimal("0.10"), 7]
)
def test_a_number_of_our_own_is_written_so_that_it_can_be_read_again(number: Decimal) -> None:
    thing = Thing(amount=number)
    assert "E" not in thing.model_dump_json()
    assert Thing.model_validate_json(thing.model_dump_json()) == thing


@pytest.mark.parametrize("value", ["NaN", "inf", "-Infinity", float("nan"), float("inf")])
def test_no_number_is_infinite_or_none(value: object) -> None:
    with pytest.raises(ValidationError):
        Thing.model_validate({"weight": value})


def test_the_document_has_the_bounds_all_the_same() -> None:
    number, text = Thing.model_json_schema()["properties"]["amount"]["anyOf"]
    assert (number["minimum"], number["maximum"]) == (0, 10**12)
    assert "[eE]" not in text["pattern"]


@pytest.mark.parametrize(
    "at", ["1999-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "2026-01-01T00:00:00", "9999-12-31T23:59:59-23:59"]
)
def test_a_moment_is_bounded_and_has_a_zone(at: str) -> None:
    with pytest.raises(ValidationError):
        Thing.model_validate({"at": at})


def test_what_was_wrong_is_told_without_what_was_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        Thing.model_validate({"thing_id": "secret#1"})
    assert "secret" not in str(refused.value)
