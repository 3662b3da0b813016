"""What a price is worth: beside its own past, beside other shops, and beside what the page claims of it.

`judging.judge` is the rule; the other files are its parts. `docs/deals.md` tells it to users.
"""
