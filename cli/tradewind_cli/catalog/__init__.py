"""What the measurements of the catalogue share."""
