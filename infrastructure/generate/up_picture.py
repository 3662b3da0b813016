"""Makes docs/up.svg, the README's picture of what `tradewind up` prints: runs it anew and draws its real output.

.venv/bin/python infrastructure/generate/up_picture.py
"""

import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs/up.svg"
COLUMNS = 118
TRADEWIND = str(Path(sys.executable).with_name("tradewind"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shown = printed([TRADEWIND, "up", "--state", folder, "--port", "0"])
        subprocess.run([TRADEWIND, "down", "--state", folder], check=True, capture_output=True)
    shown = shown.replace(folder, ".state").replace(" --state .state", "")
    shown = re.sub(r"(eyJ[\w-]{20})[\w.-]+", r"\1...", shown)
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115
    console.print(Text.from_ansi("$ make up\n" + shown))
    PICTURE.write_text(console.export_svg(title="make up", font_aspect_ratio=0.61))


def printed(command: list[str]) -> str:
    """What a command prints on a terminal of COLUMNS columns, its progress left out. Raises: CalledProcessError."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(theirs)
        parts: list[bytes] = []
        try:
            while part := os.read(ours, 65536):
                parts.append(part)
        except OSError:  # how a closed terminal ends on Linux
            pass
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return b"".join(parts).decode().replace("\r\n", "\n")


if __name__ == "__main__":
    main()
