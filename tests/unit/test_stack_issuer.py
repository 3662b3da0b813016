import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from tradewind.caller import Role, Tier
from tradewind.errors import TokenExpired, Unauthenticated
from tradewind.jwt import IssuerKeys, Trust, verify
from tradewind_cli.stack.issuer import AUDIENCE, DISCOVERY, Issuer, duration
from tradewind_cli.stack.issuer import Role as AskedRole
from tradewind_cli.stack.issuer import Tier as AskedTier
from tradewind_cli.trouble import Trouble

ENDPOINT = "http://127.0.0.1:8470"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROLES, TIERS = get_args(AskedRole), get_args(AskedTier)


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path / "keys", ENDPOINT)


def keys_of(issuer: Issuer) -> tuple[Trust, IssuerKeys]:
    """The authorizer's view of an issuer: its documents by address, nothing else."""
    trust = Trust(issuer=issuer.url, audience=AUDIENCE)
    documents = {f"{issuer.url}/{path}": document for path, document in issuer.documents().items()}
    return trust, IssuerKeys(trust, documents.__getitem__)


def test_a_token_stands_for_whom_it_was_made(issuer: Issuer) -> None:
    caller = verify(issuer.token("ana", "acme", "manager", "pro", HOUR, NOW), *keys_of(issuer), NOW)
    assert (caller.user, caller.tenant, caller.role, caller.tier) == ("ana", "acme", Role.MANAGER, Tier.PRO)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("tier", TIERS)
def test_every_role_and_tier_that_can_be_asked_for_is_known_to_the_kernel(issuer: Issuer, role: str, tier: str) -> None:
    caller = verify(issuer.token("ana", "acme", role, tier, HOUR, NOW), *keys_of(issuer), NOW)
    assert (caller.role.name.lower(), caller.tier.value) == (role, tier)


def test_the_kernels_roles_and_tiers_can_all_be_asked_for() -> None:
    assert [each.name.lower() for each in Role] == list(ROLES)
    assert [each.value for each in Tier] == list(TIERS)


def test_a_token_ends_when_it_was_told_to(issuer: Issuer) -> None:
    token = issuer.token("ana", "acme", "viewer", "free", HOUR, NOW)
    with pytest.raises(TokenExpired):
        verify(token, *keys_of(issuer), NOW + HOUR + timedelta(minutes=1))


def test_another_stacks_token_is_refused(issuer: Issuer, tmp_path: Path) -> None:
    stranger = Issuer(tmp_path / "elsewhere", ENDPOINT)
    with pytest.raises(Unauthenticated):
        verify(stranger.token("ana", "acme", "admin", "free", HOUR, NOW), *keys_of(issuer), NOW)


def test_the_key_is_kept_and_only_its_owner_can_read_it(issuer: Issuer, tmp_path: Path) -> None:
    before = issuer.documents()
    assert Issuer(tmp_path / "keys", ENDPOINT).documents() == before
    found = list((tmp_path / "keys").iterdir())
    assert [path.name for path in found] == ["issuer.pem"]
    assert stat.S_IMODE(found[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(found[0].parent.stat().st_mode) == 0o700


def test_what_is_published_holds_no_private_key(issuer: Issuer) -> None:
    published: dict[str, Any] = issuer.documents()
    (key,) = next(document["keys"] for path, document in published.items() if path != DISCOVERY)
    assert key.keys() == {"kty", "n", "e", "alg", "use", "kid"}


def test_a_damaged_key_is_told_and_what_to_do(issuer: Issuer, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/issuer.pem").write_text("-----BEGIN PRIVATE KEY-----\n")
    with pytest.raises(Trouble, match="tradewind up"):
        issuer.token("ana", "acme", "viewer", "free", HOUR, NOW)


@pytest.mark.parametrize(("text", "length"), [("90s", 90), ("15m", 900), ("12h", 43_200), ("7d", 604_800)])
def test_a_length_of_time_is_a_number_and_a_unit(text: str, length: int) -> None:
    assert duration(text) == timedelta(seconds=length)


@pytest.mark.parametrize("text", ["", "7", "d", "0d", "-1d", "1.5h", "7 days", "7w", "1h30m", "9999999d", "٧d"])
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        duration(text)
