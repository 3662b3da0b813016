"""The unit that starts a stack when the machine does: systemd's on Linux, launchd's on macOS."""

import plistlib
import sys
from pathlib import Path

from tradewind_cli.checkout import ROOT

LABEL = "dev.tradewind.local"


def unit(
    state: Path, port: int | None, bind: str | None, bind_port: int, platform: str = sys.platform, root: Path = ROOT
) -> str:
    """The text of the unit, its first lines saying where it goes and how it is switched on.

    A user's unit: it needs no administrator, and runs as whoever owns the state.
    """
    tradewind = str(root / ".venv/bin/tradewind")
    up = [tradewind, "up", "--state", str(state)]
    up += ["--port", str(port)] if port else []
    up += ["--bind", bind, "--bind-port", str(bind_port)] if bind else []
    down = [tradewind, "down", "--state", str(state)]
    return launchd(up, root) if platform == "darwin" else systemd(up, down, root)


def systemd(up: list[str], down: list[str], root: Path) -> str:
    """`up` returns once all is up, so the unit is a oneshot that stays active; what `up` starts outlives it."""
    return f"""\
# Save as ~/.config/systemd/user/tradewind.service, then:
#   systemctl --user daemon-reload && systemctl --user enable --now tradewind
#   loginctl enable-linger    # starts it at boot, not at your first login
[Unit]
Description=Tradewind on this machine
After=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
WorkingDirectory={str(root).replace("%", "%%")}
ExecStart={" ".join(map(escaped, up))}
ExecStop={" ".join(map(escaped, down))}
TimeoutStartSec=600
TimeoutStopSec=90

[Install]
WantedBy=default.target
"""


def escaped(text: str) -> str:
    """A word as systemd reads it back (systemd.service(5): quotes, and `%` and `$` doubled)."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"' if set(plain) & set(" \t'\";") else plain


def launchd(up: list[str], root: Path) -> str:
    """An agent that runs once at login; AbandonProcessGroup leaves alone what `up` has started."""
    told = {
        "Label": LABEL,
        "ProgramArguments": up,
        "WorkingDirectory": str(root),
        "RunAtLoad": True,
        "AbandonProcessGroup": True,
        "StandardErrorPath": str(Path.home() / "Library/Logs/tradewind.log"),
    }
    head, _, body = plistlib.dumps(told).decode().partition("\n")
    advice = (
        f"<!-- Save as ~/Library/LaunchAgents/{LABEL}.plist, then:\n"
        f"     launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{LABEL}.plist -->"
    )
    return f"{head}\n{advice}\n{body}"
