"""Messages as they are read: a title, lines, perhaps a link; money, dates and shares as the language writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from notifications.models.alert import AlertTold
from notifications.models.channel import Language
from notifications.wording.neutral import Markup, neutral, neutral_link
from notifications.wording.phrases import PHRASES

LONGEST_NAME = 120
MOST_LISTED = (
    30  # alerts in one digest; the rest is counted. 30 subjects are some 3,000 characters: Telegram takes 4,096
)
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and where it leads."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is read. `stop` is what the link that unsubscribes, `stop_link`, is called."""

    title: str
    lines: tuple[Line, ...]
    stop: str
    stop_link: str
    language: Language

    @property
    def body(self) -> str:
        """The message in plain text, with its links written out."""
        rows = [each for line in self.lines for each in (line.text, line.link) if each]
        return "\n".join([*rows, "", f"{self.stop}: {self.stop_link}"])


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes in one language, for one time zone, for a service that reads `markup`."""

    language: Language
    zone: str
    markup: Markup
    stop_link: str

    def message(self, title: str, *lines: Line) -> Message:
        """A message with the way to be told no more."""
        phrases = PHRASES[self.language]
        return Message(title, lines, phrases["stop_word"], neutral_link(self.stop_link, self.markup), self.language)

    def say(self, phrase: str, **gaps: str) -> str:
        """A phrase, its gaps filled."""
        return PHRASES[self.language][phrase].format(**gaps)

    def subject(self, alert: AlertTold) -> str:
        """An alert in one line."""
        named = alert.label or alert.title
        what = neutral(named[:LONGEST_NAME], self.markup) if named else self.say("nameless")
        count = str(alert.count or len(alert.titles))
        return self.say(alert.kind, what=what, price=self.price(alert.to_price, alert.currency), count=count)

    def price(self, amount: Decimal | None, currency: str | None) -> str:
        """An amount of money, as `€19.90`; without a currency the bare number."""
        from babel.numbers import format_currency, format_decimal

        if amount is None:
            return self.say("no_price")
        if currency is None:
            return format_decimal(amount, locale=self.language)
        return format_currency(amount, currency, locale=self.language)

    def lines(self, alert: AlertTold) -> list[Line]:
        """What is to be told of an alert beside its subject."""
        was, now = alert.from_price, alert.to_price
        price = self.price(now, alert.currency)
        rows = []
        if alert.until is not None and was and now is not None:
            rows.append(
                self.say(
                    "likely",
                    was=self.price(was, alert.currency),
                    price=price,
                    percent=self._share(was, now),
                    day=self._day(alert.until),
                    chance=self._chance(alert.probability or 0),
                )
            )
        elif was and now is not None and was != now:
            rows.append(
                self.say("change", was=self.price(was, alert.currency), price=price, percent=self._share(was, now))
            )
        elif now is not None:
            rows.append(self.say("now", price=price))
        rows += [f"• {neutral(each[:LONGEST_NAME], self.markup)}" for each in alert.titles]
        if alert.titles and (left := (alert.count or 0) - len(alert.titles)) > 0:
            rows.append(self.say("more", count=str(left)))
        rows.append(self.say("seen", moment=self._moment(alert.at)))
        if alert.reasons and self.language is Language.EN:
            reasons = "; ".join(neutral(each[:200], self.markup) for each in alert.reasons[:MOST_REASONS])
            rows.append(self.say("because", reasons=reasons))
        return [*(Line(row) for row in rows), *([Line("", self._link(alert.url))] if alert.url else [])]

    def line(self, alert: AlertTold) -> Line:
        """An alert as one of many."""
        return Line(f"• {self.subject(alert)}", self._link(alert.url) if alert.url else None)

    def _link(self, url: str) -> str:
        return neutral_link(url, self.markup)

    def _share(self, was: Decimal, now: Decimal) -> str:
        from babel.numbers import format_percent

        share = round((now - was) / was, 3)
        said = format_percent(share, locale=self.language, decimal_quantization=False)
        return f"+{said}" if share > 0 else said

    def _chance(self, probability: float) -> str:
        from babel.numbers import format_percent

        return format_percent(round(Decimal(probability), 2), locale=self.language)

    def _day(self, day: date) -> str:
        from babel.dates import format_date

        return format_date(day, "medium", locale=self.language)

    def _moment(self, at: datetime) -> str:
        from babel.dates import format_datetime

        return format_datetime(at.astimezone(ZoneInfo(self.zone)), "medium", locale=self.language)


def message_of(alert: AlertTold, writer: Writer) -> Message:
    """What an alert says."""
    return writer.message(writer.subject(alert), *writer.lines(alert))


def digest_message(alerts: Sequence[AlertTold], count: int, writer: Writer) -> Message:
    """What many alerts say in one message; `count` is how many there are in all."""
    listed = [writer.line(alert) for alert in alerts[:MOST_LISTED]]
    left = count - len(listed)
    more = [Line(writer.say("more", count=str(left)))] if left > 0 else []
    return writer.message(writer.say("digest_title", count=str(count)), *listed, *more)


def code_message(code: str, minutes: int, writer: Writer) -> Message:
    """The code that proves a channel."""
    said = writer.say("code", code=code, minutes=str(minutes))
    return writer.message(writer.say("code_title"), Line(said), Line(writer.say("code_unasked")))


def trial_message(writer: Writer) -> Message:
    """What the test button sends."""
    return writer.message(writer.say("test_title"), Line(writer.say("test")))


def confirmation(language: Language, which: str) -> tuple[str, str]:
    """Title and text of a page: `stop`, `stopped` or `unknown`."""
    phrases = PHRASES[language]
    return phrases[f"{which}_title"], phrases[f"{which}_about"]
