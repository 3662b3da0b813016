"""Notifications: what the price watch tells reaches people where they want it, once, and at an hour
that suits them; each delivery can be looked up."""

import tradewind  # noqa: F401  sets the collector before anything large is loaded
