"""The catalogue's index made anew: each product is sent to the function that writes it, then the index is swapped.

What the function writes goes to the live index and to the new one, so what changes meanwhile is in both.
"""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tradewind_cli.checkout import use_sources
from tradewind_cli.stack.searching import search_endpoint
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from tradewind.search import Schema, Search
    from tradewind_cli.stack.lifecycle import Say
    from tradewind_cli.stack.running import Stack

AT_ONCE = 200
LOOK_S = 1.0


def reindex(stack: "Stack", say: "Say", patience_s: float) -> int:
    """Returns how many products there are.

    Raises: Trouble when the new index is not whole in time; the one before stays then.
    """
    use_sources()
    from catalog.index import SPACES, schema
    from catalog.ports import SpaceSettings
    from tradewind.errors import NotFound
    from tradewind.search.port import open_engine

    record = stack.state.record()
    engine = open_engine(record.settings.get("SearchEndpoint") or search_endpoint(record))
    space = SpaceSettings.model_validate({"embedder": each} if (each := record.settings.get("Embedder")) else {})
    index = schema(space.embedder, SPACES.get(space.embedder, space.openai_embedding_dimensions))
    try:
        name: str | None = engine.rebuild(index)
    except NotFound:  # the engine is another since, and has none yet
        engine.create(index)
        name = None
    say("telling the index of every product")
    products = tell_all(stack)
    say("waiting until it has heard")
    wait_until_whole(engine, index, name, products, patience_s)
    if name:
        engine.swap(index, name)
    return products.total()


def tell_all(stack: "Stack") -> Counter[str]:
    """Send every product to the queue of the index. Returns how many each tenant has."""
    from catalog.models.indexing import IndexWish
    from tradewind.queue import Queue

    queue = Queue(stack.outputs["CatalogIndexQueueUrl"], stack.client("sqs"))
    told: Counter[str] = Counter()
    for tenant, ids in products_of(stack):
        queue.send(IndexWish(tenant=tenant, product_ids=ids))
        told[tenant] += len(ids)
    return told


def products_of(stack: "Stack") -> Iterator[tuple[str, tuple[str, ...]]]:
    """The ids of all products, some at once, by their tenant."""
    from catalog.store import keys

    waiting: dict[str, list[str]] = {}
    pages = (
        stack.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=stack.outputs["CatalogTableName"],
            FilterExpression="contains(pk, :of) AND begins_with(sk, :product)",
            ExpressionAttributeValues={":of": {"S": "#PRODUCTS#"}, ":product": {"S": keys.PRODUCT}},
            ProjectionExpression="pk, sk",
        )
    )
    for page in pages:
        for item in page["Items"]:
            tenant = item["pk"]["S"].removeprefix("TENANT#").partition("#")[0]
            some = waiting.setdefault(tenant, [])
            some.append(item["sk"]["S"].removeprefix(keys.PRODUCT))
            if len(some) == AT_ONCE:
                yield tenant, tuple(some)
                some.clear()
    for tenant, some in waiting.items():
        rest = iter(some)
        while part := tuple(islice(rest, AT_ONCE)):
            yield tenant, part


def wait_until_whole(
    engine: "Search", index: "Schema", name: str | None, products: Counter[str], patience_s: float
) -> None:
    """Return once the index has all products of each tenant. Raises: Trouble when it has not in time."""
    until = time.monotonic() + patience_s
    left = dict(products)
    while left:
        for tenant, wanted in list(left.items()):
            engine.refresh(index, tenant)
            if engine.count(index, tenant, within=name) >= wanted:
                del left[tenant]
        if left and time.monotonic() > until:
            raise Trouble("the index has not heard of every product yet; look with: tradewind logs, tradewind replay")
        if left:
            time.sleep(LOOK_S)
