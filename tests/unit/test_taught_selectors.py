"""A taught selector finds what CSS says it names, and costs no more than its page."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from selectolax.lexbor import LexborHTMLParser

from prices.models.selector import parts_of
from prices.models.watch import AskedOverride
from prices.reading.selectors import find_all, find_first

PAGE = """<main id=buy><div class="price box"><s class=old>25 €</s> <b class="now" data-test="price">19 €</b></div>
<ul><li>a<li class=x>b<li>c</ul><p><b class=now>7 €</b></p></main><aside><b class=now>3 €</b><i>i</i></aside>"""


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        (".now", ["19 €", "7 €", "3 €"]),
        ("#buy .now", ["19 €", "7 €"]),
        ("#buy > .now", []),
        ("#buy > div > .now", ["19 €"]),
        ("main p b.now", ["7 €"]),
        ('[data-test="price"]', ["19 €"]),
        ("[data-test^=pri]", ["19 €"]),
        ("s.old + b", ["19 €"]),
        ("li:nth-of-type(2)", ["b"]),
        ("#buy li:first-child", ["a"]),
        ("aside > *:nth-child(2)", ["i"]),
        (".nowhere .now", []),
        ("main aside .now", []),
    ],
)
def test_it_finds_what_css_says(selector: str, found: list[str]) -> None:
    tree = LexborHTMLParser(PAGE)
    assert [node.text().strip() for node in find_all(tree, selector)] == found
    assert [node.text().strip() for node in tree.css(selector)] == found, "as the engine itself finds"


ENDLESS = ["", " ", ">", "a >", "a,b", "a ~ b", ":has(b)", "a:not(b)", "a " * 13, "a[", "b:nth-child(0)", "x" * 301]


@pytest.mark.parametrize("selector", ENDLESS)
def test_what_cannot_be_searched_for_in_bounded_time_is_refused_and_finds_nothing(selector: str) -> None:
    with pytest.raises(ValueError, match=r"selector|position|understood"):
        parts_of(selector)
    assert find_first(LexborHTMLParser(PAGE), selector) is None
    if 0 < len(selector) <= 300:
        with pytest.raises(ValidationError, match="price: "):
            TypeAdapter(AskedOverride).validate_python({"price": selector})


@given(st.text(alphabet="ab#.[]=\"'> +*:()-_0 \\é", max_size=40))
def test_any_text_is_a_selector_or_is_refused(text: str) -> None:
    tree = LexborHTMLParser(PAGE)
    found = [node.mem_id for node in find_all(tree, text)]
    assert len(found) == len(set(found))
    try:
        parts_of(text)
    except ValueError:
        assert found == []


def names(depth: int = 3) -> st.SearchStrategy[str]:
    one = st.sampled_from(
        ["main", "div", "b", "li", ".now", ".price", "*", "[class]", "b:first-child", "*:nth-child(2)"]
    )
    joints = st.sampled_from([" ", " > ", " + "])
    return st.tuples(one, st.lists(st.tuples(joints, one), max_size=depth)).map(
        lambda chain: chain[0] + "".join(joint + part for joint, part in chain[1])
    )


@given(names())
def test_it_finds_what_the_engine_finds(selector: str) -> None:
    tree = LexborHTMLParser(PAGE)
    assert [n.mem_id for n in find_all(tree, selector)] == [n.mem_id for n in tree.css(selector)]


@pytest.mark.parametrize(
    ("page", "selector"),
    [
        ("<div>" * 500 + "<p>x</p>" * 5000 + "</div>" * 500, "span " + "div " * 10 + "p"),
        ("<div>" * 500 + "<p>x</p>" * 5000 + "</div>" * 500, "div > div div > div div > div > span p"),
        ("<a></a><b></b>" * 20000, "a:nth-of-type(200)"),
        ("<a></a><b></b>" * 20000, "a + b + a"),
    ],
)
def test_a_page_and_a_selector_made_to_hang_do_not(page: str, selector: str) -> None:
    """The engine's own search takes minutes for the first."""
    tree = LexborHTMLParser(page)
    began = perf_counter()
    list(find_all(tree, selector))
    assert perf_counter() - began < 2
