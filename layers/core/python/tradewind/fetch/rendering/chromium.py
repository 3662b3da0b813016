"""A Chromium to render with: how it is found and started, and whether one that runs was started so.

The switches are Chromium's own (content/public/common/content_switches.cc and others of its sources). They are the
second wall: the first is the gate, through which each page's context is led. A browser that somebody else started is
asked for its command line, and is not used without them.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

NEEDED = (
    "--disable-extensions",
    "--disable-quic",
    "--enable-automation",  # it tells its command line to those only whom it says that it is driven
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--proxy-server=http://127.0.0.1:9",  # whatever has no context of its own gets nowhere: the port of discard
    "--proxy-bypass-list=<-loopback>",
    "--block-new-web-contents",
)
"""Without these a page might reach past its gate."""
RESOLVES_NOTHING = "--host-resolver-rules=MAP * ~NOTFOUND"
"""Every name and address fails to resolve within the browser, but for the gate's, which follows as `, EXCLUDE`."""
FORBIDDEN = (
    "--allow-file-access-from-files",
    "--allow-file-access",
    "--disable-web-security",
    "--ignore-certificate-errors",
    "--load-extension",
    "--no-proxy-server",
    "--proxy-auto-detect",
    "--proxy-pac-url",
    "--remote-allow-origins",
)
"""With these a page, or another program's page, could do more than it may."""

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
PROCESS_MB = 1024
"""What one process of the browser may hold of data (RLIMIT_DATA). An idle one holds 60; heavy shops 350."""
HEAP_MB = 384
"""What a page's scripts may hold in objects; past it V8 ends the page, before the process ends."""


def find() -> str | None:
    """The Chromium of this machine, if it has one."""
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
        *([] if sandboxed else ["--no-sandbox", "--no-zygote"]),
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
    return f"it was started with {wrong.partition('=')[0]}" if wrong else None
