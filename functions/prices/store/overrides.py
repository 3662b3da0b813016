"""Where tenants say that pages are to be read, and what moves when they say so."""

from typing import TYPE_CHECKING

from prices.models.listing import Listing
from prices.models.page import Override
from prices.models.teaching import Taught
from prices.models.watch import Product, Watch
from prices.rules.listing import ListingState
from prices.store import keys
from prices.store.alerts import recorded
from prices.store.listings import joining, joining_paused, leaving
from tradewind import paging
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound
from tradewind.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tradewind.audit import Act, Audit

HOST = "HOST#"


class OverrideStore:
    """Overrides, one a tenant and host."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]") -> None:
        self._table = table
        self._audit = audit

    def get(self, tenant: str, host: str) -> Taught | None:
        """What a tenant has taught for a host, if anything."""
        item = self._table.get(keys.overrides(tenant), HOST + host)
        return _taught(item) if item else None

    def page(self, tenant: str, limit: int, next: str | None = None) -> Page[Taught]:
        """A page of what a tenant has taught, by host. Raises: InvalidInput for a foreign token."""
        pk = keys.overrides(tenant)
        after = paging.start(pk, next, HOST, HOST + "~") if next else None
        part = self._table.query("pk = :pk", limit=limit, after=after, pk=pk)
        token = paging.token(pk, str(part.last["sk"])) if part.last else None
        return Page(items=[_taught(item) for item in part.items], next=token)

    def teach(self, tenant: str, taught: Taught, acts: "Iterable[Act]" = ()) -> None:
        """Keep what a tenant teaches, with its record in the audit."""
        item: Item = {
            "pk": keys.overrides(tenant),
            "sk": HOST + taught.host,
            "doc": taught.override.model_dump_json(),
            "taught_by": taught.taught_by,
            "taught_at": stamp(taught.taught_at),
            "audit_id": taught.audit_id,
        }
        with recorded(list(acts), self._audit) as entries:
            self._table.transact(self._table.putting(item), *entries)

    def forget(self, tenant: str, host: str, acts: "Iterable[Act]" = ()) -> None:
        """Forget what a tenant has taught for a host. Raises: NotFound."""
        gone = NotFound(f"nothing is taught for {host}")
        with recorded(list(acts), self._audit) as entries:
            forgetting = self._table.deleting((keys.overrides(tenant), HOST + host), "attribute_exists(pk)")
            self._table.transact(forgetting, *entries, refused=[gone])

    def move(
        self,
        tenant: str,
        before: Watch,
        after: Watch,
        old_id: str,
        listing: Listing,
        *,
        goes_on: bool,
    ) -> None:
        """Have a watch look at a listing in the place of the one of `old_id`, all or nothing.

        `goes_on`: it stays measured from what it was last measured from. Raises: Conflict when the watch or its
        product changed meanwhile, NotFound.
        """
        tracker = self._table.get(keys.listing(old_id), keys.tracker(tenant, before.watch_id))
        product_at = (keys.products(tenant), f"PRODUCT#{before.product_id}")
        product = self._table.get(*product_at)
        if tracker is None or product is None:
            raise NotFound(f"no watch {before.watch_id}")
        if not goes_on:
            tracker = {name: value for name, value in tracker.items() if name not in ("state_doc", "last_slot")}
        changed = Conflict("the watch was changed at the same moment; read it again")
        joined = _with_listing(Product.model_validate_json(product["doc"]), old_id, listing.listing_id)
        watch_at = (keys.watches(tenant), keys.WATCH + before.watch_id)
        joins = joining_paused if after.paused else joining
        self._table.transact(
            self._table.updating(
                watch_at,
                "SET doc = :doc, changed_at = :now",
                "changed_at = :seen",
                doc=after.model_dump_json(),
                now=after.changed_at.isoformat(),
                seen=before.changed_at.isoformat(),
            ),
            self._table.updating(
                product_at,
                "SET doc = :doc",
                "doc = :seen",
                doc=joined.model_dump_json(),
                seen=product["doc"],
            ),
            self._table.deleting((tracker["pk"], tracker["sk"]), "rev = :rev", rev=tracker["rev"]),
            self._table.putting({**tracker, "pk": keys.listing(listing.listing_id)}, "attribute_not_exists(pk)"),
            joins(self._table, listing, after.changed_at),
            *([] if before.paused else [leaving(self._table, old_id)]),
            refused=[changed] * 6,
        )

    def read_otherwise(self, tenant: str, before: Watch, after: Watch, listing: Listing, state: ListingState) -> None:
        """Have a watch's own listing be read in another way where it stands. Raises: Conflict when it changed."""
        changed = Conflict("the watch was changed at the same moment; read it again")
        self._table.transact(
            self._table.updating(
                (keys.watches(tenant), keys.WATCH + before.watch_id),
                "SET doc = :doc, changed_at = :now",
                "changed_at = :seen",
                doc=after.model_dump_json(),
                now=after.changed_at.isoformat(),
                seen=before.changed_at.isoformat(),
            ),
            self._table.updating(
                (keys.listing(listing.listing_id), keys.LISTING_SK),
                "SET doc = :doc, state_doc = :state",
                "attribute_exists(pk)",
                doc=listing.model_dump_json(),
                state=state.model_dump_json(),
            ),
            refused=[changed] * 2,
        )


def _with_listing(product: Product, old_id: str, new_id: str) -> Product:
    listing_ids = dict.fromkeys(new_id if each == old_id else each for each in product.listing_ids)
    return product.model_copy(update={"listing_ids": tuple(listing_ids)})


def _taught(item: Item) -> Taught:
    return Taught(
        host=item["sk"].removeprefix(HOST),
        override=Override.model_validate_json(item["doc"]),
        taught_by=item["taught_by"],
        taught_at=item["taught_at"],
        audit_id=item.get("audit_id"),
    )
