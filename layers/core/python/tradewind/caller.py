"""Who is asking: tenant, user, role and tier, as the authorizer vouched for them."""

from enum import IntEnum, StrEnum

from tradewind.model import Id, Model


class Role(IntEnum):
    """Roles in rising order of what they may do (seed 004)."""

    VIEWER = 0
    DRIVER = 1
    MANAGER = 2
    ADMIN = 3


class Tier(StrEnum):
    """What a tenant has booked; limits hang on it."""

    FREE = "free"
    PREMIUM = "premium"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class Caller(Model):
    """Who is asking. Every key of the store begins with `tenant`."""

    tenant: Id
    user: Id
    role: Role
    tier: Tier = Tier.FREE

    @classmethod
    def of_context(cls, vouched: dict[str, str]) -> "Caller":
        """The caller of an authorizer's context. Raises: KeyError for a role that is none."""
        return cls(
            tenant=vouched["tenant"],
            user=vouched["user"],
            role=Role[vouched["role"].upper()],
            tier=Tier(vouched.get("tier", Tier.FREE)),
        )

    def as_context(self) -> dict[str, str]:
        """The caller as an authorizer's context carries it: flat, all text."""
        return {"tenant": self.tenant, "user": self.user, "role": self.role.name.lower(), "tier": self.tier.value}
