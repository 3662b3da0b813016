"""Coupons, what reports make of them, and how shops take them."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from prices.models.coupon import Coupon, ShopTerms
from prices.rules.coupons.works import KEPT as VOTES_KEPT
from prices.rules.coupons.works import Tally, Vote, tally
from prices.store import keys
from tradewind import quotas
from tradewind.clock import stamp
from tradewind.dynamo import Item, Table
from tradewind.errors import Conflict, NotFound, QuotaReached
from tradewind.idempotency import Once

MOST_OWN = 200
"""Coupons that a tenant adds: all of them are read for a list."""
MOST_OF_A_SHOP = 100
"""Coupons of a shop's public pages that are looked at."""
MOST_VOTES = 50
"""Of one tenant's users on one coupon, the newest: together they weigh three at most."""
UNSEEN_KEPT = timedelta(days=90)
"""How long a coupon is kept that no page shows any more, and one that has ended."""
SHOP_WIDE = 3
"""A coupon that stands on so many pages of a shop is taken to cover all of it; until then those pages."""
SEEN_AGAIN = timedelta(hours=20)
"""A coupon that is seen again within this is not written again: its page is looked at many times a day."""
TRIES = 4
VOTE, SHOP = "VOTE#", "HOST#"


@dataclass(frozen=True, slots=True)
class KeptCoupon:
    """A coupon, what reports make of it, and the number of its last change."""

    coupon: Coupon
    tally: Tally | None
    rev: int


class CouponStore:
    """Coupons of a tenant, and those of public pages."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def answered(self, once: Once) -> Coupon | None:
        """The coupon this key was answered with before, if any. Raises: InvalidInput."""
        return once.first_answer(self._table, Coupon)

    def add(self, tenant: str, coupon: Coupon, once: Once) -> None:
        """Keep a coupon that a tenant adds. Raises: QuotaReached, Conflict when it is there or the key is taken."""
        full = QuotaReached(f"a tenant adds at most {MOST_OWN} coupons; remove one")

        def write() -> None:
            self._table.transact(
                self._table.putting(_item(keys.coupons(tenant), _own(coupon), coupon, 1), "attribute_not_exists(pk)"),
                quotas.taking(self._table, tenant, "coupons", MOST_OWN),
                once.kept(coupon, self._table),
                refused=[Conflict("you have this coupon already"), full, once.taken],
            )

        quotas.within(self._table, tenant, "coupons", lambda: 0, write)

    def remove(self, tenant: str, coupon_id: str) -> None:
        """Forget a coupon of the tenant's own, and what its users said of it. Raises: NotFound."""
        place = (keys.coupons(tenant), keys.coupon(coupon_id))
        missing = NotFound(f"no coupon {coupon_id} of yours")
        item = self._table.get(*place)
        if item is None:
            raise missing
        was_added = _kept(item).coupon.origin == "user"
        counted = [quotas.giving_back(self._table, tenant, "coupons")] if was_added else []
        self._table.transact(
            self._table.deleting(place, "attribute_exists(pk)"), *counted, refused=[missing] * (1 + len(counted))
        )
        for vote in self._table.query_all("pk = :pk AND begins_with(sk, :of)", **_of_coupon(tenant, coupon_id)):
            self._table.delete(vote["pk"], vote["sk"])

    def get(self, tenant: str, coupon_id: str) -> KeptCoupon:
        """A coupon of the tenant's own or of a public page. Raises: NotFound, also for another tenant's."""
        places = [(keys.coupons(tenant), keys.coupon(coupon_id)), (keys.coupon(coupon_id), keys.COUPON_SK)]
        found = self._table.get_many(places)
        for place in places:
            if place in found:
                return _kept(found[place])
        raise NotFound(f"no coupon {coupon_id}")

    def own(self, tenant: str) -> list[KeptCoupon]:
        """All coupons of a tenant's own."""
        return [_kept(item) for item in self._table.query_all("pk = :pk", pk=keys.coupons(tenant))]

    def of_shop(self, tenant: str, shop: str) -> list[KeptCoupon]:
        """The coupons of a shop: the tenant's own, and those of its public pages, of each code as it was seen last."""
        return self.of_shops(tenant, [shop])[shop]

    def of_shops(self, tenant: str, shops: Iterable[str]) -> dict[str, list[KeptCoupon]]:
        """The same of several shops."""
        own = self.own(tenant)
        found: dict[str, list[KeptCoupon]] = {}
        for shop in shops:
            pointers = self._table.query(
                "pk = :pk AND begins_with(sk, :coupon)", limit=MOST_OF_A_SHOP, pk=keys.host(shop), coupon=keys.COUPON
            )
            shared = self._table.get_many((item["sk"], keys.COUPON_SK) for item in pointers.items)
            of_pages: dict[str, KeptCoupon] = {}
            for kept in sorted(map(_kept, shared.values()), key=lambda kept: kept.coupon.last_seen_at):
                of_pages[kept.coupon.code or kept.coupon.coupon_id] = kept
            found[shop] = [each for each in own if each.coupon.host == shop] + list(of_pages.values())
        return found

    def see(self, coupons: Sequence[Coupon], listing_id: str, tenant: str | None, at: datetime) -> None:
        """Keep what stands on a page: for all, or for the `tenant` that the page is read for alone.

        Seen again within some hours nothing is written. Two that see it at once write the same, but for the page that
        it was seen on: that is seen again.
        """
        if not coupons:
            return
        places = {each.coupon_id: _place(each.coupon_id, tenant) for each in coupons}
        found = self._table.get_many(places.values())
        for coupon in coupons:
            place = places[coupon.coupon_id]
            kept = _kept(found[place]) if place in found else None
            after = _seen_on(kept.coupon if kept else coupon, coupon, listing_id, at)
            if kept is not None and after == kept.coupon:
                continue
            changed = Conflict("another look or a report was quicker")
            with suppress(Conflict):
                if kept is None:
                    self._table.put(_item(*place, after, 1), "attribute_not_exists(pk)", changed)
                else:
                    item = _item(*place, after, kept.rev + 1, kept.tally)
                    self._table.put(item, "rev = :rev", changed, rev=kept.rev)
            if tenant is None:
                self._table.put(_pointer(after))

    def vote(self, tenant: str, user: str, coupon_id: str, vote: Vote) -> KeptCoupon:
        """Keep whether a coupon worked for a user, the newest of each. Raises: NotFound, Conflict when others report
        at the same moment again and again.
        """
        for _ in range(TRIES):
            with suppress(Conflict):
                return self._vote(tenant, user, self.get(tenant, coupon_id), vote)
        raise Conflict("others report on this coupon at the same moment; send it again", retry_after_s=1)

    def _vote(self, tenant: str, user: str, kept: KeptCoupon, vote: Vote) -> KeptCoupon:
        coupon_id = kept.coupon.coupon_id
        changed = Conflict("reported on at the same moment")
        own = self._votes(tenant, coupon_id) | {user: vote}
        said = newest(own.values())
        place = _place(coupon_id, None if kept.coupon.shared else tenant)
        voting = self._table.putting(_vote_item(tenant, user, coupon_id, vote))
        tallying = []
        others: list[list[Vote]] = []
        if kept.coupon.shared:
            others = [votes for whose, votes in self._tallies(coupon_id).items() if whose != tenant]
            tallying = [self._table.putting(_tally_item(tenant, coupon_id, said))]
        together = tally([said, *others], vote.at)
        change, condition = "SET tally = :tally, rev = :next", "rev = :rev"
        values = {"tally": _told(together), "rev": kept.rev, "next": kept.rev + 1}
        updating = self._table.updating(place, change, condition, **values)
        self._table.transact(updating, voting, *tallying, refused=[changed])
        return KeptCoupon(kept.coupon, together, kept.rev + 1)

    def unvote(self, tenant: str, user: str, apply: bool) -> int:
        """Forget what a user reported of coupons, or only count it; what it counted fades with the rest."""
        found = [
            item
            for item in self._table.query_all("pk = :pk", pk=keys.votes(tenant))
            if item["sk"].rpartition("#")[2] == user
        ]
        for item in found if apply else ():
            self._table.delete(item["pk"], item["sk"])
        return len(found)

    def shop(self, tenant: str, host: str) -> ShopTerms:
        """How a shop takes coupons, as the tenant says, else as most do."""
        item = self._table.get(keys.shops(tenant), SHOP + host)
        return ShopTerms.model_validate_json(item["doc"]) if item else ShopTerms(host=host)

    def set_shop(self, tenant: str, terms: ShopTerms) -> None:
        """Keep how a shop takes coupons. Raises: QuotaReached."""
        item = {"pk": keys.shops(tenant), "sk": SHOP + terms.host, "doc": terms.model_dump_json()}
        full = QuotaReached(f"a tenant says so of at most {MOST_OWN} shops")
        if self._table.get(item["pk"], item["sk"]) is not None:
            self._table.put(item)
            return

        def write() -> None:
            self._table.transact(
                self._table.putting(item, "attribute_not_exists(pk)"),
                quotas.taking(self._table, tenant, "shops", MOST_OWN),
                refused=[Conflict("said at the same moment; send it again"), full],
            )

        quotas.within(self._table, tenant, "shops", lambda: 0, write)

    def _votes(self, tenant: str, coupon_id: str) -> dict[str, Vote]:
        items = self._table.query_all("pk = :pk AND begins_with(sk, :of)", **_of_coupon(tenant, coupon_id))
        return {item["sk"].rpartition("#")[2]: Vote(item["works"], _moment(item["at"])) for item in items}

    def _tallies(self, coupon_id: str) -> dict[str, list[Vote]]:
        items = self._table.query_all(
            "pk = :pk AND begins_with(sk, :tally)", pk=keys.coupon(coupon_id), tally=keys.TALLY
        )
        return {
            item["sk"].removeprefix(keys.TALLY): [Vote(works, _moment(at)) for works, at in json.loads(item["votes"])]
            for item in items
        }


def newest(votes: Iterable[Vote]) -> list[Vote]:
    """As many of a tenant's reports as count, the newest first."""
    return sorted(votes, key=lambda vote: vote.at, reverse=True)[:MOST_VOTES]


def _seen_on(known: Coupon, shown: Coupon, listing_id: str, at: datetime) -> Coupon:
    """A coupon after a page showed it; unchanged where nothing is to be written."""
    listings = known.only_listings
    if listings and listing_id not in listings:
        listings = () if len(listings) + 1 >= SHOP_WIDE else (*listings, listing_id)
    is_recent = timedelta() <= at - known.last_seen_at < SEEN_AGAIN
    if is_recent and (listings, shown.expires_at) == (known.only_listings, known.expires_at):
        return known
    seen_at = max(at, known.last_seen_at)
    return known.model_copy(
        update={"only_listings": listings, "expires_at": shown.expires_at, "last_seen_at": seen_at, "note": shown.note}
    )


def _own(coupon: Coupon) -> str:
    return keys.coupon(coupon.coupon_id)


def _place(coupon_id: str, tenant: str | None) -> tuple[str, str]:
    if tenant is None:
        return keys.coupon(coupon_id), keys.COUPON_SK
    return keys.coupons(tenant), keys.coupon(coupon_id)


def _of_coupon(tenant: str, coupon_id: str) -> dict[str, str]:
    return {"pk": keys.votes(tenant), "of": f"{VOTE}{coupon_id}#"}


def _item(pk: str, sk: str, coupon: Coupon, rev: int, known: Tally | None = None) -> Item:
    ends = coupon.expires_at if coupon.origin == "user" else max(coupon.last_seen_at, coupon.expires_at or _EARLIEST)
    return {
        "pk": pk,
        "sk": sk,
        "doc": coupon.model_dump_json(),
        "rev": rev,
        "tally": _told(known) if known else None,
        "expires_at": int((ends + UNSEEN_KEPT).timestamp()) if ends else None,
    }


_EARLIEST = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _pointer(coupon: Coupon) -> Item:
    item = _item(keys.host(coupon.host), keys.coupon(coupon.coupon_id), coupon, 0)
    return {"pk": item["pk"], "sk": item["sk"], "expires_at": item["expires_at"]}


def _vote_item(tenant: str, user: str, coupon_id: str, vote: Vote) -> Item:
    return {
        "pk": keys.votes(tenant),
        "sk": f"{VOTE}{coupon_id}#{user}",
        "works": vote.works,
        "at": stamp(vote.at),
        "expires_at": int((vote.at + VOTES_KEPT).timestamp()),
    }


def _tally_item(tenant: str, coupon_id: str, votes: Sequence[Vote]) -> Item:
    return {
        "pk": keys.coupon(coupon_id),
        "sk": keys.tally(tenant),
        "votes": json.dumps([[vote.works, stamp(vote.at)] for vote in votes]),
        "expires_at": int((max(vote.at for vote in votes) + VOTES_KEPT).timestamp()),
    }


def _told(known: Tally) -> str:
    return json.dumps([known.works, known.fails, stamp(known.at)])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _kept(item: Item) -> KeptCoupon:
    told = json.loads(item["tally"]) if "tally" in item else None
    known = Tally(told[0], told[1], _moment(told[2])) if told else None
    return KeptCoupon(Coupon.model_validate_json(item["doc"]), known, int(item["rev"]))
