# ruff: noqa: E501 - the patterns
"""The words of coupons, in the languages of the web. All are looked for in any case."""

import re


def _any(text: str) -> str:
    return "|".join(sorted((word.strip() for word in re.split(r"\s\|\s", text)), key=len, reverse=True))


def _words(text: str) -> list[str]:
    return text.split()


NAMED = re.compile(
    r"(?<![^\W_])(?:"
    + _any(
        r"""coupon(?:[ -]?codes?)? | promo(?:tion(?:al)?)?[ -]?codes? | discount[ -]codes? | voucher(?:[ -]?codes?)?
        | savings? code | gutschein(?:codes?)? | rabatt-?codes? | aktions-?codes? | vorteilscode
        | codes? promo(?:tionnel)? | codes? de réduction | codes? avantage | codes? de remise | bons? de réduction
        | c[oó]digos? (?:promocional(?:es)?|de descuento|descuento|de desconto|promo) | cup[oó]n(?:es)? | cupom
        | codic[ei] (?:sconto|promo(?:zionale)?|promozionali) | buono sconto | kortingscodes? | actiecodes?
        | kod(?:em|u)? (?:rabatow\w+|promocyjn\w+) | rabatt?kod(?:e|en)? | kampanjkod(?:en)? | alennuskoodi\w*
        | slevov\w+ k[oó]d\w* | zľavov\w+ kód\w* | kuponk[oó]d\w* | промо-?код\w* | купон\w* | kupon kodu\w*
        | indirim kodu\w* | mã (?:giảm giá|khuyến mãi) | kode (?:promo|voucher|kupon) | कूपन(?: कोड)?
        | كود (?:ال)?خصم | קוד (?:קופון|הנחה)"""
    )
    + r")(?![^\W_])"
    r"|优惠码|優惠碼|折扣码|折扣碼|优惠券码|クーポン(?:コード)?|割引コード|쿠폰\s?코드|할인\s?코드",
    re.IGNORECASE,
)
BEFORE = re.compile(r"(?<![\w-])(?P<code>[A-Z0-9][A-Z0-9_-]{2,19})[\s\x1f]{1,3}$")
"""A code right before the words that name it: `SPRING15 coupon code`."""
STEMS = _words(
    """code coupon cupon cupón cupom gutschein voucher codi códi codigo koodi kod kód код купон kupon buono
    réduction 优惠 優惠 折扣 クーポン 割引 쿠폰 할인 mã कूपन خصم קוד"""
)
"""One of these, in small letters, is in whatever the patterns here find: most pages have none, and are done with."""
LED = re.compile(
    r"(?<![^\W_])(?:(?:use|using|with|enter|apply|mit|unter|nutze[nt]?|verwende[nt]?|avec|utilise[rz]|"
    r"saisissez|con|usa|usar|usando|inserisci|met|gebruik|z|ze|s|se|użyj|med|brug|använd|bruk|с|com|use o|pakai|nhập) "
    r"(?:the |dem |le |el |il |de |o |the promo )?(?:code|código|codice|koden?|kodem|kód\w*|кодом)|code promo)(?![^\W_])",
    re.IGNORECASE,
)
"""What leads to a code without saying what code it is."""
BARE = re.compile(r"(?:^|[\x1f.,;:!?(–—-]\s*)(?:code|código|codice|kod|kód|koodi)(?=\s*[:=：]|\s+\S)", re.IGNORECASE)
"""`code` alone: products, colours and post offices have codes too, so nothing may stand before it, and what it takes off
must be said in words."""
JOINING = re.compile(
    r"(?:[\s\x1f:：=–—-]|(?:is|ist|est|es|è|lautet|the|le|el|il|den|dem|jest|är|er)(?![^\W_]))*"
    r"[„“”\"'`«»‹›「『【\[(*\x1f\s]*",
    re.IGNORECASE,
)
CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,19}(?![^\W_]|[_-]\w)")
NO_CODES = frozenset(
    _words("""APPLY APPLIED AND AT AUTO AUTOMATICALLY BELOW CART CHECKOUT CLICK CODE CODES COUPON COUPONS DISCOUNT ENTER EUR EXTRA
    FAQ FOR FREE FROM GBP GET HERE INFO NEEDED NEW NO NONE NOT NOW OFF ONE ONLY ONLINE OUR PLEASE PROMO REQUIRED SALE SAVE
    SEE SHIPPING SHOP SIGN TERMS THE THIS TODAY USD USE VALID VAT VOUCHER WITH YOUR JETZT HIER KEIN NICHT NUR GUTSCHEIN
    RABATT CODE-PROMO ICI MAINTENANT AQUI AHORA QUI ORA HIER NU TERAZ NAME EMAIL E-MAIL LOGIN LOG HTML CSS
    CODE1234 ABC123 ABCD1234""")
)  # fmt: skip
"""Words in capitals, and what forms show as an example."""
UP_TO = re.compile(
    r"(?:up to|bis zu|bis|jusqu['’]à|hasta(?: un)?|fino al?|até|do|tot(?: wel)?|upp till|op til|opptil|до|最大|最高|max\.?|"
    r"maximum|maximal|höchstens|maximaal|máximo|massimo|at most)\s*(?:de |à )?[-–]?\s*$",
    re.IGNORECASE,
)
OFF = re.compile(
    r"(?:de |di |d['’]|of |w |со |)(?<![^\W_])(?:off|discount|savings?|save|less|reduction|rabatt?\w*|nachlass|sparen?|spare|remise|réductions?|"
    r"offerts?|économisez|descuentos?|menos|ahorra|sconto|sconti|risparmia|descontos?|korting|zniżk\w+|taniej|obniż\w+|slev\w+|"
    r"zľav\w+|скидк\w+|indirim\w*|giảm|alennus\w*|bortom|de moins|en moins)(?![^\W_])|減|减|オフ|割引|引き|할인|立减|"
    r"कम|छूट|خصم|הנחה",
    re.IGNORECASE,
)
LEAST_BEFORE = re.compile(
    r"(?:over|above|minimum(?: order| spend| purchase)?(?: value| of)?|min\.?(?: order| spend)?(?: value)?|from|spend(?:ing)?|"
    r"orders? (?:of|over|above|from)|"
    r"mindestbestellwert(?: von)?|mindesteinkauf(?:swert)?|mbw|ab|über|dès|à partir de?|plus de|minimum d['’]achat(?: de)?|"
    r"supérieure? à|a partir de|desde|superior(?:es)? a|más de|mayor(?:es)? (?:a|de)|mínim[oa](?: de)?|acima de|superiori? a|almeno|(?:ordine )?minimo di|da|oltre|"
    r"vanaf|boven|bij besteding van|od|powyżej|za min\.?|nad|över|från|over|fra|minst|при заказе от|от|свыше|满|滿|"
    r"trên|từ|üzeri|pedido mínimo(?: de)?|valor mínimo(?: de)?)"
    r"[\s\x1f:]*(?:de |of |von |un total de )?$",
    re.IGNORECASE,
)
LEAST_AFTER = re.compile(
    r"[\s\x1f]*(?:\+|or more|and (?:up|above|over)|minimum|min\.|purchase|d['’]achats?|oder mehr|mindest|o más|o più|ou mais|"
    r"of meer|i więcej|(?:ve )?üzeri|以上|お買い上げ|이상|起)",
    re.IGNORECASE,
)
FREE_SHIPPING = re.compile(
    r"free (?:[\w.-]+ ){0,2}(?:shipping|delivery|postage)|versandkostenfrei|"
    r"gratis-?versand|kostenlose[rn]? (?:versand|lieferung)|gratis (?:versand|lieferung)|livraison (?:gratuite|offerte)|"
    r"frais de port offerts|env[ií]o grat(?:is|uito)|spedizione (?:gratuita|gratis)|frete gr[aá]tis|portes grátis|"
    r"gratis (?:verzending|bezorging|levering|fragt|frakt)|fri (?:frakt|fragt)|darmow[aą] (?:dostaw[aęą]|wysyłk[aęą])|"
    r"doprava zdarma|бесплатн\w+ доставк\w+|包邮|包郵|免运费|免運費|送料無料|무료\s?배송|ücretsiz kargo|miễn phí vận chuyển",
    re.IGNORECASE,
)
OVER = re.compile(
    r"(?<![^\W_])(?:expired|no longer valid|has ended|abgelaufen|nicht mehr gültig|expirée?s?|périmée?|caducad[oa]|vencid[oa]|"
    r"scadut[oa]|verlopen|wygasł\w*|истек\w*|закончил\w+)(?![^\W_])|已过期|已過期|終了しました|만료",
    re.IGNORECASE,
)
FOR_ONE_OF_SEVERAL = re.compile(
    r"(?<![^\W_])(?:bogo|b1g1|buy (?:one|two|any|\d)|(?:second|2nd) (?:item|pair|one|unit)|3 for 2|zweite[nrs]? (?:artikel|teil|paar)|"
    r"(?:2(?:e|ème)|deuxième|second) (?:article|paire|produit)|segunda unidad|segund[oa] (?:producto|par)|"
    r"(?:secondo|2°) (?:articolo|pezzo|paio)|tweede (?:artikel|product)|drug[ai] (?:produkt|para|sztuk\w))(?![^\W_])|第二件|2点目",
    re.IGNORECASE,
)
"""It takes something off one piece of several: no percentage or amount of the whole says that."""
ALONE = re.compile(
    r"(?:can ?not|can['’]t|not|may not) be (?:combined|used (?:together )?with)|not (?:valid|combinable) with (?:any )?other|"
    r"nicht (?:mit (?:anderen|weiteren) \w+ )?kombinierbar|non cumulables?|no acumulables?|non cumulabil[ei]|"
    r"não cumulativ[oa]|niet (?:te combineren|in combinatie)|nie łączy się|не суммиру\w+|併用(?:不可|できません)|不可叠加",
    re.IGNORECASE,
)
TOGETHER = re.compile(
    r"can be (?:combined|stacked)|stackable|stacks with|(?<!nicht )kombinierbar mit|(?<!non )cumulable avec|"
    r"(?<!no )acumulable con|(?<!non )cumulabile con|併用可|可叠加",
    re.IGNORECASE,
)
NOT_REDUCED = re.compile(
    r"exclud(?:es|ing) sale|(?:not valid|does not apply|cannot be used) on (?:sale|reduced|discounted|clearance)|"
    r"reduzierte (?:artikel|ware)n? (?:sind )?(?:ausgenommen|ausgeschlossen)|(?:nicht|außer) (?:auf|für) (?:bereits )?reduzierte|"
    r"hors (?:articles (?:en |déjà )?)?(?:promotions?|promos?|soldés?|soldes)|no (?:válido|aplicable) (?:en|a) (?:artículos )?"
    r"rebaja(?:s|dos)|esclus[io] (?:articoli )?(?:in )?(?:saldo|saldi|promozione)|nie obejmuje produktów przecenionych|"
    r"niet geldig op afgeprijsde|セール品(?:は)?(?:対象外|除く)",
    re.IGNORECASE,
)
CLICKED = re.compile(
    r"\b(?:apply|clip|activate|redeem|save)\s+(?:an? )?(?:extra )?[^\s\x1f]{1,12}(?: ?[%€])?\s+(?:off )?(?:with )?coupon\b"
    r"|\bcoupon (?:anwenden|aktivieren)\b|\b(?:appliquer|activer) (?:le |un )?coupon\b",
    re.IGNORECASE,
)
"""A coupon that is ticked on the page, without a code."""
ENDS = re.compile(
    r"(?:until|till|through|thru|ends?|ending|expires?|expiry|valid|by|bis|endet|gültig|ablauf|jusqu\w*|expire|fin|hasta|"
    r"válid[oa]s?|vence|caduca|fino al?|scad\w+|entro|até|validade|t/m|t\.?o\.?m\.?|tot|geldig|do dnia|do|ważn\w+|till och med|till|"
    r"gäller|til|gyldig|platí do|до|по|действу\w+|截至|截止|有效期|至|期限|有効期限|유효기간|kadar|son gün)"
    r"[^\d\x1f]{0,24}$",
    re.IGNORECASE,
)
ENDS_AFTER = re.compile(r"\s{0,2}(?:まで|까지|前|['’]?[aey]?\s?kadar|tarihine kadar)", re.IGNORECASE)

_MONTH_NAMES = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia leden ledna января янв",
    "february feb februar février févr fevr febrero febbraio fevereiro fev februari luty lutego února февраля фев",
    "march mar märz mrz mars marzo março marco maart mrt marzec marca března марта мар",
    "april apr avril avr abril abr aprile kwiecień kwietnia dubna апреля апр",
    "may mai mayo maggio mag maio mei maj maja května мая",
    "june jun juni juin junio giugno giu junho czerwiec czerwca června июня июн",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca července июля июл",
    "august aug août aout agosto ago augustus augusti sierpień sierpnia srpna августа авг",
    "september sep sept septembre septiembre settembre set setembro wrzesień września září сентября сен",
    "october oct oktober okt octobre octubre ottobre ott outubro out październik października října октября окт",
    "november nov novembre noviembre novembro listopad listopada listopadu ноября ноя",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro grudzień grudnia prosince декабря дек",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in _words(names)}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = re.compile(
    r"(?<!\d)(?:(?P<y1>20\d\d)\s?[-./年]\s?(?P<m1>\d{1,2})\s?[-./月]\s?(?P<d1>\d{1,2})日?"
    r"|(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?\s(?:de |of )?(?P<m3>{_MONTH})\b\.?(?:,?\s(?:de |del )?(?P<y3>20\d\d))?"
    rf"|(?P<m4>{_MONTH})\.?\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y4>20\d\d))?"
    r"|(?P<a5>\d{1,2})(?P<mark>[./])(?P<b5>\d{1,2})(?:(?P=mark)(?P<y5>20\d\d|\d\d))?\.?)(?!\d|[.,/]\d)",
    re.IGNORECASE,
)
"""Years first; day or month first in words; two numbers with a dot or a slash between, whose order the page decides."""
