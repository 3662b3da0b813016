"""JSON Web Tokens of any OpenID Connect issuer, verified (RFC 7519, RFC 8725's advice).

The key decides the algorithm, never the token: an RSA key verifies RS256, a P-256 key ES256, and nothing else is
read. Keys come from the issuer's JWKS alone; a token that brings its own (`jwk`, `jku`, `x5u`, `x5c`) is refused.
PyJWT does the cryptography and is loaded on first use.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from tradewind.caller import Caller, Role, Tier
from tradewind.errors import TokenExpired, Unauthenticated, Unavailable
from tradewind.model import Model

if TYPE_CHECKING:
    from jwt import PyJWK

Fetch = Callable[[str], dict[str, Any]]

LONGEST_TOKEN = 8 * 1024  # an HTTP API takes 10,240 bytes of headers in all
LEEWAY = timedelta(seconds=30)
KEYS_FRESH = timedelta(minutes=10)
KEYS_USABLE = timedelta(hours=24)  # while the issuer is down
REFETCH_PAUSE = timedelta(minutes=1)
LONGEST_JWKS = 256 * 1024
FETCH_TIMEOUT_S = 2
SHORTEST_RSA_BITS = 2048
ALGORITHMS = {("RSA", ""): "RS256", ("EC", "P-256"): "ES256"}
BRINGS_A_KEY = {"jwk", "jku", "x5u", "x5c"}
PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Trust(Model):
    """Whose tokens are believed, and under which names their claims stand."""

    issuer: str
    audience: str
    jwks_url: str | None = None
    """Where the keys are; null: where the issuer's discovery document says."""
    tenant_claim: str = "tenant"
    role_claim: str = "role"
    tier_claim: str = "tier"


class IssuerKeys:
    """The issuer's public keys by id: kept 10 minutes, and up to a day while the issuer cannot be reached.

    An id that is not among them fetches the keys anew, once a minute at most: a flood of made-up ids costs nothing.
    """

    def __init__(self, trust: Trust, fetch: Fetch) -> None:
        self._trust = trust
        self._fetch = fetch
        self._keys: dict[str, PyJWK] = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None

    def key(self, kid: str, at: datetime) -> "PyJWK":
        """The key of that id. Raises: Unauthenticated for an unknown one, Unavailable without any keys."""
        if self._read_at is None or at - self._read_at > KEYS_FRESH:
            self._renew(at)
        if kid not in self._keys:
            self._renew(at)
        try:
            return self._keys[kid]
        except KeyError:
            raise Unauthenticated("the token is signed with a key that its issuer does not publish") from None

    def _renew(self, at: datetime) -> None:
        known = self._read_at is not None and at - self._read_at <= KEYS_USABLE
        if known and self._tried_at is not None and at - self._tried_at < REFETCH_PAUSE:
            return
        self._tried_at = at
        try:
            self._keys = _usable(self._fetch(self._jwks_url()))
            self._read_at = at
        except (OSError, ValueError) as error:
            if not known:
                raise Unavailable("the issuer's keys cannot be read", retry_after_s=5) from error

    def _jwks_url(self) -> str:
        if self._trust.jwks_url:
            return self._trust.jwks_url
        found = self._fetch(f"{self._trust.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._trust.issuer or not isinstance(found.get("jwks_uri"), str):
            raise ValueError("the discovery document is another issuer's")
        return str(found["jwks_uri"])


def verify(token: str, trust: Trust, keys: IssuerKeys, at: datetime) -> Caller:
    """Who the token vouches for; see `vouch`. Raises: TokenExpired, Unauthenticated, Unavailable."""
    return vouch(token, trust, keys, at)[0]


def vouch(token: str, trust: Trust, keys: IssuerKeys, at: datetime) -> tuple[Caller, datetime]:
    """Who the token vouches for, and when it was issued.

    - at most 8 KB; three parts; its header names an algorithm and a key id, brings no key and no extension (`crit`),
    - signed by a key that the issuer publishes, with the one algorithm of that key,
    - `iss` is the issuer, `aud` holds the audience,
    - `exp` is not past, `nbf` and `iat` are not ahead, each with 30 s of leeway,
    - `sub`, tenant and role are there; the tier is free unless it says another.

    Raises: TokenExpired for a token in which all but the time is right, Unauthenticated for any other fault,
    Unavailable when the issuer's keys cannot be read.
    """
    import jwt

    if len(token) > LONGEST_TOKEN:
        raise Unauthenticated("the token is too long")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError as error:
        raise Unauthenticated("this is not a JWT") from error
    key = keys.key(_key_id(header), at)
    if header.get("alg") != key.algorithm_name:
        raise Unauthenticated("the token's algorithm is not the one of its key")
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=trust.audience,
            issuer=trust.issuer,
            # The times are compared below, with the caller's clock.
            options={
                "require": ["iss", "aud", "sub", "exp", "iat"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except jwt.InvalidTokenError as error:
        raise Unauthenticated(f"the token is refused: {error}") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise Unauthenticated("the token's claims cannot be read") from error
    caller = _caller(claims, trust)
    _check_times(claims, at)
    return caller, _moment(claims, "iat")


def fetch_json(url: str) -> dict[str, Any]:
    """The JSON object at an address that the operator has set.

    HTTPS, or plain HTTP to this very machine; no redirects, no proxy, 2 s a step, at most 256 KB.
    Raises: OSError when it cannot be read, ValueError when it is no JSON object.
    """
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

    parts = urlsplit(url)
    here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise ValueError("keys are read over https")
    to = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = to(parts.hostname, parts.port, timeout=FETCH_TIMEOUT_S)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        answer = connection.getresponse()
        body = answer.read(LONGEST_JWKS + 1)
    except HTTPException as error:
        raise OSError("the issuer's answer is broken") from error
    finally:
        connection.close()
    if answer.status != 200 or len(body) > LONGEST_JWKS:
        raise OSError(f"the issuer answered {answer.status} with {len(body)} bytes")
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


def _key_id(header: dict[str, Any]) -> str:
    if BRINGS_A_KEY & header.keys():
        raise Unauthenticated("the token brings its own key")
    if "crit" in header:
        raise Unauthenticated("the token asks for an extension that is not known here")
    if str(header.get("typ", "JWT")).lower().removeprefix("application/") not in {"jwt", "at+jwt"}:
        raise Unauthenticated("the token is of another type")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise Unauthenticated("the token names no key")
    return kid


def _usable(jwks: dict[str, Any]) -> dict[str, "PyJWK"]:
    """The keys that verify RS256 or ES256, by id; all others are passed over, as RFC 7517 asks."""
    import jwt

    found = {}
    listed = jwks.get("keys")
    for each in listed if isinstance(listed, list) else []:
        algorithm = _algorithm(each) if isinstance(each, dict) else None
        if algorithm is None:
            continue
        try:
            key = jwt.PyJWK(each, algorithm)
        except (jwt.InvalidKeyError, jwt.PyJWKError):
            continue
        if algorithm == "ES256" or key.key.key_size >= SHORTEST_RSA_BITS:
            found[str(each["kid"])] = key
    if not found:
        raise ValueError("the JWKS holds no usable key")
    return found


def _algorithm(key: dict[str, Any]) -> str | None:
    """The one algorithm of a public signing key with an id; None for any other key."""
    algorithm = ALGORITHMS.get((str(key.get("kty")), str(key.get("crv", ""))))
    for_signing = key.get("use", "sig") == "sig" and "verify" in key.get("key_ops", ["verify"])
    is_public = "d" not in key
    if not key.get("kid") or not for_signing or not is_public or key.get("alg", algorithm) != algorithm:
        return None
    return algorithm


def _check_times(claims: dict[str, Any], at: datetime) -> None:
    for name in ("nbf", "iat"):
        if name in claims and _moment(claims, name) > at + LEEWAY:
            raise Unauthenticated(f"the token's {name} is in the future")
    if _moment(claims, "exp") <= at - LEEWAY:
        raise TokenExpired("the token has expired; sign in again")


def _moment(claims: dict[str, Any], name: str) -> datetime:
    seconds = claims[name]
    try:
        if isinstance(seconds, bool):
            raise TypeError
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise Unauthenticated(f"the token's {name} is no moment") from error


def _caller(claims: dict[str, Any], trust: Trust) -> Caller:
    try:
        return Caller(
            tenant=claims[trust.tenant_claim],
            user=_user(claims["sub"], trust.issuer),
            role=Role[str(claims[trust.role_claim]).upper()],
            tier=Tier(claims.get(trust.tier_claim, Tier.FREE)),
        )
    except KeyError as error:
        raise Unauthenticated(f"the token says no known {trust.role_claim} or lacks a claim: {error}") from error
    except (ValidationError, ValueError) as error:
        raise Unauthenticated("the token's tenant, user or tier is not of the known form") from error


def _user(subject: Any, issuer: str) -> str:
    """The subject where it can stand in a key; else (`auth0|7`) a digest of it, the same each time."""
    if not isinstance(subject, str) or not subject:
        raise Unauthenticated("the token names no user")
    if PLAIN_ID.fullmatch(subject):
        return subject
    return "u-" + sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]
