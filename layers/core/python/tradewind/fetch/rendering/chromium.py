"""A Chromium to render with: how it is found and started, and whether one that runs was started so.

The switches are Chromium's own (content/public/common/content_switches.cc and others of its sources). They are the
second wall: the first is the gate, through which each page's context is led. A browser that somebody else started is
asked for its command line, and is not used without them.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from tradewind.errors import Unavailable

OF_DEBIAN = "/usr/lib/chromium/chromium"
"""The browser itself: the command of the same name adds switches of the machine's, extensions among them."""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

NEEDED = (
    "--disable-extensions",
    "--disable-quic",
    "--enable-automation",  # it tells its command line to those only whom it says that it is driven
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # what releases before 2024 call it
    "--proxy-server=http://127.0.0.1:9",  # whatever has no context of its own gets nowhere: the port of discard
    "--proxy-bypass-list=<-loopback>",
)
"""Without these a page might reach past its gate."""
RESOLVES_NOTHING = "--host-resolver-rules=MAP * ~NOTFOUND"
"""Every name and address fails to resolve within the browser, but for the gate's, which follows as `, EXCLUDE`."""
FORBIDDEN = (
    "--allow-file-access-from-files",
    "--allow-file-access",
    "--disable-web-security",
    "--ignore-certificate-errors",
    "--no-proxy-server",
    "--proxy-auto-detect",
    "--proxy-pac-url",
    "--remote-allow-origins",
)
"""With these a page, or another program's page, could do more than it may."""
EXTENDED = re.compile("--(load-extension|disable-extensions-except)=.+")

QUIET = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-site-isolation-trials",  # one process a page: a page's memory is one process's, and it has no neighbours
    "--disable-sync",
    "--deny-permission-prompts",
    "--disable-features=IsolateOrigins,site-per-process,Translate,MediaRouter,OptimizationHints,AutofillServerCommunication",
    "--disk-cache-size=1",
    "--hide-scrollbars",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--password-store=basic",
    "--use-mock-keychain",
    "--window-size=1366,900",
)
PROCESS_MB = 768
"""What one process of the browser may hold of data (RLIMIT_DATA, which Linux alone keeps). The browser's own holds 290,
a page of a shop some 100 to 350."""
HEAP_MB = 384
"""What a page's scripts may hold in objects; past it V8 ends the page, before the process ends."""
STARTS_S = 15.0
ENDS_S = 2.0
POLL_S = 0.02


def find() -> str | None:
    """The Chromium of this machine, if it has one."""
    if Path(OF_DEBIAN).exists():
        return OF_DEBIAN
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((path for path in ON_MACOS if Path(path).exists()), None)


def command(chromium: str, port: int, profile: Path, *, sandboxed: bool, gate: str = "127.0.0.1") -> list[str]:
    """What starts a Chromium that renders, listening to its debugger on a loopback port (0: any).

    `gate`: the address at which it finds the gates of its pages. `sandboxed`: False where the system gives none, as
    to root and within a Lambda function.
    """
    switches = [
        *NEEDED,
        *QUIET,
        f"{RESOLVES_NOTHING} , EXCLUDE {gate}",
        f"--js-flags=--max-old-space-size={HEAP_MB}",
        f"--remote-debugging-port={port}",
        f"--user-data-dir={profile}",
        *([] if sandboxed else ["--no-sandbox"]),
        "about:blank",
    ]
    if sys.platform != "linux":
        return [chromium, *switches]
    return ["/bin/sh", "-c", 'ulimit -d "$0" && exec "$@"', str(PROCESS_MB * 1024), chromium, *switches]


def why_unfit(arguments: Sequence[str]) -> str | None:
    """What is wrong with the command line of a browser, in words; None when it may render."""
    given = set(arguments)
    missing = [switch for switch in NEEDED if switch not in given]
    missing += [] if any(each.startswith(f"{RESOLVES_NOTHING} ,") for each in given) else [RESOLVES_NOTHING]
    if missing:
        return f"it was started without {missing[0]}"
    wrong = next((each for each in arguments if each.partition("=")[0] in FORBIDDEN), None)
    wrong = wrong or next((each for each in arguments if EXTENDED.fullmatch(each)), None)
    return f"it was started with {wrong.partition('=')[0]}" if wrong else None


class Chromium:
    """A Chromium of this process's own, which is started when it is first asked for, and again when it has ended."""

    def __init__(self, chromium: str, profile: Path, *, sandboxed: bool, more: Sequence[str] = ()) -> None:
        """`more`: further switches that the place where it runs asks for."""
        self._command = [*command(chromium, 0, profile, sandboxed=sandboxed), *more]
        self._profile = profile
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""

    def address(self) -> str:
        """Where its debugger listens. Raises: Unavailable when it does not start."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self._address

    @property
    def pid(self) -> int:
        """The process that the others are of one session with; 0 while none runs."""
        return self._process.pid if self._process is not None else 0

    def stop(self, first: signal.Signals = signal.SIGKILL) -> None:
        """End it with all its processes; with SIGTERM `first` it may finish what it writes, for two seconds."""
        with self._lock:
            process, self._process = self._process, None
            if process is None or process.poll() is not None:
                return
            os.kill(process.pid, first)
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDS_S)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(STARTS_S)

    def _start(self) -> None:
        told = self._profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        environment = {"HOME": str(self._profile), "PATH": os.defpath}
        try:
            self._process = subprocess.Popen(  # noqa: S603
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        except OSError as failure:
            raise Unavailable(f"the rendering browser does not start: {failure.strerror}") from failure
        ends_at = monotonic() + STARTS_S
        while monotonic() < ends_at and self._process.poll() is None:
            lines = told.read_text().splitlines() if told.exists() else []
            if len(lines) == 2:
                self._address = f"ws://127.0.0.1:{lines[0]}{lines[1]}"
                return
            sleep(POLL_S)
        raise Unavailable("the rendering browser does not start")
