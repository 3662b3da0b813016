"""One thing that speaks for two listings being one product, or against it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for (positive) or against. `text` is the same whichever listing is named first."""

    text: str
    weight: float
