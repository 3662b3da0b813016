"""What can be done with the catalogue: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: a function pays for its own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.service.exporting import export_hits
    from catalog.service.history import forget_searches, searches, suggest
    from catalog.service.indexing import hear
    from catalog.service.interactions import forget, history, record
    from catalog.service.products import add, offer, page, read, remove, replace, withdraw
    from catalog.service.recommendations import for_you, similar, together
    from catalog.service.searching import search

__all__ = [
    "add", "export_hits", "for_you", "forget", "forget_searches", "hear", "history", "offer", "page", "read", "record",
    "remove", "replace", "search", "searches", "similar", "suggest", "together", "withdraw",
]  # fmt: skip

_FILES = {
    "exporting": ("export_hits",),
    "history": ("forget_searches", "searches", "suggest"),
    "indexing": ("hear",),
    "interactions": ("forget", "history", "record"),
    "products": ("add", "offer", "page", "read", "remove", "replace", "withdraw"),
    "recommendations": ("for_you", "similar", "together"),
    "searching": ("search",),
}
_WHERE = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"catalog has no use case {name}")
    return getattr(import_module(f"catalog.service.{_WHERE[name]}"), name)
