"""Account: who may ask for what. Today the authorizer of every route;
keys, tenants, erasure and the audit's reading join it here."""

import tradewind  # noqa: F401  sets the collector before anything large is loaded
