"""Benches, one module each: what Tradewind does per second, and beside what."""
