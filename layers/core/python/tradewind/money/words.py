# ruff: noqa: E501 - the tables of phrases
"""What the words beside an amount say of it: the phrases of shops, by the part that they give an amount.

Phrases are lower case. `before` stands in front of an amount, `after` right behind it. Latin, Greek, Cyrillic, Hebrew
and Arabic phrases match whole words, others anywhere.
"""

import re
from enum import StrEnum


class Part(StrEnum):
    """What an amount is in its text."""

    PRICE = "price"  # no word says otherwise
    NOW = "now"  # said to be the price of now
    TOTAL = "total"  # said to be the whole of instalments, or with tax
    WITHOUT_TAX = "without tax"
    MEMBER = "member price"  # for members, subscribers, holders of a coupon
    USED = "price of a used one"
    WAS = "former price"
    LOWEST = "lowest price of late"  # that must stand beside a reduced price in the EU; it may be below what is paid
    UNIT = "unit price"
    MULTIBUY = "price of several"
    MONTHLY = "monthly price"
    INSTALMENT = "instalment"
    SAVING = "saving"
    OTHER = "no price"  # shipping, tax, deposit, a threshold


BEFORE: dict[Part, str] = {
    Part.PRICE: """
shipping calculated|shipping calculated at checkout|shipping is calculated at checkout|taxes and shipping calculated at checkout|shipping not included|excluding shipping|excl. shipping|frais d'expédition calculés|frais de port calculés|versand wird beim checkout berechnet|versand berechnet|envío calculado|los gastos de envío se calculan|frete calculado|spedizione calcolata|spese di spedizione calcolate|verzendkosten worden berekend|frakt beräknas|frakt beregnes|fragt beregnes
tax included|taxes included|duties and taxes included|vat included|taxes incluses|impuesto incluido|impuestos incluidos|steuern inklusive|imposto incluído|imposte incluse|belastingen inbegrepen
offers over|offers in excess of|offers in the region of|offers from|oieo|oiro
free shipping|free delivery|free postage|free returns|free standard shipping|free standard delivery|free next day delivery|ships free|kostenloser versand|gratis versand|gratisversand|versandkostenfrei|kostenlose lieferung|livraison gratuite|livraison offerte|envío gratis|envio gratis|frete grátis|entrega grátis|portes grátis|spedizione gratuita|consegna gratuita
gratis verzending|gratis bezorging|gratis levering|fri frakt|fri fragt|gratis frakt|gratis fragt|ilmainen toimitus|darmowa dostawa|darmowa wysyłka|doprava zdarma|doprava zadarmo|ingyenes szállítás|livrare gratuită|transport gratuit|бесплатная доставка|безкоштовна доставка|безплатна доставка|besplatna dostava|brezplačna dostava|δωρεάν μεταφορικά|δωρεάν αποστολή|ücretsiz kargo|kargo bedava|משלוח חינם|شحن مجاني|توصيل مجاني|ارسال رایگان
送料無料|免运费|包邮|免運費|免運|무료배송|무료 배송|ส่งฟรี|miễn phí vận chuyển|freeship|gratis ongkir|bebas ongkir|penghantaran percuma
""",
    Part.NOW: """
não assinantes|não sócios|não membros|nichtmitglieder|nicht-mitglieder|ohne karte|non-membres|non adhérents|sans carte|no socios|no miembros|sin tarjeta|non soci|senza tessera|niet-leden|ikke-medlem|ikke-medlemmer|icke-medlem|bez karty|bez aplikacji|без карты|без картки|非会员|非會員|非会員|一般価格|비회원|without card|without clubcard|guest price
now|now only|sale|sale price|on sale|our price|offer|offer price|special price|special|today|today only|deal|deal price|current price
price now|current|you pay|your price|buy now|buy it now|non-member|non-members|non member|clearance|reduced to|discounted price|final price
new price|promo|promo price|for only|only|just|price drop|non-member price|down to|best price|outlet|flash sale|selling price|discount price
jetzt|jetzt nur|nur|aktuell|aktionspreis|angebot|angebotspreis|sonderpreis|unser preis|neuer preis|nur noch|heute|sale-preis|neu|aktion
maintenant|désormais|prix actuel|prix promo|prix soldé|nouveau prix|en promo|notre prix|seulement|soldé|promo
ahora|oferta|precio oferta|precio actual|precio especial|precio final|hoy|a solo|por solo|por sólo|solo|sólo|precio de oferta|rebajado a|precio rebajado
por|por apenas|por só|agora|apenas|preço atual|preço promocional|à vista|a vista|promoção|oferta|hoje|no pix|preço final|agora por|preço com desconto
ora|adesso|solo|prezzo attuale|prezzo scontato|in offerta|offerta|ora solo|prezzo finale|scontato|a soli|nuovo prezzo
nu|nu slechts|voor|actieprijs|aanbieding|onze prijs|nieuwe prijs|slechts|voor slechts|actueel|nu voor|kr nu|reapris|nu från|rea|extrapris|kampanjpris
nå|nå kun|kun|tilbud|tilbudspris|salgspris|kampanjepris|nå fra|kampagnepris|nyt pris|nu kun|pris nu|ditt pris|ny pris|nuvarande pris
nyt|nyt vain|tarjous|tarjoushinta|vain|teraz|promocja|cena promocyjna|tylko|obecna cena|aktualna cena|cena aktualna|nowa cena|już za|już od
nyní|akce|akční cena|jen|pouze|cena nyní|nová cena|nyní jen|most|most csak|akció|akciós ár|csak|új ár|jelenlegi ár|acum|preț nou|preț promoțional|acum doar|preț redus|numai|doar
сейчас|теперь|цена сейчас|цена со скидкой|всего|акция|новая цена|со скидкой|зараз|ціна зі знижкою|тепер|нова ціна|лише|всього|акційна ціна|сега|нова цена|промоция|само|акционная цена|по акции|всего за|по цене
sada|akcija|akcijska cijena|akcijska cena|samo|novа cena|τώρα|τώρα μόνο|μόνο|νέα τιμή|τιμή προσφοράς|προσφορά
şimdi|indirimli|indirimli fiyat|sadece|kampanyalı fiyat|yeni fiyat|şimdi sadece|sepette
עכשיו|כעת|מחיר מבצע|במבצע|רק|מבצע|الآن|الان|السعر الآن|سعر العرض|فقط|بعد الخصم|السعر الحالي|بـ|اکنون|قیمت با تخفیف|با تخفیف|قیمت جدید
अब|अब केवल|ऑफर|विशेष मूल्य|केवल|現在|今|特価|セール|セール価格|特別価格|割引後|販売価格|会员以外|现价|現價|特价|特價|优惠价|優惠價|促销价|售价|售價|到手价|券后|活动价|折后|折後|秒杀价|仅|只要|僅|現在價|今だけ
지금|할인가|판매가|특가|최종가|세일가|현재가|단|현재|혜택가|ลดเหลือ|เหลือ|ราคาพิเศษ|เพียง|ตอนนี้|ราคาโปรโมชั่น|ลดราคาเหลือ|โปรโมชั่น
nay|giá khuyến mãi|giá sale|chỉ còn|chỉ|còn|giảm còn|giá ưu đãi|bây giờ|giá mới|hiện tại|sekarang|harga promo|harga diskon|hanya|jadi|menjadi|harga sekarang|kini|harga jualan|cuma|jadi hanya|ngayon
""",
    Part.TOTAL: """
total|total price|grand total|in total|gesamt|gesamtpreis|insgesamt|summe|prix total|au total|total de|total a pagar|precio total|totale|prezzo totale|totaal|totaalprijs|totalt|razem|łącznie
celkem|összesen|итого|всего к оплате|разом|合計|总价|總價|总计|合计|총|총액|รวม|รวมทั้งสิ้น|tổng|tổng cộng|toplam|סה"כ|סהכ|الإجمالي|المجموع|yhteensä|barzahlungspreis|ou total|gesamtbetrag|σύνολο|total a plazos
inc vat|inc. vat|incl vat|incl. vat|including vat|ttc|inkl. mwst|inkl. mwst.|税込|税込み|с ндс|brutto|bruttopreis|with tax|incl. tax|incl. gst|incl gst|inc gst|inc. gst|incl. btw|incl btw|con iva|iva incluido|iva inclusa|iva incl.|inkl. moms|inkl moms|s dph|z vat|including tax|bruttó|bruttó ár|з пдв|с ддс|precio con impuestos|con impuestos
""",
    Part.WITHOUT_TAX: """
excl vat|excl. vat|ex vat|ex. vat|ex-vat|excluding vat|exc vat|exc. vat|exc. gst|ht|h.t.|hors taxes|exkl. mwst|exkl. mwst.|zzgl. mwst|zzgl. mwst.|netto|nettopreis|net|net price|ohne mwst|ohne mwst.|exkl. moms|exkl moms|ex moms|eks. moms|eks. mva|excl. btw|excl btw|ex btw|ex. btw
sin iva|senza iva|iva esclusa|iva no incluido|s/iva|bez dph|bez vat|税抜|税抜き|本体|本体価格|税别|без ндс|excluding tax|excl. tax|excl tax|ex tax|ex gst|ex. gst|excl. gst|excl gst|before tax|plus vat|fără tva|áfa nélkül|kdv hariç|alv 0|alv 0 %|alv 0%|sem iva|nettó|nettó ár|precio sin impuestos nacionales|precio sin impuestos|sin impuestos nacionales|sin impuestos|без пдв|без ддс|net of tax|bez pdv|pre-tax
""",
    Part.MEMBER: """
member|members|member price|members price|member's price|members' price|members only|club price|club|clubcard price|clubcard|loyalty price|loyalty card|prime|prime price|prime member price|with coupon|coupon price|with code|with card
with clubcard|with loyalty card|with nectar|nectar price|vip|vip price|subscribe|subscribe & save|subscribe and save|app price|app only|app-only|after coupon|with membership|student price|students|trade price|wholesale|wholesale price|precio tarjeta|tarjeta|tarif réduit|concession|concessions|tarifa reducida|tariffa ridotta|bilet ulgowy|льготный|оптовая цена|опт|оптом|ціна опт|cena hurtowa|velkoobchodní cena|großhandelspreis|prix de gros|for members|with trade-in|after rebate|after cashback
mitglieder|mitgliederpreis|für mitglieder|clubpreis|club-preis|kundenkarte|mit kundenkarte|mit coupon|mit gutschein|app-preis|im abo|abo|abo-preis|sparabo|vorteilspreis|clubmitglieder|vereinspreis
prix membre|membres|prix adhérent|adhérents|prix club|avec la carte|avec carte|prix fidélité|avec abonnement|abonnés|socios|precio socio|precio socios|precio club|con tarjeta|miembros|precio miembro|con cupón|con suscripción|sócio|preço sócio|preço clube|membros|assinante|assinantes|com cupom|preço assinante|clube
soci|prezzo soci|prezzo socio|con tessera|con carta|abbonati|prezzo club|leden|ledenprijs|ledenvoordeel|met klantenkaart|clubprijs|medlem|medlemspris|medlemmer|medlemmar|klubpris|klubbpris|för medlemmar|for medlemmer|med kort|stammis|stammispris
klubowiczów|dla klubowiczów|cena klubowa|cena z kartą|z kartą|z aplikacją|cena s kartou|s kartou|klubová cena|clubcard cena|s clubcard|klubkártyával|clubcard ár|tagoknak|preț membru|cu card|cu cardul|по карте|цена по карте|с картой|для участников|для членов клуба|клубная цена|за карткою|с карта|с клубна карта|с кредиткой
jäsenhinta|jäsenille|plussa-kortilla|kanta-asiakas|kanta-asiakashinta|üye|üyelere|üyelere özel|kart ile|kartlı fiyat|member exclusive|مخصص للأعضاء|سعر الأعضاء|للأعضاء|לחברי מועדון|מחיר מועדון|מועדון
会員|会員価格|会員様|会员价|會員價|会员|會員|plus会员|プライム会員|회원가|회원|멤버십|쿠폰가|와우할인가|와우|ราคาสมาชิก|สมาชิก|thành viên|giá thành viên|harga member|member harga|harga ahli|ahli|券後|用券
""",
    Part.USED: """
used from|used:|used & new from|pre-owned from|refurbished from|gebraucht ab|gebraucht:|d'occasion dès|occasion dès|usato da|usados desde|usado desde|de segunda mano desde|tweedehands vanaf|begagnat från|brugt fra|brukt fra|używane od|б/у от|中古品|中古
""",
    Part.LOWEST: """
lowest price in 30 days|lowest recent price|niedrigster preis|30-tage-bestpreis|niedrigster preis der letzten 30 tage|prix le plus bas|precio mínimo|prezzo più basso|più basso|laagste prijs|lägsta pris|laveste pris|alin hinta|najniższa cena|najniższa cena z 30 dni|najniższa cena z 30 dni przed obniżką|nejnižší cena|legalacsonyabb ár|prețul cel mai mic|najniža cijena
lowest price in the last 30 days|lowest 30-day price|30 day lowest price|30-day low|niedrigster preis der letzten 30 tage vor der reduzierung|prix le plus bas des 30 derniers jours|prix le plus bas sur 30 jours|precio mínimo en los últimos 30 días|precio más bajo de los últimos 30 días|precio más bajo en los últimos 30 días|preço mais baixo dos últimos 30 dias|preço mais baixo|prezzo più basso degli ultimi 30 giorni|prezzo più basso ultimi 30 giorni|laagste prijs afgelopen 30 dagen|laagste prijs van de laatste 30 dagen|lägsta pris senaste 30 dagarna|lägsta pris 30 dagar|lägsta tidigare pris|laveste pris siste 30 dager|laveste pris sidste 30 dage|alin hinta 30 pv|alin hinta 30 päivään|najniższa cena w ciągu 30 dni|najniższa cena z ostatnich 30 dni|najniższa cena produktu w okresie 30 dni przed wprowadzeniem obniżki|nejnižší cena za posledních 30 dní|nejnižší cena za 30 dní|najnižšia cena|najnižšia cena za posledných 30 dní|az elmúlt 30 nap legalacsonyabb ára|elmúlt 30 nap legalacsonyabb ára|legalacsonyabb ár 30 napban|cel mai mic preț|cel mai mic preț din ultimele 30 de zile|cel mai mic preț în ultimele 30 zile|najniža cijena u zadnjih 30 dana|najnižja cena|najnižja cena v 30 dneh|най-ниска цена|най-ниска цена за последните 30 дни|χαμηλότερη τιμή 30 ημερών|χαμηλότερη τιμή
""",
    Part.WAS: """
was|was:|were|rrp|r.r.p.|msrp|m.s.r.p.|srp|list|list price|retail|retail price|regular|regular price|reg|reg.|reg. price|original|original price|originally|orig|orig.|orig. price|before|previously|formerly|old price|previous price|compare at|compared to|comp. value|value|typical price|normally|usual price|usually|normal price|m.r.p.|m.r.p|mrp|instead of|reduced from|down from|worth|valued at|strikethrough price|standard price|full price|from was|crossed out|ticket price|prior price|initial price|non-sale price|rec. retail|recommended retail price|instead|marked down from|discounted from
uvp|uvp:|unverb. preisempf.|unverbindliche preisempfehlung|statt|vorher|bisher|früher|ehemals|ursprünglich|ursprünglicher preis|listenpreis|alter preis|normalpreis|regulärer preis|bisheriger preis|war|originalpreis|anstatt|ladenpreis|vergleichspreis|streichpreis|katalogpreis|vk|avp|zuletzt|normal|sonst
au lieu de|avant|prix conseillé|prix barré|prix de vente conseillé|prix initial|prix d'origine|ancien prix|prix normal|prix habituel|prix public|était|valeur|ancien|pvc|ppc|prix de référence
antes|precio anterior|precio original|precio normal|precio regular|precio de lista|pvp recomendado|pvpr|pvp|en lugar de|en vez de|era|precio habitual|antes de|precio antes|normal|valor|p.v.p.|precio recomendado|precio sugerido|precio tachado|p.v.p.r.
preço original|preço normal|preço anterior|preço de lista|pvpr|em vez de|ao invés de|era|preço de tabela|preço recomendado|valor original|valor|antes
prima|prezzo originale|prezzo precedente|prezzo di listino|prezzo pieno|anziché|invece di|era|prezzo consigliato|listino|costava|al posto di|prezzo iniziale|invece che
van|was|adviesprijs|van voor|oude prijs|in plaats van|i.p.v.|ipv|vanprijs|winkelprijs|normaal|eerder|oorspronkelijk|oorspronkelijke prijs|adviesverkoopprijs|meestal
ord.|ord. pris|ordinarie pris|ordinarie|ord pris|tidigare|tidigare pris|rek. pris|rek.pris|rek pris|före|innan|istället för
før|før:|førpris|normalpris|veil.|veil. pris|veiledende pris|ord.pris|tidligere pris|tidligere|vejl.|vejl. pris|vejledende pris|vejl. udsalgspris|i stedet for|istedenfor|normal pris|gammel pris|listepris|ordinær pris|førpris:
ennen|norm.|normaalihinta|norm|ovh|suositushinta|norm. hinta|aiemmin|alkuperäinen hinta|enne|tavahind|soodushind enne|vanasti|anksčiau|įprasta kaina|sena kaina|iepriekš|parastā cena
cena regularna|przed|było|poprzednia cena|cena poprzednia|stara cena|cena przed|cena katalogowa|zamiast|cena katalogowa|cena sugerowana|cena pierwotna|wcześniej|cena detaliczna|przed obniżką|regularna cena|wartość
původně|původní cena|běžná cena|dříve|místo|doporučená cena|doporučená|cena před slevou|před slevou|moc|dmoc|pôvodne|pôvodná cena|predtým|bežná cena|namiesto|eredeti ár|korábban|helyett|volt|régi ár|normál ár|listaár|előtte|fogyasztói ár
preț vechi|preț inițial|era|înainte|prp|preț de listă|pret vechi|preț întreg|preț recomandat|în loc de|prețul anterior|de la prețul|prp:
было|старая цена|раньше|цена до скидки|вместо|без скидки|прежняя цена|до скидки|обычная цена|розничная цена|цена без скидки|рекомендованная цена|ранее|до|було|стара ціна|раніше|замість|звичайна ціна|до знижки|beше|беше|преди|стара цена|редовна цена|пцд|вместо|препоръчителна цена|ррц
ranije|stara cijena|stara cena|redovna cijena|redovna cena|prije|pre|umjesto|mpc|umesto|staro|prej|redna cena|namesto|πριν|αρχική τιμή|από|παλιά τιμή|αρχική|προηγούμενη τιμή|τιμή καταλόγου|πλτ|λιανική|αντί|κανονική τιμή|ήταν
önce|eski fiyat|eski|liste fiyatı|piyasa fiyatı|normal fiyat|önceki fiyat|yerine|indirimsiz fiyat|tavsiye edilen fiyat|אחרי|במקום|לפני|מחיר רגיל|מחיר קודם|מחיר מקורי|היה|מחיר מחירון|מחירון
قبل|كان|السعر السابق|السعر الأصلي|بدلا من|بدلاً من|بدل|السعر قبل|كانت|قبل الخصم|قیمت قبلی|قیمت اصلی|قبلا|قیمت قدیم|بجای|به جای
पहले|मूल कीमत|एमआरपी|अधिकतम खुदरा मूल्य|पुरानी कीमत|定価|通常価格|参考価格|元値|希望小売価格|通常|メーカー希望小売価格|旧価格|セール前|元の価格|当店通常価格|以前
原价|原價|市场价|市場價|吊牌价|建議售價|定價|定价|划线价|专柜价|门市价|日常价|建议零售价|参考价|參考價|正價|原售價|正常价|정가|정상가|원가|기존가|소비자가|이전가|권장소비자가|출시가|정상
จาก|ปกติ|ราคาปกติ|ราคาเดิม|ราคาเต็ม|เดิม|จากราคา|ก่อนลด
giá gốc|giá cũ|trước đây|giá niêm yết|giá thị trường|trước|giá thường|thay vì|niêm yết|harga normal|harga asli|sebelumnya|harga awal|harga coret|dulu|semula|harga biasa|asal|harga asal|tadinya|dari harga|biasa|dati|orihinal na presyo
""",
    Part.SAVING: """
save|you save|saving|savings|save up to|save over|up to|discount|discount of|saved|saves you|minus|extra|rebate|cashback|cash back|coupon|voucher|reward|rewards|you saved|savings of|worth of points|earn|trade-in value|get up to|instant savings|price cut|price drop of|reduced by|cut by|instant rebate|coupon worth|points worth|credit|store credit|refund|refunded
sie sparen|du sparst|sparen|ersparnis|rabatt|gespart|spare|sie sparen bis zu|preisvorteil|gutschein|nachlass|bonus|spar|cashback|gutschrift|sofortrabatt|ersparnis von|reduziert um|erstattung|bis zu
économisez|économie|économie de|vous économisez|remise|remise de|réduction|réduction de|bon d'achat|soit une économie de|jusqu'à|coupon|cagnotte|rembours|remboursés|bon de|remboursement|remise immédiate
ahorra|ahorras|ahorre|ahorro|descuento|descuento de|te ahorras|cupón|cupón de|usted ahorra|hasta|reembolso|bono|ahorra hasta|ahorro de|devolución
economize|economiza|você economiza|poupe|poupa|desconto|desconto de|poupança|economia de|cupom|cupom de|até|vale|reembolso|estorno|cupom desconto|ganhe
risparmi|risparmia|risparmio|sconto|sconto di|risparmi fino a|buono|buono sconto|hai risparmiato|fino a|rimborso
bespaar|je bespaart|u bespaart|besparing|korting|voordeel|jouw voordeel|tot wel|kortingscode|jij bespaart|cadeaubon|terugbetaling
spara|du sparar|du spar|du sparer|spar|besparelse|rabatt|rabat|sparar|spart|sparer|spare op til|spara upp till|presentkort|gavekort|opp til|upp till|återbetalning|refusjon
säästä|säästät|alennus|säästö|säästad|jopa|oszczędzasz|oszczędź|rabat|zniżka|kupon|taniej o|taniej|oszczędność|zwrot|do -
ušetříte|ušetřete|sleva|ušetríte|zľava|úspora|ušetri|poukaz|megtakarítás|kedvezmény|spórolsz|economisești|economisiți|reducere|reducere de|discount|voucher|economie|akár
экономия|скидка|вы экономите|скидка до|выгода|кэшбэк|кешбэк|бонус|бонусов|купон|сэкономьте|возврат|промокод|знижка|економія|вигода|спестяваш|спестявате|отстъпка|спестете|ви заощаджуєте|повернення|ви економите|вы сэкономите
ušteda|uštedite|popust|prihranek|prihranite|κερδίζετε|κέρδος|έκπτωση|κερδίστε|όφελος|κουπόνι
indirim|kazancınız|tasarruf|kazanç|kupon|indirim tutarı|חיסכון|חסכו|הנחה|הנחה של|קופון|חוסכים|وفر|توفير|خصم|خصم يصل إلى|وفّر|قسيمة|تخفيف|تخفیف|کوپن
बचत|बचाएं|छूट|आप बचाते हैं|お得|割引|値引き|クーポン|最大|ポイント|立减|立減|省|节省|節省|优惠券|優惠券|折扣|现金券|減|减|优惠|退款|折價券|共省|为您节省|下单立减|返
할인|쿠폰|절약|최대|적립|환불|ประหยัด|ส่วนลด|คูปอง|ลด|ลดสูงสุด|คืนเงิน|tiết kiệm|giảm|giảm giá|mã giảm|giảm ngay|hoàn tiền|voucher giảm|giảm tới|hemat|diskon|diskaun|potongan|kupon|jimat|makatipid|potongan harga
""",
    Part.UNIT: """
le kg|le kilo|le litre|prix au kg|prix au kilo|prix au litre|prix au l|soit le kg|soit le litre|grundpreis|kilopreis|literpreis|kilopris|literpris|jfr-pris|jfr pris|jmf-pris|jmf pris|jmf.pris|jämförpris|jämförspris|enhedspris|prezzo al kg|prezzo al litro|al kg|al litro|precio por kg|precio por kilo|precio por litro|precio/kg|precio por unidad|preço por kg|preço por unidade
unit price|price per kg|price per unit|price per litre|price per 100g|per kg|per 100 g|per 100g|per 100ml|kilohinta|vertailuhinta|litrahinta|cena za kg|cena za litr|cena za 1 kg|cena jednostkowa|měrná cena|jednotková cena|egységár|egységár:|цена за кг|цена за 1 кг|preț pe kg|preț/kg|g당|kg당|ml당|l당|개당|매당|1 kg =|1 l =|100 g =|100 ml =|1kg =|1l =|1 kg=|1 l=|100 g=|100 ml=|単価|あたり|单价|單價|단위가격
""",
    Part.INSTALMENT: """
instalment of|instalments of|installments of|installment of|payments of|interest-free payments of|monthly payments of|per month from|financing from|finance from|pay monthly|pay in 3|pay in 4|monthly payment of|from only per month|monthly instalment|weekly payments of|finance|emi|emi from|emi starts at|no cost emi|emi starting at|no cost emi from|easy payments of|payments|deposit then
raten zu|raten à|raten von|monatsraten|monatsraten zu|monatsraten à|monate à|monate je|monatliche rate|finanzierung|finanzierung ab|ratenzahlung|ratenzahlung ab|rate|rate ab|raten|leasing ab|in raten ab|mtl. rate|monatsrate|monatsrate ab
mensualités de|mensualité de|mensualités|fois sans frais|paiements de|versements de|mois à|financement|cuotas de|cuotas|cuota de|cuotas sin interés de|mensualidades de|mensualidad|mensualidades|meses de|meses sin intereses de|msi de|pagos de|pagos quincenales de|cuotas fijas de|cuotas mensuales de|quincenas de|plazos de|financiación|financia desde|quincenales de|meses sin intereses|pago mensual|abonos de|cuotas sin interés
parcelas de|vezes de|prestações de|mensalidades de|parcelas|vezes sem juros de|parcela de|parcelado em|mensalidade|financiamento
rate da|rate mensili da|rate a tasso zero da|rate di|rata da|mesi da|rata mensile|finanziamento|termijnen van|maanden van|betalen in 3 termijnen van|in termijnen|per maand vanaf|delbetalning|delbetala|delbetala från|delbetal fra|delbetaling|månedsbeløp|avbetalning|från per månad|månadskostnad|rater af|afbetaling|finansiering|finansiering fra|delbetaling fra|osamaksu|kuukausierä|erissä|osamaksulla|järelmaks|kuumakse|lizingas|mėnesinė įmoka
rat po|raty|rata|rata od|raty od|raty 0%|rat|w ratach|miesięczna rata|splátky|splátek po|splátka|měsíčně|na splátky od|splátky od|mesačne|részlet|havi törlesztő|havi|rate de|rate lunare de|rate egale|rată|în rate de la|rate fără dobândă|lunar
платеж|платежей по|платежа по|в рассрочку|рассрочка|рассрочка от|в рассрочку от|в кредит от|ежемесячный платёж|ежемесячный платеж|долями|платежами по|платежа|частями|платежів по|оплата частинами|в кредит|в розстрочку|розстрочка|вноски по|вноски|на изплащане|лизинг|месечна вноска|лизинг от|mesečne rate|rata po|rate po|δόσεις|άτοκες δόσεις|δόσεις των|δόσεις από|άτοκες δόσεις των
taksit|taksitle|aylık taksit|ay taksit|taksit ile|ay x|taksitli|תשלומים של|תשלומים|בתשלומים|ב-תשלומים של|أقساط|قسط|دفعات|دفعات بقيمة|على أقساط|اقساط|اقساط شهرية|قسطها على|الدفع على|قسط شهري
ईएमआई|किस्त|分割払い|分期|每期|月供|期免息|分期付款|期零利率|期0利率|首付|개월|무이자 할부|할부|ผ่อน|ผ่อนชำระ|ผ่อน 0%|trả góp|góp|trả góp chỉ|trả góp từ|góp từ|cicilan|cicilan mulai|angsuran|cicilan 0%|ansuran|ansuran bulanan|hulugan
""",
    Part.MONTHLY: """
monthly|per month|mtl.|mtl|monatlich|mensuel|mensual|monatlich ab|mtl. ab|月額|月々|每月|月费|월|เดือนละ|aylık|monthly price|per maand|měsíčně|miesięcznie|ежемесячно
""",
    Part.OTHER: """
shipping|+ shipping|delivery|postage|p&p|plus shipping|shipping from|shipping cost|shipping fee|delivery from|delivery fee|+ delivery|plus delivery|postage & packing|handling|shipping:|delivery:|import charges|import fees|shipping & import|freight|express delivery|standard delivery|courier|customs|service fee|booking fee|environmental fee|ecotax|eco-tax|recycling fee|warranty|insurance|setup fee|sign-up fee|signup fee|activation fee|one-time fee|joining fee|installation|assembly|gift wrap
orders over|order over|orders above|orders from|on orders over|purchases over|spend|spend over|minimum order|min. order|min order|minimum spend|minimum purchase|basket over|when you spend|orders of|over|minimum order value|free shipping over|free shipping from|free shipping on|free shipping with|free shipping for orders|free delivery from|free delivery on|free delivery with|free delivery above|free shipping above|frete grátis a partir de|envío gratis a partir de|envío gratis en compras de|spedizione gratuita a partire da|spedizione gratis da|livraison offerte à partir de|kostenlose lieferung ab|free delivery over|free shipping on orders over|orders|free returns over|qualifying orders|above|free over|if you spend|moq|on orders above|free delivery on orders over
deposit|+ deposit|crv|tax|vat|+ tax|plus tax|sales tax|of which vat|vat of|including vat of|gst|gst of|tax:|vat:|duty
versand|versandkosten|+ versand|zzgl. versand|zzgl. versandkosten|zzgl.|zuzüglich|lieferung|liefergebühr|lieferkosten|versand ab|versandkostenfrei ab|gratis versand ab|kostenloser versand ab|versandfrei ab|bestellwert|mindestbestellwert|ab einem bestellwert von|einkaufswert|ab einem einkauf von|pfand|zzgl. pfand|+ pfand|mwst|mwst.|enthaltene mwst.|porto|lieferung ab|mindestbestellmenge|kostenlose lieferung ab|frei ab|bestellungen über|bestellungen ab|versandkostenfreie lieferung ab|einfuhrabgaben|aufbau|montage|garantie|anzahlung|kaution
livraison|frais de port|frais de livraison|+ livraison|livraison à partir de|livraison offerte dès|livraison gratuite dès|livraison gratuite à partir de|commande minimum|minimum de commande|dès d'achat|consigne|éco-participation|dont éco-participation|dont éco-part|écotaxe|dont|tva|expédition|port|acompte|caution|frais de dossier|livraison dès
envío|gastos de envío|envío gratis desde|envío gratis a partir de|envío desde|+ envío|costo de envío|coste de envío|pedido mínimo|compra mínima|compras superiores a|pedidos superiores a|iva|compras desde|despacho|más envío|envío gratis en compras mayores a|compras mayores a|costo de despacho|en compras superiores a|depósito|enganche|más iva|entrega|pedidos de más de
frete|+ frete|frete grátis acima de|acima de|compras acima de|envio|portes|portes grátis a partir de|custos de envio|taxa de entrega|entrega|pedido mínimo|frete a partir de|frete de|entrada|entrada de|portes de envio|valor mínimo|compra mínima
spedizione|spese di spedizione|+ spedizione|spedizione gratuita da|spedizione gratuita sopra|sopra i|sopra|oltre|ordine minimo|consegna|costo di spedizione|ordini superiori a|consegna gratuita da|cauzione|acconto|spedizione da|superiori a|anticipo|raee
verzendkosten|verzending|+ verzendkosten|gratis verzending vanaf|gratis bezorging vanaf|bezorgkosten|bezorging|minimale bestelwaarde|minimum bestelbedrag|statiegeld|excl. statiegeld|+ statiegeld|levering|bestellingen boven|besteding|boven|aanbetaling|btw|borg|vanaf besteding van|verwijderingsbijdrage
frakt|fraktfritt över|fri frakt över|fri frakt från|+ frakt|leverans|fraktkostnad|pant|+ pant|frakt från|moms|köp över|minsta ordervärde|minimiorder|handla för|fri frakt over|frakt fra|kjøp over|levering|leveringsgebyr|fri fragt over|fragt|+ fragt|fragt fra|køb over|køb for over|mindstekøb|mva|moms udgør|gratis fragt over|handle for|exkl. pant|ekskl. pant|toimitus|toimituskulut|toimitus alkaen|ilmainen toimitus yli|pantti|+ pantti|yli|postikulut|rahti|tarne|piegāde|pristatymas
dostawa|darmowa dostawa od|koszt dostawy|koszty dostawy|wysyłka|dostawa od|zamówienia powyżej|powyżej|minimalne zamówienie|minimalna wartość zamówienia|kaucja|+ kaucja|darmowa wysyłka od|przesyłka|zakupy za|dopłata|dostawa gratis od
doprava|doprava zdarma nad|doprava od|nad|poštovné|při nákupu nad|minimální objednávka|záloha|dph|nákup nad|doručenie|dopravné|szállítás|szállítási díj|ingyenes szállítás|felett|minimum rendelés|betétdíj|livrare|transport|transport gratuit peste|livrare gratuită peste|peste|comandă minimă|comandă minimă:|garanție|cost livrare|comenzi peste|costuri de livrare
доставка|доставка от|бесплатная доставка от|стоимость доставки|при заказе от|заказ от|минимальный заказ|минимальная сумма заказа|при покупке от|свыше|доставка бесплатно от|залог|ндс|безкоштовна доставка від|вартість доставки|мінімальне замовлення|при замовленні від|доставка від|безплатна доставка над|поръчки над|над|цена за доставка|доставка за|от суммы|при сумме заказа от|предоплата
dostava|besplatna dostava iznad|iznad|preko|poštarina|brezplačna dostava nad|μεταφορικά|δωρεάν μεταφορικά άνω των|άνω των|έξοδα αποστολής|αποστολή|δωρεάν αποστολή από|αγορές άνω των|ελάχιστη παραγγελία|αντικαταβολή
kargo|kargo ücreti|kargo bedava|ücretsiz kargo|+ kargo|üzeri|teslimat|minimum sepet tutarı|kargo bedeli|minimum tutar|משלוח|דמי משלוח|משלוח חינם מעל|מעל|משלוח חינם בקנייה מעל|עלות משלוח|פיקדון|הזמנה מינימלית|הזמנות מעל|الشحن|شحن|رسوم التوصيل|التوصيل|توصيل|شحن مجاني للطلبات فوق|فوق|الحد الأدنى للطلب|للطلبات فوق|للطلبات أكثر من|رسوم الشحن|شحن مجاني فوق|هزینه ارسال|ارسال|حداقل سفارش|ارسال رایگان بالای|بالای|الضريبة
डिलीवरी|शिपिंग|डिलीवरी शुल्क|डिलिवरी|送料|配送料|手数料|以上で送料無料|お買い上げ|運費|运费|邮费|免运费满|满|滿|运费：|配送费|起送|包邮满|起送价|消費滿|消费满|押金|定金|關稅|打包费|消費税|배송비|배송료|배달비|최소주문금액|최소 주문|배송|ค่าจัดส่ง|ค่าส่ง|จัดส่ง|ขั้นต่ำ|ส่งฟรีเมื่อซื้อครบ|ซื้อครบ|เมื่อซื้อครบ|ส่งฟรีขั้นต่ำ|ช้อปขั้นต่ำ|ค่าบริการ|มัดจำ
phí vận chuyển|phí ship|vận chuyển|ship|đơn từ|đơn hàng từ|đơn tối thiểu|miễn phí vận chuyển cho đơn từ|freeship đơn từ|freeship từ|phí giao hàng|đơn tối thiểu|đặt cọc|ongkir|ongkos kirim|gratis ongkir min|gratis ongkir minimal|biaya kirim|min. belanja|minimal belanja|min. pembelian|penghantaran|kos penghantaran|penghantaran percuma|belanja minimum|minimum pembelian|min. blj|pengiriman
gift worth|free gift worth|worth of|im wert von|d'une valeur de|valorado en|no valor de|del valore di|ter waarde van|värde|o wartości|v hodnotě|стоимостью
budget|revenue|donate|donation|fine
""",
}

AFTER: dict[Part, str] = {
    Part.NOW: "now|jetzt|maintenant|ahora|agora|nu|nå|nyt|teraz|nyní|most|сейчас|şimdi|à vista|a vista|no pix|today|only|sale|à vista no pix|cash|al contado|de contado|no boleto|efectivo|transferencia",
    Part.TOTAL: """
tax incl|tax incl.|tax included|tax inclusive|taxes included|taxes incl.|vat inclusive|gst incl.|gst included|gst inclusive|shipping included|postage included|delivery included|incl. shipping|inc. postage|inkl. versand|versand inklusive|livraison comprise|livraison incluse|port inclus|frais de port inclus|spedizione inclusa|spedizione compresa|envío incluido|frete incluso|portes incluídos|incl. verzending|inkl. frakt
total|in total|incl vat|incl. vat|inc vat|inc. vat|inc.vat|including vat|vat incl|vat included|inclusive of all taxes|incl. of all taxes|incl tax|incl. tax|inc tax|inc. gst|inc gst|incl. gst|incl gst|including gst|including tax|ttc|t.t.c.|inkl. mwst|inkl. mwst.|inkl. ust.|inkl. mehrwertsteuer|mit mwst|incl. mwst|incl. mwst.|brutto|iva incluido|iva inc|iva inc.|iva incl|iva incl.|iva inclusa|iva inclusa.|con iva|c/iva|ivato|iva incluído|incl. btw|incl btw|inclusief btw
inkl. moms|inkl moms|inkl. mva|inkl mva|ink moms|s dph|vč. dph|včetně dph|z vat|brutto|áfával|bruttó|cu tva|tva inclus|с ндс|з пдв|с ддс|με φπα|συμπ. φπα|kdv dahil|kdv'li|sis. alv|sis. alvin|כולל מע"מ|شامل الضريبة|شامل ضريبة القيمة المضافة|税込|税込み|(税込)|含税|含稅|부가세포함|부가세 포함|รวมภาษี|đã bao gồm vat|termasuk pajak|incl. tva|sem juros total|gesamt|insgesamt|au total|en total|no total|in totale|totaal|totalt
""",
    Part.WITHOUT_TAX: """
excl vat|excl. vat|ex vat|ex. vat|ex.vat|exc vat|exc. vat|excluding vat|+ vat|+vat|plus vat|ht|h.t.|h.t|hors taxes|hors tva|excl. mwst|excl. mwst.|exkl. mwst|exkl. mwst.|zzgl. mwst|zzgl. mwst.|zzgl. ust.|netto|net|ohne mwst|ohne mwst.|+ mwst|+ mwst.|ex gst|ex. gst|excl. gst|excl gst|exc gst|exc. gst|+ gst|+gst|plus gst|excluding gst|excl. tax|excl tax|ex tax|excluding tax|+ tax|plus tax|before tax
exkl. moms|exkl moms|ex moms|ex. moms|exkl. mva|ex. mva|eks. mva|eks mva|eks. moms|ekskl. moms|excl. btw|excl btw|ex btw|ex. btw|exclusief btw|sin iva|s/iva|+ iva|+iva|más iva|mas iva|senza iva|iva esclusa|iva escl.|sem iva|bez dph|bez vat|+ vat|nettó|+ áfa|fără tva|+ tva|без ндс|без пдв|без ддс|χωρίς φπα|+ φπα|+ kdv|+kdv|kdv hariç|alv 0|alv 0 %|alv 0%|לפני מע"מ|+ מע"מ|غير شامل الضريبة|税抜|税抜き|(税抜)|未税|未稅|不含税|부가세별도|부가세 별도|+税|ไม่รวมภาษี|chưa vat
""",
    Part.MEMBER: """
member price|members|for members|with clubcard|clubcard price|with nectar|with card|with coupon|with code|with subscription|for subscribers|for students|with membership|members only|with prime|for prime members|member|with s&s|with subscribe & save|after coupon|with loyalty card|in app|in the app|trade|with trade-in
für mitglieder|mitglieder|mit kundenkarte|mit coupon|mit code|im abo|mit clubkarte|membres|pour les membres|avec la carte|avec carte|avec le code|pour les adhérents|abonnés|socios|para socios|con tarjeta|con cupón|para miembros|con el código|para sócios|com cupom|para membros|para assinantes|no cartão|con tessera|per i soci|per soci|con carta|con codice|voor leden|met klantenkaart|med kort|för medlemmar|for medlemmer|medlemspris|medlem
z kartą|z aplikacją|dla klubowiczów|z kodem|s kartou|s clubcard|kártyával|cu cardul|cu card|по карте|с картой|по клубной карте|за карткою|с карта|με κάρτα|kart ile|jäsenille|plussa-kortilla|לחברי מועדון|للأعضاء|会員価格|会員|会员价|會員價|회원가|회원|สำหรับสมาชิก|cho thành viên|untuk member|用券后|券后
""",
    Part.WAS: """
was|rrp|msrp|list price|regular price|regular|original price|retail|retail price|retail value|value|before|originally|uvp|vorher|bisher|statt|avant|conseillé|antes|prima|voorheen|adviesprijs|ord. pris|ordinarie pris|før|førpris|ennen|przed obniżką|poprzednio|původně|helyett|yerine|було|было|原价|定価|から|より|정가|cena regularna|instead|normally|mrp|→|->|=>|➔|➜|⇒|>|eredeti ár|listino|de lista|recommended price|instead of
""",
    Part.UNIT: """
/kwh|/ kwh|per kwh|pro kwh|je kwh|/ kg|/kg|/g|/ g|/100g|/100 g|/ 100 g|/100ml|/100 ml|/ 100 ml|/l|/ l|/ltr|/litre|/liter|/ml|/lb|/ lb|/oz|/ oz|/fl oz|/ fl oz|/m|/ m|/m²|/m2|/ m²|/ m2|/sqm|/cl|/kus|/pc|/pcs|/piece|/pieces|/stk|/stk.|/st|/st.|/stück|/ stück|/ea|/each|/ each|/unit|/ unit|/count|/ count|/ct|/ ct|/sheet|/pack|/item|/dose|/wash|/meter|/metre|/ft|/sq ft|/sq. ft.|/yd|/yard|/kilo|/unidad|/un|/und|/pz|/pièce|/szt|/szt.|/ szt|/db|/ks|/ ks|/buc|/шт|/шт.|/ шт|/ шт.|/кг|/ кг|/л|/ л|/г|/100 г|/100г|/м|/м²|/adet|/ adet|/个|/件|/斤|/개|/100g당|/kpl|/tk|/τεμ|/τεμ.|/кв.м|/sztuka|/tablet|/capsule|/serving|/load|/100 sheets|/100|/1000|/dozen|/roll|/bottle|/can|/person|/night|/gal|/gallon|/pair|/set|/box|/case|/sq ft|/กก.|/ชิ้น|/pcs.|/cái|/buah|/kos
per kg|per g|per 100g|per 100 g|per 100ml|per 100 ml|per litre|per liter|per l|per lb|per oz|per ounce|per fl oz|per piece|per unit|per item|per sheet|per metre|per meter|per m²|per m2|per sqm|per sq m|per pound|per kilo|per 100|per count|per tablet|per capsule|per serving|per wash|per ml|per sq ft|per sq. ft.|per square foot|per yard|per gallon|per cl|per can|per bottle|per roll|per 10g|per 75cl|per dose|each|ea|ea.|apiece|each when you buy|per stuk|per st|per st.|per stuks|per liter|per 1 kg|per 1 l
pro kg|pro 100 g|pro 100g|pro liter|pro l|pro 100 ml|pro 100ml|pro stück|pro stk|pro stk.|je kg|je 100 g|je 100g|je liter|je l|je stück|je 100 ml|je 1 kg|je 1 l|pro m²|pro m|pro meter|pro einheit|= 1 kg|= 1 l|le kg|le kilo|le litre|au kg|au kilo|le mètre|l'unité|la pièce|les 100g|les 100 g|par kg|par litre|pour 100 g|el kilo|por kg|el kg|por litro|por unidad|por 100 g|la unidad|cada uno|o kg|a unidade|por unidade|al kg|al chilo|al litro|al pezzo|per 100 gr|al metro|l'uno|all'etto|za kg|za kus|za 1 kg|za 100 g|za litr|za litrę|za sztukę|za szt.|za komad|za 1 l|pr kg|pr. kg|pr. kg.|pr stk|pr. stk|pr. stk.|pr. liter|pr. l|pr. ltr.|pr liter|per kilo|kilohinta|за кг|за 1 кг|за штуку|за шт|за шт.|за 100 г|за литр|за 1 шт|за 1 шт.|за л|за кілограм|за единицу|kilónként|darabonként|ανά κιλό|το κιλό|το τεμάχιο|το λίτρο|το τεμ.|ανά τεμάχιο|adet fiyatı|kg fiyatı|לק"ג|ל-100 גרם|לקילו|ליחידה|ל-100 מ"ל|لكل كيلو|للكيلو|للقطعة|للكيلوغرام|للحبة|प्रति किलो|प्रति किग्रा|प्रति पीस|प्रति यूनिट
""",
    Part.INSTALMENT: """
/mo for|per month for|a month for|monthly for|/month for|/mo. for|/month x|/mo x|x 12|x 24|x 36|x 6|x 3|x 4|x 10|x 18|/mo with affirm|/mo with|/month with|/mo. with|per month with|/mes x|/mes en|/mês x|/mês em|per instalment|per installment|por cuota|cada cuota|par mensualité|pro rate|a rata|sem juros|s/ juros|com juros|sin interés|sin intereses|de interés|without interest|interest free|interest-free|pro monat für|/monat für|/monat über|monatlich für|mtl. für|/monat bei|x mensualités|par mois pendant|/mois pendant|/mois x|al mese per|/mese per|per maand gedurende|/mnd i|/mån i|kk ajan|/mies. przez|miesięcznie przez|в месяц на|на месяц|x taksit|taksit|taksitle|'den başlayan taksitlerle|每期|x 3期|x 6期|x 12期|x 24期|/期|씩|/เดือน x|every month for|every 2 weeks|every two weeks|bi-weekly|biweekly|/wk for|per week for|/week for|weekly for|x 0 interest|0% emi
""",
    Part.MONTHLY: """
per week|a week|/week|/wk|pw|p/w|p.w.|weekly|per year|a year|/year|/yr|/yr.|annually|per annum|p.a.|pro jahr|/jahr|im jahr|pro woche|/woche|par an|/an|par semaine|al año|/año|por año|ao ano|por ano|/ano|all'anno|/anno|per jaar|/jaar|per år|/år|rocznie|/rok|ročně|в год|/год|yıllık|/yıl|/年|每年|/년|per tahun|/tahun|/năm|/ปี
/mo|/mo.|/mth|/mth.|/ mo|/ mth|/month|/ month|per month|a month|monthly|p/m|pm|p.m.|pcm|/monat|/ monat|pro monat|im monat|monatlich|mtl.|mtl|/mois|/ mois|par mois|/mes|/ mes|al mes|por mes|/mês|/ mês|por mês|ao mês|/mese|/ mese|al mese|/maand|/ maand|per maand|/mnd|/mnd.|per mnd|per måned|/måned|/md|/md.|pr. md.|pr. måned|/mån|/mån.|per månad|i månaden|/kk|kuukaudessa|/mies|/mies.|miesięcznie|/měs|/měsíc|měsíčně|/mesiac|/hó|havonta|/lună|pe lună
/мес|/мес.|в месяц|в мес.|ежемесячно|/міс|/міс.|на місяць|на месец|/μήνα|τον μήνα|/ay|aylık|לחודש|شهريا|شهرياً|في الشهر|/月|毎月|每月|/월|/tháng|mỗi tháng|/bulan|/bln|per bulan|sebulan|/เดือน|ต่อเดือน|/kuu|kuus
""",
    Part.SAVING: """
off|discount|saved|savings|saving|cash back|cashback|rebate|voucher|coupon|back|credit|gift card|in rewards|in savings|less|cheaper|reward|rewards|bonus|store credit|reduction|price cut|promotional gift card|in points|points|off with code|off coupon|off your first order|towards|code|promo code|refund|refunded
rabatt|gespart|ersparnis|gutschein|sparen|günstiger|nachlass|billiger|reduziert|gutschrift|erstattet|cashback|bonus|sofortrabatt|de remise|de réduction|d'économie|remise|d'économies|offerts|remboursés|en bon d'achat|en bons d'achat|sur votre|de moins|de descuento|descuento|de ahorro|dto|dto.|menos|de reembolso|de regalo|en puntos|de cashback|de desconto|desconto|off no pix|de economia|de volta|di sconto|sconto|di risparmio|in meno|di buono|korting|voordeel|goedkoper|besparing|terug|retour|rabat|rabatt|billigere|billigare|spart|sparad|sparat|avslag|i rabatt|alennus|alennusta|säästö|taniej|zniżki|rabatu|zwrotu|oszczędności|slevа|sleva|slevy|ušetříte|zľava|ušetríte|kedvezmény|megtakarítás|reducere|discount|economie|economisiți
скидка|скидки|экономии|кэшбэк|бонусов|бонуса|баллов|дешевле|знижки|знижка|кешбек|бонусів|отстъпка|popusta|popust|έκπτωση|indirim|tasarruf|kazanç|kupon|הנחה|חיסכון|מתנה|خصم|توفير|تخفیف|قسيمة|की छूट|छूट|की बचत|की छूट|बचत|オフ|off|引き|割引|値引|クーポン|お得|ポイント|還元|优惠券|券|优惠|折扣券|抵用券|立减|할인|쿠폰|적립|절약|ส่วนลด|ลด|cashback|giảm|potongan|diskon|diskaun
""",
    Part.OTHER: """
shipping|flat rate shipping|flat-rate shipping|standard shipping|standard delivery|express delivery|next day delivery|express shipping|delivery|postage|p&p|for shipping|for delivery|delivery fee|shipping fee|sign-up fee|signup fee|activation fee|setup fee|joining fee|one-time fee|handling|s&h|p+p|deposit|+ deposit|crv|minimum|min. order|minimum order|minimum spend|or more|and over|tax|vat|gst|in fees|duty|for express|down payment|down|upfront|prize|per order|minimum basket|spend|fee|postage and packing
versand|versandkosten|versandgebühr|lieferkosten|pfand|bestellwert|einkaufswert|mindestbestellwert|liefergebühr|mwst|mwst.|porto|anzahlung|für versand|de livraison|de frais de port|frais de port|d'achat|d'achats|de port|de consigne|de commande|d'éco-participation|éco-part|d'éco-part|d'éco-part.|livraison|de tva|de envío|de gastos de envío|envío|de compra|de compra mínima|o más|de pedido|iva|de inicial|de enganche|de frete|frete|de envio|de portes|ou mais|de entrada|de pedido mínimo|di spedizione|spedizione|di acconto|di spesa|verzendkosten|bezorgkosten|statiegeld|of meer|besteding|btw|frakt|i frakt|fragt|i fragt|pant|moms|mva|i porto|leverans|levering|eller mer|eller mere|toimituskulut|pantti|panttia|toimitus|tai enemmän|dostawa|kaucja|kaucji|za dostawę|wysyłka|przesyłka|za přepravu|doprava|poštovné|záloha|a více|dph|szállítás|szállítási díj|felett|feletti|betétdíj|livrare|transport|sau mai mult|tva
доставка|за доставку|и выше|и более|залог|ндс|за доставка|и повече|та більше|μεταφορικά|και άνω|kargo|ve üzeri|üzeri|üstü|üzerine|üzerinde|ve üstü|משלוח|ומעלה|דמי משלוח|الشحن|شحن|للتوصيل|للشحن|فأكثر|أو أكثر|رسوم التوصيل|डिलीवरी|से अधिक|से ऊपर|शिपिंग|以上|以上で|以上送料無料|以上のお買い上げ|運費|运费|起送|邮费|起免运费|押金|定金|이상|이상 무료배송|배송비|배송|ค่าจัดส่ง|ค่าส่ง|ขึ้นไป|phí ship|trở lên|phí vận chuyển|ongkir|ongkos kirim|ke atas
""",
}

NEUTRAL = """
price|prices|from|starting at|starting from|starts at|as of|each|ea|ea.|pp|p.p.|p.st.|approx|approx.|about|ca|ca.|circa|cost|costs|at|a|for|the|is|per|unit|item|rate|fee|pay|buy|price is|starting price|starting|in stock|vat|free|new|used|amount|mo|month|to|and|incl|incl.|inc|tax|sale|usd|only|per piece|piece
preis|preise|ab|je|stück|pro|stk|von|bis|zum|kaufpreis|der|einzelpreis|stückpreis|endpreis|prix|à partir de|a partir de|dès|le|la|de|à|l'unité|pièce|partir|au|par|soit|precio|desde|a|el|c/u|cada|cada uno|un|una|preço|preco|a partir de|cada|por|prezzo|a partire da|da|cad.|cad|cadauno|prijs|vanaf|per stuk|stuk|per|pris|från|fra|fr.|fr|pr.|stk.|st|st.|kun|hinta|alk.|alkaen|kpl|hind|alates|cena|od|za|szt|szt.|sztuka|kus|ks|ár|ára|áron|-tól|-től|db|darab|preț|pret|prețul|de la|buc|buc.|bucata|kaina|nuo|no|cenа
цена|от|за|шт|шт.|стоимость|по|ціна|від|вартість|до|цена за|т|брой|бр|бр.|cijena|komad|kom|kom.|τιμή|από|τεμ|τεμ.|ευρώ|fiyat|fiyatı|adet|'den|'dan|'den başlayan|başlayan|fiyatlarla|başlayan fiyatlarla|itibaren|den|tane|מחיר|החל מ|החל מ-|מ-|ב-|ב|رس|السعر|سعر|من|ابتداء من|ابتداءً من|يبدأ من|قیمت|از|ثمن|मूल्य|कीमत|से|से शुरू|मात्र|केवल|दाम|価格|から|より|円|値段|本体|税込|税別|价格|價格|起|起价|价|價|約|约|가격|부터|약|~부터|ราคา|เริ่มต้น|เริ่มต้นที่|ชิ้นละ|giá|từ|giá từ|giá bán|chỉ từ|chiếc|cái|harga|mulai|mulai dari|dari|mula|bermula|presyo|simula
"""

COUNTED = re.compile(
    r"\s?(?:%|％|٪|percent\b|prozent\b|°|\"|″|(?:mm|cm|km|kg|mg|ml|cl|gb|tb|mb|mah|ghz|mhz|hz|kwh|kw|watt|volt|inch|inches|zoll|reviews?"
    r"|ratings?|stars?|sold|pcs|pieces|items|pack|packs|rolls|sheets|months?|days?|hours?|hrs?|years?|weeks?|minutes|mins?|people|votes|"
    r"monate?n?|tage|jahre|stunden|bewertungen|stück|mois|jours|ans|avis|meses|días|años|dias|anos|avaliações|valoraciones|mesi|giorni|anni|recensioni|"
    r"maanden|dagen|jaar|recensies|stuks|månader|dagar|måneder|dager|dage|mdr|kuukautta|mies|miesięcy|dni|lat|opinii|měsíců|месяц\w*|мес|дней|"
    r"отзыв\w*|шт|ay|taksit|rates|raten|rate|rat|cuotas?|parcelas|vezes|mensualités|fois|pixels|px|mp|fps|rpm|cal|kcal|calories|points|pts|x)\b"
    r"|件|个月|個月|期|개월|ヶ月|か月|カ月|回|枚|個|人|天|日|年|月|개|명|일|년|เดือน|วัน|折|割|点|분)",
    re.IGNORECASE,
)
"""What, right behind a number, says that it counts something else than money."""

FREE = (
    r"\W*(?:(?:it'?s|price|preis|prix|precio|preço|prezzo|prijs|pris|cena|ár|hinta|цена|ціна|fiyat|मूल्य|السعر|価格|价格|價格|가격|ราคา|giá|harga|now|today|"
    r"jetzt|nu|nå|ora|ahora|for|100\s?%|only|totally|absolutely|completely|completamente|ganz|völlig|für|tout|nyt|cijena|τιμή|get it|מחיר|pris:|total|totally|"
    r"herunterladen|app|download|ebook|entry|admission|installieren|laden|to download|to play|entrée|ingresso|entrada|入場|ダウンロード|下载)\W*){0,3}"
    r"(?:free(?: of charge)?|complimentary|offert|for free|gratis|kostenlos|kostenfrei|umsonst|gratuite?|grátis|gratuito|gratuita|gratuitement|gratuiti|graitis|ilmainen|ilmaiseksi|ilmaista|tasuta|"
    r"nemokamai|nemokama|bezmaksas|darmowy|darmowa|darmowe|za darmo|bezpłatnie|bezpłatny|bezpłatna|zdarma|zadarmo|bezplatne|ingyenes|ingyen|gratuit|бесплатно|бесплатный|бесплатная|безкоштовно|"
    r"безкоштовний|безплатно|besplatno|besplatan|brezplačno|brezplačen|δωρεάν|ücretsiz|bedava|חינם|בחינם|مجاني|مجانا|مجانًا|مجاناً|مجانية|رایگان|मुफ़्त|मुफ्त|फ्री|निःशुल्क|বিনামূল্যে|ফ্রি|இலவசம்|ఉచితం|"
    r"無料|免费|免費|무료|공짜|ฟรี|miễn phí|percuma|libre|ókeypis|falas|pulsuz|անվճար|უფასო|тегін|bepul|บาทฟรี|0円|ingratis|tekin|タダ|ただ)"
    r"(?:\W*(?:app|download|ebook|entry|admission|to download|to play|today|now|of charge|ダウンロード|下载|下載|installieren|herunterladen|télécharger|en ligne|online|eintritt|"
    r"entrée|ingresso|entrada|toegang|入場|다운로드|!)){0,2}\W*"
)
"""The whole of a text that says that the thing costs nothing (`free shipping` does not)."""


WITH = (
    "with ",
    "mit ",
    "avec ",
    "con ",
    "com ",
    "med ",
    "z ",
    "s ",
    "cu ",
    "for ",
    "für ",
    "pour ",
    "para ",
    "с ",
    "по ",
)
"""How a member's condition starts behind its price."""


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip()]


def _is_spaced(character: str) -> bool:
    """Whether the character's script puts spaces between words."""
    return character.isalpha() and (ord(character) < 0x0E00 or 0x1E00 <= ord(character) < 0x2000)


def _index(parts: dict[Part, str]) -> tuple[dict[str, Part], frozenset[str], int]:
    phrases = {phrase: part for part, text in parts.items() for phrase in _phrases(text)}
    return phrases, frozenset(phrase[:2] for phrase in phrases), max(map(len, phrases))


_BEFORE, _BEFORE_HEADS, _BEFORE_LONGEST = _index(BEFORE)
_AFTER, _AFTER_HEADS, _AFTER_LONGEST = _index(AFTER)
_NEUTRAL, _NEUTRAL_HEADS, _NEUTRAL_LONGEST = _index({Part.PRICE: NEUTRAL})


def _phrase_at(text: str, at: int, phrases: dict[str, Part], longest: int) -> str | None:
    """The longest phrase that stands at this place as whole words."""
    for end in range(min(len(text), at + longest), at, -1):
        phrase = text[at:end]
        if phrase in phrases and not (
            _is_spaced(phrase[-1]) and end < len(text) and text[end].isalpha() and _is_spaced(text[end])
        ):
            return phrase
    return None


def _scan(text: str, phrases: dict[str, Part], heads: frozenset[str], longest: int) -> list[tuple[int, str, Part]]:
    """Every phrase in the text, the longest at each place, left to right."""
    found, at = [], 0
    while at < len(text):
        starts_word = at == 0 or not (text[at - 1].isalpha() and _is_spaced(text[at]) and _is_spaced(text[at - 1]))
        if starts_word and (text[at : at + 2] in heads or text[at] in heads):
            phrase = _phrase_at(text, at, phrases, longest)
            if phrase is not None:
                found.append((at, phrase, phrases[phrase]))
                at += len(phrase)
                continue
        at += 1
    return found


def parts_before(text: str) -> list[tuple[int, str, Part]]:
    """What the words in front of an amount say, in order: place, phrase, part."""
    return _scan(text, _BEFORE, _BEFORE_HEADS, _BEFORE_LONGEST)


def part_after(text: str, is_last: bool) -> tuple[Part, int, bool] | None:
    """What the words right behind an amount say, how many characters they take, whether they stand only behind.

    Null where a longer phrase opens that speaks of the next amount (`livraison gratuite dès`), if there is one.
    """
    start = 0
    while start < len(text) and (text[start].isspace() or text[start] in "()[]*,;:|'\"·"):
        start += 1
    phrase = _phrase_at(text, start, _AFTER, _AFTER_LONGEST) if start < len(text) else None
    if phrase is None:
        return None
    other = _phrase_at(text, start, _BEFORE, _BEFORE_LONGEST)
    if other and len(other) > len(phrase) and (_BEFORE[other] is Part.PRICE or not is_last):
        return None
    return _AFTER[phrase], start + len(phrase), phrase not in _BEFORE or phrase.startswith(WITH)


def without_price_words(text: str, *, with_behind: bool = False) -> str:
    """The text without the words that stand around prices; `with_behind`: without those that stand only behind them too."""
    behind = ((_AFTER, _AFTER_HEADS, _AFTER_LONGEST),) if with_behind else ()
    for phrases in (*behind, (_BEFORE, _BEFORE_HEADS, _BEFORE_LONGEST), (_NEUTRAL, _NEUTRAL_HEADS, _NEUTRAL_LONGEST)):
        kept: list[str] = []
        last = 0
        for at, phrase, _ in _scan(text, *phrases):
            kept.append(text[last:at])
            last = at + len(phrase)
        text = " ".join([*kept, text[last:]])
    return text
