"""The price table of a running stack, as its own store sees it."""

from typing import TYPE_CHECKING

from tradewind_cli.checkout import use_sources

if TYPE_CHECKING:
    from prices.store import PriceStore
    from tradewind.audit import Audit
    from tradewind.caller import Caller
    from tradewind_cli.stack.deployed import Deployed
    from tradewind_cli.stack.running import Stack


def open_prices(stack: "Stack | Deployed") -> "PriceStore":
    """The stack's store of prices."""
    use_sources()
    from prices.store import PriceStore
    from tradewind.dynamo import Table

    return PriceStore.on(Table(stack.outputs["PricesTableName"], stack.client("dynamodb")), lambda: open_audit(stack))


def open_audit(stack: "Stack | Deployed") -> "Audit":
    """The stack's audit, for what the operator decides at this machine."""
    use_sources()
    from datetime import timedelta

    from tradewind.audit import Audit, Persons, Recorder
    from tradewind.dynamo import Table

    accounts = Table(stack.outputs["AccountTableName"], stack.client("dynamodb"))
    return Audit(Recorder(stack.outputs["AuditTableName"], timedelta(days=365)), lambda: Persons(accounts))


def operator(tenant: str) -> "Caller":
    """The operator at this machine, acting for a tenant."""
    use_sources()
    from tradewind.caller import Caller, Role, Tier

    return Caller(tenant=tenant, user="operator", role=Role.ADMIN, tier=Tier.ENTERPRISE)
