"""What is told of the audit."""

from pydantic import Field

from tradewind.audit import Entry


class AuditEntry(Entry):
    """An entry of the audit with its hash, which stands in the seal of its minute."""

    hash: str = Field(pattern="^[0-9a-f]{64}$")
