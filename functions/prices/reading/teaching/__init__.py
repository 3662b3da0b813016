"""Learns where a price stands from the price that somebody sees, and says what each source of a page reads.

Pure as all of reading: pages' bytes in, proposals out.
"""

from prices.reading.teaching.comparing import Said, counted, said_by_each
from prices.reading.teaching.places import Example
from prices.reading.teaching.proposing import Proposal, Proposals, propose
from prices.reading.teaching.trying import Known, Sample, Trial

__all__ = [
    "Example",
    "Known",
    "Proposal",
    "Proposals",
    "Said",
    "Sample",
    "Trial",
    "counted",
    "propose",
    "said_by_each",
]
