"""Rates what a search found: trained on questions whose candidates somebody judged, or on drawn ones."""
