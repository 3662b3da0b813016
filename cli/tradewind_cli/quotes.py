"""What the documents quote of the command: command lines, and help texts between marks.

A command line stands in a ```console block after `$ `. A help text stands after a mark, and is written anew by
`tradewind documents --write`:

    <!-- help: tradewind up -->
    ```text
    ...
    ```
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tradewind_cli.checkout import ROOT

CONSOLE = re.compile(r"^```console\n(?P<lines>.*?)^```$", re.DOTALL | re.MULTILINE)
HELP = re.compile(
    r"(?P<mark><!-- help: tradewind(?P<path>[ a-z_]*) -->\n```text\n)(?P<text>.*?)(?P<end>^```$)", re.S | re.M
)
WAYS = (["tradewind"], [".venv/bin/tradewind"], ["uv", "run", "tradewind"])
"""How a document may call the command."""
WIDTH = "100"


def documents() -> list[Path]:
    """The documents that people read."""
    folders = ("functions", "infrastructure", "state_machines")
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    found += [path for folder in folders for path in (ROOT / folder).rglob("README.md")]
    return sorted(path for path in found if path.name != "CHANGELOG.md")


def command_lines(markdown: str) -> Iterator[str]:
    """Every line that a document tells the reader to type."""
    for block in CONSOLE.finditer(markdown):
        for line in block["lines"].splitlines():
            if line.startswith("$ "):
                yield line[2:]


def calls_of(line: str) -> Iterator[list[str]]:
    """The arguments of each call of the `tradewind` command in a shell line, inner ones and piped ones too."""
    for inner in re.findall(r"\$\(([^()]*)\)", line):
        yield from calls_of(inner)
    words = shlex.split(re.sub(r"\$\([^()]*\)", "inner", line), comments=True)
    for way in WAYS:
        for at in range(len(words)):
            if words[at : at + len(way)] == way and (at == 0 or words[at - 1] in {"|", "&&", ";"}):
                rest = words[at + len(way) :]
                ends = [rest.index(sign) for sign in ("|", "&&", ";", ">") if sign in rest]
                yield rest[: min(ends, default=len(rest))]


def parse(arguments: Sequence[str]) -> None:
    """Let the command parse its arguments without running it. Raises: its usage errors, KeyError for no command."""
    command, rest = found(arguments)
    command.make_context(command.name, rest)


def found(arguments: Sequence[str]) -> tuple[Any, list[str]]:
    """The command that a call means, and what is left for it. Raises: KeyError when there is none of that name."""
    import typer

    from tradewind_cli.main import app

    command: Any = typer.main.get_command(app)
    rest = list(arguments)
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        command = command.commands[rest.pop(0)]
    return command, rest


def help_text(path: Sequence[str]) -> str:
    """What `tradewind PATH --help` prints, 100 columns wide."""
    from typer.testing import CliRunner

    from tradewind_cli.main import app

    shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": WIDTH, "NO_COLOR": "1"}, prog_name="tradewind")
    return "\n".join(line.rstrip() for line in shown.output.strip("\n").splitlines()) + "\n"


def requoted(markdown: str) -> str:
    """The document with its help texts as they are now."""
    return HELP.sub(lambda mark: mark["mark"] + help_text(mark["path"].split()) + mark["end"], markdown)
