"""Why a product is recommended, in words."""

from datetime import timedelta
from typing import NamedTuple

from catalog.models.interaction import InteractionKind, TasteLine
from tradewind.evidence import Reason

DID = {
    InteractionKind.VIEWED: "looked at",
    InteractionKind.COMPARED: "compared",
    InteractionKind.SAVED: "saved",
    InteractionKind.ASKED: "asked about",
    InteractionKind.ORDERED: "ordered",
}
ALIKE = 0.4
"""From this likeness on two descriptions are said to be alike: they share about half of what sets them apart."""
RISING = 2.0
LONGEST_TITLE = 60
MOST = 3


class Link(NamedTuple):
    """What ties a product to one that somebody took to: of `looked_at` people who took to that one, how many took to
    both, how many at once, and how alike the two are described."""

    title: str
    line: TasteLine | None
    looked_at: int
    people: int
    at_once: int
    alike: float


class Count(NamedTuple):
    """How many took to a product, of how many."""

    people: int
    crowd: int


class Standing(NamedTuple):
    """How a product stands with everybody: how many took to it of late and ever, of how many; and the same of a
    `country`, where that is asked for."""

    lately: int
    lately_crowd: int
    people: int
    crowd: int
    country: str | None = None
    lately_there: Count = Count(0, 0)
    there: Count = Count(0, 0)


def reasons_of(
    links: list[Link], standing: Standing | None, own: TasteLine | None = None, age: timedelta | None = None
) -> tuple[Reason, ...]:
    """At most three reasons, what is the user's own first.

    - What they did with it themselves, where it is recommended again.
    - The product of theirs that most of its takers share with this one: by how many, and how many at once.
    - The one that is described most alike, from a likeness of 0.4 on, unless it was just named.
    - Where `standing` is asked for: that it is popular in the country, where at least two took to it there, of late if
      they did so then; else that it is popular, where at least two took to it of late; or rising, where its share of
      late is twice its share of all; or, of what nobody took to yet, that it is new here.
    """
    told: list[Reason] = []
    if own is not None and age is not None:
        times = f"{own.times} times, " if own.times > 1 else ""
        told.append(Reason(text=f"You {DID[own.kind]} it {times}{_ago(age)}."))
    nearest = max(links, key=lambda link: (link.people / max(link.looked_at, 1), link.people), default=None)
    if nearest is not None and nearest.people:
        told.append(Reason(text=_shared(nearest)))
    closest = max(links, key=lambda link: link.alike, default=None)
    if closest is not None and closest.alike >= ALIKE and (closest is not nearest or not nearest.people):
        told.append(Reason(text=f"It is described like “{_short(closest.title)}”{_yours(closest.line)}."))
    if standing is not None and (spoken := _of_everybody(standing)):
        told.append(Reason(text=spoken))
    return tuple(told[:MOST])


def _shared(link: Link) -> str:
    at_once = f", {link.at_once} of them at the same time" if link.at_once else ""
    people = "1 person" if link.looked_at == 1 else f"{link.looked_at} people"
    return (
        f"Of {people} who took to “{_short(link.title)}”{_yours(link.line)}, {link.people} took to this too{at_once}."
    )


def _of_everybody(standing: Standing) -> str | None:
    if not standing.people and not standing.lately:
        return "It is new here: nobody has taken to it yet."
    for there, when in ((standing.lately_there, " of late"), (standing.there, "")):
        if there.people >= 2:
            return (
                f"It is popular in {standing.country}: {there.people} of {there.crowd} people there took to it{when}."
            )
    if standing.lately < 2:
        return None
    of_late = standing.lately / max(standing.lately_crowd, 1)
    if standing.people and of_late >= RISING * standing.people / max(standing.crowd, 1):
        return f"It is wanted more of late: by {standing.lately} of {standing.lately_crowd} people."
    return f"It is popular: {standing.lately} of {standing.lately_crowd} people took to it of late."


def _yours(line: TasteLine | None) -> str:
    return f", which you {DID[line.kind]}" if line else ""


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _ago(age: timedelta) -> str:
    return "today" if age.days < 1 else "yesterday" if age.days == 1 else f"{age.days} days ago"
