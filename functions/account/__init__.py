"""Account: who may ask for what. The authorizer of every route, API keys,
what a tenant has booked, and the audit's reading."""

import tradewind  # noqa: F401  sets the collector before anything large is loaded
