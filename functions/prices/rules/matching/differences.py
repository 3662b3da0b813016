"""What the traits and colours of two names say: those both have, those each has instead, those one leaves out."""

from collections.abc import Iterator

from prices.rules.matching.sign import Sign
from prices.rules.matching.title import Described, things, weight
from prices.rules.matching.traits import ACCESSORY_OF_ANOTHER_MAKER

TWO_SIDED = {
    "condition": -9.0, "audience": -5.5, "age": -6.0, "pet": -6.0, "flavour": -5.5, "kept": -5.0, "tier": -6.0,
    "side": -6.5, "material": -3.0, "format": -6.5, "bundle": -6.0, "accessory": -4.5,
}  # fmt: skip
ONE_SIDED = {
    "condition": -9.0, "audience": -1.5, "age": -4.0, "pet": -0.4, "flavour": -3.0, "kept": -0.8, "tier": -5.0,
    "side": -2.5, "material": -0.3, "format": -0.6, "bundle": -4.5, "accessory": -0.8,
}  # fmt: skip
SOFT = frozenset({
    "fresh", "dry", "cream", "spray", "stick", "waterproof", "shampoo", "showergel", "deodorant", "edp", "parfum",
    "capsulekind", "ground", "glutenfree", "vegan", "universal",
    "colorcare", "hot", "smooth", "frozen", "serum", "powderkind", "fluid", "gel", "foam", "balm", "lotion",
    "matte",
    "salted", "smoked", "wired", "wireless", "denim", "sensitive", "day", "oily",
})  # fmt: skip
"""Of what a thing is kept as: what one shop says and another leaves out."""
HALF_SOFT = frozenset({"dark", "milk", "organic", "still", "beans", "wholemilk", "instant", "creamy", "gloss", "satin"})
SOFT_TIERS = frozenset({
    "premium", "classic", "essential", "basic", "standard", "advanced", "signature", "active", "sport", "go",
    "oled", "studio", "lte", "fiveg", "air", "note", "soft",
})  # fmt: skip
"""Words that name a kind of its own in one maker's range, and are praise in another's."""
OTHER_BOOKS = frozenset({"workbook", "largeprint"})


def trait_signs(here: Described, there: Described, share_long: bool) -> Iterator[Sign]:
    yield from _colour_signs(here.colours, there.colours)
    for name in sorted(here.traits.keys() | there.traits.keys()):
        mine, theirs = here.traits.get(name, frozenset()), there.traits.get(name, frozenset())
        only_mine, only_theirs = mine - theirs, theirs - mine
        if only_mine and only_theirs:
            both = " and ".join(sorted([min(only_mine), min(only_theirs)]))
            eased = 0.4 if share_long and name in ("tier", "accessory", "kept") else 1.0
            yield Sign(f"{name}: {both}", TWO_SIDED[name] * eased)
        elif only_mine or only_theirs:
            yield from _one_sided(name, only_mine or only_theirs, share_long, here, there)
    if here.is_for_another != there.is_for_another or _is_for(here, there) or _is_for(there, here):
        yield Sign("only one is an accessory for such a thing", -6.5)


def _is_toiletry(here: Described, there: Described) -> bool:
    """Whether it comes by mass or volume and is no perfume: there the one for men is another than the plain one."""
    kinds = here.quantities.measures.keys() | there.quantities.measures.keys()
    perfume = {"edp", "edt", "edc"} & (here.traits.get("kept", frozenset()) | there.traits.get("kept", frozenset()))
    return bool({"volume", "mass"} & kinds) and not perfume


def _is_for(one: Described, other: Described) -> bool:
    """Whether one is something for the other: what names the other stands behind its `for` alone."""
    if one.before_for is None or other.before_for is not None:
        return False
    first = {word for word in other.words[:1] if len(word) > 2 and weight(word) >= 1}
    named = (other.codes | other.pairs | first | ({other.maker} - {""})) & one.joined
    return bool(named) and not named & one.before_for


def _one_sided(name: str, only: frozenset[str], share_long: bool, here: Described, there: Described) -> Iterator[Sign]:
    if any(word.startswith(each) for word in (*here.words, *there.words) for each in only):
        least = -0.2  # Super Stay and SuperStay
    elif only == {"dark"} and "black" in here.colours | there.colours:
        least = -0.2  # chocolat noir
    elif only & OTHER_BOOKS:
        least = -5.0
    elif name == "bundle":
        least = _bundle_left_out(only, share_long, here, there)
    elif name == "accessory":
        least = _accessory_left_out(only, here, there)
    else:
        least = _left_out(name, only, is_toiletry=_is_toiletry(here, there))
    if share_long and name in ("tier", "kept", "accessory", "audience", "flavour", "side"):
        least *= 0.35
    yield Sign(f"only one says {', '.join(sorted(only))}", least)


def _left_out(name: str, only: frozenset[str], *, is_toiletry: bool) -> float:
    """What a trait speaks against that one of the two leaves out."""
    if name == "kept":
        return -0.8 if only <= SOFT else -1.8 if only <= SOFT | HALF_SOFT else -4.5
    if name == "audience":
        return -4.0 if is_toiletry else -3.0 if only & {"kids", "baby"} else ONE_SIDED[name]
    if name == "flavour":
        return -2.0 if only == {"chocolate"} else -3.8
    if name == "tier":
        return -5.0 if not only <= SOFT_TIERS else -3.3 if is_toiletry else -1.8
    return -0.3 if only == {"adult"} else ONE_SIDED[name]


def _bundle_left_out(only: frozenset[str], share_long: bool, here: Described, there: Described) -> float:
    """A tool of a model number that is sold bare, where the other says of no battery, is most often that one."""
    if only != {"bareunit"}:
        return ONE_SIDED["bundle"]
    if {"body", "gehause"} & here.joined & there.joined:
        return -0.2
    has_battery = "charge" in here.quantities.measures.keys() | there.quantities.measures.keys()
    return -0.8 if share_long and not has_battery else ONE_SIDED["bundle"]


def _accessory_left_out(only: frozenset[str], here: Described, there: Described) -> float:
    if only & ACCESSORY_OF_ANOTHER_MAKER:
        return -5.5
    return -1.5 if things(here) != things(there) else ONE_SIDED["accessory"]


def _colour_signs(mine: frozenset[str], theirs: frozenset[str]) -> Iterator[Sign]:
    """Navy is blue where the other says blue, and is not sky blue."""
    if mine and theirs:
        left = {a for a in mine if not any(_same_colour(a, b) for b in theirs)}
        right = {b for b in theirs if not any(_same_colour(a, b) for a in mine)}
        if left and right:
            weight = -6 if len(left) == len(mine) or len(right) == len(theirs) else -4
            yield Sign(f"of another colour: {' and '.join(sorted([_colour(left), _colour(right)]))}", weight)
        elif left or right:
            yield Sign(f"only one says {_colour(left | right)}", -0.8)
        else:
            yield Sign(f"of the same colour: {_colour(set(mine))}", 0.2)
    elif mine or theirs:
        yield Sign(f"only one states a colour: {_colour(set(mine | theirs))}", -0.2)


def _colour(colours: set[str]) -> str:
    return min(colours).partition("/")[0]


def _same_colour(one: str, other: str) -> bool:
    (shade, _, family), (other_shade, _, other_family) = one.partition("/"), other.partition("/")
    return other_shade in (shade, family) or other_family == shade
