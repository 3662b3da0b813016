"""E-mail and web push: what is sent, and what an answer means."""

import socket
import socketserver
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any, ClassVar

import jwt
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from cryptography.hazmat.primitives.asymmetric import ec

from notifications.carriers import push
from notifications.carriers.mail import Relay, RelayMailer, SesMailer, written
from notifications.models.channel import Browser, Language
from notifications.wording import Markup, Writer, code_message
from tradewind.errors import InvalidInput

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
STOP = "https://api.example/v1/notifications/unsubscribe/acme.c1.00"
SENDER = "Tradewind <prices@tradewind.example>"


def mail() -> Any:
    message = code_message("12345678", 30, Writer(Language.HI, "UTC", Markup.NONE, STOP))
    return written(message, "ana@example.org", SENDER, "dl_1", AT)


def test_a_mail_says_it_twice_and_how_to_stop_in_one_click() -> None:
    made = mail()
    assert made["Message-ID"] == "<dl_1@tradewind.example>"
    assert made["List-Unsubscribe"] == f"<{STOP}>"
    assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, html = (made.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "12345678" in plain and STOP in plain
    assert '<html lang="hi">' in html and f'href="{STOP}"' in html
    assert made.as_bytes()


def test_a_strangers_words_break_no_header_and_no_markup() -> None:
    from notifications.models.alert import AlertTold
    from notifications.wording import message_of

    alert = AlertTold.model_validate({
        "id": "a", "at": AT, "tenant": "t", "watch_id": "w", "kind": "drop", "to_price": "1", "currency": "EUR",
        "title": "Kettle\r\nBcc: all@example.org <script>alert(1)</script>", "url": "https://s.example/?a=\"><script>",
    })  # fmt: skip
    made = written(message_of(alert, Writer(Language.EN, "UTC", Markup.NONE, STOP)), "a@b.co", SENDER, "dl", AT)
    assert made["Bcc"] is None
    html = made.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script" not in html


class Ses:
    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.asked: list[Any] = []

    def send_email(self, **asked: Any) -> None:
        self.asked.append(asked)
        if self.error:
            raise self.error


def refused(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (None, "sent"),
        (refused("TooManyRequestsException", 429), "again"),
        (refused("MessageRejected", 400), "refused"),
        (refused("InternalFailure", 500), "again"),
        (ReadTimeoutError(endpoint_url="x"), "uncertain"),
        (EndpointConnectionError(endpoint_url="x"), "again"),
    ],
)
def test_what_ses_says(error: Exception | None, ending: str) -> None:
    client: Any = Ses(error)
    assert str(SesMailer(SENDER, client).send(mail()).ending) == ending
    [asked] = client.asked
    assert asked["Destination"] == {"ToAddresses": ["ana@example.org"]}
    assert b"List-Unsubscribe-Post" in asked["Content"]["Raw"]["Data"]


class Smtp(socketserver.StreamRequestHandler):
    """Speaks enough of SMTP; `plan` says what it answers to a verb, None: it breaks off."""

    plan: ClassVar[dict[str, str | None]] = {}
    took: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.say("220 relay")
        while line := self.rfile.readline():
            verb = line.split()[0].upper().decode()
            answer = self.plan.get(verb, "354 go on" if verb == "DATA" else "250 ok")
            if answer is None:
                return
            self.say(answer)
            if verb == "DATA" and answer.startswith("354"):
                body = b""
                while (row := self.rfile.readline()) != b".\r\n":
                    body += row
                answer = self.plan.get("BODY", "250 kept")
                if answer is None:
                    return
                self.took.append(body)
                self.say(answer)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def relay() -> Iterator[int]:
    Smtp.plan, Smtp.took = {}, []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("plan", "ending", "took"),
    [
        ({}, "sent", 1),
        ({"RCPT": "550 no such user"}, "refused", 0),
        ({"RCPT": "450 later"}, "again", 0),
        ({"MAIL": None}, "again", 0),
        ({"DATA": "451 later"}, "again", 0),
        ({"BODY": "554 spam"}, "refused", 1),
        ({"BODY": "452 full"}, "again", 1),
        ({"BODY": None}, "uncertain", 0),
    ],
)
def test_what_a_relay_says(relay: int, plan: dict[str, str | None], ending: str, took: int) -> None:
    Smtp.plan = plan
    assert str(RelayMailer(SENDER, Relay("127.0.0.1", relay)).send(mail()).ending) == ending
    assert len(Smtp.took) == took


def test_a_relay_that_is_away_or_offers_no_tls_gets_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert str(RelayMailer(SENDER, Relay("127.0.0.1", port)).send(mail()).ending) == "again"


def test_a_relay_is_read_from_its_setting() -> None:
    assert Relay.parse("smtp.example.org:587", "ana:pass:word") == Relay("smtp.example.org", 587, "ana", "pass:word")
    assert Relay.parse("smtp.example.org:25", None) == Relay("smtp.example.org", 25)


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_push_message_is_sealed_as_rfc_8291_does_in_its_appendix() -> None:
    """RFC 8291 appendix A, its keys and its result."""
    ours = push.read_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    sealed = push.sealed(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        ephemeral=ours,
        salt=push._decoded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert encoded(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7"
        "A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_push_service_can_tell_who_sends_and_the_browser_what_it_has_seen() -> None:
    sender = push.PushSender(push.read_key(push.new_key()), "https://api.example")
    browser = ec.generate_private_key(ec.SECP256R1())
    to = Browser(by="push", endpoint="https://push.example.org/x", p256dh=encoded(push._point(browser)), auth="A" * 22)
    message = code_message("12345678", 30, Writer(Language.EN, "UTC", Markup.NONE, STOP))
    first, second = (push.push_request(to, message, "dl_1", sender, AT) for _ in range(2))
    assert first.headers["Topic"] == second.headers["Topic"]
    assert first.body != second.body, "each is sealed with keys of its own"
    token = str(first.headers["Authorization"]).removeprefix("vapid t=").partition(",")[0]
    claims = jwt.decode(
        token, sender.key.public_key(), ["ES256"], audience="https://push.example.org", options={"verify_exp": False}
    )
    assert claims["sub"] == "https://api.example"
    assert claims["exp"] - AT.timestamp() <= 24 * 3600


@pytest.mark.parametrize(("p256dh", "auth"), [("A" * 87, "A" * 22), ("BC" * 20, "A" * 22), ("", ""), (None, "A" * 40)])
def test_keys_that_are_none_are_refused(p256dh: str | None, auth: str) -> None:
    good = encoded(push._point(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(InvalidInput):
        push.sealed(b"x", good if p256dh is None else p256dh, auth)
