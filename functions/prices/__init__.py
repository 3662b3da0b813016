"""Prices: someone gives the address of a product page, and from then on the price is known,
and a change of it is told."""

import tradewind  # noqa: F401  sets the collector before anything large is loaded
