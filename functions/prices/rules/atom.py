"""Alerts as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from xml.etree import ElementTree as Xml

from prices.models.alert import Alert
from prices.models.feed import Feed
from prices.models.watch import AlertKind

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

KINDS = {
    AlertKind.DROP: "price fell",
    AlertKind.TARGET: "price reached its target",
    AlertKind.RISE: "price rose",
    AlertKind.BACK_IN_STOCK: "back in stock",
    AlertKind.ALL_TIME_LOW: "lower than ever seen",
    AlertKind.ANY_CHANGE: "price changed",
    AlertKind.PREDICTED_DROP: "price likely to fall",
}


@dataclass(frozen=True)
class Told:
    """An alert and what it is about. `url` is None for a page that is read for its tenant alone."""

    alert: Alert
    name: str
    url: str | None
    tags: tuple[str, ...]


def written(feed: Feed, told: Sequence[Told], name: str) -> str:
    """The feed's document, the newest alert first. `name`: the last part of its address, by which it names itself, so
    that it holds wherever the API stands.

    An entry's id is the alert's, so a reader shows each once however often it asks and wherever the feed moves. The
    feed is as old as its newest entry or its address, so it changes only with them. What XML cannot hold (control
    characters, halves of surrogate pairs) stands as U+FFFD.
    """
    root = Xml.Element("feed", xmlns=NAMESPACE)
    _add(root, "id", f"urn:tradewind:feed:{feed.feed_id}")
    _add(root, "title", feed.name)
    _add(root, "updated", _stamp(max([feed.changed_at, *(each.alert.at for each in told)])))
    _add(_add(root, "author"), "name", "Tradewind")
    _add(root, "link", rel="self", type=TYPE, href=name)
    for each in told:
        alert = each.alert
        entry = _add(root, "entry")
        _add(entry, "id", f"urn:tradewind:alert:{alert.alert_id}")
        _add(entry, "title", f"{each.name}: {KINDS[alert.kind]}{_prices(alert)}")
        _add(entry, "updated", _stamp(alert.at))
        _add(entry, "published", _stamp(alert.at))
        if each.url:
            _add(entry, "link", rel="alternate", href=each.url)
        for term in (str(alert.kind), *each.tags):
            _add(entry, "category", term=term)
        # Not a summary: an entry without a link must have content (RFC 4287, 4.1.2).
        _add(entry, "content", "\n".join(reason.text for reason in alert.reasons) or KINDS[alert.kind], type="text")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode")


def etag(document: str) -> str:
    """What tells this document from another: weak, for it travels compressed and plain (RFC 9110, 8.8.3)."""
    return f'W/"{sha256(document.encode()).hexdigest()[:32]}"'


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Whether the asker has this document already: its validator is among those named, compared weakly, or any is."""
    named = {each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")}
    return "*" in named or etag.removeprefix("W/") in named


def _prices(alert: Alert) -> str:
    if alert.to_price is None:
        return ""
    before = f"{alert.from_price} to " if alert.from_price is not None and alert.from_price != alert.to_price else ""
    return f", {before}{alert.to_price} {alert.currency or ''}".rstrip()


def _add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
    clean = {key: _NO_XML.sub("\ufffd", value) for key, value in attributes.items()}
    found = Xml.SubElement(parent, name, clean)
    found.text = _NO_XML.sub("\ufffd", text) or None
    return found


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
