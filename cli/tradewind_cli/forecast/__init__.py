"""How good the forecast of prices is: panels of real prices, what simpler forecasts say of them, and the figures."""
