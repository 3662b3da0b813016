"""Reads a product page: bytes in, reading out. No clock, no I/O.

`read` is the whole interface.
"""

from prices.reading.embedded import DEFAULT_PATHS, StatePath
from prices.reading.reader import read

__all__ = ["DEFAULT_PATHS", "StatePath", "read"]
