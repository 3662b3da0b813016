"""Requests as the gateway hands them to a function."""

from typing import Any


def gateway_event(route: str, path: str, tenant: str, query: dict[str, str] | None = None) -> dict[str, Any]:
    """A GET that the authorizer vouched for, in HTTP API's payload format 2.0."""
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": "&".join(f"{name}={value}" for name, value in (query or {}).items()),
        "queryStringParameters": query or {},
        "headers": {"accept": "*/*", "host": "measured.execute-api.us-east-1.amazonaws.com"},
        "isBase64Encoded": False,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "measured",
            "requestId": "measured",
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
            "stage": "$default",
            "authorizer": {"lambda": {"tenant": tenant, "user": "bench", "role": "viewer", "tier": "free"}},
        },
    }
