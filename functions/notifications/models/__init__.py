"""What notifications are made of: channels, alerts as they arrive, deliveries.

Each word is imported from its file, so that a function pays at its cold start for those that it uses.
"""
