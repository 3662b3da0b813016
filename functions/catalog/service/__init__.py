"""What can be done with the catalogue: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: a function pays for its own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.service.indexing import hear
    from catalog.service.products import add, offer, page, read, remove, replace, withdraw

__all__ = ["add", "hear", "offer", "page", "read", "remove", "replace", "withdraw"]

_FILES = {
    "indexing": ("hear",),
    "products": ("add", "offer", "page", "read", "remove", "replace", "withdraw"),
}
_WHERE = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"catalog has no use case {name}")
    return getattr(import_module(f"catalog.service.{_WHERE[name]}"), name)
