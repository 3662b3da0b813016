"""The language that a name is written in, as far as a few words and letters tell it."""

import re

from prices.rules.matching.words import words_of

_MARKS = {
    "de": (
        "äöüß",
        words_of("""
            mit fur und der die das von zum ohne stuck packung inkl grosse farbe teile schwarz weiss
            blau rot grun damen herren kinder gr er nr neu im fur
        """),
        re.compile(r"[a-z]{15,}|\w{3,}(?:schuhe?|maschine|reiniger|halter|zeug|messer|tasche|kabel|gerat|mittel|creme|ung|keit|isch|"
                   r"schleifer|sicherung|spiel|mass|kerze|reifen|stiefel|stoff|glas|bahn|stift|schreiber|lampe|korb|topf|pfanne|sauger|schraube[nr]?|band|papier|tuch)"),
    ),
    "fr": (
        "éèêàçâîôûœ",
        words_of("""
            avec pour sans et de des du la le les aux au en noir noire blanc rouge bleu vert lot boite
            femme homme enfant taille sur poche une un
        """),
        re.compile(r"\w{3,}(?:eur|eux|euse|age|ette|oire|aire|eau|ier|iere|ement|isse)"),
    ),
    "es": (
        "ñáíóú¿",
        words_of("""
            con para sin y de del la el los las negro negra blanco rojo azul verde caja talla hombre
            mujer ninos unidades paquete
        """),
        re.compile(r"\w{3,}(?:cion|dor|dora|ado|ada|illa|illo|adora)"),
    ),
    "pt": (
        "ãõçáâ",
        words_of("""
            com para sem e de do da dos das preto preta branco vermelho azul verde caixa tamanho homem
            mulher unidades pacote
        """),
        re.compile(r"\w{3,}(?:cao|dor|dora|ado|ada|inho|eira|eiro)"),
    ),
}  # fmt: skip


def language(title: str, folded_words: list[str]) -> str:
    """`de`, `fr`, `es`, `pt`, another script by its first letters' block, or `en` where nothing tells otherwise."""
    lower = title.lower()
    if any("\u0900" <= each <= "\u0dff" for each in lower):
        return "hi"
    if any("\u3040" <= each <= "\u9fff" for each in lower):
        return "zh"
    scores = {
        name: 0.6 * any(mark in lower for mark in letters)
        + sum(word in known for word in folded_words)
        + 0.8 * sum(bool(endings.fullmatch(word)) for word in folded_words)
        for name, (letters, known, endings) in _MARKS.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.8 else "en"
