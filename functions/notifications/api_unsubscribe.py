"""The HTTP routes behind the link in every message. They need no token: the link is signed. Apart from api.py, since
nobody who comes by a link should reach a function that can do more."""

from html import escape
from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.logging import correlation_paths

from notifications import service
from notifications.models.channel import Language
from notifications.ports import open_keyring
from notifications.service.keyring import Keyring
from notifications.store import NotificationStore, open_store
from tradewind import clock
from tradewind.http import resolver
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Store = Annotated[NotificationStore, Depends(open_store)]
Keys = Annotated[Keyring, Depends(open_keyring)]
Token = Annotated[str, Path(pattern="^[A-Za-z0-9_.-]{1,200}$", description="as the link has it")]
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
PAGE: dict[Any, Any] = {
    200: {"description": "OK", "content": {"text/html": {"schema": {"type": "string"}}}},
}

app = resolver()


def shown(said: tuple[str, Language]) -> Response[str]:
    """A page that says it in the reader's language, with a button where there is something to confirm."""
    from notifications.wording import confirmation

    which, language = said
    title, about = (escape(text) for text in confirmation(language, which))
    button = f'<form method="post"><button>{title}</button></form>' if which == "stop" else ""
    body = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="robots" content="noindex"></head><body><h1>{title}</h1><p>{about}</p>{button}</body></html>'
    )
    return Response(200, "text/html; charset=utf-8", body, headers=dict(HEADERS))


@app.get(
    "/v1/notifications/unsubscribe/<token>",
    tags=["channels"],
    summary="Ask whether messages are to stop",
    responses=PAGE,
)
def confirm(token: Token, store: Store, keyring: Keys) -> Response[str]:
    return shown(service.confirm(token, store=store, keyring=keyring))


@app.post(
    "/v1/notifications/unsubscribe/<token>", tags=["channels"], summary="Stop the messages (RFC 8058)", responses=PAGE
)
def stop(token: Token, store: Store, keyring: Keys) -> Response[str]:
    return shown(service.stop(token, store=store, keyring=keyring, now=clock.now))


def bare(event: dict[str, Any]) -> dict[str, Any]:
    """The request without its body: a mail program sends a form there (`List-Unsubscribe=One-Click`), and the link
    says all there is to say."""
    headers = {name: value for name, value in (event.get("headers") or {}).items() if name.lower() != "content-type"}
    return {**event, "headers": headers, "body": "", "isBase64Encoded": False}


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(bare(event), context)
