"""What use costs: a look at a page, an alert, a call of the API, from what the code does for each.

What the table is asked is measured (tests/unit/test_cost.py runs the code and holds these constants to it). How long
shops take to answer and how many pages of a shop are watched are assumptions: they are arguments, with their defaults
here.
"""

from dataclasses import dataclass, fields, replace

from cost.rates import GB, MILLION, MONTH_DAYS, Rates

VCPU_MB = 1769
"""Memory that brings a whole processor: docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""

CHECK_WRITES = 10.0
"""Write units of a look at a page that one watch is on and that has not changed.

Claim 2 and its index 2, observation 1, the watch 1, the listing 2 and its index 2: an item of 1.6 KB is two units.
"""
CHECK_READS = 3.5  # claim, listing, observation, watches; the sweep's query
MESSAGE_WRITES = 2.0  # a place at the host, taken and given back
MESSAGE_READS = 2.0  # the host's state and its robots.txt
TABLE_CALLS = 4  # of a page, one after another
MESSAGE_CALLS = 4
TABLE_CALL_S = 0.006
READING_S = 0.012
"""A page of 100 KB, on a whole arm processor; 7.7 ms on the x86 of docs/decisions/performance.md."""
SWEEP_GB_S = 0.5 * 3 / 400  # 400 claims a call of 3 s
QUEUE_REQUESTS = 0.3  # of a message: sent, received and deleted in tens
LOG_BYTES_A_RUN = 1_400  # start, end and report of the platform, and one line of ours
OBSERVATION_BYTES = 550
PAGES_KEPT = 0.02  # of the looks: those after which a page's price or its way of saying it had changed
OUT_BYTES = 3_000  # a TLS handshake, robots.txt now and then, and the request
RENDERING_MB = 2048  # of the function that bears a browser, billed for as long as the page takes
RENDERED_S = 5.0
"""A page in that browser: the demo shop's took 1.6 to 2.5 s on x86, pages of real shops load more; an assumption."""
RENDERED_OUT_BYTES = 20_000  # a dozen TLS handshakes and requests
FORECAST_WRITES = 22.0
"""Write units of one listing's forecast of a day, from wish to judgement.

Wanted 1 and its index 1, claimed twice 6, made 1 and its index 2, judged 10 (a transaction of four: the forecast, what
its listing, its shop and all add up to), and a seventh of the listing's days, which are drawn anew once a week.
"""
FORECAST_READS = 10.0  # its state twice, the listing, who watches it, its days and a week of looks twice
FORECAST_CALLS = 9  # of the table, one after another
FORECASTING_S = 0.010
"""Features, the model, its trees walked, on a whole processor: 2.5 ms for 390 days on an x86."""
FORECAST_MB = 1024
FORECAST_BYTES = 850
ALERT = {
    "table_writes": 26.0,  # alert, its place in the list of all, watch, audit entry, indexes, both states of delivery
    "table_reads": 6.0,
    "gb_s": 0.5 * 0.5 + 0.5 * 0.5,  # the signed webhook, and the channel's message
    "runs": 2.0,
    "queue_requests": 8.0,
    "events": 2.0,
    "log_bytes": 2_800.0,
    "out_bytes": 6_000.0,
}
READ = {
    "calls": 1.0,
    "table_writes": 1.0,  # the count of the caller's rate limit
    "table_reads": 3.0,
    "gb_s": 0.5 * 0.04,
    "runs": 1.1,  # one in ten asks the authorizer again
    "log_bytes": 1_900.0,
    "out_bytes": 3_000.0,
}

VIEW_FILES = 14.0  # of the first view of the console, see `tradewind bench console`
VIEW_BYTES = 160_000.0  # of them, packed by Brotli; the hashed ones are fetched once
VIEW_READS = 4.0  # calls of the API that draw it: watches, sparklines, verdicts


@dataclass(frozen=True, slots=True)
class Use:
    """What is used, in the units that are paid for."""

    table_writes: float = 0
    table_reads: float = 0
    table_bytes: float = 0
    gb_s: float = 0
    runs: float = 0
    queue_requests: float = 0
    events: float = 0
    calls: float = 0
    puts: float = 0
    log_bytes: float = 0
    out_bytes: float = 0
    cdn_requests: float = 0
    cdn_bytes: float = 0

    def times(self, count: float) -> "Use":
        return Use(**{each.name: getattr(self, each.name) * count for each in fields(self)})

    def usd(self, rates: Rates) -> dict[str, float]:
        """The bill, by service. What is stored is charged for its first month."""
        stored = rates.table_gb_month + rates.table_backup_gb_month
        return {
            "table": self.table_writes * rates.table_write + self.table_reads * rates.table_read,
            "storage": self.table_bytes / GB * stored,
            "functions": self.gb_s * rates.lambda_gb_s + self.runs * rates.lambda_request,
            "queues": self.queue_requests * rates.queue_request,
            "events": self.events * rates.event,
            "pages kept": self.puts * rates.object_put,
            "gateway": self.calls * rates.gateway_request,
            "logs": self.log_bytes / GB * rates.log_gb,
            "data out": self.out_bytes / GB * rates.out_gb,
            "console": self.cdn_requests * rates.cdn_request + self.cdn_bytes / GB * rates.cdn_out_gb,
        }


@dataclass(frozen=True, slots=True)
class Looking:
    """How pages are looked at. The defaults are the template's, and shops that answer within 0.8 s.

    `pages_a_message`: pages of one host that fall due together, at most 20; `at_once`: messages a run handles.
    """

    memory_mb: int = 512
    at_once: int = 10
    pages_a_message: float = 2
    shop_s: float = 0.8

    @property
    def run_s(self) -> float:
        """A run: its hosts are waited for together, a host's pages one after another; reading takes turns."""
        waiting = self.pages_a_message * (self.shop_s + TABLE_CALLS * TABLE_CALL_S) + MESSAGE_CALLS * TABLE_CALL_S
        return waiting + self.at_once * self.pages_a_message * READING_S / min(self.memory_mb / VCPU_MB, 1)


def check(how: Looking = Looking()) -> Use:
    """One look at a page that has not changed."""
    pages = how.at_once * how.pages_a_message
    return Use(
        table_writes=CHECK_WRITES + MESSAGE_WRITES / how.pages_a_message,
        table_reads=CHECK_READS + MESSAGE_READS / how.pages_a_message,
        table_bytes=OBSERVATION_BYTES,
        gb_s=how.run_s * how.memory_mb / 1024 / pages + SWEEP_GB_S,
        runs=1 / pages + 1 / 400,
        queue_requests=QUEUE_REQUESTS / how.pages_a_message,
        puts=PAGES_KEPT,
        log_bytes=LOG_BYTES_A_RUN / pages,
        out_bytes=OUT_BYTES,
    )


def rendered(how: Looking = Looking()) -> Use:
    """What it costs more to have a page shown by a browser: the function that bears it, and the one that waits."""
    waiting = how.memory_mb / 1024 * RENDERED_S / how.at_once
    return Use(
        gb_s=RENDERING_MB / 1024 * RENDERED_S + waiting,
        runs=1,
        log_bytes=LOG_BYTES_A_RUN,
        out_bytes=RENDERED_OUT_BYTES,
    )


def forecast() -> Use:
    """One listing's forecast of a day: made, kept, and judged a week later; in messages of which a run takes ten."""
    run_s = FORECASTING_S / min(FORECAST_MB / VCPU_MB, 1) + FORECAST_CALLS * TABLE_CALL_S
    return Use(
        table_writes=FORECAST_WRITES,
        table_reads=FORECAST_READS,
        table_bytes=FORECAST_BYTES,
        gb_s=run_s * FORECAST_MB / 1024,
        runs=2 / 10,
        queue_requests=2 * QUEUE_REQUESTS,
        log_bytes=2 * LOG_BYTES_A_RUN / 10,
    )


def alert() -> Use:
    """One alert: raised, recorded, told to the bus, delivered."""
    return Use(**ALERT)


def read() -> Use:
    """One call of the API that reads."""
    return Use(**READ)


def view() -> Use:
    """One first view of the console by a browser that has nothing of it: its files, and the calls that draw it.

    All passes CloudFront, the calls too; what leaves the API for it costs nothing on the way.
    """
    calls = read().times(VIEW_READS)
    return replace(calls, out_bytes=0, cdn_requests=VIEW_FILES + VIEW_READS, cdn_bytes=VIEW_BYTES + calls.out_bytes)


def month(
    watches: int, every_minutes: float, alerts_a_day: float, reads_a_day: float, rendered_share: float = 0
) -> dict[str, Use]:
    """A month's use: looks, a forecast of each page a day, alerts and reads. `alerts_a_day`: of a hundred watches;
    `reads_a_day`: of all callers; `rendered_share`: of the looks, those that a browser shows."""
    looks = watches * MONTH_DAYS * 1440 / every_minutes
    return {
        "checks": check().times(looks),
        "rendered": rendered().times(looks * rendered_share),
        "forecasts": forecast().times(watches * MONTH_DAYS),
        "alerts": alert().times(watches / 100 * alerts_a_day * MONTH_DAYS),
        "reads": read().times(reads_a_day * MONTH_DAYS),
    }


def total(bill: dict[str, float]) -> float:
    return sum(bill.values())


def check_usd_per_million(rates: Rates, how: Looking = Looking()) -> dict[str, float]:
    """A million looks, by service."""
    return {service: usd * MILLION for service, usd in check(how).usd(rates).items()}


def with_provisioned_writes(
    bill: dict[str, float], use: Use, rates: Rates, utilisation: float = 0.7
) -> dict[str, float]:
    """The same bill with write capacity that is bought by the hour and used to that share, as steady work allows."""
    bought = use.table_writes / 3600 / utilisation * rates.table_write_h
    return bill | {"table": bought + use.table_reads * rates.table_read}
