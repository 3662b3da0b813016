"""Landed cost: what goods cost at the buyer's door, from a price, a term of delivery and the tariffs in force."""

from catalog.rules.landed_cost.costing import Asked, Goods, landed_cost, unit_price_for
from catalog.rules.landed_cost.exchange import Exchange
from catalog.rules.landed_cost.tariffs import Tariffs, are_in_force, valuation_in

__all__ = ["Asked", "Exchange", "Goods", "Tariffs", "are_in_force", "landed_cost", "unit_price_for", "valuation_in"]
