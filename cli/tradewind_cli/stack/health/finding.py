"""One thing that was looked at, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy`: what to do; empty when it is well."""

    about: str
    told: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy
