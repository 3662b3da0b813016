"""Catalog: goods and what suppliers offer them for, brought in by hand or by the file, found by what a buyer
asks for in words, compared and negotiated."""

import tradewind.dynamo  # noqa: F401  the collector is set and the SDK loaded before anything that lies deeper
