"""What a service wants to be sent, as Apprise would send it. Apprise reads the address and makes the request; the
request is caught where it would go out. So no plugin opens a connection, follows a redirect, waits, or sends again
by itself, as several do after an error."""

import json
import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from notifications.carriers.services import NAMES, AllowedService, find_service
from notifications.models.channel import Service
from notifications.wording import Markup
from tradewind.errors import InvalidInput, TradewindError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apprise import AppriseAsset
    from requests import PreparedRequest, Response

MATRIX_ROOM = re.compile(r"/![^/]+:[^/]+")
REHEARSAL = "rehearsal"

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Composed:
    """A request that bears a message. `again`: sent again it is not told again."""

    service: AllowedService
    request: "PreparedRequest"
    again: bool


def read_address(to: Service) -> Composed:
    """What sending to an address would be, to learn where it leads. Nothing is sent.

    Raises: InvalidInput for an address of no service on the list, of several receivers, or with options beyond it.
    """
    return compose(to, "title", "text", REHEARSAL)


def compose(to: Service, title: str, text: str, message_id: str) -> Composed:
    """The request that tells `text` to whom the address names. Raises: InvalidInput as `read_address`."""
    service, plugin, named = _plugin(to)
    with _caught() as requests:
        plugin.notify(title=title, body=text, body_format=_format(service))
    bearing = [each for each in requests if re.fullmatch(service.bears, unquote(urlsplit(each.url or "").path))]
    if len(bearing) != 1:
        raise InvalidInput("to.address: names no receiver, or several; give a channel for each")
    [request] = bearing
    _name(request, service, message_id)
    host = urlsplit(request.url or "").hostname or ""
    if service.hosts is not None and to.server is None and not re.fullmatch(service.hosts, host):
        raise InvalidInput("to.address: leads to a host that is not the service's")
    if named is not None and service.hosts is None and host != named:
        raise InvalidInput("to.address: its host is none that can be asked")  # Apprise would ask the public server
    return Composed(service, request, bool(service.takes_id and re.fullmatch(service.takes_id, host)))


def _plugin(to: Service) -> tuple[AllowedService, Any, str | None]:
    """What is allowed of an address, Apprise's plugin for it, and the host that it names before a path.

    Raises: InvalidInput.
    """
    if "\\" in to.address or "#" in to.address.partition("://")[2].partition("/")[0]:
        raise InvalidInput("to.address: its host is not clean")
    found = find_service(to.address)
    if found is None:
        raise InvalidInput(f"to.address: not one of the services that are allowed: {NAMES}")
    service, is_native = found
    kind = _kind(service)
    read = kind.parse_native_url(to.address) if is_native else kind.parse_url(to.address.replace("/#", "/%23"))
    if not read:
        raise InvalidInput(f"to.address: not an address of {service.name}")
    if wrong := sorted(_options(read) - service.options):
        raise InvalidInput(f"to.address: leave out {', '.join(each[:40] for each in wrong[:5])} after the ?")
    if to.server is not None and service.name != "telegram":
        raise InvalidInput("to.server: for Telegram only")
    _check_form(service, read)
    try:
        plugin = kind(**_arguments(service, read), asset=_asset())
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"to.address: not an address of {service.name}") from error
    plugin.request_rate_per_sec = 0  # it would wait between requests that go nowhere
    if to.server is not None:
        plugin.notify_url = f"{to.server}/bot"
    named = str(read["host"]).lower().strip("[]") if read.get("fullpath") else None
    return service, plugin, named


@cache
def _kind(service: AllowedService) -> Any:
    """Apprise's class for a service. It alone is loaded: all 180 take 3 s of a function without bytecode, one 0.3."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it logs topics and bodies
    module, _, name = service.plugin.partition(".")
    return getattr(import_module(f"apprise.plugins.{module}"), name)


def _options(read: dict[str, Any]) -> set[str]:
    """The names of all that follows the `?` of an address. What Apprise gave an address as the services write it
    (`mode=cloud`) stands among them."""
    return {name.lower() for part in ("qsd", "qsd+", "qsd-", "qsd:") for name in read.get(part) or ()}


def _check_form(service: AllowedService, read: dict[str, Any]) -> None:
    """Raises: InvalidInput for a form of address whose service needs more than one request."""
    mode = str((read.get("qsd") or {}).get("mode", "")).lower()
    if mode and not (service.name == "ntfy" and mode in ("cloud", "private")):
        raise InvalidInput("to.address: leave out mode after the ?")
    if service.name == "matrix":
        room = unquote(str(read.get("fullpath") or "")).rstrip("/")
        if not (read.get("qsd") or {}).get("token") or not MATRIX_ROOM.fullmatch(room):
            raise InvalidInput(
                "to.address: for Matrix give matrixs://host/!room:server?token=... of a user who is in it"
            )


def _arguments(service: AllowedService, read: dict[str, Any]) -> dict[str, Any]:
    """What the plugin is made of. Matrix: no look-ups beforehand, and no keys of its own to exchange."""
    return {**read, "discovery": False, "e2ee": False} if service.name == "matrix" else read


def _format(service: AllowedService) -> Any:
    from apprise import NotifyFormat

    if service.markup is Markup.HTML:
        return NotifyFormat.HTML
    # Text that is passed on as it is: our own signs are escaped already, and Apprise's conversion would do it again.
    return None if service.name in ("google_chat", "teams") else NotifyFormat.TEXT


def _name(request: "PreparedRequest", service: AllowedService, message_id: str) -> None:
    """Give the message its id, where the service takes one."""
    if service.name == "matrix":
        request.url = f"{(request.url or '').rpartition('/')[0]}/{message_id}"
    elif service.name == "ntfy":
        told = json.loads(request.body or "{}")
        if not isinstance(told, dict):
            raise TradewindError("apprise makes another request of ntfy than it did")
        request.prepare_body(json.dumps(told | {"sequence_id": message_id}), None)


@cache
def _asset() -> "AppriseAsset":
    """Apprise without its pictures, its memory on disk, and plugins from elsewhere."""
    from apprise import AppriseAsset, PersistentStoreMode

    return AppriseAsset(
        app_id="Tradewind",
        app_desc="Tradewind",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        storage_mode=PersistentStoreMode.MEMORY,
        secure_logging=True,
    )


@contextmanager
def _caught() -> "Iterator[list[PreparedRequest]]":
    """What would be sent meanwhile; each request gets an answer that lets a plugin go on.

    `requests` makes a session for each call and takes none from its caller, so the class is put in its place.
    """
    import requests
    from requests import sessions

    caught: list[PreparedRequest] = []

    class Catching(requests.Session):
        def __init__(self) -> None:
            super().__init__()
            self.trust_env = False

        def send(self, request: "PreparedRequest", **_: Any) -> "Response":
            caught.append(request)
            answer = requests.Response()
            answer.status_code = 200
            answer.request = request
            answer.url = request.url or ""
            room = unquote((request.url or "").rpartition("/")[2])
            answer._content = json.dumps({"ok": True, "room_id": room, "user_id": "@t:t", "event_id": "e"}).encode()
            return answer

    with _one_at_a_time:
        kept = sessions.Session
        sessions.Session = Catching  # type: ignore[misc]
        try:
            yield caught
        finally:
            sessions.Session = kept  # type: ignore[misc]
