"""The API about itself: its document, a page to read it on, and whether it is up. Open without a token."""
