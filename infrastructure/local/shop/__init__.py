"""The demo shop: a small world of shops of our own writing, whose prices move and are known.

Every page is rendered from `catalogue.yaml`, every price comes from `price_path`, so for any page and any day the
truth is known. Nothing in here is asked for at run time by the system itself: it meets the shop over HTTP alone.
"""
