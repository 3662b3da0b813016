"""The services that messages go to, on this machine: one server that speaks each one's wire form over TLS, for every
host there is. It keeps what it was told, answers as the test says, and can be slow, or break off."""

import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PUBLIC = "93.184.215.14"
"""What the stand-in's names resolve to; connecting there leads to the stand-in."""

HOSTS = (
    "api.telegram.org", "discord.com", "hooks.slack.com", "ntfy.sh", "ntfy.example.org", "gotify.example.org",
    "api.pushover.net", "matrix.example.org", "prod-1.westeurope.logic.azure.com", "chat.example.org",
    "chat.googleapis.com", "push.example.org",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A message as its receiver has it. `message_id`: what it tells repeats by, where the service has such a thing."""

    service: str
    to: str
    title: str
    text: str
    message_id: str | None = None


@dataclass(frozen=True)
class Act:
    """How the next request is answered. `cut`: the connection ends once the request is read; `slow_s`: before that."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    cut: bool = False
    slow_s: float = 0


@dataclass
class StandIn:
    """The server's memory: what it was asked, what it took, and how it is to answer next."""

    port: int = 0
    requests: list[tuple[str, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    open_pushes: Callable[[bytes], dict[str, Any]] | None = None
    lock: Lock = field(default_factory=Lock)

    def next_act(self) -> Act:
        with self.lock:
            return self.acts.pop(0) if self.acts else Act()

    def shown(self) -> list[Told]:
        """What a person sees: one message with an id that came before takes the place of that one."""
        seen: dict[Any, Told] = {}
        for number, told in enumerate(self.told):
            seen[told.message_id or number] = told
        return list(seen.values())

    def forget(self) -> None:
        for each in (self.requests, self.told, self.wrong, self.acts):
            each.clear()

    def resolve(self, host: str, _: float) -> Sequence[str]:
        if host not in HOSTS:
            raise OSError(f"{host} has no address")
        return [PUBLIC]

    def dial(self, address: str, port: int, timeout_s: float) -> socket.socket:
        assert address == PUBLIC, f"connected to {address}, which was not checked"
        return socket.create_connection(("127.0.0.1", self.port), timeout_s)


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            host = self.headers["Host"].partition(":")[0]
            act = stand_in.next_act()
            stand_in.requests.append((host, self.path))
            if act.status < 400 and not 300 <= act.status < 400:
                try:
                    stand_in.told.append(READERS[host](self, body, stand_in))
                except (KeyError, ValueError, AssertionError) as error:
                    stand_in.wrong.append(f"{host}{self.path}: {error!r} in {body[:300]!r}")
            time.sleep(act.slow_s)
            if act.cut:
                self.close_connection = True
                self.connection.close()
                return
            said = act.body if act.body is not None else b'{"ok":true}'
            self.send_response(act.status)
            for name, value in (*act.headers, ("Content-Type", "application/json"), ("Content-Length", str(len(said)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT = _take  # noqa: N815 (the base class calls them so)

        def do_GET(self) -> None:
            stand_in.wrong.append(f"GET {self.path}: nobody asks anything")
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def _json(body: bytes) -> dict[str, Any]:
    read = json.loads(body)
    assert isinstance(read, dict)
    return read


def _telegram(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://core.telegram.org/bots/api#sendmessage"""
    assert re.fullmatch(r"/bot\d+:[\w-]{35}/sendMessage", ask.path)
    said = _json(body)
    assert said["parse_mode"] == "HTML"
    title, _, text = said["text"].partition("\n")
    return Told("telegram", str(said["chat_id"]), title, text)


def _discord(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://discord.com/developers/docs/resources/webhook#execute-webhook"""
    assert ask.path.startswith("/api/webhooks/")
    title, _, text = _json(body)["content"].partition("\n")
    return Told("discord", ask.path, title, text)


def _slack(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks"""
    assert ask.path.startswith("/services/T")
    said = _json(body)
    assert said["mrkdwn"] is False
    [attachment] = said["attachments"]
    return Told("slack", ask.path, attachment["title"], attachment["text"])


def _ntfy(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://docs.ntfy.sh/publish/#publish-as-json"""
    assert ask.path == "/"
    said = _json(body)
    # Servers older than 2.16 do not know the id and show every copy.
    known = said["sequence_id"] if ask.headers["Host"].startswith("ntfy.sh") else None
    return Told("ntfy", said["topic"], said["title"], said["message"], known)


def _gotify(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://gotify.net/docs/pushmsg"""
    assert ask.path == "/message"
    said = _json(body)
    return Told("gotify", ask.headers["X-Gotify-Key"], said["title"], said["message"])


def _pushover(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://pushover.net/api"""
    assert ask.path == "/1/messages.json"
    said = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    assert said["token"] and "html" not in said
    return Told("pushover", said["user"], said["title"], said["message"])


def _matrix(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid"""
    path = unquote(ask.path)
    found = re.fullmatch(r"/_matrix/client/v3/rooms/(![^/]+)/send/m\.room\.message/(\w+)", path)
    assert ask.command == "PUT" and found
    assert ask.headers["Authorization"].startswith("Bearer ")
    said = _json(body)
    assert said["msgtype"] == "m.text" and "formatted_body" not in said
    title, _, text = said["body"].partition("\n")
    return Told("matrix", found[1], title, text, found[2])


def _teams(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://learn.microsoft.com/connectors/teams: an Adaptive Card posted to a workflow"""
    assert "sig" in parse_qs(urlsplit(ask.path).query)
    [card] = _json(body)["attachments"]
    blocks = {each.get("id"): each["text"] for each in card["content"]["body"] if each["type"] == "TextBlock"}
    return Told("teams", urlsplit(ask.path).path, blocks["title"], blocks["body"])


def _mattermost(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://developers.mattermost.com/integrate/webhooks/incoming/"""
    assert ask.path.startswith("/hooks/")
    title, _, text = _json(body)["text"].partition("\n")
    return Told("mattermost", ask.path, title, text)


def _google_chat(ask: Any, body: bytes, _: StandIn) -> Told:
    """https://developers.google.com/workspace/chat/quickstart/webhooks"""
    assert ask.path.startswith("/v1/spaces/")
    title, _, text = _json(body)["text"].partition("\n")
    return Told("google_chat", urlsplit(ask.path).path, title, text)


def _push(ask: Any, body: bytes, stand_in: StandIn) -> Told:
    """RFC 8030, RFC 8291, RFC 8292"""
    headers = ask.headers
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers["Topic"])
    assert re.fullmatch(r"vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]+", headers["Authorization"])
    assert stand_in.open_pushes is not None
    said = stand_in.open_pushes(body)
    return Told(
        "push", ask.path, said["title"], said["body"] + "\n" + said.get("url", "") + "\n" + said["stop"], said["tag"]
    )


READERS: dict[str, Callable[[Any, bytes, StandIn], Told]] = {
    "api.telegram.org": _telegram,
    "discord.com": _discord,
    "hooks.slack.com": _slack,
    "ntfy.sh": _ntfy,
    "ntfy.example.org": _ntfy,
    "gotify.example.org": _gotify,
    "api.pushover.net": _pushover,
    "matrix.example.org": _matrix,
    "prod-1.westeurope.logic.azure.com": _teams,
    "chat.example.org": _mattermost,
    "chat.googleapis.com": _google_chat,
    "push.example.org": _push,
}


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that broke off, or one that this server cut."""


def serve(folder: Path) -> tuple[StandIn, Path, Callable[[], None]]:
    """Start the stand-in. Returns it, the file of the authority that vouches for it, and how to end it."""
    certificate, key = _certificate(folder)
    stand_in = StandIn()
    server = _QuietServer(("127.0.0.1", 0), _handler(stand_in))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    stand_in.port = server.server_address[1]
    ended = Event()

    def run() -> None:
        server.serve_forever(0.02)
        ended.set()

    Thread(target=run, daemon=True).start()

    def end() -> None:
        server.shutdown()
        ended.wait(5)
        server.server_close()

    return stand_in, certificate, end


def serve_at_home() -> tuple[StandIn, Callable[[], None]]:
    """A server of one's own network, on this machine and without TLS: ntfy."""
    stand_in = StandIn()
    READERS.setdefault("127.0.0.1", _ntfy)
    server = _QuietServer(("127.0.0.1", 0), _handler(stand_in))
    stand_in.port = server.server_address[1]
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def end() -> None:
        server.shutdown()
        server.server_close()

    return stand_in, end


def _certificate(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(UTC)
    names = [x509.DNSName(host) for host in HOSTS] + [x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "stand-in.pem", folder / "stand-in.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, secret
