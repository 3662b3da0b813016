"""The kernel: what every capability stands on. A capability's package imports it first, for the line below."""

import gc

gc.set_threshold(100_000, 10, 10)
"""The collector looks after 700 new objects by default, some 120 times while a function is imported, and finds nothing:
a quarter of the start of an API function. A hundred thousand are at most some 20 MB that wait to be collected."""
