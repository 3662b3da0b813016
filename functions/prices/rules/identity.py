"""Which listing a page is: shared by all, a tenant's own, or a watch's own."""

from datetime import datetime

from prices.models.listing import Listing
from prices.models.page import Want
from prices.rules.address import CanonicalUrl, carries_credentials, listing_id


def listing_of(
    address: CanonicalUrl, want: Want, tenant: str, at: datetime, *, asked_as: str, only_for: str | None = None
) -> Listing:
    """The listing of a page that a tenant wants to have read.

    It is the tenant's own when its address, as it was `asked_as`, carries credentials, or when it is read in a way of
    the tenant's own (`want.override`); a watch's own when it is fetched with that watch's request headers (`only_for`:
    the watch), for they may be one person's session. Every way of reading it is another listing.
    """
    owner: str | None = None
    if only_for is not None:
        owner = f"{tenant}#{only_for}"
    elif want.override or carries_credentials(asked_as):
        owner = tenant
    read_as = [want.variant or "", want.currency or ""]
    if want.override:
        read_as.append(want.override.model_dump_json())
    return Listing(
        listing_id=listing_id(address.url, "|".join(read_as), owner),
        url=address.url,
        host=address.host,
        want=want,
        tenant=tenant if owner else None,
        created_at=at,
    )
