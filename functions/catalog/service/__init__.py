"""What can be done with the catalogue: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: a function pays for its own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.service.comparing import compare, share, shared_comparison, shares, withdraw_share
    from catalog.service.exporting import export_hits
    from catalog.service.importing import close_import, give_up_import, go_through, open_import, resume_imports
    from catalog.service.indexing import hear, tell_overdue
    from catalog.service.interactions import forget, history, record
    from catalog.service.linking import links, say, unsay
    from catalog.service.loading import load_tariff, remove_tariff, tariffs
    from catalog.service.looking import look, look_at_due
    from catalog.service.negotiating import negotiate
    from catalog.service.past_searches import forget_searches, searches, suggest
    from catalog.service.products import add, offer, page, read, remove, replace, withdraw
    from catalog.service.recommendations import for_you, similar, together
    from catalog.service.rights import carry_out
    from catalog.service.saving_searches import (
        change_saved,
        news_of,
        remove_saved,
        save_search,
        saved_search,
        saved_searches,
    )
    from catalog.service.searching import search
    from catalog.service.transfers import (
        arrived,
        ask_import,
        confirm_import,
        import_rows,
        import_state,
        imports,
        undo_import,
    )

__all__ = [
    "add", "arrived", "ask_import", "carry_out", "change_saved", "close_import", "compare", "confirm_import",
    "export_hits", "for_you", "forget", "forget_searches", "give_up_import", "go_through", "hear", "history",
    "import_rows", "import_state", "imports", "links", "load_tariff", "look", "look_at_due", "negotiate", "news_of",
    "offer", "open_import", "page", "read", "record", "remove", "remove_saved", "remove_tariff", "replace",
    "resume_imports", "save_search", "saved_search", "saved_searches", "say", "search", "searches", "share",
    "shared_comparison", "shares", "similar", "suggest", "tariffs", "tell_overdue", "together", "undo_import", "unsay",
    "withdraw", "withdraw_share",
]  # fmt: skip

_FILES = {
    "comparing": ("compare", "share", "shared_comparison", "shares", "withdraw_share"),
    "exporting": ("export_hits",),
    "importing": ("close_import", "give_up_import", "go_through", "open_import", "resume_imports"),
    "transfers": (
        "arrived",
        "ask_import",
        "confirm_import",
        "import_rows",
        "import_state",
        "imports",
        "undo_import",
    ),
    "indexing": ("hear", "tell_overdue"),
    "interactions": ("forget", "history", "record"),
    "linking": ("links", "say", "unsay"),
    "loading": ("load_tariff", "remove_tariff", "tariffs"),
    "looking": ("look", "look_at_due"),
    "negotiating": ("negotiate",),
    "past_searches": ("forget_searches", "searches", "suggest"),
    "products": ("add", "offer", "page", "read", "remove", "replace", "withdraw"),
    "recommendations": ("for_you", "similar", "together"),
    "rights": ("carry_out",),
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
