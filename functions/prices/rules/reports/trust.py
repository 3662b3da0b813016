"""How far a reporter is trusted: what came of their reports before, faded, and for how long they are known."""

from datetime import datetime, timedelta

from pydantic import Field

from tradewind.model import Currency, Id, Model, Moment, Price

HALF_LIFE = timedelta(days=60)
"""What came of a report counts half as much after so long: who was wrong is trusted again by being right since."""
PRIOR_RIGHT, PRIOR_WRONG = 1.0, 3.0
"""A stranger is taken to be right one time in four: a share that three confirmed reports lift over a half."""
WRONG_WEIGHS = 3.0
"""What a contradicted report counts against a confirmed one: trust is slowly won and soon lost."""
MOST_RIGHT = 20.0
"""Confirmed reports count this much at most: whoever was right a thousand times is not free to be wrong for years."""
MOST_KNOWN = 2.0
"""What all confirmed reports of prices that we knew already count at most: it keeps whoever copies what is known below
TRUSTED however long they do it, for (1 + 2) / (1 + 3 + 2) is a half, of which an account reaches less at any age."""
RIPENS = timedelta(days=14)
"""What an account lacks of its full weight halves in so long."""
UNRIPE = 0.2
"""What an account of no age counts of what an old one with the same record does."""
TRUSTED = 0.5
"""The weight from which a reporter is trusted: what others say is held against theirs, never the other way round."""
MOST_OPEN = 20
"""Reports of one user that wait for what comes of them; the oldest goes unchecked when there are more."""


class OpenReport(Model):
    """A report that waits for our own look at the page, or for others who say the same."""

    key: str = Field(max_length=200, description="where it is kept")
    listing_id: Id
    is_shared: bool
    member: bool
    price: Price
    currency: Currency
    seen_at: Moment
    known_price: Price | None = Field(default=None, description="the public one that was read last when it came")


class Record(Model):
    """What is known of a reporter. `right` and `wrong`: confirmed and contradicted reports, faded as of `at`; `known`:
    confirmed ones of a price that we knew."""

    since: Moment
    at: Moment
    right: float = Field(default=0.0, ge=0, le=10**6)
    known: float = Field(default=0.0, ge=0, le=10**6)
    wrong: float = Field(default=0.0, ge=0, le=10**6)
    day: str = Field(default="", max_length=10, description="on which `today` were counted")
    today: int = Field(default=0, ge=0, le=10**6)
    open: tuple[OpenReport, ...] = Field(default=(), max_length=MOST_OPEN)


def weight(record: Record, at: datetime) -> float:
    """What a reporter's word weighs, from 0 to 1: the mean of a Beta posterior times how ripe the account is.

    With confirmed reports r and contradicted ones s, both faded, the mean is (a + r) / (a + b + r + 3 s), which is the
    Beta reputation of A. Jøsang and R. Ismail, "The Beta Reputation System" (Bled eConference 2002,
    https://aisel.aisnet.org/bled2002/41) with their forgetting by time in the place of by number, a prior of
    a = 1, b = 3 and contradictions counted three times. r is at most 20, and at most 2 of it of prices that were known.
    Ripeness grows from 0.2 to 1 as 1 - 0.8 * 0.5 ** (age / 14 days); the age is that of the reporter's first report.
    """
    share = _share(record, at)
    right = min(record.right * share + min(record.known * share, MOST_KNOWN), MOST_RIGHT)
    mean = (PRIOR_RIGHT + right) / (PRIOR_RIGHT + PRIOR_WRONG + right + WRONG_WEIGHS * record.wrong * share)
    ripe: float = 1 - (1 - UNRIPE) * 0.5 ** (max(at - record.since, timedelta()) / RIPENS)
    return mean * ripe


def settled(record: Record, at: datetime, *, right: float = 0, known: float = 0, wrong: float = 0) -> Record:
    """The record after some reports were confirmed, some of them of what we knew, or contradicted."""
    share = _share(record, at)
    return record.model_copy(
        update={
            "at": at,
            "right": min(record.right * share + right, MOST_RIGHT),
            "known": min(record.known * share + known, MOST_KNOWN),
            "wrong": record.wrong * share + wrong,
        }
    )


def _share(record: Record, at: datetime) -> float:
    """What is left by now of what a record counted when it was written."""
    share: float = 0.5 ** (max(at - record.at, timedelta()) / HALF_LIFE)
    return share
