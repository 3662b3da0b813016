"""Folders of price histories with the verdict that each deserves, as `docs/deals.md` describes them."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from prices.models.deal import DealVerdict
    from prices.models.listing import Observation
    from prices.models.product import Offer

CASES, HISTORIES, OTHERS = "cases.csv", "histories.csv", "others.csv"
COLUMNS = {
    CASES: ("case", "verdict", "today", "least_score", "most_score", "note"),
    HISTORIES: (
        "case", "date", "until", "price", "currency", "was_price", "unit_price", "unit", "title", "availability",
        "shipping",
    ),
    OTHERS: ("case", "host", "price", "shipping"),
}  # fmt: skip
NEEDED = {CASES: ("case", "verdict"), HISTORIES: ("case", "date", "price"), OTHERS: ("case", "host", "price")}
FEIGNED = ("was_never_charged", "was_rarely_charged", "raised_before_sale", "shrunk_pack", "currency_slip")
OTHER_NAMES = {
    "true_sale": ("discount",),
    "real": ("discount",),
    "inflated_was": ("was_never_charged", "was_rarely_charged"),
    "shrinking_pack": ("shrunk_pack",),
    "no_deal": ("usual_price", "above_usual"),
    "fake": FEIGNED,
}
"""Names a verdict may have in a file beside its own, some for several."""
NOON = time(12, tzinfo=UTC)
MOST_DAYS = 3660
MOST_TOLD = 20


@dataclass
class Case:
    """A history, and the verdicts any of which is right."""

    name: str
    verdicts: "frozenset[DealVerdict]"
    today: date | None
    least_score: int | None
    most_score: int | None
    looks: "list[Observation]" = field(default_factory=list)
    others: "list[Offer]" = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """The moment at which it is judged: noon of its day, or of the last one that it has."""
        return datetime.combine(self.today, NOON) if self.today else max(each.at for each in self.looks)


class Rows:
    """The rows of a file, read field by field; what is wrong is gathered with file, row and field."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.wrong: list[str] = []
        self.number = 1
        self._row: Mapping[str, str | None] = {}
        self._path = folder / name

    def __iter__(self) -> Iterator["Rows"]:
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file, strict=True)
                self._check_head(reader.fieldnames or ())
                if self.wrong:
                    return
                for row in reader:
                    self.number, self._row = reader.line_num, row
                    if None in row:
                        self.fail("", f"has more fields than the {len(reader.fieldnames or ())} of the first row")
                    elif any(row.values()):
                        yield self
        except (UnicodeDecodeError, csv.Error) as error:
            self.fail("", f"cannot be read as CSV in UTF-8: {error}")

    def _check_head(self, head: Any) -> None:
        known, needed = COLUMNS[self.name], NEEDED[self.name]
        for name in needed:
            if name not in head:
                self.fail(name, f"is missing; the first row names the columns: {', '.join(known)}")
        for name in head:
            if name not in known:
                self.fail(str(name), f"is no column of it; those are {', '.join(known)}")

    def fail(self, name: str, what: str) -> None:
        self.wrong.append(", ".join(part for part in (f"{self.name}: row {self.number}", name) if part) + f": {what}")

    def text(self, name: str) -> str | None:
        return (self._row.get(name) or "").strip() or None

    def read(self, name: str, how: Callable[[str], Any], accepted: str, *, needed: bool = False) -> Any:
        """A field, or None where it is empty. One that `how` cannot read is wrong."""
        text = self.text(name)
        if text is None:
            if needed:
                self.fail(name, f"is empty; give {accepted}")
            return None
        try:
            return how(text)
        except (ValueError, InvalidOperation, KeyError):
            self.fail(name, f"{text[:60]!r} is not {accepted}")
            return None


def read_folder(folder: Path) -> list[Case]:
    """The cases of a folder. Raises: Trouble, naming file, row and field of what cannot be read."""
    cases, wrong = _cases(folder)
    for name, add in ((HISTORIES, _add_looks), (OTHERS, _add_other)):
        if name == OTHERS and not (folder / name).exists():
            continue
        rows = Rows(folder, name)
        for row in rows:
            case = cases.get(row.text("case") or "")
            if case is None:
                row.fail("case", f"{row.text('case')!r} is none of {CASES}")
                continue
            add(row, case)
        wrong += rows.wrong
    if not wrong:
        wrong = [f"{HISTORIES}: case: {case.name!r} has no row" for case in cases.values() if not case.looks]
    if wrong:
        more = f"\n... and {len(wrong) - MOST_TOLD} more" if len(wrong) > MOST_TOLD else ""
        raise Trouble(f"{folder} cannot be read:\n" + "\n".join(wrong[:MOST_TOLD]) + more)
    return list(cases.values())


def _cases(folder: Path) -> tuple[dict[str, Case], list[str]]:
    for name in (CASES, HISTORIES):
        if not (folder / name).is_file():
            raise Trouble(f"{folder} has no {name}; docs/deals.md tells what a folder of cases holds")
    cases: dict[str, Case] = {}
    rows = Rows(folder, CASES)
    for row in rows:
        name = row.read("case", str, "a name", needed=True)
        verdicts = row.read("verdict", _verdicts, f"one of {', '.join(_names())}", needed=True)
        least, most = (row.read(each, _score, "a whole number from 0 to 100") for each in ("least_score", "most_score"))
        today = row.read("today", date.fromisoformat, "a date as 2026-03-31")
        if name in cases:
            row.fail("case", f"{name!r} is there already")
        elif name and verdicts:
            cases[name] = Case(name, verdicts, today, least, most)
    return cases, rows.wrong


def _add_looks(row: Rows, case: Case) -> None:
    """A look a day from `date` to `until`, at noon where no time is given."""
    from prices.models.listing import Ending, Observation
    from prices.models.page import Availability

    before = len(row.wrong)
    first = row.read("date", _moment, "a date as 2026-03-31, or a moment", needed=True)
    last = row.read("until", _moment, "a date as 2026-03-31, or a moment") or first
    told = {
        "price": row.read("price", amount, "an amount as 1299.90; leave it empty where none was read"),
        "was_price": row.read("was_price", amount, "an amount as 1299.90"),
        "unit_price": row.read("unit_price", amount, "an amount as 1299.90"),
        "shipping": row.read("shipping", amount, "an amount as 4.90, or 0 where it is free"),
        "currency": row.read("currency", _currency, "an ISO 4217 code as EUR"),
        "availability": row.read("availability", Availability, f"one of {', '.join(Availability)}"),
        "unit": row.text("unit"),
        "title": row.text("title"),
    }
    if first and last and not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        row.fail("until", f"{last.date()} is before {first.date()}, or {MOST_DAYS} days later")
    if len(row.wrong) > before:
        return
    told["availability"] = told["availability"] or Availability.IN_STOCK
    for number in range((last - first).days + 1):
        at = first + timedelta(days=number)
        ending = Ending.UNKNOWN if told["price"] is None else Ending.READ
        case.looks.append(Observation(listing_id="case", slot=at, at=at, ending=ending, **told))


def _add_other(row: Rows, case: Case) -> None:
    from prices.models.page import Availability
    from prices.models.product import Offer
    from prices.models.rates import Exchange

    host = row.read("host", str, "a shop's name", needed=True)
    price = row.read("price", amount, "an amount as 1299.90", needed=True)
    shipping = row.read("shipping", amount, "an amount as 4.90, or 0 where it is free")
    if host is None or price is None:
        return
    case.others.append(
        Offer(
            listing_id=f"other-{len(case.others)}",
            url="https://other.test/",
            host=host,
            price=price,
            shipping=shipping,
            total=price + (shipping or 0),
            availability=Availability.IN_STOCK,
            stated_price=price,
            stated_currency=None,
            exchange=Exchange(rate=Decimal(1)),
            read_at=case.looks[-1].at if case.looks else datetime.now(UTC),
            degraded=False,
        )
    )


def _moment(text: str) -> datetime:
    """A moment, UTC where it names no offset; of a date alone its noon."""
    if len(text) == len("2026-03-31"):
        return datetime.combine(date.fromisoformat(text), NOON)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def amount(text: str) -> Decimal:
    """An amount in plain digits, to six decimals. Raises: ValueError, InvalidOperation."""
    value = Decimal(text)
    if not value.is_finite() or not 0 <= value <= 10**12:
        raise ValueError("it is no price")
    return round(value, 6)


def _names() -> tuple[str, ...]:
    from prices.models.deal import DealVerdict

    return (*DealVerdict, *OTHER_NAMES)


def _verdicts(text: str) -> "frozenset[DealVerdict]":
    """`discount`, or several that are right too: `was_never_charged|was_rarely_charged`."""
    from prices.models.deal import DealVerdict

    names = [each.strip().lower() for each in text.split("|")]
    return frozenset(DealVerdict(name) for each in names for name in OTHER_NAMES.get(each, (each,)))


def _score(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 100:
        raise ValueError("it is no score")
    return value


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise ValueError("it is no currency")
    return text.upper()
