"""The price watch from the operator's side: load a past, sweep now, look at what was found, replay."""
