"""The local stack: the local AWS, the issuer and the demo shop, what they keep and how they start and stop."""
