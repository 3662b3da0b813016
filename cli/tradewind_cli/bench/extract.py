"""Does the reader read the pages of the demo shops as they are, and say so when it cannot?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tradewind_cli.checkout import use_sources
from tradewind_cli.report import AsJson, Metrics, Report, steps

if TYPE_CHECKING:
    from local.shop.truth import Truth
    from local.shop.world import Page
    from prices.models.page import Reading

DAYS = (0, 1, -40, 9)
"""Today, tomorrow, and a day on either side, so that each page is seen at other prices, on sale and out of stock."""

CORRECT_SHARE = 0.98

Verdict = Literal["correct", "unknown", "wrong"]


@dataclass(frozen=True)
class Case:
    """One page on one day, and the variant that is asked for by name, if any."""

    page: "Page"
    day: int
    variant: str | None = None

    @property
    def truth(self) -> "Truth":
        if self.page.product is None or self.variant is None:
            return self.page.truth(self.day)
        from local.shop.truth import truth_of

        return truth_of(self.page.product, self.day, self.variant)


def command(
    pages: Annotated[
        Path | None,
        typer.Option(help="A folder of NAME.html beside NAME.json; the demo shops' own pages when left out."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Read every page of the demo shops, or of a folder, and compare with what is true of it."""
    use_sources()
    if pages is not None:
        from tradewind_cli.measure.pages import score_pages

        score_pages(pages).show(json)
        return
    demo_report().show(json)


def demo_report(days: Iterable[int] = DAYS) -> Report:
    """The reader's score on the demo shops on those days.

    Correct means price, currency and availability, and no price where there is none. A page counts once for each day
    on which it answers, and once more for each of its variants asked for by name.
    """
    cases = list(_cases(days))
    verdicts: Counter[Verdict] = Counter()
    misses = []
    for case in steps(cases, "reading the demo shops", len(cases)):
        reading = _read(case)
        verdict = judge(reading, case.truth)
        verdicts[verdict] += 1
        if verdict != "correct":
            misses.append(_miss(case, reading, verdict))
    falls_short = []
    if verdicts["wrong"]:
        falls_short.append(f"{verdicts['wrong']} pages read wrongly; none may be")
    if verdicts["correct"] < CORRECT_SHARE * len(cases):
        falls_short.append(f"{verdicts['correct']} of {len(cases)} correct; the goal is {CORRECT_SHARE:.0%}")
    metrics: Metrics = {
        "pages": len(cases),
        "correct": verdicts["correct"],
        "unknown": verdicts["unknown"],
        "wrong": verdicts["wrong"],
    }
    return Report("extract", metrics, falls_short=falls_short, details=misses)


def judge(reading: "Reading", truth: "Truth") -> Verdict:
    """Wrong is what contradicts the page; unknown is what was left open; a page without a price wants none read."""
    if truth.price is None:
        return "correct" if reading.price is None else "wrong"
    stock = None if reading.availability == "unknown" else str(reading.availability)
    if reading.price is None:
        return "unknown"
    if reading.price != truth.price or reading.currency not in {None, truth.currency}:
        return "wrong"
    if stock not in {None, truth.availability}:
        return "wrong"
    return "unknown" if reading.currency is None or stock is None else "correct"


def _cases(days: Iterable[int]) -> Iterator[Case]:
    from local.shop.world import all_pages

    for page in all_pages():
        for day in days:
            if not page.truth(day).answers:
                continue
            yield Case(page, day)
            if page.product is not None and page.variant is None:
                yield from (Case(page, day, name) for name in page.product.options)


def _read(case: Case) -> "Reading":
    from prices.models.page import Want
    from prices.reading import read

    page = case.page
    want = Want(variant=case.variant)
    return read(page.body(case.day), url=page.url, content_type=page.content_type, want=want)


def _miss(case: Case, reading: "Reading", verdict: Verdict) -> str:
    truth = case.truth
    asked = f" variant {case.variant}" if case.variant else ""
    markup = case.page.product.markup if case.page.product else case.page.kind
    return (
        f"{verdict}: {case.page.url} day {case.day}{asked} ({markup}): read {reading.price} {reading.currency} "
        f"{reading.availability} by {reading.source}, true {truth.price} {truth.currency} {truth.availability}"
    )
