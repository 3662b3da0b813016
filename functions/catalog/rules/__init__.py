"""The rules of the catalogue: pure, no clock, no I/O. Each docstring is the rule."""
