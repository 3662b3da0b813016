# ruff: noqa: E501 - the patterns of phrases
"""Says what each amount of a text is: the price of now, a former one, a saving, an instalment."""

import re

from tradewind.money.words import Part, part_after, parts_before
from tradewind.money.written import Written

FROM_TO = re.compile(r"\b(?:de|von|from|van|od|do|da|du|dari|з|от|с|din|fra)\s*:?\s*$", re.IGNORECASE)
THEN_FOR = re.compile(
    r"^\W*(?:por|für|for|voor|na|à|por apenas|a|to|auf|naar|до|til|jadi|pour|pentru)\b", re.IGNORECASE
)
TIMES_BEFORE = re.compile(
    r"(?:(?:(?<!\d)[2-9]|[1-9]\d)\s?[x×хX]\s?(?:de|von|of|à|da|på|по|po|de\s)?|\d{1,2}\s?(?:fois|vezes|veces|cuotas|raten|rate|rates|ratas|parcelas|monate|months|mois|meses|mesi|weeks|weekly"
    r"|monthly|payments|installments|instalments|interest-free payments|interest-free instalments|mensualités|mensualidades|pagos|ay|taksit|rat|splátek|mån|mnd|месяц\w*|мес\.?|міс\.?|платеж\w*|期|回|개월|เดือน|tháng|termijnen|maanden"
    r"|rater|rater|måneder|månader|kk|kuukautta|δόσεις|άτοκες|δόσεων|payments|fortnightly payments|easy payments|equal payments|bulan|kali|תשלומים|mal|versements|paiements|prestações|rate egale|lună|luni|mies\.?|miesięcy|měsíců)"
    r"(?:\s(?:a|à|á|at|of|de|da|di|von|zu|je|po|по|sin|sem|av|af|interest|free|interest-free|interés|intereses|juros|sans|frais|payments|x|x\s|för|for|van|fixas|iguais|iguales|fijas|zinsfrei|monthly|equal|senza|interessi|tasso|zero|al|bez|odsetek|των|από|שווים|του|fără|dobândă|без|переплат|процентов|ללא|ריבית|של)){0,5})\s*:?\s*$"
    r"|(?:monthly|mtl\.?|monatlich|mensuel\w*|mensual\w*|mensil\w*|měsíčně|miesięcznie|/mo)\s*(?:payments?|rate)\s*(?:of|von|de)?\s*:?\s*$",
    re.IGNORECASE,
)
TIMES_AFTER = re.compile(
    r"\s*(?:(?:/|per|a|par|pro|por|al|je|im|och|i)?\s?(?:mo|mo\.|month|mth|monthly|mois|monat|mes|mês|mese|mnd|mån|měsíc|mies\.?|мес\.?|week|wk|月)\s*(?:,|\()?\s*(?:for|x|×|over|für|über|pendant|por|per|durante|i|przez|на|во|,)?\s?\d{1,2}"
    r"|[x×хX*]\s?(?:[2-9]|[1-9]\d)(?!\d)(?!\s?(?:ml|g|kg|cl|l|cm|mm|stk|pcs|st)\b))",
    re.IGNORECASE,
)
COUNT_BEFORE = re.compile(
    r"(?:^|[^\w.,])\d{1,2}\s?(?:/|for|für|pour|por|voor|per|för|за|za|na|par|x)\s*$", re.IGNORECASE
)
COUNT_BEHIND = re.compile(
    r"\s?(?:for|für|pour|por|voor|per|för|za|за)\s(?:any )?[2-9](?![\w.,]|\s?(?:x|kg|g|l|ml|mo|month|week|day|year|pay)\w*)"
)
PER_UNIT = re.compile(r"\s?(?:/|per )\s?(?:[0-9]{1,4}\s?)?[^\W\d_]{1,14}\.?(?=\s*(?:$|[)\]]))|\s?/[^\W\d_]")
"""What an amount is per, in any word: `/ Ounce)`, `/pezzo`."""
JOINS = re.compile(r"\s*(?:(?:or|ou|oder|o|of|eller|lub|или|vagy|nebo|veya|או|أو|または)\b|[,;)\]|/.·\n])")
PERIODS = re.compile(
    r"[0-9]{1,2}\s?-?(?:months?|mos?\b|mon\b|monate?n?|mois|meses|mês|mesi|maanden|mån|mnd|måneder|mdr|kk\b|ay\b|mies|měs|мес|міс|raten?\b|rates|rat\b|cuotas|parcelas"
    r"|payments|installments|instalments|个月|個月|ヶ月|か月|回|期|개월|เดือน|tháng|bulan|taksit|fois|חודשים|شهر)|^\W*(?:or|oder|ou|of|o|eller|lub|или|または|atau|hoặc)\b"
    r"|financ|finanz|affirm|klarna|рассроч|в кредит",
    re.IGNORECASE,
)
"""A count of months or of payments, which makes a monthly amount an instalment."""
COUNTS_ON = re.compile(r"\s?:?\s?[0-9][0-9.,]*(?![0-9.,]|\s?[%％])")
"""A number right behind a word of saving, which then speaks of that number: `ポイント 13pt`."""
PERCENT_NEXT = re.compile(r"\s?:?\s?[0-9][0-9.,]*\s?[%％]")
SAVING_IN_PERCENT = re.compile(r"%\s*(?:de\s|di\s)?$|%\s?[0-9]+\s*$")
OF_WHICH = re.compile(r"\(\s*(?:incl|inkl|inc|including|inclusief|inklusive|dont|davon|of which|di cui|w tym)\b\W*$")
"""`€ 29,99 (incl. € 0,15`: a part of the price, not one."""
FROM_COUNT = re.compile(
    r"\b(?:ab|from|dès|desde|vanaf|da|od|от|från|fra)\s[0-9]+\s?(?:stück|stk|st|pcs|pieces|units|pièces|unidades|pezzi|stuks|szt|ks|шт)\b\.?"
    r"[\s:]*(?:je|à|at)?\s*$"
)
FREE_FROM = re.compile(r"\b(?:ab|dès|from|over|desde|vanaf|od|från|fra|da|от|від)\s*$")
FREE_SHIPPING = re.compile(
    r"\W*(?:versandkostenfrei|versandfrei|livraison (?:offerte|gratuite)|free (?:shipping|delivery)|gratis (?:verzending|versand)"
    r"|kostenloser versand|envío gratis|darmowa dostawa|fri frakt|fri fragt|spedizione gratuita|бесплатная доставка)"
)
NEGATIVE = re.compile(r"(?:^|[\s(\[:])-$")


def give_parts(text: str, money: list[Written]) -> None:
    """Give each amount its part, by the words in front of it and right behind it."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(character.lower()[0] for character in text)
    start = 0
    for index, number in enumerate(money):
        is_last = index + 1 == len(money)
        end = len(text) if is_last else money[index + 1].start
        before, behind = lower[start : number.start], lower[number.end : end]
        number.part, taken = _part_of(before, behind, index == 0, is_last)
        start = number.end + taken
    if any(number.part is Part.MONTHLY for number in money) and PERIODS.search(text):
        for number in money:
            if number.part is Part.MONTHLY:
                number.part = Part.INSTALMENT


def _part_of(before: str, behind: str, is_first: bool, is_last: bool) -> tuple[Part, int]:
    """The part of an amount between two texts, and how much of the text behind it speaks of it."""
    said = [
        (phrase, part)
        for at, phrase, part in parts_before(before)
        if part not in {Part.SAVING, Part.OTHER} or not _is_of_another(part, before, at, at + len(phrase))
    ]
    part = said[-1][1] if said else Part.PRICE
    if part is Part.NOW and any(earlier is Part.MEMBER for _, earlier in said):
        part = Part.MEMBER
    if NEGATIVE.search(before[-3:]) and (is_first or "\n" in before or part is not Part.PRICE):
        part = Part.SAVING
    if TIMES_BEFORE.search(before[-60:]) or TIMES_AFTER.match(behind):
        return Part.INSTALMENT, 0
    is_threshold = FREE_FROM.search(before[-12:]) and FREE_SHIPPING.match(behind)
    if is_threshold or (not is_first and OF_WHICH.search(before[-16:])):
        return Part.OTHER, 0
    if FROM_TO.search(before[-12:]) and not is_last and THEN_FOR.match(behind):
        return Part.WAS, 0
    after = part_after(behind, is_last)
    if after is None and part is Part.PRICE and PER_UNIT.match(behind):
        return Part.UNIT, 0
    if after is not None and (
        (after[0] is Part.SAVING and not after[2] and COUNTS_ON.match(behind, after[1]))
        or (after[0] is Part.OTHER and PERCENT_NEXT.match(behind, after[1]))
    ):
        after = None
    if after is not None and _is_said_of(after[0], part, behind, after[1], is_last or after[2]):
        return after[0], after[1]
    is_of_several = COUNT_BEFORE.search(before) or FROM_COUNT.search(before[-30:]) or COUNT_BEHIND.match(behind)
    return (Part.MULTIBUY if is_of_several and not (is_first and is_last) else part), 0


def _is_of_another(part: Part, before: str, start: int, end: int) -> bool:
    """Whether a word of saving, shipping or tax speaks of a percentage or number of its own: `19 % MwSt`, `earn 5`."""
    if SAVING_IN_PERCENT.search(before[max(0, start - 8) : start]) or "%" in before[end:]:
        return True
    return part is Part.SAVING and any(character.isdigit() for character in before[end:])


def _is_said_of(  # noqa: PLR0911 - one answer a part
    after: Part, before: Part, behind: str, length: int, is_last: bool
) -> bool:
    """Whether the words behind an amount speak of it, rather than of the amount that follows them."""
    rest = behind[length:]
    opens = behind[:length]
    if not is_last and not rest.strip(" :") and opens.count("(") > opens.count(")"):
        return False
    if after is Part.WITHOUT_TAX:
        return before in {Part.PRICE, Part.NOW, Part.MEMBER}
    if after in {Part.UNIT, Part.MONTHLY, Part.INSTALMENT}:
        return before in {Part.PRICE, Part.NOW, Part.MEMBER, Part.TOTAL} and (
            is_last or not rest.lstrip().startswith((":", "="))
        )
    if is_last or JOINS.match(rest):
        return (
            before is Part.PRICE
            or after in {Part.SAVING, Part.OTHER}
            or (before is Part.NOW and after in {Part.MEMBER, Part.TOTAL})
        )
    if after is Part.NOW and rest.lstrip().startswith("("):
        return before is Part.PRICE
    if after in {Part.WAS, Part.NOW, Part.MEMBER}:
        return (
            (behind[:1] not in " \n(" and before is Part.PRICE)
            or behind.strip()[:2] in {"->", "=>"}
            or behind.strip()[:1] in set("→➔➜⇒>")
        )
    if after in {Part.SAVING, Part.OTHER}:
        return rest.strip() != "" and not rest.lstrip().startswith(":") and before in {Part.PRICE, after, Part.NOW}
    return before in {Part.PRICE, Part.NOW}
