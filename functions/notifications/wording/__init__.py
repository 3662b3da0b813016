"""Messages in the reader's language: facts in, text out. Pure; its library is babel, in the layer `notifying`."""

from notifications.wording.messages import (
    Message,
    Writer,
    code_message,
    confirmation,
    digest_message,
    message_of,
    trial_message,
)
from notifications.wording.neutral import Markup, neutral

__all__ = [
    "Markup",
    "Message",
    "Writer",
    "code_message",
    "confirmation",
    "digest_message",
    "message_of",
    "neutral",
    "trial_message",
]
