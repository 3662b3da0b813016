"""What `tradewind doctor` looks at: this machine, the stack on it, or an API elsewhere and the AWS behind it."""

from tradewind_cli.stack.health.api import of_api
from tradewind_cli.stack.health.behind import of_deployed
from tradewind_cli.stack.health.finding import Finding
from tradewind_cli.stack.health.machine import is_error, of_machine, of_stack, only_on_aws

__all__ = ["Finding", "is_error", "of_api", "of_deployed", "of_machine", "of_stack", "only_on_aws"]
