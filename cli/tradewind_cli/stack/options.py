"""The options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state", help="The folder that the stack keeps its state in.", show_default=".state in the checkout"
    ),
]
