"""Who operates the models, which are everyone's."""

from tradewind.caller import Caller
from tradewind.errors import Forbidden


def check_operates(by: Caller, operators: str) -> None:
    """A model answers every tenant, so only the operator's own tenant decides which. Raises: Forbidden."""
    if not operators or by.tenant != operators:
        raise Forbidden("models answer every tenant: who operates this stage decides which of them do")
