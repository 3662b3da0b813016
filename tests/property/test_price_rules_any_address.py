"""What holds of addresses however they are written."""

from random import Random
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from prices.rules import tracking
from prices.rules.address import canonical, carries_credentials
from tradewind.errors import InvalidInput

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
awkward = st.lists(
    st.sampled_from(["%", "%4", "%41", "%2f", "%2E", ".", "..", "/", "?", "&", "=", ";", "#", "a", "ü", "+", " ", "@"]),
    max_size=20,
).map("".join)
names = st.text("abcdefgh", min_size=1, max_size=3)


@given(st.one_of(awkward, texts))
def test_the_canonical_spelling_of_a_canonical_address_is_itself(rest: str) -> None:
    once = canonical(f"https://Shop.example/{rest}")
    assert canonical(once.url) == once
    assert once.url.isascii()


@given(st.one_of(awkward, texts))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    for url in (text, f"https://{text}"):
        try:
            once = canonical(url)
        except InvalidInput:
            continue
        assert canonical(once.url) == once


@given(
    st.lists(st.tuples(names, names), max_size=5, unique_by=lambda pair: pair[0]),
    st.lists(st.sampled_from([*sorted(tracking.NAMES), "utm_source", "UTM_Campaign", "mtm_kwd"]), max_size=5),
    st.randoms(),
)
def test_neither_trackers_nor_order_make_another_page(
    kept: list[tuple[str, str]], tags: list[str], order: Random
) -> None:
    plain = [f"{name}={value}" for name, value in kept]
    mixed = [*plain, *(f"{tag}=x" for tag in tags)]
    order.shuffle(mixed)
    one = canonical("https://shop.example/p?" + "&".join(plain))
    assert canonical("https://shop.example/p?" + "&".join(mixed)) == one


@given(st.text("abcdefghijklmnopqrstuvwxyzABC019-._~", max_size=20))
def test_needless_encoding_makes_no_other_page(path: str) -> None:
    encoded = "".join(f"%{ord(c):02x}" for c in path)
    assert canonical(f"https://shop.example/p{encoded}") == canonical(f"https://shop.example/p{quote(path)}")


@given(st.sampled_from(["token", "sid", "PHPSESSID", "X-Amz-Signature"]), texts)
def test_a_secret_is_known_whatever_its_value(name: str, value: str) -> None:
    assert carries_credentials(f"https://shop.example/p?a=1&{name}={quote(value)}")


def test_no_tracker_is_named_like_a_secret() -> None:
    assert [name for name in tracking.NAMES if carries_credentials(f"https://shop.example/?{name}=1")] == []
