"""A page in a browser: a context of its own that knows one way out, watched until the page has settled.

The gate decides what is reached. What this does besides makes a page cheaper and what becomes of it plainer: pictures
and films are left out, what could never be reached is refused before it is tried, and limits are kept.
"""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tradewind.errors import Unavailable
from tradewind.fetch.addresses import why_refused
from tradewind.fetch.forwarding import Dial, dial
from tradewind.fetch.guard import Guard
from tradewind.fetch.outcome import Failure, Fetched, FetchFailed
from tradewind.fetch.rendering.chromium import why_unfit
from tradewind.fetch.rendering.gate import METHODS, Gate
from tradewind.fetch.rendering.outcome import Rendered, RenderingBusy, RenderLimits
from tradewind.fetch.rendering.protocol import CallTimedOut, Protocol, Refused
from tradewind.fetch.robots import Robots
from tradewind.fetch.target import Target, parse_target

LEFT_OUT = frozenset({"Image", "Media", "Font", "TextTrack", "Ping", "CSPViolationReport", "Prefetch", "Manifest"})
"""Kinds of requests that no price comes with; half to nine tenths of a shop's bytes."""
PAGES_AT_ONCE = 3
"""Pages that a browser shows at the same time, whoever asks: with its limit on a process that is what a home server
has to spare."""
CALM_S = 0.2
"""Between the last answer from the network and the look at the page: two frames and what they draw."""
WORLD = "tradewind"

NO_SIDE_DOORS = """(() => {
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'WebTransport']) {
    try { Object.defineProperty(window, name, {value: undefined, writable: false, configurable: false}); } catch (_) {}
  }
  try { Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined, configurable: false}); }
  catch (_) {}
})()"""
"""Runs in each frame before its own scripts. What it takes away would end at the gate as well, and says so here
sooner; nothing depends on it."""

SOURCE = """(() => {
  const open = root => {
    for (const each of root.querySelectorAll('*')) {
      if (!each.shadowRoot) continue;
      open(each.shadowRoot);
      const shown = document.createElement('div');
      shown.append(...[...each.shadowRoot.childNodes].map(node => node.cloneNode(true)));
      each.append(shown);
    }
  };
  open(document);
  return '<!DOCTYPE html>' + (document.documentElement?.outerHTML ?? '').slice(0, %d);
})()"""
"""The page's source, what its components show in shadow trees among it."""

_FAILURES: tuple[tuple[str, Failure, str], ...] = (
    ("ERR_CERT", "tls", "The certificate of {host} is not valid."),
    ("ERR_SSL", "tls", "No secure connection to {host} could be made."),
    ("ERR_TIMED_OUT", "timeout", "{host} did not answer in time."),
    ("ERR_TOO_MANY_REDIRECTS", "too_many_redirects", "{host} redirects in a circle or too often."),
    ("ERR_UNSAFE_REDIRECT", "refused", "{host} redirects to where no page may lead."),
    ("ERR_ABORTED", "unsupported_type", "{host} answers with a download, or with nothing."),
    ("ERR_BLOCKED", "refused", "{host} leads to where a page may not go."),
)
_ELSE: tuple[Failure, str] = ("bad_response", "{host} broke off or did not answer with clean HTTP.")


def why_unusable(address: str) -> str:
    """What is wrong with the browser that listens there, in words; empty when pages may be shown by it.

    Raises: Unavailable when none answers.
    """
    with Protocol(address) as protocol:
        return _why_unusable(protocol)


def _why_unusable(protocol: Protocol) -> str:
    try:
        return why_unfit(protocol.call("Browser.getBrowserCommandLine")["arguments"]) or ""
    except Refused:
        return "it does not tell its command line: it was started without --enable-automation"


@dataclass
class View:
    """What is known of a page while it is shown."""

    main: str
    robots: Robots
    host: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""
    hops: list[str] = field(default_factory=list)
    loader: str = ""
    reached: set[str] = field(default_factory=set)
    requests: int = 0
    crashed: bool = False
    refusal: FetchFailed | None = None


class BrowserRenderer:
    """Shows pages in the browser that listens at an address, each in a fresh context behind a gate of its own."""

    def __init__(self, address: str, guard: Guard, gate_at: str = "127.0.0.1", dialled: Dial = dial) -> None:
        self._address = address
        self._guard = guard
        self._gate_at = gate_at
        self._dial = dialled

    def render(self, url: str, *, robots: Robots, limits: RenderLimits = RenderLimits()) -> Rendered:  # noqa: B008
        """As `Renderer.render`. Raises: FetchFailed, Unavailable."""
        started = monotonic()
        target = parse_target(url)
        if target.address is not None and why_refused(target.address):
            raise FetchFailed("refused", f"{target.host} is not on the public internet.")
        with Protocol(self._address) as protocol, Gate(self._guard, limits, self._gate_at, self._dial) as gate:
            try:
                return _Rendering(protocol, gate, target, robots, limits, self._guard.user_agent, started).run()
            except Refused as refusal:
                raise Unavailable(f"the rendering browser refuses: {refusal}") from refusal
            except CallTimedOut as late:
                raise Unavailable(f"the rendering browser does not answer: {late}") from late


class _Rendering:
    """One page on its way through the browser."""

    def __init__(
        self,
        protocol: Protocol,
        gate: Gate,
        target: Target,
        robots: Robots,
        limits: RenderLimits,
        user_agent: str,
        started: float,
    ) -> None:
        self.protocol = protocol
        self.gate = gate
        self.target = target
        self.limits = limits
        self.user_agent = user_agent
        self.started = started
        self.ends_at = started + limits.total_s
        self.view = View("", robots, target.host)
        self.session = ""
        self.context = ""

    def run(self) -> Rendered:
        protocol = self.protocol
        if why := _why_unusable(protocol):
            raise Unavailable(f"the browser may not be used: {why}; see docs/rendering.md")
        if len(protocol.call("Target.getBrowserContexts")["browserContextIds"]) >= PAGES_AT_ONCE:
            raise RenderingBusy("the rendering browser shows as many pages as it can", retry_after_s=15)
        version = protocol.call("Browser.getVersion")["product"].rpartition("/")[2].partition(".")[0]
        self._open(version)
        try:
            self._navigate()
            self._settle()
            return self._taken()
        finally:
            protocol.tell("Target.disposeBrowserContext", {"browserContextId": self.context})

    def _open(self, version: str) -> None:
        """A fresh context with the gate as its only way out, and an empty page in it."""
        call = self.protocol.call
        self.context = call(
            "Target.createBrowserContext",
            {"disposeOnDetach": True, "proxyServer": self.gate.address, "proxyBypassList": "<-loopback>"},
        )["browserContextId"]
        call("Browser.setDownloadBehavior", {"behavior": "deny", "browserContextId": self.context})
        page = call("Target.createTarget", {"url": "about:blank", "browserContextId": self.context})["targetId"]
        self.session = call("Target.attachToTarget", {"targetId": page, "flatten": True})["sessionId"]
        self.view.main = page  # the main frame of a page bears the page's own id
        self.protocol.heard = self._hear
        call("Target.setDiscoverTargets", {"discover": True, "filter": [{"type": "page"}]})
        agent = (
            f"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; {self.user_agent}) "
            f"Chrome/{version}.0.0.0 Safari/537.36"
        )
        every: list[dict[str, Any]] = [{"urlPattern": "http*"}]
        documents = {"urlPattern": "http*", "resourceType": "Document", "requestStage": "Response"}
        for method, params in (
            ("Page.enable", {}),
            ("Inspector.enable", {}),
            ("Page.setLifecycleEventsEnabled", {"enabled": True}),
            ("Emulation.setUserAgentOverride", {"userAgent": agent}),
            ("Network.setBypassServiceWorker", {"bypass": True}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": NO_SIDE_DOORS}),
            ("Fetch.enable", {"patterns": [*every, documents], "handleAuthRequests": True}),
        ):
            call(method, params, self.session)

    def _navigate(self) -> None:
        """Ask for the page, until its document has begun to come. Raises: FetchFailed."""
        left = max(self._settled_by - monotonic(), 0.1)
        try:
            told = self.protocol.call("Page.navigate", {"url": self.target.url}, self.session, left)
        except CallTimedOut:
            raise self._failed() or FetchFailed("timeout", f"{self.view.host} did not answer in time.") from None
        if told.get("isDownload") or "errorText" in told:
            raise self._failed() or self._in_words(told.get("errorText", "net::ERR_ABORTED"))
        self.view.loader = told.get("loaderId", "")

    def _settle(self) -> None:
        """Wait until the page has loaded and the network is at rest, or for as long as a page may take.

        A page that leads on to another by script begins anew; so does its time to settle, within the total.
        """
        view = self.view
        loader = ""
        while loader != view.loader and monotonic() < self._settled_by and not self._is_over():
            loader = view.loader
            self.protocol.listen(
                lambda: self._is_over() or "networkIdle" in view.reached or view.loader != loader,  # noqa: B023
                min(monotonic() + self.limits.settle_s, self._settled_by),
            )
        self.protocol.listen(self._is_over, min(monotonic() + CALM_S, self._settled_by))

    @property
    def _settled_by(self) -> float:
        """When the page has to have settled: its source takes time too."""
        return self.ends_at - 2 * self.limits.source_s

    def _is_over(self) -> bool:
        return self.view.crashed or bool(self.gate.tally.spent)

    def _taken(self) -> Rendered:
        """The page's source as it is now. Raises: FetchFailed."""
        if failure := self._failed():
            raise failure
        if not self.view.url.startswith(("http://", "https://")):  # the browser's own page of what went wrong
            raise self._in_words("")
        text = self._source()
        content = text.encode("utf-8", "replace")
        if len(text) >= self.limits.html_bytes or len(content) > self.limits.html_bytes:
            raise FetchFailed("too_large", f"The page grows past {self.limits.html_bytes >> 20} MiB of source.")
        view = self.view
        page = Fetched(
            url=parse_target(view.url.partition("#")[0]).url,
            status=view.status,
            headers={**view.headers, "content-type": "text/html; charset=utf-8"},
            body=content,
            hops=tuple(view.hops),
            elapsed_ms=round((monotonic() - self.started) * 1000),
            not_modified=False,
        )
        return Rendered(page, self.gate.refusals(), view.requests, self.gate.tally.received)

    def _source(self) -> str:
        """The page's source, read in a world of its own: the page's scripts cannot change what is told.

        Scripts that do not end are stopped for it.
        """
        for attempt in range(2):
            try:
                return self._asked_for_source()
            except (CallTimedOut, Refused) as late:
                if failure := self._failed():
                    raise failure from late
                if attempt == 0:
                    stopped = FetchFailed("timeout", "A script of the page did not end, and was stopped.")
                    self.gate.refuse("script", stopped)
                    self.protocol.tell("Runtime.terminateExecution", {}, self.session)
        raise FetchFailed("timeout", "The scripts of the page do not end.")

    def _asked_for_source(self) -> str:
        """Raises: CallTimedOut, Refused."""
        within_s = self.limits.source_s
        ends_at = monotonic() + within_s
        frame = {"frameId": self.view.main, "worldName": WORLD}
        world = self.protocol.call("Page.createIsolatedWorld", frame, self.session, within_s)["executionContextId"]
        asked = {"expression": SOURCE % self.limits.html_bytes, "contextId": world, "returnByValue": True}
        told = self.protocol.call("Runtime.evaluate", asked, self.session, max(ends_at - monotonic(), 0.1))
        return str(told["result"].get("value", ""))

    def _failed(self) -> FetchFailed | None:
        """What has ended the page, if something has."""
        view = self.view
        if self.gate.tally.spent:
            return FetchFailed("too_large", self.gate.tally.spent)
        if view.crashed:
            return FetchFailed("too_large", "The page takes more memory than a page may, or ended its process.")
        return view.refusal

    def _in_words(self, error: str) -> FetchFailed:
        """What the browser's own name of a failure means."""
        host = self.view.host
        if known := self.gate.why_not(host):
            return known
        kind, text = next(((kind, text) for part, kind, text in _FAILURES if part in error), _ELSE)
        return FetchFailed(kind, text.format(host=host))

    def _hear(self, name: str, said: dict[str, Any], session: str) -> None:
        """What the browser says while the page is shown."""
        view = self.view
        match name:
            case "Fetch.requestPaused" if "responseStatusCode" in said or "responseErrorReason" in said:
                self._see_answer(said)
            case "Fetch.requestPaused":
                self._decide(said)
            case "Fetch.authRequired":
                self._vouch(said)
            case "Page.lifecycleEvent" if said["frameId"] == view.main:
                if said["name"] == "init":
                    view.loader = said["loaderId"]
                    view.reached.clear()
                elif said["loaderId"] == view.loader:
                    view.reached.add(said["name"])
            case "Page.frameNavigated" if said["frame"]["id"] == view.main:
                view.url = said["frame"]["url"]
            case "Page.javascriptDialogOpening":
                self.protocol.tell("Page.handleJavaScriptDialog", {"accept": False}, self.session)
            case "Target.targetCreated":
                self._close_window(said["targetInfo"])
            case "Inspector.targetCrashed" | "Inspector.detached" | "Target.detachedFromTarget":
                view.crashed = True

    def _close_window(self, target: dict[str, Any]) -> None:
        """A page has one window: another of its context would hold memory that nobody counts."""
        if target.get("browserContextId") == self.context and target["targetId"] != self.view.main:
            self.gate.refuse("window", FetchFailed("refused", "The page opens another window."))
            self.protocol.tell("Target.closeTarget", {"targetId": target["targetId"]})

    def _see_answer(self, said: dict[str, Any]) -> None:
        """A document has begun to come; that of the main frame says how the shop answered."""
        if said["frameId"] == self.view.main and "responseStatusCode" in said:
            self.view.status = said["responseStatusCode"]
            self.view.headers = {
                each["name"].lower(): each["value"][:1000] for each in said.get("responseHeaders", [])[:60]
            }
        self.protocol.tell("Fetch.continueRequest", {"requestId": said["requestId"]}, self.session)

    def _decide(self, said: dict[str, Any]) -> None:
        """Let a request go on, or end it here: what no price comes with, and what would end at the gate anyway."""
        view, request = self.view, said["request"]
        if said["resourceType"] in LEFT_OUT:
            return self._end(said)
        is_page = said["frameId"] == view.main and said["resourceType"] == "Document"
        name = _host_of(request["url"])
        try:
            target = parse_target(request["url"].partition("#")[0])
            name = target.host
            self._check(target, request["method"])
        except FetchFailed as failure:
            self.gate.refuse(name, failure)
            if is_page:
                view.refusal = failure
            return self._end(said)
        view.requests += 1
        if is_page:
            view.host = name
            view.hops.append(target.url)
        self.protocol.tell("Fetch.continueRequest", {"requestId": said["requestId"]}, self.session)
        return None

    def _check(self, target: Target, method: str) -> None:
        """Raises: FetchFailed (refused) for what is not asked for."""
        if method not in METHODS:
            raise FetchFailed("refused", f"A page that is looked at may not {method[:20]}.")
        if target.address is not None and why_refused(target.address):
            raise FetchFailed("refused", f"{target.host} is not on the public internet.")
        if target.host == self.target.host and not self.view.robots.allows(target.url):
            raise FetchFailed("refused", "The shop's robots.txt asks not to look there.")
        if self.view.requests >= self.limits.requests:
            raise FetchFailed("refused", f"The page asks for more than {self.limits.requests} things.")

    def _end(self, said: dict[str, Any]) -> None:
        self.protocol.tell(
            "Fetch.failRequest", {"requestId": said["requestId"], "errorReason": "BlockedByClient"}, self.session
        )

    def _vouch(self, said: dict[str, Any]) -> None:
        """The gate asks who is there; any other server that asks is not told."""
        answer: dict[str, str] = {"response": "CancelAuth"}
        if said["authChallenge"].get("source") == "Proxy":
            answer = {
                "response": "ProvideCredentials",
                "username": self.gate.user,
                "password": self.gate.password,
            }
        self.protocol.tell(
            "Fetch.continueWithAuth", {"requestId": said["requestId"], "authChallengeResponse": answer}, self.session
        )


def _host_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2][:100] or "request"
