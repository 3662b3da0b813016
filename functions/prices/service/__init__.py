"""What can be done with prices: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: the API function would otherwise pay for the
worker's at every cold start (12 of its 236 ms).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prices.service.breakages import breakage, shown_page
    from prices.service.checks import check
    from prices.service.deliveries import deliver
    from prices.service.exports import export
    from prices.service.importing import go_on
    from prices.service.overrides import forget, promote, taught, teach, teaching, withdraw
    from prices.service.previews import preview
    from prices.service.proposals import propose
    from prices.service.rights import carry_out
    from prices.service.sweeping import sweep
    from prices.service.tiers import fit
    from prices.service.transfers import (
        ask_import,
        confirm_import,
        import_rows,
        import_state,
        imports,
        undo_import,
    )
    from prices.service.watches import (
        alerts,
        change,
        check_now,
        create,
        history,
        listing,
        load_past,
        page,
        product,
        products,
        read,
        remove,
    )

__all__ = [
    "alerts", "ask_import", "breakage", "carry_out", "change", "check", "check_now", "confirm_import", "create",
    "deliver", "export", "fit", "forget", "go_on", "history", "import_rows", "import_state", "imports", "listing",
    "load_past", "page", "preview", "product", "products", "promote", "propose", "read", "remove", "shown_page",
    "sweep", "taught", "teach", "teaching", "undo_import", "withdraw",
]  # fmt: skip

_IMPORTS = ("ask_import", "confirm_import", "import_rows", "import_state", "imports", "undo_import")
_TEACHING = ("forget", "promote", "taught", "teach", "teaching", "withdraw")
_FILES = {
    "breakage": "breakages", "propose": "proposals", "shown_page": "breakages",
    "check": "checks", "deliver": "deliveries", "export": "exports", "fit": "tiers", "go_on": "importing",
    "carry_out": "rights", "preview": "previews", "sweep": "sweeping", **dict.fromkeys(_IMPORTS, "transfers"),
    **dict.fromkeys(_TEACHING, "overrides"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"prices has no use case {name}")
    return getattr(import_module(f"prices.service.{_FILES.get(name, 'watches')}"), name)
