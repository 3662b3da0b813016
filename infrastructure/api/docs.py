"""HTTP routes that describe the API: the OpenAPI document, the page made of it, health."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.logging import correlation_paths
from pydantic import Field

from api import page
from tradewind.config import Settings
from tradewind.http import resolver
from tradewind.model import Model
from tradewind.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

DOCUMENT = Path(__file__).with_name("openapi.json")
CACHED = {"Cache-Control": "public, max-age=300"}


class DocsSettings(Settings):
    stage_name: str


class Health(Model):
    """That the API answers, and what of it is deployed."""

    status: str = Field(pattern="^ok$")
    version: str = Field(max_length=32)
    stage: str = Field(max_length=20)
    capabilities: list[str] = Field(max_length=50)


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return found


@cache
def rendered() -> tuple[str, dict[str, str]]:
    """The page, and the headers that let it run its own style sheet and nothing else."""
    html = page.render(document())
    style = page.sha256_of_style()
    policy = f"default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return html, {**CACHED, "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}


app = resolver()


@app.get("/v1/health", tags=["api"], summary="Whether the API answers, and what is deployed")
def health() -> Health:
    return Health(
        status="ok",
        version=document()["info"]["version"],
        stage=DocsSettings.load().stage_name,
        capabilities=document()["x-capabilities"],
    )


@app.get(
    "/v1/openapi.json",
    tags=["api"],
    summary="The OpenAPI document of the whole API",
    responses={200: {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}},
)
def openapi() -> Response[str]:
    body = DOCUMENT.read_text()
    return Response(
        200, "application/json", body, headers={**CACHED, "ETag": f'"{sha256(body.encode()).hexdigest()[:16]}"'}
    )


@app.get(
    "/v1/docs",
    tags=["api"],
    summary="The same document as a page to read",
    responses={200: {"description": "OK", "content": {"text/html": {"schema": {"type": "string"}}}}},
)
def docs() -> Response[str]:
    html, headers = rendered()
    return Response(200, "text/html; charset=utf-8", html, headers=headers)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event, context)
