"""Watches and products of all tenants, one tenant at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from prices.models.alert import Alert
from prices.models.listing import Listing
from prices.models.page import Override
from prices.models.tier import Booked
from prices.models.watch import Product, Rule, Watch
from prices.rules.quota import lifted
from prices.store import keys
from prices.store.listings import joining, joining_again, joining_paused, leaving, leaving_bare
from tradewind import paging, quotas
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound, QuotaReached, TradewindError
from tradewind.idempotency import Once
from tradewind.paging import Page

if TYPE_CHECKING:
    from datetime import timedelta

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from prices.rules.alerts import AlertState
    from tradewind.audit import Act, Audit
    from tradewind.caller import Tier
    from tradewind.idempotency import Answers

COUNTED = "watches"
READS_A_PAGE = 10  # queries that one page of a filtered list may cost before it answers with what it has


class WatchStore:
    """Watches, products and overrides. What it writes about a listing goes into the same transaction."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]", kept: "timedelta") -> None:
        self._table = table
        self._audit = audit
        self._kept = kept

    def answered(self, once: Once) -> Watch | None:
        """The watch this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Watch)

    def add(
        self,
        tenant: str,
        watch: Watch,
        product: Product,
        listing: Listing,
        once: "Answers",
        *,
        tier: "Tier",
        sealed_secret: str | None = None,
        state: "AlertState | None" = None,
        alerts: Sequence[Alert] = (),
        acts: "Sequence[Act]" = (),
    ) -> None:
        """Keep a new watch and its product, join its listing, and keep that it answers `once`, all or nothing.

        `state` and `alerts`: what the rule makes of the price that is known already, with `acts`, their records in the
        audit. Raises: QuotaReached when the tenant has as many watches as its `tier` holds, Conflict when the key is
        taken.
        """
        from prices.store.alerts import alert_item, recorded, told_item

        exists = Conflict("this watch exists already")
        writes: list[tuple[TransactWriteItemTypeDef, TradewindError]] = [
            (self._table.putting(watch_item(tenant, watch, sealed_secret), "attribute_not_exists(pk)"), exists),
            (self._table.putting(product_item(tenant, product), "attribute_not_exists(pk)"), exists),
            (self._table.putting(tracker_item(tenant, watch, state), "attribute_not_exists(pk)"), exists),
            *((self._table.putting(alert_item(tenant, alert, self._kept)), exists) for alert in alerts),
            *((self._table.putting(told_item(tenant, alert)), exists) for alert in alerts),
            ((joining_paused if watch.paused else joining)(self._table, listing, watch.created_at), exists),
            (once.kept(watch, self._table), once.taken),
            *([] if watch.paused else [self._taking(tenant, tier)]),
        ]

        def write() -> None:
            with recorded(acts, self._audit) as entries:
                refused = [refusal for _, refusal in writes]
                self._table.transact(*(write for write, _ in writes), *entries, refused=refused)

        self.counting(tenant, write)

    def get(self, tenant: str, watch_id: str) -> Watch:
        """A watch. Raises: NotFound, also for another tenant's."""
        return Watch.model_validate_json(self._item(tenant, watch_id)["doc"])

    def get_many(self, tenant: str, watch_ids: Iterable[str]) -> dict[str, Watch]:
        """Those of the tenant's watches that exist, by id."""
        found = self._table.get_many((keys.watches(tenant), keys.WATCH + each) for each in watch_ids)
        watches = (Watch.model_validate_json(item["doc"]) for item in found.values())
        return {watch.watch_id: watch for watch in watches}

    def sealed_secret(self, tenant: str, watch_id: str) -> str | None:
        """The sealed secret that the watch's webhook is signed with. Raises: NotFound."""
        found = self._item(tenant, watch_id).get("sealed_secret")
        return None if found is None else str(found)

    def with_secret(self, tenant: str, watch_id: str) -> tuple[Watch, str | None]:
        """A watch and its sealed secret, read at one time. Raises: NotFound."""
        item = self._item(tenant, watch_id)
        return Watch.model_validate_json(item["doc"]), item.get("sealed_secret")

    def change(self, tenant: str, before: Watch, after: Watch, sealed_secret: str | None, *, tier: "Tier") -> None:
        """Put `after` in the place of `before`; one that pauses makes room in the quota, one that goes on takes it.

        Raises: Conflict when it changed meanwhile, NotFound, QuotaReached when `tier` has no room for it.
        """
        item = watch_item(tenant, after, sealed_secret)
        changed, gone = changed_meanwhile(), NotFound(f"no watch {after.watch_id}")
        moves: list[tuple[TransactWriteItemTypeDef, TradewindError]] = []
        if before.paused and not after.paused:
            moves = [
                (joining_again(self._table, each.listing_id, each.host, after.changed_at), gone)
                for each in after.listings
            ]
            moves.append(self._taking(tenant, tier))
        elif after.paused and not before.paused:
            moves = [(leaving(self._table, each.listing_id), gone) for each in after.listings]
            moves.append(self._giving_back(tenant))
        putting = self._table.putting(item, "changed_at = :before", before=before.changed_at.isoformat())
        trackers = [tracker_item(tenant, after, listing_id=each.listing_id) for each in after.listings]
        updating = [
            self._table.updating(
                (tracked["pk"], tracked["sk"]),
                "SET rule_doc = :rule, schedule_doc = :schedule, paused = :paused ADD rev :one",
                "attribute_exists(pk)",
                rule=tracked["rule_doc"],
                schedule=tracked["schedule_doc"],
                paused=tracked["paused"],
                one=1,
            )
            for tracked in trackers
        ]
        writes = [(putting, changed), *((each, gone) for each in updating), *moves]
        self.counting(
            tenant,
            lambda: self._table.transact(*(each for each, _ in writes), refused=[refusal for _, refusal in writes]),
        )

    def remove(self, tenant: str, watch: Watch, bare: Listing | None = None) -> None:
        """Forget a watch and its product, and leave its listing; `bare`, where the listing is the watch's own, is it
        without the headers it was asked with. Raises: Conflict when the watch changed meanwhile or is gone.
        """
        changed = changed_meanwhile()
        leaves = [leaving_bare(self._table, bare)] if bare else []
        if not watch.paused:
            others = [each for each in watch.listings if not bare or each.listing_id != bare.listing_id]
            leaves += [leaving(self._table, each.listing_id) for each in others]
        deleting = self._table.deleting(
            (keys.watches(tenant), keys.WATCH + watch.watch_id),
            "changed_at = :seen",
            seen=watch.changed_at.isoformat(),
        )
        writes: list[tuple[TransactWriteItemTypeDef, TradewindError]] = [
            (deleting, changed),
            (self._table.deleting((keys.products(tenant), f"PRODUCT#{watch.product_id}")), changed),
            *(
                (self._table.deleting((keys.listing(each.listing_id), keys.tracker(tenant, watch.watch_id))), changed)
                for each in watch.listings
            ),
            *((leave, changed) for leave in leaves),
            *([] if watch.paused else [self._giving_back(tenant)]),
        ]
        self.counting(
            tenant,
            lambda: self._table.transact(*(each for each, _ in writes), refused=[refusal for _, refusal in writes]),
        )

    def every(self, tenant: str) -> Iterator[Watch]:
        """Every watch of a tenant, by id."""
        for item in self._table.query_all(
            "pk = :pk AND begins_with(sk, :watch)", pk=keys.watches(tenant), watch=keys.WATCH
        ):
            yield Watch.model_validate_json(item["doc"])

    def booked(self, tenant: str) -> Booked | None:
        """What the account last told of a tenant's tier, if anything."""
        item = self._table.get(keys.quotas(tenant), keys.TIER)
        return Booked.model_validate_json(item["doc"]) if item else None

    def book(self, news: Booked) -> Booked:
        """Keep what a tenant has booked, unless something newer is known. Returns what holds."""
        try:
            self._table.put(
                {
                    "pk": keys.quotas(news.tenant),
                    "sk": keys.TIER,
                    "changes": news.number,
                    "doc": news.model_dump_json(),
                },
                "attribute_not_exists(pk) OR changes < :number",
                Conflict("something as new is known"),
                number=news.number,
            )
        except Conflict:
            return self.booked(news.tenant) or news
        return news

    def _taking(self, tenant: str, tier: "Tier") -> "tuple[TransactWriteItemTypeDef, TradewindError]":
        most = tier.allowance.watches
        return quotas.taking(self._table, tenant, COUNTED, most), quotas.reached(COUNTED, tier, most)

    def _giving_back(self, tenant: str) -> "tuple[TransactWriteItemTypeDef, TradewindError]":
        return quotas.giving_back(self._table, tenant, COUNTED), QuotaReached("not counted yet")

    def counting(self, tenant: str, write: Callable[[], None]) -> None:
        """A transaction that changes how many watches look. Those of a tenant from before they were counted are
        counted first."""
        quotas.within(
            self._table, tenant, COUNTED, lambda: sum(not watch.paused for watch in self.every(tenant)), write
        )

    def page(
        self,
        tenant: str,
        limit: int,
        next: str | None = None,
        *,
        tag: str | None = None,
        host: str | None = None,
        product_id: str | None = None,
        paused: bool | None = None,
        text: str | None = None,
    ) -> Page[Watch]:
        """A page of a tenant's watches, by id; of them those that meet every filter that is given.

        `text` is sought in label and address, without regard to case. Raises: InvalidInput for a foreign token.
        """
        pk = keys.watches(tenant)
        given = {"tag": tag, "host": host, "product": product_id, "paused": paused, "text": text and text.casefold()}
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        conditions = {
            "tag": "contains(tags, :tag)",
            "host": "host = :host",
            "product": "product_id = :product",
            "paused": "paused = :paused",
            "text": "contains(sought, :text)",
        }
        where = " AND ".join(conditions[name] for name in values) or None
        after: Item | None = {"pk": pk, "sk": keys.WATCH + paging.position(pk, next)} if next else None
        found: list[Watch] = []
        for _ in range(READS_A_PAGE):
            part = self._table.query(
                "pk = :pk AND begins_with(sk, :watch)",
                where=where,
                limit=max(limit - len(found), 1) if where is None else 100,
                after=after,
                pk=pk,
                watch=keys.WATCH,
                **values,
            )
            found += [Watch.model_validate_json(item["doc"]) for item in part.items]
            after = part.last
            if after is None or len(found) >= limit:
                break
        if len(found) > limit:
            found = found[:limit]
            after = {"pk": pk, "sk": keys.WATCH + found[-1].watch_id}
        token = paging.token(pk, str(after["sk"]).removeprefix(keys.WATCH)) if after else None
        return Page(items=found, next=token)

    def product(self, tenant: str, product_id: str) -> Product:
        """A product. Raises: NotFound, also for another tenant's."""
        item = self._table.get(keys.products(tenant), f"PRODUCT#{product_id}")
        if item is None:
            raise NotFound(f"no product {product_id}")
        return Product.model_validate_json(item["doc"])

    def products(self, tenant: str, limit: int, next: str | None = None) -> Page[Product]:
        """A page of a tenant's products, by id. Raises: InvalidInput for a foreign token."""
        pk = keys.products(tenant)
        after = paging.start(pk, next, "PRODUCT#", "PRODUCT#~") if next else None
        part = self._table.query(
            "pk = :pk AND begins_with(sk, :product)", limit=limit, after=after, pk=pk, product="PRODUCT#"
        )
        return Page(
            items=[Product.model_validate_json(item["doc"]) for item in part.items],
            next=paging.token(pk, str(part.last["sk"])) if part.last else None,
        )

    def override(self, tenant: str, host: str) -> Override | None:
        """Where this tenant says pages of `host` are to be read, if it has said so."""
        item = self._table.get(keys.overrides(tenant), f"HOST#{host}")
        return Override.model_validate_json(item["doc"]) if item else None

    def _item(self, tenant: str, watch_id: str) -> Item:
        item = self._table.get(keys.watches(tenant), keys.WATCH + watch_id)
        if item is None:
            raise NotFound(f"no watch {watch_id}")
        return item


def watch_item(tenant: str, watch: Watch, sealed_secret: str | None) -> Item:
    """A watch as it is kept."""
    sought: Iterable[str | None] = (watch.label, watch.url)
    return {
        "pk": keys.watches(tenant),
        "sk": keys.WATCH + watch.watch_id,
        "doc": watch.model_dump_json(),
        "tags": list(watch.tags),
        "host": watch.host,
        "product_id": watch.product_id,
        "paused": watch.paused,
        "changed_at": watch.changed_at.isoformat(),
        "sought": " ".join(text.casefold() for text in sought if text),
        "sealed_secret": sealed_secret,
    }


def changed_meanwhile() -> Conflict:
    """What it means that a watch is not as it was read."""
    return Conflict("the watch was changed at the same moment; read it again")


def product_item(tenant: str, product: Product) -> Item:
    """A product as it is kept."""
    return {"pk": keys.products(tenant), "sk": f"PRODUCT#{product.product_id}", "doc": product.model_dump_json()}


def tracker_item(
    tenant: str, watch: Watch, state: "AlertState | None" = None, *, listing_id: str | None = None
) -> Item:
    """A watch as one of its listings knows it; as its first one does where none is named."""
    return {
        "pk": keys.listing(listing_id or watch.listing_id),
        "sk": keys.tracker(tenant, watch.watch_id),
        "product_id": watch.product_id,
        "rule_doc": _part(watch, Rule),
        "schedule_doc": lifted(watch.check, watch.least_minutes).model_dump_json(),
        "paused": watch.paused,
        "rev": 0,
        "state_doc": state.model_dump_json() if state else None,
    }


def _part(watch: Watch, model: type[BaseModel]) -> str:
    return model.model_validate({name: getattr(watch, name) for name in model.model_fields}).model_dump_json()
