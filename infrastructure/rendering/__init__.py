"""A browser in a function of its own, for pages that only a browser can read: on AWS, where an operator asks for it."""
