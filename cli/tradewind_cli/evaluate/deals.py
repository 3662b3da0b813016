"""Is a discount real? Price histories with the verdict that each deserves."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.prices.deal_cases import Case, read_folder
from tradewind_cli.report import AsJson, Report

if TYPE_CHECKING:
    from prices.models.deal import Judgement

OWN = ROOT / "tests/corpora/deals"


def command(
    test: Annotated[
        Path, typer.Option(help="A folder of cases, see docs/deals.md.", exists=True, file_okay=False)
    ] = OWN,
    json: AsJson = False,
) -> None:
    """Judge planted price histories, and compare with the verdict that each deserves; list what was missed."""
    measure(test).show(json)


def measure(folder: Path) -> Report:
    """`right`: the verdict, or what is wrong besides, is one that the case allows, and so is the score where it says.

    The baseline believes the page: what it shows a former price of is a discount, and so is any fall since yesterday.
    Raises: Trouble for a folder that cannot be read.
    """
    use_sources()
    from prices.rules.deals.judging import judge

    cases = read_folder(folder)
    details = []
    right = believed = 0
    for case in cases:
        found = judge(case.looks, case.at, case.others)
        if wrong := _wrong(case, found):
            details.append(f"{case.name}: {wrong}")
        right += not wrong
        believed += _believed(case) in case.verdicts
    return Report(
        "deals",
        {"cases": len(cases), "right": right},
        baselines={"believes_the_page": {"cases": len(cases), "right": believed}},
        falls_short=[] if right == len(cases) else [f"{len(cases) - right} of {len(cases)} verdicts are wrong"],
        details=details,
    )


def _wrong(case: Case, found: "Judgement") -> str:
    """What is wrong with a judgement, in words; empty where it is right."""
    score = found.score.value
    said = f"judged {found.verdict}, score {score}: {found.sentence}"
    if case.verdicts.isdisjoint((found.verdict, *found.also)):
        return f"expected {' or '.join(sorted(case.verdicts))}, {said}"
    if case.least_score is not None and (score is None or score < case.least_score):
        return f"expected a score of {case.least_score} at least, {said}"
    if case.most_score is not None and (score is None or score > case.most_score):
        return f"expected a score of {case.most_score} at most, {said}"
    return ""


def _believed(case: Case) -> str:
    from prices.models.deal import DealVerdict

    prices = [each for each in sorted(case.looks, key=lambda each: each.at) if each.price is not None]
    if not prices or prices[-1].price is None:
        return DealVerdict.UNKNOWN
    last = prices[-1]
    before = prices[-2].price if len(prices) > 1 else None
    fell = before is not None and last.price is not None and last.price < before
    return DealVerdict.DISCOUNT if last.was_price is not None or fell else DealVerdict.USUAL_PRICE
