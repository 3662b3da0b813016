"""A product page as its shop shows it: three looks, each with the shop's markup on it.

`classic` names its parts as most shops do, `modern` has the class names a build tool made up, `table` is a shop of
2005 whose styles stand on the elements.
"""

from html import escape

from local.shop.catalogue import Product, products_of
from local.shop.layout import page, shelf
from local.shop.markup import DRAWN_BY_SCRIPT, Marks, head_of, marks_of
from local.shop.view import Card, View, card_of, view_of

DRAW = """<script>
(function(){var run=window.runParams&&window.runParams.data,
first=window.__INITIAL_STATE__&&window.__INITIAL_STATE__.product.detail,root=document.getElementById('root'),
title=run?run.titleModule.subject:first.title,
price=run?run.priceModule.formatedActivityPrice
:new Intl.NumberFormat(document.documentElement.lang,{style:'currency',currency:first.currency})
.format(first.price.current);
root.innerHTML='<div class="x-pdp_k3v1"><img class="big" src="'+root.dataset.image+'"><div><h1></h1>'
+'<div class="_row_1x9f2"><span class="_m_7ha2"></span></div><button class="buy"></button></div></div>';
root.querySelector('h1').textContent=title;root.querySelector('._m_7ha2').textContent=price;
root.querySelector('button').textContent=root.dataset.button;}());
</script>
"""


def product_page(product: Product, day: int, variant: str | None = None) -> str:
    """The product's page on that day.

    Raises ValueError on a day on which it does not answer, KeyError for a variant that it does not have.
    """
    return render(view_of(product, day, variant, neighbours(product, day)), charset=product.declares or product.charset)


def neighbours(product: Product, day: int, most: int = 4) -> tuple[Card, ...]:
    """What the shop shows beside this product."""
    others = [other for other in products_of(product.shop.name) if other.slug != product.slug]
    return tuple(card_of(other, day) for other in others[:most])


def render(view: View, *, charset: str = "utf-8", more: str = "", head: str = "") -> str:
    """The view as a page; `more` stands after the product, `head` in the head."""
    marks = marks_of(view)
    if view.markup in DRAWN_BY_SCRIPT:
        data = f'data-image="{view.image}" data-button="{escape(view.button)}"'
        body = f'<main><div id="root" {data}></div></main>\n{DRAW}'
    else:
        draw = {"classic": _classic, "modern": _modern, "table": _table}[view.shop.look]
        cards = shelf(view.words["related"], view.cards)
        main = f"<main>\n{draw(view, marks)}\n{_about(view)}</main>\n"
        body = _crumbs(view) + (f'<div class="strip">{cards}</div>{main}' if view.cards_first else main + cards)
    return page(view.shop, view.title, body + more, head=head_of(view) + head, charset=charset, url=view.url)


def _classic(view: View, marks: Marks) -> str:
    words = view.words
    lines = []
    if view.was:
        lines.append(f'<span class="price-was">{escape(words["was"])} <del>{escape(view.was)}</del></span>')
    label = f"{escape(words['from'])} " if view.starts_from else ""
    lines.append(f'{label}<span class="price-now" {marks.price}>{escape(view.shown)}</span>')
    if view.saved:
        lines.append(f'<span class="price-save">{escape(words["save"].format(view.saved))}</span>')
    lines += [f'<span class="price-{name}">{escape(text)}</span>' for name, text in _beside(view)]
    box = "\n".join(lines)
    return f"""<div class="pdp product" {marks.root}>
<div class="gallery"><img class="big" src="{view.image}" alt="{escape(view.title)}"></div>
<div class="buy-box"><h1 class="product-title" {marks.name}>{escape(view.title)}</h1>
<p class="maker" {marks.brand}>{escape(view.brand)}</p><p class="stars">&#9733;&#9733;&#9733;&#9733;&#9734; 4.6 (38)</p>
<div class="price-box" {marks.offer}>{marks.hidden}
{box}
</div>
{_options(view)}<p class="stock {"yes" if view.can_be_bought else "no"}">{escape(view.stock_line)}</p>
{_button(view)}</div></div>"""


def _modern(view: View, marks: Marks) -> str:
    words = view.words
    was = ""
    if view.was:
        hidden = f'<span class="visually-hidden">{escape(words["was"])}</span>'
        was = f'{hidden}<s class="_o_q81s">{escape(view.was)}</s>'
    label = f'<span class="_n_3f0c">{escape(words["from"])}</span> ' if view.starts_from else ""
    now = f'{label}<span class="_m_7ha2" {marks.price}>{escape(view.shown)}</span>'
    notes = "".join(f'<p class="_n_3f0c">{escape(text)}</p>' for _, text in _beside(view))
    return f"""<div class="x-pdp_k3v1" {marks.root}>
<div><img class="big" src="{view.image}" alt=""></div>
<div><p class="maker" {marks.brand}>{escape(view.brand)}</p><h1 {marks.name}>{escape(view.title)}</h1>
<div {marks.offer}>{marks.hidden}<div class="_row_1x9f2">{now}{was}</div>
{notes}</div>
{_options(view)}<div class="_n_3f0c" data-testid="stock">{escape(view.stock_line)}</div>
{_button(view)}</div></div>"""


def _table(view: View, marks: Marks) -> str:
    words = view.words
    was = ""
    if view.was:
        was = f'{escape(words["was"])} <span style="text-decoration:line-through">{escape(view.was)}</span><br>'
    label = f"{escape(words['from'])} " if view.starts_from else ""
    opening, closing = ("<i><b>", "</i></b>") if marks.nesting_is_broken else ("<b>", "</b>")
    now = f'{opening}<font size="6" color="#aa0000" {marks.price}>{escape(view.shown)}</font>{closing}'
    notes = "".join(f'<br><font size="2">{escape(text)}</font>' for _, text in _beside(view))
    return f"""<table class="goods" {marks.root}><tr>
<td width="45%"><img class="big" src="{view.image}"></td>
<td><h1 {marks.name}>{escape(view.title)}</h1><font size="2" color="#777777"><span {marks.brand}>{escape(view.brand)}\
</span></font>
<div {marks.offer}>{marks.hidden}<p>{was}{label}{now}{notes}</p></div>
{_options(view)}<p><b>{escape(view.stock_line)}</b></p>
{_button(view)}</td></tr></table>"""


def _beside(view: View) -> list[tuple[str, str]]:
    """The other amounts that stand by the price, each with what it is."""
    words = view.words
    lines: list[tuple[str, str]] = []
    if view.instalments:
        lines.append(("parts", view.instalments))
    if view.member:
        lines.append(("member", f"{words['member']}: {view.member}"))
    if view.unit_price:
        lines.append(("unit", f"({view.unit_price} / {view.unit})"))
    if view.coupon:
        lines.append(("save", words["coupon"].format(view.coupon)))
    if view.together:
        lines.append(("save", f"{words['together']}: {view.together}"))
    if view.free_delivery:
        lines.append(("save", words["free_delivery"].format(view.free_delivery)))
    return lines


def _options(view: View) -> str:
    if not view.options:
        return ""
    labels = "".join(_choice(option.name, is_chosen=option.name == view.selected) for option in view.options)
    return f'<fieldset class="options"><legend>{escape(view.words["options"])}</legend>{labels}</fieldset>\n'


def _choice(name: str, *, is_chosen: bool) -> str:
    go = "location.search='variant='+encodeURIComponent(this.value)"
    state = " checked" if is_chosen else ""
    box = f'<input type="radio" name="variant" value="{escape(name)}" onchange="{go}"{state}>'
    return f"<label{' class=chosen' if is_chosen else ''}>{box} {escape(name)}</label>"


def _button(view: View) -> str:
    stock = "yes" if view.can_be_bought else "no"
    action = "/basket" if view.can_be_bought else "/notify"
    button = f'<button class="buy" data-stock="{stock}">{escape(view.button)}</button>'
    return f'<form method="post" action="{action}">{button}</form>'


def _crumbs(view: View) -> str:
    home = f'<a href="/">{escape(view.words["home"])}</a>'
    return f'<div class="crumbs">{home} &rsaquo; {escape(view.brand)} &rsaquo; {escape(view.title)}</div>\n'


def _about(view: View) -> str:
    words, stars = view.words, "&#9733;" * 5
    return f"""<section><h2>{escape(words["about"])}</h2><p>{escape(words["story"])}</p></section>
<section><h2>{escape(words["reviews"])}</h2><p>{stars} {escape(words["praise"])}</p></section>
"""
