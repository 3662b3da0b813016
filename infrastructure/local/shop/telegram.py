"""`telegram.shop.test`: takes what a bot sends, as Telegram's Bot API does, and shows it as a chat.

For trying a Telegram channel without Telegram: any token of the right form is a bot's, any chat is there. What came is
shown at `/_shop/telegram`, and listed at `GET /_hook/telegram`; a plan of that hook decides how the next messages are
answered. Source of the form: https://core.telegram.org/bots/api#making-requests
"""

import json
import re
import time
from html import escape
from typing import Any

from local.shop.answer import Answer, Ask, as_json
from local.shop.catalogue import DOMAIN
from local.shop.state import State

HOST = f"telegram.{DOMAIN}"
HOOK = "telegram"
BOT = re.compile(r"/bot[0-9]{6,}:[A-Za-z0-9_-]{20,}/(?P<method>[A-Za-z]+)")
LONGEST_TEXT = 4096
SHOWN = 50


def answer_telegram(ask: Ask, state: State) -> Answer:
    """The Bot API's answer to a request."""
    found = BOT.fullmatch(ask.path)
    match found and found["method"]:
        case "getMe":
            return as_json({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Tradewind"}})
        case "sendMessage":
            return _take(ask, state)
        case _:
            return _no(404, "Not Found")


def _take(ask: Ask, state: State) -> Answer:
    try:
        said = json.loads(ask.body)
        chat, text = said["chat_id"], str(said["text"])
    except (ValueError, KeyError, TypeError):
        return _no(400, "Bad Request: message text is empty")
    if not 0 < len(text) <= LONGEST_TEXT:
        return _no(400, "Bad Request: message is too long")
    step: dict[str, Any] = state.plans[HOOK].pop(0) if state.plans.get(HOOK) else {}
    status = int(step.get("status", 200))
    if status >= 400:
        wait = {"parameters": {"retry_after": int(step.get("retry_after", 5))}} if status == 429 else {}
        return as_json({"ok": False, "error_code": status, "description": "as planned", **wait}, status)
    state.keep_delivery({"hook": HOOK, "at": time.time(), "chat": str(chat), "text": text})
    number = len(state.deliveries[HOOK])
    told = {"message_id": number, "date": int(time.time()), "chat": {"id": chat}, "text": text}
    return as_json({"ok": True, "result": told})


def chat_page(_: Ask, state: State) -> Answer:
    """The chats as a page, the newest message first."""
    rows = "".join(
        f"<article><small>chat {escape(each['chat'])}, {time.strftime('%H:%M:%S', time.gmtime(each['at']))} UTC</small>"
        f"<pre>{escape(_plain(each['text']))}</pre></article>"
        for each in reversed(state.deliveries.get(HOOK, [])[-SHOWN:])
    )
    page = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Telegram, not really</title>
<style>body{{font:16px sans-serif;max-width:40rem;margin:2rem auto;background:#e6ebee}}
article{{background:#fff;border-radius:.6rem;padding:.6rem 1rem;margin:.6rem 0}}
pre{{white-space:pre-wrap}}</style></head><body><h1>Telegram, not really</h1>
{rows or "<p>No message came yet.</p>"}</body></html>"""
    return Answer(body=page.encode())


def _plain(text: str) -> str:
    """A message without the few tags that Telegram's HTML has."""
    bare = re.sub(r"</?(?:b|i|u|s|a|code|pre)(?:\s[^>]*)?>", "", text)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        bare = bare.replace(entity, sign)
    return bare


def _no(code: int, why: str) -> Answer:
    return as_json({"ok": False, "error_code": code, "description": why}, code)
