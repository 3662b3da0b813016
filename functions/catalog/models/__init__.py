"""What the catalogue is made of: requests, entities, answers.

A *product* is goods as one supplier describes them. An *offer* is what they are sold for: price breaks, least order,
lead time, incoterm. Two products may be the same goods; then they are linked, and stay two.

Each word is imported from its file, so that a function pays at its cold start for those that it uses.
"""
