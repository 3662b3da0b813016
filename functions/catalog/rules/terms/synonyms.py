"""Words that the trade uses for one thing, in English, French, Portuguese and Hindi, each group as one term.

The first of a group is what it is told as. A word counts in the singular and with the plurals that these languages make
by an ending (`-s`, `-es`, `-ies`, `-aux`); accents do not matter. Of two groups that begin at a word the longer wording
counts: `usb c cable` is a USB-C cable and no other. A word that is another thing in another of the languages (the
French `lit` and `pile`) is in no group.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from catalog.rules.terms.term import Term

GROUPS = """
mug, cup, tasse, caneca, xícara, मग, प्याला
bottle, flask, bouteille, gourde, garrafa, बोतल
t-shirt, tshirt, tee shirt, tee, camiseta, टी शर्ट, टीशर्ट
shirt, chemise, camisa, कमीज, शर्ट
trousers, pants, pantalon, calça, पैंट, पतलून
jacket, veste, jaqueta, जैकेट
dress, vestido, ड्रेस
shoe, chaussure, sapato, calçado, जूता, जूते
sneaker, trainer, running shoe, basket chaussure, tênis
sock, chaussette, meia, मोजा, मोजे
glove, gant, luva, दस्ताना, दस्ताने
hat, chapeau, casquette, chapéu, boné, टोपी
scarf, foulard, écharpe, cachecol, lenço, दुपट्टा, स्कार्फ
saree, sari, साड़ी
bag, sac, bolsa, sacola, बैग, थैला
backpack, rucksack, knapsack, sac à dos, mochila, पिट्ठू बैग
suitcase, luggage, valise, bagage, mala, सूटकेस
wallet, portefeuille, carteira, बटुआ
belt, ceinture, cinto, बेल्ट
watch, wristwatch, montre, relógio, घड़ी
ring, bague, anel, अंगूठी
necklace, collier, colar, हार
umbrella, parapluie, guarda-chuva, छाता
towel, serviette de bain, toalha, तौलिया
blanket, throw, couverture, cobertor, manta, कंबल
pillow, cushion, oreiller, coussin, travesseiro, almofada, तकिया
curtain, drape, rideau, cortina, परदा, पर्दा
carpet, rug, tapis, tapete, कालीन
sofa, couch, settee, canapé, sofá, सोफा
chair, chaise, cadeira, कुर्सी
table, mesa, मेज, टेबल
desk, bureau, escrivaninha
bed, cama, पलंग, बिस्तर
mattress, matelas, colchão, गद्दा
wardrobe, closet, armoire, guarda-roupa, अलमारी
shelf, shelving, étagère, prateleira, शेल्फ
lamp, light fixture, lampe, luminária, lâmpada, दीपक, लैंप
bulb, light bulb, ampoule, बल्ब
kettle, bouilloire, chaleira, केतली
pan, frying pan, skillet, poêle, frigideira, तवा, कड़ाही
pot, saucepan, casserole, panela, बर्तन
plate, dish, assiette, prato, थाली, प्लेट
drinking glass, tumbler, verre à boire, copo, गिलास
knife, couteau, faca, चाकू
spoon, cuillère, colher, चम्मच
fork, fourchette, garfo, कांटा
bowl, bol, tigela, कटोरा, कटोरी
box, carton, caixa, boîte, डिब्बा
packaging, emballage, embalagem, पैकेजिंग
paper, papier, papel, कागज
notebook, carnet, cahier, caderno, कॉपी
pen, stylo, caneta, कलम, पेन
phone case, phone cover, coque de téléphone, capa de celular, capinha
phone, smartphone, cellphone, mobile phone, téléphone, celular, telefone, फोन, मोबाइल
charger, chargeur, carregador, चार्जर
cable, cord, lead wire, câble, cabo, केबल, तार
usb-c, usb c, usb type c, type-c, type c
headphone, headset, earphone, casque audio, écouteur, fone de ouvido, हेडफोन
speaker, loudspeaker, enceinte, haut-parleur, alto-falante, caixa de som, स्पीकर
power bank, powerbank, portable charger, batterie externe, bateria externa, पावर बैंक
battery, batterie, bateria, pilha, बैटरी
laptop, notebook computer, ordinateur portable, computador portátil, लैपटॉप
screen, monitor, display, écran, tela, स्क्रीन
tv, television, téléviseur, télévision, televisão, televisor, टीवी
fan, ventilateur, ventilador, पंखा
fridge, refrigerator, réfrigérateur, frigo, geladeira, फ्रिज
washing machine, washer, lave-linge, machine à laver, máquina de lavar, वॉशिंग मशीन
vacuum cleaner, hoover, aspirateur, aspirador, वैक्यूम क्लीनर
solar panel, photovoltaic panel, pv module, panneau solaire, painel solar, सौर पैनल, सोलर पैनल
torch, flashlight, lampe torche, lanterna, टॉर्च
screw, vis, parafuso, पेंच
bolt, boulon
nail, clou, prego, कील
pipe, tube, tuyau, cano, पाइप
drill, perceuse, furadeira, ड्रिल
hammer, marteau, martelo, हथौड़ा
wrench, spanner, clé plate, chave inglesa, पाना
bicycle, bike, vélo, bicicleta, साइकिल
tyre, tire, pneu, टायर
toy, jouet, brinquedo, खिलौना, खिलौने
doll, poupée, boneca, गुड़िया
stroller, pram, pushchair, poussette, carrinho de bebê
diaper, nappy, couche bébé, fralda, डायपर
soap, savon, sabonete, sabão, साबुन
shampoo, shampooing, xampu, शैम्पू
toothbrush, brosse à dents, escova de dentes, टूथब्रश
mask, masque, máscara, मास्क
tea, chá, चाय
coffee, café, कॉफी
rice, riz, arroz, चावल
sugar, sucre, açúcar, चीनी
oil, huile, óleo, तेल
spice, épice, especiaria, tempero, मसाला, मसाले
cotton, coton, algodão, सूती, कपास, कॉटन
wool, woolen, woollen, laine, ऊन, ऊनी
silk, soie, seda, रेशम, रेशमी
linen, lin, linho, लिनन
leather, cuir, couro, चमड़ा, चमड़े
wood, wooden, bois, madeira, लकड़ी
bamboo, bambou, bambu, बांस, बाँस
steel, acier, aço, इस्पात, स्टील
stainless steel, inox, acier inoxydable, aço inoxidável, aço inox, स्टेनलेस स्टील
iron, fer, ferro, लोहा
aluminium, aluminum, alumínio, एल्युमिनियम
copper, cuivre, cobre, तांबा
brass, laiton, latão, पीतल
plastic, plastique, plástico, प्लास्टिक
rubber, caoutchouc, borracha, रबर
ceramic, porcelain, céramique, porcelaine, cerâmica, porcelana, चीनी मिट्टी
red, rouge, vermelho, vermelha, लाल
blue, bleu, bleue, azul, नीला, नीली
green, vert, verte, verde, हरा, हरी
black, noir, noire, preto, preta, काला, काली
white, blanc, blanche, branco, branca, सफेद
yellow, jaune, amarelo, amarela, पीला, पीली
grey, gray, gris, grise, cinza
pink, rose couleur, cor-de-rosa, गुलाबी
brown, marron, brun, marrom, भूरा
waterproof, water resistant, imperméable, étanche, impermeável, à prova d'água, जलरोधक, वाटरप्रूफ
wireless, cordless, sans fil, sem fio, वायरलेस
rechargeable, recarregável, रिचार्जेबल
organic, bio, biologique, orgânico, जैविक
handmade, hand crafted, handcrafted, fait main, artisanal, feito à mão, हस्तनिर्मित
"""

GLUE = """
a an the for with of in on and or to from by i we me my need want looking
de du des d la le les l un une pour avec en et ou au aux je cherche
da do das dos para com e um uma o os as em no na quero preciso
के की का लिए और में से वाला वाली वाले चाहिए मुझे एक
"""
"""Words that hold a request together and name nothing, in all four languages."""

LONGEST_PHRASE = 3
GAPS = str.maketrans(dict.fromkeys("-‐‑_/'’.,;:()[]|+&!?\"", " "))


class Piece(NamedTuple):
    """A word of a text, or several that mean one thing; `term` where it is of a group."""

    said: str
    stem: str
    term: Term | None = None

    @property
    def same(self) -> str:
        """What two pieces that mean the same have in common."""
        return self.term.token if self.term else self.stem


@cache
def _glue() -> frozenset[str]:
    return frozenset(_words(GLUE))


@cache
def _groups() -> dict[tuple[str, ...], tuple[str, str]]:
    """By its words: the token and the wording of each group."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for line in GROUPS.strip().splitlines():
        wordings = [each.strip() for each in line.split(",")]
        token = f"w{sha256(wordings[0].encode()).hexdigest()[:10]}"  # no two are a letter or two apart
        for wording in wordings:
            found.setdefault(tuple(_stem(word) for word in _words(wording)), (token, wordings[0]))
    return found


def pieces(text: str) -> Iterator[Piece]:
    """A text's words in its order, the longest wording of a group as one, without those that name nothing."""
    words = _words(text)
    stems = [_stem(word) for word in words]
    known = _groups()
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            if (length > 1 or words[at] not in _glue()) and (hit := known.get(tuple(stems[at : at + length]))):
                said = " ".join(words[at : at + length])
                yield Piece(said, " ".join(stems[at : at + length]), Term(hit[0], said, hit[1]))
                break
        else:
            length = 1
            if words[at] not in _glue():
                yield Piece(words[at], stems[at])
        at += length


def _words(text: str) -> list[str]:
    """A text's words in small letters without accents; the marks of Devanagari are letters and stay."""
    split = unicodedata.normalize("NFD", text.casefold().translate(GAPS))
    return "".join(each for each in split if not "\u0300" <= each <= "\u036f").split()


def _stem(word: str) -> str:
    """A word without its plural's ending: `gloves` and `glove`, `batteries` and `battery`, `tuyaux` and `tuyau`."""
    if len(word) > 3 and not word.endswith("ss"):
        if word.endswith("es"):
            word = word[:-2]
        elif word.endswith("s") or word.endswith(("aux", "eux")):
            word = word[:-1]
    word = word.removesuffix("e") if len(word) > 3 else word
    return f"{word[:-1]}i" if word.endswith("y") else word
