"""What a search finds, as a file."""

from catalog.models.search import MOST_HITS, MOST_ROWS, SearchHit, SearchRequest
from catalog.rules.hit_table import written
from catalog.service.outside import Outside
from catalog.service.searching import search
from catalog.service.vocabularies import Vocabularies
from catalog.store import CatalogStore
from tradewind.caller import Caller
from tradewind.clock import Clock, NewId


def export_hits(
    wanted: SearchRequest,
    by: Caller,
    *,
    store: CatalogStore,
    outside: Outside,
    vocabularies: Vocabularies,
    now: Clock,
    new_id: NewId,
) -> str:
    """All pages of a search as CSV, a thousand rows at most: by relevance the hundred that are ranked, in another order
    as many as there are. Raises: as `search`.
    """
    hits: list[SearchHit] = []
    asked = wanted.model_copy(update={"limit": MOST_HITS})
    while len(hits) < MOST_ROWS:
        page = search(asked, by, store=store, outside=outside, vocabularies=vocabularies, now=now, new_id=new_id)
        hits += page.hits
        if page.next is None:
            break
        asked = asked.model_copy(update={"next": page.next})
    return written(hits[:MOST_ROWS])
