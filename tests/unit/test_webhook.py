"""Our signatures by the specification's own library."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tradewind.webhook import sign

BODY = '{"type": "price_drop", "price": "9,99 €"}'.encode()


def new_secret() -> str:
    return "whsec_" + b64encode(token_bytes(32)).decode()


def test_the_reference_library_accepts_what_we_sign() -> None:
    secret = new_secret()
    headers = sign(secret, "alert_1", datetime.now(UTC), BODY)
    assert Webhook(secret).verify(BODY, headers)["price"] == "9,99 €"


def test_it_signs_as_the_reference_library_does() -> None:
    secret, at = new_secret(), datetime.now(UTC)
    assert sign(secret, "m1", at, b"{}")["webhook-signature"] == Webhook(secret).sign("m1", at, "{}")


def test_another_body_secret_id_or_time_is_told() -> None:
    secret, now = new_secret(), datetime.now(UTC)
    headers = sign(secret, "alert_1", now, BODY)
    for receiver, body, seen in [
        (secret, BODY + b" ", headers),
        (new_secret(), BODY, headers),
        (secret, BODY, headers | {"webhook-id": "alert_2"}),
        (secret, BODY, sign(secret, "alert_1", now - timedelta(minutes=10), BODY)),
    ]:
        with pytest.raises(WebhookVerificationError):
            Webhook(receiver).verify(body, seen)


def test_a_secret_without_its_prefix_is_the_same() -> None:
    secret, at = new_secret(), datetime.now(UTC)
    assert sign(secret, "m", at, b"") == sign(secret.removeprefix("whsec_"), "m", at, b"")


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_no base64!", "whsec_" + b64encode(b"short").decode()])
def test_a_weak_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        sign(secret, "m", datetime.now(UTC), b"")


def test_an_id_with_a_dot_could_be_read_two_ways() -> None:
    with pytest.raises(ValueError, match="dot"):
        sign(new_secret(), "a.b", datetime.now(UTC), b"")
