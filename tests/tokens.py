"""An OpenID Connect issuer for tests: keys of its own, and any token one may dream up."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.api_jws import PyJWS

from tradewind.jwt import Trust

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TRUST = Trust(issuer="https://issuer.test", audience="tradewind")
JWKS_URL = "https://issuer.test/keys"
CLAIMS: dict[str, Any] = {
    "iss": TRUST.issuer,
    "aud": TRUST.audience,
    "sub": "ana",
    "tenant": "acme",
    "role": "manager",
    "tier": "pro",
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + timedelta(hours=1)).timestamp()),
    "jti": "token-1",
}


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def rsa_jwk(kid: str = "rsa-1", key: rsa.RSAPrivateKey | None = None, **more: Any) -> dict[str, Any]:
    return {**RSAAlgorithm.to_jwk((key or rsa_key()).public_key(), as_dict=True), "kid": kid, **more}


def ec_jwk(kid: str = "ec-1", **more: Any) -> dict[str, Any]:
    return {**ECAlgorithm.to_jwk(ec_key().public_key(), as_dict=True), "kid": kid, **more}


def other_jwks() -> list[dict[str, Any]]:
    """Keys that a JWKS may hold and that verify nothing here."""
    p384 = ec.generate_private_key(ec.SECP384R1()).public_key()
    edwards = ed25519.Ed25519PrivateKey.generate().public_key()
    return [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "oct"},
        {**ECAlgorithm.to_jwk(p384, as_dict=True), "kid": "p384"},
        {**OKPAlgorithm.to_jwk(edwards, as_dict=True), "kid": "ed"},
        rsa_jwk("weak", rsa_key(1024)),
        rsa_jwk("for-encryption", use="enc"),
        rsa_jwk("signs-only", key_ops=["sign"]),
        rsa_jwk("rs512", alg="RS512"),
        rsa_jwk("hs256", alg="HS256"),
        {**RSAAlgorithm.to_jwk(rsa_key(), as_dict=True), "kid": "private"},
        {**rsa_jwk("broken"), "n": "!"},
        {"kid": "nothing"},
        rsa_jwk(""),
    ]


def token(key: Any = None, algorithm: str = "RS256", header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token of the issuer; `claims` replace the usual ones, None takes one away."""
    said = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode(said, key or rsa_key(), algorithm, headers={"kid": "rsa-1", **(header or {})})


def es256(**claims: Any) -> str:
    return token(ec_key(), "ES256", {"kid": "ec-1"}, **claims)


def raw(header: dict[str, Any], claims: Any = None, secret: bytes = b"") -> str:
    """A token that no library would make: any header, signed by HMAC-SHA256 or not at all."""
    parts = [json.dumps(each).encode() for each in (header, CLAIMS if claims is None else claims)]
    signed = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    signature = hmac.new(secret, signed.encode(), hashlib.sha256).digest() if secret else b""
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed(claims: Any) -> str:
    """Claims that a library would not encode, signed all the same."""
    return signed_bytes(json.dumps(claims).encode())


def signed_bytes(claims: bytes) -> str:
    return PyJWS().encode(claims, rsa_key(), "RS256", {"kid": "rsa-1", "typ": "JWT"})


def public_pem() -> bytes:
    return rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Web:
    """Answers the issuer's addresses; `down` makes it fail. Counts what it is asked."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys = list(keys) or [rsa_jwk(), ec_jwk(), *other_jwks()]
        self.discovery: Any = {"issuer": TRUST.issuer, "jwks_uri": JWKS_URL}
        self.asked: list[str] = []
        self.down = False

    def __call__(self, url: str) -> dict[str, Any]:
        self.asked.append(url)
        if self.down:
            raise OSError("connection refused")
        return {"keys": self.keys} if url == JWKS_URL else dict(self.discovery)
