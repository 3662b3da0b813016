"""Whatever is given as an address: it is refused with a reason, or leads where it may, and nothing breaks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.carriers.composing import read_address
from notifications.carriers.services import BY_SCHEMA
from notifications.models.channel import Service
from tradewind.errors import InvalidInput
from tradewind.fetch import FetchFailed
from tradewind.fetch.forwarding import Homes, place_of
from tradewind.fetch.guard import Guard

SIGNS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60)
WORDS = (
    *"@:/?&#%[],=", "//", "%2f", "%40", "\\", "..", "a", "1", "10.0.0.1", "[::1]", "example.org", "localhost", ":8443",
    "123456789:" + "A" * 35, "!r:example.org", "token=t", "mode=slack", "to=x", "+x=y", "x" * 26, "U" * 30, "T1JJ3T3L2",
    "s" * 24,
)  # fmt: skip
PIECES = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)


@given(schema=st.sampled_from(sorted(BY_SCHEMA)) | st.just("https"), rest=SIGNS | PIECES)
@settings(max_examples=300, deadline=None)
def test_an_address_is_refused_or_leads_outward(schema: str, rest: str) -> None:
    address = f"{schema}://{rest}".ljust(5, "x")
    try:
        composed = read_address(Service(by="service", address=address))
        place = place_of(composed.request.url or "", Guard(), Homes())
    except (InvalidInput, FetchFailed):
        return
    assert (place.scheme, place.port, place.at_home) == ("https", 443, False)
    assert place.host not in ("localhost", "10.0.0.1", "::1")
