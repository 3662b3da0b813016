"""What can be done with models: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for, so no Lambda pays for what only another needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from learning.service.promoting import finish, gate, give_up, promote, watch
    from learning.service.reading import model, models, promotion, promotions, version, versions
    from learning.service.registering import register
    from learning.service.resuming import resume
    from learning.service.rolling_back import roll_back, roll_back_failing
    from learning.service.telling import tell_unsent

__all__ = [
    "finish", "gate", "give_up", "model", "models", "promote", "promotion", "promotions", "register", "resume",
    "roll_back", "roll_back_failing", "tell_unsent", "version", "versions", "watch",
]  # fmt: skip

_FILES = {
    "promoting": ("finish", "gate", "give_up", "promote", "watch"),
    "reading": ("model", "models", "promotion", "promotions", "version", "versions"),
    "registering": ("register",),
    "resuming": ("resume",),
    "rolling_back": ("roll_back", "roll_back_failing"),
    "telling": ("tell_unsent",),
}
_WHERE = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"learning has no use case {name}")
    return getattr(import_module(f"learning.service.{_WHERE[name]}"), name)
