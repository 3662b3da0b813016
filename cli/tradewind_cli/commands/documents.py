"""`tradewind documents`: what is generated from the code, written or compared."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewind_cli.checkout import ROOT, use_sources

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

DOCUMENT = ROOT / "docs/openapi.json"


def command(
    check: Annotated[bool, typer.Option("--check/--write", help="Compare only; fails when one is out of date.")] = True,
) -> None:
    """Write docs/openapi.json and docs/events.md from the code, or check that they are what the code says."""
    stale = [path for path, text in generated().items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if check:
            typer.echo(
                f"{path.relative_to(ROOT)} is not what the code says; run: tradewind documents --write", err=True
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated()[path])
            typer.echo(f"wrote {path.relative_to(ROOT)}")
    if check and stale:
        raise typer.Exit(1)


def generated() -> Mapping[Path, str]:
    """Every generated document by its path."""
    import json

    use_sources()
    from tradewind.openapi import document

    openapi = document(apps(), title="Tradewind", version=version())
    return {DOCUMENT: json.dumps(openapi, indent=1, ensure_ascii=False) + "\n"}


def apps() -> "Mapping[str, APIGatewayHttpResolver]":
    """The HTTP app of each capability that has one, by its name, and that of the docs themselves."""
    from importlib import import_module

    use_sources()
    names = sorted(path.parent.name for path in ROOT.glob("functions/*/api.py"))
    return {"api": import_module("api.docs").app} | {name: import_module(f"{name}.api").app for name in names}


def version() -> str:
    """The project's version, as pyproject.toml says."""
    import tomllib

    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
