"""What shops write on buttons, of stock, and on pages that are no product, in the languages of the web."""

import re


def _phrases(text: str) -> frozenset[str]:
    return frozenset(
        phrase.strip() for line in text.strip().splitlines() for phrase in line.split("|") if phrase.strip()
    )


BUY = _phrases("""
add to cart | add to basket | add to bag | add to trolley | add to shopping cart | add to shopping bag
| add to order | buy now | buy it now | buy | purchase | order now | add item | book now | get tickets | buy tickets
| add | comprar entradas | comprar boletos | comprar ingressos | tickets kaufen | tickets sichern
| acheter des billets | kup bilet | koupit vstupenky | place bid | bid now | order
in den warenkorb | in den einkaufswagen | zum warenkorb hinzufügen | jetzt kaufen | kaufen | in den korb
| sofort kaufen | jetzt bestellen | bestellen | warenkorb | in die einkaufstasche
ajouter au panier | acheter | ajouter | acheter maintenant | achat immédiat | commander | mettre dans le panier
añadir al carrito | agregar al carrito | añadir a la cesta | comprar | comprar ahora | añadir al carro | agregar
| agregar al carro | añadir a la bolsa | añadir
adicionar ao carrinho | comprar agora | adicionar à sacola | adicionar | adicionar ao cesto | colocar no carrinho
aggiungi al carrello | acquista | acquista ora | compralo subito | compra | metti nel carrello | aggiungi
do košíku | přidat do košíku | koupit | vložit do košíku | vložiť do košíka | do košíka | kúpiť | pridať do košíka
| objednat
do koszyka | dodaj do koszyka | kup teraz | kup | zamów
in winkelwagen | in winkelmandje | toevoegen aan winkelwagen | bestel | bestellen | koop nu | toevoegen
| in mijn winkelwagen | nu kopen
lägg i varukorg | lägg i varukorgen | köp | köp nu | legg i handlekurv | kjøp | læg i kurv | køb | tilføj til kurv
| lisää ostoskoriin | osta | lisää koriin | legg i handlekurven
в корзину | добавить в корзину | купить | купить сейчас | заказать | в кошик | додати в кошик | купити
| добави в количката | купи | поръчай | добавяне в количката
sepete ekle | satın al | hemen al | kosárba | kosárba teszem | megveszem | adaugă în coș | adauga in cos | cumpără
| cumpara acum
u košaricu | dodaj u košaricu | kupi | v košarico | dodaj v košarico | pridėti į krepšelį | į krepšelį | pirkti
| pirkt | pievienot grozam | ielikt grozā | lisa ostukorvi | lisa korvi | osta kohe | ostukorvi
加入购物车 | 加入購物車 | 立即购买 | 立即購買 | 放入购物车 | 直接購買 | カートに入れる | 買い物かごに入れる
| カートに追加 | 今すぐ買う | 購入する | ご購入手続きへ | かごに追加 | 장바구니
| 장바구니 담기 | 구매하기 | 바로구매
προσθήκη στο καλάθι | στο καλάθι | αγορά | أضف إلى السلة | أضف إلى عربة التسوق | اشتري الآن | הוסף לסל | הוספה לסל
| קנה עכשיו | thêm vào giỏ hàng | mua ngay | tambah ke keranjang | beli sekarang | หยิบใส่ตะกร้า | ซื้อเลย
| कार्ट में जोड़ें | add to cart now | + keranjang
""")

FREE = _phrases("""
free | for free | free to play | play for free | free of charge
| gratis | kostenlos | umsonst | gratuit | gratuito | grátis | zdarma | zadarmo
| za darmo | darmowy | ingyenes | gratuitement | ilmainen | maksuton
бесплатно | безкоштовно | безплатно | δωρεάν | ücretsiz | bedava | 無料 | 免费 | 免費 | 무료 | miễn phí | مجاني | חינם
""")

_STOCK_SAID = {
    "out_of_stock": _phrases("""
        out of stock | sold out | currently unavailable | temporarily out of stock | currently out of stock
        | not available | unavailable | no longer in stock | out-of-stock | item is out of stock
        | this product is out of stock | this item is out of stock | currently sold out | temporarily unavailable
        notify me | notify me when available | email me when available | email when available
        | notify me when in stock | get notified | notify when available | email me when back in stock
        | find out when available
        ausverkauft | nicht vorrätig | nicht verfügbar | nicht lieferbar | nicht auf lager | derzeit nicht verfügbar
        | momentan nicht verfügbar | zurzeit nicht lieferbar | vergriffen | derzeit nicht lieferbar
        | aktuell nicht verfügbar | benachrichtigen sie mich
        épuisé | rupture de stock | en rupture de stock | indisponible | actuellement indisponible | produit épuisé
        | non disponible | en rupture | victime de son succès | stock épuisé
        agotado | sin existencias | no disponible | sin stock | producto agotado | temporalmente agotado
        | fuera de stock
        esgotado | indisponível | sem estoque | sem stock | produto indisponível | fora de estoque
        | produto esgotado | avise-me
        esaurito | non disponibile | attualmente non disponibile | prodotto esaurito | terminato
        | al momento non disponibile
        vyprodáno | není skladem | momentálně nedostupné | nedostupné | vypredané | nie je na sklade | nedostupný
        | hlídat dostupnost | vyprodané | není k dispozici
        wyprzedane | niedostępny | brak w magazynie | produkt niedostępny | brak towaru | powiadom o dostępności
        | chwilowo niedostępny
        uitverkocht | niet op voorraad | niet beschikbaar | niet leverbaar | tijdelijk uitverkocht
        | momenteel niet leverbaar
        slutsåld | slut i lager | ej i lager | utsolgt | ikke på lager | udsolgt | loppu | ei varastossa
        | loppuunmyyty | slut | tilfälligt slut
        нет в наличии | распродано | товар закончился | нет на складе | закончился | немає в наявності | изчерпан
        | няма наличност | нет в продаже | ожидается | сообщить о поступлении | изчерпано
        tükendi | stokta yok | nincs készleten | elfogyott | stoc epuizat | indisponibil | nu este in stoc
        | rasprodano | nije dostupno | ni na zalogi | išparduota | nėra sandėlyje | nav pieejams | izpārdots
        | läbi müüdud | otsas
        缺货 | 售罄 | 已售罄 | 无货 | 暂时缺货 | 補貨中 | 已售完 | 売り切れ | 在庫切れ | 品切れ | 在庫なし | 売切れ
        | 入荷待ち | 품절 | 일시품절 | εξαντλήθηκε
        | μη διαθέσιμο | غير متوفر | نفذت الكمية | אזל מהמלאי | לא במלאי | hết hàng | habis | stok habis | สินค้าหมด
    """),
    "pre_order": _phrases("""
        pre-order | preorder | pre-order now | preorder now | pre order | available for pre-order | coming soon
        | vorbestellen | jetzt vorbestellen | vorbestellung | précommander | précommande | pré-commander
        reservar | preventa | pré-venda | preordina | prenota | preordine | předobjednat | předprodej
        | předobjednávka | predobjednať | przedsprzedaż | zamów przedpremierowo | pre-orderen | reserveer nu
        | förbeställ | forhåndsbestill | forudbestil | ennakkotilaa
        предзаказ | оформить предзаказ | ön sipariş | előrendelés | precomandă | 预售 | 预定 | 預購 | 予約する
        | 予約注文 | 予約受付中
        | 예약구매
    """),
    "back_order": _phrases("""
        back order | backorder | on backorder | available on backorder | back-order | on back order | backordered
        | nachbestellt | auf bestellung | lieferbar auf bestellung | sur commande | disponible sur commande
        | bajo pedido | disponible bajo pedido | sob encomenda | su ordinazione | disponibile su ordinazione
        na objednávku | na zamówienie | op bestelling | beställningsvara | bestillingsvare | tilaustuote | под заказ
        | на замовлення | по поръчка | sipariş üzerine | rendelésre | la comandă | 取り寄せ | お取り寄せ | 取り寄せ商品
    """),
    "discontinued": _phrases("""
        discontinued | this product has been discontinued | this item has been discontinued | no longer available
        | this product is no longer available | this item is no longer available | product discontinued
        | end of life | item discontinued
        nicht mehr lieferbar | nicht mehr verfügbar | auslaufartikel | artikel nicht mehr lieferbar | produit arrêté
        | n'est plus disponible | ce produit n'est plus disponible | plus disponible | fin de série | descatalogado
        | producto descatalogado | ya no está disponible | descontinuado | produto descontinuado | fuori produzione
        | non più disponibile
        ukončený prodej | prodej ukončen | výprodej ukončen | již se neprodává | predaj ukončený | wycofany
        | produkt wycofany | niet meer leverbaar | uit assortiment | utgått | utgått ur sortimentet | utgått produkt
        | udgået | poistunut tuote | снят с производства | снято с производства | 販売終了 | 生産終了 | 已下架
        | 停产 | 단종
    """),
    "limited": _phrases("""
        low stock | limited stock | limited availability | only a few left | few left | almost gone | last one
        | last items in stock | last pieces | almost sold out | selling fast | low in stock | only 1 left
        | last one in stock | hurry, only a few left
        geringer bestand | nur noch wenige verfügbar | nur noch wenige | fast ausverkauft | wenige verfügbar
        | letzte stücke | derniers articles en stock | plus que quelques exemplaires | dernières pièces
        | stock limité | últimas unidades | pocas unidades | quedan pocas unidades | últimas peças | poucas unidades
        | ultimi pezzi | ultimi articoli in magazzino | disponibilità limitata | pochi pezzi | scarsa disponibilità
        poslední kus | poslední kusy | posledný kus | posledné kusy | ostatnie sztuki | ostatnia sztuka
        | laatste stuks | bijna uitverkocht | nog enkele stuks | få kvar | få på lager | muutama jäljellä
        | осталось мало | последний экземпляр | заканчивается | мало | son birkaç ürün | utolsó darabok
        | ultimele bucăți | 残りわずか | 在庫わずか | 残り僅か | 库存紧张 | 仅剩少量
    """),
    "in_stock": _phrases("""
        in stock | available | in stock now | available now | in-stock | ready to ship | ships today
        | available online | in stock online | available to order | in stock and ready to ship
        auf lager | vorrätig | sofort lieferbar | lieferbar | verfügbar | sofort verfügbar | am lager
        | sofort versandfertig | online verfügbar | lagernd
        en stock | disponible | disponible en ligne | expédié sous 24h | disponible immédiatement | hay existencias
        | em stock | em estoque | disponível | disponibile | disponibilità immediata | in magazzino
        | disponibile subito | disponibile online
        skladem | na skladě | na sklade | skladom | dostępny | na stanie | w magazynie | dostępne | produkt dostępny
        | op voorraad | leverbaar | beschikbaar | voorradig | direct leverbaar | i lager | på lager | finns i lager
        | varastossa | saatavilla | på nettlager
        в наличии | есть в наличии | на складе | есть | в наявності | є в наявності | наличен | в наличност
        | налично | stokta | stokta var | készleten | raktáron | în stoc | in stoc | na zalihi | dostupno
        | na zalogi | yra sandėlyje | yra | ir noliktavā | pieejams | laos | laos olemas | saadaval
        有货 | 现货 | 有現貨 | 在庫あり | 即納 | 재고 있음 | διαθέσιμο | άμεσα διαθέσιμο | متوفر | במלאי | còn hàng
        | tersedia | มีสินค้า
    """),
}

STOCK: dict[str, str] = {phrase: state for state, phrases in _STOCK_SAID.items() for phrase in phrases}
"""What a text node that says nothing else means for availability."""

_FEW_LEFT = re.compile(
    r"(?:only|just|hurry|nur noch|noch|plus que|il ne reste que|solo|sólo|quedan|últim[ao]s?|ultim[ie]|restam"
    r"|rimangono|zbývá|zbývají"
    r"|poslední|posledn[éý]|zostało|ostatni[ea]?|nog|slechts|kun|bara|endast|enää|vain|csak|utolsó|doar|ultimele"
    r"|samo|još"
    r"|осталось|остал[ао]сь|залишилось|лише|само|остават|последни|απομένουν|μόνο|son|chỉ còn|còn|tersisa|sisa"
    r"|hanya|เหลือ"
    r"|נותרו|נשארו|متبقي|تبقى|بقي|残り|あと|仅剩|剩余|僅剩|남은 수량|잔여|재고)\W{0,3}(\d{1,2})(?!\d|[.,%]\d)"
    r"|^(\d{1,2}) (?:left|remaining|übrig|restants?|rimast[io]|rimanenti|kvar|igjen|tilbage|jäljellä|kaldı)\b",
    re.IGNORECASE,
)
_FEW = 10
_OPENS_WITH = {
    "out_of_stock": re.compile(
        r"(?:currently |temporarily |sorry,? (?:this (?:item|product) is )?)?(?:out of stock|sold out"
        r"|unavailable)\b|(?:derzeit|momentan|zurzeit|aktuell|leider) (?:nicht (?:verfügbar|lieferbar|vorrätig"
        r"|auf lager)|ausverkauft)"
        r"|ausverkauft|(?:actuellement |temporairement )?(?:indisponible|en rupture)|(?:temporalmente )?(?:agotado"
        r"|sin stock)|(?:attualmente |al momento |temporaneamente )?(?:non disponibile|esaurito)|(?:momentálně "
        r"|dočasně )?(?:vyprodáno|nedostupné)|nie je skladom|нет в наличии"
    ),
    "in_stock": re.compile(
        r"(?:\d+\+? )?in stock\b(?! soon)|available (?:now|online|for|to ship)|auf lager|sofort (?:lieferbar"
        r"|verfügbar)|lieferbar (?:in|ab|innerhalb)|en stock\b|skladem\b|skladom\b|na sklade\b|op voorraad\b"
        r"|disponibilità:? immediata|disponible (?:en|sous)|в наличии|i lager\b|på lager\b|dostępn[ye]\b"
        r"|w magazynie|em estoque|raktáron|în stoc\b|stokta\b"
    ),
}
STOCK_PHRASES = frozenset(STOCK)
_LONGEST_STOCK = 60
_CLAUSE = re.compile(r"([^,.;:!()–—]{3,40})[,.;:!()–—]")
"""What stands before the first comma or bracket: `bajo pedido, envío en 3 semanas`."""
_FIRST_WORDS = (
    "only", "just", "hurry", "limited", "nur", "noch", "plus", "il", "solo", "sólo", "quedan", "últim", "ultim",
    "restam", "rimangono", "zbýv", "posledn", "zostało", "ostatni", "nog", "slechts", "kun", "bara", "endast",
    "enää", "vain", "осталось", "остал", "son", "残り", "あと", "仅剩", "剩余", "僅剩", "csak", "utolsó", "doar",
    "ultimele", "samo", "još", "залишил", "лише", "само", "остават", "последни", "απομένουν", "μόνο", "chỉ còn", "còn",
    "tersisa", "sisa", "hanya", "เหลือ", "נותרו", "נשארו", "متبقي", "تبقى", "بقي", "남은", "잔여", "재고", "in stock",
    "currently", "temporarily", "sorry", "out of", "sold", "unavailable", "available", "derzeit", "momentan",
    "zurzeit", "aktuell", "leider", "ausverkauft", "auf lager", "sofort", "lieferbar", "en ", "actuellement",
    "temporairement", "indisponible", "temporalmente", "agotado", "sin stock", "attualmente", "al momento",
    "temporaneamente", "non disponibile", "esaurito", "momentálně", "dočasně", "vyprodáno", "nedostupné", "nie je",
    "нет в", "skladem", "skladom", "na sklade", "op voorraad", "disponib", "в налич", "i lager", "på lager",
    "dostępn", "w magaz", "em estoque", "raktáron", "în stoc", "stokta",
)  # fmt: skip
"""What such a text begins with, if not with a number."""
_OPENINGS = frozenset(words[:2] for words in (*_FIRST_WORDS, *STOCK))
"""How they and the phrases of stock begin: most texts are told by two letters."""


def stock_counted(text: str) -> str | None:
    """The availability that a short folded text states with more words around it: `only 2 left`, `skladem > 5 ks`."""
    if len(text) > _LONGEST_STOCK or not (text[:2] in _OPENINGS or text[:1].isdecimal()):
        return None
    if (clause := _CLAUSE.match(text)) is not None and (state := STOCK.get(clause.group(1).rstrip())) is not None:
        return state
    if not (text.startswith(_FIRST_WORDS) or text[:1].isdecimal()):
        return None
    few = _FEW_LEFT.search(text)
    if few is not None:
        return "limited" if 0 < int(few.group(1) or few.group(2)) <= _FEW else None
    for state, pattern in _OPENS_WITH.items():
        if pattern.match(text):
            return state
    return None


_BOT = re.compile(
    r"are you (?:a )?(?:human|robot)|not a robot|verify (?:that )?you(?:'re| are) (?:a )?human|unusual (?:traffic"
    r"|activity)|checking your browser|just a moment|attention required|access (?:to this page has been )?denied"
    r"|robot check|bot detection|captcha|pardon our interruption|request (?:was )?blocked|you have been blocked"
    r"|security check|enable javascript and cookies to continue|sind sie ein (?:mensch|roboter)|kein roboter"
    r"|êtes-vous un (?:robot|humain)|no eres un robot|verifica que eres humano|non sono un robot|nejste robot"
    r"|вы не робот|человек ли вы|ロボットではない|请完成验证|滑动验证|人机验证|human verification|automated access",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?<![\d.,])404(?![\d.,]\d)|page (?:could )?not (?:be )?found|(?:page|product|item|listing"
    r"|article) (?:you (?:requested|are looking for|were looking for) )?(?:does(?:n't| not) exist|(?:is |was "
    r"|could )?not (?:be )?found|(?:has been|was) (?:removed|deleted)|no longer exists)|we (?:can't|couldn't"
    r"|cannot) find (?:that|this|the) (?:page|product)|couldn't find (?:that|this|the) (?:page|product)"
    r"|seite (?:wurde )?(?:leider )?nicht gefunden|(?:artikel|produkt) (?:wurde )?nicht gefunden"
    r"|page (?:introuvable|non trouvée)|produit introuvable|página no encontrada|producto no encontrado"
    r"|página não encontrada|produto não encontrado|pagina non trovata|prodotto non trovato|stránka nenalezena"
    r"|stránka neexistuje|stránka nebyla nalezena|nie znaleziono strony|strona nie (?:istnieje|została znaleziona)"
    r"|pagina niet gevonden|sidan (?:hittades inte|kunde inte hittas)|siden (?:blev ikke fundet|finnes ikke)"
    r"|sivua ei löydy"
    r"|страница не найдена|товар не найден|сторінку не знайдено|страницата не е намерена|sayfa bulunamadı"
    r"|az oldal nem található|pagina nu a fost găsită|页面不存在|商品不存在|找不到|ページが見つかりません"
    r"|페이지를 찾을 수 없습니다"
    r"|listing (?:has )?ended",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:sign|log)[ -]?in\b|\blogin\b|anmelden|einloggen|se connecter|connexion|identifiez-vous|iniciar sesión"
    r"|inicia sesión|identifícate|entrar|fazer login|accedi|přihlá[sš]|prihl[aá]s|zaloguj|logowanie|inloggen"
    r"|logga in|logg inn|log ind|kirjaudu|войти|вход|увійти|giriş yap|bejelentkez|autentificare"
    r"|登录|登入|ログイン|로그인",
    re.IGNORECASE,
)


def says_bot_check(text: str) -> bool:
    return _BOT.search(text) is not None


def says_gone(text: str) -> bool:
    return _GONE.search(text) is not None


def says_login(text: str) -> bool:
    return _LOGIN.search(text) is not None
