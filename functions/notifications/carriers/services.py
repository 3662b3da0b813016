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
    """One service. `plugin`: Apprise's class, by name. `hosts`: a pattern of the hosts that it may reach, or OWN.
    `bears`: a pattern of the path of the request that holds the message. `options`: what may follow `?` in an address.
    `takes_id`: a pattern of the hosts on which a message with an id that is known already is not told twice."""

    name: str
    plugin: str
    hosts: str | None
    markup: Markup = Markup.NONE
    bears: str = ".*"
    options: frozenset[str] = frozenset()
    takes_id: str | None = None


ALLOWED: dict[str, AllowedService] = {
    each.plugin: each
    for each in (
        # sendMessage alone: without a chat in the address Apprise would ask the bot for one.
        AllowedService(
            "telegram", "NotifyTelegram", r"api\.telegram\.org", Markup.HTML, "/bot[^/]+/sendMessage",
            frozenset({"topic"}),
        ),
        AllowedService("discord", "NotifyDiscord", r"discord\.com", Markup.MARKDOWN, options=frozenset({"thread"})),
        AllowedService("slack", "NotifySlack", r"hooks\.slack\.com", Markup.SIGNS, "/services/.*"),
        # 2.16 and later show a message with a known sequence id once (https://docs.ntfy.sh/publish/); of the public
        # server that is sure.
        AllowedService("ntfy", "NotifyNtfy", OWN, options=frozenset({"priority", "mode"}), takes_id=r"ntfy\.sh"),
        AllowedService("gotify", "NotifyGotify", OWN, bears=".*/message", options=frozenset({"priority"})),
        AllowedService(
            "pushover", "NotifyPushover", r"api\.pushover\.net", options=frozenset({"priority", "sound"})
        ),
        # The transaction id is part of the path: "the server will use this to ensure idempotency"
        # (https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid).
        AllowedService(
            "matrix", "NotifyMatrix", OWN, bears="/_matrix/client/v3/rooms/.*/send/m.room.message/.*",
            options=frozenset({"token"}), takes_id=".*",
        ),
        AllowedService(
            "teams", "NotifyWorkflows", r"[a-z0-9.-]+\.(logic\.azure\.com|api\.powerplatform\.com)", Markup.SIGNS,
            options=frozenset({"api-version", "sp", "sv", "sig", "id", "signature"}),
        ),
        AllowedService("mattermost", "NotifyMattermost", OWN, Markup.MARKDOWN, ".*/hooks/.*"),
        AllowedService(
            "google_chat", "NotifyGoogleChat", r"chat\.googleapis\.com", Markup.SIGNS,
            options=frozenset({"key", "token", "workspace"}),
        ),
    )
}  # fmt: skip

NATIVE = re.compile(
    r"https://(discord\.com|discordapp\.com|hooks\.slack\.com|ntfy\.sh|chat\.googleapis\.com|[a-z0-9.-]+\.logic\.azure\.com"
    r"|[a-z0-9.-]+\.api\.powerplatform\.com)[:/]", re.I,
)  # fmt: skip
"""Addresses as the services themselves give them, which Apprise reads too."""

BY_NAME = {each.name: each for each in ALLOWED.values()}
