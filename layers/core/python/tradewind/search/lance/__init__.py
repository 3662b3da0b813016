"""LanceDB behind the search port: tables of files in a folder or a bucket, no server.

    INDEXES.lance                       which generation of each index is live, and which is being built
    <index>.<generation>.<tenant>.lance the documents of one tenant

A table a tenant, so no filter stands between tenants, and no word's rarity is counted over another's documents. See
docs/decisions/search.md for what was measured.
"""

from tradewind.search.lance.engine import LanceSearch, open_folder

__all__ = ["LanceSearch", "open_folder"]
