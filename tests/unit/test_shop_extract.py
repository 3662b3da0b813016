"""How `tradewind bench extract` judges a reading of a demo page."""

from decimal import Decimal

import pytest

from local.shop.truth import Truth
from prices.models.page import Availability, PageKind, Reading
from tradewind_cli.bench.extract import demo_report, judge

KETTLE = Truth("product", Decimal("49.99"), "GBP", "in_stock", "Steel Kettle")
LIST = Truth("list")


def reading(price: str | None, currency: str | None = "GBP", availability: str = "in_stock") -> Reading:
    return Reading(
        kind=PageKind.PRODUCT,
        price=Decimal(price) if price else None,
        currency=currency,
        availability=Availability(availability),
        confidence=1,
        reasons=[],
    )


@pytest.mark.parametrize(
    ("read", "truth", "verdict"),
    [
        (reading("49.99"), KETTLE, "correct"),
        (reading("49.990"), KETTLE, "correct"),
        (reading("59.99"), KETTLE, "wrong"),
        (reading("49.99", "USD"), KETTLE, "wrong"),
        (reading("49.99", "GBP", "out_of_stock"), KETTLE, "wrong"),
        (reading("49.99", None), KETTLE, "unknown"),
        (reading("49.99", "GBP", "unknown"), KETTLE, "unknown"),
        (reading(None, None), KETTLE, "unknown"),
        (reading(None, None, "out_of_stock"), KETTLE, "unknown"),
        (reading(None, None), LIST, "correct"),
        (reading("49.99"), LIST, "wrong"),
    ],
)
def test_a_reading_is_right_open_or_wrong(read: Reading, truth: Truth, verdict: str) -> None:
    assert judge(read, truth) == verdict


def test_the_reader_reads_the_demo_shops_of_today() -> None:
    report = demo_report(days=(0,))
    assert (report.metrics["pages"] or 0) > 250
    assert report.falls_short == [], report.details
