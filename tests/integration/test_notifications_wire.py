"""Every channel over the wire, against a stand-in of its service: through Apprise, the guard's proxy and TLS."""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fakes import ANA
from notifications import service
from notifications.carriers import push, tunnel
from notifications.carriers.tunnel import Tunnel
from notifications.models.channel import ChannelState, Proof
from notifications.service.sending import GaveUp
from notifying import Notifying
from standing_in import Act, StandIn, serve, serve_at_home
from tradewind.errors import InvalidInput
from tradewind.fetch.forwarding import Forwarder, Homes
from tradewind.fetch.guard import Guard

if TYPE_CHECKING:
    from tradewind.dynamo import Table

BROWSER = ec.derive_private_key(7, ec.SECP256R1())
AUTH = bytes(range(16))


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


TELEGRAM = "tgram://123456789:" + "A" * 35 + "/987654321"
CHANNELS: dict[str, dict[str, Any]] = {
    "telegram": {"by": "service", "address": TELEGRAM},
    "discord": {"by": "service", "address": "discord://123456789012345678/" + "d" * 68},
    "discord, its own form": {
        "by": "service",
        "address": "https://discord.com/api/webhooks/123456789012345678/" + "d" * 68,
    },
    "slack": {"by": "service", "address": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/" + "s" * 24},
    "ntfy.sh": {"by": "service", "address": "https://ntfy.sh/prices"},
    "ntfy": {"by": "service", "address": "ntfys://ana:secret@ntfy.example.org/prices"},
    "gotify": {"by": "service", "address": "gotifys://gotify.example.org/Aabcdefghijklmn"},
    "pushover": {"by": "service", "address": "pover://" + "u" * 30 + "@" + "t" * 30},
    "matrix": {"by": "service", "address": "matrixs://matrix.example.org/!room:example.org?token=secret"},
    "teams": {
        "by": "service",
        "address": "https://prod-1.westeurope.logic.azure.com:443/workflows/"
        + "a" * 32
        + "/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig="
        + "b" * 43,
    },
    "mattermost": {"by": "service", "address": "mmosts://chat.example.org/" + "3" * 26},
    "google_chat": {"by": "service", "address": "gchat://space/key/token"},
    "push": {
        "by": "push",
        "endpoint": "https://push.example.org/send/1",
        "p256dh": encoded(push._point(BROWSER)),
        "auth": encoded(AUTH),
    },
}
TOLD_ONCE = {"ntfy.sh", "matrix", "push"}
"""Services that know a message by its id."""

HOSTILE = "*Bold* _x_ [win](http://evil.test) <b>b</b> <!channel> <users/all> @everyone `c` ~s~ #h"


TAGS = ("<b>b", "<!channel>", "<users/all>")
MARKUP: dict[str, tuple[str, ...]] = {
    "telegram": TAGS,
    **dict.fromkeys(
        ("discord", "slack", "mattermost", "teams", "google_chat"), (*TAGS, "[win](", "*Bold*", "@everyone")
    ),
}
"""What would be read as markup or as a call, by the services that read any."""


def opened(body: bytes) -> dict[str, Any]:
    """A push message as the browser reads it (RFC 8291 section 3.4)."""
    salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), body[21 : 21 + length])
    assert size == 4096 and len(body) - 21 - length <= size
    about = b"WebPush: info\0" + push._point(BROWSER) + body[21 : 21 + length]
    shared = push._derived(BROWSER.exchange(ec.ECDH(), sender), AUTH, about, 32)
    key = push._derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = push._derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    padded = AESGCM(key).decrypt(nonce, body[21 + length :], None)
    read: dict[str, Any] = json.loads(padded.rstrip(b"\0").removesuffix(b"\x02"))
    return read


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, Path]]:
    stand_in, authority, end = serve(tmp_path_factory.mktemp("stand-in"))
    stand_in.open_pushes = opened
    yield stand_in, authority
    end()


@pytest.fixture
def stand_in(standing: tuple[StandIn, Path]) -> StandIn:
    standing[0].forget()
    return standing[0]


@pytest.fixture
def world(
    notifications_table: "Table", standing: tuple[StandIn, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Notifying]:
    """Notifications whose messages go over the wire, in an environment that would lead them elsewhere."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/dev/null")
    monkeypatch.setattr(tunnel, "ANSWER_S", 0.3)
    stand_in, authority = standing
    guard = Guard(resolver=stand_in.resolve)
    forwarder = Forwarder(guard, dialled=stand_in.dial)
    world = Notifying(notifications_table)
    world.wire = Tunnel(forwarder, world.now, str(authority))
    yield world
    forwarder.close()


def ready(world: Notifying, stand_in: StandIn, name: str, **wanted: Any) -> Any:
    """A proven channel, its code read from where it arrived."""
    made = world.add(CHANNELS[name], **wanted)
    world.send()
    [told] = stand_in.told
    assert world.code(made) in told.text, told
    channel = service.prove(
        made.channel_id,
        Proof(code=world.code(made)),
        ANA,
        store=world.store,
        keyring=world.keyring,
        now=world.now,
    )
    stand_in.forget()
    return channel


def until_settled(world: Notifying, channel: Any) -> tuple[str, str | None]:
    """Let time pass until nothing waits any more."""
    for _ in range(8):
        world.send()
        if world.state(channel)[0] not in ("queued", "retried", "sending"):
            break
        world.now.pass_by(hours=13)
        world.wake()
    return world.state(channel)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_message_arrives_once_as_it_was_written_and_as_plain_text(
    world: Notifying, stand_in: StandIn, name: str
) -> None:
    channel = ready(world, stand_in, name, language="fr")
    world.plan(world.raised(title=HOSTILE, url="https://shop.example/p?a=*b*&c=[d]"))
    assert until_settled(world, channel) == ("sent", None)
    [told] = stand_in.told
    assert stand_in.wrong == []
    assert channel.service == told.service
    assert "99,50" in told.title.replace("\\", "")
    assert "https://shop.example/p?a=%2Ab%2A&" in told.text
    assert f"/v1/notifications/unsubscribe/acme.{channel.channel_id}." in told.text.replace("\\", "")
    for markup in MARKUP.get(told.service, ()):
        assert markup not in told.title, "a stranger's words were markup"


CASES: dict[str, tuple[str, list[Act], str, int]] = {
    "a limit with Retry-After": ("discord", [Act(429, (("Retry-After", "120"),))], "sent", 2),
    "a limit as Telegram tells it": (
        "telegram",
        [Act(429, body=b'{"ok":false,"parameters":{"retry_after":40}}')],
        "sent",
        2,
    ),
    "a limit as Discord tells it": ("discord", [Act(429, body=b'{"retry_after":0.65}')], "sent", 2),
    "down for a while": ("gotify", [Act(503), Act(502), Act(500)], "sent", 4),
    "down for good": ("teams", [Act(503)] * 9, "failed", 7),
    "a refusal": ("telegram", [Act(403, body=b"no")], "refused", 1),
    "a redirect inward": ("mattermost", [Act(302, (("Location", "http://169.254.169.254/latest/"),))], "refused", 1),
    "an answer that never ends": ("slack", [Act(500, body=b"x" * 200_000)], "sent", 2),
    "an answer that is no JSON": ("push", [Act(429, body=b"\xff\xfe{")], "sent", 2),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_service_answers_decides_what_becomes_of_a_message(
    world: Notifying, stand_in: StandIn, case: str
) -> None:
    name, acts, ends, requests = CASES[case]
    channel = ready(world, stand_in, name)
    stand_in.acts = list(acts)
    world.plan(world.raised())
    with suppress(GaveUp):
        until_settled(world, channel)
    state, reason = world.state(channel)
    assert (state, len(stand_in.requests)) == (ends, requests)
    assert len(stand_in.told) == (1 if ends == "sent" else 0)
    assert (reason is None) == (ends == "sent")


CUT, SLOW, GATEWAY = Act(cut=True), Act(slow_s=0.6), Act(504)
LOST = [
    *((name, CUT) for name in CHANNELS),
    *((name, act) for name in ("telegram", "matrix") for act in (SLOW, GATEWAY)),
]


@pytest.mark.parametrize(("name", "act"), LOST)
def test_a_message_whose_answer_is_lost_is_shown_once(world: Notifying, stand_in: StandIn, name: str, act: Act) -> None:
    channel = ready(world, stand_in, name)
    stand_in.acts = [act]
    world.plan(world.raised())
    state, reason = until_settled(world, channel)
    assert stand_in.wrong == []
    assert len(stand_in.shown()) <= 1
    if name in TOLD_ONCE:
        assert (state, len(stand_in.requests), len(stand_in.shown())) == ("sent", 2, 1)
    else:
        assert (state, len(stand_in.requests)) == ("uncertain", 1)
        assert "may have taken" in str(reason) or "might tell it twice" in str(reason)


def test_a_push_subscription_that_ended_closes_its_channel(world: Notifying, stand_in: StandIn) -> None:
    channel = ready(world, stand_in, "push")
    stand_in.acts = [Act(410)]
    world.plan(world.raised())
    assert until_settled(world, channel)[0] == "refused"
    assert service.read(channel.channel_id, ANA, store=world.store).state is ChannelState.GONE


def test_a_name_that_leads_inward_when_the_message_goes_is_refused(world: Notifying, stand_in: StandIn) -> None:
    """DNS rebinding: public when the channel was opened, private now."""
    channel = ready(world, stand_in, "ntfy")
    inward = Guard(resolver=lambda host, _: ["93.184.215.14", "10.0.0.7"])
    world.wire.forwarder.guard = inward
    world.plan(world.raised())
    assert until_settled(world, channel) == ("refused", "ntfy.example.org is not on the public internet.")
    assert stand_in.requests == []


def test_a_name_that_is_away_is_asked_again(world: Notifying, stand_in: StandIn) -> None:
    channel = ready(world, stand_in, "ntfy")

    def away(host: str, _: float) -> list[str]:
        raise OSError("no address")

    kept, world.wire.forwarder.guard = world.wire.forwarder.guard, Guard(resolver=away)
    world.plan(world.raised())
    world.send()
    assert world.state(channel) == ("retried", "The name ntfy.example.org does not resolve.")
    world.wire.forwarder.guard = kept
    assert until_settled(world, channel)[0] == "sent"


def test_a_certificate_of_nobody_known_gets_no_message(world: Notifying, stand_in: StandIn) -> None:
    channel = ready(world, stand_in, "ntfy")
    world.wire = Tunnel(world.wire.forwarder, world.now)
    world.plan(world.raised())
    world.send()
    assert world.state(channel) == ("retried", "no secure connection to ntfy.example.org could be made")
    assert stand_in.told == []


def test_a_server_of_ones_own_network_is_reached_where_the_operator_allowed_it_and_not_otherwise(
    notifications_table: "Table",
) -> None:
    at_home, end = serve_at_home()
    to = {"by": "service", "address": f"ntfy://127.0.0.1:{at_home.port}/prices"}
    world = Notifying(notifications_table, homes=Homes.parse(f"127.0.0.1:{at_home.port}"))
    forwarder = Forwarder(Guard(), world.homes)
    world.wire = Tunnel(forwarder, world.now)
    channel = world.open(to)
    world.plan(world.raised())
    assert until_settled(world, channel) == ("sent", None)
    assert [told.to for told in at_home.told] == ["prices"] * 2
    forwarder.homes = Homes()
    world.plan(world.raised(2))
    world.send()
    assert sorted(str(each.state) for each in world.deliveries(channel)) == ["refused", "sent"]
    assert len(at_home.told) == 2
    with pytest.raises(InvalidInput):
        Notifying(notifications_table).add(to, key="another")
    forwarder.close()
    end()
