"""Where goods come from and where they go: countries, cities, incoterms."""

from catalog.models.understanding import Place
from catalog.rules.understanding.folding import Token
from catalog.rules.understanding.lexicon import is_devanagari
from catalog.rules.understanding.reading import Found, Reading

INCOTERMS = {
    name.lower(): name for name in ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")
}
"""The rules of Incoterms 2020 (International Chamber of Commerce), by their three letters."""
OLD_NAMES = {"cnf": "CFR"}
IN_WORDS = {
    ("ex", "works"): "EXW", ("free", "on", "board"): "FOB", ("delivered", "duty", "paid"): "DDP",
    ("delivered", "at", "place"): "DAP", ("cost", "insurance", "and", "freight"): "CIF", ("free", "carrier"): "FCA",
    ("cost", "and", "freight"): "CFR", ("depart", "usine"): "EXW", ("c", "&", "f"): "CFR",
}  # fmt: skip
AT_THE_SELLERS = frozenset({"EXW", "FCA", "FAS", "FOB"})
"""The place they name is where the goods leave the seller's hands, not where they are wanted."""
SAID_IN_CAPITALS = frozenset({"fas", "cip", "dap"})
SURE_TO = frozenset({"to", "towards", "para", "pra", "vers", "pour"})
"""Words that lead to a place even where nothing is said of a delivery."""
NO_GOODS = frozenset({
    "press", "door", "doors", "window", "windows", "toast", "fries", "style", "type", "bath", "bulldog", "shepherd",
    "knot", "roulette", "beauty", "language", "size", "sizes",
})  # fmt: skip
"""What follows a people's name without coming from there: `french press`, `persian style`."""
NO_PLACES = frozenset({
    "warehouse", "office", "home", "door", "store", "shop", "address", "site", "port", "factory", "house", "place",
    "customer", "customers", "client", "clients", "entrepot", "magasin", "bureau", "domicile", "adresse", "usine",
    "boutique", "deposito", "armazem", "loja", "escritorio", "endereco", "fabrica", "casa", "porta", "ghar",
    "dukaan", "godown", "गोदाम", "घर", "दुकान", "पते", "अस्पताल", "होटल", "साइट",
    "स्कूल", "पोर्ट", "फैक्ट्री", "ऑफिस", "शहर", "गांव", "hospital", "hotel", "school", "city", "hopital", "ecole",
    "escola", "obra", "cidade", "ville", "chantier", "terms", "basis", "incoterm", "incoterms",
})  # fmt: skip
"""What is delivered to, and is no name of a place."""
BUYERS = NO_PLACES | {
    "restaurant", "restaurante", "magasins", "cafe", "bar", "farm", "hospitals", "schools", "hotels", "shops", "stores",
    "clinic", "clinique", "clinica", "company", "entreprise", "empresa", "projeto", "project", "projet", "camp",
    "pousada", "pousadas", "hostel", "guesthouse", "resort", "lodge", "riad", "auberge", "bistro", "brasserie",
    "pizzaria", "pizzeria", "lanchonete", "cantina", "cantine", "taverna", "quiosque", "kiosk", "academia", "farmacia",
    "pharmacy", "pharmacie", "mercearia", "epicerie", "creche", "igreja", "church", "eglise", "mosquee", "mosque",
    "fazenda", "ferme", "spa", "atelier", "oficina", "garage", "sorveteria", "gelataria", "library", "universidade",
    "university", "universite", "bars", "bares", "hoteis", "lojas", "restaurants", "restaurantes", "escolas", "ecoles",
    "salao", "studio", "estudio", "pub", "nursery", "salon", "bakery", "boulangerie", "padaria", "gym", "supermarket",
    "supermercado", "supermarche", "orphanage",
}  # fmt: skip
"""Who goods are for, whose place is where they are wanted."""
WEAK = frozenset({"de", "do", "da", "dos", "du", "des", "d'"})
"""Behind these a country is where goods come from; a city may be part of a name (`savon de Marseille`)."""
HARBOUR = "porto"
MOST_WORDS = 3


def read_incoterm(reading: Reading) -> None:
    """The incoterm, and the place behind it: of `CIF`, `DAP` and their like it is where the goods are wanted."""
    for at, token in enumerate(reading.tokens):
        if not reading.free[at] or reading.slots["incoterm"]:
            continue
        name, after = INCOTERMS.get(token.text) or OLD_NAMES.get(token.text), at + 1
        for words, meant in IN_WORDS.items():
            if tuple(each.text for each in reading.tokens[at : at + len(words)]) == words:
                name, after = meant, at + len(words)
        if name is None or (token.text in SAID_IN_CAPITALS and not token.is_capital):
            continue
        behind = reading.skip(after, "to", "deliver_to", "article")
        is_named = behind < len(reading.tokens) and _may_be_named(reading.tokens[behind])
        place = place_at(reading, behind, is_sure=is_named)
        end = place[1] if place else after
        if place is None and name not in AT_THE_SELLERS and (city := reading.find_before(at, "place")) is not None:
            known = place_at(reading, city.start, is_sure=False)
            if known is not None:
                reading.say("delivery_place", known[0], [(city.start, at)], f"the place before {name}", 0.8)
                reading.take(city.start, at)
        if place and name not in AT_THE_SELLERS:
            reading.say("delivery_place", place[0], [(behind, end)], f"the place that {name} names", 0.9)
        reading.say("incoterm", name, [(at, end)], "an incoterm by its letters", 0.95)
        reading.take(at, end)


def _may_be_named(token: Token) -> bool:
    """Whether a word is written as names are: with a capital, or in letters that have none."""
    return token.is_capital or is_devanagari((token.text,))


def place_at(reading: Reading, at: int, is_sure: bool = True) -> tuple[Place, int] | None:
    """The place that begins at a token, and where it ends. `is_sure`: also one that nobody knows, by its capital."""
    known = _known_place(reading, at)
    if known is not None:
        end, country = known.end, known.value
        following = end + 1 if reading.is_sign(end, ",") else end
        wider = reading.find(following, "country")
        if known.kind == "place" and wider is not None and wider.value == country:
            end = wider.end
        name = " ".join(reading.text[reading.tokens[at].start : reading.tokens[known.end - 1].end].split())
        return Place(name=name[:100], country=country), end
    if not is_sure:
        return None
    end = at
    while end - at < MOST_WORDS and reading.is_free_word(end) and _may_be_a_place(reading, end):
        end += 1
    if end == at:
        return None
    name = reading.text[reading.tokens[at].start : reading.tokens[end - 1].end]
    return Place(name=" ".join(name.split())[:100]), end


def _known_place(reading: Reading, at: int) -> Found | None:
    """A city or a country; `porto` is a harbour in small letters and before its city's name (`porto de Santos`)."""
    known = reading.find(at, "place", "country")
    if known is None or reading.words(at, known.end) != HARBOUR:
        return known
    is_of = known.end < len(reading.tokens) and reading.tokens[known.end].text in WEAK
    return known if reading.tokens[at].is_capital and not is_of else None


def _may_be_a_place(reading: Reading, at: int) -> bool:
    if reading.longest(at) is None:
        return len(reading.tokens[at].text) > 2 and reading.tokens[at].text not in NO_PLACES
    is_shouted = reading.text.isupper() or reading.text.istitle()
    return (
        reading.tokens[at].is_capital
        and not is_shouted
        and not reading.find(at, "thing", "filler", "within", "at_most")
    )


def read_delivery(reading: Reading) -> None:
    """The place behind `delivered to` and its like, before `में डिलीवरी`, or behind a plain `to` where it is known."""
    _say_place_behind_words(reading)
    if not reading.slots["delivery_place"]:
        _say_place_before_words(reading)
    if not reading.slots["delivery_place"]:
        _say_place_behind_to(reading)
    if not reading.slots["delivery_place"]:
        _say_place_of_buyer(reading)
    if not reading.slots["delivery_place"]:
        _say_place_alone(reading)


def _say(reading: Reading, place: Place, start: int, end: int, why: str, confidence: float) -> None:
    if not reading.slots["delivery_place"]:
        reading.say("delivery_place", place, [(start, end)], why, confidence)
        reading.take(start, end)


def _say_place_behind_words(reading: Reading) -> None:
    for at in range(len(reading.tokens)):
        words = reading.find(at, "deliver_to")
        sure = words is not None
        words = words or reading.find(at, "deliver_word", "deliver_after")
        if words is None:
            continue
        behind = reading.skip(words.end, "article", "to") if sure else reading.skip(words.end, "to", "place_after")
        known = _next_known(reading, behind) if sure else None
        behind = known if known is not None else behind
        place = place_at(reading, behind, is_sure=sure)
        if place is not None:
            end = reading.skip(place[1], "place_after")
            _say(reading, place[0], words.start, end, "behind words of delivery", 0.9 if place[0].country else 0.7)
            return


def _next_known(reading: Reading, at: int) -> int | None:
    """The next known place, a few words on: `delivered to our warehouse in Berlin`."""
    for ahead in range(at, min(at + 6, len(reading.tokens))):
        if not reading.free[ahead] or not reading.tokens[ahead].is_word:
            return None
        is_harbours = ahead > at + 1 and reading.tokens[ahead - 2].text == HARBOUR
        is_from = not is_harbours and reading.find_before(ahead, "origin_before") is not None
        if _known_place(reading, ahead) is not None and not is_from:
            return ahead
    return None


def _say_place_before_words(reading: Reading) -> None:
    for at in range(len(reading.tokens)):
        place = place_at(reading, at, is_sure=False)
        if place is None:
            continue
        end = place[1]
        words = reading.find(end, "deliver_after", taken_too=True)
        after = reading.find(end, "place_after")
        spoken = any(reading.find(each, "deliver_word", taken_too=True) for each in range(len(reading.tokens)))
        if words is not None or (
            after is not None and (spoken or reading.find(after.end, "deliver_after", "deliver_word"))
        ):
            end = words.end if words else (after.end if after else end)
            _say(
                reading,
                place[0],
                at,
                reading.skip(end, "deliver_after", "deliver_word"),
                "before words of delivery",
                0.9,
            )
            return
    for at in range(1, len(reading.tokens)):
        words, token = reading.find(at, "deliver_after"), reading.tokens[at - 1]
        if (
            words is not None
            and words.length > 1
            and reading.is_free_word(at - 1)
            and reading.longest(at - 1) is None
            and token.text not in NO_PLACES
        ):
            place = Place(name=reading.text[token.start : token.end][:100]), at
            _say(reading, place[0], at - 1, words.end, "before words of delivery", 0.7)
            return


def _say_place_behind_to(reading: Reading) -> None:
    spoken = any(reading.find(at, "deliver_word", "urgent", taken_too=True) for at in range(len(reading.tokens)))
    for at in range(len(reading.tokens)):
        words = reading.find(at, "to", "for")
        if words is None:
            continue
        behind = reading.skip(words.end, "article")
        is_named = spoken and behind < len(reading.tokens) and reading.tokens[behind].is_capital
        place = place_at(reading, behind, is_sure=is_named)
        is_sure = reading.tokens[words.start].text in SURE_TO or words.kind == "for"
        if place is not None and (is_sure or spoken):
            _say(reading, place[0], words.start, place[1], "where to", 0.8)
            return


def _say_place_of_buyer(reading: Reading) -> None:
    """Where the shop, the hotel or the school is that the goods are for: `for our shop in Lyon`."""
    for at in range(2, len(reading.tokens)):
        joint = reading.find_before(at, "in", "of")
        place = place_at(reading, at, is_sure=False) if joint is not None else None
        if joint is None or place is None or reading.tokens[joint.start - 1].text not in BUYERS or joint.start == 0:
            continue
        if any(reading.find(before, "for", taken_too=True) for before in range(max(0, joint.start - 4), joint.start)):
            _say(reading, place[0], joint.start, place[1], "where the goods are for", 0.8)
            return


def _say_place_alone(reading: Reading) -> None:
    """A city that no word of origin stands before, where a delivery is spoken of; in Hindi also any city with `में`."""
    spoken = bool(reading.slots["delivery_days"]) or any(
        reading.find(at, "deliver_word", "deliver_after", taken_too=True) for at in range(len(reading.tokens))
    )
    for at in range(len(reading.tokens)):
        city = reading.find(at, "place")
        if city is None or reading.find_before(at, "origin_before") or reading.find(city.end, "origin_after"):
            continue
        inside = reading.find(city.end, "place_after")
        if spoken or inside is not None:
            place = place_at(reading, at, is_sure=False)
            if place is not None:
                _say(
                    reading,
                    place[0],
                    at,
                    inside.end if inside else place[1],
                    "a city, and a delivery is spoken of",
                    0.7,
                )
                return


def origin_at(reading: Reading, at: int) -> Found | None:
    """The country, the city, or the people's name that begins at a token."""
    return reading.find(at, "country", "demonym", "place")


def people_at(reading: Reading, at: int) -> Found | None:
    """A people's name that says where goods come from: not `french press`, nor a word that is also a thing."""
    found = reading.find(at, "demonym")
    if found is None:
        return None
    after = reading.tokens[found.end].text if found.end < len(reading.tokens) else ""
    if after in NO_GOODS:
        return None
    name = reading.find(at, "thing")
    if name is not None and (name.length > found.length or reading.find(found.end, "supplier") is None):
        return None
    return found


def read_origins(reading: Reading) -> None:
    """Countries and cities behind `made in`, `from` and their like or before `made`, people's names before goods."""
    makes = any(reading.find(at, "supplier", taken_too=True) for at in range(len(reading.tokens)))
    for at in range(len(reading.tokens)):
        opening = reading.find(at, "origin_before")
        if opening is not None:
            behind = reading.skip(opening.end, "article")
            origin = origin_at(reading, behind)
            if origin is not None and (origin.kind != "place" or reading.tokens[at].text not in WEAK):
                _say_origins(reading, at, behind, "where goods come from")
                continue
        people = people_at(reading, at)
        if people is not None:
            _say_origins(reading, at, at, "a people's name", 0.8)
            continue
        country = reading.find(at, "country") or _left_from(reading, at)
        if country is None:
            continue
        if reading.find(country.end, "origin_after") is not None or _is_listed_origin(reading, country.end):
            _say_origins(reading, at, at, "where goods come from")
        elif makes and (word := reading.find_before(at, "in")) is not None:
            _say_origins(reading, word.start, at, "where those who make it are", 0.8)


def _is_listed_origin(reading: Reading, end: int) -> bool:
    """Whether another country stands in one list behind, with a word of origin: `जर्मनी या जापान का बना`."""
    joint = reading.find(end, "and")
    other = reading.find(joint.end, "country") if joint is not None else None
    return other is not None and reading.find(other.end, "origin_after") is not None


def _left_from(reading: Reading, at: int) -> Found | None:
    """A city before `से`: that is where goods come from."""
    city = reading.find(at, "place")
    is_from = city is not None and city.end < len(reading.tokens) and reading.tokens[city.end].text in ("se", "से")
    return city if is_from else None


def _say_origins(reading: Reading, start: int, at: int, why: str, confidence: float = 0.9) -> None:
    """One origin, and those that stand in one list with it: `from Ethiopia or Colombia`."""
    while (found := people_at(reading, at) or origin_at(reading, at)) is not None:
        end = reading.skip(found.end, "supplier") if found.kind == "demonym" else found.end
        after = reading.find(end, "origin_after")
        end = after.end if after else end
        reading.say("origins", found.value, [(start, end)], why, confidence)
        reading.take(start, found.end)
        if after is not None:
            reading.take(after.start, after.end)
        joint = reading.skip(end, "and")
        while reading.is_sign(joint, ","):
            joint = reading.skip(joint + 1, "and")
        following = reading.skip(joint, "origin_before", "article", "in", "of")
        if joint == end or origin_at(reading, following) is None or reading.find(following, "thing"):
            return
        start, at = following, following
