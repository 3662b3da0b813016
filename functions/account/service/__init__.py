"""What can be done with an account: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: the authorizer would otherwise pay at each cold
start for what only the API needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from account.service.admission import Tiers, admit, tell_unsent
    from account.service.api_keys import account, key, keys, make_key, revoke
    from account.service.own_rights import carry_out
    from account.service.reading import entries, entry
    from account.service.rights import ask_erasure, ask_export, job, jobs
    from account.service.runs import bundle, certify, note_found, resume
    from account.service.sealing import seal

__all__ = [
    "Tiers", "account", "admit", "ask_erasure", "ask_export", "bundle", "carry_out", "certify", "entries", "entry",
    "job", "jobs", "key", "keys", "make_key", "note_found", "resume", "revoke", "seal", "tell_unsent",
]  # fmt: skip

_FILES = {
    "admission": ("Tiers", "admit", "tell_unsent"),
    "api_keys": ("account", "key", "keys", "make_key", "revoke"),
    "own_rights": ("carry_out",),
    "reading": ("entries", "entry"),
    "rights": ("ask_erasure", "ask_export", "job", "jobs"),
    "runs": ("bundle", "certify", "note_found", "resume"),
    "sealing": ("seal",),
}
_WHERE = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"account has no use case {name}")
    return getattr(import_module(f"account.service.{_WHERE[name]}"), name)
