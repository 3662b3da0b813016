"""Whether two listings offer the same product.

`weigh.compare` is the rule: it sums up what `numbers`, `codes`, `amounts`, `differences` and `likeness` say for and
against. `identifiers` brings numbers to one form; `title` reads what a name says, with `quantities` for measures and
packs, `words` and `traits` for the words of many languages.
"""
