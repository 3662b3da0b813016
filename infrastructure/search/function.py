"""The function: one engine a container, one call of the port a call."""

from typing import Any

from tradewind.search import open_search
from tradewind.search.remote import answer


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Do what was asked: `tradewind.search.remote` says how it is asked for and told."""
    return answer(event, open_search())
