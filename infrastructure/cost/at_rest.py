"""What a stage costs a month when nobody uses it, counted in its templates.

A schedule runs all the same, and so does what it starts; a queue that a function listens to is asked for messages all
day; an alarm, a key, a secret and a dashboard past the free ones cost by the month. Tables on demand, functions, the
gateway, the bus and topics cost nothing at rest.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cost.rates import GB, MONTH_H, Rates
from local.templates import Template

ROOT = Path(__file__).parents[2]
ALLOWED_USD, ALLOWED_A_CAPABILITY_USD = 4.0, 0.5

POLLS_A_MONTH = 5 * 3 * 60 * MONTH_H
"""Calls by which Lambda listens to an idle queue: five pollers, each asks for 20 s (AWS: "Using Lambda with SQS")."""
IDLE_RUN_S = 0.1
"""How long a scheduled function looks and finds nothing; 8 queries of some 5 ms and what Python takes."""
IDLE_READS = 3.0  # read units of such a look: the indexes that it asks
IDLE_LOG_BYTES = 1_500  # start, end and report of the platform, and a line of ours
WORKFLOW_GB = 64 / 1024  # an express workflow is billed in chunks of 64 MB
WORKFLOW_S = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the bill. `of`: the template it stands in, by its folder."""

    of: str
    what: str
    count: float
    usd: float


def at_rest(templates: Sequence[Template], rates: Rates, *, years: int = 0) -> list[Line]:
    """The bill of an idle month, in the default parameters. `years`: how old the stage is, as keys are renewed."""
    lines = [line for template in templates for line in _of_template(template, rates, years)]
    dashboards = sum(line.count for line in lines if line.what == "dashboards")
    excess = max(dashboards - rates.dashboards_free, 0) * rates.dashboard_month
    return [*lines, Line("all", "dashboards past the free ones", max(dashboards - rates.dashboards_free, 0), excess)]


def search_domain(rates: Rates, nodes: int = 1, disk_gb: int = 10) -> Line:
    """What a domain of OpenSearch adds where an operator asks for one (SearchInstanceType), searched or not."""
    usd = nodes * (MONTH_H * rates.search_node_h + disk_gb * rates.search_gb_month)
    return Line("search_domain", "nodes, t3.small.search", nodes, usd)


def allowed(capabilities: int) -> float:
    """What an idle stage may cost a month."""
    return ALLOWED_USD + ALLOWED_A_CAPABILITY_USD * capabilities


def capabilities(templates: Iterable[Template]) -> list[str]:
    """The folders in `functions/` that have a stack."""
    return sorted(template.path.parent.name for template in templates if template.path.parents[1].name == "functions")


def _of_template(template: Template, rates: Rates, years: int) -> Iterator[Line]:
    of = "root" if template.path.parent == ROOT else template.path.parent.name
    resources = {name: each for name, each in template.resources.items() if "Condition" not in each or _holds(each)}

    def line(what: str, count: float, usd_each: float) -> Iterator[Line]:
        if count:
            yield Line(of, what, count, count * usd_each)

    types = [each["Type"] for each in resources.values()]
    metrics = sum(_metrics(each) for each in resources.values() if each["Type"] == "AWS::CloudWatch::Alarm")
    yield from line("alarms", metrics, rates.alarm_month)
    renewals = min(years, rates.rotations_charged)
    yield from line("keys", types.count("AWS::KMS::Key"), rates.key_month * (1 + renewals))
    yield from line("secrets", types.count("AWS::SecretsManager::Secret"), rates.secret_month)
    yield from line("dashboards", types.count("AWS::CloudWatch::Dashboard"), 0)
    listening = sum(
        event["Type"] == "SQS"
        for each in resources.values()
        for event in each.get("Properties", {}).get("Events", {}).values()
    )
    yield from line("queues listened to", listening, POLLS_A_MONTH * rates.queue_request)
    for name, each in resources.items():
        if each["Type"] in ("AWS::Scheduler::Schedule", "AWS::Events::Rule"):
            expression = each["Properties"].get("ScheduleExpression", "")
            runs = runs_a_month(expression)
            yield from line(f"{name}, {expression}", runs, _run_usd(template, each["Properties"], rates))


def _holds(resource: dict[str, Any]) -> bool:
    """Whether a resource is made with the default parameters of a stage on AWS."""
    return resource["Condition"] in {"IsOnAws", "HasDashboards"}


def _metrics(alarm: dict[str, Any]) -> int:
    """An alarm costs by the metrics that it looks at."""
    told = alarm["Properties"].get("Metrics", [])
    return sum("MetricStat" in each for each in told) or 1


def runs_a_month(expression: str) -> float:
    """How often a schedule fires: `rate(5 minutes)`, `cron(30 17 * * ? *)`. An event pattern has none.

    Of a cron only minutes and hours are looked at, so what runs on some days only is counted too often.
    """
    if not expression:
        return 0
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression):
        minutes = {"minute": 1, "hour": 60, "day": 1440}[rate[2]] * int(rate[1])
        return MONTH_H * 60 / minutes
    cron = re.fullmatch(r"cron\((\S+) (\S+) .*\)", expression)
    if cron is None:
        raise ValueError(f"not a schedule: {expression}")
    return _fires(cron[1], 60) * _fires(cron[2], 24) * MONTH_H / 24


def _fires(part: str, most: int) -> float:
    if part == "*":
        return most
    return most / int(part.partition("/")[2]) if "/" in part else len(part.split(","))


def _run_usd(template: Template, schedule: dict[str, Any], rates: Rates) -> float:
    """One run of a schedule that finds nothing to do."""
    target = schedule.get("Target") or schedule["Targets"][0]
    arn = target["Arn"]
    name = arn.get("Ref") or arn.get("Fn::GetAtt", [""])[0]
    resource = template.resources.get(str(name).removesuffix(".Alias"), {"Type": "", "Properties": {}})
    if resource["Type"] == "AWS::Serverless::StateMachine":
        path = template.path.parent / resource["Properties"]["DefinitionUri"]
        calls = _calls(yaml.safe_load(path.read_text()))
        workflow = rates.workflow_request + WORKFLOW_S * WORKFLOW_GB * rates.workflow_gb_s
        return workflow + calls * _call_usd(0.5, rates)
    return _call_usd(resource["Properties"].get("MemorySize", 512) / 1024, rates)


def _call_usd(memory_gb: float, rates: Rates) -> float:
    compute = rates.lambda_request + IDLE_RUN_S * memory_gb * rates.lambda_gb_s
    return compute + IDLE_READS * rates.table_read + IDLE_LOG_BYTES / GB * rates.log_gb


def _calls(definition: dict[str, Any]) -> int:
    """Functions that a workflow calls: each task once, one in a map as often as the map has items."""
    text = json.dumps(definition)
    items = re.search(r"\[0\.\.(\d+)\]", text)
    return text.count("lambda:invoke") * (int(items[1]) + 1 if items else 1)
