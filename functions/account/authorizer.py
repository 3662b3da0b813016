"""The gateway's authorizer: a token in, the caller it vouches for out."""

from functools import cache
from typing import TYPE_CHECKING, Any

from account import credentials
from tradewind import clock
from tradewind.config import Settings
from tradewind.errors import TokenExpired, Unauthenticated
from tradewind.jwt import IssuerKeys, Trust, fetch_json, verify
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


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


@cache
def issuer_keys() -> tuple[Trust, IssuerKeys]:
    """Whom this Lambda trusts, and that issuer's keys, kept between calls."""
    trust = AuthorizerSettings.load().trust()
    return trust, IssuerKeys(trust, fetch_json)


def authorize(header: str, trust: Trust, keys: IssuerKeys, now: clock.Clock) -> dict[str, Any]:
    """The answer to the gateway for an Authorization header.

    - A caller is vouched for by tenant, user, role and tier.
    - A genuine token past its time vouches for nobody and says so: the kernel answers 401 `token_expired` to it.
    - Everything else is refused, and the gateway answers 403.

    Raises: Unavailable when the issuer's keys cannot be read; the gateway answers 500 and keeps nothing.
    """
    try:
        if credentials.kind(header) != "jwt":
            raise Unauthenticated("the Authorization header holds no bearer token")
        caller = verify(credentials.secret(header), trust, keys, now())
    except TokenExpired as expired:
        return {"isAuthorized": True, "context": {"refused": expired.code}}
    except Unauthenticated as refusal:
        logger.info("refused", reason=refusal.detail)
        return {"isAuthorized": False}
    return {"isAuthorized": True, "context": caller.as_context()}


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    trust, keys = issuer_keys()
    return authorize(event["identitySource"][0], trust, keys, clock.now)
