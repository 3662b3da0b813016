"""Bytes in, reading out."""

from decimal import Decimal

from tradewind.evidence import Reason

from prices.models import Availability, PageKind, Reading, Source, Variant, Want
from prices.reading import choose, kind, markup, visible
from prices.reading.amounts import PageMoney
from prices.reading.claims import Claim
from prices.reading.decode import to_utf8
from prices.reading.embedded import DEFAULT_PATHS, StatePath, from_state
from prices.reading.page import Page, clean, parse

MAX_BYTES = 12_000_000


def read(
    content: bytes,
    *,
    url: str,
    content_type: str | None = None,
    want: Want | None = None,
    embedded_paths: tuple[StatePath, ...] = DEFAULT_PATHS,
) -> Reading:
    """Read a product page."""
    want = want or Want()
    page = parse(to_utf8(content[:MAX_BYTES], content_type), url)
    money = PageMoney(page, want.currency)
    claims: list[Claim] = []
    found, types = markup.from_json_ld(page, money.stated_amount)
    claims += found
    if b"itemprop" in content:
        found, more = markup.from_microdata(page, money.stated_amount)
        claims += found
        types |= more
    if b"typeof=" in content or b'property="price"' in content or b"property='price'" in content:
        found, more = markup.from_rdfa(page, money.stated_amount)
        claims += found
        types |= more
    graph = markup.from_opengraph(page, money.stated_amount)
    state = from_state(page, money.stated_amount, embedded_paths)
    names = _names(page, graph)
    headings = [text for _, node in page.noted.get("h1", ())[:6] if (text := clean(node.text(separator=" ")[:600]))]
    main = choose.main_claim(claims, page, names + headings)
    if main is None and state is not None:
        main = state
    candidates = [c for c in [main, state, graph if graph and graph.price is not None else None] if c is not None]
    money.stated = next((c.currency for c in candidates if c.currency), None)
    expected = [amount for c in candidates for amount in (c.price, c.high) if amount is not None]
    shown = visible.look(page, money, [n for n in [main.title if main else None, *names] if n], expected)
    wall = kind.wall(page, main is not None and main.price is not None)
    if wall is None:
        priced = main if main is not None else (graph if graph is not None and graph.price is not None else None)
        what, why = kind.kind_of(page, priced, types, shown, sum(c.listed for c in claims))
    else:
        what, why = wall
    if what is not PageKind.PRODUCT:
        return Reading(kind=what, confidence=0.0, title=_cut(shown.title or page.title_tag(), 500), reasons=[Reason(text=why)])
    return _combine(page, money, want, main, graph, state, shown, why)


def _names(page: Page, graph: Claim | None) -> list[str]:
    title = page.title_tag()
    names = [graph.title if graph else None, title]
    for divider in (" | ", " - ", " – ", " — ", " :: ", " : "):
        if divider in title:
            names.append(title.split(divider)[0])
    return [name for name in names if name]


def _combine(page, money, want, main, graph, state, shown, why) -> Reading:  # type: ignore[no-untyped-def]
    reasons = [Reason(text=why)]
    ranked = [c for c in (main, graph, state) if c is not None and c.price is not None and (c is main or not c.listed)]
    best = shown.best
    visible_prices = {s.amount for s in shown.described if s.amount is not None}
    winner = ranked[0] if ranked else None
    price = high = was = currency = source = None
    if winner is not None:
        price, high, was, currency, source = winner.price, winner.high, winner.was, winner.currency, winner.source
        olds = {s.amount for s in shown.described if s.near & visible.Is.OLD}
        if best is not None and best.score >= 6.5 and best.amount not in (price,) and (price not in visible_prices or price in olds):
            reasons.append(Reason(text=f"the page shows {best.amount}, its {source} says {price}: what is shown counts"))
            if price in olds and best.amount < price:
                was = price
            price, high, source = best.amount, None, Source.VISIBLE
            currency = best.currency or currency
    elif best is not None and best.score >= 4.0:
        price, high, currency, source = best.amount, best.high, best.currency, Source.VISIBLE
    if best is not None and best.amount == price:
        if was is None:
            was = shown.was
        currency = currency or best.currency
    if currency is None and price is not None:
        currency = money.stated or want.currency or money.local
    if was is not None and price is not None and was <= price:
        was = None
    states = [c.availability for c in (main, graph, state) if c is not None and choose.known(c.availability)]
    availability = states[0] if states else Availability.UNKNOWN
    if shown.stock is not None and availability is Availability.UNKNOWN:
        availability = Availability(shown.stock)
    if availability is Availability.UNKNOWN and price is not None and shown.buy_positions:
        availability = Availability.IN_STOCK
    title = (main.title if main else None) or shown.title or (graph.title if graph else None) or page.title_tag()
    if price is None:
        reasons.append(Reason(text="no amount on the page can be told to be its price"))
    variants = [
        Variant(name=c.name or c.sku or "", sku=c.sku, price=c.price, currency=c.currency, availability=c.availability)
        for c in (main.choices if main else [])
        if c.name or c.sku
    ]
    return Reading(
        kind=PageKind.PRODUCT, price=price, price_high=high, was_price=was, currency=currency if price is not None else None,
        availability=availability, title=_cut(title, 500), source=source, confidence=0.5 if price is not None else 0.0,
        variants=variants[:200], reasons=reasons,
    )


def _cut(text: str | None, most: int) -> str | None:
    return clean(text)[:most] or None
