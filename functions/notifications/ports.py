"""The ports of this capability's Lambdas, opened on first use. A service takes them as arguments."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from notifications.service.keyring import Keyring
from notifications.store import open_store
from tradewind.config import Settings
from tradewind.queue import Queue, queue
from tradewind.secrets import open_sealer

if TYPE_CHECKING:
    from notifications.carriers.mail import Mailer
    from notifications.carriers.tunnel import Tunnel
    from notifications.service.channels import Reach

MAIL_NAME = "Tradewind"


class MessagesSettings(Settings):
    messages_queue_url: str


class DeadLettersSettings(Settings):
    dead_letters_queue_url: str


class ReachSettings(Settings):
    local_hosts: str = ""
    home_servers: str = ""
    mail_from: str = ""


class MailSettings(Settings):
    mail_from: str = ""
    mail_relay: str = ""
    mail_relay_secret: str = ""


class LinkSettings(Settings):
    public_url: str


@cache
def open_messages() -> Queue:
    """The queue of messages."""
    return queue(MessagesSettings.load().messages_queue_url)


@cache
def open_dead_letters() -> Queue:
    """The dead-letter queue of this function's own queue."""
    return queue(DeadLettersSettings.load().dead_letters_queue_url)


@cache
def open_keyring() -> Keyring:
    """Our own keys, kept in the store and sealed."""
    return Keyring(open_store(), open_sealer())


@cache
def open_reach() -> "Reach":
    """What a channel may lead to. `LOCAL_HOSTS` is empty on AWS; `HOME_SERVERS` is the operator's."""
    from notifications.service.channels import Reach
    from tradewind.fetch.forwarding import Homes
    from tradewind.fetch.guard import open_guard

    settings = ReachSettings.load()
    return Reach(open_guard(settings.local_hosts), Homes.parse(settings.home_servers), bool(settings.mail_from))


@cache
def open_tunnel() -> "Tunnel":
    """The one way out for messages over HTTPS."""
    from notifications.carriers.tunnel import Tunnel
    from tradewind import clock
    from tradewind.fetch.forwarding import Forwarder

    reach = open_reach()
    return Tunnel(Forwarder(reach.guard, reach.homes), clock.now)


def open_relay_secret() -> str | None:
    """The relay's `user:password`; None where it asks for none. Raises: Unavailable, TradewindError."""
    name = MailSettings.load().mail_relay_secret
    if not name:
        return None
    import boto3

    from tradewind.dynamo import CONFIG, translated

    with translated():
        found = boto3.client("ssm", config=CONFIG).get_parameter(Name=f"/{name}", WithDecryption=True)
    return found["Parameter"].get("Value")


@cache
def open_mailer(relay_secret: Callable[[], str | None]) -> "Mailer | None":
    """The sender of e-mail: the operator's relay where one is named, else SES; None where no sender is named."""
    settings = MailSettings.load()
    if not settings.mail_from:
        return None
    sender = f"{MAIL_NAME} <{settings.mail_from}>"
    import boto3
    from botocore.config import Config

    from notifications.carriers.mail import Relay, RelayMailer, SesMailer

    if settings.mail_relay:
        return RelayMailer(sender, Relay.parse(settings.mail_relay, relay_secret()))
    once = Config(connect_timeout=3, read_timeout=15, retries={"max_attempts": 0})
    return SesMailer(sender, boto3.client("sesv2", config=once))


def open_public_url() -> str:
    """Where the links in messages lead."""
    return LinkSettings.load().public_url.rstrip("/")
