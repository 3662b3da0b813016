"""What the house holds its own sources to, beyond what ruff and mypy see."""
