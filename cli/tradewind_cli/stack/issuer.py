"""The local OpenID Connect issuer: real RSA keys, and its two documents served by the local AWS's object store."""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

BUCKET = "tradewind-issuer"
AUDIENCE = "tradewind"
DISCOVERY = ".well-known/openid-configuration"
JWKS = ".well-known/jwks.json"
KEY_BITS = 2048
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Role = Literal["viewer", "driver", "manager", "admin"]
Tier = Literal["free", "premium", "pro", "enterprise"]


class Issuer:
    """Signs tokens with a key that is made on first use and kept in `folder`, readable by its owner alone."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self._path = folder / "issuer.pem"
        self.url = f"{endpoint}/{BUCKET}"

    def token(
        self,
        user: str,
        tenant: str,
        role: str,
        tier: str,
        lasts: timedelta,
        now: datetime | None = None,
        audience: str = AUDIENCE,
    ) -> str:
        """A signed access token (RS256) that the local API believes until it expires."""
        import jwt

        issued = now or datetime.now(UTC)
        claims = {
            "iss": self.url,
            "aud": audience,
            "sub": user,
            "tenant": tenant,
            "role": role,
            "tier": tier,
            "iat": issued,
            "nbf": issued,
            "exp": issued + lasts,
            "jti": str(uuid4()),
        }
        return jwt.encode(claims, self._key(), algorithm="RS256", headers={"kid": self._jwk()["kid"]})

    def documents(self) -> dict[str, dict[str, Any]]:
        """What any OpenID Connect issuer publishes, by path: where its keys are, and the public keys."""
        discovery = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/{JWKS}",
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        }
        return {DISCOVERY: discovery, JWKS: {"keys": [self._jwk()]}}

    def publish(self, s3: Any) -> None:
        """Put the documents where `url` leads."""
        s3.create_bucket(Bucket=BUCKET)
        for path, document in self.documents().items():
            s3.put_object(Bucket=BUCKET, Key=path, Body=json.dumps(document).encode(), ContentType="application/json")

    def _jwk(self) -> dict[str, str]:
        """The public key; its id is its thumbprint (RFC 7638)."""
        from hashlib import sha256

        from jwt.algorithms import RSAAlgorithm
        from jwt.utils import base64url_encode

        public = RSAAlgorithm.to_jwk(self._key().public_key(), as_dict=True)
        named = {name: public[name] for name in ("e", "kty", "n")}
        digest = sha256(json.dumps(named, separators=(",", ":"), sort_keys=True).encode()).digest()
        return {**named, "alg": "RS256", "use": "sig", "kid": base64url_encode(digest).decode()}

    def _key(self) -> "RSAPrivateKey":
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            NoEncryption,
            PrivateFormat,
            load_pem_private_key,
        )

        if self._path.exists():
            try:
                kept = load_pem_private_key(self._path.read_bytes(), password=None)
            except ValueError:
                kept = None
            if not isinstance(kept, RSAPrivateKey):
                raise Trouble(f"{self._path} holds no RSA key; remove it, and the next `tradewind up` makes one")
            return kept
        key = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        making = self._path.with_suffix(f".{uuid4()}")
        with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        making.rename(self._path)
        return key


def duration(text: str) -> timedelta:
    """`90s`, `15m`, `12h`, `7d` as a length of time. Raises: ValueError for anything else."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", text.strip())
    if not found:
        raise ValueError(f"{text!r} is no length of time; write it as 90s, 15m, 12h or 7d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
