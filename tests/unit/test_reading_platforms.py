"""What is read of pages in the styles of the shop platforms: the truth of each page was written before its reading."""

import pytest

from prices.reading import read
from shop_pages import PAGES, ShopPage
from shop_pages_world import WORLD_PAGES


@pytest.mark.parametrize("shop_page", PAGES + WORLD_PAGES, ids=lambda shop_page: shop_page.name)
def test_the_page_is_read_as_a_shopper_reads_it(shop_page: ShopPage) -> None:
    reading = read(shop_page.content, url=shop_page.url).model_dump()
    assert {name: reading[name] for name in shop_page.truth} == shop_page.truth
