"""The kernel: what every capability stands on. A capability's package imports it first, for the line below."""

import gc

gc.set_threshold(300_000, 10, 10)
"""By default the collector looks after each 700 new objects, some 150 times while a function is imported, and finds
nothing: a quarter of the start of an API function. 300,000, more than one makes, are some 30 MB that wait; at 200,000
some functions still paid for one look, 20 ms."""
