"""The bucket of saved pages: what was fetched, as the shop sent it, for 90 days (`PagesBucket` in template.yaml)."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.exceptions import ClientError

from prices.models.listing import Listing
from prices.store import keys
from tradewind.config import Settings
from tradewind.dynamo import CONFIG, translated
from tradewind.errors import TradewindError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

GZIP = zlib.MAX_WBITS | 16
LONGEST = 8 * 1024 * 1024
"""Bytes of a page as it was fetched: no more than the fetcher takes."""
LONGEST_URL, LONGEST_TYPE = 1500, 200  # S3 keeps 2 KB of metadata with an object


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as it was fetched, from where it was in the end."""

    content: bytes
    url: str
    content_type: str | None


class PageStore:
    """Saved pages, each by its listing and the slot of its observation. Raises: Unavailable, TradewindError."""

    def __init__(self, bucket: str, client: "S3Client") -> None:
        self._bucket = bucket
        self._client = client

    def keep(self, listing: Listing, slot: datetime, page: SavedPage) -> None:
        """Save a page; saved again it is the same."""
        packer = zlib.compressobj(6, zlib.DEFLATED, GZIP)
        url = quote(page.url, safe=":/?#[]@!$&'()*+,;=%~")
        told = {"url": url if len(url) <= LONGEST_URL else "", "content-type": _plain(page.content_type)}
        with translated():
            self._client.put_object(
                Bucket=self._bucket,
                Key=keys.saved_page(listing.listing_id, slot, listing.tenant),
                Body=packer.compress(page.content) + packer.flush(),
                ContentType="application/gzip",
                Metadata=told,
            )

    def get(self, listing: Listing, slot: datetime) -> SavedPage | None:
        """A saved page; None when it is not kept any more, or never was."""
        try:
            with translated():
                found = self._get(keys.saved_page(listing.listing_id, slot, listing.tenant))
        except _Missing:
            return None
        packed, told = found
        try:
            content = zlib.decompressobj(GZIP).decompress(packed, LONGEST)
        except zlib.error as error:
            raise TradewindError("a saved page is damaged") from error
        return SavedPage(content, told.get("url") or listing.url, told.get("content-type") or None)

    def erase_tenant(self, tenant: str, apply: bool) -> int:
        """Erase, or only count, the pages that were fetched for a tenant alone."""
        from tradewind.rights import erase_objects

        return erase_objects(self._client, self._bucket, keys.pages_of(tenant), apply)

    def _get(self, key: str) -> tuple[bytes, dict[str, str]]:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise _Missing(key) from error
            raise
        return found["Body"].read(), found["Metadata"]


class _Missing(Exception):
    """There is no such object."""


def _plain(text: str | None) -> str:
    return "".join(each for each in (text or "") if " " <= each <= "~")[:LONGEST_TYPE]


class PagesSettings(Settings):
    pages_bucket: str


@cache
def open_pages() -> PageStore:
    """The saved pages of this Lambda."""
    import boto3

    return PageStore(PagesSettings.load().pages_bucket, boto3.client("s3", config=CONFIG))
