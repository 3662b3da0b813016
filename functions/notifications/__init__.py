"""Notifications: what the price watch tells reaches people where they want it, once, and at an hour
that suits them; each delivery can be looked up."""

import tradewind.dynamo  # noqa: F401  the collector is set and the SDK loaded before anything that lies deeper
