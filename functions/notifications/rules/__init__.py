"""The rules of notifications: who is told, when, and what is done after a failure. No clock, no I/O."""
