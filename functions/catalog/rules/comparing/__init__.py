"""Products side by side: their attributes, which costs least at the door, and what would change that."""

from catalog.rules.comparing.changes import what_would_change
from catalog.rules.comparing.side_by_side import attribute_rows, excluded_because
from catalog.rules.comparing.verdict import Candidate, verdict

__all__ = ["Candidate", "attribute_rows", "excluded_because", "verdict", "what_would_change"]
