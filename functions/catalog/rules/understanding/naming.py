"""The thing that is asked for."""

from dataclasses import dataclass

from catalog.rules.understanding.lexicon import singulars
from catalog.rules.understanding.reading import Reading

HEAD_FIRST = frozenset({"fr", "pt"})
"""Languages in which what a thing is stands before what it is like."""
SILENT = (
    "filler", "article", "no_tier", "not_needed", "low_moq", "supplier", "price_word", "quantity_word",
    "order_word", "brand_word", "colour_word", "material_word", "cert_word", "at_most", "at_least", "between",
    "each", "moq", "deliver_word", "deliver_to", "within", "premium", "standard", "budget", "urgent", "slow",
    "total_word", "to", "not_before", "not_after", "pack", "size_word", "at_most_after", "at_least_after",
    "normal_shipping", "place_after", "in", "pack_after", "day", "week", "month", "hour", "origin_after",
    "origin_before", "deliver_after", "range_to", "made_by", "one", "between_after", "certificate", "within_after",
    "size_after", "place", "country",
)  # fmt: skip
"""Kinds of words that name no thing."""
BEDDING = frozenset({"bed sheet", "blanket", "mattress", "pillow", "mosquito net"})
"""Goods of which `double bed` says the size."""
MOST_WORDS = 4
LONGEST_NAME = 5
ENDINGS = {
    "en": (("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("sses", "ss")),
    "pt": (("ões", "ão"), ("ães", "ão"), ("ais", "al"), ("éis", "el"), ("res", "r"), ("zes", "z"), ("ns", "m")),
    "fr": (("eaux", "eau"),),
    "hi": (("ियों", "ी"), ("ियां", "ी"), ("ियाँ", "ी"), ("ों", ""), ("ें", ""), ("े", "ा")),
}
"""Endings of the plural that take more than an `s` away, and what stands in their place."""


@dataclass(frozen=True, slots=True)
class Part:
    """A word or a name between two boundaries: `thing`, `descriptor`, `word` (unknown), `of`, `for`, `for_after`."""

    kind: str
    start: int
    end: int
    value: str = ""


def read_thing(reading: Reading) -> None:
    """The name of the thing: a known one before an unknown, the first before a later one.

    Its head is the last noun in English and Hindi and the first in French and Portuguese; what stands behind `for`,
    `with` and `of`, and before `के लिए`, is not it. An unknown noun names it as said (`solar dryers` is `solar dryer`).
    """
    head = head_of(reading)
    if head is None:
        if materials := reading.slots["materials"]:
            first = materials[0]
            reading.slots["product_category"].append(first | {"reason": "a material, as such"})
        return
    if head.kind == "thing":
        whole = _whole_name(reading, head) or head.value
        reading.say("product_category", whole, [(head.start, head.end)], "a thing by its name", 0.9)
    else:
        name = _singular(reading, head)
        reading.say("product_category", name, [(head.start, head.end)], "an unknown noun, as said", 0.5)


def head_of(reading: Reading) -> Part | None:
    """The words that name the thing, as far as the slots that are read leave them: `thing` or `word`."""
    runs, fors, purposes = _runs(reading)
    runs.sort(key=lambda run: run[-1].kind == "for_after")
    heads = [head for run in runs if (head := _head(reading, run)) is not None]
    led = [head for run in fors if (head := _head(reading, run)) is not None]
    meant = [head for run in purposes if (head := _head(reading, run)) is not None] if not heads else []
    if heads and heads[0].kind == "word" and _is_counted_plural(reading, heads[0]):
        return heads[0]
    named = [head for head in (*heads, *led, *meant) if head.kind == "thing"]
    own = [head for head in named if not _is_a_unit(reading, head)]
    return next(iter([*own, *heads, *named]), None)


def _is_counted_plural(reading: Reading, head: Part) -> bool:
    """Whether an unknown word is so many of something: `60 macacões de trabalho`."""
    before = head.start - 1
    return (
        before >= 0
        and reading.tokens[before].is_number
        and reading.tokens[head.start].text.endswith("s")
        and reading.tokens[before].text.replace(".", "").replace(",", "") not in ("1", "0")
    )


def _whole_name(reading: Reading, head: Part) -> str | None:
    """The name that goes on behind a colour, a material or a quality: `tinta preta para impressora` is ink."""
    if reading.language not in HEAD_FIRST:
        return None
    words, at = [token.text for token in reading.tokens[head.start : head.end]], head.end
    if not (at in reading.seen_through or reading.find(at, "descriptor") is not None):
        return None
    while at < len(reading.tokens) and len(words) < LONGEST_NAME:
        if at in reading.seen_through:
            at += 1
        elif (described := reading.find(at, "descriptor")) is not None and len(words) == head.end - head.start:
            at = described.end
        elif reading.free[at] and reading.tokens[at].kind in ("word", "elision"):
            words.append(reading.tokens[at].text)
            at += 1
        else:
            break
    return reading.lexicons[-1].name_of(words, longer_than=head.end - head.start)


def _is_a_unit(reading: Reading, head: Part) -> bool:
    """Whether a name only counts here: `300 sheets` behind the name of the thing."""
    unit = reading.find(head.start, "counted", taken_too=True)
    before = head.start - 1
    behind_number = before >= 0 and (
        reading.tokens[before].is_number or not (reading.free[before] or before in reading.seen_through)
    )
    return unit is not None and unit.end == head.end and behind_number


def _runs(reading: Reading) -> tuple[list[list[Part]], list[list[Part]], list[list[Part]]]:
    """The words between boundaries: signs, numbers, what slots have taken. Colours and their like are looked through.

    Apart from them those behind a `for` that nothing is named before (`offers for rice`), and behind any other.
    """
    runs: list[list[Part]] = [[]]
    fors: list[list[Part]] = []
    purposes: list[list[Part]] = []
    into, has_name = runs, False
    at = 0
    while at < len(reading.tokens):
        if at in reading.seen_through or _is_inside_a_name(reading, at):
            at += 1
            continue
        part = _part(reading, at)
        if part is None:
            stands_on = into is fors and reading.free[at] and reading.tokens[at].is_number
            into, has_name = (fors if stands_on else runs), False
            into.append([])
            at += 1
            continue
        at = part.end
        if part.kind == "silent":
            into.append([])
        elif part.kind == "for":
            into = purposes if has_name else fors
            into.append([])
        else:
            has_name = has_name or part.kind in ("thing", "word")
            into[-1].append(part)
    return tuple([run for run in each if run] for each in (runs, fors, purposes))  # type: ignore[return-value]


def _is_inside_a_name(reading: Reading, at: int) -> bool:
    """Whether a free number stands between two words of one name."""
    if not (reading.free[at] and reading.tokens[at].is_number) or not 0 < at < len(reading.tokens) - 1:
        return False
    is_named = reading.is_free_word(at - 1) and reading.find_before(at, *SILENT) is None
    return is_named and reading.find(at + 1, "thing", "descriptor") is not None


def _part(reading: Reading, at: int) -> Part | None:
    if not reading.free[at] or not (reading.tokens[at].is_word or reading.tokens[at].kind == "elision"):
        return None
    named = reading.find(at, "thing")
    if named is not None and (special := _denied_or_compound(reading, at, named.end)) is not None:
        return special
    described = reading.find(at, "descriptor")
    other = reading.find(at, "of", "for", "for_after", "and", *SILENT)
    best = named
    for found in (described, other):
        if found is not None and (best is None or found.length > best.length):
            best = found
    purpose = reading.find(at, "for", "for_after")
    if purpose is not None and best is not None and purpose.length >= best.length:
        best = purpose
    if best is None:
        likeness = reading.find(at, "material", "colour")
        if likeness is not None:
            return Part("descriptor", at, likeness.end)
        token = reading.tokens[at].text
        names_none = (
            len(token) <= 2
            or _is_acronym(reading, at)
            or reading.find(at, "counted") is not None
            or (not token.isalpha() and token.isascii())
            or _is_unit_behind_number(reading, at)
        )
        return Part("descriptor" if names_none else "word", at, at + 1)
    if best.kind in ("thing", "descriptor", "of", "for", "for_after"):
        return Part(best.kind, best.start, best.end, best.value)
    return Part("silent", best.start, best.end)


def _denied_or_compound(reading: Reading, at: int, end: int) -> Part | None:
    """What a known name is not: one that a negation stands before, or the beginning of a compound."""
    if (whole := _compound(reading, end)) is not None:
        return Part("word", at, whole)
    denied = reading.find_before(at, "not_before")
    is_denied = denied is not None and reading.longest(denied.start) == denied
    return Part("silent", at, end) if is_denied else None


def _compound(reading: Reading, end: int) -> int | None:
    """Where a word of French or Portuguese ends that only begins with a known thing: `porte-savon` is no door."""
    if reading.language not in HEAD_FIRST or end >= len(reading.tokens) or not reading.is_free_word(end):
        return None
    between = reading.text[reading.tokens[end - 1].end : reading.tokens[end].start]
    return end + 1 if between == "-" else None


def _is_bulk(reading: Reading, part: Part) -> bool:
    """Whether goods come in something: `green tea bags` are tea."""
    return part.kind == "thing" and (part.value in reading.lexicons[-1].bulk or part.value.endswith("food"))


def _is_acronym(reading: Reading, at: int) -> bool:
    """Whether a word is in capitals amid others that are not: `sugar ICUMSA 45`."""
    token = reading.tokens[at]
    return reading.text[token.start : token.end].isupper() and not reading.text.isupper()


def _is_unit_behind_number(reading: Reading, at: int) -> bool:
    return at > 0 and reading.tokens[at - 1].is_number and reading.find(at, "measure", "counted") is not None


def _head(reading: Reading, run: list[Part]) -> Part | None:
    run = _without_purpose(run)
    is_head_first = reading.language in HEAD_FIRST
    clauses: list[list[Part]] = [[]]
    for part in run:
        if part.kind == "of":
            clauses.append([])
        else:
            clauses[-1].append(part)
    named = [clause for clause in clauses if any(part.kind in ("thing", "word") for part in clause)]
    if not named:
        return None
    known = len(named) > 1 and any(part.kind == "thing" for part in named[1])
    if known and all(_is_container(reading, part) for part in named[0]):
        named = named[1:]
    clause = named[-1] if reading.language == "hi" else named[0]
    nouns = [part for part in clause if part.kind in ("thing", "word")]
    head = nouns[0] if is_head_first else nouns[-1]
    if len(nouns) > 1 and not is_head_first and _is_container(reading, head) and _is_bulk(reading, nouns[-2]):
        head = nouns[-2]
    if head.kind == "thing":
        slept_in = next((part for part in nouns if part.value in BEDDING), None)
        return slept_in if slept_in is not None and head.value == "bed" else head
    things = [part for part in nouns if part.kind == "thing"]
    if things and (reading.language == "hi" or (not is_head_first and _is_plural(reading, things[-1]))):
        return things[-1]
    run_of = _around(clause, head, is_head_first)
    if (
        run_of[-1].end - run_of[0].start > MOST_WORDS
        or sum(len(reading.tokens[at].text) for at in range(run_of[0].start, run_of[-1].end)) < 3
    ):
        return None
    return Part("word", run_of[0].start, run_of[-1].end)


def _is_plural(reading: Reading, part: Part) -> bool:
    """Whether a name is in the plural: in English it is no part of another (`curtains flame retardant`)."""
    last = reading.tokens[part.end - 1].text
    return last.endswith("s") and len(singulars(last)) > 1 and last[:-1] in reading.lexicons[-1].known


def _is_container(reading: Reading, part: Part) -> bool:
    """Whether a word only says what goods come in: `a container of sugar`."""
    unit = reading.find(part.start, "counted")
    return unit is not None and unit.end == part.end


def _around(clause: list[Part], head: Part, is_head_first: bool) -> list[Part]:
    """The nouns that stand right beside the head."""
    at = clause.index(head)
    taken = [head]
    if is_head_first:
        for part in clause[at + 1 :]:
            if part.kind not in ("word", "thing") or part.start != taken[-1].end:
                break
            taken.append(part)
        return taken
    for part in reversed(clause[:at]):
        if part.kind == "of" or part.end != taken[0].start:
            break
        taken.insert(0, part)
    while taken[0].kind == "descriptor" and len(taken) > 1:
        taken.pop(0)
    return taken


def _without_purpose(run: list[Part]) -> list[Part]:
    """What stands behind the last `के लिए`; where nothing does, what stands before the word that it is for."""
    last = max((at for at, part in enumerate(run) if part.kind == "for_after"), default=-1)
    behind = run[last + 1 :]
    if last > 0 and not any(part.kind in ("thing", "word") for part in behind):
        return run[: last - 1]
    return behind


def _singular(reading: Reading, head: Part) -> str:
    words = reading.words(head.start, head.end).split()
    at = 0 if reading.language in HEAD_FIRST else -1
    forms = singulars(words[at])
    for ending, singular in ENDINGS.get(reading.language or "en", ()):
        if words[at].endswith(ending) and len(words[at]) > len(ending) + 2:
            words[at] = words[at].removesuffix(ending) + singular
            return " ".join(words)
    if words[at].endswith("s") and len(forms) > 1 and len(words[at]) > 4:
        words[at] = forms[1] if not words[at].endswith("ies") else forms[2]
    return " ".join(words)
