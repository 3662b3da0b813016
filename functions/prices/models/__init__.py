"""What the price watch is made of: requests, entities, answers.

A *listing* is one page and variant at one shop. A *product* is a tenant's group of listings.
A *watch* is a tenant's rule on a product. An *observation* is what was read of a listing at a moment.

Each word is imported from its file, so that a function pays at its cold start for those that it uses.
"""
