"""Finds what a taught selector names, in time that grows with the page alone, whoever wrote page and selector."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from prices.models.selector import Part, parts_of

SIBLINGS = 1000
"""Siblings that are counted through for a position; one further down has none."""


def find_all(tree: LexborHTMLParser, selector: str) -> Iterator[LexborNode]:
    """The elements that a selector names, in document order; none for one that is not understood."""
    return Search(tree).find_all(selector)


def find_first(tree: LexborHTMLParser, selector: str) -> LexborNode | None:
    """The first of them."""
    return next(find_all(tree, selector), None)


class Search:
    """Many searches of one page: each part of a selector is looked for once."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._found: dict[str, tuple[list[LexborNode], frozenset[int]]] = {}
        self._places: dict[int, dict[int, tuple[int, int]]] = {}

    def find_all(self, selector: str) -> Iterator[LexborNode]:
        """See find_all."""
        try:
            parts = parts_of(selector)
            found = [self._named(part.plain) for part in parts]
        except (ValueError, SelectolaxError):
            return iter(())
        return self._joined(parts, found)

    def place(self, node: LexborNode) -> tuple[int, int] | None:
        """An element's place among its siblings, from 1: of all elements, of those of its tag; None past SIBLINGS."""
        parent = node.parent
        if parent is None:
            return None
        known = self._places.get(parent.mem_id)
        if known is None:
            known = self._places[parent.mem_id] = _counted(parent)
        return known.get(node.mem_id)

    def _named(self, plain: str) -> tuple[list[LexborNode], frozenset[int]]:
        if plain not in self._found:
            nodes = self._tree.css(plain)
            self._found[plain] = nodes, frozenset(node.mem_id for node in nodes)
        return self._found[plain]

    def _joined(
        self, parts: tuple[Part, ...], found: list[tuple[list[LexborNode], frozenset[int]]]
    ) -> Iterator[LexborNode]:
        """Those of the last part whose surroundings are as the parts before it say.

        Each element is asked once a part whether it fits with all that stands before: no way is gone twice.
        """
        fits: list[dict[int, bool]] = [{} for _ in parts]
        below: list[dict[int, bool]] = [{} for _ in parts]

        def is_fit(node: LexborNode, at: int) -> bool:
            known = fits[at].get(node.mem_id)
            if known is None:
                known = node.mem_id in found[at][1] and self._stands(node, parts[at]) and is_joined(node, at)
                fits[at][node.mem_id] = known
            return known

        def is_joined(node: LexborNode, at: int) -> bool:
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
        return (node for node in found[last][0] if is_fit(node, last))

    def _stands(self, node: LexborNode, part: Part) -> bool:
        if part.nth is None:
            return True
        place = self.place(node)
        return place is not None and place[part.of_type] == part.nth


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
