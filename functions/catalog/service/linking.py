"""The same goods offered twice: found by identifiers and by text, linked and not merged; a person has the last word."""

from catalog.models.linking import KeptLink, Link, LinkRequest, Links
from catalog.models.product import LinkBasis, Product
from catalog.rules.identity import identifiers
from catalog.rules.likeness import likeness
from catalog.service.outside import Engine
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock
from tradewind.errors import InvalidInput, NotFound, Unavailable
from tradewind.evidence import Decision, Reason
from tradewind.observability import logger

LOOKED_AT = 30
"""Products that are nearest by their words; of the same goods hardly more are offered by one tenant's suppliers."""


def links(product_id: str, by: Caller, *, store: CatalogStore, engine: Engine) -> Links:
    """The products that are or may be the same goods. Raises: NotFound.

    Without the search engine those with the same identifiers are told, and that texts were not compared.
    """
    product = store.products.get(by.tenant, product_id)
    said = store.links.said(by.tenant, product_id)
    named = [each for name in identifiers(product) for each in store.links.sharing(by.tenant, name)]
    near, degraded = _near(product, by.tenant, engine)
    ids = dict.fromkeys(each for each in (*said, *named, *near) if each != product_id)
    others = store.products.get_many(by.tenant, ids)
    found = [_link(product, others[each], said.get(each), each in named) for each in ids if each in others]
    shown = [link for link in found if link.match.value is not False or link.basis is LinkBasis.PERSON]
    return Links(product_id=product_id, items=sorted(shown, key=_order), degraded=degraded)


def say(
    product_id: str, other_id: str, wanted: LinkRequest, by: Caller, *, store: CatalogStore, engine: Engine, now: Clock
) -> Links:
    """Say whether two products are the same goods; it holds until it is taken back. Raises: NotFound, InvalidInput."""
    if product_id == other_id:
        raise InvalidInput("other_id: a product is the same goods as itself")
    for each in (product_id, other_id):
        store.products.get(by.tenant, each)
    store.links.say(by.tenant, product_id, other_id, "same" if wanted.same else "different", by.user, now())
    return links(product_id, by, store=store, engine=engine)


def unsay(product_id: str, other_id: str, by: Caller, *, store: CatalogStore) -> None:
    """Take back what was said of two products. Raises: NotFound when nothing was."""
    if other_id not in store.links.said(by.tenant, product_id):
        raise NotFound(f"nothing was said of {other_id}")
    store.links.forget(by.tenant, product_id, other_id)


def _near(product: Product, tenant: str, engine: Engine) -> tuple[list[str], bool]:
    """The products whose words are nearest, and whether the engine could not be asked."""
    from tradewind.search import Query

    try:
        found = engine.search().query(
            engine.schema, tenant, Query(text=product.title[:500], limit=LOOKED_AT, legs=("keyword",), shows=())
        )
    except NotFound:  # nothing was ever put into the index
        return [], False
    except Unavailable:
        logger.warning("texts were not compared: the search engine is away")
        return [], True
    return [hit.id for hit in found.hits], False


def _link(product: Product, other: Product, said: KeptLink | None, is_named: bool) -> Link:
    basis, match = LinkBasis.IDENTIFIER if is_named else LinkBasis.TEXT, likeness(product, other)
    if said is not None:
        basis = LinkBasis.PERSON
        match = Decision[bool](
            value=said.verdict == "same",
            confidence=1.0,
            basis="rule",
            reasons=[Reason(text=f"a person said so on {said.at:%Y-%m-%d}")],
            provenance="person",
        )
    return Link(product_id=other.product_id, title=other.title, supplier=other.supplier, basis=basis, match=match)


def _order(link: Link) -> tuple[int, float, str]:
    certain: list[bool | None] = [True, None, False]
    return certain.index(link.match.value), -(link.match.confidence or 0), link.product_id
