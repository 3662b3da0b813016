"""What an account is made of: API keys, what a tenant has booked, and what it may do with it."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, field_validator

from tradewind.caller import Role, Tier
from tradewind.model import Id, Model, Moment

LONGEST_LIFE = timedelta(days=366)
USUAL_LIFE_DAYS = 90

Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern="^[^\\x00-\\x1f\\x7f]+$")]


class Scope(StrEnum):
    """What a key opens: reading (GET) or writing (all else) of one capability, the first part of a path behind /v1."""

    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    AUDIT_READ = "audit:read"
    AUDIT_WRITE = "audit:write"
    CATALOG_READ = "catalog:read"
    CATALOG_WRITE = "catalog:write"
    MODELS_READ = "models:read"
    MODELS_WRITE = "models:write"
    NOTIFICATIONS_READ = "notifications:read"
    NOTIFICATIONS_WRITE = "notifications:write"
    PRICES_READ = "prices:read"
    PRICES_WRITE = "prices:write"


class RoleName(StrEnum):
    """A role by its name, as the wire has it."""

    VIEWER = "viewer"
    DRIVER = "driver"
    MANAGER = "manager"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The role itself, which can be compared."""
        return Role[self.name]


class KeyRequest(Model):
    """The API key that is wanted."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="for people: where it is used", examples=["stock sheet"])
    role: RoleName = Field(default=RoleName.VIEWER, description="at most your own")
    scopes: tuple[Scope, ...] = Field(
        default=(Scope.PRICES_READ,), min_length=1, max_length=len(Scope), description="what it opens, and nothing else"
    )
    expires_in_days: int = Field(default=USUAL_LIFE_DAYS, ge=1, le=LONGEST_LIFE.days)

    @field_validator("scopes")
    @classmethod
    def _each_scope_once(cls, scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
        return tuple(scope for scope in Scope if scope in scopes)


class ApiKey(Model):
    """An API key as it is kept and shown: all but the key itself, of which only a hash is kept."""

    key_id: Id
    name: Name
    hint: str = Field(max_length=12, description="how the key begins, to tell it from others")
    role: RoleName
    scopes: tuple[Scope, ...]
    created_by: Id
    created_at: Moment
    expires_at: Moment
    last_used_at: Moment | None = Field(default=None, description="whole to the minute; null: never")


class MadeKey(ApiKey):
    """A new API key, with the key itself."""

    key: str | None = Field(
        default=None, max_length=80, description="shown this once; null where the same request is answered again"
    )


class Tenant(Model):
    """What a tenant has booked. `issued_at`: when the newest token that said so was issued; `changes` counts."""

    tenant: Id
    tier: Tier
    issued_at: Moment
    changes: int = Field(ge=1, le=10**9)


class RateLimit(Model):
    """How often one caller may ask of a class of routes."""

    name: str = Field(max_length=40)
    requests: int = Field(ge=1, le=10_000)
    window_s: int = Field(ge=1, le=86_400)


class Quota(Model):
    """How many of a thing a tenant may have. `most`: null where there is no limit."""

    name: str = Field(max_length=40)
    used: int = Field(ge=0, le=10**9)
    most: int | None = Field(ge=0, le=10**9)


class Account(Model):
    """The caller's tenant: what it has booked, what that holds, and what of it is used."""

    tenant: Id
    tier: Tier
    least_minutes: int = Field(ge=1, le=1440, description="the shortest time between two looks at a page")
    csv_export: bool
    quotas: list[Quota]
    rate_limits: list[RateLimit] = Field(description="for each user; an API key counts for itself")
