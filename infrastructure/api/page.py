"""The OpenAPI document as one page: no script, no font, no address but its own."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

STYLE = Path(__file__).with_name("style.css")
METHODS = ("get", "post", "put", "patch", "delete")


def sha256_of_style() -> str:
    """The style sheet's hash, as a Content-Security-Policy names it."""
    return f"sha256-{b64encode(sha256(STYLE.read_bytes()).digest()).decode()}"


def render(document: dict[str, Any]) -> str:
    """The page of an OpenAPI document: operations by tag, then the schemas. Every text is escaped."""
    told = document["info"]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(told['title'])} API</title><style>{STYLE.read_text()}</style></head><body><main>",
        f'<h1>{escape(told["title"])} API</h1><p class="soft">version {escape(told["version"])} · ',
        '<a href="openapi.json">openapi.json</a></p>',
        *(f"<p>{_prose(line)}</p>" for line in told.get("description", "").split("\n\n") if line),
    ]
    by_tag: dict[str, list[str]] = {tag["name"]: [] for tag in document.get("tags", [])}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                tag = (operations[method].get("tags") or ["other"])[0]
                by_tag.setdefault(tag, []).append(_operation(method, path, operations[method], document))
    texts = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    before = ""
    for tag, shown in by_tag.items():
        about = texts.get(tag, "")
        parts += [f"<h2>{escape(tag)}</h2>", f'<p class="soft">{_prose(about)}</p>' if about != before else "", *shown]
        before = about
    parts += ["<h2>Schemas</h2>", *_schemas(document["components"]["schemas"])]
    return "".join([*parts, "</main></body></html>"])


def _operation(method: str, path: str, operation: dict[str, Any], document: dict[str, Any]) -> str:
    parameters = [
        (each["name"], each["in"] + (", required" if each.get("required") else ""), _kind(each["schema"]), _told(each))
        for each in operation.get("parameters", [])
    ]
    shared = document["components"].get("responses", {})
    given = [(status, _meant(answer, shared)) for status, answer in sorted(operation["responses"].items())]
    answers = [(status, answer.get("description", ""), " or ".join(_kinds(answer))) for status, answer in given]
    parts = [f"<p>{escape(operation.get('description') or '')}</p>"]
    if parameters:
        parts += ["<h3>Parameters</h3>", _table(("name", "where", "kind", ""), parameters)]
    if body := operation.get("requestBody"):
        parts += ["<h3>Body</h3>", f"<p><code>{', '.join(map(escape, _kinds(body)))}</code></p>"]
    parts += [
        "<h3>Answers</h3>",
        _table(("status", "", "kind"), answers),
        f"<pre>{escape(_curl(method, path, operation))}</pre>",
    ]
    return (
        f'<details id="{escape(operation["operationId"])}"><summary><span class="verb {method}">{method.upper()}</span>'
        f'<code>{escape(path)}</code><span class="soft">{escape(operation.get("summary", ""))}</span></summary>'
        f'<div class="inside">{"".join(parts)}</div></details>'
    )


def _schemas(schemas: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        required = set(schema.get("required", []))
        fields = [
            (field, "required" if field in required else "", _kind(each), _told(each))
            for field, each in schema.get("properties", {}).items()
        ]
        inside = _table(("field", "", "kind", ""), fields) if fields else f"<p><code>{escape(_kind(schema))}</code></p>"
        yield (
            f'<details id="{escape(name)}"><summary><code>{escape(name)}</code><span class="soft">'
            f'{escape(schema.get("description", ""))}</span></summary><div class="inside">{inside}</div></details>'
        )


def _meant(answer: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """An answer, or the shared one that it refers to."""
    found: dict[str, Any] = shared[answer["$ref"].rsplit("/", 1)[-1]] if "$ref" in answer else answer
    return found


def _kinds(content: dict[str, Any]) -> list[str]:
    return [_kind(each.get("schema", {})) for each in content.get("content", {}).values()]


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a word or two: `integer 1 to 100`, `list of Watch`, `text or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(_kind(each) for each in schema[choice]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    words = [str(schema.get("format") or {"string": "text"}.get(schema.get("type", ""), schema.get("type", "any")))]
    low, high = (schema.get(name, schema.get(f"exclusive{name.title()}")) for name in ("minimum", "maximum"))
    if low is not None and high is not None:
        words.append(f"{low:,.12g} to {high:,.12g}")
    return " ".join(words)


def _told(each: dict[str, Any]) -> str:
    default = each.get("schema", each).get("default")
    shown = f"default {json.dumps(default)}" if default is not None else ""
    return ". ".join(part for part in (each.get("description", ""), shown) if part)


def _prose(text: str) -> str:
    """A text as HTML; what stands in backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{_prose(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _curl(method: str, path: str, operation: dict[str, Any]) -> str:
    words = ["curl"] if method == "get" else ["curl", "-X", method.upper()]
    if operation.get("security") != []:
        words += ["-H", '"Authorization: Bearer $TOKEN"']
    if any(each["name"].lower() == "idempotency-key" for each in operation.get("parameters", [])):
        words += ["-H", '"Idempotency-Key: $(uuidgen)"']
    if "requestBody" in operation:
        words += ["-H", '"Content-Type: application/json"', "-d", "@body.json"]
    return " ".join([*words, f'"$API{path}"'])
