"""The euro reference rates as the European Central Bank publishes them, read strictly.

https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html: XML of a day
(eurofxref-daily.xml), of 90 days and of all since 1999 (eurofxref-hist-90d.xml, eurofxref-hist.xml), and the same as
one CSV in a zip (eurofxref.zip, eurofxref-hist.zip). In XML a `Cube` with a `time` holds one `Cube` a currency; in CSV
the first column is the date and `N/A` stands where there was no rate.

What is in neither form, is not well formed or holds a document type is refused as a whole: a rate that was guessed
would stand in every price that it converts.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import NoReturn

from pydantic import ValidationError

from prices.models.rates import RateDay
from tradewind.errors import InvalidInput

SOURCE = "European Central Bank"
LARGEST_FILE = 32 * 1024 * 1024
"""Bytes, unpacked: all days since 1999 are some 9 MB of XML."""

MOST_DAYS = 20_000
MOST_CURRENCIES = 200
ENVELOPE = "http://www.gesmes.org/xml/2002-08-01"
RATES = "http://www.ecb.int/vocabulary/2002-08-01/eurofxref"
AROUND = {f"{ENVELOPE} {name}" for name in ("Envelope", "subject", "Sender", "name")}
NO_RATE = {"", "N/A"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read(content: bytes) -> list[RateDay]:
    """The days of a file in any of the bank's forms, the oldest first. Raises: InvalidInput, naming what is wrong."""
    _check(len(content) <= LARGEST_FILE, f"the file has {len(content)} bytes, it may have {LARGEST_FILE}")
    if content.startswith(b"PK\x03\x04"):
        found = _from_csv(_unpacked(content))
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        found = _from_xml(content)
    else:
        found = _from_csv(content)
    days = sorted(found, key=lambda each: each.day)
    _check(bool(days), "there is no day with a rate in it")
    for before, after in pairwise(days):
        _check(before.day != after.day, f"{after.day} stands in it twice")
    return days


def _from_xml(content: bytes) -> Iterator[RateDay]:
    from xml.parsers import expat

    days: dict[str, dict[str, str]] = {}
    open_cubes: list[str | None] = []  # the day of each Cube that is open

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name in AROUND and not attributes:
            return
        _check(name == f"{RATES} Cube", f"<{name.rpartition(' ')[2]}> is not of the bank's form")
        within = open_cubes[-1] if open_cubes else None
        if not attributes and not open_cubes:
            open_cubes.append(None)
        elif attributes.keys() == {"time"} and open_cubes == [None]:
            day = attributes["time"]
            _check(day not in days, f"{day} stands in it twice")
            _check(len(days) < MOST_DAYS, f"there are more than {MOST_DAYS} days in it")
            days[day] = {}
            open_cubes.append(day)
        elif attributes.keys() == {"currency", "rate"} and within is not None and len(open_cubes) == 2:
            _add(days[within], within, attributes["currency"], attributes["rate"])
            open_cubes.append(None)
        else:
            _refuse(f"a Cube with {', '.join(sorted(attributes)) or 'nothing'} stands where none may be")

    def end(name: str) -> None:
        if name == f"{RATES} Cube":
            open_cubes.pop()

    def no_document_type(*_: object) -> None:
        _refuse("it declares a document type, which the bank's form has not")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = no_document_type
    parser.EntityDeclHandler = no_document_type
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an encoding that is none
        raise InvalidInput(f"it is not well-formed XML: {str(error)[:80]}") from error
    return (_day(day, rates) for day, rates in days.items() if rates)


def _unpacked(content: bytes) -> bytes:
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            held = packed.infolist()
            _check(len(held) == 1, "the zip holds another thing than one CSV file")
            _check(held[0].compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), "the zip is packed unusually")
            with packed.open(held[0]) as file:
                text = file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise InvalidInput(f"the zip is damaged: {str(error)[:80]}") from error
    _check(len(text) <= LARGEST_FILE, f"unpacked it has more than {LARGEST_FILE} bytes")
    return text


def _from_csv(content: bytes) -> Iterator[RateDay]:
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput("it is neither XML nor CSV in UTF-8") from error
    rows = [[cell.strip() for cell in row] for row in rows if row]
    _check(bool(rows) and rows[0][0] == "Date", "the first line does not begin with Date, as the bank's do")
    names = rows[0]
    _check(len(rows) - 1 <= MOST_DAYS, f"there are more than {MOST_DAYS} days in it")
    for number, row in enumerate(rows[1:], 2):
        _check(len(row) == len(names), f"line {number} has {len(row)} cells, the first {len(names)}")
        day, rates = _iso(row[0]), dict[str, str]()
        for name, rate in zip(names[1:], row[1:], strict=True):
            if rate not in NO_RATE:
                _add(rates, day, name, rate)
        if rates:
            yield _day(day, rates)


def _iso(written: str) -> str:
    """A date as ISO 8601; the file of one day writes `20 November 2026`."""
    if _DATE.fullmatch(written):
        return written
    number, _, rest = written.partition(" ")
    month, _, year = rest.partition(" ")
    if month in MONTHS and number.isdecimal() and year.isdecimal() and written.isascii():
        return f"{year:0>4}-{MONTHS.index(month) + 1:02}-{number:0>2}"
    return written


MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip


def _add(rates: dict[str, str], day: str, currency: str, rate: str) -> None:
    _check(currency not in rates, f"{day[:20]} has {currency[:10]} twice")
    _check(len(rates) < MOST_CURRENCIES, f"{day[:20]} has more than {MOST_CURRENCIES} currencies")
    rates[currency] = rate


def _day(day: str, rates: dict[str, str]) -> RateDay:
    _check(_DATE.fullmatch(day) is not None, f"{day[:20]} is no date")
    try:
        return RateDay(day=date.fromisoformat(day), rates=rates, source=SOURCE)  # type: ignore[arg-type]
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        raise InvalidInput(f"{day}: {field}: {error.errors()[0]['msg']}") from error
    except ValueError as error:
        raise InvalidInput(f"{day} is no date") from error


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        _refuse(otherwise)


def _refuse(why: str) -> NoReturn:
    raise InvalidInput(f"the file of rates: {why}")


def future_days(days: list[RateDay], now: datetime) -> list[date]:
    """Days that are still to come, which no bank has published."""
    return [each.day for each in days if each.day > now.date()]
