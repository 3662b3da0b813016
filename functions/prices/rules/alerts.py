"""When a watch speaks up: what is believed, what waits for a second look, what is told and what is not."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from pydantic import Field

from prices.models.listing import Seen
from prices.models.page import Availability, Source
from prices.models.watch import AlertKind, Rule
from tradewind.evidence import Reason
from tradewind.model import Currency, Model, Moment, Price

DOUBTED_ABOVE_PERCENT = Decimal(30)
COOL_DOWN = timedelta(hours=24)
USUAL_PERCENT = Decimal(10)  # how much further counts as news within the cool-down where the rule sets no percent
MOST_BOOKS = 4  # currencies remembered of one listing; a page that shows more keeps its first and its latest
MOST_TOLD = 24

BUYABLE = frozenset({Availability.IN_STOCK, Availability.LIMITED})


class Book(Model):
    """What is believed of a listing's price in one currency. Books are never compared with each other."""

    currency: Currency | None = Field(description="null while no page has said it")
    reference: Price = Field(description="what drops and rises are measured from")
    reference_is: Literal["set", "alert"]
    reference_at: Moment
    price: Price = Field(description="the last one believed")
    lowest: Price = Field(description="of all that were believed")


class Told(Model):
    """An alert of the last cool-down."""

    kind: AlertKind
    at: Moment
    to: Price | None
    currency: Currency | None


class AlertState(Model):
    """All that the rules remember of one watch on one listing. It starts empty."""

    at: Moment | None = Field(default=None, description="of the newest observation judged")
    books: tuple[Book, ...] = Field(default=(), max_length=MOST_BOOKS, description="the watch's own currency first")
    latest: int = Field(default=0, ge=0, lt=MOST_BOOKS, description="the book that was written last")
    source: Source | None = None
    variant: str | None = Field(default=None, max_length=300)
    availability: Availability = Availability.UNKNOWN
    held_price: Seen | None = Field(default=None, description="waits for a second look")
    held_stock: Seen | None = Field(default=None, description="waits for a second look")
    target_met: Price | None = Field(default=None, description="the target that was met and not left since")
    told: tuple[Told, ...] = Field(default=(), max_length=MOST_TOLD)

    @property
    def wants_second_look(self) -> bool:
        """Something is held back; the listing should be fetched again soon."""
        return self.held_price is not None or self.held_stock is not None


class Raised(Model):
    """One alert. `from_price` is what its kind is measured from, `to_price` the price it tells."""

    kind: AlertKind
    at: Moment
    from_price: Price | None
    to_price: Price | None
    currency: Currency | None
    change_percent: Decimal | None = Field(description="of from_price, below zero for a fall; null where it has none")
    reasons: tuple[Reason, ...]


class Outcome(Model):
    """What an observation led to. At most one alert of a kind."""

    state: AlertState
    alerts: tuple[Raised, ...] = ()


def evaluate(rule: Rule, state: AlertState, seen: Seen) -> Outcome:
    """Judge one observation.

    What is judged:

    - An observation that is not newer than the newest one judged is left out: delivered again, it changes nothing.
    - Price and stock are judged apart. A null price, an unknown availability is a gap: nothing is compared, nothing
      forgotten. A source or variant that is not stated counts as the same one.
    - The first price believed is the price when the watch was set. It is no change, so only a target can be met by it.
    - Each currency has a book of its own: an amount is compared with amounts of the same currency only.

    What waits for a second look:

    - A price that differs from the last one believed by more than 30 % of it, a price or an availability that changed
      together with the source or the variant, and the first price in another currency are held back.
    - The next readable one confirms it if the step between the two would itself need no second look: no more than
      30 %, the same currency and variant, and the same source unless the price is the very same. The newer is then
      believed, and an alert bears its time.
    - If it does not confirm, the held one is forgotten and the newer judged on its own.

    What is told (each kind that the rule asks for is an alert of its own):

    - `drop`, `rise`: at least the set percent below or above the reference: the price when the watch was set, or of
      its last drop or rise alert. So a slow slide is a drop, and small changes that nobody was told of do not move
      the reference.
    - `target`: at or below it, once until the price has been above it again. Only in the watch's own currency.
    - `all_time_low`: below every price believed before.
    - `any_change`: another price than the last one believed.
    - `back_in_stock`: in stock or limited after a stated availability that was neither.
    - The first price of another currency opens its book and tells nothing.

    Cool-down, 24 hours from an alert, for others of its kind:

    - `drop`, `rise` and `all_time_low` are told again only when further by the set percent than what was told (10 %
      where none is set). A drop or rise that is held off is told later if it still stands, measured from the same
      reference; a low is not.
    - `target` and `back_in_stock` are not told again.
    - `any_change` is told unless it is a change to a price told within the cool-down.
    """
    if state.at is not None and seen.at <= state.at:
        return Outcome(state=state)
    recent = tuple(told for told in state.told if seen.at - told.at < COOL_DOWN)
    before = state.model_copy(update={"at": seen.at, "told": recent})
    after, alerts = _judge_price(rule, before, seen)
    stock = _judge_stock(before, seen)
    if rule.back_in_stock and _came_back(before, stock) and not _told(recent, AlertKind.BACK_IN_STOCK):
        alerts = (*alerts, _back_in_stock(before, after, stock, seen))
    told = (*recent, *(Told(kind=a.kind, at=a.at, to=a.to_price, currency=a.currency) for a in alerts))
    after = after.model_copy(update={**stock, "told": told[-MOST_TOLD:]})
    return Outcome(state=after, alerts=alerts)


def _judge_price(rule: Rule, state: AlertState, seen: Seen) -> tuple[AlertState, tuple[Raised, ...]]:
    if seen.price is None:
        return state, ()
    index = _book_of(state, seen.currency)
    book = None if index is None else state.books[index]
    doubts = _price_doubts(state, book, seen, seen.price)
    if doubts and not _confirms(state.held_price, seen):
        return state.model_copy(update={"held_price": seen}), ()
    believed = state.model_copy(
        update={"held_price": None, "source": seen.source or state.source, "variant": seen.variant or state.variant}
    )
    if index is None or book is None:
        opened = _open_book(believed, seen, seen.price)
        return (opened, ()) if state.books else _met_at_once(rule, opened, seen, seen.price)

    looks = _looks(state.held_price, doubts)
    currency = seen.currency or book.currency
    alerts = [*_moves(rule, state, book, seen.at, seen.price, currency)]
    if any(alert.kind in (AlertKind.DROP, AlertKind.RISE) for alert in alerts):
        book = book.model_copy(update={"reference": seen.price, "reference_is": "alert", "reference_at": seen.at})
    if index == 0:
        alerts += _target(rule, state, seen.at, state.books[0].price, seen.price, currency)
        believed = believed.model_copy(update={"target_met": _target_met(rule, seen.price)})
    lowest = min(book.lowest, seen.price)
    book = book.model_copy(update={"price": seen.price, "lowest": lowest, "currency": currency})
    books = (*state.books[:index], book, *state.books[index + 1 :])
    told = tuple(alert.model_copy(update={"reasons": (*alert.reasons, *looks)}) for alert in alerts)
    return believed.model_copy(update={"books": books, "latest": index}), told


def _book_of(state: AlertState, currency: Currency | None) -> int | None:
    """Which book an amount belongs to; null where a first one is to be opened."""
    if not state.books:
        return None
    if currency is None:
        return state.latest
    currencies = [book.currency for book in state.books]
    for candidate in (currency, None):
        if candidate in currencies:
            return currencies.index(candidate)
    return None


def _open_book(state: AlertState, seen: Seen, price: Decimal) -> AlertState:
    book = Book(
        currency=seen.currency,
        reference=price,
        reference_is="set",
        reference_at=seen.at,
        price=price,
        lowest=price,
    )
    kept = state.books if len(state.books) < MOST_BOOKS else (*state.books[:1], *state.books[2:])
    return state.model_copy(update={"books": (*kept, book), "latest": len(kept)})


def _price_doubts(state: AlertState, book: Book | None, seen: Seen, price: Decimal) -> tuple[str, ...]:
    """Why this price is not believed at first sight; empty where it is."""
    if not state.books:
        return ()
    if book is None:
        return (f"the first price in {seen.currency}",)
    if price == book.price:
        return ()
    doubts = []
    if _differs_by_more(price, book.price, DOUBTED_ABOVE_PERCENT):
        doubts.append(f"more than {DOUBTED_ABOVE_PERCENT} % from {_money(book.price, book.currency)}")
    return (*doubts, *_other_origin(state, seen))


def _other_origin(state: AlertState, seen: Seen) -> tuple[str, ...]:
    doubts = []
    if _is_other(state.source, seen.source):
        doubts.append(f"read from {seen.source} instead of {state.source}")
    if _is_other(state.variant, seen.variant):
        doubts.append(f"variant {seen.variant} instead of {state.variant}")
    return tuple(doubts)


def _confirms(held: Seen | None, seen: Seen) -> bool:
    if held is None or held.price is None or seen.price is None:
        return False
    if _is_other(held.currency, seen.currency) or _is_other(held.variant, seen.variant):
        return False
    if seen.price == held.price:
        return True
    return not _is_other(held.source, seen.source) and not _differs_by_more(
        seen.price, held.price, DOUBTED_ABOVE_PERCENT
    )


def _looks(held: Seen | None, doubts: tuple[str, ...]) -> tuple[Reason, ...]:
    if held is None or not doubts:
        return ()
    return (Reason(text=f"held back for a second look on {held.at:%Y-%m-%d %H:%M} UTC: {', '.join(doubts)}"),)


def _moves(
    rule: Rule, state: AlertState, book: Book, at: Moment, price: Decimal, currency: Currency | None
) -> Iterable[Raised]:
    """The kinds that compare the price with the book: drop, rise, all_time_low, any_change."""
    reference = "when the watch was set" if book.reference_is == "set" else "of the last alert"
    measured = f"measured from {_money(book.reference, book.currency)}, the price {reference}"
    since = Reason(text=f"{measured}, {book.reference_at:%Y-%m-%d}")
    further = rule.drop_percent or USUAL_PERCENT
    if (
        rule.drop_percent is not None
        and price < book.reference
        and _differs_by(price, book.reference, rule.drop_percent)
        and not _fallen_told(state.told, AlertKind.DROP, price, currency, further)
    ):
        yield _raised(AlertKind.DROP, at, book.reference, price, currency, since)
    if (
        rule.rise_percent is not None
        and price > book.reference
        and _differs_by(price, book.reference, rule.rise_percent)
        and not _risen_told(state.told, price, currency, rule.rise_percent)
    ):
        yield _raised(AlertKind.RISE, at, book.reference, price, currency, since)
    if (
        rule.all_time_low
        and price < book.lowest
        and not _fallen_told(state.told, AlertKind.ALL_TIME_LOW, price, currency, further)
    ):
        lowest = Reason(text=f"the lowest so far was {_money(book.lowest, book.currency)}")
        yield _raised(AlertKind.ALL_TIME_LOW, at, book.lowest, price, currency, lowest)
    if (
        rule.any_change
        and price != book.price
        and not any(t.to == price and t.currency == currency for t in _told(state.told, AlertKind.ANY_CHANGE))
    ):
        last = Reason(text=f"it was {_money(book.price, book.currency)} at the last look")
        yield _raised(AlertKind.ANY_CHANGE, at, book.price, price, currency, last)


def _met_at_once(rule: Rule, state: AlertState, seen: Seen, price: Decimal) -> tuple[AlertState, tuple[Raised, ...]]:
    alerts = tuple(_target(rule, state, seen.at, None, price, seen.currency))
    return state.model_copy(update={"target_met": _target_met(rule, price)}), alerts


def _target(
    rule: Rule, state: AlertState, at: Moment, before: Decimal | None, price: Decimal, currency: Currency | None
) -> Iterable[Raised]:
    met = _target_met(rule, price)
    if met is None or met == state.target_met or _told(state.told, AlertKind.TARGET):
        return
    yield _raised(AlertKind.TARGET, at, before, price, currency, Reason(text=f"the target is {_money(met, currency)}"))


def _target_met(rule: Rule, price: Decimal) -> Decimal | None:
    return rule.target_price if rule.target_price is not None and price <= rule.target_price else None


def _judge_stock(state: AlertState, seen: Seen) -> dict[str, Availability | Seen | None]:
    """What the observation changes of the stock that is believed."""
    if seen.availability is Availability.UNKNOWN:
        return {}
    changed = state.availability not in (Availability.UNKNOWN, seen.availability)
    held = state.held_stock
    if changed and _other_origin(state, seen):
        confirmed = (
            held is not None
            and held.availability is seen.availability
            and not _is_other(held.source, seen.source)
            and not _is_other(held.variant, seen.variant)
        )
        if not confirmed:
            return {"held_stock": seen}
    return {"availability": seen.availability, "held_stock": None}


def _came_back(state: AlertState, stock: dict[str, Availability | Seen | None]) -> bool:
    was_away = state.availability not in BUYABLE and state.availability is not Availability.UNKNOWN
    return was_away and stock.get("availability") in BUYABLE


def _back_in_stock(
    before: AlertState, after: AlertState, stock: dict[str, Availability | Seen | None], seen: Seen
) -> Raised:
    """Tells the price only where it is believed: one that waits for a second look is left out."""
    was = before.books[before.latest] if before.books else None
    now = after.books[after.latest] if after.books and after.held_price is None else None
    told = now.price if now is not None and seen.price is not None else None
    reasons = [Reason(text=f"it was {before.availability}, it is {seen.availability}")]
    if before.held_stock is not None:
        reasons.append(Reason(text=f"held back for a second look on {before.held_stock.at:%Y-%m-%d %H:%M} UTC"))
    comparable = was if was is not None and now is not None and was.currency == now.currency else None
    return _raised(
        AlertKind.BACK_IN_STOCK,
        seen.at,
        comparable.price if comparable else None,
        told,
        now.currency if now else None,
        *reasons,
    )


def _raised(
    kind: AlertKind, at: Moment, was: Decimal | None, now: Decimal | None, currency: Currency | None, *reasons: Reason
) -> Raised:
    change = round((now - was) * 100 / was, 2) if was and now is not None else None
    if change is not None and kind is not AlertKind.BACK_IN_STOCK:
        reasons = (Reason(text=f"{abs(change):f} % {'below' if change < 0 else 'above'} it"), *reasons)
    return Raised(
        kind=kind, at=at, from_price=was, to_price=now, currency=currency, change_percent=change, reasons=reasons
    )


def _told(told: tuple[Told, ...], kind: AlertKind) -> tuple[Told, ...]:
    return tuple(each for each in told if each.kind is kind)


def _fallen_told(
    told: tuple[Told, ...], kind: AlertKind, price: Decimal, currency: Currency | None, further: Decimal
) -> bool:
    return any(
        each.to is None or each.currency != currency or price > each.to or not _differs_by(price, each.to, further)
        for each in _told(told, kind)
    )


def _risen_told(told: tuple[Told, ...], price: Decimal, currency: Currency | None, further: Decimal) -> bool:
    return any(
        each.to is None or each.currency != currency or price < each.to or not _differs_by(price, each.to, further)
        for each in _told(told, AlertKind.RISE)
    )


def _differs_by(price: Decimal, base: Decimal, percent: Decimal) -> bool:
    """By at least so much of the base: multiplied out, so that exactly the set percent counts."""
    return abs(price - base) * 100 >= percent * base


def _differs_by_more(price: Decimal, base: Decimal, percent: Decimal) -> bool:
    return abs(price - base) * 100 > percent * base


def _is_other(one: str | None, two: str | None) -> bool:
    return one is not None and two is not None and one != two


def _money(price: Decimal, currency: Currency | None) -> str:
    return f"{price:f} {currency}" if currency else f"{price:f}"
