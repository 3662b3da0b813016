"""What can be done with the catalogue: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: a function pays for its own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.service.comparing import compare, share, shared_comparison, shares, withdraw_share
    from catalog.service.exporting import export_hits
    from catalog.service.indexing import hear
    from catalog.service.interactions import forget, history, record
    from catalog.service.loading import load_tariff, remove_tariff, tariffs
    from catalog.service.looking import look, look_at_due
    from catalog.service.negotiating import negotiate
    from catalog.service.past_searches import forget_searches, searches, suggest
    from catalog.service.products import add, offer, page, read, remove, replace, withdraw
    from catalog.service.recommendations import for_you, similar, together
    from catalog.service.saving_searches import (
        change_saved,
        news_of,
        remove_saved,
        save_search,
        saved_search,
        saved_searches,
    )
    from catalog.service.searching import search

__all__ = [
    "add", "change_saved", "compare", "export_hits", "for_you", "forget", "forget_searches", "hear", "history",
    "load_tariff", "look", "look_at_due", "negotiate", "news_of", "offer", "page", "read", "record", "remove",
    "remove_saved", "remove_tariff", "replace", "save_search", "saved_search", "saved_searches", "search", "searches",
    "share", "shared_comparison", "shares", "similar", "suggest", "tariffs", "together", "withdraw", "withdraw_share",
]  # fmt: skip

_FILES = {
    "comparing": ("compare", "share", "shared_comparison", "shares", "withdraw_share"),
    "exporting": ("export_hits",),
    "indexing": ("hear",),
    "interactions": ("forget", "history", "record"),
    "loading": ("load_tariff", "remove_tariff", "tariffs"),
    "looking": ("look", "look_at_due"),
    "negotiating": ("negotiate",),
    "past_searches": ("forget_searches", "searches", "suggest"),
    "products": ("add", "offer", "page", "read", "remove", "replace", "withdraw"),
    "recommendations": ("for_you", "similar", "together"),
    "saving_searches": (
        "change_saved",
        "news_of",
        "remove_saved",
        "save_search",
        "saved_search",
        "saved_searches",
    ),
    "searching": ("search",),
}
_WHERE = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"catalog has no use case {name}")
    return getattr(import_module(f"catalog.service.{_WHERE[name]}"), name)
