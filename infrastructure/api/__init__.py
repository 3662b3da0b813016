"""The API about itself: its document, a page to read it on, and whether it is up. Open without a token."""

import tradewind  # noqa: F401  sets the collector before anything large is loaded
