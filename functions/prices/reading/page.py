"""One page, parsed once: its text nodes in document order, and the elements that readings start from."""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from urllib.parse import urlsplit

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from prices.reading.traits import Is, Trait, traits_of, traits_of_style

SEPARATOR = "\x1f"
"""Stands between two text nodes in `Page.text`."""

MAX_TEXT_NODES = 60_000
LONGEST_LABEL = 240
"""Characters kept of a text node: what is longer is prose, and the price does not stand deep in prose."""
MAX_DEPTH = 60


def _tag_ids(*names: str) -> dict[int, str]:
    markup = "".join(f"<{name}></{name}>" for name in names)
    tree = LexborHTMLParser(f"<div>{markup}</div>")
    return {node.tag_id: name for name in names for node in tree.css(name)}


_TEXT = LexborHTMLParser("<p>x</p>").css_first("p").first_child.tag_id  # type: ignore[union-attr]
_RAW = _tag_ids("script", "style", "textarea")
_NOTED = _RAW | _tag_ids("h1", "meta", "link", "input", "title")


@dataclass(slots=True)
class Element:
    """An ancestor of a text node, as far as rules look at it."""

    tag: str
    style: str  # its class attribute: alike for elements of one look
    marks: str  # class, id, itemprop and test ids
    traits: Trait
    link: str | None  # where it leads, of <a>


@dataclass
class Script:
    """An inline script."""

    kind: str  # its type attribute, lower case
    identity: str
    node: LexborNode

    def text(self) -> str:
        return self.node.text()


@dataclass
class Page:
    """A parsed page. Positions are indices into `strings`, the text nodes in document order."""

    url: str
    tree: LexborHTMLParser
    strings: list[str] = field(default_factory=list)
    nodes: list[LexborNode] = field(default_factory=list)
    noted: dict[str, list[tuple[int, LexborNode]]] = field(default_factory=dict)  # tag -> (position, element)
    text: str = ""
    starts: list[int] = field(default_factory=list)
    _elements: dict[int, Element] = field(default_factory=dict)
    _chains: dict[int, list[Element]] = field(default_factory=dict)
    _traits: dict[tuple[str, str], Trait] = field(default_factory=dict)
    _scripts: list[Script] | None = None
    _meta: dict[str, str] | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def position_at(self, offset: int) -> int:
        """Which text node the character at `offset` of `text` belongs to."""
        return bisect_right(self.starts, offset) - 1

    def scripts(self) -> list[Script]:
        """Scripts that carry their text with them."""
        if self._scripts is None:
            self._scripts = []
            for _, node in self.noted.get("script", ()):
                attributes = node.attributes
                if "src" not in attributes:
                    kind = (attributes.get("type") or "").lower()
                    self._scripts.append(Script(kind, attributes.get("id") or "", node))
        return self._scripts

    def meta(self) -> dict[str, str]:
        """Contents of `<meta>` by lower-case property, name or http-equiv; the first of each wins."""
        if self._meta is None:
            found: dict[str, str] = {}
            for _, node in self.noted.get("meta", ()):
                attributes = node.attributes
                content = attributes.get("content")
                key = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv")
                if content and key:
                    found.setdefault(key.lower(), content.strip())
            self._meta = found
        return self._meta

    def language(self) -> str | None:
        """The page's language: `<html lang>`, else og:locale or content-language; with a territory if one says."""
        root = self.tree.root
        stated = (root.attributes.get("lang") or root.attributes.get("xml:lang") if root else None) or ""
        meta = self.meta()
        tags = [
            tag.strip().replace("_", "-")[:35]
            for tag in (stated, meta.get("og:locale", ""), meta.get("content-language", ""))
            if tag.strip()
        ]
        if not tags:
            return None
        language = tags[0].split("-")[0].lower()
        return next((tag for tag in tags if "-" in tag and tag.split("-")[0].lower() == language), tags[0])

    def title_tag(self) -> str:
        for _, node in self.noted.get("title", ()):
            if node.parent is not None and node.parent.tag != "svg":
                return clean(node.text()[:1000])
        return ""

    def canonical(self) -> str | None:
        """`<link rel=canonical>`, as written."""
        for _, node in self.noted.get("link", ())[:200]:
            attributes = node.attributes
            if (attributes.get("rel") or "").lower() == "canonical":
                return attributes.get("href")
        return None

    def ancestors(self, position: int) -> list[Element]:
        """The elements around a text node, the innermost first."""
        return self._chain(self.nodes[position].parent)

    def _chain(self, node: LexborNode | None) -> list[Element]:
        """An element and those above it; kept, since neighbours share most of it."""
        below: list[tuple[int, Element]] = []
        above: list[Element] = []
        while node is not None and len(below) < MAX_DEPTH:
            identity = node.mem_id
            if (known := self._chains.get(identity)) is not None:
                above = known
                break
            below.append((identity, self.element(node)))
            node = node.parent
        for identity, element in reversed(below):
            above = self._chains[identity] = [element, *above[: MAX_DEPTH - 1]]
        return above

    def element(self, node: LexborNode) -> Element:
        known = self._elements.get(node.mem_id)
        if known is None:
            known = self._elements[node.mem_id] = self._describe(node)
        return known

    def _describe(self, node: LexborNode) -> Element:
        attributes = node.attributes
        tag = node.tag or ""
        if not attributes:
            return Element(tag, "", "", traits_of(tag, ""), None)
        named = [name for name in _NAMING if name in attributes]
        marks = " ".join([attributes[name] or "" for name in named])[:400] if named else ""
        traits = self._traits.get((tag, marks))
        if traits is None:
            traits = self._traits[tag, marks] = traits_of(tag, marks)
        if inline := attributes.get("style"):
            traits |= traits_of_style(inline)
        if "hidden" in attributes:
            traits |= Is.HIDDEN
        return Element(
            tag, attributes.get("class") or "", marks, traits, attributes.get("href") if tag == "a" else None
        )


_NAMING = (
    "class",
    "id",
    "itemprop",
    "data-testid",
    "data-test",
    "data-qa",
    "data-hook",
    "data-price-type",
    "data-role",
)


def parse(content: bytes, url: str) -> Page:
    """Parse UTF-8 bytes; text of scripts and styles is left out of `strings`."""
    tree = LexborHTMLParser(content, options=LexborDocumentOptions.WO_EVENTS)
    page = Page(url, tree)
    strings, nodes, noted = page.strings, page.nodes, page.noted
    raw = False
    if tree.root is None:
        return page
    for node in tree.root.traverse(include_text=True, skip_empty=True):
        tag = node.tag_id
        if tag == _TEXT:
            if raw:
                raw = False
            elif text := node.text_content.strip():  # type: ignore[union-attr]  # a text node has text
                strings.append(text if len(text) <= LONGEST_LABEL else text[:LONGEST_LABEL])
                nodes.append(node)
                if len(strings) >= MAX_TEXT_NODES:
                    break
        elif tag in _NOTED:
            noted.setdefault(_NOTED[tag], []).append((len(strings), node))
            # Its text comes next, unless it has none, or none but spaces, which are skipped.
            raw = tag in _RAW and (inner := node.first_child) is not None and not inner.is_empty_text_node
    page.text = SEPARATOR.join(strings)
    page.starts = list(accumulate([len(text) + 1 for text in strings], initial=0))
    return page


def clean(text: str | None) -> str:
    """Text on one line, single spaces, without zero-width characters."""
    return " ".join((text or "").replace("\u200b", "").replace("\ufeff", "").split())
