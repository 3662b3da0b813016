"""What belongs to a product: a watch of it has a tracker at each of its listings, and they change together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prices.models.alert import Alert
from prices.models.listing import Listing
from prices.models.watch import Joined, Product, Watch
from prices.store import keys
from prices.store.alerts import alert_item, recorded, told_item
from prices.store.listings import joining, joining_again, joining_paused, leaving, leaving_bare
from prices.store.watches import COUNTED, WatchStore, changed_meanwhile, product_item, tracker_item, watch_item
from tradewind import quotas
from tradewind.dynamo import Table
from tradewind.errors import Conflict, NotFound, QuotaReached, TradewindError

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from prices.rules.alerts import AlertState
    from tradewind.audit import Act, Audit

    Write = tuple[TransactWriteItemTypeDef, TradewindError]


@dataclass(frozen=True, slots=True)
class Held:
    """A product and the watch on it, as they were read, with the watch's sealed secret."""

    product: Product
    watch: Watch
    sealed_secret: str | None

    def with_listings(self, listings: Sequence[Joined], at: "datetime") -> tuple[Product, Watch]:
        """Both as they are with these listings, the first one first."""
        first, *others = listings
        product = self.product.model_copy(
            update={"watch_id": self.watch.watch_id, "listing_ids": tuple(each.listing_id for each in listings)}
        )
        named = {"listing_id": first.listing_id, "url": first.url, "host": first.host}
        return product, self.watch.model_copy(update={**named, "joined": tuple(others), "changed_at": at})


class ProductStore:
    """Products, and what joins and leaves them."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]", watches: WatchStore, kept: "timedelta") -> None:
        self._table = table
        self._audit = audit
        self._watches = watches
        self._kept_for = kept

    def watched_as(self, tenant: str, listing_id: str) -> str | None:
        """The tenant's product that a listing belongs to, if any."""
        found = self._table.query(
            "pk = :pk AND begins_with(sk, :theirs)",
            limit=1,
            pk=keys.listing(listing_id),
            theirs=keys.tracker(tenant, ""),
        )
        return str(found.items[0]["product_id"]) if found.items else None

    def change(self, tenant: str, before: Product, after: Product, acts: "Sequence[Act]" = ()) -> None:
        """Put `after` in the place of `before`. Raises: Conflict when it changed meanwhile, or is gone."""
        with recorded(acts, self._audit) as entries:
            self._table.transact(self._replacing(tenant, before, after), *entries, refused=[_changed()])

    def join(
        self,
        tenant: str,
        held: Held,
        listing: Listing,
        at: "datetime",
        *,
        state: "AlertState | None" = None,
        alerts: Sequence[Alert] = (),
        acts: "Sequence[Act]" = (),
    ) -> None:
        """Have a listing belong to a product, and its watch look at it, all or nothing.

        `state` and `alerts`: what the rule makes of the price that is known already. Raises: Conflict when product or
        watch changed meanwhile.
        """
        new = Joined(listing_id=listing.listing_id, url=listing.url, host=listing.host)
        product, watch = held.with_listings((*held.watch.listings, new), at)
        tracker = tracker_item(tenant, watch, state, listing_id=listing.listing_id)
        joins = joining_paused if watch.paused else joining
        writes: list[Write] = [
            *self._kept(tenant, held, product, watch),
            (self._table.putting(tracker, "attribute_not_exists(pk)"), _changed()),
            (joins(self._table, listing, at), _changed()),
            *((self._table.putting(alert_item(tenant, each, self._kept_for)), _changed()) for each in alerts),
            *((self._table.putting(told_item(tenant, each)), _changed()) for each in alerts),
        ]
        self._write(writes, acts)

    def merge(self, tenant: str, held: Held, other: Held, at: "datetime", acts: "Sequence[Act]" = ()) -> None:
        """Have all listings of another product belong to this one; the other and its watch end, all or nothing.

        What the other's trackers were last measured from goes on. Raises: Conflict when one of them changed meanwhile,
        NotFound.
        """
        known = {each.listing_id for each in held.watch.listings}
        new = [each for each in other.watch.listings if each.listing_id not in known]
        product, watch = held.with_listings((*held.watch.listings, *new), at)
        writes: list[Write] = [
            *self._kept(tenant, held, product, watch),
            (
                self._table.deleting(
                    (keys.watches(tenant), keys.WATCH + other.watch.watch_id),
                    "changed_at = :seen",
                    seen=other.watch.changed_at.isoformat(),
                ),
                changed_meanwhile(),
            ),
            (self._table.deleting((keys.products(tenant), f"PRODUCT#{other.product.product_id}")), _changed()),
        ]
        for each in other.watch.listings:
            place = (keys.listing(each.listing_id), keys.tracker(tenant, other.watch.watch_id))
            tracker = self._table.get(*place)
            if tracker is None:
                raise NotFound(f"no product {other.product.product_id}")
            writes.append((self._table.deleting(place, "attribute_exists(pk)"), _changed()))
            is_new = each.listing_id not in known
            if is_new:
                moved = tracker_item(tenant, watch, listing_id=each.listing_id)
                measured = {name: tracker.get(name) for name in ("state_doc", "last_slot")}
                writes.append((self._table.putting({**moved, **measured}, "attribute_not_exists(pk)"), _changed()))
            looks_now, looked = is_new and not watch.paused, not other.watch.paused
            if looks_now and not looked:
                writes.append((joining_again(self._table, each.listing_id, each.host, at), _changed()))
            elif looked and not looks_now:
                writes.append((leaving(self._table, each.listing_id), _changed()))
        if not other.watch.paused:
            writes.append((quotas.giving_back(self._table, tenant, COUNTED), QuotaReached("not counted yet")))
        self._watches.counting(tenant, lambda: self._write(writes, acts))

    def leave(
        self,
        tenant: str,
        held: Held,
        listing_id: str,
        at: "datetime",
        *,
        bare: Listing | None = None,
        acts: "Sequence[Act]" = (),
    ) -> None:
        """Have a listing belong to a product no more. `bare`: where it is the watch's own, it without its headers.

        Raises: Conflict when product or watch changed meanwhile.
        """
        product, watch = held.with_listings([each for each in held.watch.listings if each.listing_id != listing_id], at)
        leaves: list[Write] = []
        if bare:
            leaves = [(leaving_bare(self._table, bare), _changed())]
        elif not watch.paused:
            leaves = [(leaving(self._table, listing_id), _changed())]
        place = (keys.listing(listing_id), keys.tracker(tenant, watch.watch_id))
        self._write(
            [*self._kept(tenant, held, product, watch), (self._table.deleting(place), _changed()), *leaves], acts
        )

    def _kept(self, tenant: str, held: Held, product: Product, watch: Watch) -> "Iterable[Write]":
        before = held.watch.changed_at.isoformat()
        item = watch_item(tenant, watch, held.sealed_secret)
        yield self._table.putting(item, "changed_at = :before", before=before), changed_meanwhile()
        yield self._replacing(tenant, held.product, product), _changed()

    def _replacing(self, tenant: str, before: Product, after: Product) -> "TransactWriteItemTypeDef":
        """Compared field by field: a product that an older release wrote reads the same and is written otherwise."""
        item = product_item(tenant, after)
        stands = self._table.get(item["pk"], item["sk"])
        if stands is None or Product.model_validate_json(stands["doc"]) != before:
            raise _changed()
        return self._table.putting(item, "doc = :before", before=stands["doc"])

    def _write(self, writes: "Sequence[Write]", acts: "Sequence[Act]") -> None:
        with recorded(acts, self._audit) as entries:
            refused = [refusal for _, refusal in writes]
            self._table.transact(*(each for each, _ in writes), *entries, refused=refused)


def _changed() -> Conflict:
    return Conflict("the product was changed at the same moment; read it again")
