"""What can be done with notifications: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for, as the API function needs none of the senders.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notifications.service.channels import add, change, page, push_key, read, remove
    from notifications.service.looking import of_alert, of_channel
    from notifications.service.planning import plan
    from notifications.service.proving import ask_code, prove, trial
    from notifications.service.rights import carry_out
    from notifications.service.sending import send
    from notifications.service.stopping import confirm, stop
    from notifications.service.waking import wake

__all__ = [
    "add", "ask_code", "carry_out", "change", "confirm", "of_alert", "of_channel", "page", "plan", "prove", "push_key",
    "read", "remove", "send", "stop", "trial", "wake",
]  # fmt: skip

_FILES = {
    "carry_out": "rights",
    "of_alert": "looking", "of_channel": "looking", "plan": "planning", "ask_code": "proving", "prove": "proving",
    "trial": "proving", "send": "sending", "confirm": "stopping", "stop": "stopping", "wake": "waking",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"notifications has no use case {name}")
    return getattr(import_module(f"notifications.service.{_FILES.get(name, 'channels')}"), name)
