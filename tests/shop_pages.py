# ruff: noqa: E501  # a page is written as it would be served
"""Product pages of our own writing, in the styles that shop platforms give their pages, each with what is true of it."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass
class ShopPage:
    """A page and its truth. A field that `truth` leaves out is not checked."""

    name: str
    html: str | bytes
    url: str
    truth: dict[str, Any]

    @property
    def content(self) -> bytes:
        return self.html if isinstance(self.html, bytes) else self.html.encode()


def ld(**item: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **item})}</script>'


def offer(price: object, currency: str | None = "EUR", stock: str | None = "InStock", **more: Any) -> dict[str, Any]:
    stated: dict[str, Any] = {"@type": "Offer", "price": price, **more}
    if currency:
        stated["priceCurrency"] = currency
    if stock:
        stated["availability"] = f"https://schema.org/{stock}"
    return stated


def card(name: str, price: str, kind: str = "product-card", was: str = "") -> str:
    old = f'<del class="price-old">{was}</del>' if was else ""
    return (
        f'<li class="{kind}"><a href="/p/{name.lower().replace(" ", "-")}"><img alt="{name}"><h3>{name}</h3>'
        f'<span class="price">{price}</span>{old}</a><button>Quick view</button></li>'
    )


def shelf(title: str, *cards: str, kind: str = "related-products") -> str:
    return f'<section class="{kind}"><h2>{title}</h2><ul>{"".join(cards)}</ul></section>'


NAV = (
    '<header class="site-header"><nav class="main-menu"><a href="/">Home</a><a href="/sale">Sale up to 50%</a>'
    '<a href="/gifts">Gifts under $20</a></nav><a class="mini-cart" href="/cart">Cart <span class="amount">$0.00</span></a>'
    '<p class="announcement">Free shipping over $75</p></header>'
)
FOOTER = '<footer><p>Orders over $75 ship free. Gift cards from $10.</p><a href="/terms">Terms</a></footer>'


def page(title: str, body: str, head: str = "", lang: str = "en", chrome: bool = True) -> str:
    top, bottom = (NAV, FOOTER) if chrome else ("", "")
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{top}{body}{bottom}</body></html>"
    )


PAGES: list[ShopPage] = []


def add(name: str, url: str, html: str, **truth: Any) -> None:
    for key in ("price", "was_price", "price_high", "member_price", "unit_price"):
        if truth.get(key) is not None:
            truth[key] = Decimal(truth[key])
    PAGES.append(ShopPage(name, html, url, {"kind": "product", **truth}))


TEAS = [
    card("Green Tea", "$8.00"),
    card("Black Tea", "$9.50"),
    card("White Tea", "$14.00", was="$18.00"),
    card("Mint Tea", "$6.25"),
]

# -- WordPress and WooCommerce ------------------------------------------------------------------------------------
add(
    "woocommerce sale without markup",
    "https://teahouse.example/product/copper-kettle/",
    page(
        "Copper Kettle – Teahouse",
        '<div class="product type-product"><div class="summary entry-summary"><h1 class="product_title entry-title">Copper Kettle</h1>'
        '<p class="price"><del aria-hidden="true"><span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">&#36;</span>89.00</bdi></span></del> '
        '<span class="screen-reader-text">Original price was: &#36;89.00.</span><ins aria-hidden="true"><span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">&#36;</span>64.50</bdi></span></ins>'
        '<span class="screen-reader-text">Current price is: &#36;64.50.</span></p><p class="stock in-stock">In stock</p>'
        '<form class="cart"><input type="number" value="1"><button class="single_add_to_cart_button">Add to cart</button></form></div>'
        + shelf("Related products", *TEAS)
        + "</div>",
    ),
    price="64.50", was_price="89.00", currency="USD", availability="in_stock", title="Copper Kettle",
)  # fmt: skip
add(
    "woocommerce variable range",
    "https://teahouse.example/product/linen-apron/",
    page(
        "Linen Apron – Teahouse",
        '<div class="summary"><h1 class="product_title">Linen Apron</h1><p class="price"><span class="amount">€25,00</span> &ndash; <span class="amount">€39,00</span></p>'
        '<p class="stock out-of-stock">Out of stock</p></div>' + shelf("You may also like", *TEAS[:2]),
        lang="en-IE",
    ),
    price="25.00", price_high="39.00", currency="EUR", availability="out_of_stock",
)  # fmt: skip

# -- Shopify ------------------------------------------------------------------------------------------------------
_SHOPIFY_META = (
    '<meta property="og:type" content="product"><meta property="og:title" content="Trail Backpack 24L">'
    '<meta property="og:price:amount" content="1,129.00"><meta property="og:price:currency" content="CAD">'
)
add(
    "shopify og tags and cents in state",
    "https://packs.example/products/trail-backpack-24l",
    page(
        "Trail Backpack 24L – Packs",
        '<div class="product__info-container"><h1>Trail Backpack 24L</h1><div class="price price--on-sale"><div class="price__regular"><span class="visually-hidden">Regular price</span><span class="price-item price-item--regular">$1,129.00 CAD</span></div>'
        '<div class="price__sale"><span class="visually-hidden">Regular price</span><s class="price-item price-item--regular">$1,299.00 CAD</s><span class="visually-hidden">Sale price</span><span class="price-item price-item--sale">$1,129.00 CAD</span></div></div>'
        '<button type="submit" name="add" class="product-form__submit"><span>Add to cart</span></button></div>'
        '<script>var meta = {"product":{"id":1,"variants":[{"id":9,"price":112900,"name":"Trail Backpack 24L"}]}};</script>'
        + shelf("You may also like", *TEAS),
        head=_SHOPIFY_META,
    ),
    price="1129.00", was_price="1299.00", currency="CAD", availability="in_stock", title="Trail Backpack 24L",
)  # fmt: skip
add(
    "shopify variant by address",
    "https://packs.example/products/mug?variant=4402",
    page(
        "Mug – Packs",
        "<main><h1>Mug</h1><div class='price'>$14.00</div><button>Add to cart</button></main>",
        head=ld(
            **{"@type": "ProductGroup", "name": "Mug", "hasVariant": [
                {"@type": "Product", "name": "Mug - Small", "sku": "M-S", "offers": offer("14.00", "USD", url="https://packs.example/products/mug?variant=4401")},
                {"@type": "Product", "name": "Mug - Large", "sku": "M-L", "offers": offer("19.00", "USD", "OutOfStock", url="https://packs.example/products/mug?variant=4402")},
            ]}
        ),
    ),
    price="19.00", currency="USD", availability="out_of_stock", variant="Mug - Large",
)  # fmt: skip

# -- Magento ------------------------------------------------------------------------------------------------------
add(
    "magento special price with microdata",
    "https://hardware.example.pl/wiertarka.html",
    page(
        "Wiertarka udarowa 750 W",
        '<div itemscope itemtype="http://schema.org/Product"><h1 class="page-title"><span itemprop="name">Wiertarka udarowa 750 W</span></h1>'
        '<div class="price-box price-final_price" itemprop="offers" itemscope itemtype="http://schema.org/Offer"><span class="special-price"><span class="price-container"><span class="price-label">Cena specjalna</span>'
        '<span data-price-amount="249.99" data-price-type="finalPrice" class="price-wrapper"><span class="price">249,99 zł</span></span></span></span>'
        '<span class="old-price"><span class="price-label">Cena regularna</span><span data-price-type="oldPrice" class="price-wrapper"><span class="price">319,00 zł</span></span></span>'
        '<meta itemprop="price" content="249.99"><meta itemprop="priceCurrency" content="PLN"></div><div class="stock available"><span>Dostępny</span></div><button title="Do koszyka">Do koszyka</button></div>'
        + shelf("Produkty powiązane", card("Młotek", "59,00 zł"), card("Piła", "89,00 zł")),
        lang="pl",
        chrome=False,
    ),
    price="249.99", was_price="319.00", currency="PLN", availability="in_stock", title="Wiertarka udarowa 750 W",
)  # fmt: skip

# -- PrestaShop ---------------------------------------------------------------------------------------------------
add(
    "prestashop french with stale json-ld",
    "https://www.maison.example.fr/42-lampe.html",
    page(
        "Lampe de bureau",
        '<section id="main"><h1 class="h1">Lampe de bureau</h1><div class="product-prices"><div class="product-discount"><span class="regular-price">79,90 €</span></div>'
        '<div class="product-price h5 has-discount"><div class="current-price"><span class="current-price-value" content="59.9">59,90 €</span><span class="discount discount-percentage">Économisez 25%</span></div></div>'
        '<div class="tax-shipping-delivery-label">TTC</div></div><div class="add"><button class="btn btn-primary add-to-cart">Ajouter au panier</button></div>'
        '<span id="product-availability">En stock</span></section>',
        head=ld(**{"@type": "Product", "name": "Lampe de bureau", "offers": offer("79.90")}),
        lang="fr-FR",
        chrome=False,
    ),
    price="59.90", was_price="79.90", currency="EUR", availability="in_stock", source="visible",
)  # fmt: skip

# -- Shopware -----------------------------------------------------------------------------------------------------
add(
    "shopware german with unit price and struck list price",
    "https://laden.example.de/bohnen/2001",
    page(
        "Espressobohnen kräftig | Laden",
        '<div class="product-detail-buy"><h1 class="product-detail-name">Espressobohnen kräftig</h1><div class="product-detail-price-container"><p class="product-detail-price with-list-price">17,99 €*</p>'
        '<span class="product-detail-list-price-wrapper"><span class="list-price-price">21,99 €*</span><span class="list-price-percentage">(18.19% gespart)</span></span></div>'
        '<div class="product-detail-price-unit"><span class="price-unit-label">Inhalt:</span> 1 Kilogramm <span class="price-unit-reference-content">(17,99 €* / 1 Kilogramm)</span></div>'
        '<p class="product-detail-tax">Preise inkl. MwSt. zzgl. Versandkosten</p><p class="delivery-information">Sofort verfügbar, Lieferzeit: 2-5 Tage</p><button class="btn-buy">In den Warenkorb</button></div>',
        lang="de-DE",
        chrome=False,
    ),
    price="17.99", was_price="21.99", currency="EUR", availability="in_stock",
)  # fmt: skip

# -- BigCommerce, OpenCart ------------------------------------------------------------------------------------------
add(
    "bigcommerce microdata, msrp and now",
    "https://outdoor.example.com.au/tent/",
    page(
        "Two-person Tent - Outdoor",
        '<div class="productView"><h1 class="productView-title">Two-person Tent</h1><div class="productView-price"><div class="price-section price-section--withoutTax rrp-price--withoutTax">MSRP: <span class="price price--rrp">$450.00</span></div>'
        '<div class="price-section"><span class="price-now-label">Now:</span><span data-product-price-without-tax class="price price--withoutTax">$299.00</span></div><div class="price-section price-section--saving">(You save <span class="price price--saving">$151.00</span>)</div></div>'
        '<input id="form-action-addToCart" type="submit" value="Add to Cart"></div>' + shelf("Related", *TEAS, kind="productCarousel"),
    ),
    price="299.00", was_price="450.00", currency="AUD", availability="in_stock",
)  # fmt: skip
add(
    "opencart with ex tax",
    "https://parts.example.co.uk/index.php?route=product/product&product_id=49",
    page(
        "Brake Pad Set",
        '<div id="content"><h1>Brake Pad Set</h1><ul class="list-unstyled"><li>Brand: Kesto</li><li>Availability: In Stock</li></ul>'
        '<ul class="list-unstyled"><li><h2>£47.99</h2></li><li>Ex Tax: £39.99</li><li>10 or more £44.00</li></ul><button id="button-cart">Add to Cart</button></div>',
        lang="en-GB",
        chrome=False,
    ),
    price="47.99", was_price=None, currency="GBP", availability="in_stock",
)  # fmt: skip

# -- Salesforce Commerce, SAP, VTEX, Wix, Squarespace -------------------------------------------------------------------
add(
    "salesforce sale with sr-only words",
    "https://www.shirts.example.com/en-us/oxford-shirt/1234.html",
    page(
        "Oxford Shirt | Shirts",
        '<div class="product-detail"><h1 class="product-name">Oxford Shirt</h1><div class="prices"><div class="price"><span><del><span class="strike-through list"><span class="value" content="69.50"><span class="sr-only">Price reduced from</span>$69.50<span class="sr-only">to</span></span></span></del>'
        '<span class="sales"><span class="value" content="41.70">$41.70</span></span></span></div></div><div class="afterpay">4 interest-free payments of $10.42</div>'
        '<button class="add-to-cart btn">Add to Bag</button></div><div class="recommendations"><div class="product-tile"><a href="/x.html">Chino</a><span class="sales"><span class="value">$59.50</span></span></div>'
        '<div class="product-tile"><a href="/y.html">Belt</a><span class="sales"><span class="value">$29.50</span></span></div></div>',
        lang="en-US",
    ),
    price="41.70", was_price="69.50", currency="USD", availability="in_stock",
)  # fmt: skip
add(
    "vtex with instalments",
    "https://www.loja.example.com.br/geladeira-frost-free/p",
    page(
        "Geladeira Frost Free 375L - Loja",
        '<div class="vtex-product"><h1>Geladeira Frost Free 375L</h1><div class="prices"><span class="listPrice">De R$ 3.299,00</span><span class="sellingPrice">Por R$ 2.499,90</span>'
        '<span class="installments">em até 10x de R$ 249,99 sem juros</span><span class="pix">R$ 2.374,90 à vista no Pix</span></div><button>Comprar</button></div>',
        lang="pt-BR",
        chrome=False,
        head=ld(**{"@type": "Product", "name": "Geladeira Frost Free 375L", "brand": {"@type": "Brand", "name": "Polar"}, "offers": {
            "@type": "AggregateOffer", "lowPrice": 2499.9, "highPrice": 2499.9, "priceCurrency": "BRL", "offers": [offer(2499.9, "BRL", "InStock")]}}),
    ),
    price="2499.90", was_price="3299.00", currency="BRL", availability="in_stock",
)  # fmt: skip
add(
    "wix data hooks",
    "https://www.candles.example/product-page/soy-candle",
    page(
        "Soy Candle | Candles",
        '<section><h1 data-hook="product-title">Soy Candle</h1><div data-hook="product-prices"><span data-hook="formatted-secondary-price" style="text-decoration:line-through">£18.00</span><span class="sr">Regular Price</span><span data-hook="formatted-primary-price">£15.00</span><span>Sale Price</span></div>'
        '<button data-hook="add-to-cart">Add to Cart</button></section>',
        lang="en",
        chrome=False,
    ),
    price="15.00", was_price="18.00", currency="GBP",
)  # fmt: skip
add(
    "squarespace sold out",
    "https://studio.example/store/print-a3",
    page(
        "Print A3 — Studio",
        '<article class="ProductItem"><h1 class="ProductItem-details-title">Print A3</h1><div class="product-price">€48.00</div><div class="product-mark sold-out">Sold Out</div></article>',
        chrome=False,
    ),
    price="48.00", currency="EUR", availability="out_of_stock",
)  # fmt: skip

# -- Single-page apps -------------------------------------------------------------------------------------------------
add(
    "next.js state alone",
    "https://app.example/p/9",
    page(
        "Desk Fan",
        '<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">'
        + json.dumps({"props": {"pageProps": {"product": {"name": "Desk Fan", "price": 34.95, "currency": "EUR", "availability": "InStock"}}}})
        + "</script>",
        chrome=False,
    ),
    price="34.95", currency="EUR", availability="in_stock", source="embedded-state", title="Desk Fan",
)  # fmt: skip
add(
    "marketplace runParams",
    "https://www.bazaar.example/item/100500.html",
    page(
        "Wireless Earbuds - Bazaar",
        "<div id=root></div><script>window.runParams = {data: "
        + json.dumps({"priceModule": {"minActivityAmount": {"value": 12.34, "currency": "USD"}, "minAmount": {"value": 20.5, "currency": "USD"}}})
        + "};</script>",
        chrome=False,
        head='<meta property="og:title" content="Wireless Earbuds"><meta property="og:type" content="product">',
    ),
    price="12.34", was_price="20.50", currency="USD", source="embedded-state",
)  # fmt: skip
add(
    "hashed class names",
    "https://fashion.example.nl/jurk-123.html",
    page(
        "Zomerjurk - blauw",
        '<div id="z"><main><div class="_5qd"><h1 class="sDq_FX"><span>Merk</span><span>Zomerjurk - blauw</span></h1><div class="_0xLoFW"><p class="ka2E9k"><span class="goEJX1">€ 27,45</span></p><p class="ka2E9k"><span style="text-decoration: line-through">€ 54,95</span><span>-50%</span></p></div>'
        '<button class="DJxzzA">In winkelmandje</button></div></main><div class="x9"><h2>Maak je look compleet</h2><div><a href="/a.html"><p>Hoed</p><span>€ 19,95</span></a></div><div><a href="/b.html"><p>Tas</p><span>€ 39,95</span></a></div><div><a href="/c.html"><p>Riem</p><span>€ 12,95</span></a></div></div></div>',
        lang="nl-NL",
        chrome=False,
    ),
    price="27.45", was_price="54.95", currency="EUR", availability="in_stock",
)  # fmt: skip

# -- East Asia --------------------------------------------------------------------------------------------------------
add(
    "japanese with points and shipping",
    "https://item.example.co.jp/shop/kettle-1/",
    page(
        "電気ケトル 1.0L",
        '<div><h1>電気ケトル 1.0L</h1><div>メーカー希望小売価格 <span>8,800円</span></div><div class="price--main"><span class="number">5,980</span><span>円</span></div><div>送料 550円</div><div class="point">59ポイント</div><button>買い物かごに入れる</button></div>',
        lang="ja",
        chrome=False,
    ),
    price="5980", currency="JPY", availability="in_stock", was_price="8800",
)  # fmt: skip
add(
    "chinese with split yuan",
    "https://item.example.cn/10001.html",
    page(
        "机械键盘 87键",
        '<div class="itemInfo-wrap"><div class="sku-name"><h1>机械键盘 87键</h1></div><div class="summary-price"><div class="dt">京 东 价</div><div class="dd"><span class="p-price"><span>￥</span><span class="price">299.00</span></span> <del>原价 ￥399.00</del></div></div><a class="btn" href="#">加入购物车</a></div>',
        lang="zh-CN",
        chrome=False,
    ),
    price="299.00", was_price="399.00", currency="CNY", availability="in_stock",
)  # fmt: skip
add(
    "indian with mrp and emi",
    "https://www.store.example.in/p/phone",
    page(
        "Phone X 128 GB",
        '<div><h1><span>Phone X 128 GB</span></h1><div class="_25b18c"><div class="_30jeq3">₹17,999</div><div class="_3I9_wc">₹<!-- -->21,999</div><div class="_3Ay6Sb"><span>18% off</span></div></div>'
        "<div>No cost EMI from ₹1,500/month</div><div>Delivery by Monday | ₹40</div><button>BUY NOW</button><button>ADD TO CART</button></div>",
        lang="en-IN",
        chrome=False,
    ),
    price="17999", currency="INR", availability="in_stock",
)  # fmt: skip

# -- Latin America, Central Europe, others ------------------------------------------------------------------------------
add(
    "fraction in elements of their own",
    "https://articulo.example.com.mx/MLM-1",
    page(
        "Bicicleta rodada 26",
        '<div class="ui-pdp-container"><h1 class="ui-pdp-title">Bicicleta rodada 26</h1><div class="ui-pdp-price"><s class="price-tag"><span class="price-tag-symbol">$</span><span class="price-tag-fraction">4,999</span></s>'
        '<span class="price-tag"><span class="price-tag-symbol">$</span><span class="price-tag-fraction">3,749</span><span class="price-tag-decimal">.</span><span class="price-tag-cents">50</span></span></div><p>en 12x <span>$</span><span>312</span><sup>46</sup> sin interés</p><button>Comprar ahora</button></div>',
        lang="es-MX",
        chrome=False,
    ),
    price="3749.50", was_price="4999", currency="MXN", availability="in_stock",
)  # fmt: skip
add(
    "superscript cents",
    "https://www.grocer.example.com/milk",
    page(
        "Whole Milk, 1 gal",
        '<main><h1>Whole Milk, 1 gal</h1><div><span class="sign">$</span><span class="whole">3</span><sup>48</sup></div><div class="per-unit">2.7 ¢/fl oz</div><button>Add to cart</button></main>',
        lang="en-US",
    ),
    price="3.48", currency="USD", availability="in_stock",
)  # fmt: skip
add(
    "czech dash for cents and price without tax",
    "https://www.elektro.example.cz/televize-55.htm",
    page(
        "Televize 55 palců",
        '<div class="detail"><h1>Televize 55 palců</h1><table><tr><td>Cena bez DPH</td><td>10 735,-</td></tr><tr><td>Cena s DPH</td><td><b class="bigPrice">12 990,-</b></td></tr></table><span class="stock">Skladem &gt; 5 ks</span><a class="btn" href="#">Do košíku</a></div>'
        '<div class="alternatives"><h2>Alternativy</h2><div><a href="/x">Televize 50</a><span>9 990,-</span></div></div>',
        lang="cs",
        chrome=False,
    ),
    price="12990", currency="CZK", availability="in_stock",
)  # fmt: skip
add(
    "russian rdfa",
    "https://magazin.example.ru/tovar/5",
    page(
        "Чайник эмалированный",
        '<div vocab="http://schema.org/" typeof="Product"><h1 property="name">Чайник эмалированный</h1><div property="offers" typeof="Offer"><span property="price" content="1490.00">1 490 ₽</span><meta property="priceCurrency" content="RUB"><link property="availability" href="http://schema.org/InStock"></div></div><button>В корзину</button>',
        lang="ru",
        chrome=False,
    ),
    price="1490", currency="RUB", availability="in_stock", title="Чайник эмалированный",
)  # fmt: skip
add(
    "turkish",
    "https://www.magaza.example.com.tr/urun/1",
    page(
        "Kahve Makinesi",
        '<div class="product"><h1>Kahve Makinesi</h1><div class="prc-box"><span class="prc-org">2.499,00 TL</span><span class="prc-dsc">1.899,90 TL</span></div><button>Sepete Ekle</button></div>',
        lang="tr",
        chrome=False,
    ),
    price="1899.90", currency="TRY", availability="in_stock",
)  # fmt: skip
add(
    "swiss",
    "https://shop.example.ch/velo",
    page("City Velo", '<main><h1>City Velo</h1><p class="price">CHF 1\'299.–</p><button>In den Warenkorb</button></main>', lang="de-CH", chrome=False),
    price="1299", currency="CHF",
)  # fmt: skip
add(
    "polish lowest price of 30 days",
    "https://sklep.example.pl/p/1",
    page(
        "Plecak miejski",
        '<div class="product-view"><h1>Plecak miejski</h1><div class="price">129,99 zł</div><div class="omnibus">Najniższa cena z 30 dni przed obniżką: 149,99 zł</div><div>Dostawa od 9,99 zł</div><button>Dodaj do koszyka</button></div>',
        lang="pl-PL",
        chrome=False,
    ),
    price="129.99", currency="PLN", availability="in_stock",
)  # fmt: skip

# -- Idioms of price ------------------------------------------------------------------------------------------------------
add(
    "member price beside the price",
    "https://wine.example.co.uk/p/rioja",
    page(
        "Rioja Reserva 2019",
        '<main><h1>Rioja Reserva 2019</h1><div class="price-block"><div class="price">£14.99</div><div class="member-price">Members pay £11.99</div><div class="unit">£19.99 / l</div></div><button>Add to basket</button></main>',
        lang="en-GB",
    ),
    price="14.99", member_price="11.99", currency="GBP",
)  # fmt: skip
add(
    "from price",
    "https://prints.example/canvas",
    page("Canvas Print", '<main><h1>Canvas Print</h1><p class="price">From <span>$24.00</span></p><button>Add to cart</button></main>'),
    price="24.00", currency="USD",
)  # fmt: skip
add(
    "carousel before the product",
    "https://toys.example/p/blocks",
    page(
        "Wooden Blocks | Toys",
        shelf("Trending now", *TEAS, kind="trending-carousel")
        + '<main><div class="pdp"><h1>Wooden Blocks</h1><span class="product-price">$32.00</span><button>Add to cart</button></div></main>'
        + shelf("Customers also bought", *TEAS),
    ),
    price="32.00", currency="USD", availability="in_stock", was_price=None,
)  # fmt: skip
add(
    "several products in json-ld",
    "https://audio.example/p/speaker-two",
    page(
        "Speaker Two",
        "<main><h1>Speaker Two</h1><p>$199.00</p><button>Add to cart</button></main>",
        head=ld(**{"@graph": [
            {"@type": "Product", "name": "Speaker One", "offers": offer("149.00", "USD")},
            {"@type": "Product", "name": "Speaker Two", "sku": "SP2", "gtin13": "4006381333931", "brand": "Loud", "offers": offer("199.00", "USD", "BackOrder")},
            {"@type": "Product", "name": "Speaker Three", "offers": offer("249.00", "USD")},
        ]}),
    ),
    price="199.00", currency="USD", availability="back_order", title="Speaker Two", brand="Loud",
)  # fmt: skip
add(
    "price specification with list price and unit price",
    "https://drugstore.example.at/p/shampoo",
    page(
        "Shampoo 250 ml",
        "<main><h1>Shampoo 250 ml</h1></main>",
        lang="de-AT",
        chrome=False,
        head=ld(**{"@type": "Product", "name": "Shampoo 250 ml", "offers": {"@type": "Offer", "availability": "InStock", "priceSpecification": [
            {"@type": "UnitPriceSpecification", "price": 2.95, "priceCurrency": "EUR"},
            {"@type": "UnitPriceSpecification", "priceType": "https://schema.org/StrikethroughPrice", "price": 3.95, "priceCurrency": "EUR"},
            {"@type": "UnitPriceSpecification", "price": 11.8, "priceCurrency": "EUR", "referenceQuantity": {"@type": "QuantitativeValue", "value": "1", "unitCode": "LTR"}},
        ]}}),
    ),
    price="2.95", was_price="3.95", currency="EUR", availability="in_stock", unit_price="11.8",
)  # fmt: skip
add(
    "pre-order",
    "https://games.example/p/quest-iv",
    page("Quest IV", '<main><h1>Quest IV</h1><span class="price">$69.99</span><button>Pre-order now</button><p>Releases in March</p></main>'),
    price="69.99", currency="USD", availability="pre_order",
)  # fmt: skip
add(
    "discontinued, last price shown",
    "https://tools.example/p/saw",
    page("Table Saw", '<main><h1>Table Saw</h1><p class="price">$499.00</p><p class="notice">This product has been discontinued</p></main>'),
    price="499.00", currency="USD", availability="discontinued",
)  # fmt: skip
add(
    "few left",
    "https://shoes.example/p/boot",
    page(
        "Chelsea Boot",
        '<main><h1>Chelsea Boot</h1><span class="price">£120</span><p class="stock">Only 2 left in stock</p><button>Add to bag</button></main>',
        lang="en-GB",
    ),
    price="120", currency="GBP", availability="limited",
)  # fmt: skip
add(
    "sold out without a price",
    "https://www.shop.example.de/p/vase",
    page(
        "Vase rot",
        '<main><h1>Vase rot</h1><p>Derzeit nicht verfügbar.</p></main>' + shelf("Das könnte Ihnen auch gefallen", card("Vase blau", "24,00 €"), card("Krug", "39,00 €"), card("Schale", "18,00 €")),
        lang="de",
        chrome=False,
        head='<meta property="og:type" content="product"><meta property="og:title" content="Vase rot">',
    ),
    price=None, availability="out_of_stock",
)  # fmt: skip
add(
    "price on request",
    "https://machines.example.de/p/press",
    page(
        "Hydraulikpresse 50 t",
        '<main><h1>Hydraulikpresse 50 t</h1><p class="price">Preis auf Anfrage</p><button>Angebot anfordern</button></main>',
        lang="de",
        chrome=False,
        head=ld(**{"@type": "Product", "name": "Hydraulikpresse 50 t", "offers": offer("0.00")}),
    ),
    price=None,
)  # fmt: skip
add(
    "quantity breaks",
    "https://b2b.example.com/p/screws",
    page(
        "Screws M4, box of 100",
        '<main><h1>Screws M4, box of 100</h1><div class="product-price">$12.40</div><table class="tier-prices"><tr><th>Qty</th><th>Price</th></tr><tr><td>10+</td><td>$11.20</td></tr><tr><td>50+</td><td>$9.80</td></tr></table><button>Add to cart</button></main>',
    ),
    price="12.40", currency="USD",
)  # fmt: skip

# -- Broken ------------------------------------------------------------------------------------------------------------------
add(
    "json-ld with a trailing comma and raw line breaks",
    "https://garden.example.it/p/sedia",
    page(
        "Sedia da giardino",
        "<h1>Sedia da giardino</h1>",
        lang="it",
        chrome=False,
        head='<script type="application/ld+json">{"@type":"Product","name":"Sedia da\n giardino","description":"Per "interni" ed esterni","offers":{"@type":"Offer","price":"49,90","priceCurrency":"EUR","availability":"InStock",},}</script>',
    ),
    price="49.90", currency="EUR", availability="in_stock",
)  # fmt: skip
add(
    "microdata without a scope",
    "https://books.example.es/libro/7",
    page(
        "El libro azul",
        '<h1 itemprop="name">El libro azul</h1><span itemprop="price" content="18.05">18,05 €</span><meta itemprop="priceCurrency" content="EUR"><a class="button" href="#">Añadir a la cesta</a>',
        lang="es",
        chrome=False,
    ),
    price="18.05", currency="EUR", availability="in_stock",
)  # fmt: skip


def add_other(name: str, url: str, kind: str, html: str) -> None:
    PAGES.append(ShopPage(name, html, url, {"kind": kind, "price": None, "availability": "unknown"}))


add_other(
    "category list",
    "https://teahouse.example/category/tea",
    "list",
    page(
        "Tea | Teahouse",
        "<main><h1>Tea</h1><p>24 products</p><ul class='products'>" + "".join(TEAS * 3) + "</ul></main>",
    ),
)
add_other(
    "list with item list markup",
    "https://teahouse.example/category/all",
    "list",
    page(
        "All | Teahouse",
        "<main><h1>All teas</h1><ul>" + "".join(TEAS) + "</ul></main>",
        head=ld(**{"@type": "ItemList", "itemListElement": [
            {"@type": "ListItem", "position": n, "item": {"@type": "Product", "name": f"Tea {n}", "offers": offer(f"{n}.50", "USD")}} for n in range(1, 9)
        ]}),
    ),
)  # fmt: skip
add_other(
    "bot check",
    "https://shop.example/p/1",
    "bot_check",
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing shop.example</h1><div id=cf-challenge></div></body></html>",
)
add_other(
    "login wall",
    "https://b2b.example/p/1",
    "login_wall",
    page(
        "Sign in",
        '<h1>Please sign in</h1><form><input name="user"><input type="password" name="p"><button>Log in</button></form>',
        chrome=False,
    ),
)
add_other(
    "soft 404",
    "https://shop.example/p/gone",
    "not_found",
    page("Page not found", "<h1>Sorry, this page could not be found</h1>" + shelf("Popular now", *TEAS)),
)
add_other(
    "article that names prices",
    "https://news.example/2026/phone-review",
    "article",
    page(
        "Phone X review: better than it should be",
        "<article><h1>Phone X review: better than it should be</h1><p>At $799, the phone costs $100 less than last year.</p><p>Buy it at a shop near you for $749.</p></article>",
        head='<meta property="og:type" content="article">'
        + ld(**{"@type": "NewsArticle", "headline": "Phone X review"}),
    ),
)
add_other(
    "home page",
    "https://teahouse.example/",
    "list",
    page(
        "Teahouse – teas and kettles",
        "<main><h1>Welcome to Teahouse</h1>" + shelf("New in", *TEAS) + shelf("Best sellers", *TEAS) + "</main>",
    ),
)
