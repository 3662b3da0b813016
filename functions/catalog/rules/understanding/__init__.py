"""What a request for goods says, read by a grammar: no model, no network, the same answer every time.

`request.understand` is the rule. It reads English, French, Portuguese and Hindi (in Devanagari and in Latin letters),
also mixed in one request.
"""
