"""Which answer a request gets: the control, a robots.txt, a trial, a page of a shop or of the bench world."""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from local.shop import scripted, telegram, trials
from local.shop.answer import Answer, Ask, as_text, redirect
from local.shop.bench_world import BenchPage, find_bench_page, is_bench_host
from local.shop.catalogue import DOMAIN, Shop, shops
from local.shop.control import answer_control
from local.shop.price_path import FIRST_DAY
from local.shop.state import State
from local.shop.world import Page, find_page

OPENED = datetime(2025, 9, 1, tzinfo=UTC)
"""What `Last-Modified` counts the days from: far enough back that day 400 of the prices is not ahead of the clock."""

ROBOTS = "User-agent: *\nDisallow: /basket\nDisallow: /search\nDisallow: /notify\n"
SLOW_SHOPS = {f"galil.{DOMAIN}": "Crawl-delay: 1\n"}
SHOPS: dict[str, Shop] = {shop.host: shop for shop in shops()}


def answer(ask: Ask, state: State) -> Answer:
    """The answer to a request on the state's day."""
    if ask.path.startswith(("/_shop/", "/_hook/")):
        return answer_control(ask, state)
    if ask.host == telegram.HOST:
        return telegram.answer_telegram(ask, state)
    if ask.path == "/robots.txt":
        return _robots(ask.host)
    if ask.host == scripted.HOST:
        return scripted.answer_scripted(ask, state.day)
    if ask.host in trials.ROBOTS:
        return trials.answer_trial(ask, state.day, state.visits.by_url[ask.url])
    return _shop(ask, state.day)


def _shop(ask: Ask, day: int) -> Answer:
    """A page of a shop or of the bench world, a picture, or the way from an old address to the new one."""
    page = find_bench_page(ask.host, ask.path) or find_page(ask.url)
    if page is not None:
        return _conditional(ask, page, day) if page.truth(day).answers else _closed()
    if ask.path.startswith("/i/"):
        return _image(ask.path, SHOPS.get(ask.host))
    if ask.path.startswith("/old/"):
        return redirect(f"http://{ask.host}/p/{ask.path.removeprefix('/old/')}", 301)
    return Answer(404, b"<!DOCTYPE html><title>Not Found</title><h1>Not Found</h1>")


def _closed() -> Answer:
    body = b"<!DOCTYPE html><title>Back soon</title><h1>Back soon</h1>"
    return Answer(503, body, headers=(("Retry-After", "60"),))


def _conditional(ask: Ask, page: Page | BenchPage, day: int) -> Answer:
    """The page with its validators, or 304 to a visitor who has it (RFC 9110, 13.2.2: the tag goes before the date)."""
    tag, changed = _validators(page, day)
    headers = (("ETag", tag), ("Last-Modified", changed), ("Cache-Control", "no-cache"))
    seen_tag, seen_date = ask.headers.get("if-none-match"), ask.headers.get("if-modified-since")
    if tag in seen_tag if seen_tag is not None else seen_date == changed:
        return Answer(304, headers=headers)
    return Answer(body=page.body(day), content_type=page.content_type, headers=headers)


@lru_cache(maxsize=20_000)
def _validators(page: Page | BenchPage, day: int) -> tuple[str, str]:
    """The entity tag, and when the page's own offer last changed."""
    truth = page.truth(day)
    since = day
    while since > FIRST_DAY and page.truth(since - 1) == truth:
        since -= 1
    if isinstance(page, BenchPage):
        tag = f'"{page.host}-{page.number}-{truth.price}"'
    else:
        tag = f'"{hashlib.blake2b(page.body(day), digest_size=12).hexdigest()}"'
    return tag, format_datetime(OPENED + timedelta(days=since), usegmt=True)


def _robots(host: str) -> Answer:
    if is_bench_host(host):
        return as_text("User-agent: *\nDisallow: /basket\n")
    return trials.answer_robots(host) or as_text(ROBOTS + SLOW_SHOPS.get(host, ""))


def _image(path: str, shop: Shop | None) -> Answer:
    """A picture in the shop's colour: a thing on a table, with the first letters of its name."""
    name = path.removeprefix("/i/").removesuffix(".svg")
    colour = shop.accent if shop else "#555555"
    turn = sum(name.encode()) % 60 - 30
    text = escape(name[:2].upper())
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">
<rect width="400" height="400" fill="#f4f2ee"/>
<ellipse cx="200" cy="318" rx="130" ry="16" fill="#ddd8cf"/>
<g transform="rotate({turn} 200 200)"><rect x="110" y="120" width="180" height="180" rx="{36 + turn}" fill="{colour}"/>
<circle cx="200" cy="120" r="{44 + turn // 3}" fill="{colour}" opacity=".55"/></g>
<text x="200" y="232" font-family="sans-serif" font-size="64" fill="#fff" text-anchor="middle">{text}</text></svg>"""
    return Answer(body=svg.encode(), content_type="image/svg+xml", headers=(("Cache-Control", "max-age=86400"),))
