import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tokens import (
    CLAIMS,
    JWKS_URL,
    NOW,
    TRUST,
    Web,
    ec_jwk,
    ec_key,
    es256,
    other_jwks,
    public_pem,
    raw,
    rsa_jwk,
    rsa_key,
    signed,
    signed_bytes,
    token,
)
from tradewind.caller import Caller, Role, Tier
from tradewind.errors import TokenExpired, Unauthenticated, Unavailable
from tradewind.jwt import LONGEST_TOKEN, IssuerKeys, fetch_json, verify

SECONDS = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ANA = Caller(tenant="acme", user="ana", role=Role.MANAGER, tier=Tier.PRO)


@pytest.fixture(scope="module")
def keys() -> IssuerKeys:
    return IssuerKeys(TRUST, Web())


def seconds(delta: int) -> int:
    return int(NOW.timestamp()) + delta


@pytest.mark.parametrize("genuine", [token(), es256(), token(aud=["other", "tradewind"]), token(jti=None)])
def test_a_genuine_token_names_its_caller(keys: IssuerKeys, genuine: str) -> None:
    assert verify(genuine, TRUST, keys, NOW) == ANA


def test_a_token_without_a_tier_is_free(keys: IssuerKeys) -> None:
    assert verify(token(tier=None), TRUST, keys, NOW).tier is Tier.FREE


def test_a_jwt_of_the_access_token_type_is_read(keys: IssuerKeys) -> None:
    assert verify(token(header={"typ": "at+jwt"}), TRUST, keys, NOW) == ANA


def test_claims_of_other_issuers_have_other_names(keys: IssuerKeys) -> None:
    cognito = TRUST.model_copy(update={"tenant_claim": "custom:tenant", "role_claim": "custom:role"})
    theirs = signed({**CLAIMS, "tenant": "x", "role": "x", "custom:tenant": "acme", "custom:role": "Manager"})
    assert verify(theirs, cognito, keys, NOW) == ANA


def test_a_subject_that_cannot_stand_in_a_key_gets_the_same_name_each_time(keys: IssuerKeys) -> None:
    names = [verify(token(sub=sub), TRUST, keys, NOW).user for sub in ("auth0|7", "auth0|7", "auth0|8")]
    assert names[0] == names[1] != names[2]
    assert all(name.startswith("u-") and len(name) == 34 for name in names)


FORGED = {
    "alg none": raw({"alg": "none", "kid": "rsa-1"}),
    "alg None": raw({"alg": "None", "kid": "rsa-1"}),
    "alg none with a signature": raw({"alg": "none", "kid": "rsa-1"}, secret=b"x"),
    "no alg": raw({"kid": "rsa-1"}),
    "HMAC with the public key as its secret": raw({"alg": "HS256", "kid": "rsa-1"}, secret=public_pem()),
    "HMAC with the published key as its secret": raw(
        {"alg": "HS256", "kid": "rsa-1"}, secret=json.dumps(rsa_jwk()).encode()
    ),
    "HMAC with a published symmetric key": raw({"alg": "HS256", "kid": "oct"}, secret=b"secret"),
    "an empty HMAC secret": raw({"alg": "HS256", "kid": "rsa-1"}, secret=b"\0"),
    "signed by a key of the forger's": token(rsa_key(2048, number=1)),
    "RS512 by the right key": token(algorithm="RS512"),
    "PS256 by the right key": token(algorithm="PS256"),
    "the EC key's id on an RSA signature": token(header={"kid": "ec-1"}),
    "the RSA key's id on an EC signature": token(ec_key(), "ES256"),
    "a key id that is not published": token(header={"kid": "rsa-2"}),
    "no key id": raw({"alg": "RS256"}),
    "a key id that is no text": raw({"alg": "RS256", "kid": 7}),
    "an empty key id": raw({"alg": "RS256", "kid": ""}),
    "an embedded key": token(rsa_key(2048, number=1), header={"jwk": rsa_jwk("x", rsa_key(2048, number=1))}),
    "the address of a key set": token(header={"jku": "https://evil.test/keys"}),
    "the address of a certificate": token(header={"x5u": "https://evil.test/cert"}),
    "an embedded certificate": token(header={"x5c": ["AAAA"]}),
    "an unknown extension": token(header={"crit": ["exp"]}),
    "another type": token(header={"typ": "dpop+jwt"}),
    "another issuer": token(iss="https://issuer.test.evil"),
    "the issuer with a slash more": token(iss="https://issuer.test/"),
    "no issuer": token(iss=None),
    "another audience": token(aud="tradewind-admin"),
    "no audience": token(aud=None),
    "no subject": token(sub=None),
    "an empty subject": token(sub=""),
    "no tenant": token(tenant=None),
    "a tenant that breaks a key": token(tenant="acme#WATCHES"),
    "an empty tenant": token(tenant=""),
    "a tenant that is no text": token(tenant=["acme"]),
    "no role": token(role=None),
    "an unknown role": token(role="root"),
    "a role by its number": token(role=3),
    "an unknown tier": token(tier="platinum"),
    "no expiry": token(exp=None),
    "an expiry that is no number": signed({**CLAIMS, "exp": "soon"}),
    "no moment of issue": token(iat=None),
    "issued in the future": token(iat=seconds(31)),
    "not valid yet": token(nbf=seconds(31)),
    "claims that are a list": signed([1]),
    "oversize": token(note="x" * LONGEST_TOKEN),
    "a signature cut off": token().rpartition(".")[0] + ".",
    "a signature changed": token()[:-6] + "AAAAAA",
    "two parts": token().rpartition(".")[0],
    "five parts, as an encrypted one": token() + ".a.b",
    "nothing": "",
    "dots": "..",
    "no base64": "a.b.c",
    "bytes that are no text": "/w.e30.e30",
    "claims that are no JSON": signed_bytes(b"{"),
    "claims that are no text": signed_bytes(b"\xff"),
    "claims that go too deep": signed_bytes(b"[" * 3000 + b"]" * 3000),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_vouches_for_nobody(keys: IssuerKeys, forged: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        verify(forged, TRUST, keys, NOW)
    assert type(refusal.value) is Unauthenticated


@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", ["soon", None, [], {}, 1e300, -1e300, True])
def test_a_time_that_is_none_is_refused(keys: IssuerKeys, claim: str, value: object) -> None:
    claims = {**CLAIMS, claim: value}
    with pytest.raises(Unauthenticated):
        verify(signed(claims), TRUST, keys, NOW)


@pytest.mark.parametrize("kid", [key["kid"] for key in other_jwks() if key.get("kid")])
def test_a_published_key_of_another_kind_verifies_nothing(keys: IssuerKeys, kid: str) -> None:
    with pytest.raises(Unauthenticated):
        verify(token(header={"kid": kid}), TRUST, keys, NOW)


def test_a_token_is_believed_up_to_30_seconds_past_its_time(keys: IssuerKeys) -> None:
    short = token(exp=seconds(60))
    assert verify(short, TRUST, keys, NOW + 89 * SECONDS) == ANA
    with pytest.raises(TokenExpired):
        verify(short, TRUST, keys, NOW + 90 * SECONDS)


def test_a_clock_that_runs_30_seconds_ahead_is_forgiven(keys: IssuerKeys) -> None:
    assert verify(token(nbf=seconds(30), iat=seconds(30)), TRUST, keys, NOW) == ANA


def test_a_forged_token_is_forged_before_it_is_expired(keys: IssuerKeys) -> None:
    for forged in (token(rsa_key(2048, number=1), exp=seconds(-99)), token(role="root", exp=seconds(-99))):
        with pytest.raises(Unauthenticated) as refusal:
            verify(forged, TRUST, keys, NOW)
        assert type(refusal.value) is Unauthenticated


def test_keys_are_found_by_discovery_and_kept_ten_minutes() -> None:
    web = Web()
    keys = IssuerKeys(TRUST, web)
    for minutes in (0, 1, 10):
        verify(token(), TRUST, keys, NOW + minutes * MINUTE)
    assert web.asked == ["https://issuer.test/.well-known/openid-configuration", JWKS_URL]
    verify(token(), TRUST, keys, NOW + 11 * MINUTE)
    assert web.asked.count(JWKS_URL) == 2


def test_an_address_that_was_set_needs_no_discovery() -> None:
    web = Web()
    keys = IssuerKeys(TRUST.model_copy(update={"jwks_url": JWKS_URL}), web)
    assert verify(token(), TRUST, keys, NOW) == ANA
    assert web.asked == [JWKS_URL]


def test_a_new_key_is_found_at_once_and_a_flood_of_made_up_ids_asks_once_a_minute() -> None:
    web = Web(rsa_jwk())
    keys = IssuerKeys(TRUST, web)
    verify(token(), TRUST, keys, NOW)
    web.keys = [rsa_jwk(), ec_jwk()]
    later = NOW + 2 * MINUTE
    assert verify(es256(), TRUST, keys, later) == ANA
    for number in range(50):
        with pytest.raises(Unauthenticated):
            verify(token(header={"kid": f"made-up-{number}"}), TRUST, keys, later + number * SECONDS)
    assert web.asked.count(JWKS_URL) == 2


def test_a_withdrawn_key_verifies_nothing_after_ten_minutes() -> None:
    web = Web(rsa_jwk(), ec_jwk())
    keys = IssuerKeys(TRUST, web)
    verify(token(), TRUST, keys, NOW)
    web.keys = [ec_jwk()]
    with pytest.raises(Unauthenticated):
        verify(token(), TRUST, keys, NOW + 11 * MINUTE)


def test_an_issuer_that_is_down_is_trusted_by_its_last_keys_for_a_day() -> None:
    web = Web()
    keys = IssuerKeys(TRUST, web)
    verify(token(), TRUST, keys, NOW)
    web.down = True
    long = token(exp=seconds(48 * 3600))
    assert verify(long, TRUST, keys, NOW + timedelta(hours=23)) == ANA
    with pytest.raises(Unavailable):
        verify(long, TRUST, keys, NOW + timedelta(hours=25))


def test_an_issuer_that_was_never_reached_is_asked_again_at_once() -> None:
    web = Web()
    web.down = True
    keys = IssuerKeys(TRUST, web)
    with pytest.raises(Unavailable):
        verify(token(), TRUST, keys, NOW)
    web.down = False
    assert verify(token(), TRUST, keys, NOW + SECONDS) == ANA


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"issuer": "https://other.test", "jwks_uri": JWKS_URL},
        {"issuer": TRUST.issuer},
        {"issuer": TRUST.issuer, "jwks_uri": 7},
    ],
)
def test_the_discovery_of_another_issuer_is_not_followed(found: dict[str, Any]) -> None:
    web = Web()
    web.discovery = found
    with pytest.raises(Unavailable):
        verify(token(), TRUST, IssuerKeys(TRUST, web), NOW)
    assert JWKS_URL not in web.asked


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """A loopback server with one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()
        thread.join()


def test_keys_are_read_from_this_machine_without_tls() -> None:
    with answering(200, b'{"keys": []}') as url:
        assert fetch_json(url) == {"keys": []}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b"{}", OSError),
        (302, b"{}", OSError),
        (200, b"[]", ValueError),
        (200, b"{", ValueError),
        (200, b"\xff", ValueError),
        (200, b" " * 300_000, OSError),
    ],
)
def test_an_answer_that_is_no_key_set_is_refused(status: int, body: bytes, error: type[Exception]) -> None:
    with answering(status, body, location="https://evil.test/") as url, pytest.raises(error):
        fetch_json(url)


@pytest.mark.parametrize(
    "url", ["http://issuer.test/keys", "file:///etc/passwd", "ftp://127.0.0.1/", "//127.0.0.1/", ""]
)
def test_keys_of_elsewhere_are_read_over_https_only(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        fetch_json(url)


def test_a_machine_that_does_not_answer_is_an_os_error() -> None:
    with answering(200, b"{}") as url:
        pass
    with pytest.raises(OSError):
        fetch_json(url)
