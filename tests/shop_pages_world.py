# ruff: noqa: E501  # a page is written as it would be served
"""More pages of our own writing: other countries, older layouts, awkward markup. Truth written before any reading."""

from decimal import Decimal
from typing import Any

from shop_pages import ShopPage, card, ld, offer, page, shelf

WORLD_PAGES: list[ShopPage] = []


def add(name: str, url: str, html: str | bytes, **truth: Any) -> None:
    for key in ("price", "was_price", "price_high", "member_price"):
        if truth.get(key) is not None:
            truth[key] = Decimal(truth[key])
    WORLD_PAGES.append(ShopPage(name, html, url, {"kind": "product", **truth}))


def simple(title: str, price_html: str, button: str, lang: str, extra: str = "") -> str:
    body = f'<div class="wrap"><h1>{title}</h1>{price_html}<button>{button}</button>{extra}</div>'
    return page(title, body, lang=lang, chrome=False)


add(
    "german statt and nur",
    "https://a.example.de/p/1",
    simple("Wasserkocher", "<p>statt 49,95 € nur <b>39,95 €</b> inkl. MwSt.</p>", "In den Warenkorb", "de"),
    price="39.95",
    was_price="49.95",
    currency="EUR",
    availability="in_stock",
)
add(
    "dutch van and voor",
    "https://a.example.nl/p/1",
    simple(
        "Theepot",
        "<div><span>Van</span> <span>€ 29,99</span> <span>voor</span> <span>€ 19,99</span></div>",
        "In winkelwagen",
        "nl",
    ),
    price="19.99",
    currency="EUR",
    availability="in_stock",
)
add(
    "swedish colon dash",
    "https://a.example.se/p/1",
    simple("Bordslampa", "<div class='pris'>1 299:-</div>", "Lägg i varukorg", "sv"),
    price="1299",
    currency="SEK",
    availability="in_stock",
)
add(
    "danish kr",
    "https://a.example.dk/p/1",
    simple("Bordlampe", "<div class='price'>1.299,00 kr.</div><div>Fragt fra 39 kr.</div>", "Læg i kurv", "da"),
    price="1299.00",
    currency="DKK",
    availability="in_stock",
)
add(
    "norwegian",
    "https://a.example.no/p/1",
    simple("Lampe", "<div class='product-price'>kr 1 299,-</div>", "Legg i handlekurv", "nb"),
    price="1299",
    currency="NOK",
    availability="in_stock",
)
add(
    "hungarian",
    "https://a.example.hu/p/1",
    simple(
        "Asztali lámpa",
        "<div class='product-price'><span class='old'>15 990 Ft</span> <span class='special'>12 990 Ft</span></div>",
        "Kosárba",
        "hu",
    ),
    price="12990",
    was_price="15990",
    currency="HUF",
    availability="in_stock",
)
add(
    "romanian",
    "https://a.example.ro/p/1",
    simple("Lampă", "<div class='pret'>129,99 lei</div><p>În stoc</p>", "Adaugă în coș", "ro"),
    price="129.99",
    currency="RON",
    availability="in_stock",
)
add(
    "korean",
    "https://a.example.co.kr/p/1",
    simple(
        "탁상 램프", "<div><del>39,000원</del> <strong>29,900원</strong></div><p>배송비 3,000원</p>", "구매하기", "ko"
    ),
    price="29900",
    was_price="39000",
    currency="KRW",
    availability="in_stock",
)
add(
    "vietnamese",
    "https://a.example.vn/p/1",
    simple("Đèn bàn", "<div class='gia'>1.290.000₫</div>", "Thêm vào giỏ hàng", "vi"),
    price="1290000",
    currency="VND",
    availability="in_stock",
)
add(
    "indonesian",
    "https://a.example.co.id/p/1",
    simple("Lampu meja", "<div class='price'>Rp1.250.000</div>", "+ Keranjang", "id"),
    price="1250000",
    currency="IDR",
    availability="in_stock",
)
add(
    "emirates",
    "https://a.example.ae/p/1",
    simple("Desk lamp", "<div>AED 299.00</div><div>AED 24.92/month for 12 months</div>", "Add to Cart", "en"),
    price="299.00",
    currency="AED",
    availability="in_stock",
)
add(
    "ukrainian",
    "https://a.example.com.ua/p/1",
    simple(
        "Лампа настільна", "<p class='product-price__big'>1 299<span>₴</span></p><p>Є в наявності</p>", "Купити", "uk"
    ),
    price="1299",
    currency="UAH",
    availability="in_stock",
)
add(
    "bulgarian",
    "https://a.example.bg/p/1",
    simple("Лампа", "<div class='price'>49,90 лв.</div>", "Добави в количката", "bg"),
    price="49.90",
    currency="BGN",
    availability="in_stock",
)
add(
    "greek",
    "https://a.example.gr/p/1",
    simple("Λάμπα", "<div class='price'>49,90 €</div>", "Προσθήκη στο καλάθι", "el"),
    price="49.90",
    currency="EUR",
    availability="in_stock",
)
add(
    "south african rand",
    "https://a.example.co.za/p/1",
    simple("Desk lamp", "<div class='price'>R1 299.00</div>", "Add to Cart", "en-ZA"),
    price="1299.00",
    currency="ZAR",
    availability="in_stock",
)
add(
    "polish cents apart",
    "https://a.example.pl/p/1",
    simple(
        "Lampa",
        "<div class='price-box'><span class='whole'>129</span><span class='rest'><span>99</span><span>zł</span></span></div>",
        "Dodaj do koszyka",
        "pl",
    ),
    price="129.99",
    currency="PLN",
    availability="in_stock",
)
add(
    "finnish out of stock",
    "https://a.example.fi/p/1",
    simple("Pöytälamppu", "<div class='hinta'>49,90 €</div><p>Loppu</p>", "Ilmoita kun saatavilla", "fi"),
    price="49.90",
    currency="EUR",
    availability="out_of_stock",
)
add(
    "italian back order",
    "https://a.example.it/p/1",
    simple("Lampada", "<div class='prezzo'>€ 1.299,00</div><p>Su ordinazione</p>", "Acquista", "it"),
    price="1299.00",
    currency="EUR",
    availability="back_order",
)

add(
    "no h1, name in a div, old table layout",
    "https://old.example.com/catalog/item.php?id=7",
    '<html><head><title>Cast Iron Skillet 10" - Old Store</title></head><body bgcolor=white><table width=100%><tr><td colspan=2><font size=2>Free shipping on orders over $50</font></td></tr>'
    '<tr><td width=150><a href=/c/1>Pans</a><br><a href=/c/2>Pots under $20</a></td><td><font size=4><b>Cast Iron Skillet 10"</b></font><br><font color=red>Our Price: $24.95</font><br>List Price: $34.95<br>You Save: $10.00 (29%)<br>'
    '<form action=/cart><input type=submit value="Add to Cart"></form></td></tr></table></body></html>',
    price="24.95", was_price="34.95", currency="USD", availability="in_stock",
)  # fmt: skip
add(
    "price before the heading, sticky bar, modal",
    "https://b.example/p/bag",
    page(
        "Weekend Bag | B",
        '<div class="sticky-bar"><span>Weekend Bag</span><span class="price">$128.00</span></div><div class="modal" style="display:none"><h2>Gift card</h2><span class="price">$25.00</span></div>'
        '<main><div class="buy-box"><div class="price">$128.00</div><h1>Weekend Bag</h1><button>Add to bag</button></div></main>',
    ),
    price="128.00", was_price=None, currency="USD", availability="in_stock",
)  # fmt: skip
add(
    "subscribe and save beside one-time purchase",
    "https://c.example/p/coffee",
    page(
        "House Coffee 12 oz",
        '<main><h1>House Coffee 12 oz</h1><div class="one-time"><span>One-time purchase</span> <span class="price">$19.99</span></div><div class="subscribe"><span>Subscribe &amp; save 10%</span> <span class="price">$17.99</span></div><button>Add to cart</button></main>',
    ),
    price="19.99", currency="USD",
)  # fmt: skip
add(
    "related products carry microdata too",
    "https://d.example/p/lamp",
    page(
        "Desk Lamp Brass",
        '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Desk Lamp Brass</h1><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="priceCurrency" content="GBP">£</span><span itemprop="price" content="85.00">85.00</span><link itemprop="availability" href="https://schema.org/OutOfStock"></div></div>'
        + "".join(
            f'<div class="card" itemscope itemtype="https://schema.org/Product"><a href="/p/{n}"><span itemprop="name">Lamp {n}</span></a><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="GBP"><span itemprop="price">{n}5.00</span></div></div>'
            for n in range(1, 6)
        ),
    ),
    price="85.00", currency="GBP", availability="out_of_stock", title="Desk Lamp Brass",
)  # fmt: skip
add(
    "new and used offers",
    "https://e.example/p/camera",
    page(
        "Camera Z", "<main><h1>Camera Z</h1><p class='price'>$899.00</p><p>Used from $640.00</p><button>Add to cart</button></main>",
        head=ld(**{"@type": "Product", "name": "Camera Z", "offers": [
            offer("640.00", "USD", itemCondition="https://schema.org/UsedCondition"),
            offer("899.00", "USD", itemCondition="https://schema.org/NewCondition"),
        ]}),
    ),
    price="899.00", currency="USD",
)  # fmt: skip
add(
    "aggregate offer of variants",
    "https://f.example/p/shirt",
    page("Shirt", "<main><h1>Shirt</h1></main>", head=ld(**{"@type": "Product", "name": "Shirt", "offers": {"@type": "AggregateOffer", "lowPrice": "19.00", "highPrice": "29.00", "priceCurrency": "EUR", "offerCount": 3}})),
    price="19.00", price_high="29.00", currency="EUR",
)  # fmt: skip
add(
    "price with its sign in json-ld",
    "https://g.example.de/p/tisch",
    page("Tisch", "<main><h1>Tisch</h1></main>", lang="de", head=ld(**{"@type": ["Product"], "name": "Tisch", "offers": [{"@type": "Offer", "price": "1.299,00 €", "availability": "http://schema.org/InStock"}]})),
    price="1299.00", currency="EUR", availability="in_stock",
)  # fmt: skip
add(
    "thousands with a dot in json-ld, german page",
    "https://g.example.de/p/sofa",
    page("Sofa", '<main><h1>Sofa</h1><span class="price">1.299 €</span></main>', lang="de", head=ld(**{"@type": "Product", "name": "Sofa", "offers": offer("1.299")})),
    price="1299", currency="EUR",
)  # fmt: skip
add(
    "opengraph alone",
    "https://h.example/p/clock",
    page("Wall Clock", "<div id=app></div>", chrome=False, head='<meta property="og:type" content="og:product"><meta property="og:title" content="Wall Clock"><meta property="product:price:amount" content="45.50"><meta property="product:price:currency" content="EUR"><meta property="product:availability" content="in stock">'),
    price="45.50", currency="EUR", availability="in_stock", title="Wall Clock", source="opengraph",
)  # fmt: skip
add(
    "html in json strings, two scripts, one broken",
    "https://i.example/p/rug",
    page(
        "Wool Rug", "<main><h1>Wool Rug</h1></main>",
        head='<script type="application/ld+json">{"@type": "Organization", "name": "I"</script>'
        + ld(**{"@type": "Product", "name": "Wool &amp; Cotton Rug", "description": "<p>A <b>rug</b></p>", "offers": offer(210, "USD", None)}),
    ),
    price="210", currency="USD", title="Wool & Cotton Rug",
)  # fmt: skip
add(
    "windows-1251, declared",
    "https://j.example.ru/p/1",
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>Чайник</title></head><body><h1>Чайник</h1><span class="price">1 490 руб.</span><button>В корзину</button></body></html>'.encode("cp1251"),
    price="1490", currency="RUB", title="Чайник",
)  # fmt: skip
add(
    "shift_jis, declared",
    "https://j.example.jp/p/1",
    '<html lang="ja"><head><meta charset="Shift_JIS"><title>急須</title></head><body><h1>急須 大</h1><span class="price">2,980円</span><input type="submit" value="カートに入れる"></body></html>'.encode("cp932"),
    price="2980", currency="JPY", title="急須 大",
)  # fmt: skip
add(
    "latin-1 that says it is utf-8",
    "https://j.example.fr/p/1",
    '<html lang="fr"><head><meta charset="utf-8"><title>Théière émaillée</title></head><body><h1>Théière émaillée</h1><span class="price">29,90 €</span><button>Ajouter au panier</button></body></html>'.encode("cp1252"),
    price="29.90", currency="EUR", title="Théière émaillée",
)  # fmt: skip
add(
    "utf-16 with a mark",
    "https://j.example/p/1",
    "\ufeff<html><head><title>Kettle</title></head><body><h1>Kettle</h1><p class=price>£29.90</p><button>Add to basket</button></body></html>".encode("utf-16-le"),
    price="29.90", currency="GBP", title="Kettle",
)  # fmt: skip
add(
    "classified advertisement",
    "https://kleinanzeigen.example.de/s-anzeige/fahrrad/77",
    page(
        "Fahrrad 28 Zoll",
        '<article><h1>Fahrrad 28 Zoll</h1><h2 class="price">250 € VB</h2><p>Neupreis 800 €, wenig gefahren.</p><button>Nachricht schreiben</button></article><section><h2>Ähnliche Anzeigen</h2>'
        + "".join(f'<article class="aditem"><a href="/{n}">Rad {n}</a><p>{n}0 €</p></article>' for n in range(11, 17)) + "</section>",
        lang="de", chrome=False,
    ),
    price="250", currency="EUR",
)  # fmt: skip
add(
    "deposit and surcharge",
    "https://k.example.de/p/wasser",
    simple("Mineralwasser 12 x 0,7 l", "<div class='price'>6,99 €</div><div class='deposit'>zzgl. 3,30 € Pfand</div><div class='base'>0,83 € / l</div>", "In den Warenkorb", "de"),
    price="6.99", currency="EUR",
)  # fmt: skip
add(
    "saving amount first",
    "https://l.example/p/mixer",
    simple("Stand Mixer", '<div class="deal"><span>Save $100</span><span class="now">$299.00</span><span class="then">Was $399.00</span></div>', "Add to cart", "en-US"),
    price="299.00", was_price="399.00", currency="USD",
)  # fmt: skip
add(
    "swatches with prices",
    "https://m.example/p/chair",
    page(
        "Lounge Chair",
        '<main><h1>Lounge Chair</h1><div class="price">$540.00</div><fieldset><legend>Fabric</legend><label>Wool <span>+$60.00</span></label><label>Leather <span>+$220.00</span></label></fieldset><button>Add to cart</button></main>',
    ),
    price="540.00", currency="USD",
)  # fmt: skip
add(
    "free thing",
    "https://n.example/p/ebook",
    page("Starter Guide", "<main><h1>Starter Guide</h1><div class='price'>Free</div><button>Add to cart</button></main>", head=ld(**{"@type": "Product", "name": "Starter Guide", "offers": offer("0", "USD")})),
    price="0", currency="USD",
)  # fmt: skip
add(
    "warranty and bundle beside the price",
    "https://o.example/p/tv",
    page(
        "TV 55",
        '<main><h1>TV 55</h1><div class="price"><span class="sale-price">$499.99</span></div><div class="protection-plan"><label>2-year protection <span>$69.99</span></label></div><div class="bundle"><h3>Frequently bought together</h3><span class="price">$549.98</span></div><button>Add to cart</button></main>',
    ),
    price="499.99", currency="USD",
)  # fmt: skip
add(
    "card stays sold out while others can be bought",
    "https://p.example/p/print",
    page("Print One", '<main><div class="product-info"><h1>Print One</h1><span class="price">$40.00</span><button disabled>Sold out</button></div></main>' + shelf("More", *[card(f"Print {n}", f"${n}0.00").replace("Quick view", "Add to cart") for n in range(2, 6)])),
    price="40.00", currency="USD", availability="out_of_stock",
)  # fmt: skip


def add_other(name: str, url: str, kind: str, html: str) -> None:
    WORLD_PAGES.append(ShopPage(name, html, url, {"kind": kind, "price": None, "availability": "unknown"}))


add_other(
    "list whose cards carry microdata",
    "https://q.example/c/tea",
    "list",
    page(
        "Tea",
        "<h1>Tea</h1>"
        + "".join(
            f'<div class="item" itemscope itemtype="https://schema.org/Product"><a href="/p/{n}"><span itemprop="name">{name} Tea</span></a><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="USD"><span itemprop="price">{n}.50</span></div><button>Add to cart</button></div>'
            for n, name in enumerate(["Green", "Black", "White", "Mint", "Rooibos"], 3)
        ),
    ),
)
add_other(
    "search results with buttons",
    "https://r.example/search?q=lamp",
    "list",
    page(
        "Results for lamp",
        "<h1>Results for “lamp”</h1>"
        + "".join(
            f'<div class="hit"><a href="/p/{n}">Lamp {n}</a> <b>${n}9.00</b> <button>Add to cart</button></div>'
            for n in range(1, 9)
        ),
    ),
)
add_other(
    "blog post with a shop's prices",
    "https://s.example/blog/ten-lamps",
    "article",
    page(
        "Ten lamps we like",
        "<article><h1>Ten lamps we like</h1><p>The brass one is $89.</p><p>The blue one is $45.</p></article>",
        head=ld(**{"@type": "BlogPosting", "headline": "Ten lamps"}),
    ),
)
add_other("empty page", "https://t.example/p/1", "other", "")
add_other(
    "human check in another language",
    "https://u.example.de/p/1",
    "bot_check",
    "<html><title>Sicherheitsprüfung</title><body><p>Sind Sie ein Mensch oder ein Roboter?</p><form>Captcha</form></body></html>",
)
add_other(
    "access denied",
    "https://v.example/p/1",
    "bot_check",
    "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access this server. Reference #18.2d</BODY></HTML>",
)
add_other(
    "gone, with suggestions",
    "https://w.example.fr/p/1",
    "not_found",
    page(
        "Page introuvable",
        "<h1>Oups, page introuvable</h1>" + shelf("Nos suggestions", card("Thé", "8,00 €"), card("Café", "9,00 €")),
        lang="fr",
        chrome=False,
    ),
)
