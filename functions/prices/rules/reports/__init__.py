"""Rules of what users report: how far a reporter is trusted, what counts, and what many say together."""
