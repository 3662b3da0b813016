"""How much of their words two names share."""

from dataclasses import dataclass
from itertools import pairwise

from prices.rules.matching.codes import GRADE, Codes
from prices.rules.matching.differences import SOFT
from prices.rules.matching.quantities import unmatched
from prices.rules.matching.sign import Sign
from prices.rules.matching.text import is_cjk
from prices.rules.matching.title import THINGS, Described, is_long, things, weight
from prices.rules.matching.words import is_typo, words_of

APART, APART_CODED, APART_ABROAD = 3.8, 2.2, 0.4
EXTRA, EXTRA_UNCODED, EXTRA_ABROAD = 0.5, 0.65, 0.15
"""What a word that only one of them has speaks against, where they share a model and where they do not."""
TWO_MAKERS = 4.5
ONE_MORE = 4.8
"""What one telling word more, with a capital and before the last, speaks against: Fusion5, Fusion5 ProGlide."""
SHORT, VERY_SHORT = 5, 4
BEFORE_A_BRAND = 0.3
"""What a maker counts that stands before the brand, where the other begins with the brand."""
DESCRIBING = 0.8
"""What a word in lower case counts, where others of its title have a capital: it most often describes."""
NOT_TELLING = frozenset({"1", "2.1", "2.0"})
"""Numbers that one name has and another leaves out."""


def word_sign(here: Described, there: Described, codes: Codes) -> Sign:
    """How much of their words they share.

    A word counts by what it says (a common one 0.3, the first of a name, most often its brand, 1.6). What both say in
    quantities, colours and traits counts as shared words. Words that each has and the other lacks speak against: two
    names that differ in one telling word each are most often two things.
    """
    makers = {here.maker, there.maker} - {""}
    mine, theirs = _shared(here, there, makers), _shared(there, here, makers)
    extra = _shared_otherwise(here, there, codes)
    known_a, known_b = mine.known + extra, theirs.known + extra
    share_a, share_b = known_a / max(known_a + mine.left, 0.5), known_b / max(known_b + theirs.left, 0.5)
    best, least = max(share_a, share_b), min(share_a, share_b)
    scarce = min(known_a, known_b)
    score = -5.0 + 5.0 * best + 2.2 * least + min(scarce, 4.0) * 0.35
    apart = min(
        mine.own + len((codes.mine | codes.my_numbers) - NOT_TELLING),
        theirs.own + len((codes.theirs | codes.their_numbers) - NOT_TELLING),
    )
    coded = bool(codes.pairs) or any(
        sum(map(str.isdigit, each)) >= 3 for each in (*codes.shared, *codes.numbers) if not GRADE.fullmatch(each)
    )
    foreign = here.language != there.language
    if codes.share_long:
        score -= min(apart, 3.0) * 0.35
        score = max(score, -2.5)
    else:
        score -= min(apart, 2.0) * (APART_ABROAD if foreign else APART_CODED if coded else APART)
        extra = EXTRA_ABROAD if foreign else EXTRA if coded else EXTRA_UNCODED
        score -= min(max(mine.left, theirs.left), 4.0) * extra
    if not (foreign or coded or codes.share_long) and (_is_one_more(mine, theirs) or _is_one_more(theirs, mine)):
        score -= ONE_MORE
    if _begin_with_two_makers(here, there) and not foreign:
        score -= TWO_MAKERS
    if scarce < 1.5:
        score -= 1.0
    return Sign(f"their names share {round(100 * least)} to {round(100 * best)} % of their words", round(score, 4))


def _shared_otherwise(here: Described, there: Described, codes: Codes) -> float:
    a, b = here.quantities, there.quantities
    both = [(a.measures[kind], b.measures[kind]) for kind in sorted(a.measures.keys() & b.measures.keys())]
    kinds = sum(not (set(unmatched(one, other)) and set(unmatched(other, one))) for one, other in both)
    traits = sum(len(here.traits[name] & there.traits[name]) for name in here.traits.keys() & there.traits.keys())
    models = max((2.0 if is_long(code) else 1.2 if len(code) >= 3 else 0.5 for code in codes.shared), default=0.0)
    return (
        0.4 * kinds + 0.8 * traits + models + 0.5 * min(len(codes.numbers), 2) + 0.3 * len(here.colours & there.colours)
    )


@dataclass(frozen=True)
class _Share:
    """Of one title's words: the weight of those the other has, of those it lacks, and of all that is its own."""

    known: float
    left: float
    own: float
    telling: int
    words: int


def _begin_with_two_makers(here: Described, there: Described) -> bool:
    """Whether each begins with a word of its own, as names begin with their makers."""
    if here.maker or there.maker or not here.words or not there.words:
        return False
    return all(
        weight(one.words[0]) >= 1
        and one.words[0] not in THINGS
        and not is_cjk(one.words[0])
        and not _likeness(one.words[0], other)
        for one, other in ((here, there), (there, here))
    )


def _is_one_more(short: _Share, long: _Share) -> bool:
    """Whether a short name is the other's, which has one telling word more. Several more are praise."""
    return short.words <= SHORT and short.left < 0.5 and long.telling == 1 and long.left < 1.5


def _telling(word: str) -> float:
    """How much a word says where the other name has another in its place."""
    if word in PLAIN:
        return 0.9
    return 1.0 if len(word) <= 2 and word.isascii() else max(weight(word), 0.4)


PLAIN = words_of("original originale regular natural normal traditional tradicional")
"""Names of the plain one among several kinds."""


def _shared(here: Described, there: Described, makers: set[str]) -> _Share:
    known = left = own = 0.0
    telling = 0
    kinds = things(there)
    apart = {word for pair in pairwise(here.words) if "".join(pair) in there.words for word in pair}
    for at, word in enumerate(dict.fromkeys(here.words)):
        worth = weight(word)
        is_first = at == 0 and worth >= 1 and not here.maker
        likeness = 1.0 if word in apart else _likeness(word, there)  # hand wash, handwash
        if likeness == 0 and any(word in maker for maker in makers) and len(word) > 1:
            continue  # the brand is weighed for itself
        if word in THINGS:
            left += (1 - likeness) * (1.0 if kinds else 0.3)
            own += 1 - likeness
        else:
            is_inner = (
                0 < at < max(len(here.words) - 1, VERY_SHORT)
                and word in here.capitals
                and not any(word in each for each in makers | there.codes)
            )
            if is_first and not likeness and there.words[:1] and there.words[0] in here.words[1:3]:
                left, own = left + BEFORE_A_BRAND, own + BEFORE_A_BRAND
                continue  # Hasbro Nerf, Nerf
            telling += 1 if is_inner and likeness == 0 and worth >= 1 else 0
            said = DESCRIBING if here.capitals and word not in here.capitals and not is_first and len(word) > 2 else 1.0
            left += (1.6 if is_first else worth) * (1 - likeness) * said
            own += (1.6 if is_first else _telling(word)) * (1 - likeness)
        known += (1.6 if is_first else worth) * likeness
    for name in ("flavour", "kept", "tier", "material", "format", "audience", "age"):
        only = here.traits.get(name, frozenset()) - there.traits.get(name, frozenset())
        own += len(only - SOFT) + 0.3 * len(only & SOFT)
    if here.colours and not there.colours:
        own += 1
    if here.sizes and not there.sizes:
        own += 1
    if "share" in here.quantities.measures and "share" not in there.quantities.measures:
        own += 1
    return _Share(known, left, own, telling, len(here.words))


def _likeness(word: str, there: Described) -> float:
    """1 where the other has the word, less where it has one like it."""
    if word in there.words or (word in there.joined and (len(word) > 1 or is_cjk(word))):
        return 1.0
    if any(code.startswith(word) and code.removeprefix(word).isdigit() for code in there.codes):
        return 1.0  # Hero 12, HERO12
    if is_cjk(word):  # no spaces say where a word begins
        return 0.9 if all(character in there.plain for character in word) else 0.0
    best = 0.0
    for other in there.words:
        if min(len(word), len(other)) < 3 or not word[0].isalpha():
            continue
        if _stem(word) == _stem(other):
            return 1.0
        shorter, longer = sorted((word, other), key=lambda each: (len(each), each))
        if len(shorter) >= 5 and is_typo(word, other):
            best = max(best, 0.9)
        elif len(shorter) >= 4 and longer.startswith(shorter):
            best = max(best, 0.7)
        elif len(shorter) >= 5 and shorter in longer:
            best = max(best, 0.6)
    if not best and len(word) >= 8 and any(len(j) >= 5 and j in word for j in there.words):
        best = 0.5
    return best


def _stem(word: str) -> str:
    for ending in ("ies", "es", "en", "er", "s", "n", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
