"""Whether two listings are one product: the signs, one by one."""

import pytest

from prices.models.matching import Offered
from prices.rules.matching.identifiers import gtin, index_keys
from prices.rules.matching.quantities import quantities
from prices.rules.matching.text import folded
from prices.rules.matching.weigh import compare, probability


def same(one: str, other: str, **both: object) -> bool | None:
    return compare(Offered(title=one, **both), Offered(title=other, **both)).value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("4006381333931", "04006381333931"),
        ("04006381333931", "04006381333931"),
        ("EAN: 4006381 333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("36000291452", "00036000291452"),  # a table took its zero
        ("96385074", "00000096385074"),
        ("0-13-235088-2", "09780132350884"),
        ("978-0-13-235088-4", "09780132350884"),
        ("080442957X", "09780804429573"),
        ("4006381333932", None),  # the check digit is wrong
        ("2012345678903", None),  # a shop's own
        ("0000000000000", None),
        ("12345", None),
        ("", None),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", None),
    ],
)
def test_a_gtin_is_told_by_its_check_digit_and_has_one_form(written: str, read: str | None) -> None:
    assert gtin(written) == read


def test_a_listing_is_found_by_its_gtin_and_by_its_makers_number() -> None:
    keys = index_keys({"gtin12": "036000291452", "mpn": "WH-1000 XM5", "sku": "77"}, "Sony")
    assert keys == ["GTIN#00036000291452", "MPN#sony#wh1000xm5"]
    assert index_keys({"mpn": "WH-1000XM5"}, None) == []


@pytest.mark.parametrize(
    ("title", "kind", "value"),
    [
        ("Desk 10 cm", "length", 100),
        ("Rice 1 kg", "mass", 1000),
        ("Rice 1.000 g", "mass", 1000),
        ("Milk 0,5 l", "volume", 500),
        ("SSD 1TB", "storage", 1000),
        ("Disque 512 Go", "storage", 512),
        ('TV 55"', "length", 1397),
        ("Bulb 9.5W", "power", 9.5),
        ("Bank 10.000 mAh", "charge", 10000),
        ("चावल 5 किलो", "mass", 5000),
        ("大米 500克", "mass", 500),
        ("iPhone 15 128 GB", "storage", 128),
    ],
)
def test_measures_are_in_one_unit(title: str, kind: str, value: float) -> None:
    assert quantities(folded(title)).measures[kind] == {value}


@pytest.mark.parametrize(
    ("title", "pack"),
    [
        ("Cola 24 x 330 ml", 24),
        ("Cola 330 ml (Pack of 24)", 24),
        ("Cola 330ml x 24", 24),
        ("Socken 6er Pack", 6),
        ("Tissues 12-pack", 12),
        ("Lot de 3 serviettes", 3),
        ("half a dozen eggs", 6),
        ("2 dozen roses", 24),
        ("Shampoo Doppelpack", 2),
        ("耳塞 10个装", 10),
        ("caixa com 6 garrafas", 6),
    ],
)
def test_packs_are_read_in_many_forms(title: str, pack: int) -> None:
    assert pack in quantities(folded(title)).packs


@pytest.mark.parametrize("title", ["2 in 1 laptop", "iPhone 15 5G", "USB 3.0 hub", "Chanel No. 5", "12V-15 drill"])
def test_what_is_no_pack_is_not_read_as_one(title: str) -> None:
    assert not quantities(folded(title)).packs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sony WH-1000XM5 headphones black", "SONY WH1000XM5 Kopfhörer Schwarz"),
        ("Rice Tilda basmati 1 kg", "Tilda Basmati Rice 1000g"),
        ("Cola 6 x 500 ml", "Cola 500ml (6 pack)"),
        ("Garden hose Rehau 10 m", "Rehau hose garden 1000 cm"),
        ("Acme towel navy 70 x 140 cm", "ACME Towel, 140x70 cm, navy blue"),
        ("索尼 WH-1000XM5 耳机 黑色", "Sony WH-1000XM5 black"),
        ("पतंजलि शहद 500 ग्राम", "पतंजलि शहद 0.5 किलो"),
        ("Acme 501 jeans W32 L34 indigo", "Acme 501 jeans, 32/34, indigo"),
        ("Acme iO Series 9 toothbrush black", "Acme iO9 black toothbrush"),
        ("Acme P-45 digital piano black", "Acme P45B digital piano black"),
        ("Acme N95 8210 mask 20/box", "Acme 8210 N95 mask box of 20"),
        ("GoPro HERO12 Black", "GoPro Hero 12 Black"),
        ("Hasbro Nerf Elite Commander RD-6", "Nerf Elite Commander RD-6"),
        ("Acme Flip 6 speaker blue", "Acme Flip 6 portable waterproof speaker, blue"),
    ],
)
def test_one_product_under_two_names(one: str, other: str) -> None:
    assert same(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme kettle 1.7 l", "Acme kettle 1.5 l"),
        ("Acme socks 3 pack", "Acme socks 6 pack"),
        ("Acme socks", "Acme socks 6 pack"),
        ("Acme shirt red M", "Acme shirt blue M"),
        ("Acme shirt, size M", "Acme shirt, size L"),
        ("Apple iPhone 15 128GB", "Apple iPhone 15 Pro 128GB"),
        ("Apple iPhone 15 128GB", "Apple iPhone 14 128GB"),
        ("Apple iPhone 15 128GB", "Case for Apple iPhone 15"),
        ("Apple iPhone 15 128GB", "Apple iPhone 15 128GB refurbished"),
        ("Apple iPad 9th generation 64GB", "Apple iPad 10th generation 64GB"),
        ("HP 305 ink black", "compatible ink for HP 305 black"),
        ("Brembo brake pads front", "Brembo brake pads rear"),
        ("Yeo yogurt strawberry 450 g", "Yeo yogurt vanilla 450 g"),
        ("Dune paperback", "Dune hardcover"),
        ("Osram LED E27 8W", "Osram LED E14 8W"),
        ("Calvin Klein boxer briefs M black", "Calvin Klein boxer briefs L black"),
        ("Acme 501 jeans W32 L34", "Acme 501 jeans W34 L34"),
        ("Canon EOS R6 Mark II body", "Canon EOS R6 body"),
        ("Sony ZV-E10", "Sony ZV-E10 II"),
        ("Canon EOS R50", "Canon EOS R50 with 18-45mm lens"),
        ("Samsung 990 PRO 2TB", "Samsung 990 PRO with heatsink 2TB"),
        ("Gillette Fusion5 blades 8", "Gillette Fusion5 ProGlide blades 8"),
        ("Parle-G biscuits 800 g", "Parle Monaco biscuits 800 g"),
        ("Logitech MX Master 3S graphite", "Logitech MX Master 3S pale grey"),
        ("SKF 6204-2Z", "FAG 6204-2Z"),
        ("Castrol GTX 10W-40 4L", "Castrol Magnatec 10W-40 4L"),
        ("Ravensburger Castle 1000 piece", "Ravensburger Castle 2000 piece"),
        ("Mitutoyo 500-196-30", "Mitutoyo 500-197-30"),
    ],
)
def test_two_products_under_near_names(one: str, other: str) -> None:
    assert same(one, other) is False


def test_one_gtin_is_one_product_whatever_its_pages_call_it_and_two_are_two() -> None:
    kettle = Offered(title="Kettle", identifiers={"gtin": "4006381333931"})
    assert compare(kettle, Offered(title="Wasserkocher 1,7 l", identifiers={"ean": "04006381333931"})).value is True
    assert compare(kettle, Offered(title="Kettle", identifiers={"gtin": "036000291452"})).value is False


def test_a_sku_means_something_within_one_shop() -> None:
    one = Offered(title="Shelf", identifiers={"sku": "1001"}, host="a.test")
    assert probability(compare(one, one.model_copy(update={"host": "b.test"}))) < probability(compare(one, one))


def test_too_little_is_an_honest_unknown() -> None:
    found = compare(Offered(), Offered(title="Kettle"))
    assert (found.value, found.confidence) == (None, None)
    assert found.reasons[0].text == "too little is known of one of the two"


def test_every_answer_says_why() -> None:
    found = compare(Offered(title="Acme shirt red M"), Offered(title="Acme shirt blue M"))
    assert found.basis == "calibrated"
    assert "another colour: blue and red" in found.reasons[0].text
    assert (found.reasons[0].weight or 0) < 0


def test_which_of_two_is_named_first_changes_nothing() -> None:
    lens = Offered(title="Canon EOS R50 with 18-45mm lens")
    lenses = Offered(title="Canon EOS R50 with 18-45mm and 55-210mm lenses")
    assert compare(lens, lenses) == compare(lenses, lens)
