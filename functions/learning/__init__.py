"""Learning: which models there are, how good each is, and which of them answers;
a new one is tried on a few callers before it answers all, and taken back when it fails."""

import tradewind  # noqa: F401  sets the collector before anything large is loaded
