"""Whose a message is that was given up."""

import json
from typing import Any, NamedTuple

MOST = 50


class Meant(NamedTuple):
    """What a message is about, as far as it says. One that says nothing is the operator's."""

    tenant: str | None = None
    host: str | None = None
    listing_ids: tuple[str, ...] = ()
    watch_id: str | None = None
    import_id: str | None = None


def meant(body: str) -> Meant:
    """What the body of a message says that it is about: a delivery or an import names its tenant, the news of a tier
    does in its `detail`, a check names its host and listings, a forecast its listing, which are nobody's or a tenant's.

    Nothing is believed to be there: a message may have been given up because it says something else.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Meant()
    if not isinstance(said, dict):
        return Meant()
    inner = said.get("detail")
    claimed = said.get("claimed")
    listings = [each.get("listing_id") for each in [said, *_listed(claimed)] if isinstance(each, dict)]
    return Meant(
        tenant=_text(said.get("tenant")) or _text(inner.get("tenant") if isinstance(inner, dict) else None),
        host=_text(said.get("host")),
        listing_ids=tuple(text for each in listings[:MOST] if (text := _text(each))),
        watch_id=_text(said.get("watch_id")),
        import_id=_text(said.get("import_id")),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 253 else None
