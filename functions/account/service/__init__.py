"""What can be done with an account: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: the authorizer would otherwise pay at each cold
start for what only the API needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from account.service.admission import Tiers, admit, tell_unsent
    from account.service.api_keys import account, key, keys, make_key, revoke

__all__ = [
    "Tiers", "account", "admit", "entries", "entry", "key", "keys", "make_key", "revoke", "seal", "tell_unsent",
]  # fmt: skip

_FILES = {
    "Tiers": "admission", "admit": "admission", "tell_unsent": "admission",
    "entries": "reading", "entry": "reading", "seal": "sealing",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"account has no use case {name}")
    return getattr(import_module(f"account.service.{_FILES.get(name, 'api_keys')}"), name)
