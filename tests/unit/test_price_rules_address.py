import pytest

from prices.rules.address import canonical, carries_credentials, listing_id, registrable, same_site
from tradewind.errors import InvalidInput


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTPS://Shop.Example:443/A", "https://shop.example/A"),
        ("http://shop.example:80", "http://shop.example/"),
        ("http://shop.example:8080", "http://shop.example:8080/"),
        ("https://shop.example./p", "https://shop.example/p"),
        ("https://shop.example/a/./b/../c", "https://shop.example/a/c"),
        ("https://shop.example/a/%2e%2E/b/.", "https://shop.example/b/"),
        ("https://shop.example/../../a", "https://shop.example/a"),
        ("https://shop.example/%7euser/%c3%bc", "https://shop.example/~user/%C3%BC"),
        ("https://shop.example/schöne schuhe", "https://shop.example/sch%C3%B6ne%20schuhe"),
        ("https://shop.example/100%-cotton", "https://shop.example/100%25-cotton"),
        ("https://shop.example/p#reviews", "https://shop.example/p"),
        ("https://shop.example/p?", "https://shop.example/p"),
        ("https://shop.example/p?&&", "https://shop.example/p"),
        ("https://shop.example/p?b=2&a=1", "https://shop.example/p?a=1&b=2"),
        ("https://shop.example/p?a=2&a=1", "https://shop.example/p?a=2&a=1"),
        ("https://shop.example/p?utm_source=x&GCLID=1&fbclid=2", "https://shop.example/p"),
        ("https://shop.example/p?%75tm_medium=x&size=M", "https://shop.example/p?size=M"),
        ("https://shop.example/p?variant=42&spm=a.b.c", "https://shop.example/p?variant=42"),
        ("https://shop.example/p?ref=nav&source=red&tag=t", "https://shop.example/p?ref=nav&source=red&tag=t"),
        ("https://shop.example/p?flag", "https://shop.example/p?flag"),
        ("https://shop.example//a//b/", "https://shop.example//a//b/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("  https://shop.example/a\n", "https://shop.example/a"),
        ("https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443/a"),
        ("https://ana:pw@shop.example/a", "https://ana:pw@shop.example/a"),
        ("https://a@b@shop.example/a", "https://a%40b@shop.example/a"),
    ],
)
def test_one_page_has_one_spelling(written: str, meant: str) -> None:
    assert canonical(written).url == meant


@pytest.mark.parametrize(
    "url",
    ["", "shop.example", "ftp://shop.example/", "javascript:alert(1)", "https:///p", "https://shop.example:99999/",
     "https://sh op.example/", "https://shop..example/", "https://shop.example\\@evil.example/", "https://-/",
     "https://[::1/", "https://" + "a" * 300 + ".example/", "https://a_\u2488.example/",
     "https://shop.example:0/", "https://shop.example/" + "ü" * 400],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="url"):
        canonical(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://ana@shop.example/p",
        "https://ana:pw@shop.example/p",
        "https://shop.example/p;jsessionid=1A2B",
        "https://shop.example/p;sid=1/q",
        "https://shop.example/p?PHPSESSID=abc",
        "https://shop.example/p?a=1&sid=2",
        "https://shop.example/p?a=1;sid=2",
        "https://shop.example/p?ASPSESSIONIDQQ=abc",
        "https://shop.example/p?osCsid=abc",
        "https://shop.example/p?session-id=abc",
        "https://shop.example/p?access_token=abc",
        "https://shop.example/p?token=abc",
        "https://shop.example/p?apiKey=abc",
        "https://files.example/p?X-Amz-Signature=abc",
        "https://files.example/p?X-Amz-Credential=abc",
        "https://files.example/p?X-Goog-Signature=abc",
        "https://files.example/p?sv=2020&sig=abc",
        "https://shop.example/p?%74oken=abc",
        "https://shop.example/p#access_token=abc",
        "https://shop.example/p#/cart?token=abc",
        "https://shop.example/p?x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "https://shop.example/(S(lit3py55t21z5v55vlm25s55))/p.aspx",
    ],
)
def test_an_address_that_carries_a_secret_is_known(url: str) -> None:
    assert carries_credentials(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/p",
        "https://shop.example/p?variant=1&color=red&sku=A-1",
        "https://shop.example/p?side=left&insider=1&keyword=x&key=2",
        "https://shop.example/token/p",
        "https://shop.example/p?q=session",
        "https://shop.example/p;v=2",
        "https://shop.example/contact@home",
    ],
)
def test_an_ordinary_address_carries_none(url: str) -> None:
    assert not carries_credentials(url)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.shop.example", "shop.example"),
        ("a.b.shop.co.uk", "shop.co.uk"),
        ("co.uk", None),
        ("mine.myshopify.com", "mine.myshopify.com"),
        ("h17.shop.test", "shop.test"),
        ("127.0.0.1", None),
        ("localhost", None),
    ],
)
def test_the_domain_its_owner_registered(host: str, domain: str | None) -> None:
    assert registrable(host) == domain


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("https://www.shop.example/a", "http://m.shop.example/b", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://a.myshopify.com/", "https://b.myshopify.com/", False),
        ("https://shop.example/", "https://shop.example.evil.example/", False),
        ("https://192.0.2.1/", "https://192.0.2.1/", True),
        ("https://192.0.2.1/", "https://198.51.2.1/", False),
        ("https://shop.example/", "/p/1", False),
        ("https://shop.example/", "javascript:void(0)", False),
    ],
)
def test_a_canonical_link_holds_within_one_registered_domain(one: str, two: str, same: bool) -> None:
    assert same_site(one, two) is same


def test_a_listing_has_one_id_for_all_and_another_where_it_is_private() -> None:
    page = "https://shop.example/p"
    ids = {listing_id(page, None), listing_id(page, "red"), listing_id(page, "red", "t1"), listing_id(page, None, "t1")}
    assert len(ids) == 4
    assert all(len(each) == 26 and each.isalnum() for each in ids)
    assert listing_id(page, "  light  red ") == listing_id(page, "light red")
    assert listing_id(page, "") == listing_id(page, None)


def test_the_id_of_a_listing_never_changes() -> None:
    assert listing_id("https://shop.example/p", "red") == "a5lpcuf6dly27f7kwttkxc3qg4"
