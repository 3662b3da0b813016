"""What an element's tag, class names and style say of the amount in it.

The names are those that designers give the thing shown (price, old, unit), in the languages of the web, never one
shop's own.
"""

import re
from typing import Final

Trait = int


class Is:
    """Bits of a `Trait`."""

    PRICE: Final = 1
    CURRENT: Final = 2
    OLD: Final = 4  # a former, regular or list price
    STRUCK: Final = 8  # shown struck through
    UNIT: Final = 16
    INSTALMENT: Final = 32
    ASIDE: Final = 64  # a saving, a voucher, points, an estimate: money, yet no price of the thing
    SHIPPING: Final = 128
    MEMBER: Final = 256
    UNTAXED: Final = 512
    CHROME: Final = 1024  # header, footer, menu, basket: on every page of the shop
    OTHERS: Final = 2048  # a list of other products
    CARD: Final = 4096  # one product of a list, unless it is the page's own
    ADD_ON: Final = 8192  # warranty, insurance, accessory, bundle, quantity break
    REVIEW: Final = 16384
    HIDDEN: Final = 32768
    SPOKEN: Final = 65536  # text for screen readers
    MAIN: Final = 131072


ROLES: Final = Is.OLD | Is.UNIT | Is.INSTALMENT | Is.ASIDE | Is.SHIPPING | Is.MEMBER | Is.UNTAXED
"""What keeps an amount from being the price; the innermost element that says one decides."""
ELSEWHERE: Final = Is.CHROME | Is.OTHERS | Is.ADD_ON | Is.REVIEW

_TAGS = {
    "del": Is.OLD | Is.STRUCK,
    "s": Is.OLD | Is.STRUCK,
    "strike": Is.OLD | Is.STRUCK,
    "header": Is.CHROME,
    "footer": Is.CHROME,
    "nav": Is.CHROME,
    "option": Is.HIDDEN,
    "main": Is.MAIN,
}

_TOKENS = {
    Is.PRICE: """price prices pricing preis prix prezzo prezzi precio precios preco precos cena cijena tsena hinta pris
        prijs cost amount money valor kaina hind harga fiyat pret prc priceline""",
    Is.CURRENT: """current now sale sales special final actual today action reduced promo promotional buybox
        topay deal discounted dsc main big brutto aktualni aktuell selling bid""",
    Is.OLD: """regular msrp rrp uvp srp compare original previous undiscounted antes anterior statt mrp reference
        suggested advised retail standard initial org orig""",
    Is.OLD | Is.STRUCK: """old was before strike striked strikethrough strikeout struck linethrough crossed streichpreis
        scratched stroked tachado barre barred puvodni oldprice dashed slashed stricken""",
    Is.UNIT: "measure grundpreis ppu perunit perkg basepriceunit unitprice jednotkova pum",
    Is.INSTALMENT: """installment installments instalment instalments financing finance monthly klarna afterpay affirm
        leasing credit parcela parcelas parcelado cuota cuotas splitit sezzle loan lease emi rent rental synchrony
        clearpay zip laybuy ratenzahlung subscription subscribe autoship""",
    Is.ASIDE: """save saving savings yousave rabatt cashback coupon coupons voucher bonus reward rewards points percent
        percentage badge sticker off economy saved estimate estimated approx approximate
        approximately converted calculator subtotal""",
    Is.SHIPPING: "shipping delivery deliver postage freight versand livraison doprava frete envio shipment",
    Is.MEMBER: "member members membership loyalty club vip clubcard pluscard",
    Is.CHROME: """footer minicart minibasket navbar navigation nav megamenu menu breadcrumb breadcrumbs cookie cookies
        newsletter topbar announcement modal popup dialog lightbox facet facets usp usps ticker filters""",
    Is.OTHERS: """related recommend recommended recommendation recommendations recs recommender similar crosssell
        crossell
        upsell upsells recently carousel slider swiper slick suggestion suggestions sponsored sponsor alternative
        alternatives complementary trending bestseller bestsellers popular
        advert adverts advertisement ads outfit thumbnails teaser""",
    Is.CARD: "card tile tiles miniature productcard producttile productlist productgrid teaser",
    Is.ADD_ON: """warranty warranties insurance protection accessory accessories addon addons bundle bundles together
        tradein upgrade installation surcharge deposit pfand fee giftwrap assembly tier tiers tierprice bulk
        staffel staffelpreis graduated""",
    Is.UNTAXED: """notax novat exvat extax vatex netto taxfree exclvat exgst priceexcl withoutvat withouttax
        pricenet vylouceno""",
    Is.REVIEW: "review reviews comment comments rating ratings testimonial testimonials faq",
    Is.SPOKEN: "sronly offscreen a11y assistive screenreader visuallyhidden",
    Is.HIDDEN: "hidden hide invisible nodisplay dnone",
    Is.MAIN: "pdp buybox productdetail productdetails productinfo productmain purchase addtocart productpage",
}
_PAIRS = {
    Is.CURRENT: """your-price our-price with-vat vat-in vatin inc-vat inc-tax incl-vat incl-tax to-pay product-price
        price-value price-new new-price price-current""",
    Is.OLD | Is.STRUCK: "line-through crossed-out strike-through struck-through",
    Is.OLD: """list-price price-list retail-price price-retail base-price normal-price full-price non-sale
        standard-price instead-of high-price price-old price-was price-before price-base basis-price price-from-old
        recommended-price""",
    Is.UNIT: """unit-price per-measure per-kg per-liter per-litre per-100 base-unit price-unit unit-cost
        comparison-price pricing-unit unit-pricing""",
    Is.INSTALMENT: "per-month rent-price rent-block pay-later pay-in",
    Is.MEMBER: "card-price plus-price with-card prime-price app-price",
    Is.CHROME: """site-header page-header main-header global-header header-cart header-top header-main header-nav
        header-inner header-bar header-wrapper header-search mini-cart mini-basket cart-drawer cart-total cart-summary
        cart-popup cart-sidebar cart-modal cart-count mega-menu top-bar search-results search-bar basket-total
        cart-contents side-cart cart-sidebar quick-cart header-header""",
    Is.OTHERS: """cross-sell up-sell also-bought also-viewed also-like also-buy last-viewed last-seen viewed-products
        you-may may-also other-products other-offers other-items other-sellers
        more-items more-products top-sell compare-products comparison-table customers-also product-carousel""",
    Is.CARD: """product-card product-tile product-list product-grid product-item product-items product-miniature
        product-pod product-teaser product-thumb product-box grid-item items-list item-cell goods-item list-item
        product-small item-container products-list products-grid search-item""",
    Is.ADD_ON: """add-on add-ons quantity-discount quantity-breaks volume-price qty-price price-breaks
        service-plan gift-wrap frequently-bought trade-in care-plan bought-together protection-plan""",
    Is.UNTAXED: """no-tax no-vat ex-vat ex-tax vat-ex tax-ex excl-vat excl-tax excluding-tax excluding-vat without-vat
        without-tax without-dph bez-dph price-net net-price price-excluding price-ht""",
    Is.SPOKEN: "sr-only visually-hidden screen-reader hidden-visually",
    Is.HIDDEN: "d-none is-hidden display-none ng-hide u-hidden",
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


_POSSESSIVE = frozenset(["with", "has", "no", "without", "is", "not"])
"""`price has-discount` and `price with-list-price` name what stands beside the price, not the price."""
_FIRST_OF_PAIRS = _POSSESSIVE | {name.partition("-")[0] for name in _MEANS if "-" in name}


def traits_of(tag: str, marks: str) -> Trait:
    """What an element's tag and class names say of the text in it.

    Names are cut into words at hyphens, underscores and humps; a word or two neighbours carry the meaning.
    """
    traits = _TAGS.get(tag, 0)
    if not marks:
        return traits
    for name in marks.split():
        before = ""
        for found in _WORDS.findall(name):
            word = found.lower()
            if before in _FIRST_OF_PAIRS:
                pair = f"{before}-{word}"
                if before in _POSSESSIVE and pair not in _MEANS:
                    break
                traits |= _MEANS.get(pair, 0)
            traits |= _MEANS.get(word, 0)
            if len(word) > 6 and ("price" in word or "preis" in word) and (glued := _GLUED.match(word)):
                first, second = glued.group(1) or glued.group(3), glued.group(2) or glued.group(4)
                traits |= Is.PRICE | _MEANS.get(first, 0) | _MEANS.get(second, 0) | _MEANS.get(f"{first}-{second}", 0)
            before = word
    return traits


def traits_of_style(style: str) -> Trait:
    """What an inline style says: struck through, or not shown."""
    return (Is.OLD | Is.STRUCK if _STRUCK.search(style) else 0) | (Is.HIDDEN if _UNSEEN.search(style) else 0)


def role_of(elements: list[Trait]) -> Trait:
    """The role of an amount, by the traits of the elements around it, innermost first.

    The first element that names a role decides it. Inside an element that names the current price, an outer one that
    speaks of former prices or savings means its neighbour; an element that names both (`sale-was`) has the role.
    """
    heard = ROLES
    for traits in elements:
        if role := traits & (heard | Is.STRUCK if traits & heard & Is.OLD else heard):
            return role
        if traits & Is.CURRENT:
            heard &= ~(Is.OLD | Is.ASIDE | Is.UNTAXED)
    return 0
