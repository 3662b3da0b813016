"""What goes with what, which of it is shown, and why: the rules of recommendations."""
