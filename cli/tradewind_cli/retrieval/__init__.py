"""How good is a search? Collections with what people judged relevant, and what is compared on them."""
