"""What a check leaves of a listing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fakes import START
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.rules.listing import RECENT_LOOKS, ListingState, advance, has_changed, has_gone_dark


def seen(price: str | None = "10", at: int = 0, **more: Any) -> Observation:
    moment = START + timedelta(hours=at)
    known: dict[str, Any] = {"listing_id": "l", "slot": moment, "at": moment, "currency": "EUR"}
    ending = Ending.READ if price else Ending.UNKNOWN
    return Observation.model_validate({**known, "ending": ending, "price": price, **more})


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (None, seen(), False),
        (seen(), seen(), False),
        (seen("2879.2"), seen("2879.20"), False),
        (seen("10"), seen("9.99"), True),
        (seen("0"), seen("1"), True),
        (seen(), seen(None), False),
        (seen(None), seen(), False),
        (seen(), seen(currency=None), False),
        (seen(), seen(currency="USD"), True),
        (seen(), seen(availability=Availability.IN_STOCK), False),
        (seen(availability=Availability.IN_STOCK), seen(availability=Availability.LIMITED), True),
    ],
)
def test_a_change_is_another_price_currency_or_stock_that_is_stated(
    before: Observation | None, after: Observation, changed: bool
) -> None:
    assert has_changed(before, after) is changed


def test_a_page_goes_dark_once() -> None:
    state = advance(ListingState(), seen())
    assert has_gone_dark(state, seen(None, 1))
    assert not has_gone_dark(advance(state, seen(None, 1)), seen(None, 2))
    assert not has_gone_dark(ListingState(), seen(None))


def test_a_gap_keeps_the_last_price_and_drops_the_validators() -> None:
    state = advance(ListingState(), seen(), etag='"v1"', last_modified="today")
    gap = advance(state, seen(None, 1, http_status=410), etag='"v2"', not_before=START + timedelta(days=1))
    assert (gap.last_read, gap.etag, gap.last_modified) == (state.last_read, None, None)
    assert (gap.health.failures, gap.health.gone, gap.health.not_before) == (1, True, START + timedelta(days=1))
    after = advance(gap, seen("11", 2))
    assert (after.health.failures, after.health.gone, after.health.not_before) == (0, False, None)
    assert after.health.changes == 1, "compared with the reading before the gap"


def test_an_unchanged_page_keeps_its_validators() -> None:
    state = advance(ListingState(), seen(), etag='"v1"', last_modified="today")
    after = advance(state, seen(at=1, ending=Ending.UNCHANGED))
    assert (after.etag, after.last_modified) == ('"v1"', "today")
    assert advance(after, seen(at=2)).etag is None, "a page that was sent anew without any has none"


def test_old_changes_fade() -> None:
    state = ListingState()
    for number in range(RECENT_LOOKS):
        state = advance(state, seen(str(10 + number), number))
    assert (state.health.looks, state.health.changes) == (RECENT_LOOKS, RECENT_LOOKS - 1)
    for number in range(60):
        state = advance(state, seen("7", 100 + number))
    assert state.health.looks <= RECENT_LOOKS
    assert state.health.changes <= 2


def test_failures_are_counted_without_end_and_without_overflow() -> None:
    state = advance(ListingState(), seen())
    for number in range(1100):
        state = advance(state, seen(None, number))
    assert state.health.failures == 1000
    assert state.last_read is not None and state.last_read.price == Decimal(10)
