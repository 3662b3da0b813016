"""What the words right before and after an amount say of it, in the languages of the web.

A word counts whole; one that ends in `*` counts as the beginning of a word.
"""

import re

from prices.reading.traits import Is, Trait

_BEFORE: dict[Trait, str] = {
    Is.OLD: """was | were | rrp | msrp | mrp | list | list price | retail | regular | regularly | regular price
    | before | original* | compare at
        | value | old price | starting bid | starting price | start price | startpreis | startgebot | statt | uvp
        | vorher | bisher | ehemal* | alter preis | streichpreis | lieu de | avant | prix conseillé
        | prix public | prix barré | était
        | ancien prix | antes | pvpr | precio anterior | precio original | precio normal
        | precio lista | antes era | prezzo precedente
        | prezzo listino | listino | prezzo consigliato | prezzo originale | era | invece di | anziché | adviesprijs
        | van | oude prijs | původn* | běžn*
        | dříve | doporučen* | pôvodn* | bežn* | cena regularna | regularna | poprzedni* | katalogow* | przed
        | najniższa | de | por de
        | preço original | preço anterior | ord pris | ordinarie | tidigare | veil | veiledende | normalpris
        | førpris | før | ennen | norm | ovh
        | старая | было | раньше | стара | обычная | зачеркнутая | преди | eski | korábbi | eredeti | vechi | prp
        | prețul recomandat | redna | senā | vana | tavahind
        | tavaline | kaina be nuolaidos | liste fiyatı | piyasa | παλιά | αρχική | πριν""",
    Is.ASIDE: """spend | paid | dont | davon | of which | éco* | recupel | raee | total | totals | gesamt* | totaal
    | totalt
    | celk* | razem | łącznie | toplam | итого | összesen
    | save | saves | saved | saving | savings | discount* | off | spar* | rabatt* | nachlass | ersparnis
    | économ* | remise | réduction | ahorr* | descuento
        | rebaja | rispar* | sconto | ušetř* | ušetr* | sleva | slevu | slevy | zľav* | oszcz* | rabat | zniżk*
        | korting | bespaar* | voordeel
        | econom* | desconto | скидк* | эконом* | выгод* | отстъпк* | спестяв* | kazan* | indirim | cashback
        | coupon* | gutschein* | voucher* | gift | gifts | bonus | reward* | points
        | approx* | converted
        | point | credit | under | estimate | estimated | reserve | worth | minimum order | min order
        | besparelse | säästä | säästät | rabais | vinci | wert""",
    Is.SHIPPING: """shipping | ship | ships | deliver* | postage | freight | p&p | versand* | liefer* | livraison
    | port | envío | envio | gastos | spedizion* | consegn*
        | doprav* | poštovn* | dostaw* | wysyłk* | przesyłk* | verzend* | bezorg* | frete | entrega | portes
        | frakt* | fragt | levering | toimitus* | доставк* | kargo
        | szállít* | livrare | orders over | order over | over | above | ab einem | fee | fees | deposit | pfand
        | porto | tax | duty | handling | mehr als | plus de | más de | minimum
        | import charges | customs | zustell*""",
    Is.INSTALMENT: """payments of | installments of | instalments of | installment | instalment | instalments
    | installments | monthly | finance | financing | finanzier* | leasing | cuotas | cuota
        | parcelas | parcela | rate | raten | rata | raty | ratę | rat | splátk* | splátek | рассрочк* | кредит
        | в кредит | emi | mensual* | mensilità | fois | klarna | affirm | afterpay | paypal
        | pay later | ab mtl | mtl | termin* | per month | pay in | down | lease | avbetalning | delbetalning""",
    Is.MEMBER: """member* | club | mitglied* | membre* | socio | socios | člen* | klubow* | loyalty | clubcard
    | nectar | app price | prime | with card | card price | subscriber* | lid
        | ledenprijs | medlem* | cartão loja | abonnés""",
    Is.UNTAXED: """ex vat | ex tax | excl vat | exc vat | excl tax | exc tax | excluding vat | excluding tax
    | without vat | without tax | before tax | ex gst | excl gst | ex btw | excl btw | excl mwst | bez dph | bez vat
        | bez ddv | bez pdv | bez podatku | netto | nett | net price | sin iva | sem iva | iva esclusa | hors taxe
        | hors taxes | ht | без ндс | без ддс | без пдв | km-ta | be pvm | bez pvn | uden moms
        | eks mva | ekskl moms | exkl moms | nettó | fără tva | kdv hariç | χωρίς φπα""",
}  # fmt: skip
_AFTER: dict[Trait, str] = {
    Is.ASIDE: """off | discount* | rabatt* | sparen | gespart | ersparnis | remise | économie* | descuento | sconto
    | sleva | zľava | taniej | korting | desconto | скидк* | saved | saving | savings | cashback
        | back | credit | reward* | coupon* | gift | voucher* | gutschein* | bonus | points | or more off
        | einsparung | cheaper | günstiger | estimated""",
    Is.SHIPPING: """shipping | delivery | postage | p&p | versand* | livraison | envío | spedizione | doprava
    | dostawa | verzend* | frete | frakt | доставка | or more | and up | and over | minimum | mindestbestellwert
        | or above | oder mehr | deposit | pfand | tax | fee | import | lieferung | porto | frais""",
    Is.INSTALMENT: """month | months | monthly | mo | mth | pm | monat | mtl | monatlich | mois | mes | mese
    | měsíčně | měsíc | miesiąc | mies | maand | mês | mån | mnd | md | kk | мес | месяц | ay | hó | week | weekly
    | woche
        | interest free | x | mensuel* | mensual* | al mes | por mes | taksit""",
    Is.UNTAXED: "",
    Is.OLD: "list price | regular price | rrp | msrp | uvp | original price",
}  # fmt: skip
_AFTER[Is.UNTAXED] = _BEFORE[Is.UNTAXED]
_BEFORE[Is.UNTAXED] += " | zzgl"

_MEASURE = re.compile(
    r"\s*(?:/|per\b|pro\b|je\b|par\b|za\b|la\b|le\b|al\b|ogni|por\b|pr\.?|p\.|\(|=|à)\s*\(?\s*(?:1\s*)?(?:100|1000"
    r"|500|10)?\s*"
    r"(?:kg|kilo|kilogramm|g|gr|gramm|mg|l|lt|liter|litre|litro|ml|cl|dl|m|mb|lfm|cm|m2|m²|m³|qm|oz|lb|lbs"
    r"|fl\.?\s?oz|ft|sq\.?\s?ft|sheet|tablet|wash|load|dose|roll|serving|portion|capsule|кг|л|мл|г|м|м²)\b",
    re.IGNORECASE,
)
_PLUS_TAX = re.compile(
    r"\s*(?:\+|plus\b)\s*(?:vat|gst|áfa|dph|btw|moms|mva|iva|mwst|tva|kdv|ндс|пдв|φπα)\b", re.IGNORECASE
)
_TIMES_BEFORE = re.compile(
    r"\d\s*(?:x|×|\*)\s*(?:de|of|da|mal|à|a)?\s*[^\w\s]{0,3}\s*$|(?:^|\D)\d{1,2}\s*(?:×|x)\s*$", re.IGNORECASE
)
_FROM_QUANTITY = re.compile(
    r"\d+\s*(?:\+|or more|oder mehr|ou plus|o más|o più|a více|i więcej|and (?:up|above))\s*[:\-–]?\s*$"
    r"|\b(?:buy|ab|od|dès|bei)\s*\d+\s*(?:stk\.?|stück|pcs|units|pieces|ks|szt\.?)?\s*[:\-–]?\s*$",
    re.IGNORECASE,
)
_TIMES_AFTER = re.compile(
    r"\W{0,3}(?:x|×)\s?\d|/\s?(?:mo|month|mth|monat|mois|mes|mês|mese|měs|mies|maand|mån|mnd|md|kk|мес|ay|hó|月"
    r"|week|wk|yr|year)\b",
    re.IGNORECASE,
)
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_EAST_ASIAN = (
    (Is.OLD, re.compile("原价|市场价|原價|市價|定価|通常価格|小売価格|参考価格|当店通常|정가|소비자가|定價|划线价")),
    (Is.ASIDE, re.compile("合計|合计|总计|省|立减|立減|割引|優惠|优惠|ポイント|クーポン|券|オフ|积分|적립|할인")),
    (Is.SHIPPING, re.compile("运费|運費|送料|配送|배송|满|滿|以上")),
    (Is.INSTALMENT, re.compile("分期|分割|월\\s*$|月々|每期|期$")),
    (Is.MEMBER, re.compile("会员|會員|会員|회원|プライム")),
    (Is.UNTAXED, re.compile("税抜|税別|未税|不含税|本体価格")),
)  # fmt: skip


_LAST_DIGIT = re.compile(r"(?s:.*\d)?")
_TOKEN = re.compile(r"[^\W\d_]+(?:&p)?")


def _tables(labels: dict[Trait, str]) -> tuple[dict[str, Trait], dict[str, Trait]]:
    whole: dict[str, Trait] = {}
    stems: dict[str, Trait] = {}
    for trait, text in labels.items():
        for label in (phrase.strip() for phrase in text.split("|")):
            if label.endswith("*"):
                stems[label[:-1]] = stems.get(label[:-1], 0) | trait
            elif label:
                whole[label] = whole.get(label, 0) | trait
    return whole, stems


_WHOLE_BEFORE, _STEMS_BEFORE = _tables(_BEFORE)
_WHOLE_AFTER, _STEMS_AFTER = _tables(_AFTER)
_STEM_LENGTHS = sorted({len(stem) for stem in _STEMS_BEFORE | _STEMS_AFTER})


def told_before(text: str) -> Trait:
    """What the words right before an amount say of it; the nearest that say something count."""
    nearest = text[_LAST_DIGIT.match(text).end() :]  # type: ignore[union-attr]  # a number before has taken the words before it
    traits = _told(_TOKEN.findall(nearest.casefold())[-5:][::-1], _WHOLE_BEFORE, _STEMS_BEFORE, backwards=True)
    if _TIMES_BEFORE.search(text):
        traits |= Is.INSTALMENT
    if _FROM_QUANTITY.search(text):
        traits |= Is.ASIDE
    return traits | _told_east_asian(text) if _IDEOGRAPH.search(text) else traits


def told_after(text: str) -> Trait:
    """What the words right after an amount say of it."""
    if _MEASURE.match(text):
        return Is.UNIT
    if _PLUS_TAX.match(text):
        return Is.UNTAXED
    traits = Is.INSTALMENT if _TIMES_AFTER.match(text) else 0
    traits |= _told(_TOKEN.findall(text.casefold())[:3], _WHOLE_AFTER, _STEMS_AFTER, backwards=False)
    return traits | _told_east_asian(text) if _IDEOGRAPH.search(text) else traits


_ALONE = frozenset(
    [
        "de",
        "van",
        "list",
        "value",
        "port",
        "credit",
        "point",
        "wert",
        "era",
        "norm",
        "vana",
        "before",
        "avant",
        "under",
        "over",
        "x",
        "ht",
        "rate",
        "vinci",
        "price",
    ]
)
"""Words of many meanings: they count only where nothing else is said."""


def _told(words: list[str], whole: dict[str, Trait], stems: dict[str, Trait], *, backwards: bool) -> Trait:
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        pair = f"{following} {word}" if backwards else f"{word} {following}"
        traits = whole.get(pair, 0) | whole.get(word, 0)
        for length in _STEM_LENGTHS:
            if length > len(word):
                break
            traits |= stems.get(word[:length], 0)
        if traits and (word not in _ALONE or len(words) == 1 or pair in whole):
            return traits
    return 0


def _told_east_asian(text: str) -> Trait:
    traits = 0
    for trait, pattern in _EAST_ASIAN:
        if pattern.search(text):
            traits |= trait
    return traits
