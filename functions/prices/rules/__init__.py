"""The rules of the price watch: pure, no clock, no I/O. Each docstring is the rule."""
