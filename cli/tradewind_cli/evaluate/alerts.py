"""Does the watch speak up when it should, and only then? Histories with the alerts that a person expects of each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.json_lines import numbered_lines, read_object
from tradewind_cli.report import AsJson, Metrics, Report, steps

if TYPE_CHECKING:
    from prices.models.listing import Seen
    from prices.models.page import Availability, Source
    from prices.models.watch import AlertKind, Rule
    from prices.rules.alerts import AlertState, Raised

OWN = ROOT / "tests/corpora/alerts.jsonl"
DETAILS = 50

KINDS = {
    "drop": "drop", "price_drop": "drop", "fall": "drop",
    "target": "target", "target_met": "target", "target_price": "target", "target_reached": "target",
    "target_hit": "target", "target_price_met": "target",
    "rise": "rise", "price_rise": "rise", "increase": "rise",
    "back_in_stock": "back_in_stock", "restock": "back_in_stock", "in_stock": "back_in_stock",
    "restocked": "back_in_stock",
    "all_time_low": "all_time_low", "new_all_time_low": "all_time_low", "new_low": "all_time_low",
    "lowest": "all_time_low",
    "any_change": "any_change", "change": "any_change", "price_change": "any_change", "any": "any_change",
}  # fmt: skip
"""Names an alert may have in a test file, and what the rules call it."""

SETTINGS = {
    "target_price": "target_price", "target": "target_price",
    "drop_percent": "drop_percent", "drop_pct": "drop_percent", "drop": "drop_percent",
    "rise_percent": "rise_percent", "rise_pct": "rise_percent", "rise": "rise_percent",
    "back_in_stock": "back_in_stock", "restock": "back_in_stock",
    "all_time_low": "all_time_low", "new_all_time_low": "all_time_low", "new_low": "all_time_low",
    "any_change": "any_change", "change": "any_change",
}  # fmt: skip
"""Names a setting may have in a `watch`; all else in it (url, label, tags) is not the rules' business."""

STOCK = {
    "available": "instock", "instoreonly": "instock", "onlineonly": "instock",
    "limitedavailability": "limited", "lowstock": "limited",
    "soldout": "outofstock", "unavailable": "outofstock", "presale": "preorder",
}  # fmt: skip
"""Words of availability beside the models' own, in letters alone (those of schema.org and of many feeds)."""

START_PRICE = ("price", "price_when_set", "set_price", "initial_price", "reference_price")


@dataclass(frozen=True)
class Told:
    """An alert that was raised, with every price that "from" could mean at that moment."""

    alert: "Raised"
    froms: frozenset[Decimal]
    stock: tuple["Availability", "Availability"]


@dataclass
class Score:
    """Of all histories: alerts met, and in words those not raised, raised without cause, raised again to a price that
    the kind had told in that history before."""

    right: int = 0
    histories_right: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def metrics(self) -> Metrics:
        return {
            "histories_right": self.histories_right,
            "right": self.right,
            "missed": len(self.missed),
            "false": len(self.false),
            "twice": len(self.twice),
        }

    @property
    def wrong(self) -> int:
        return len(self.missed) + len(self.false) + len(self.twice)


def command(
    test: Annotated[Path, typer.Option(help="JSON lines, see docs/alerts.md.", exists=True, dir_okay=False)] = OWN,
    json: AsJson = False,
) -> None:
    """Feed histories to the alert rules and compare what they raise with what is expected."""
    use_sources()
    lines = numbered_lines(test)
    total, plain = Score(), Score()
    unreadable: list[str] = []
    for number, line in steps(lines, "histories"):
        try:
            history = _read(line)
        except (ValueError, InvalidOperation, LookupError, TypeError, AttributeError) as error:
            unreadable.append(f"line {number}: not readable: {error!r}")
            continue
        _score(total, f"line {number}", history, _play(history))
        _score(plain, f"line {number}", history, _play_plainly(history))
    goals = {
        "lines not readable": unreadable,
        "alerts missed": total.missed,
        "alerts raised without cause": total.false,
        "alerts raised twice": total.twice,
    }
    Report(
        name="alerts",
        metrics={"histories": len(lines), "unreadable": len(unreadable), **total.metrics()},
        baselines={"last_price": plain.metrics()},
        falls_short=[f"{len(cases)} {what}" for what, cases in goals.items() if cases],
        details=[case for cases in goals.values() for case in cases][:DETAILS],
    ).show(json)


@dataclass(frozen=True)
class Expected:
    """An alert a person expects. `was` and `now` are compared where they are given."""

    at: datetime
    kind: "AlertKind"
    was: "Decimal | Availability | None"
    now: "Decimal | Availability | None"

    def is_met_by(self, told: Told) -> bool:
        """The kind and the moment are the same, and so are the prices that are given."""
        from prices.models.page import Availability
        from prices.models.watch import AlertKind

        alert = told.alert
        if (alert.kind, alert.at) != (self.kind, self.at):
            return False
        if alert.kind is AlertKind.BACK_IN_STOCK:
            before, after = told.stock
            was = self.was == before or not isinstance(self.was, Availability)
            now = self.now == after or not isinstance(self.now, Availability)
            return was and now
        measured = alert.kind in (AlertKind.DROP, AlertKind.RISE)
        froms = {alert.from_price} if measured else {alert.from_price, *told.froms}
        return (self.was is None or self.was in froms) and (self.now is None or self.now == alert.to_price)


@dataclass(frozen=True)
class History:
    rule: "Rule"
    start: "Seen | None"
    observations: list["Seen"]
    expected: list[Expected]


def _score(total: Score, where: str, history: History, raised: Iterable[Told]) -> None:
    wrong_before = total.wrong
    open_ = list(history.expected)
    before: set[tuple[AlertKind, Decimal | None]] = set()
    for told in raised:
        found = next((expected for expected in open_ if expected.is_met_by(told)), None)
        if found is not None:
            open_.remove(found)
            total.right += 1
        elif (told.alert.kind, told.alert.to_price) in before:
            total.twice.append(f"{where}: twice {_words(told.alert)}")
        else:
            total.false.append(f"{where}: not expected: {_words(told.alert)}")
        before.add((told.alert.kind, told.alert.to_price))
    total.missed += [f"{where}: missed {e.kind} at {e.at:%Y-%m-%dT%H:%MZ} from {e.was} to {e.now}" for e in open_]
    total.histories_right += total.wrong == wrong_before


def _play(history: History) -> Iterator[Told]:
    from prices.models.watch import Rule
    from prices.rules.alerts import AlertState, evaluate

    state = AlertState()
    if history.start is not None:
        state = evaluate(Rule(drop_percent=None), state, history.start).state
    for seen in history.observations:
        outcome = evaluate(history.rule, state, seen)
        froms = _froms(state)
        for alert in outcome.alerts:
            yield Told(alert, froms, (state.availability, seen.availability))
        state = outcome.state


def _play_plainly(history: History) -> Iterator[Told]:
    """The baseline: each observation beside the one before it, no second look, no reference, no cool-down."""
    from prices.models.watch import AlertKind
    from prices.rules.alerts import BUYABLE, Raised

    rule, looks = history.rule, ([history.start] if history.start else []) + history.observations
    for index, (was, now) in enumerate(pairwise(looks), 1):
        kinds = []
        if was.price is not None and now.price is not None:
            fall, least = was.price - now.price, min(look.price for look in looks[:index] if look.price is not None)
            kinds += [
                (AlertKind.DROP, rule.drop_percent and fall > 0 and fall * 100 >= rule.drop_percent * was.price),
                (AlertKind.RISE, rule.rise_percent and fall < 0 and -fall * 100 >= rule.rise_percent * was.price),
                (AlertKind.TARGET, rule.target_price is not None and now.price <= rule.target_price < was.price),
                (AlertKind.ALL_TIME_LOW, rule.all_time_low and now.price < least),
                (AlertKind.ANY_CHANGE, rule.any_change and fall != 0),
            ]
        returned = now.availability in BUYABLE and was.availability not in BUYABLE
        kinds.append((AlertKind.BACK_IN_STOCK, rule.back_in_stock and returned))
        for kind in (kind for kind, raised in kinds if raised):
            alert = Raised(
                kind=kind,
                at=now.at,
                from_price=was.price,
                to_price=now.price,
                currency=now.currency,
                change_percent=None,
                reasons=(),
            )
            froms = {look.price for look in looks[:index] if look.price is not None}
            yield Told(alert, frozenset(froms), (was.availability, now.availability))


def _froms(state: "AlertState") -> frozenset[Decimal]:
    return frozenset(price for book in state.books for price in (book.reference, book.price, book.lowest))


def _words(alert: "Raised") -> str:
    return f"{alert.kind} at {alert.at:%Y-%m-%dT%H:%MZ} from {alert.from_price} to {alert.to_price}"


def _read(line: bytes) -> History:
    from prices.models.listing import Seen
    from prices.models.watch import AlertKind, Rule

    fields = read_object(line)
    watch = fields.get("watch") or {}
    settings = {**watch, **(watch["rule"] if isinstance(watch.get("rule"), dict) else {})}
    rule = Rule(**{SETTINGS[name]: _setting(name, value) for name, value in settings.items() if name in SETTINGS})
    sources: dict[str, Source] = {}
    observations = [
        Seen(
            at=_moment(row["at"]),
            price=_amount(row.get("price")),
            currency=_currency(row.get("currency")),
            source=_source(row.get("source"), sources),
            variant=None if row.get("variant") is None else str(row["variant"]),
            availability=_availability(row.get("availability")),
        )
        for row in fields["observations"]
    ]
    expected = [
        Expected(
            at=_moment(row["at"]),
            kind=AlertKind(KINDS[_name(row["kind"])]),
            was=_price_or_stock(row.get("from")),
            now=_price_or_stock(row.get("to")),
        )
        for row in fields.get("alerts") or []
    ]
    start = next((_amount(settings[name]) for name in START_PRICE if settings.get(name) is not None), None)
    first = None
    if start is not None and observations:
        before = observations[0].at - timedelta(days=1)
        first = Seen(at=before, price=start, currency=_currency(settings.get("currency")) or observations[0].currency)
    return History(rule, first, observations, expected)


def _setting(name: str, value: Any) -> Any:
    """A percentage of 0 or false is never."""
    return value or None if SETTINGS[name] in ("drop_percent", "rise_percent") else value


def _moment(text: str) -> datetime:
    """ISO 8601; UTC where no offset is given."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _amount(value: Any) -> Decimal | None:
    """To the six decimals that a price has: a file written with binary floats has more."""
    return None if value is None or value == "" else round(Decimal(str(value)), 6)


def _currency(text: str | None) -> str | None:
    return text.strip().upper() if text else None


def _name(text: str) -> str:
    """`PriceDrop`, `price drop` and `price-drop` are price_drop."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text.strip())
    return re.sub(r"[\s-]+", "_", words).lower()


def _availability(text: str | None) -> "Availability":
    """`InStock`, `in stock` and `https://schema.org/InStock` are in_stock. Unknown where the word is."""
    from prices.models.page import Availability

    word = re.sub(r"[^a-z]", "", (text or "").rsplit("/", 1)[-1].lower())
    own = {name.replace("_", ""): name for name in Availability}
    return Availability(own.get(STOCK.get(word, word), Availability.UNKNOWN))


def _price_or_stock(value: Any) -> "Decimal | Availability | None":
    from prices.models.page import Availability

    if isinstance(value, str) and (stock := _availability(value)) is not Availability.UNKNOWN:
        return stock
    return _amount(value)


def _source(text: str | None, known: dict[str, "Source"]) -> "Source | None":
    """The rules only ask whether a source is another one, so a foreign name takes the place of an unused one."""
    from prices.models.page import Source

    if not text:
        return None
    names = {"json_ld": Source.JSON_LD, "jsonld": Source.JSON_LD, "embedded": Source.EMBEDDED, "og": Source.OPENGRAPH}
    own = names.get(_name(text)) or (Source(text) if text in set(Source) else None)
    if text not in known:
        free = [source for source in reversed(Source) if source not in known.values()]
        known[text] = own if own in free else free[0]
    return known[text]
