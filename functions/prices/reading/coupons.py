"""Coupons that a page states: the code, what it takes off, on what terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from prices.models.page import CouponKind, FoundCoupon, Stacking
from prices.reading import coupon_words as words
from prices.reading.amounts import PageMoney
from prices.reading.page import SEPARATOR, Page, clean
from prices.reading.traits import Is
from tradewind.money import money_spans

MOST = 10
MOST_LOOKED_AT = 60
LONGEST_BLOCK = 360
"""Characters of the text around a code that its terms are looked for in: a banner is shorter, prose longer."""
LONGEST_TEXT = 400_000
SAID_BEFORE, SAID_AFTER = 100, 140
"""Characters around a code that are kept as what the page says of it."""
AROUND = 60
"""Characters before and after a stem in which its words stand."""
NEAR = 40
"""Characters before and after a number in which the words that say what it is are looked for."""
NOT_HERE = Is.REVIEW | Is.HIDDEN | Is.SPOKEN | Is.OTHERS | Is.CARD
"""What a review says of a code is not the shop's word; what is hidden may be long over; a card is another product's."""
BESIDE = 25
PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?|100)\s?[%％٪]|[%％]\s?(\d{1,2})(?![\d.,])")
TENTHS_LEFT = re.compile(r"(?<![\d.])([1-9](?:\.?[0-9])?)\s?折")
"""Chinese states what is left to pay, in tenths: 8折 takes 20 % off, 8.5折 and 85折 take 15 %."""
CLIPBOARD = "[data-clipboard-text],[data-coupon-code],[data-promo-code],[data-voucher-code],[data-discount-code]"
CODE_NAMES = CLIPBOARD.replace("[", "").replace("]", "").split(",")


@dataclass(frozen=True, slots=True)
class Block:
    """The text around a code: an element that is no longer than a banner. `at`: where the code stands in it."""

    text: str
    code: str | None
    at: int
    is_bare: bool = False  # nothing says that it is the code of a coupon


def find_coupons(page: Page, money: PageMoney) -> list[FoundCoupon]:
    """The coupons of a page that say what they take off, each once, in the order of the page; at most MOST.

    A code counts where a word for coupons leads to it and it is written like one: capitals and digits, none of the
    words that stand there in forms. It counts with what its own surroundings say: how much it takes off, which must be
    certain (`up to 50 %` is not), from which order on, until when, whether it goes with others. What reviews say, what
    is hidden, what is said to be over, and what stands on the card of another product is left out.
    """
    found: dict[tuple[object, ...], FoundCoupon] = {}
    for block in _blocks(page):
        coupon = _read(block, money)
        if coupon is None:
            continue
        found.setdefault((coupon.code, coupon.kind, coupon.percent, coupon.amount), coupon)
        if len(found) == MOST:
            break
    return list(found.values())


def _blocks(page: Page) -> Iterator[Block]:
    """Text around each code, and around each coupon that is clicked."""
    text = page.text[:LONGEST_TEXT]
    spans = _worth_a_look(text)
    for pattern in (words.NAMED, words.LED, words.BARE):
        for named in (found for first, last in spans for found in pattern.finditer(text, first, last)):
            joined = words.JOINING.match(text, named.end())
            start = joined.end() if joined else named.end()
            code = words.CODE.match(text, start)
            if code is not None and _is_code(code.group(), named.group(), text, code):
                is_bare = pattern is words.BARE
                yield from _block_around(page, named.end() - 1, code.start(), code.group(), is_bare=is_bare)
            elif pattern is words.NAMED:
                yield from _named_behind(page, text, named.start())
    for clicked in (found for first, last in spans for found in words.CLICKED.finditer(text, first, last)):
        position = page.position_at(clicked.start())
        if not any(element.traits & NOT_HERE for element in page.ancestors(position)):
            yield Block(page.strings[position], None, 0)  # what it takes off stands in the same words
    if spans:
        yield from _copied(page)


def _named_behind(page: Page, text: str, named_at: int) -> Iterator[Block]:
    """Text around a code that stands right before its name: `SPRING15 coupon code`. Only with a digit in it."""
    first = max(0, named_at - 24)
    before = words.BEFORE.search(text[first:named_at])
    if before is not None and any(each.isdigit() for each in before["code"]) and before["code"] not in words.NO_CODES:
        at = first + before.start("code")
        yield from _block_around(page, at, at, before["code"], is_bare=False)


def _worth_a_look(text: str) -> list[tuple[int, int]]:
    """Where a word of coupons may stand: the places around its stems, apart from each other."""
    folded = text.lower()
    if len(folded) != len(text):  # a letter that has no small form of one character; places would not fit
        return [(0, len(text))] if any(stem in folded for stem in words.STEMS) else []
    hits: list[int] = []
    for stem in words.STEMS:
        at = folded.find(stem)
        while at >= 0 and len(hits) < MOST_LOOKED_AT * len(words.STEMS):
            hits.append(at)
            at = folded.find(stem, at + 1)
    spans: list[tuple[int, int]] = []
    for at in sorted(hits)[:MOST_LOOKED_AT]:
        first, last = max(0, at - AROUND), at + AROUND
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def _is_code(code: str, named: str, text: str, match: re.Match[str]) -> bool:
    """Whether a word in capitals is a code: it has a letter, is none of the words of forms, and where all around is in
    capitals it has a digit or an element of its own."""
    if code in words.NO_CODES or not any(each.isalpha() for each in code) or len(set(code)) == 1:
        return False
    if any(each.isdigit() for each in code):
        return True
    stands_alone = text[match.start() - 1 : match.start()] == SEPARATOR or text[match.start() - 1] in "„“”\"'«「『[("
    return len(code) >= 4 and (stands_alone or not named.isupper())


def _block_around(page: Page, named_at: int, code_at: int, code: str, *, is_bare: bool) -> Iterator[Block]:
    """The largest element around a code that is no longer than a banner, unless it is none of the shop's own offers."""
    first, last = page.position_at(named_at), page.position_at(code_at)
    around = page.ancestors(last)
    if any(element.traits & NOT_HERE for element in around):
        return
    low, high = first, last
    for element in around:
        start, end = low, high
        while start > 0 and _length(page, start - 1, end) <= LONGEST_BLOCK and _holds(page, element, start - 1):
            start -= 1
        while (
            end + 1 < len(page.strings)
            and _length(page, start, end + 1) <= LONGEST_BLOCK
            and _holds(page, element, end + 1)
        ):
            end += 1
        is_whole = not (start > 0 and _holds(page, element, start - 1)) and not (
            end + 1 < len(page.strings) and _holds(page, element, end + 1)
        )
        if not is_whole:
            break
        low, high = start, end
    text = page.text[page.starts[low] : page.starts[high + 1] - 1]
    yield Block(text, code, code_at - page.starts[low], is_bare)


def _length(page: Page, first: int, last: int) -> int:
    return page.starts[last + 1] - page.starts[first]


def _holds(page: Page, element: object, position: int) -> bool:
    return any(each is element for each in page.ancestors(position))


def _copied(page: Page) -> Iterator[Block]:
    """Codes in the attribute that a button copies."""
    if page.tree.root is None:
        return
    for node in page.tree.css(CLIPBOARD)[:MOST]:
        code = next((value for name in CODE_NAMES if (value := node.attributes.get(name))), "").strip()
        if not words.CODE.fullmatch(code) or code in words.NO_CODES:
            continue
        holder = node
        for _ in range(4):
            if (
                holder.parent is None
                or len(clean(holder.parent.text(separator=" ")[: 4 * LONGEST_BLOCK])) > LONGEST_BLOCK
            ):
                break
            holder = holder.parent
        if page.element(holder).traits & NOT_HERE:
            continue
        text = clean(holder.text(separator=" "))
        if words.NAMED.search(text) or words.LED.search(text):
            yield Block(text, code, max(text.find(code), 0))


def _read(block: Block, money: PageMoney) -> FoundCoupon | None:
    """What a block says of its code; None where it does not say for certain what it takes off."""
    if words.OVER.search(block.text):
        return None
    text, at = _own_part(block)
    if words.FOR_ONE_OF_SEVERAL.search(text):
        return None
    shown = clean(text[max(0, at - SAID_BEFORE) : at + SAID_AFTER].replace(SEPARATOR, " "))
    offs, leasts, mosts = _amounts(text, money)
    percents = _percents(text, block)
    kind, percent, amount, currency = CouponKind.FREE_SHIPPING, None, None, None
    if percents:
        kind, percent = CouponKind.PERCENT, min(percents, key=lambda each: abs(each[0] - at))[1]
    elif offs:
        nearest = min(offs, key=lambda each: abs(each[0] - at))
        kind, amount, currency = CouponKind.AMOUNT, nearest[1], nearest[2]
    elif block.is_bare or not words.FREE_SHIPPING.search(text):
        return None
    least = leasts[0] if leasts else None
    most = mosts[0] if mosts and kind is CouponKind.PERCENT else None
    named = currency or next((each[2] for each in (least, most) if each is not None), None)
    if named is None and (amount is not None or least is not None):
        return None  # money of no known currency
    ends_on, ends_each = _end(text, money)
    return FoundCoupon(
        code=block.code,
        kind=kind,
        percent=percent,
        amount=amount,
        currency=named,
        minimum_order=least[1] if least is not None and least[2] == named else None,
        most_off=most[1] if most is not None and most[2] == named else None,
        ends_on=ends_on,
        ends_each=ends_each,
        stacking=_stacking(block),
        covers_reduced=words.NOT_REDUCED.search(text) is None,
        text=shown[:300],
    )


def _own_part(block: Block) -> tuple[str, int]:
    """Of a block with several codes what is nearest to this one: from the end of the code before to the next code's
    own terms. Where a code opens the block, its terms stand behind it."""
    starts = [
        code.start()
        for pattern in (words.NAMED, words.LED, words.BARE)
        for named in pattern.finditer(block.text)
        if (joined := words.JOINING.match(block.text, named.end()))
        and (code := words.CODE.match(block.text, joined.end()))
        and code.group() != block.code
        and _is_code(code.group(), named.group(), block.text, code)
    ]
    if not starts:
        return block.text, block.at
    before = [start for start in starts if start < block.at]
    after = [start for start in starts if start > block.at]
    low = block.text.find(SEPARATOR, max(before)) if before else 0
    low = max(before) if before and not 0 <= low < block.at else max(low, 0)
    high = min(after) if after else len(block.text)
    if not before and _says_off(block.text[: block.at]):
        high = min(high, block.text.find(SEPARATOR, block.at) if SEPARATOR in block.text[block.at : high] else high)
    return block.text[low:high], block.at - low


def _says_off(text: str) -> bool:
    return PERCENT.search(text) is not None or words.OFF.search(text) is not None


def _percents(text: str, block: Block) -> list[tuple[int, Decimal]]:
    """Percentages that are taken off, with their places; none of them where one is only an upper bound.

    A percentage is taken off where words beside it or a minus say so, or where the code of a coupon ends in its number:
    `100 % cotton` is none.
    """
    found = []
    for match in PERCENT.finditer(text):
        written = match.group(1) or match.group(2)
        value = Decimal(written.replace(",", "."))
        before, after = text[max(0, match.start() - BESIDE) : match.start()], text[match.end() : match.end() + BESIDE]
        is_said = before.rstrip().endswith(("-", "−", "–")) or words.OFF.search(before) or words.OFF.search(after)
        is_named = not block.is_bare and (
            (block.code or "").endswith(written) or words.NAMED.search(before) or words.NAMED.search(after)
        )
        if not is_said and not is_named:
            continue
        if words.UP_TO.search(text[max(0, match.start() - NEAR) : match.start()]):
            return []
        if 0 < value <= 100:
            found.append((match.start(), value))
    for match in TENTHS_LEFT.finditer(text):
        left = Decimal(match.group(1).replace(".", ""))
        left = left * 10 if left < 10 else left
        found.append((match.start(), 100 - left))
    return found


Amount = tuple[int, Decimal, str]


def _amounts(text: str, money: PageMoney) -> tuple[list[Amount], list[Amount], list[Amount]]:
    """Amounts of money with their places: those that are taken off, least orders, and bounds on what is taken off."""
    offs, leasts, mosts = [], [], []
    end_of_last, was_off = 0, False
    for span in money_spans(text):
        parsed = money.parse(text[span.start : span.end])
        currency = money.currency_of(parsed)
        if parsed.amount is None or currency is None or not 0 < parsed.amount < 10**6:
            continue
        before = text[max(end_of_last, span.start - NEAR) : span.start]
        after = text[span.end : span.end + NEAR]
        sighted = (span.start, parsed.amount, currency)
        end_of_last = span.end
        if words.UP_TO.search(before):
            mosts.append(sighted)
        elif words.LEAST_BEFORE.search(before) or words.LEAST_AFTER.match(after) or (was_off and _just_off(before)):
            leasts.append(sighted)
        elif words.OFF.search(before[-BESIDE:]) or _is_off(after.lstrip()) or before.rstrip().endswith(("-", "−")):
            offs.append(sighted)
        was_off = bool(offs) and offs[-1] is sighted
    return offs, leasts, mosts


def _is_off(after: str) -> bool:
    """Whether what stands behind an amount says that it is taken off: `10 € Rabatt`, `10 € Gutschein`."""
    return words.OFF.match(after) is not None or words.NAMED.match(after) is not None


def _just_off(between: str) -> bool:
    """Whether nothing but `off` stands between two amounts: `$10 off $50`."""
    return words.OFF.fullmatch(between.strip()) is not None


def _end(text: str, money: PageMoney) -> tuple[date | None, tuple[int, int] | None]:
    """The last day that a text states: the latest of a span of days, or the one that words of an end lead to."""
    found = []
    says_end = False
    for match in words.DATE.finditer(text):
        if (day := _day(match, money)) is None:
            continue
        found.append(day)
        before, after = text[max(0, match.start() - NEAR) : match.start()], text[match.end() :]
        says_end = says_end or bool(words.ENDS.search(before) or words.ENDS_AFTER.match(after))
    is_span = len(found) == 2 and re.search(r"\d\.?\s?[-–—~〜]\s?\d", text) is not None
    if not found or not (says_end or is_span):
        return None, None
    year, month, day_of_month = found[-1]
    if year is None:
        return None, (month, day_of_month)
    try:
        return date(year, month, day_of_month), None
    except ValueError:
        return None, None


def _day(match: re.Match[str], money: PageMoney) -> tuple[int | None, int, int] | None:
    """Year, month and day of a date; None where it is none, or its order cannot be told."""
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    year = next((int(value) for name, value in groups.items() if name.startswith("y")), None)
    if "a5" in groups:
        one, other = int(groups["a5"]), int(groups["b5"])
        if groups["mark"] == "." and year is None and one > 12 and other > 12:
            return None
        order = _order(one, other, groups["mark"], money.locale)
        if order is None:
            return None
        month, day = order
    else:
        month_text = next(value for name, value in groups.items() if name.startswith("m") and name != "mark")
        month = int(month_text) if month_text.isdigit() else words.MONTHS[month_text.casefold()]
        day = int(next(value for name, value in groups.items() if name.startswith("d")))
    if year is not None and year < 100:
        year += 2000
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


MONTH_FIRST = frozenset(["US", "PH", "JP", "CN", "TW", "KR", "HU"])


def _order(one: int, other: int, mark: str, locale: str | None) -> tuple[int, int] | None:
    """Which of two numbers is the month: with a dot the second; with a slash as the page's territory has it."""
    if one > 12 or mark == ".":
        return other, one
    if other > 12:
        return one, other
    language, _, territory = (locale or "").replace("_", "-").partition("-")
    territory = territory.upper() or {"ja": "JP", "zh": "CN", "ko": "KR"}.get(language, "")
    if territory in MONTH_FIRST:
        return one, other
    return (other, one) if territory or language not in ("", "en", "und") else None


def _stacking(block: Block) -> Stacking:
    if words.ALONE.search(block.text):
        return Stacking.EXCLUSIVE
    if words.TOGETHER.search(block.text) or block.code is None:
        return Stacking.STACKS
    return Stacking.ONE_CODE
