"""The HTTP API in this process: routes, authorizer and answers of its own as the gateway has them, as a WSGI app.

It knows the routes from the templates and calls the very handlers, each in the environment that its template gives it;
only the network is left out, and AWS is moto.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from importlib import import_module
from typing import Any

from account.authorizer import Door, authorize
from account.ports import open_audit, open_bus, open_store
from account.service import Tiers
from deployed import Deployed, function_named
from house.templates import Resource, of_type
from invocations import CONTEXT
from tokens import NOW, TRUST, Web
from tradewind.jwt import IssuerKeys

Headers = list[tuple[str, str]]


class Gateway:
    """Answers as the HTTP API of the root template would."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed
        tiers = Tiers(open_store, open_bus, open_audit)
        self._door = Door(TRUST, IssuerKeys(TRUST, Web()), tiers, open_store, lambda: NOW)
        self._authorizer = function_named("account.authorizer.handler")
        self._routes = [_Route(route.properties, _function(route)) for route in of_type("AWS::ApiGatewayV2::Route")]
        self._routes.sort(key=lambda route: route.key.count("{"))  # the most exact match wins

    def __call__(self, environ: Mapping[str, Any], start: Callable[[str, Headers], Any]) -> Iterable[bytes]:
        status, headers, body = self.answer(environ)
        start(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return [body]

    def answer(self, environ: Mapping[str, Any]) -> tuple[int, dict[str, str], bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        for route in self._routes:
            if found := route.matches(environ["REQUEST_METHOD"], path):
                return self._called(route, _event(environ, route, path, found.groupdict()))
        return _own(404, "Not Found")

    def _called(self, route: "_Route", event: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        if route.asks:
            header = event["headers"].get("authorization")
            if not header:
                return _own(401, "Unauthorized")
            with self._deployed.as_function(self._authorizer):
                verdict = authorize(header, self._door)
            if not verdict["isAuthorized"]:
                return _own(403, "Forbidden")
            event["requestContext"]["authorizer"] = {"lambda": verdict["context"]}
        with self._deployed.as_function(route.function):
            answer = json.loads(json.dumps(route.handler()(event, CONTEXT)))
        body = answer["body"] or ""
        content = base64.b64decode(body) if answer["isBase64Encoded"] else body.encode()
        return answer["statusCode"], answer["headers"], content


class _Route:
    def __init__(self, declared: Mapping[str, Any], function: Resource) -> None:
        self.key = str(declared["RouteKey"])
        self.asks = declared["AuthorizationType"] == "CUSTOM"
        self.function = function
        self._method, _, path = self.key.partition(" ")
        self._path = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

    def handler(self) -> Callable[..., Any]:
        module, _, name = self.function.properties["Handler"].rpartition(".")
        found: Callable[..., Any] = getattr(import_module(module), name)
        return found

    def matches(self, method: str, path: str) -> re.Match[str] | None:
        return self._path.fullmatch(path) if method == self._method else None


def _function(route: Resource) -> Resource:
    target = route.properties["Target"]["Fn::Sub"].removeprefix("integrations/${").removesuffix("}")
    integration = route.beside({"Ref": target})
    return integration.beside(integration.properties["IntegrationUri"])


def _event(environ: Mapping[str, Any], route: _Route, path: str, named: dict[str, str]) -> dict[str, Any]:
    from urllib.parse import parse_qs

    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body, encoded = _as_text(raw)
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    return {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": environ.get("QUERY_STRING", ""),
        "queryStringParameters": {name: ",".join(values) for name, values in query.items()},
        "pathParameters": named,
        "headers": {name: value for name, value in headers.items() if value},
        "body": body,
        "isBase64Encoded": encoded,
        "requestContext": {
            "requestId": "request-1",
            "http": {"method": environ["REQUEST_METHOD"], "path": path},
            "stage": "$default",
        },
    }


def _as_text(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode(), True


def _own(status: int, message: str) -> tuple[int, dict[str, str], bytes]:
    return status, {"content-type": "application/json"}, json.dumps({"message": message}).encode()
