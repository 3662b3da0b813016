"""Finds what a taught selector names, in time that grows with the page alone, whoever wrote page and selector."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from prices.models.selector import Part, parts_of

SIBLINGS = 1000
"""Siblings that are counted through for a position; one further down has none."""


def find_all(tree: LexborHTMLParser, selector: str) -> Iterator[LexborNode]:
    """The elements that a selector names, in document order; none for one that is not understood."""
    try:
        parts = parts_of(selector)
        found = [tree.css(part.plain) for part in parts]
    except (ValueError, SelectolaxError):
        return
    yield from _joined(parts, found)


def find_first(tree: LexborHTMLParser, selector: str) -> LexborNode | None:
    """The first of them."""
    return next(find_all(tree, selector), None)


def _joined(parts: tuple[Part, ...], found: list[list[LexborNode]]) -> Iterator[LexborNode]:
    """Those of the last part whose surroundings are as the parts before it say.

    Each part is searched for alone, and each element is asked once a part whether it fits with all that stands before:
    no way is gone twice.
    """
    named = [{node.mem_id for node in nodes} for nodes in found]
    fits: list[dict[int, bool]] = [{} for _ in parts]
    below: list[dict[int, bool]] = [{} for _ in parts]

    places = Places()

    def stands(node: LexborNode, part: Part) -> bool:
        if part.nth is None:
            return True
        place = places.of(node)
        return place is not None and place[part.of_type] == part.nth

    def is_fit(node: LexborNode, at: int) -> bool:
        known = fits[at].get(node.mem_id)
        if known is None:
            part = parts[at]
            known = node.mem_id in named[at] and stands(node, part) and _is_joined(node, at)
            fits[at][node.mem_id] = known
        return known

    def _is_joined(node: LexborNode, at: int) -> bool:
        joint = parts[at].joint
        if joint == "":
            return True
        if joint == "+":
            before = _previous(node)
            return before is not None and is_fit(before, at - 1)
        parent = node.parent
        if joint == ">":
            return parent is not None and is_fit(parent, at - 1)
        return is_below(parent, at - 1)

    def is_below(node: LexborNode | None, at: int) -> bool:
        """Whether an element or one above it fits; what is learned on the way up is kept for all of the way."""
        way: list[int] = []
        answer = False
        while node is not None:
            known = below[at].get(node.mem_id)
            if known is not None:
                answer = known
                break
            way.append(node.mem_id)
            if is_fit(node, at):
                answer = True
                break
            node = node.parent
        below[at].update(dict.fromkeys(way, answer))
        return answer

    last = len(parts) - 1
    return (node for node in found[last] if is_fit(node, last))


class Places:
    """The places of elements among their siblings, counted once for all children of an element."""

    def __init__(self) -> None:
        self._known: dict[int, dict[int, tuple[int, int]]] = {}

    def of(self, node: LexborNode) -> tuple[int, int] | None:
        """An element's place from 1, among all elements and among those of its tag; None past SIBLINGS."""
        parent = node.parent
        if parent is None:
            return None
        known = self._known.get(parent.mem_id)
        if known is None:
            known = self._known[parent.mem_id] = _counted(parent)
        return known.get(node.mem_id)


def _counted(parent: LexborNode) -> dict[int, tuple[int, int]]:
    places: dict[int, tuple[int, int]] = {}
    of_tag: dict[int, int] = {}
    child = parent.first_child
    for _ in range(SIBLINGS):
        if child is None:
            break
        if child.is_element_node:
            of_tag[child.tag_id] = of_tag.get(child.tag_id, 0) + 1
            places[child.mem_id] = len(places) + 1, of_tag[child.tag_id]
        child = child.next
    return places


def _previous(node: LexborNode) -> LexborNode | None:
    before = node.prev
    for _ in range(SIBLINGS):
        if before is None or before.is_element_node:
            return before
        before = before.prev
    return None
