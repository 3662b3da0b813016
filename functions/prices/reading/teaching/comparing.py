"""What each source of a page says for itself, to see which stopped when a shop changed its pages."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from prices.models.page import Availability, Source
from prices.reading.bounds import MAX_BYTES, bounded
from prices.reading.decode import to_utf8
from prices.reading.page import parse
from prices.reading.reader import survey
from prices.reading.selectors import find_all
from prices.reading.teaching.trying import MOST_FOUND, Sample
from prices.reading.visible import SURE_ENOUGH


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a page."""

    source: Source
    price: Decimal | None
    currency: str | None = None
    availability: Availability = Availability.UNKNOWN


def said_by_each(page: Sample) -> dict[Source, Said]:
    """What each source that a page has says of its price; the taught selectors among them."""
    found = survey(page.content, url=page.url, content_type=page.content_type, want=page.want)
    said = {
        claim.source: Said(claim.source, claim.price, claim.currency, claim.availability)
        for claim in reversed(found.claims)
        if claim.price is not None
    }
    best = found.shown.best
    if best is not None and best.amount is not None and best.score >= SURE_ENOUGH:
        said[Source.VISIBLE] = Said(Source.VISIBLE, best.amount, best.currency)
    if found.taught is not None and found.taught.price is not None:
        said[Source.OVERRIDE] = Said(
            Source.OVERRIDE, found.taught.price, found.taught.currency, found.taught.availability
        )
    return said


def counted(page: Sample, selector: str) -> int:
    """How many elements of a page a selector names, as far as they are counted."""
    tree = parse(bounded(to_utf8(page.content[:MAX_BYTES], page.content_type)), page.url).tree
    return len(list(islice(find_all(tree, selector), MOST_FOUND)))
