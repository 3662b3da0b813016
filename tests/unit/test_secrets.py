from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from mended_moto import mock_aws
from tradewind.errors import InvalidInput, TradewindError, Unavailable
from tradewind.secrets import LONGEST, KmsSealer

MINE = {"tenant": "acme", "watch": "w1"}
TEXT = '{"Cookie": "session=é1"}'


@pytest.fixture
def sealer(credentials_open_nothing: None) -> Iterator[KmsSealer]:
    with mock_aws():
        client = boto3.client("kms")
        yield KmsSealer(client.create_key()["KeyMetadata"]["Arn"], client)


def test_what_was_sealed_opens_again(sealer: KmsSealer) -> None:
    assert sealer.unseal(sealer.seal(TEXT, MINE), MINE) == TEXT


def test_a_sealed_text_shows_nothing_and_is_another_each_time(sealer: KmsSealer) -> None:
    first, second = sealer.seal(TEXT, MINE), sealer.seal(TEXT, MINE)
    assert "session" not in first
    assert first != second


@pytest.mark.parametrize("other", [{"tenant": "other", "watch": "w1"}, {"tenant": "acme", "watch": "w2"}, {}])
def test_a_sealed_text_does_not_open_for_another(sealer: KmsSealer, other: dict[str, str]) -> None:
    with pytest.raises(TradewindError, match="not sealed for this context"):
        sealer.unseal(sealer.seal(TEXT, MINE), other)


def test_a_damaged_sealed_text_does_not_open(sealer: KmsSealer) -> None:
    with pytest.raises(TradewindError, match=r"damaged|not sealed"):
        sealer.unseal("not base64!", MINE)


def test_a_text_of_4_kilobytes_can_be_sealed_and_a_longer_one_is_told(sealer: KmsSealer) -> None:
    longest = "x" * LONGEST
    assert sealer.unseal(sealer.seal(longest, MINE), MINE) == longest
    with pytest.raises(InvalidInput, match="4096 bytes; this has 4098"):
        sealer.seal("x" * (LONGEST - 2) + "éé", MINE)


@pytest.mark.parametrize(
    ("code", "error"), [("ThrottlingException", Unavailable), ("DisabledException", TradewindError)]
)
def test_a_key_that_cannot_be_asked_is_no_damaged_text(code: str, error: type[TradewindError]) -> None:
    client = boto3.client("kms")
    with Stubber(client) as answers:
        answers.add_client_error("decrypt", code)
        with pytest.raises(error) as raised:
            KmsSealer("key", client).unseal("AAAA", MINE)
    assert "sealed" not in raised.value.detail


@pytest.mark.stack
def test_the_local_key_seals_as_that_of_aws_does(stack: Any) -> None:
    client = stack.client("kms")
    local = KmsSealer(client.create_key()["KeyMetadata"]["Arn"], client)
    sealed = local.seal(TEXT, MINE)
    assert local.unseal(sealed, MINE) == TEXT
    with pytest.raises(TradewindError, match="not sealed for this context"):
        local.unseal(sealed, {"tenant": "other", "watch": "w1"})
    longest = "x" * LONGEST
    assert local.unseal(local.seal(longest, MINE), MINE) == longest
