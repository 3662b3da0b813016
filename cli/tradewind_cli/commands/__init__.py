"""The commands, one module each: `command` is what Typer calls."""
