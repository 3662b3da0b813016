"""Bytes in, reading out."""

from dataclasses import dataclass, replace
from decimal import Decimal

from prices.models.page import Availability, PageKind, Reading, Source, Variant, Want
from prices.reading import kind, markup, visible
from prices.reading.amounts import PageMoney
from prices.reading.bounds import MAX_BYTES, bounded
from prices.reading.choose import asked_variant, main_claim, pick
from prices.reading.claims import MOST, Choice, Claim
from prices.reading.combine import Verdict, availability_of, weigh
from prices.reading.coupons import find_coupons
from prices.reading.decode import to_utf8
from prices.reading.embedded import DEFAULT_PATHS, StatePath, from_state
from prices.reading.override import Taught, read_by
from prices.reading.page import Page, clean, parse
from prices.reading.scripted import needs_browser
from prices.reading.visible import Shown
from tradewind.evidence import Reason


@dataclass
class Sources:
    """Everything a page's markup claims."""

    products: list[Claim]
    graph: Claim | None
    state: Claim | None
    types: set[str]


@dataclass
class Surveyed:
    """A page with everything that its sources say, before they are weighed. `claims`: one a source of markup."""

    page: Page
    money: PageMoney
    sources: Sources
    main: Claim | None
    claims: list[Claim]
    taught: Taught | None
    shown: Shown


def read(
    content: bytes,
    *,
    url: str,
    content_type: str | None = None,
    want: Want | None = None,
    embedded_paths: tuple[StatePath, ...] = DEFAULT_PATHS,
) -> Reading:
    """Read a product page.

    `content`: the bytes as the shop sent them. `content_type`: the HTTP header, for its charset. `want`: a variant, a
    currency for a page that does not say, a taught selector. `embedded_paths`: where platforms keep prices in state.
    Broken markup is read as far as it goes: no page makes this raise. Confidence is explained at `combine.weigh`.
    """
    want = want or Want()
    found = survey(content, url=url, content_type=content_type, want=want, embedded_paths=embedded_paths)
    return weighed(found, want)


def survey(
    content: bytes,
    *,
    url: str,
    content_type: str | None = None,
    want: Want,
    embedded_paths: tuple[StatePath, ...] = DEFAULT_PATHS,
) -> Surveyed:
    """Everything that a page's sources say, each for itself."""
    page = parse(bounded(to_utf8(content[:MAX_BYTES], content_type)), url)
    money = PageMoney(page, want.currency)
    sources = _gather(page, money, content, embedded_paths)
    names = _names(page, sources.graph)
    headings = [text for _, node in page.noted.get("h1", ())[:6] if (text := clean(node.text(separator=" ")[:600]))]
    main = main_claim(sources.products, page, names + headings)
    claims = [c for c in (main, sources.state, sources.graph) if c is not None]
    money.stated = next((c.currency for c in claims if c.currency and c.price is not None), None)
    money.stated = money.stated or money.stated_amount(None, page.meta().get("product:price:currency"))[1]
    taught = read_by(want.override, page, money) if want.override is not None else None
    expected = [amount for c in claims for amount in (c.price, c.high) if amount is not None]
    shown = visible.look(page, money, [*([main.title] if main and main.title else []), *names], expected)
    return Surveyed(page, money, sources, main, claims, taught, shown)


def weighed(found: Surveyed, want: Want) -> Reading:
    """What is told of a page once its sources have been heard."""
    page, main, sources, shown, taught = found.page, found.main, found.sources, found.shown, found.taught
    product = main or sources.state or (sources.graph if sources.graph and sources.graph.price is not None else None)
    kind_found = kind.wall(page, product is not None and product.price is not None) or kind.kind_of(
        page,
        product,
        sources.types,
        shown,
        sum(c is not main and (c.listed or main is None) for c in sources.products),
        found.money,
    )
    if taught is not None and taught.price is not None:
        kind_found = PageKind.PRODUCT, "a taught selector finds a price"
    if kind_found[0] is not PageKind.PRODUCT:
        title = _cut(shown.title or page.title_tag(), 500)
        reading = Reading(kind=kind_found[0], title=title, confidence=0.0, reasons=[Reason(text=kind_found[1])])
    else:
        reading = _reading(page, found.money, want, found.claims, taught, shown, kind_found[1])
    why = needs_browser(page, reading, shown) if reading.price is None else None
    if why is None:
        return reading
    return reading.model_copy(update={"needs_browser": True, "reasons": [Reason(text=why), *reading.reasons]})


def _gather(page: Page, money: PageMoney, content: bytes, paths: tuple[StatePath, ...]) -> Sources:
    """What each kind of markup claims; microdata and RDFa are looked for only where their attributes occur."""
    products, types = markup.from_json_ld(page, money.stated_amount)
    if b"itemprop" in content:
        found, more = markup.from_microdata(page, money.stated_amount)
        products, types = products + found, types | more
    if b"typeof=" in content:
        found, more = markup.from_rdfa(page, money.stated_amount)
        products, types = products + found, types | more
    graph = markup.from_opengraph(page, money.stated_amount)
    return Sources(products, graph, from_state(page, money.stated_amount, paths), types)


def _names(page: Page, graph: Claim | None) -> list[str]:
    """What the page may call its product: og:title, <title>, and the parts of the title before the shop's name."""
    title = page.title_tag()
    names = [graph.title if graph else None, title]
    names += [title.split(divider)[0] for divider in (" | ", " - ", " – ", " — ", " :: ", " : ") if divider in title]
    return [name for name in names if name]


def _reading(
    page: Page, money: PageMoney, want: Want, claims: list[Claim], taught: Taught | None, shown: Shown, why: str
) -> Reading:
    """Everything that is told of a product page."""
    with_choices = next((c for c in claims if c.choices), None)
    choices = with_choices.choices if with_choices is not None else []
    asked = asked_variant(want, page)
    chosen = pick(choices, asked) if asked else None
    if taught is not None and taught.price is not None:
        verdict = Verdict(taught.price, Source.OVERRIDE, None, None, 0.95, [Reason(text="the taught selector decides")])
    elif with_choices is not None and chosen is not None and chosen.price is not None:
        verdict = _verdict_of_choice(with_choices, chosen)
    else:
        verdict = weigh(claims, shown)
    claim, seen, price = verdict.claim, verdict.sighting, verdict.price
    availability, said = _availability(claims, shown, chosen, taught, price is not None)
    reasons = [Reason(text=why), *([Reason(text=said)] if said else []), *verdict.reasons]
    if want.variant and chosen is None:
        reasons.append(Reason(text=f"no variant called {want.variant} on the page: its main price was read"))
    currency = (taught.currency if taught else None) or (claim or seen or _NOTHING).currency
    high = (claim.high if claim else None) or (seen.high if seen else None)
    return Reading(
        kind=PageKind.PRODUCT,
        price=price,
        price_high=high if price is not None and high is not None and high > price else None,
        was_price=_former(price, claim, shown, chosen),
        member_price=_below((claim.member if claim else None) or shown.member, price),
        unit_price=(claim.unit_price if claim else None) or (shown.unit.amount if shown.unit else None),
        unit=_cut(claim.unit if claim and claim.unit_price else _unit_after(shown), 40),
        shipping=_shipping(claim, price, chosen),
        currency=(currency or money.stated or want.currency or money.local) if price is not None else None,
        availability=availability,
        title=_cut((taught.title if taught else None) or _title(claims, shown, page), 500),
        brand=_cut(next((c.brand for c in claims if c.brand), None), 200),
        identifiers=next((c.identifiers for c in claims if c.identifiers), {}),
        image_url=_address(next((c.image for c in claims if c.image), None)),
        canonical_url=_address(page.canonical()),
        variant=_cut((chosen.name or chosen.sku) if chosen else None, 300),
        variants=_variants(choices),
        coupons=find_coupons(page, money),
        source=verdict.source,
        confidence=verdict.confidence,
        reasons=reasons,
    )


_NOTHING = Claim(Source.VISIBLE)


def _verdict_of_choice(claim: Claim, chosen: Choice) -> Verdict:
    own = replace(claim, price=chosen.price, was=chosen.was, high=None, currency=chosen.currency or claim.currency)
    why = Reason(text=f"the variant {chosen.name or chosen.sku} was chosen")
    return Verdict(chosen.price, claim.source, own, None, 0.8, [why])


def _availability(
    claims: list[Claim], shown: Shown, chosen: Choice | None, taught: Taught | None, has_price: bool
) -> tuple[Availability, str | None]:
    """What was taught, else of the chosen variant, else of the page; and why."""
    if taught is not None and taught.availability is not Availability.UNKNOWN:
        return taught.availability, "the taught selector says so"
    if chosen is not None and chosen.availability is not Availability.UNKNOWN:
        return chosen.availability, "the chosen variant says so"
    return availability_of(claims, shown, has_price)


def _title(claims: list[Claim], shown: Shown, page: Page) -> str | None:
    """The name in product markup, else the heading, else og:title, else <title>."""
    named = next((c.title for c in claims if c.title and c.source is not Source.OPENGRAPH), None)
    return named or shown.title or next((c.title for c in claims if c.title), None) or page.title_tag()


def _former(price: Decimal | None, claim: Claim | None, shown: Shown, chosen: Choice | None) -> Decimal | None:
    """The former price: as markup states it, else what stands struck through beside the price."""
    if price is None:
        return None
    stated = claim.was if claim is not None else None
    beside = shown.was if chosen is None and shown.best is not None and shown.best.amount == price else None
    was = beside or stated
    return was if was is not None and was > price else None


def _shipping(claim: Claim | None, price: Decimal | None, chosen: Choice | None) -> Decimal | None:
    """What the offer that was read asks for shipping; of a page whose shown price won over its markup, unknown."""
    stated = chosen.shipping if chosen is not None else claim.shipping if claim is not None else None
    return stated if price is not None and stated is not None and stated <= MOST else None


def _below(amount: Decimal | None, price: Decimal | None) -> Decimal | None:
    return amount if amount is not None and price is not None and amount < price else None


def _unit_after(shown: Shown) -> str | None:
    if shown.unit is None:
        return None
    words = shown.unit.after.strip(" /()=").split()
    return " ".join(words[:2]).strip("/()") or None


def _variants(choices: list[Choice]) -> list[Variant]:
    return [
        Variant(
            name=(choice.name or choice.sku or "")[:300],
            sku=choice.sku[:100] if choice.sku else None,
            price=choice.price,
            currency=choice.currency,
            availability=choice.availability,
        )
        for choice in choices[:200]
        if choice.name or choice.sku
    ]


def _address(text: str | None) -> str | None:
    return text if text and len(text) <= 2048 and text.startswith(("http://", "https://")) else None


def _cut(text: str | None, most: int) -> str | None:
    return clean(text)[:most] or None
