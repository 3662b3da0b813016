"""What a channel may not lead to: every address here is refused before anything goes out, and before a name is looked
up. Those that an operator allowed by name are let through, and nothing beside them."""

import socket
from typing import Any

import pytest

from notifications.models.channel import ChannelRequest
from notifications.service.channels import Reach, described
from tradewind.errors import InvalidInput
from tradewind.fetch.forwarding import Homes
from tradewind.fetch.guard import Allowance, Guard

TOKEN = "123456789:" + "A" * 35
INWARD = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0", "0.0.0.0", "10.0.0.1", "10.1", "172.16.5.4",
    "192.168.1.1", "192.168.257", "100.64.0.1", "169.254.169.254", "169.254.170.2", "2852039166", "168.63.129.16",
    "198.18.0.1", "224.0.0.1", "255.255.255.255", "010.8.8.8", "127.0.0.1.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[fd00::1]", "[fe80::1]", "[fe80::1%25eth0]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", 
    "[2001::1]",
    "localhost", "LOCALHOST", "localhost.", "app.localhost", "printer.local", "nas.home.arpa", 
    "metadata.google.internal",
    "metadata", "intranet", "kubernetes.default.svc", "a.onion", "%31%32%37.0.0.1",
)  # fmt: skip
OTHER_SCHEMAS = (
    "json://example.org/x", "jsons://example.org/x", "xml://example.org", "xmls://example.org", "form://example.org",
    "forms://example.org", "apprise://example.org/token", "apprises://example.org/token", "mailto://a:b@example.org",
    "mailtos://a:b@example.org?smtp=10.0.0.1", "smtp://example.org", "mqtt://example.org/topic",
    "mqtts://example.org/topic", "dbus://", "qt://", "kde://", "glib://", "gnome://", "windows://", "macosx://",
    "syslog://", "syslog://local0", "rsyslog://example.org", "file:///etc/passwd", "file://etc/passwd",
    "growl://example.org", "irc://example.org/chan", "ircs://example.org/chan", "xmpp://a:b@example.org",
    "ssh://example.org", "ftp://example.org", "gopher://example.org", "dict://example.org:11211/stats",
    "signal://example.org/1/2", "signals://example.org/12345678901/12345678901", "kodi://example.org",
    "xbmc://example.org", "emby://a:b@example.org", "homeassistant://example.org/token", "hassio://example.org/token",
    "nextcloud://a:b@example.org/c", "synology://example.org/token", "rocket://a:b@example.org/c",
    "zulip://bot@org/token/stream", "twilio://sid:token@15551231234", "ses://a@b.c/key/secret/us-east-1",
    "sns://key/secret/us-east-1/15551231234", "sendgrid://key:a@b.c", "ifttt://id@event", "webex://token",
    "msteams://org/a/b/c", "mastodon://token@example.org", "reddit://a:b@c/d/e", "pjet://example.org/secret",
    "telnet://example.org", "ldap://example.org", "jar:file:///x", "data:text/plain,x", "javascript:alert(1)",
    "smpp://a:b@example.org/1/2", "custom://x", "memory://", "config://x", "yaml://x", "tgram", "://", "ntfys://",
    "https://example.org/hook", "http://discord.com/api/webhooks/1/2", "https://10.0.0.1/hooks/x",
    "https://discord.com.evil.test/api/webhooks/123456789012345678/" + "d" * 68,
    "https://evil.test/?https://discord.com/api/webhooks/1/2",
)  # fmt: skip
TRICKS = (
    f"tgram://{TOKEN}", f"tgram://{TOKEN}/1/2", f"tgram://{TOKEN}/1?format=markdown", f"tgram://{TOKEN}/1?image=yes",
    f"tgram://{TOKEN}/1?template=/etc/passwd", f"tgram://{TOKEN}/1?attach=file:///etc/passwd",
    f"tgram://{TOKEN}/1?verify=no", f"tgram://{TOKEN}/1?to=2", f"tgram://{TOKEN}/1?detect=yes",
    f"tgram://{TOKEN}/1?content=after", f"tgram://{TOKEN}/1?mdv=v2", f"tgram://{TOKEN}/1?overflow=split",
    "ntfys://example.org/a/b", "ntfys://example.org/a?attach=http://10.0.0.1/x", "ntfys://example.org/a?email=a@b.c",
    "ntfys://example.org/a?actions=http,x,http://10.0.0.1", "ntfys://example.org/a?click=javascript:1",
    "ntfys://example.org/a?avatar_url=http://10.0.0.1/", "ntfys://example.org/a?+X-Forward=1", "ntfys://example.org/a?-x=1",
    "ntfys://example.org/a?:x=1", "ntfys://example.org/a?redirect=yes", "ntfys://example.org/a?verify=no",
    "ntfys://example.org/a?cto=900", "ntfys://example.org/a?rto=900", "ntfys://example.org/a?retry=9",
    "ntfys://example.org/a?emojis=yes", "ntfys://example.org/a?mode=evil", "ntfys://example.org:22/a",
    "ntfys://example.org:8443/a", "ntfys://example.org:80/a", "ntfy://example.org/a", "gotify://example.org/Aabcdefghijklmn",
    "matrix://example.org/!r:example.org?token=t", "mmost://example.org/" + "3" * 26,
    "matrixs://user:pass@example.org/!r:example.org", "matrixs://example.org/!r:example.org?token=t&mode=slack",
    "matrixs://example.org/%23alias:example.org?token=t", "matrixs://example.org/!r:a.b/!s:a.b?token=t",
    "matrixs://t2bottoken", "ntfys://evil.test\\@10.0.0.1/t", "ntfys://10.0.0.1#@example.org/t",
    "gotifys://example.org/Aabcdefghijklmn?template=/etc/passwd", "mmosts://example.org/" + "3" * 26 + "?mode=bot",
    "discord://123456789012345678/" + "d" * 68 + "?avatar_url=http://10.0.0.1/",
    "discord://123456789012345678/" + "d" * 68 + "?template=/etc/passwd",
    "workflows://10.0.0.1:443/" + "a" * 32 + "/" + "b" * 43, "workflows://evil.test/" + "a" * 32 + "/" + "b" * 43,
    "workflows://logic.azure.com.evil.test/" + "a" * 32 + "/" + "b" * 43,
    "workflows://prod-1.westeurope.logic.azure.com:8080/" + "a" * 32 + "/" + "b" * 43,
    "slack://xoxb-1234-1234-abcdef/#general", "pover://" + "u" * 30 + "@" + "t" * 30 + "/dev1/dev2?attach=x",
)  # fmt: skip
OWN_HOST = ("ntfys://{}/topic", "gotifys://{}/Aabcdefghijklmn", "mmosts://{}/" + "3" * 26)


@pytest.fixture(autouse=True)
def nothing_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*asked: Any, **_: Any) -> None:
        pytest.fail(f"{asked[0]} was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", look_up)


def led_to(to: dict[str, Any], homes: str = "", local: str = "") -> tuple[str, str]:
    wanted = ChannelRequest.model_validate({"to": to})
    return described(wanted.to, Reach(Guard(allowance=Allowance.parse(local)), Homes.parse(homes), sends_mail=False))


def service(address: str, **more: str) -> dict[str, Any]:
    return {"by": "service", "address": address, **more}


def test_there_are_more_than_a_hundred() -> None:
    assert len(INWARD) * len(OWN_HOST) + len(OTHER_SCHEMAS) + len(TRICKS) > 200


@pytest.mark.parametrize("address", OTHER_SCHEMAS)
def test_another_schema_is_refused(address: str) -> None:
    with pytest.raises((InvalidInput, ValueError), match=r"to\.address|to\.service\.address"):
        led_to(service(address))


@pytest.mark.parametrize("address", TRICKS)
def test_what_an_address_may_not_say_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match=r"to\.address"):
        led_to(service(address))


@pytest.mark.parametrize("host", INWARD)
def test_a_host_that_points_inward_is_refused_however_it_is_spelled(host: str) -> None:
    for form in OWN_HOST:
        with pytest.raises(InvalidInput, match=r"to\.address"):
            led_to(service(form.format(host)))
    with pytest.raises((InvalidInput, ValueError), match=r"to"):
        led_to(service(f"tgram://{TOKEN}/1", server=f"https://{host}"))


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "localhost", "169.254.169.254", "2130706433"])
def test_a_push_endpoint_that_points_inward_is_refused(host: str) -> None:
    keys = {"p256dh": "B" * 87, "auth": "A" * 22}
    with pytest.raises(InvalidInput):
        led_to({"by": "push", "endpoint": f"https://{host}/x", **keys})


def test_what_the_operator_allowed_is_let_through_and_nothing_beside_it() -> None:
    homes = "ntfy.lan:8080, 192.168.1.10:443, [fd00::7]:80"
    assert led_to(service("ntfy://ntfy.lan:8080/topic"), homes) == ("ntfy", "ntfy.lan")
    assert led_to(service("gotifys://192.168.1.10/Aabcdefghijklmn"), homes) == ("gotify", "192.168.1.10")
    assert led_to(service("ntfy://[fd00::7]:80/topic"), homes) == ("ntfy", "fd00::7")
    assert led_to(service(f"tgram://{TOKEN}/1", server="http://ntfy.lan:8080"), homes) == ("telegram", "ntfy.lan")
    for beside in (
        "ntfy://ntfy.lan/topic", "ntfy://ntfy.lan:8081/topic", "ntfy://x.ntfy.lan:8080/topic",
        "ntfys://192.168.1.11/topic", "ntfy://192.168.1.10/topic", "ntfys://192.168.1.10:8443/topic",
        "ntfy://ntfy.lan:8080@10.0.0.1:8080/topic",
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            led_to(service(beside), homes)


def test_a_host_that_stands_for_this_machine_is_a_stand_in_that_the_operator_set() -> None:
    local = "*.shop.test=127.0.0.1:8123"
    telegram = service(f"tgram://{TOKEN}/1", server="http://telegram.shop.test")
    assert led_to(telegram, local=local) == ("telegram", "telegram.shop.test")
    with pytest.raises(InvalidInput, match="https"):
        led_to(telegram)


def test_mail_needs_a_sender() -> None:
    with pytest.raises(InvalidInput, match="no sender of e-mail"):
        led_to({"by": "mail", "address": "ana@example.org"})


@pytest.mark.parametrize(
    "setting",
    ["ntfy.lan", "ntfy.lan:", ":80", "http://ntfy.lan:80", "a b:80", "*:80", "*.lan:80", "a:999999", "a:80/x"],
)
def test_a_setting_of_home_servers_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="host and a port"):
        Homes.parse(setting)
