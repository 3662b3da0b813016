"""The services a channel may lead to: an allow-list of Apprise's (https://github.com/caronc/apprise/wiki).

Each is one HTTPS request with the message in it, to a host that is known beforehand: the service's own, or the one in
the address. That is what makes a message provably sent once and the guard's check complete. So these stay out: what
speaks no HTTP (smtp, mqtt, dbus, syslog, rsyslog, irc, xmpp, growl, gnome, windows, macosx, file: they pass by any
proxy), what sends the message where the user says in a form the user makes up (json, xml, form, apprise, ifttt), what
needs several requests or keeps a session (Slack's bots, Mastodon, Reddit, Signal's gateways, WhatsApp's), what sends
mail or text messages at somebody's cost, and Microsoft's old connectors (`msteams`), which ended.
"""

import re
from dataclasses import dataclass

from notifications.wording import Markup

OWN = None
"""A service that stands on the user's own host: the one in the address."""


@dataclass(frozen=True, slots=True)
class AllowedService:
    """One service. `schemas`: how its addresses begin. `plugin`: Apprise's module and class. `hosts`: a pattern of the
    hosts that it may reach, or OWN. `native`: one of the hosts in addresses as the service itself gives them. `bears`:
    one of the path of the request that holds the message. `options`: what may follow `?`. `takes_id`: a pattern of the
    hosts on which a message with an id that is known already is not told twice."""

    name: str
    schemas: tuple[str, ...]
    plugin: str
    hosts: str | None
    markup: Markup = Markup.NONE
    native: str | None = None
    bears: str = ".*"
    options: frozenset[str] = frozenset()
    takes_id: str | None = None


WORKFLOWS = r"[a-z0-9.-]+\.(logic\.azure\.com|api\.powerplatform\.com)"

ALLOWED = (
    # sendMessage alone: without a chat in the address Apprise would ask the bot for one.
    AllowedService(
        "telegram", ("tgram",), "telegram.NotifyTelegram", r"api\.telegram\.org", Markup.HTML,
        bears="/bot[^/]+/sendMessage", options=frozenset({"topic"}),
    ),
    AllowedService(
        "discord", ("discord",), "discord.NotifyDiscord", r"discord\.com", Markup.MARKDOWN,
        native=r"discord(app)?\.com", options=frozenset({"thread"}),
    ),
    AllowedService(
        "slack", ("slack",), "slack.NotifySlack", r"hooks\.slack\.com", Markup.SIGNS,
        native=r"hooks\.slack\.com", bears="/services/.*",
    ),
    # 2.16 and later show a message with a known sequence id once (https://docs.ntfy.sh/publish/); of the public server
    # that is sure.
    AllowedService(
        "ntfy", ("ntfy", "ntfys"), "ntfy.NotifyNtfy", OWN, native=r"ntfy\.sh",
        options=frozenset({"priority", "mode"}), takes_id=r"ntfy\.sh",
    ),
    AllowedService(
        "gotify", ("gotify", "gotifys"), "gotify.NotifyGotify", OWN, bears=".*/message", options=frozenset({"priority"})
    ),
    AllowedService(
        "pushover", ("pover",), "pushover.NotifyPushover", r"api\.pushover\.net",
        options=frozenset({"priority", "sound"}),
    ),
    # The transaction id is part of the path: "the server will use this to ensure idempotency"
    # (https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid).
    AllowedService(
        "matrix", ("matrix", "matrixs"), "matrix.NotifyMatrix", OWN,
        bears="/_matrix/client/v3/rooms/.*/send/m.room.message/.*", options=frozenset({"token"}), takes_id=".*",
    ),
    AllowedService(
        "teams", ("workflow", "workflows"), "workflows.NotifyWorkflows", WORKFLOWS, Markup.SIGNS, native=WORKFLOWS,
        options=frozenset({"api-version", "sp", "sv", "sig", "id", "signature"}),
    ),
    AllowedService(
        "mattermost", ("mmost", "mmosts"), "mattermost.NotifyMattermost", OWN, Markup.MARKDOWN, bears=".*/hooks/.*"
    ),
    AllowedService(
        "google_chat", ("gchat",), "google_chat.NotifyGoogleChat", r"chat\.googleapis\.com", Markup.SIGNS,
        native=r"chat\.googleapis\.com", options=frozenset({"key", "token", "workspace"}),
    ),
)  # fmt: skip

BY_NAME = {each.name: each for each in ALLOWED}
BY_SCHEMA = {schema: each for each in ALLOWED for schema in each.schemas}
NAMES = ", ".join(sorted(BY_NAME))


def find_service(address: str) -> tuple[AllowedService, bool] | None:
    """The service of an address, and whether the address is as the service itself gives it; None for no service."""
    schema, _, rest = address.partition("://")
    if service := BY_SCHEMA.get(schema.lower()):
        return service, False
    host = rest.partition("/")[0].removesuffix(":443").lower()
    if schema.lower() != "https":
        return None
    return next(((each, True) for each in ALLOWED if each.native and re.fullmatch(each.native, host)), None)
