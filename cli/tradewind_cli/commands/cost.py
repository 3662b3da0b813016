"""`tradewind cost`: what a stage costs on AWS, at rest and under load."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.report import AsJson, Metrics, Report, people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cost.at_rest import Line

GOAL_USD_A_MILLION_CHECKS = 1.0


def command(
    watches: Annotated[int, typer.Option(min=0, help="Pages that are watched.")] = 1000,
    every: Annotated[int, typer.Option(min=5, metavar="MIN", help="Minutes between two looks at a page.")] = 360,
    alerts: Annotated[float, typer.Option(min=0, help="Alerts a day of a hundred watches.")] = 2,
    reads: Annotated[int, typer.Option(min=0, help="Calls of the API a day.")] = 1000,
    rendered: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the looks that take a browser (docs/rendering.md).")
    ] = 0,
    region: Annotated[str, typer.Option(help="us-east-1 or eu-west-1.")] = "us-east-1",
    years: Annotated[int, typer.Option(min=0, help="How old the stage is: a renewed key costs more.")] = 0,
    json: AsJson = False,
) -> None:
    """Work out what a stage costs a month: idle, as the templates stand, and with so many watches."""
    use_sources()
    from cost.rates import RATES

    if region not in RATES:
        raise typer.BadParameter(f"no rates of {region}; there are {', '.join(RATES)}", param_hint="--region")
    measure(region, watches, every, alerts, reads, years, rendered).show(json)


def measure(
    region: str, watches: int, every: int, alerts: float, reads: int, years: int = 0, rendered_share: float = 0
) -> Report:
    """The bill as a report, with the tables that explain it on stderr."""
    from cost.at_rest import allowed, at_rest, capabilities, search_domain
    from cost.rates import AS_OF, RATES
    from cost.under_load import check, check_usd_per_million, month, rendered, total, with_provisioned_writes
    from local.templates import load_templates

    rates, templates = RATES[region], load_templates(ROOT / "template.yaml")
    idle = at_rest(templates, rates, years=years)
    resting, limit = sum(line.usd for line in idle), allowed(len(capabilities(templates)))
    used = {name: use.usd(rates) for name, use in month(watches, every, alerts, reads, rendered_share).items()}
    million = check_usd_per_million(rates)
    provisioned = with_provisioned_writes(check().usd(rates), check(), rates)
    people.print(_idle_table(idle, f"At rest, USD a month ({region}, prices of {AS_OF})"))
    bills = {f"{name} a month": bill for name, bill in used.items()} | {"a million checks": million}
    people.print(_services_table(bills, f"{watches:,} watches every {every} minutes, USD"))
    metrics: Metrics = {
        "at_rest_usd": round(resting, 2),
        "at_rest_allowed_usd": limit,
        "search_domain_usd": round(search_domain(rates).usd, 2),
        **{f"{name}_usd": round(total(bill), 2) for name, bill in used.items()},
        "month_usd": round(resting + sum(map(total, used.values())), 2),
        "million_checks_usd": round(total(million), 2),
        "million_rendered_usd": round(total(rendered().usd(rates)) * 1_000_000, 2),
        "million_checks_provisioned_usd": round(total(provisioned) * 1_000_000, 2),
    }
    short = []
    if resting > limit:
        short.append(f"at rest {resting:.2f} USD a month, the goal is {limit:.2f}")
    if total(million) > GOAL_USD_A_MILLION_CHECKS:
        short.append(
            f"a million checks cost {total(million):.2f} USD, the goal is {GOAL_USD_A_MILLION_CHECKS:.2f}; "
            "why, and what would be needed: infrastructure/cost/README.md"
        )
    return Report("cost", metrics, falls_short=short)


def _idle_table(lines: "Iterable[Line]", title: str) -> Table:
    table = Table("of", "what", "count", "USD", title=title)
    for line in lines:
        table.add_row(line.of, line.what, f"{line.count:,.0f}", f"{line.usd:.3f}")
    return table


def _services_table(bills: dict[str, dict[str, float]], title: str) -> Table:
    table = Table("", *bills, title=title)
    for service in next(iter(bills.values())):
        table.add_row(service, *(f"{bill[service]:,.2f}" for bill in bills.values()))
    table.add_row("all", *(f"{sum(bill.values()):,.2f}" for bill in bills.values()), style="bold")
    return table
