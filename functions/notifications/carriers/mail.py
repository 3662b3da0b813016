"""E-mail: by SES, or by the one relay that the operator names."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from notifications.rules.retrying import Ending, Outcome
from notifications.wording import Message

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_sesv2 import SESV2Client

RELAY_S = 15.0
LOST = "it went out and no answer came; sending it again might tell it twice"
SES_AGAIN = {
    "TooManyRequestsException",
    "LimitExceededException",
    "SendingPausedException",
    "InternalServiceErrorException",
}


class Mailer(Protocol):
    """Sends mails."""

    sender: str

    def send(self, mail: EmailMessage) -> Outcome:
        """Hand a mail on, once."""


@dataclass(frozen=True, slots=True)
class Relay:
    """The operator's SMTP server: `host:port`, and the user and password if it asks for them."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None

    @classmethod
    def parse(cls, address: str, secret: str | None) -> "Relay":
        """Read `smtp.example.org:587` and `user:password`. Raises: ValueError."""
        host, _, port = address.rpartition(":")
        user, _, password = (secret or "").partition(":")
        return cls(host, int(port), user or None, password or None)


def written(message: Message, to: str, sender: str, message_id: str, at: "datetime") -> EmailMessage:
    """A message as a mail: plain text, the same as HTML, and the way out as RFC 2369 and RFC 8058 want it."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = message.title
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{message.stop_link}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Content-Language"] = message.language
    mail.set_content(message.body)
    mail.add_alternative(_html(message), subtype="html")
    return mail


def _html(message: Message) -> str:
    """The least HTML that shows it: no picture, no style sheet, nothing that tells when it was opened."""
    rows = "".join(
        f"<p>{_linked(line.text, line.link)}</p>" if line.link else f"<p>{escape(line.text)}</p>"
        for line in message.lines
    )
    stop = f'<p><small><a href="{escape(message.stop_link)}">{escape(message.stop)}</a></small></p>'
    title = escape(message.title)
    return (
        f'<!DOCTYPE html><html lang="{message.language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h3>{title}</h3>{rows}{stop}</body></html>"
    )


def _linked(text: str, link: str) -> str:
    return f'<a href="{escape(link)}" rel="noreferrer">{escape(text or link)}</a>'


class SesMailer:
    """Amazon SES."""

    def __init__(self, sender: str, client: "SESV2Client") -> None:
        self.sender = sender
        self._client = client

    def send(self, mail: EmailMessage) -> Outcome:
        """See Mailer."""
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            ConnectionClosedError,
            ReadTimeoutError,
        )

        try:
            self._client.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [mail["To"]]},
                Content={"Raw": {"Data": mail.as_bytes()}},
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            again = code in SES_AGAIN or status == 429 or status >= 500
            return Outcome(Ending.AGAIN if again else Ending.REFUSED, f"SES answered {code}")
        except (ReadTimeoutError, ConnectionClosedError):
            return Outcome(Ending.UNCERTAIN, LOST)
        except BotoCoreError:
            return Outcome(Ending.AGAIN, "SES was not reached")
        return Outcome(Ending.SENT)


class RelayMailer:
    """An SMTP server, over TLS: from the first byte on port 465, else by STARTTLS. In the clear to loopback alone."""

    def __init__(
        self, sender: str, relay: Relay, context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    ) -> None:
        self.sender = sender
        self._relay = relay
        self._context = context

    def send(self, mail: EmailMessage) -> Outcome:
        """See Mailer."""
        try:
            server = self._open()
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
            return Outcome(Ending.AGAIN, "the mail relay does not let us in")
        except (OSError, smtplib.SMTPException):
            return Outcome(Ending.AGAIN, "the mail relay was not reached")
        try:
            return self._hand_over(server, mail)
        finally:
            server.close()

    def _open(self) -> smtplib.SMTP:
        relay = self._relay
        if relay.port == 465:
            server: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=RELAY_S, context=self._context())
        else:
            server = smtplib.SMTP(relay.host, relay.port, timeout=RELAY_S)
            if relay.host not in ("127.0.0.1", "::1", "localhost"):
                server.starttls(context=self._context())
        if relay.user and relay.password:
            server.login(relay.user, relay.password)
        server.ehlo_or_helo_if_needed()
        return server

    def _hand_over(self, server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
        """Name sender and receiver, then hand over the mail: once its text is under way, a lost answer is uncertain."""
        try:
            for code, said in (server.mail(parseaddr(self.sender)[1]), server.rcpt(mail["To"])):
                if code not in (250, 251):
                    return _answered(code, said)
        except (OSError, smtplib.SMTPException):
            return Outcome(Ending.AGAIN, "the mail relay broke off")
        try:
            return _answered(*server.data(mail.as_bytes()))
        except smtplib.SMTPDataError as error:
            return _answered(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException):
            return Outcome(Ending.UNCERTAIN, LOST)


def _answered(code: int, _: Any) -> Outcome:
    """What a relay's answer means (RFC 5321 section 4.2.1). Its words may quote what others sent, so they stay out."""
    if code in (250, 251):
        return Outcome(Ending.SENT)
    return Outcome(Ending.AGAIN if 400 <= code < 500 else Ending.REFUSED, f"the mail relay answered {code}")
