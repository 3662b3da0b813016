"""What shops write, in the languages of the web: class names, labels beside a price, buttons, states of stock.

Class names are those that designers give the thing shown (price, old, unit), never one shop's own.
"""

import re
from typing import Final

Trait = int


class Is:
    """What an element's tag, class names and style say of the text in it; bits of a `Trait`."""

    PRICE: Final = 1
    CURRENT: Final = 2
    OLD: Final = 4
    UNIT: Final = 8
    INSTALMENT: Final = 16
    SAVING: Final = 32
    SHIPPING: Final = 64
    MEMBER: Final = 128
    CHROME: Final = 256  # header, footer, menu, basket: on every page of the shop
    OTHERS: Final = 512  # a list of other products
    ADD_ON: Final = 1024  # warranty, insurance, accessory, bundle
    HIDDEN: Final = 2048
    UNTAXED: Final = 4096
    MAIN: Final = 8192
    CENTS: Final = 16384
    REVIEW: Final = 32768
    SPOKEN: Final = 65536  # text for screen readers


_TAGS = {
    "del": Is.OLD,
    "s": Is.OLD,
    "strike": Is.OLD,
    "header": Is.CHROME,
    "footer": Is.CHROME,
    "nav": Is.CHROME,
    "option": Is.HIDDEN,
    "main": Is.MAIN,
    "sup": Is.CENTS,
}

_TOKENS = {
    Is.PRICE: """price prices pricing preis prix prezzo prezzi precio precios preco precos cena cijena tsena hinta pris
        prijs cost amount money valor kaina hind harga fiyat pret prc priceline""",
    Is.CURRENT: """current now sale sales special final actual today action reduced promo promotional buybox
        topay deal discounted main big brutto aktualni aktuell selling bid""",
    Is.OLD: """old was before strike striked strikethrough strikeout struck linethrough crossed regular msrp rrp uvp srp
        compare original previous undiscounted antes anterior statt streichpreis scratched stroked tachado barre puvodni
        mrp reference oldprice dashed slashed suggested advised""",
    Is.UNIT: "measure grundpreis ppu perunit perkg basepriceunit unitprice priceperunit jednotkova pum",
    Is.INSTALMENT: """installment installments instalment instalments financing finance monthly klarna afterpay affirm
        leasing credit parcela parcelas parcelado cuota cuotas splitit sezzle loan lease emi rent rental synchrony
        clearpay zip laybuy ratenzahlung subscription subscribe autoship""",
    Is.SAVING: """save saving savings yousave rabatt cashback coupon coupons voucher bonus reward rewards points percent
        percentage badge sticker discount discounts off economy saved""",
    Is.SHIPPING: "shipping delivery deliver postage freight versand livraison doprava frete envio shipment",
    Is.MEMBER: "member members membership loyalty club vip clubcard pluscard",
    Is.CHROME: """footer minicart minibasket navbar navigation nav megamenu menu breadcrumb breadcrumbs cookie cookies
        newsletter topbar announcement modal facet facets usp usps ticker filters""",
    Is.OTHERS: """related recommend recommended recommendation recommendations recs recommender similar crosssell crossell
        upsell upsells recently carousel slider swiper slick suggestion suggestions sponsored sponsor alternative
        alternatives productcard producttile productlist productgrid complementary trending bestseller bestsellers popular
        advert adverts advertisement ad ads outfit thumbnails teaser miniature tile tiles""",
    Is.ADD_ON: """warranty warranties insurance protection accessory accessories addon addons bundle bundles together
        tradein upgrade installation surcharge deposit pfand fee giftwrap assembly""",
    Is.UNTAXED: "notax novat exvat extax vatex netto taxfree exclvat exgst priceexcl withoutvat withouttax pricenet vylouceno",
    Is.REVIEW: "review reviews comment comments rating ratings testimonial testimonials faq",
    Is.SPOKEN: "sronly offscreen a11y assistive screenreader visuallyhidden",
    Is.HIDDEN: "hidden hide invisible nodisplay dnone",
    Is.CENTS: "cent cents fraction decimal decimals exponent superscript sup minor penny pence pennies haler frac kop",
    Is.MAIN: "pdp buybox productdetail productdetails productinfo productmain purchase addtocart productpage",
}
_PAIRS = {
    Is.CURRENT: """your-price our-price with-vat vat-in vatin inc-vat inc-tax incl-vat incl-tax to-pay product-price
        price-value price-new new-price price-current""",
    Is.OLD: """list-price price-list line-through retail-price price-retail base-price normal-price full-price non-sale
        standard-price instead-of high-price price-old price-was price-before price-base basis-price price-from-old
        recommended-price""",
    Is.UNIT: "unit-price price-per per-measure per-kg per-liter per-litre per-100 base-unit price-unit unit-cost comparison-price pricing-unit",
    Is.INSTALMENT: "per-month rent-price rent-block pay-later pay-in",
    Is.MEMBER: "card-price plus-price with-card prime-price app-price",
    Is.CHROME: """site-header page-header main-header global-header header-cart header-top header-main header-nav
        header-inner header-bar header-wrapper header-search mini-cart mini-basket cart-drawer cart-total cart-summary
        cart-popup cart-sidebar cart-modal cart-count mega-menu top-bar search-results search-bar basket-total
        cart-contents side-cart cart-sidebar quick-cart header-header""",
    Is.OTHERS: """cross-sell up-sell also-bought also-viewed also-like also-buy last-viewed last-seen viewed-products
        product-card product-tile product-list product-grid product-item product-items product-miniature product-pod
        product-teaser product-thumb product-box you-may may-also other-products other-offers other-items other-sellers
        more-items more-products top-sell grid-item items-list item-cell goods-item list-item compare-products
        comparison-table customers-also product-small item-container product-carousel products-list products-grid""",
    Is.ADD_ON: "add-on add-ons service-plan gift-wrap frequently-bought trade-in care-plan bought-together protection-plan",
    Is.UNTAXED: """no-tax no-vat ex-vat ex-tax vat-ex tax-ex excl-vat excl-tax excluding-tax excluding-vat without-vat
        without-tax without-dph bez-dph price-net net-price price-excluding price-ht""",
    Is.SPOKEN: "sr-only visually-hidden screen-reader hidden-visually",
    Is.HIDDEN: "d-none is-hidden display-none ng-hide u-hidden",
    Is.CENTS: "price-small small-price",
    Is.MAIN: """product-detail product-details product-info product-main product-view product-page product-summary
        product-essential product-single single-product buy-box add-to to-cart to-basket to-bag main-product
        item-detail detail-info detail-price price-box product-form product-header product-title product-offer
        product-buy product-content product-action product-actions product-pricing product-container""",
}
_MEANS: dict[str, Trait] = {}
for _table in (_TOKENS, _PAIRS):
    for _trait, _names in _table.items():
        for _name in _names.split():
            _MEANS[_name] = _MEANS.get(_name, 0) | _trait
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_GLUED = re.compile(r"^(.{2,}?)(prices?|preis)$|^(price)(.{2,})$")
_STRUCK = re.compile(r"line-through")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def traits_of(tag: str, marks: str) -> Trait:
    """What an element's tag and class names say of the text in it.

    Names are cut into words at hyphens, underscores and humps; a word or two neighbours carry the meaning.
    """
    traits = _TAGS.get(tag, 0)
    before = ""
    for found in _WORDS.findall(marks):
        word = found.lower()
        traits |= _MEANS.get(word, 0) | _MEANS.get(f"{before}-{word}", 0)
        if len(word) > 6 and (glued := _GLUED.match(word)):
            first, second = glued.group(1) or glued.group(3), glued.group(2) or glued.group(4)
            traits |= Is.PRICE | _MEANS.get(first, 0) | _MEANS.get(second, 0) | _MEANS.get(f"{first}-{second}", 0)
        before = word
    return traits


def traits_of_style(style: str) -> Trait:
    """What an inline style says: struck through, or not shown."""
    return (Is.OLD if _STRUCK.search(style) else 0) | (Is.HIDDEN if _UNSEEN.search(style) else 0)


def _phrases(text: str) -> frozenset[str]:
    return frozenset(
        phrase.strip() for line in text.strip().splitlines() for phrase in line.split("|") if phrase.strip()
    )


BUY = _phrases("""
add to cart | add to basket | add to bag | add to trolley | add to shopping cart | add to shopping bag | add to order | buy now | buy it now | buy | purchase | order now | add item | book now | get tickets | buy tickets | add | place bid | bid now | order
in den warenkorb | in den einkaufswagen | zum warenkorb hinzufügen | jetzt kaufen | kaufen | in den korb | sofort kaufen | jetzt bestellen | bestellen | warenkorb | in die einkaufstasche
ajouter au panier | acheter | ajouter | acheter maintenant | achat immédiat | commander | mettre dans le panier
añadir al carrito | agregar al carrito | añadir a la cesta | comprar | comprar ahora | añadir al carro | agregar | agregar al carro | añadir a la bolsa | añadir
adicionar ao carrinho | comprar agora | adicionar à sacola | adicionar | adicionar ao cesto | colocar no carrinho
aggiungi al carrello | acquista | acquista ora | compralo subito | compra | metti nel carrello | aggiungi
do košíku | přidat do košíku | koupit | vložit do košíku | vložiť do košíka | do košíka | kúpiť | pridať do košíka | objednat
do koszyka | dodaj do koszyka | kup teraz | kup | zamów
in winkelwagen | in winkelmandje | toevoegen aan winkelwagen | bestel | bestellen | koop nu | toevoegen | in mijn winkelwagen | nu kopen
lägg i varukorg | lägg i varukorgen | köp | köp nu | legg i handlekurv | kjøp | læg i kurv | køb | tilføj til kurv | lisää ostoskoriin | osta | lisää koriin | legg i handlekurven
в корзину | добавить в корзину | купить | купить сейчас | заказать | в кошик | додати в кошик | купити | добави в количката | купи | поръчай | добавяне в количката
sepete ekle | satın al | hemen al | kosárba | kosárba teszem | megveszem | adaugă în coș | adauga in cos | cumpără | cumpara acum
u košaricu | dodaj u košaricu | kupi | v košarico | dodaj v košarico | pridėti į krepšelį | į krepšelį | pirkti | pirkt | pievienot grozam | ielikt grozā | lisa ostukorvi | lisa korvi | osta kohe | ostukorvi
加入购物车 | 加入購物車 | 立即购买 | 立即購買 | 放入购物车 | 直接購買 | カートに入れる | 買い物かごに入れる | カートに追加 | 今すぐ買う | 購入する | ご購入手続きへ | かごに追加 | 장바구니 | 장바구니 담기 | 구매하기 | 바로구매
προσθήκη στο καλάθι | στο καλάθι | αγορά | أضف إلى السلة | أضف إلى عربة التسوق | اشتري الآن | הוסף לסל | הוספה לסל | קנה עכשיו | thêm vào giỏ hàng | mua ngay | tambah ke keranjang | beli sekarang | หยิบใส่ตะกร้า | ซื้อเลย | कार्ट में जोड़ें | add to cart now | + keranjang
""")

_STOCK_SAID = {
    "out_of_stock": _phrases("""
        out of stock | sold out | currently unavailable | temporarily out of stock | currently out of stock | not available | unavailable | no longer in stock | out-of-stock | item is out of stock | this product is out of stock | this item is out of stock | currently sold out | temporarily unavailable
        notify me | notify me when available | email me when available | email when available | notify me when in stock | get notified | notify when available | email me when back in stock | find out when available
        ausverkauft | nicht vorrätig | nicht verfügbar | nicht lieferbar | nicht auf lager | derzeit nicht verfügbar | momentan nicht verfügbar | zurzeit nicht lieferbar | vergriffen | derzeit nicht lieferbar | aktuell nicht verfügbar | benachrichtigen sie mich
        épuisé | rupture de stock | en rupture de stock | indisponible | actuellement indisponible | produit épuisé | non disponible | en rupture | victime de son succès | stock épuisé
        agotado | sin existencias | no disponible | sin stock | producto agotado | temporalmente agotado | fuera de stock
        esgotado | indisponível | sem estoque | sem stock | produto indisponível | fora de estoque | produto esgotado | avise-me
        esaurito | non disponibile | attualmente non disponibile | prodotto esaurito | terminato | al momento non disponibile
        vyprodáno | není skladem | momentálně nedostupné | nedostupné | vypredané | nie je na sklade | nedostupný | hlídat dostupnost | vyprodané | není k dispozici
        wyprzedane | niedostępny | brak w magazynie | produkt niedostępny | brak towaru | powiadom o dostępności | chwilowo niedostępny
        uitverkocht | niet op voorraad | niet beschikbaar | niet leverbaar | tijdelijk uitverkocht | momenteel niet leverbaar
        slutsåld | slut i lager | ej i lager | utsolgt | ikke på lager | udsolgt | loppu | ei varastossa | loppuunmyyty | slut | tilfälligt slut
        нет в наличии | распродано | товар закончился | нет на складе | закончился | немає в наявності | изчерпан | няма наличност | нет в продаже | ожидается | сообщить о поступлении | изчерпано
        tükendi | stokta yok | nincs készleten | elfogyott | stoc epuizat | indisponibil | nu este in stoc | rasprodano | nije dostupno | ni na zalogi | išparduota | nėra sandėlyje | nav pieejams | izpārdots | läbi müüdud | otsas
        缺货 | 售罄 | 已售罄 | 无货 | 暂时缺货 | 補貨中 | 已售完 | 売り切れ | 在庫切れ | 品切れ | 在庫なし | 売切れ | 入荷待ち | 품절 | 일시품절 | εξαντλήθηκε | μη διαθέσιμο | غير متوفر | نفذت الكمية | אזל מהמלאי | לא במלאי | hết hàng | habis | stok habis | สินค้าหมด
    """),
    "pre_order": _phrases("""
        pre-order | preorder | pre-order now | preorder now | pre order | available for pre-order | coming soon | vorbestellen | jetzt vorbestellen | vorbestellung | précommander | précommande | pré-commander
        reservar | preventa | pré-venda | preordina | prenota | preordine | předobjednat | předprodej | předobjednávka | predobjednať | przedsprzedaż | zamów przedpremierowo | pre-orderen | reserveer nu | förbeställ | forhåndsbestill | forudbestil | ennakkotilaa
        предзаказ | оформить предзаказ | ön sipariş | előrendelés | precomandă | 预售 | 预定 | 預購 | 予約する | 予約注文 | 予約受付中 | 예약구매
    """),
    "back_order": _phrases("""
        back order | backorder | on backorder | available on backorder | back-order | on back order | backordered | nachbestellt | auf bestellung | lieferbar auf bestellung | sur commande | disponible sur commande | bajo pedido | disponible bajo pedido | sob encomenda | su ordinazione | disponibile su ordinazione
        na objednávku | na zamówienie | op bestelling | beställningsvara | bestillingsvare | tilaustuote | под заказ | на замовлення | по поръчка | sipariş üzerine | rendelésre | la comandă | 取り寄せ | お取り寄せ | 取り寄せ商品
    """),
    "discontinued": _phrases("""
        discontinued | this product has been discontinued | this item has been discontinued | no longer available | this product is no longer available | this item is no longer available | product discontinued | end of life | item discontinued
        nicht mehr lieferbar | nicht mehr verfügbar | auslaufartikel | artikel nicht mehr lieferbar | produit arrêté | n'est plus disponible | ce produit n'est plus disponible | plus disponible | fin de série | descatalogado | producto descatalogado | ya no está disponible | descontinuado | produto descontinuado | fuori produzione | non più disponibile
        ukončený prodej | prodej ukončen | výprodej ukončen | již se neprodává | predaj ukončený | wycofany | produkt wycofany | niet meer leverbaar | uit assortiment | utgått | utgått ur sortimentet | utgått produkt | udgået | poistunut tuote | снят с производства | снято с производства | 販売終了 | 生産終了 | 已下架 | 停产 | 단종
    """),
    "limited": _phrases("""
        low stock | limited stock | limited availability | only a few left | few left | almost gone | last one | last items in stock | last pieces | almost sold out | selling fast | low in stock | only 1 left | last one in stock | hurry, only a few left
        geringer bestand | nur noch wenige verfügbar | nur noch wenige | fast ausverkauft | wenige verfügbar | letzte stücke | derniers articles en stock | plus que quelques exemplaires | dernières pièces | stock limité | últimas unidades | pocas unidades | quedan pocas unidades | últimas peças | poucas unidades | ultimi pezzi | ultimi articoli in magazzino | disponibilità limitata | pochi pezzi | scarsa disponibilità
        poslední kus | poslední kusy | posledný kus | posledné kusy | ostatnie sztuki | ostatnia sztuka | laatste stuks | bijna uitverkocht | nog enkele stuks | få kvar | få på lager | muutama jäljellä | осталось мало | последний экземпляр | заканчивается | мало | son birkaç ürün | utolsó darabok | ultimele bucăți | 残りわずか | 在庫わずか | 残り僅か | 库存紧张 | 仅剩少量
    """),
    "in_stock": _phrases("""
        in stock | available | in stock now | available now | in-stock | ready to ship | ships today | available online | in stock online | available to order | in stock and ready to ship
        auf lager | vorrätig | sofort lieferbar | lieferbar | verfügbar | sofort verfügbar | am lager | sofort versandfertig | online verfügbar | lagernd
        en stock | disponible | disponible en ligne | expédié sous 24h | disponible immédiatement | hay existencias | em stock | em estoque | disponível | disponibile | disponibilità immediata | in magazzino | disponibile subito | disponibile online
        skladem | na skladě | na sklade | skladom | dostępny | na stanie | w magazynie | dostępne | produkt dostępny | op voorraad | leverbaar | beschikbaar | voorradig | direct leverbaar | i lager | på lager | finns i lager | varastossa | saatavilla | på nettlager
        в наличии | есть в наличии | на складе | есть | в наявності | є в наявності | наличен | в наличност | налично | stokta | stokta var | készleten | raktáron | în stoc | in stoc | na zalihi | dostupno | na zalogi | yra sandėlyje | yra | ir noliktavā | pieejams | laos | laos olemas | saadaval
        有货 | 现货 | 有現貨 | 在庫あり | 即納 | 재고 있음 | διαθέσιμο | άμεσα διαθέσιμο | متوفر | במלאי | còn hàng | tersedia | มีสินค้า
    """),
}

STOCK: dict[str, str] = {phrase: state for state, phrases in _STOCK_SAID.items() for phrase in phrases}
"""What a text node that says nothing else means for availability."""

_OLD_BEFORE = (
    r"\bwas\b|\brrp\b|\bmsrp\b|\bm\.?r\.?p\b\.?|list(?: price)?:?\s*$|\bretail\b|\bregular(?:ly)?\b|\bbefore\b|\boriginal(?:ly)?\b|\bwere\b|\bvalue[:d]|compare at"
    r"|\bstatt\b|\buvp\b|\bvorher\b|\bbisher\b|\behem|\balter preis|\bstreichpreis|\bau lieu de|\bavant\b|prix (?:conseill|de r|public|barr)|\bantes\b|\bp\.?v\.?p\.?r|precio (?:anterior|original|de lista|normal|recomendado)"
    r"|prezzo (?:precedente|di listino|consigliato|originale|pieno)|\bera\b|invece di|\bpvp\b|\bvan\b|\bvoor\b(?=\W*$)|adviesprijs|původn|běžn[áě]|dříve|p[řr]ed slevou|doporučen|pôvodn|bežná|najniższa cena|cena regularna|poprzedni|cena katalogowa|\bprzed"
    r"|\bde:?\s*(?:r\$)?\s*$|preço (?:original|anterior|de tabela)|ord\.? ?pris|tidigare|før(?:pris)?\b|veil\.|\bennen\b|\bnorm\.|старая|было|раньше|\bстара|обычная цена|eski fiyat|korábbi|eredeti|\bpreț vechi|\bprp\b|redna cena|\bsenā cena|vana hind|tavahind"
    r"|原价|市场价|原價|定価|通常価格|メーカー希望|参考価格|정가"
)
_SAVING_BEFORE = (
    r"\bsav(?:e|es|ed|ing|ings)\b|\bdiscount\b|\boff\b\W*$|\bspar|rabatt|nachlass|économ|remise|réduction|ahorr|descuento|rebaja|rispar|sconto|ušetř|ušetr|slev[auy]|zľava|oszcz|rabat|korting|bespaar|voordeel|econom|desconto|скидк|эконом|выгода|отстъпка|kazan|indirim|cashback|coupon|gutschein|voucher|gift|bonus|reward|points?|credit\b"
    r"|節省|节省|立减|省\W*$|割引|OFF\W*$|優惠|券"
)
_SHIPPING_BEFORE = r"shipp|deliver|postage|freight|\bp&p|versand|lieferung|liefer(?:kosten|preis)|livraison|frais de port|port\b|env[ií]o|gastos de|spedizion|consegna|doprav|poštovn|dostaw|wysyłk|przesyłk|verzend|bezorg|frete|entrega|portes|frakt|toimitus|доставк|kargo|szállítás|livrare|运费|運費|送料|配送|배송|orders? (?:over|above|of|from)|over\W*$|above\W*$|ab einem|dès\W*$|à partir de .{0,12}achat|fee\b|tax\b\W*$|deposit|pfand"
_INSTALMENT_BEFORE = r"\d\s*(?:x|×|\*)\s*(?:de|of|da|mal)?\s*[^\d]{0,5}$|payments? of|instal+ments? of|\bas low as .{0,20}(?:month|mo\b)|cuotas?|parcelas?|\brate(?:n)?\b(?! this)|rat(?:y|a|ę)\b|splátk|в кредит|рассрочк|分期|分割|월|finan[czs]|leasing|monat|monthly|mensual"
_MEMBER_BEFORE = r"member|with (?:card|club|prime)|club|mitglied|membre|socio|člen|klubow|ledenprijs|medlem|会员|會員|会員|loyalty|cartão|(?:prime|plus) (?:price|preis)"
_UNTAXED_NEAR = r"ex(?:cl|kl)?\.?\s*(?:vat|tax|gst|btw|mwst|moms|iva|tva)|(?:without|before|plus|\+)\s*(?:vat|tax)\b|\bbez\s?(?:dph|ddv|pdv)|netto|\bh\.?t\.?\b(?=\W*$)|\bht\b|\bhors tax|sin iva|sem iva|iva escl|\bzzgl\.?\s*(?:\d+\s*%\s*)?(?:mwst|ust)|без ндс|без ддс|税抜|未税|不含税|\+ ?gst|km-?ta\b|be pvn|alv 0|uden moms|ekskl"
_UNIT_AFTER = r"^\s*(?:/|per\b|pro\b|je\b|par\b|za\b|la\b|le\b|al\b|ogni|il\b|por\b|a\b|p\.|\()\s*\(?\s*(?:1\s*)?(?:\d+\s*)?(?:kg|kilo|g|gr|mg|l|lt|liter|litre|litro|ml|cl|dl|m|mb|cm|m2|m²|m³|qm|oz|lb|lbs|fl|ft|sq|stk|st|szt|ks|pc|pcs|piece|unit|ea|each|stück|count|ct|sheet|tablet|wash|load|dose|100|кг|л|шт|г|м)\b"
_INSTALMENT_AFTER = r"^\s*(?:[/.]|per\b|pro\b|par\b|al\b|por\b|a\b|im\b|/\s*)?\s*(?:\(?\d+\s*)?(?:month|mo\b|mth|monat|mois|mes\b|mese|měs|mies|maand|mês|mån|mnd|md\.|kk\b|мес|ay\b|hó|lun[aă]|月|개월|week|woche|interest-free)|^\W{0,3}(?:x|×)\s?\d"
_SAVING_AFTER = r"^\W*(?:off|discount|rabatt|sparen|gespart|remise|d'économie|de descuento|di sconto|sleva|zľava|taniej|korting|de desconto|скидк|saved?|cashback|back\b|credit\b|reward|coupon|gift|voucher|引き|オフ|ポイント)"
_SHIPPING_AFTER = r"^\W*(?:shipping|delivery|postage|p&p|versand|livraison|de port|env[ií]o|spedizione|doprava|dostawa|verzend|frete|frakt|доставка|送料|運費|оr more|or more)"

_BEFORE = [
    (Is.SAVING, re.compile(_SAVING_BEFORE, re.IGNORECASE)),
    (Is.SHIPPING, re.compile(_SHIPPING_BEFORE, re.IGNORECASE)),
    (Is.INSTALMENT, re.compile(_INSTALMENT_BEFORE, re.IGNORECASE)),
    (Is.OLD, re.compile(_OLD_BEFORE, re.IGNORECASE)),
    (Is.MEMBER, re.compile(_MEMBER_BEFORE, re.IGNORECASE)),
    (Is.UNTAXED, re.compile(_UNTAXED_NEAR, re.IGNORECASE)),
]
_AFTER = [
    (Is.UNIT, re.compile(_UNIT_AFTER, re.IGNORECASE)),
    (Is.INSTALMENT, re.compile(_INSTALMENT_AFTER, re.IGNORECASE)),
    (Is.SAVING, re.compile(_SAVING_AFTER, re.IGNORECASE)),
    (Is.SHIPPING, re.compile(_SHIPPING_AFTER, re.IGNORECASE)),
    (Is.UNTAXED, re.compile(r"^.{0,12}?(?:" + _UNTAXED_NEAR + ")", re.IGNORECASE)),
]


def told_before(text: str) -> Trait:
    """What the words right before an amount say of it."""
    traits = 0
    for trait, pattern in _BEFORE:
        if pattern.search(text):
            traits |= trait
    return traits


def told_after(text: str) -> Trait:
    """What the words right after an amount say of it."""
    traits = 0
    for trait, pattern in _AFTER:
        if pattern.search(text):
            traits |= trait
    return traits


_BOT = re.compile(
    r"are you (?:a )?(?:human|robot)|not a robot|verify (?:that )?you(?:'re| are) (?:a )?human|unusual (?:traffic|activity)|checking your browser|just a moment|attention required|access (?:to this page has been )?denied"
    r"|robot check|bot detection|captcha|pardon our interruption|request (?:was )?blocked|you have been blocked|security check|enable javascript and cookies to continue|sind sie ein (?:mensch|roboter)|kein roboter|êtes-vous un (?:robot|humain)|no eres un robot|verifica que eres humano|non sono un robot|nejste robot|вы не робот|человек ли вы|ロボットではない|请完成验证|滑动验证|人机验证|human verification|automated access",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?<![\d.,])404(?![\d.,]\d)|page (?:could )?not (?:be )?found|(?:page|product|item|listing|article) (?:you (?:requested|are looking for|were looking for) )?(?:does(?:n't| not) exist|(?:is |was |could )?not (?:be )?found|(?:has been|was) (?:removed|deleted)|no longer exists)|we (?:can't|couldn't|cannot) find (?:that|this|the) (?:page|product)|couldn't find (?:that|this|the) (?:page|product)"
    r"|seite (?:wurde )?(?:leider )?nicht gefunden|(?:artikel|produkt) (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|produit introuvable|página no encontrada|producto no encontrado|página não encontrada|produto não encontrado|pagina non trovata|prodotto non trovato|stránka nenalezena|stránka neexistuje|stránka nebyla nalezena|nie znaleziono strony|strona nie (?:istnieje|została znaleziona)|pagina niet gevonden|sidan (?:hittades inte|kunde inte hittas)|siden (?:blev ikke fundet|finnes ikke)|sivua ei löydy"
    r"|страница не найдена|товар не найден|сторінку не знайдено|страницата не е намерена|sayfa bulunamadı|az oldal nem található|pagina nu a fost găsită|页面不存在|商品不存在|找不到|ページが見つかりません|페이지를 찾을 수 없습니다|listing (?:has )?ended",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:sign|log)[ -]?in\b|\blogin\b|anmelden|einloggen|se connecter|connexion|identifiez-vous|iniciar sesión|inicia sesión|identifícate|entrar|fazer login|accedi|přihlá[sš]|prihl[aá]s|zaloguj|logowanie|inloggen|logga in|logg inn|log ind|kirjaudu|войти|вход|увійти|giriş yap|bejelentkez|autentificare|登录|登入|ログイン|로그인",
    re.IGNORECASE,
)


def says_bot_check(text: str) -> bool:
    return _BOT.search(text) is not None


def says_gone(text: str) -> bool:
    return _GONE.search(text) is not None


def says_login(text: str) -> bool:
    return _LOGIN.search(text) is not None
