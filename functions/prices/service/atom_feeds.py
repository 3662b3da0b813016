"""Feeds: what watches told, at an address that whoever has it can read."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from prices.models.feed import Feed, FeedRequest, MadeFeed
from prices.models.watch import Watch
from prices.rules import atom
from prices.service import recorded
from prices.store import PriceStore
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId
from tradewind.errors import NotFound
from tradewind.idempotency import Once
from tradewind.paging import Page

SECRET_BYTES = 32
MOST_ENTRIES = 50
MOST_READ = 500  # alerts that are looked at for a feed of few watches among many
FEEDS = "/v1/prices/feeds/"

NewSecret = Callable[[int], bytes]


@dataclass(frozen=True)
class Document:
    """A feed as it is sent. `content` is None for an asker who has it already."""

    content: str | None
    etag: str


def make_feed(
    wanted: FeedRequest, by: Caller, key: str, *, store: PriceStore, now: Clock, new_id: NewId, new_secret: NewSecret
) -> MadeFeed:
    """A new feed, once for each key; its address is told the first time only.

    Raises: QuotaReached, InvalidInput for a key that was used for another request.
    """
    at = now()
    once = Once.of(by, "prices.make_feed", key, wanted, at)
    if first := store.feeds.answered(once):
        return MadeFeed(**dict(first))
    feed = Feed(feed_id=new_id(), name=wanted.name, tag=wanted.tag, created_by=by.user, created_at=at, changed_at=at)
    secret = _written(new_secret(SECRET_BYTES))
    made = recorded.feed_changed("made", feed.feed_id, by.tenant, _actor(by, store), at)
    store.feeds.add(by.tenant, feed, _hash(secret), once, made)
    return MadeFeed(**dict(feed), path=path_of(by.tenant, feed.feed_id, secret))


def feeds(by: Caller, limit: int, next: str | None, *, store: PriceStore) -> Page[Feed]:
    """A page of the tenant's feeds. Raises: InvalidInput for a foreign token."""
    return store.feeds.page(by.tenant, limit, next)


def renew_feed(feed_id: str, by: Caller, *, store: PriceStore, now: Clock, new_secret: NewSecret) -> MadeFeed:
    """Give a feed another address; the one before opens nothing any more. Raises: NotFound."""
    at = now()
    feed = store.feeds.get(by.tenant, feed_id).model_copy(update={"changed_at": at})
    secret = _written(new_secret(SECRET_BYTES))
    renewed = recorded.feed_changed("renewed", feed_id, by.tenant, _actor(by, store), at)
    store.feeds.renew(by.tenant, feed, _hash(secret), renewed)
    return MadeFeed(**dict(feed), path=path_of(by.tenant, feed_id, secret))


def remove_feed(feed_id: str, by: Caller, *, store: PriceStore, now: Clock) -> None:
    """Take a feed back. Raises: NotFound."""
    store.feeds.get(by.tenant, feed_id)
    removed = recorded.feed_changed("removed", feed_id, by.tenant, _actor(by, store), now())
    store.feeds.remove(by.tenant, feed_id, removed)


def read_feed(address: str, if_none_match: str | None, *, store: PriceStore) -> Document:
    """The feed of an address: the newest fifty alerts of the watches it tells of.

    Raises: NotFound, the same for an address that never was, was renewed or taken back.
    """
    tenant, feed_id, secret, _ = address.split(".")
    gone = NotFound("no such feed")
    try:
        feed, hashed = store.feeds.hashed(tenant, feed_id)
    except NotFound:
        raise gone from None
    if not compare_digest(_hash(secret), hashed):
        raise gone
    document = atom.written(feed, _entries(tenant, feed, store), address)
    etag = atom.etag(document)
    return Document(None if atom.is_known(etag, if_none_match) else document, etag)


def path_of(tenant: str, feed_id: str, secret: str) -> str:
    """Where a feed is read, below the API's own address."""
    return f"{FEEDS}{tenant}.{feed_id}.{secret}.atom"


def _entries(tenant: str, feed: Feed, store: PriceStore) -> list[atom.Told]:
    found: list[atom.Told] = []
    read = 0
    for alerts in store.feeds.told(tenant):
        watches = store.watches.get_many(tenant, {each.watch_id for each in alerts})
        told = [each for each in alerts if each.watch_id in watches and _is_of(feed, watches[each.watch_id])]
        listings = store.listings.get_many({each.listing_id for each in told})
        for alert in told:
            watch, kept = watches[alert.watch_id], listings.get(alert.listing_id)
            title = kept.state.last_read.title if kept and kept.state.last_read else None
            url = kept.listing.url if kept and kept.listing.tenant is None else None
            found.append(atom.Told(alert, watch.label or title or watch.host, url, watch.tags))
        read += len(alerts)
        if len(found) >= MOST_ENTRIES or read >= MOST_READ:
            break
    return found[:MOST_ENTRIES]


def _is_of(feed: Feed, watch: Watch) -> bool:
    return feed.tag is None or feed.tag in watch.tags


def _written(random: bytes) -> str:
    return urlsafe_b64encode(random).decode().rstrip("=")


def _hash(secret: str) -> str:
    """What is kept of a secret. SHA-256 alone: nobody guesses 256 random bits, so there is nothing to slow down."""
    return sha256(secret.encode()).hexdigest()


def _actor(by: Caller, store: PriceStore) -> str:
    return store.audit.persons().actor(by.tenant, by.user)
