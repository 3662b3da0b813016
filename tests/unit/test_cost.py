"""The cost model: held to the templates, to the code, and to arithmetic."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cost.at_rest import POLLS_A_MONTH, allowed, at_rest, capabilities, runs_a_month, search_domain
from cost.rates import MONTH_H, RATES
from cost.under_load import (
    CHECK_READS,
    CHECK_WRITES,
    FORECAST_READS,
    FORECAST_WRITES,
    MESSAGE_READS,
    MESSAGE_WRITES,
    OBSERVATION_BYTES,
    RENDERED_S,
    RENDERING_MB,
    Looking,
    check,
    check_usd_per_million,
    month,
    rendered,
    total,
)
from fakes import KETTLE, World, shows
from forecasting import Models, past
from house.templates import TEMPLATES, functions
from local.shop.world import all_pages
from local.templates import Template
from metering import Units, metered, size_of
from prices import service, worker_checks
from prices.models.forecast import ForecastPointer
from prices.models.listing import Ending, Observation
from prices.models.page import Reading, Want
from prices.reading import read
from prices.service.outlooks import look_ahead
from prices.store.keys import shard_of
from tradewind.fetch import Fetched
from tradewind_cli.main import app

if TYPE_CHECKING:
    from tradewind.dynamo import Table

N_VIRGINIA = RATES["us-east-1"]


def template(**resources: dict[str, Any]) -> Template:
    return Template(Path("/functions/prices/template.yaml"), {"Resources": resources})


def usd(*templates: Template, years: int = 0) -> float:
    return sum(line.usd for line in at_rest(templates, N_VIRGINIA, years=years))


@pytest.mark.parametrize("region", RATES)
def test_a_stage_at_rest_costs_what_it_may(region: str) -> None:
    lines = at_rest(TEMPLATES, RATES[region])
    spent = sum(line.usd for line in lines)
    assert spent <= allowed(len(capabilities(TEMPLATES))), [(line.of, line.what, line.usd) for line in lines]


def test_a_search_domain_is_no_part_of_a_stage_at_rest() -> None:
    assert not any("search_domain" in (line.of, line.what) for line in at_rest(TEMPLATES, N_VIRGINIA))
    assert search_domain(N_VIRGINIA).usd == pytest.approx(27.5)
    assert search_domain(N_VIRGINIA, nodes=2).usd == pytest.approx(55)


def test_what_costs_at_rest_is_counted_where_it_stands() -> None:
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {}}
    assert usd(template(A=alarm, B=alarm)) == pytest.approx(0.20)
    two_metrics = [{"Id": "e", "Expression": "a+b"}, {"Id": "a", "MetricStat": {}}, {"Id": "b", "MetricStat": {}}]
    assert usd(template(A={"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": two_metrics}})) == (
        pytest.approx(0.20)
    )
    key = template(K={"Type": "AWS::KMS::Key", "Properties": {}})
    assert [usd(key, years=years) for years in (0, 1, 2, 9)] == [1, 2, 3, 3]
    board = {"Type": "AWS::CloudWatch::Dashboard", "Properties": {}}
    assert usd(template(A=board, B=board, C=board)) == 0
    assert usd(template(A=board, B=board), template(A=board, B=board, C=board)) == 6
    listening = {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Q": {"Type": "SQS"}}}}
    assert usd(template(F=listening)) == pytest.approx(POLLS_A_MONTH * 0.4e-6)
    hidden = {**alarm, "Condition": "HasDomain"}
    assert usd(template(A=hidden)) == 0


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("rate(5 minutes)", MONTH_H * 12),
        ("rate(1 minute)", MONTH_H * 60),
        ("rate(1 day)", MONTH_H / 24),
        ("cron(30 17 * * ? *)", MONTH_H / 24),
        ("cron(0/15 * * * ? *)", MONTH_H * 4),
        ("cron(0 6,18 * * ? *)", MONTH_H / 12),
        ("", 0),
    ],
)
def test_a_schedule_runs_as_often_as_it_says(expression: str, runs: float) -> None:
    assert runs_a_month(expression) == pytest.approx(runs)


def test_what_is_no_schedule_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="sometimes"):
        runs_a_month("sometimes")


def test_a_check_asks_the_table_what_the_model_says(table: "Table") -> None:
    """Real pages, really read, in their steady state: watched by one, looked at before, not changed since."""

    def read_well(content: bytes, url: str, content_type: str | None, want: Want) -> Reading:
        return read(content, url=url, content_type=content_type, want=want)

    world = World(table, reader=read_well)
    pages = [page for page in all_pages() if page.truth(0).answers and page.truth(0).kind == "product"][:12]
    for page in pages:
        address = page.url.replace("http:", "https:")
        world.web[address] = Fetched("", 200, {"content-type": page.content_type}, page.body(0), (), 1, False)
        world.watch(address)
    world.check()
    world.look()
    world.now.pass_by(hours=12)
    with metered(table) as swept:
        count = world.sweep()
    messages = world.checks.take()
    with metered(table) as checked:
        world.check(*messages)
    assert count == len(pages)
    listings = world.store.watches.page("acme", 50).items
    assert all(world.store.listings.get(each.listing_id).state.last_read for each in listings), "they were read"
    wrote, asked = swept.write + checked.write, swept.read + checked.read
    assert wrote == pytest.approx(CHECK_WRITES * count + MESSAGE_WRITES * len(messages), rel=0.1)
    assert asked == pytest.approx(CHECK_READS * count + MESSAGE_READS * len(messages), rel=0.2)
    kept = [item for item in table.client.scan(TableName=table.name)["Items"] if item["sk"]["S"].startswith("OBS#")]
    assert sum(map(size_of, kept)) / len(kept) == pytest.approx(OBSERVATION_BYTES, rel=0.2)


def test_the_model_looks_at_pages_as_the_template_does() -> None:
    [worker] = [each for each in functions() if each.properties["Handler"] == "prices.worker_checks.handler"]
    [event] = worker.properties["Events"].values()
    batch = event["Properties"]["BatchSize"]
    assert Looking().memory_mb == worker.properties["MemorySize"]
    assert Looking().at_once == batch == worker_checks.AT_ONCE


def test_hosts_that_are_waited_for_together_cost_less_than_one_after_another() -> None:
    together, alone = (check_usd_per_million(N_VIRGINIA, Looking(at_once=count)) for count in (10, 1))
    assert together["functions"] < alone["functions"] / 4
    assert total(together) < total(alone)


@given(st.integers(1, 10**7), st.integers(5, 10_080), st.floats(0, 100), st.integers(0, 10**7))
def test_twice_the_watches_cost_twice_as_much(watches: int, every: int, alerts: float, reads: int) -> None:
    once, twice = (month(count, every, alerts, reads) for count in (watches, watches * 2))
    for name in ("checks", "forecasts", "alerts"):
        assert total(twice[name].usd(N_VIRGINIA)) == pytest.approx(2 * total(once[name].usd(N_VIRGINIA)))
    assert all(spent >= 0 for use in once.values() for spent in use.usd(N_VIRGINIA).values())


def test_the_bill_of_a_check_adds_up_by_hand() -> None:
    use = check(Looking(memory_mb=1024, at_once=1, pages_a_message=1, shop_s=1.0))
    bill = use.usd(N_VIRGINIA)
    assert bill["table"] == pytest.approx((12 * 0.625 + 5.5 * 0.125) / 1e6)
    run_s = 1.0 + 4 * 0.006 + 4 * 0.006 + 0.012 * 1769 / 1024
    assert bill["functions"] == pytest.approx((run_s + 0.5 * 3 / 400) * 0.0000133334 + (1 + 1 / 400) * 0.2e-6, rel=1e-6)


def test_a_page_that_a_browser_shows_costs_the_function_that_bears_it_and_the_one_that_waits() -> None:
    [function] = [
        each.resources["Function"]["Properties"] for each in TEMPLATES if each.path.parent.name == "rendering"
    ]
    assert function["MemorySize"] == RENDERING_MB
    gb_s = 2 * RENDERED_S + 0.5 * RENDERED_S / 10
    assert rendered().usd(N_VIRGINIA)["functions"] == pytest.approx(gb_s * 0.0000133334 + 0.2e-6)
    assert total(month(1000, 360, 0, 0)["rendered"].usd(N_VIRGINIA)) == 0
    assert total(month(1000, 360, 0, 0, 1)["rendered"].usd(N_VIRGINIA)) > 10


def test_the_dashboard_counts_at_the_prices_of_the_model() -> None:
    [board] = [each.resources["OperationDashboard"] for each in TEMPLATES if "OperationDashboard" in each.resources]
    text = board["Properties"]["DashboardBody"]["Fn::Sub"]
    for rate in (N_VIRGINIA.table_write, N_VIRGINIA.table_read, N_VIRGINIA.gateway_request):
        assert f"* {rate:.9f}".rstrip("0") in text


def test_the_command_says_what_it_comes_to_and_where_it_falls_short() -> None:
    done = CliRunner().invoke(app, ["cost", "--watches", "5000", "--every", "60", "--region", "eu-west-1", "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout.splitlines()[-1])
    assert 0 < told["metrics"]["at_rest_usd"] <= told["metrics"]["at_rest_allowed_usd"]
    assert told["metrics"]["checks_usd"] > told["metrics"]["reads_usd"]
    assert [line for line in told["falls_short"] if "million checks" in line]


def test_a_region_without_rates_is_refused() -> None:
    done = CliRunner().invoke(app, ["cost", "--region", "mars-1"])
    assert done.exit_code == 2
    assert "us-east-1" in done.stderr


def test_a_forecast_asks_the_table_what_the_model_says(table: "Table") -> None:
    """Of a page with a past, in its steady state: wanted and made, and a week later judged."""
    world, models = World(table), Models()
    store = world.store  # one, as in a container: what is known of the market is remembered for an hour
    world.web[KETTLE] = shows("1299.00")
    past(world, 30, lambda ago: "1299.00")
    watch = world.watch()
    day = ForecastPointer(listing_id=watch.listing_id, day=world.now().date())

    def worked() -> Units:
        store.forecasts.lately("shop.test", day.day - timedelta(weeks=13), world.now())
        with metered(table) as used:
            [(pointer, due_at)] = store.forecasts.due(shard_of("shop.test"), world.now(), 10)
            store.forecasts.postpone(pointer, due_at, world.now() + timedelta(hours=1))
            service.foretell(
                pointer, last_try=False, store=store, models=models, deliveries=world.deliveries, now=world.now
            )
        return used

    look_ahead(store.listings.get(watch.listing_id), world.now(), 7, caller="x", store=store, models=models)
    with metered(table) as wanted:
        store.forecasts.want(watch.listing_id, "shop.test", day.day, world.now())
    made = worked()
    for _ in range(32):
        world.now.pass_by(hours=6)
        at = world.now()
        store.listings.observe(
            Observation(
                listing_id=watch.listing_id, slot=at, at=at, ending=Ending.READ, price=Decimal(1299), currency="EUR"
            )
        )
    judged = worked()
    assert store.forecasts.record_of_listings([watch.listing_id])["judged"] == 1
    wrote = wanted.write + made.write + judged.write
    assert wrote == pytest.approx(FORECAST_WRITES, rel=0.1)
    assert made.read + judged.read == pytest.approx(FORECAST_READS, rel=0.3)
