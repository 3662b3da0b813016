"""`studio.shop.test`: a shop whose pages are made by script, so that nothing but a browser shows a price.

Its one product is the steel kettle of `harbour.shop.test`, at the same price, drawn in the visitor's browser from what
a further request brings.
"""

from html import escape

from local.shop.answer import Answer, Ask, as_json
from local.shop.catalogue import DOMAIN
from local.shop.world import page_at

HOST = f"studio.{DOMAIN}"
PATH = "/p/steel-kettle"
SAME_AT = f"http://harbour.{DOMAIN}{PATH}"

SHELL = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Studio</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}}
.price{{font-size:2rem;font-weight:700}}button{{font:inherit;padding:.6rem 1.2rem}}</style>
</head>
<body>
<div id="root" data-product="{product}"></div>
<noscript>This shop needs JavaScript.</noscript>
<script src="/app.js" defer></script>
</body>
</html>
"""

APP = """(async () => {
  const root = document.getElementById('root');
  const answer = await fetch('/api/products/' + root.dataset.product);
  if (!answer.ok) { root.innerHTML = '<h1>There is nothing here</h1>'; return; }
  const told = await answer.json();
  const money = new Intl.NumberFormat(document.documentElement.lang, {style: 'currency', currency: told.currency});
  document.title = told.title + ' | Studio';
  root.innerHTML = '<h1></h1><p class="maker"></p><p><span class="price"></span></p><p class="stock"></p>' +
    '<button class="add-to-cart">Add to basket</button>';
  root.querySelector('h1').textContent = told.title;
  root.querySelector('.maker').textContent = told.brand;
  root.querySelector('.price').textContent = money.format(told.price);
  root.querySelector('.stock').textContent = told.in_stock ? 'In stock' : 'Out of stock';
})();
"""


def answer_scripted(ask: Ask, day: int) -> Answer:
    """A page without a price, the script that draws it, and what the script asks for."""
    match ask.path:
        case "/":
            return Answer(body=f'<!DOCTYPE html><title>Studio</title><a href="{PATH}">Steel kettle</a>'.encode())
        case "/app.js":
            return Answer(body=APP.encode(), content_type="text/javascript; charset=utf-8")
        case "/api/products/steel-kettle":
            return as_json(_kettle(day))
        case path if path == PATH:
            return Answer(body=SHELL.format(product=escape(path.rpartition("/")[2])).encode())
    return Answer(404, b"<!DOCTYPE html><title>Not Found</title><h1>Not Found</h1>")


def _kettle(day: int) -> dict[str, object]:
    page = page_at(SAME_AT)
    truth = page.truth(day)
    brand = page.product.brand if page.product else ""
    told = {"title": truth.title, "brand": brand, "currency": truth.currency, "price": str(truth.price)}
    return {**told, "in_stock": truth.availability == "in_stock"}
