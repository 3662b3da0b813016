"""What a page states of a coupon, as a coupon of its shop."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from prices.models.coupon import Coupon
from prices.models.listing import Listing
from prices.models.page import FoundCoupon
from prices.rules.coupons.basket import shop_of
from prices.rules.coupons.dates import ends_at


def coupons_of(listing: Listing, found: Iterable[FoundCoupon], at: datetime) -> list[Coupon]:
    """The coupons that stand on a page, for what is sold on that page.

    Its id follows from the shop and its terms, so that all pages that show it show one coupon; one whose terms change
    is another. It is shared where the page is (`Listing.tenant`): then anybody can read it there.
    """
    return [_coupon(listing, each, at) for each in found]


def _coupon(listing: Listing, found: FoundCoupon, at: datetime) -> Coupon:
    return Coupon(
        **found.model_dump(exclude={"ends_on", "ends_each", "text"}),
        coupon_id=coupon_id(shop_of(listing.host), found),
        host=shop_of(listing.host),
        expires_at=ends_at(found.ends_on, found.ends_each, at.date()),
        only_listings=(listing.listing_id,),
        note=found.text or None,
        origin="page",
        shared=listing.tenant is None,
        found_on=listing.url,
        first_seen_at=at,
        last_seen_at=at,
    )


def coupon_id(shop: str, found: FoundCoupon) -> str:
    """The same for everyone who sees it."""
    terms = found.model_dump_json(exclude={"text", "ends_each"})
    return "cp_" + sha256(f"{shop}\n{terms}".encode()).hexdigest()[:32]
