"""Prices: someone gives the address of a product page, and from then on the price is known,
and a change of it is told."""

import tradewind.dynamo  # noqa: F401  the collector is set and the SDK loaded before anything that lies deeper
