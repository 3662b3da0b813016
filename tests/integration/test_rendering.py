# ruff: noqa: E501  # a page is written as it would be served
"""Pages in a real Chromium: one that scripts build is read, and one that tries everything reaches nothing."""

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

import pytest

from local.shop import scripted
from local.shop.answer import Ask
from local.shop.world import page_at
from prices.models.page import PageKind
from prices.reading import read
from tradewind.errors import Unavailable
from tradewind.fetch import FetchFailed, Robots
from tradewind.fetch.rendering import Rendered, RenderLimits
from tradewind.fetch.rendering.browser import BrowserRenderer, why_unusable
from tradewind.fetch.rendering.chromium import PROCESS_MB, Chromium, find
from tradewind.fetch.rendering.gate import Gate
from tradewind.fetch.rendering.protocol import Protocol
from tradewind_cli.stack import lifecycle
from tradewind_cli.stack.health.finding import Finding
from tradewind_cli.stack.health.machine import of_browser
from tradewind_cli.stack.state import Record, StateFolder
from tradewind_cli.trouble import Trouble
from web_of_traps import Trap, Web, trap, web

pytestmark = pytest.mark.needs("chromium")

QUICK = RenderLimits(total_s=8, settle_s=1, source_s=0.8)
OPEN = Robots("")

SHELL = """<!DOCTYPE html><html lang="en"><head><title>Steel kettle</title></head><body><div id="root"></div>
<noscript>Please enable JavaScript.</noscript><script src="/app.js"></script></body></html>"""
APP = """
customElements.define('old-price', class extends HTMLElement {
  connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = '<del class="was">€31.00</del>'; }
});
fetch('/api/price', {method: 'POST', body: '{}'}).then(answer => answer.json()).then(told => {
  document.getElementById('root').innerHTML = '<h1>Steel kettle</h1><p class="price">' + told.price + '</p>'
    + '<old-price></old-price><button>Add to cart</button><p>In stock</p>';
});"""
PRICE = '{"price": "€24.90"}'


@pytest.fixture(scope="module")
def gates() -> Iterator[set[str]]:
    """Where each page's gate listened."""
    seen: set[str] = set()

    class Seen(Gate):
        def __enter__(self) -> Gate:
            entered = super().__enter__()
            seen.add(self.address.removeprefix("http://"))
            return entered

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tradewind.fetch.rendering.browser.Gate", Seen)
        yield seen


@pytest.fixture(scope="module")
def net_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser itself notes of its connections."""
    return tmp_path_factory.mktemp("net") / "log.json"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, gates: set[str], net_log: Path) -> Iterator[Chromium]:
    """One for all: each page has a context of its own in it."""
    profile = tmp_path_factory.mktemp("browser")
    chromium = Chromium(find() or "", profile, sandboxed=False, more=[f"--log-net-log={net_log}"])
    yield chromium
    chromium.stop()


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as made:
        made.pages |= {"/p/kettle": SHELL, "/app.js": APP, "/api/price": PRICE}
        yield made


@pytest.fixture
def trapped() -> Iterator[Trap]:
    with trap() as made:
        yield made


def shown(browser: Chromium, site: Web, url: str, limits: RenderLimits = QUICK, robots: Robots = OPEN) -> Rendered:
    return BrowserRenderer(browser.address(), site.guard(), dialled=site.dial).render(url, robots=robots, limits=limits)


def test_a_page_that_scripts_build_is_read_as_any_other(browser: Chromium, site: Web) -> None:
    plain = read(SHELL.encode(), url="http://shop.example/p/kettle")
    assert (plain.price, plain.needs_browser) == (None, True)
    rendered = shown(browser, site, "http://shop.example/p/kettle")
    seen = read(rendered.page.body, url=rendered.page.url)
    assert (str(seen.price), str(seen.was_price), seen.currency) == ("24.90", "31.00", "EUR")
    assert (seen.kind, seen.title) == (PageKind.PRODUCT, "Steel kettle")
    assert (rendered.page.status, rendered.page.url) == (200, "http://shop.example/p/kettle")
    assert rendered.refused == ()
    told = site.asked[0][2]
    assert "TradewindBot" in told["user-agent"] and "Headless" not in told["user-agent"]
    assert not {name for name in told if name.startswith("proxy-")}


TRIES = """<!DOCTYPE html><html><head><title>Tries</title>
<link rel="preconnect" href="http://127.0.0.1:{port}"><link rel="dns-prefetch" href="//secret.internal">
<link rel="stylesheet" href="http://127.0.0.1:{port}/a.css"></head><body>
<img src="http://127.0.0.1:{port}/x.png"><video src="http://127.0.0.1:{port}/x.mp4"></video>
<iframe src="http://127.0.0.1:{port}/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
<iframe src="http://shop.example/inward"></iframe>
<form id="f" method="post" action="http://127.0.0.1:{port}/form" target="_blank"></form>
<script>
const said = {{}};
const tell = (name, what) => {{ said[name] = String(what).slice(0, 60); document.body.dataset.said = JSON.stringify(said); }};
const ask = (name, url, more) => fetch(url, {{mode: 'no-cors', ...more}}).then(() => tell(name, 'ANSWERED'), e => tell(name, e));
ask('loopback', 'http://127.0.0.1:{port}/'); ask('name', 'http://localhost:{port}/');
ask('web loopback', 'http://127.0.0.1/'); ask('number', 'http://2130706433/');
ask('six', 'http://[::1]/'); ask('mapped', 'http://[::ffff:7f00:1]/');
ask('metadata', 'http://169.254.169.254/latest/meta-data/'); ask('private', 'http://10.0.0.8/');
ask('home', 'http://192.168.1.1/'); ask('internal', 'http://metadata.google.internal/');
ask('leads inward', 'http://inward.example/'); ask('redirect', 'http://shop.example/inward');
ask('other port', 'http://shop.example:8080/'); ask('file', 'file:///etc/passwd');
ask('method', 'http://shop.example/api/price', {{mode: 'cors', method: 'DELETE'}});
ask('tls', 'https://127.0.0.1/'); ask('tls inward', 'https://inward.example/');
ask('rebinding', 'http://rebinds.example/first').then(() => ask('rebound', 'http://rebinds.example/second'));
for (const [name, url] of [['ws', 'ws://127.0.0.1:{port}/'], ['wss', 'wss://127.0.0.1/'], ['ws inward', 'ws://inward.example/'],
    ['wss inward', 'wss://inward.example/'], ['ws public', 'ws://shop.example/']]) {{
  try {{ const s = new WebSocket(url); s.onopen = () => tell(name, 'ANSWERED'); s.onerror = () => tell(name, 'refused'); }}
  catch (e) {{ tell(name, e); }}
}}
const source = new EventSource('http://127.0.0.1:{port}/events'); source.onerror = () => {{ tell('events', 'refused'); source.close(); }};
navigator.sendBeacon('http://127.0.0.1:{port}/beacon', 'x');
tell('rtc', typeof RTCPeerConnection); tell('service worker', typeof navigator.serviceWorker);
const inner = document.createElement('iframe'); document.body.append(inner);
const Rtc = inner.contentWindow.RTCPeerConnection; tell('inner rtc', typeof Rtc);
if (Rtc) {{ const c = new Rtc({{iceServers: [{{urls: ['stun:127.0.0.1:{port}']}},
    {{urls: ['turn:127.0.0.1:{port}?transport=tcp'], username: 'u', credential: 'p'}}]}});
  c.createDataChannel('x'); c.onicecandidate = e => e.candidate && tell('candidate', e.candidate.candidate);
  c.createOffer().then(o => c.setLocalDescription(o)); }}
const code = `fetch('http://127.0.0.1:{port}/worker').then(() => postMessage('ANSWERED'), e => postMessage('refused'));
  new WebSocket('ws://127.0.0.1:{port}/worker');`;
new Worker(URL.createObjectURL(new Blob([code]))).onmessage = e => tell('worker', e.data);
try {{ open('http://127.0.0.1:{port}/window'); open('file:///etc/passwd'); }} catch (e) {{ tell('open', e); }}
document.getElementById('f').submit();
navigator.geolocation.getCurrentPosition(() => tell('place', 'ANSWERED'), e => tell('place', e.message));
const save = document.createElement('a'); save.href = 'data:text/plain,x'; save.download = 'x.txt'; save.click();
</script></body></html>"""


def test_a_page_that_tries_everything_reaches_nothing_and_each_try_is_told(
    browser: Chromium, site: Web, trapped: Trap
) -> None:
    site.pages["/tries"] = TRIES.format(port=trapped.port)
    site.pages["/inward"] = redirects(f"http://127.0.0.1:{trapped.port}/redirected")
    site.resolves = {"inward.example": ["127.0.0.1"], "rebinds.example": ["93.184.215.15", "127.0.0.1"]}
    rendered = shown(browser, site, "http://shop.example/tries", RenderLimits(total_s=8, settle_s=2))
    said = told_by(rendered)
    assert trapped.caught == []
    assert set(site.dialled) <= {"93.184.215.14", "93.184.215.15"}
    assert "ANSWERED" not in {what for name, what in said.items() if name != "rebinding"}, said
    assert (said["rtc"], said["inner rtc"], said["service worker"]) == ("undefined", "undefined", "undefined")
    assert said["rebinding"] == "ANSWERED"
    assert site.visits("/second") == 0
    assert {"ws", "wss", "ws inward", "wss inward", "ws public", "worker"} <= said.keys()
    what = {each.what for each in rendered.refused}
    assert {"127.0.0.1", "::1", "169.254.169.254", "10.0.0.8", "192.168.1.1"} <= what | set(map(bare, what)), what
    assert {"inward.example", "rebinds.example", "shop.example"} <= what, what
    why = " ".join(each.why for each in rendered.refused)
    for reason in ("not on the public internet", "stands for something local", "ports 80 and 443", "may not DELETE"):
        assert reason in why, why
    with Protocol(browser.address()) as protocol:
        assert protocol.call("Target.getBrowserContexts")["browserContextIds"] == []


CALLS = """<!DOCTYPE html><html><head><title>Calls</title></head><body><script>
const said = {{rtc: typeof RTCPeerConnection}};
const tell = (name, what) => {{ said[name] = what; document.body.dataset.said = JSON.stringify(said); }};
const call = new RTCPeerConnection({{iceServers: [{{urls: ['stun:127.0.0.1:{port}']}},
  {{urls: ['turn:127.0.0.1:{port}', 'turn:127.0.0.1:{port}?transport=tcp'], username: 'u', credential: 'p'}}]}});
call.createDataChannel('x');
call.onicecandidate = e => e.candidate && tell('candidate', e.candidate.candidate);
call.onicegatheringstatechange = () => tell('gathered', call.iceGatheringState);
call.createOffer().then(offer => call.setLocalDescription(offer));
</script></body></html>"""


def test_webrtc_finds_no_way_even_where_the_page_has_it(
    browser: Chromium, site: Web, trapped: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second wall alone: what the page's own script is not given is given here."""
    monkeypatch.setattr("tradewind.fetch.rendering.browser.NO_SIDE_DOORS", "")
    site.pages["/rtc"] = CALLS.format(port=trapped.port)
    said = told_by(shown(browser, site, "http://shop.example/rtc"))
    assert said == {"rtc": "function", "gathered": "complete"}
    assert trapped.caught == []


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1/", "refused"),
        ("http://[::1]/", "refused"),
        ("http://shop.example/inward", "refused"),
        ("http://shop.example/to-file", "refused"),
        ("file:///etc/passwd", "refused"),
        ("data:text/html,x", "refused"),
        ("http://shop.example/download", "unsupported_type"),
        ("http://shop.example/leads-inward", "refused"),
        ("http://shop.example/leads-nowhere", "dns"),
    ],
)
def test_a_page_that_is_none_of_the_web_is_refused_in_words(
    browser: Chromium, site: Web, trapped: Trap, url: str, kind: str
) -> None:
    site.pages |= {
        "/inward": redirects(f"http://127.0.0.1:{trapped.port}/"),
        "/to-file": redirects("file:///etc/passwd"),
        "/download": downloads,
        "/leads-inward": "<script>location = 'http://10.0.0.8/'</script>",
        "/leads-nowhere": "<script>location = 'http://nowhere.example/'</script>",
    }
    site.resolves = {"inward.example": ["10.0.0.1"], "nowhere.example": []}
    with pytest.raises(FetchFailed) as failed:
        shown(browser, site, url)
    assert failed.value.kind == kind, failed.value
    assert trapped.caught == []
    assert not re.search(r"10\.0\.0\.1|ERR_", failed.value.detail)


def test_what_never_ends_ends(browser: Chromium, site: Web) -> None:
    """An endless document, an endless part of a page, an endless script."""
    site.pages |= {
        "/endless": endless,
        "/part": "<!DOCTYPE html><h1>Kettle</h1><p class=price>€5.00</p><script>fetch('/endless')</script>",
        "/script": "<!DOCTYPE html><h1>Kettle</h1><p class=price>€6.00</p><script>for (;;);</script>",
    }
    small = RenderLimits(total_s=6, settle_s=0.6, source_s=0.5, request_bytes=1 << 20, page_bytes=2 << 20)
    with pytest.raises(FetchFailed, match="larger than 2 MiB"):
        shown(browser, site, "http://shop.example/endless", RenderLimits(total_s=6, settle_s=3, page_bytes=2 << 20))
    part = shown(browser, site, "http://shop.example/part", small)
    assert b"5.00" in part.page.body
    assert any("over one connection" in each.why for each in part.refused), part.refused
    script = shown(browser, site, "http://shop.example/script", small)
    assert b"6.00" in script.page.body
    assert [each.what for each in script.refused] == ["script"]


@pytest.mark.skipif(sys.platform != "linux", reason="no other system bounds what a process holds of data")
def test_a_page_that_eats_memory_ends_and_the_next_is_shown(browser: Chromium, site: Web) -> None:
    """It is refused memory, its process ends or its scripts are stopped: whichever comes first."""
    site.pages["/hog"] = """<h1>Hog</h1><script>const all = [];
try { for (;;) all.push(new Uint8Array(1 << 26).fill(1)); } catch (_) { for (;;) all.push(new Array(1e6).fill(1.5)); }
</script>"""
    with most_held(browser) as held:
        try:
            why = [each.what for each in shown(browser, site, "http://shop.example/hog").refused]
        except FetchFailed as failure:
            why = [failure.kind]
    assert why[0] in ("too_large", "timeout", "script")
    assert 200 < max(held) <= PROCESS_MB
    for path in (scripted.PATH, "/app.js", "/api/products/steel-kettle"):
        site.pages[path] = scripted.answer_scripted(Ask("GET", scripted.HOST, path, {}), 0).body.decode()
    after = shown(browser, site, f"http://{scripted.HOST}{scripted.PATH}").page
    assert read(after.body, url=after.url).price == page_at(scripted.SAME_AT).truth(0).price


def test_a_page_asks_for_so_much_and_no_more_and_for_nothing_that_robots_txt_forbids(
    browser: Chromium, site: Web
) -> None:
    site.pages["/many"] = """<h1>Many</h1><script>fetch('/api/price');
for (let i = 0; i < 40; i++) fetch('/app.js?' + i)</script>"""
    few = RenderLimits(total_s=6, settle_s=1, requests=10)
    rendered = shown(browser, site, "http://shop.example/many", few, Robots("User-agent: *\nDisallow: /api/\n"))
    assert rendered.requests == 10
    assert sum(path.startswith("/app.js") for _, path, _ in site.asked) <= 9
    assert site.visits("/api/price") == 0
    told = " ".join(each.why for each in rendered.refused)
    assert "more than 10 things" in told and "robots.txt asks not to look there" in told


def test_a_browser_that_was_not_started_as_it_must_be_shows_nothing(
    browser: Chromium, site: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradewind.fetch.rendering.chromium.NEEDED", ("--some-switch",))
    with pytest.raises(Unavailable, match="started without --some-switch"):
        shown(browser, site, "http://shop.example/p/kettle")
    assert site.asked == []


def test_up_starts_a_browser_that_may_be_used_and_down_ends_it(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    try:
        record = lifecycle.with_browser(folder, Record(port=lifecycle.choose_port(0)), True, lambda step: None)
        address = lifecycle.browser_url(record)
        assert why_unusable(address) == ""
        assert [str(each) for each in of_browser(folder)] == [str(Finding("browser", address))]
        assert lifecycle.with_browser(folder, record, True, lambda step: None) == record
        assert lifecycle.with_browser(folder, record, False, lambda step: None).browser_port == 0
        assert not folder.browser.is_running()
        with pytest.raises(Unavailable):
            why_unusable(address)
        assert not next(of_browser(folder)).is_well
    finally:
        lifecycle.kill(folder)


def test_without_a_chromium_up_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewind.fetch.rendering.chromium.find", lambda: None)
    with pytest.raises(Trouble, match=r"apt-get install chromium.*--set BrowserUrl"):
        lifecycle.with_browser(StateFolder(tmp_path), Record(port=1), True, lambda step: None)


def test_where_no_browser_answers_it_is_unavailable_and_not_a_fault_of_the_page(site: Web) -> None:
    for address in ("http://127.0.0.1:1", "ws://127.0.0.1:1/x", f"http://127.0.0.1:{site.port}", "ftp://x"):
        with pytest.raises(Unavailable):
            BrowserRenderer(address, site.guard()).render("http://shop.example/", robots=OPEN)


@contextmanager
def most_held(browser: Chromium) -> Iterator[list[int]]:
    """The megabytes that the processes of the browser hold meanwhile, looked up again and again."""
    held: list[int] = []
    is_over = Event()

    def look() -> None:
        while not is_over.wait(0.03):
            for status in Path("/proc").glob("[0-9]*/status"):
                with suppress(OSError, IndexError):
                    if os.getsid(int(status.parent.name)) == browser.pid:
                        held.append(int(status.read_text().split("RssAnon:")[1].split()[0]) >> 10)

    looking = Thread(target=look)
    looking.start()
    try:
        yield held
    finally:
        is_over.set()
        looking.join()


def test_by_its_own_record_the_browser_connected_to_gates_and_sent_nothing_otherwise(
    browser: Chromium, gates: set[str], net_log: Path
) -> None:
    """After all of the above; what has no context of its own was sent to a port where nobody listens."""
    browser.stop(signal.SIGTERM)
    constants, *lines = net_log.read_text().splitlines()
    names = {n: name for name, n in json.loads(constants.rstrip(",") + "}")["constants"]["logEventTypes"].items()}
    events: list[tuple[str, dict[str, Any]]] = []
    for line in lines:
        with suppress(ValueError):  # the list's own brackets, and the end of what was being written
            event = json.loads(line.removesuffix("],").removesuffix(","))
            events.append((names[event["type"]], event.get("params", {})))
    connected = {params["address"] for name, params in events if name == "TCP_CONNECT_ATTEMPT" and "address" in params}
    assert connected & gates
    assert connected <= gates | {"127.0.0.1:9"}
    assert not [params for name, params in events if name in ("UDP_BYTES_SENT", "UDP_SEND_ERROR")]
    looked_up = {
        params["host"] for name, params in events if name == "HOST_RESOLVER_MANAGER_REQUEST" and "host" in params
    }
    assert looked_up <= {"http://~notfound", "https://~notfound", "~notfound"}


def test_a_browser_that_dies_is_unavailable_and_one_whose_asker_died_forgets_the_page(
    browser: Chromium, site: Web
) -> None:
    address = browser.address()
    with Protocol(address) as asker:
        asker.call("Target.createBrowserContext", {"disposeOnDetach": True})
    with Protocol(address) as other:
        ends_at = time.monotonic() + 3
        while other.call("Target.getBrowserContexts")["browserContextIds"] and time.monotonic() < ends_at:
            time.sleep(0.02)
        assert other.call("Target.getBrowserContexts")["browserContextIds"] == []
    site.pages["/restless"] = "<script>setInterval(() => fetch('/app.js?' + Math.random()), 40)</script>"
    Timer(1.2, browser.stop).start()
    with pytest.raises(Unavailable):
        shown(browser, site, "http://shop.example/restless", RenderLimits(total_s=12, settle_s=8))
    assert why_unusable(browser.address()) == "", "the next page has another"


def redirects(location: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(visit: BaseHTTPRequestHandler) -> None:
        visit.send_response(302)
        visit.send_header("Location", location)
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    return answer


def downloads(visit: BaseHTTPRequestHandler) -> None:
    visit.send_response(200)
    visit.send_header("Content-Type", "application/octet-stream")
    visit.send_header("Content-Disposition", "attachment; filename=x.bin")
    visit.send_header("Content-Length", "3")
    visit.end_headers()
    visit.wfile.write(b"abc")


def endless(visit: BaseHTTPRequestHandler) -> None:
    visit.send_response(200)
    visit.send_header("Content-Type", "text/html")
    visit.end_headers()
    try:
        while True:
            visit.wfile.write(b"<p>and on it goes</p>\n" * 3000)
    except OSError:
        return


def told_by(rendered: Rendered) -> dict[str, str]:
    """What the page wrote down of its tries."""
    found = re.search(r'data-said="([^"]*)"', rendered.page.body.decode())
    assert found, rendered.page.body[:500]
    told: dict[str, str] = json.loads(found[1].replace("&quot;", '"').replace("&amp;", "&"))
    return told


def bare(host: str) -> str:
    """A host without its port and brackets."""
    return re.sub(r":\d+$", "", host).strip("[]")
