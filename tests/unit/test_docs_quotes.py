"""What the documents tell a reader to type can be typed, and what they show is what is printed."""

import re
from pathlib import Path

import pytest

from tradewind_cli import quotes
from tradewind_cli.checkout import ROOT

DOCUMENTS = quotes.documents()
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_in_a_document_is_understood(path: Path) -> None:
    for line in quotes.command_lines(path.read_text()):
        for arguments in quotes.calls_of(line):
            quotes.parse(arguments)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_that_a_sentence_names_exists(path: Path) -> None:
    for words in re.findall(r"`(?:\.venv/bin/|uv run )?tradewind ((?:[a-z_]+ ?)+)", path.read_text()):
        quotes.found(words.split()[: 2 if words.split()[0] in {"bench", "evaluate"} else 1])


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_make_target_in_a_document_exists(path: Path) -> None:
    text = path.read_text()
    named = re.findall(r"(?:`|^\$ )make ([a-z]+)", text, re.MULTILINE)
    assert set(named) <= TARGETS


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_quoted_help_text_is_what_the_command_prints(path: Path) -> None:
    text = path.read_text()
    assert quotes.requoted(text) == text, "run: tradewind documents --write"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_within_the_checkout_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{name_of(path)} links to {target}"


def test_the_readme_says_the_two_commands_and_more() -> None:
    typed = list(quotes.command_lines((ROOT / "README.md").read_text()))
    assert {"make up", "make test"} <= set(typed)
    assert len([line for line in typed if list(quotes.calls_of(line))]) >= 5


def test_a_command_that_is_not_there_is_found_out() -> None:
    with pytest.raises(KeyError):
        quotes.parse(["fly"])


@pytest.mark.parametrize("arguments", [["up", "--sideways"], ["token", "--role", "king"], ["down", "now"]])
def test_an_option_or_argument_that_is_not_there_is_found_out(arguments: list[str]) -> None:
    with pytest.raises(Exception, match=r"No such option|is not one of|unexpected extra"):
        quotes.parse(arguments)


@pytest.mark.parametrize(
    ("line", "calls"),
    [
        ("make up", []),
        ("tradewind up --fresh  # anew", [["up", "--fresh"]]),
        ("uv run tradewind status", [["status"]]),
        ("echo '$5' | .venv/bin/tradewind extract - --money | head", [["extract", "-", "--money"]]),
        (
            'curl -H "Authorization: Bearer $(.venv/bin/tradewind token --role viewer)" $API',
            [["token", "--role", "viewer"]],
        ),
    ],
)
def test_calls_are_found_in_a_shell_line(line: str, calls: list[list[str]]) -> None:
    assert list(quotes.calls_of(line)) == calls


def test_a_help_text_is_written_anew() -> None:
    old = "before\n<!-- help: tradewind down -->\n```text\nold words\n```\nafter\n"
    new = quotes.requoted(old)
    assert "Stop the local stack." in new
    assert "old words" not in new
    assert (new.startswith("before\n"), new.endswith("```\nafter\n")) == (True, True)
    assert quotes.requoted(new) == new
