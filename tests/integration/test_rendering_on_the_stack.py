"""The stack without a rendering browser: a page that needs one says so, and how one is named."""

import json
from typing import TYPE_CHECKING
from urllib.request import Request

import pytest

from local.shop import scripted
from tradewind_cli.stack.running import direct

if TYPE_CHECKING:
    from tradewind_cli.stack.running import Stack


@pytest.mark.stack
def test_a_page_that_a_script_draws_says_what_it_needs(stack: "Stack", tenant: str) -> None:
    body = json.dumps({"url": f"http://{scripted.HOST}{scripted.PATH}"}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {stack.token(tenant)}"}
    asked = Request(f"{stack.api_url}/v1/prices/preview", body, headers, method="POST")
    with direct.open(asked, timeout=30) as answer:
        told = json.load(answer)
    assert (told["trouble"], told["price"]["value"], told["rendered"]) == ("needs_browser", None, False)
    assert "docs/rendering.md" in told["price"]["reasons"][0]["text"]
