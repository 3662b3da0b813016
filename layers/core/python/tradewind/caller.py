"""Who is asking: tenant, user, role and tier, as the authorizer vouched for them; and what a tier holds."""

from enum import IntEnum, StrEnum
from typing import NamedTuple

from tradewind.errors import ScopeRequired, TierRequired
from tradewind.model import Id, Model


class Role(IntEnum):
    """Roles in rising order of what they may do (seed 004)."""

    VIEWER = 0
    DRIVER = 1
    MANAGER = 2
    ADMIN = 3


class Allowance(NamedTuple):
    """What a tier holds (seed 003). None: as many as you like."""

    watches: int | None
    """watches that are not paused, each on a product of its own"""
    least_minutes: int
    """the shortest time between two looks at a page"""
    looks_at_will: bool
    """whether a look may be asked for sooner than that"""
    api_keys: int


class Tier(StrEnum):
    """What a tenant has booked, in rising order; each holds what the one before it holds. Quotas hang on it."""

    FREE = "free"
    PREMIUM = "premium"
    PRO = "pro"
    ENTERPRISE = "enterprise"

    def holds(self, least: "Tier") -> bool:
        """Whether this tier is `least` or a higher one."""
        order = list(Tier)
        return order.index(self) >= order.index(least)

    @property
    def allowance(self) -> Allowance:
        """The quotas of this tier."""
        return ALLOWANCES[self]


ALLOWANCES = {
    Tier.FREE: Allowance(watches=10, least_minutes=60, looks_at_will=False, api_keys=0),
    Tier.PREMIUM: Allowance(watches=None, least_minutes=5, looks_at_will=True, api_keys=0),
    Tier.PRO: Allowance(watches=None, least_minutes=5, looks_at_will=True, api_keys=25),
    Tier.ENTERPRISE: Allowance(watches=None, least_minutes=5, looks_at_will=True, api_keys=100),
}


class Caller(Model):
    """Who is asking. Every key of the store begins with `tenant`.

    With an API key `user` is who made it, `key_id` says which one, and `scopes` what it opens
    (`prices:read`, `prices:write`); a person's token opens all that the role allows.
    """

    tenant: Id
    user: Id
    role: Role
    tier: Tier = Tier.FREE
    key_id: Id | None = None
    scopes: tuple[str, ...] | None = None

    def check_tier(self, least: Tier, what: str) -> None:
        """Raises: TierRequired, naming `what` is asked for, where the tenant has not booked `least` or higher."""
        if not self.tier.holds(least):
            raise TierRequired(f"{what} is in the {least} tier and those above; your tier is {self.tier}")

    def check_scope(self, scope: str) -> None:
        """Raises: ScopeRequired for an API key that does not open `scope`."""
        if self.scopes is not None and scope not in self.scopes:
            raise ScopeRequired(f"this needs the scope {scope}; this key opens {', '.join(self.scopes)}")

    @classmethod
    def of_context(cls, vouched: dict[str, str]) -> "Caller":
        """The caller of an authorizer's context. Raises: KeyError for a role that is none."""
        return cls(
            tenant=vouched["tenant"],
            user=vouched["user"],
            role=Role[vouched["role"].upper()],
            tier=Tier(vouched.get("tier", Tier.FREE)),
            key_id=vouched.get("key_id"),
            scopes=tuple(vouched["scopes"].split()) if "scopes" in vouched else None,
        )

    def as_context(self) -> dict[str, str]:
        """The caller as an authorizer's context carries it: flat, all text."""
        said = {"tenant": self.tenant, "user": self.user, "role": self.role.name.lower(), "tier": self.tier.value}
        if self.key_id is not None:
            said["key_id"] = self.key_id
        if self.scopes is not None:
            said["scopes"] = " ".join(self.scopes)
        return said
