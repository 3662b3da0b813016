"""A request in words, understood."""

from catalog.models.understanding import LONGEST_REQUEST, Language, Slots, Understanding, Vocabulary


def understand(text: str, language: Language | None = None, vocabulary: Vocabulary | None = None) -> Understanding:
    """What a request for goods says.

    `language`: what the sender's client is set to, a hint where words and numbers may be of several languages.
    `vocabulary`: the brands and categories of the catalogue that is asked. Only the first `LONGEST_REQUEST`
    characters are read. Nothing is guessed: what no rule reads stays in the residue, to be searched as words.
    """
    read = text[:LONGEST_REQUEST]
    return Understanding(text=read, language=language, slots=Slots(), residue=" ".join(read.split()))
