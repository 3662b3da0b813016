"""Recommending: what speaks for a product to somebody, as numbers. Arrays in, arrays out; no clock, no input or output.

Training and serving share it. It needs numpy, which the inference layer brings."""
