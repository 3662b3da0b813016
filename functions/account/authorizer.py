"""The gateway's authorizer: a token or an API key in, the caller it vouches for out."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from account import credentials
from account.ports import open_audit, open_bus, open_store
from account.service import Tiers, admit
from tradewind import clock
from tradewind.caller import Caller
from tradewind.config import Settings
from tradewind.errors import TierRequired, TokenExpired, Unauthenticated
from tradewind.jwt import IssuerKeys, Trust, fetch_json, vouch
from tradewind.observability import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from account.store.accounts import AccountStore


class AuthorizerSettings(Settings):
    token_issuer: str
    token_audience: str
    token_jwks_url: str = ""
    tenant_claim: str = "tenant"
    role_claim: str = "role"
    tier_claim: str = "tier"

    def trust(self) -> Trust:
        """Whose tokens are believed, and what their claims are called."""
        return Trust(
            issuer=self.token_issuer,
            audience=self.token_audience,
            jwks_url=self.token_jwks_url or None,
            tenant_claim=self.tenant_claim,
            role_claim=self.role_claim,
            tier_claim=self.tier_claim,
        )


@dataclass(frozen=True, slots=True)
class Door:
    """Whom this Lambda trusts, and what it needs to tell."""

    trust: Trust
    keys: IssuerKeys
    tiers: Tiers
    open_store: "Callable[[], AccountStore]"
    now: clock.Clock


@cache
def own_door() -> Door:
    """The door of this Lambda; the issuer's keys and the tenants' tiers are kept between calls."""
    trust = AuthorizerSettings.load().trust()
    return Door(trust, IssuerKeys(trust, fetch_json), Tiers(open_store, open_bus, open_audit), open_store, clock.now)


def authorize(header: str, door: Door) -> dict[str, Any]:
    """The answer to the gateway for an Authorization header.

    - A caller is vouched for by tenant, user, role and tier; one with an API key by its id and scopes besides.
    - What is genuine and opens nothing any more, an expired token or key or a key of a tenant that fell below pro,
      vouches for nobody and says so: the kernel answers it with 401 `token_expired` or 403 `tier_required`.
    - Everything else is refused, and the gateway answers 403.

    Raises: Unavailable when the issuer's keys, or for an API key the table, cannot be read; the gateway answers 500
    and keeps nothing.
    """
    try:
        caller = _caller(header, door)
    except (TokenExpired, TierRequired) as told:
        return {"isAuthorized": True, "context": {"refused": told.code}}
    except Unauthenticated as refusal:
        logger.info("refused", reason=refusal.detail)
        return {"isAuthorized": False}
    return {"isAuthorized": True, "context": caller.as_context()}


def _caller(header: str, door: Door) -> Caller:
    """Who a header vouches for. Raises: Unauthenticated, TokenExpired, TierRequired, Unavailable."""
    kind, secret, at = credentials.kind(header), credentials.secret(header), door.now()
    if kind == "key":
        return admit(secret, at, store=door.open_store())
    if kind != "jwt":
        raise Unauthenticated("the Authorization header holds neither a bearer token nor an API key")
    caller, issued_at = vouch(secret, door.trust, door.keys, at)
    return door.tiers.settle(caller, issued_at, at)


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return authorize(event["identitySource"][0], own_door())
