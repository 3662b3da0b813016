"""Whether an event's schema still means what its version promised."""

from typing import Any

Schema = dict[str, Any]

SAYS_NOTHING = {"title", "description", "examples", "default", "$defs"}


def broken_promises(before: Schema, after: Schema) -> list[str]:
    """What a consumer of `before` would stumble over in `after`; empty when there is nothing.

    - Each field is still there, of the same kind and with the same bounds and choices.
    - A field that was always sent still is.
    - A new field may be missing: events sent before it was there are read by the same model.
    """
    old, new = before["properties"], after["properties"]
    always, always_now = set(before.get("required", [])), set(after.get("required", []))
    return [
        *(f"{field} is gone" for field in old if field not in new),
        *(f"{field} is another kind of thing" for field in old if field in new and _kinds(before, after, field)),
        *(f"{field} may be missing now" for field in sorted(always & new.keys() - always_now)),
        *(f"{field} is new and would be missing in what was sent before" for field in sorted(always_now - old.keys())),
    ]


def _kinds(before: Schema, after: Schema, field: str) -> bool:
    """Whether a field's kind differs."""
    return bool(_bare(before["properties"][field], before) != _bare(after["properties"][field], after))


def _bare(node: Any, root: Schema) -> Any:
    """A schema without its words and with its references resolved."""
    if isinstance(node, list):
        return [_bare(each, root) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _bare(root["$defs"][node["$ref"].rsplit("/", 1)[-1]], root)
    if "properties" in node:
        named = {name: _bare(each, root) for name, each in node["properties"].items()}
        return {**_bare({k: v for k, v in node.items() if k != "properties"}, root), "properties": named}
    return {key: _bare(each, root) for key, each in node.items() if key not in SAYS_NOTHING}
