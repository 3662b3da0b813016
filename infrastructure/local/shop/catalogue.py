"""What the shops sell: `catalogue.yaml` and `words.yaml` as frozen values."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

HERE = Path(__file__).parent
DOMAIN = "shop.test"
"""RFC 2606 keeps `.test` for such uses: no name under it is ever in the DNS."""

RIGHT_TO_LEFT = frozenset({"ar", "he"})

Words = dict[str, str]
Look = Literal["classic", "modern", "table"]
Moves = Literal["", "drop", "rise", "gap", "sells_out", "restocks", "halves", "slide", "sale", "feigned_sale"]


@dataclass(frozen=True)
class MoneyStyle:
    """How a shop writes an amount.

    `whole` stands in for the decimals of a round amount (`CHF 1'299.-`), `lakh` groups as India does (1,24,999).
    """

    pattern: str
    group: str
    point: str
    places: int
    whole: str | None = None
    lakh: bool = False
    digits: Literal["latin", "arabic"] = "latin"

    def write(self, amount: Decimal) -> str:
        """The amount as the shop shows it, with its currency sign."""
        return self.pattern.format(self.number(amount))

    def number(self, amount: Decimal) -> str:
        """The amount as the shop shows it, without the currency sign."""
        whole, _, decimals = f"{amount:.{self.places}f}".partition(".")
        groups = self.group.join(_lakh_groups(whole) if self.lakh else _thousands(whole))
        if not decimals:
            number = groups
        elif self.whole is not None and not int(decimals):
            number = groups + self.whole
        else:
            number = groups + self.point + decimals
        return number.translate(ARABIC_DIGITS) if self.digits == "arabic" else number


ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Shop:
    """One shop of the world: host, language, currency, looks."""

    name: str
    title: str
    language: str
    currency: str
    money: MoneyStyle
    ending: Decimal
    look: Look
    accent: str
    markup: str

    @property
    def host(self) -> str:
        return f"{self.name}.{DOMAIN}"

    @property
    def words(self) -> Words:
        """What this shop says, in its own language."""
        return words_of(self.language)

    @property
    def reads_right_to_left(self) -> bool:
        return self.language.partition("-")[0] in RIGHT_TO_LEFT


@dataclass(frozen=True)
class Product:
    """One product page. `price` is the level about which its price moves; see `catalogue.yaml` for the rest."""

    shop: Shop
    slug: str
    name: str
    brand: str
    price: Decimal
    markup: str
    money: MoneyStyle
    moves: Moves = ""
    shows: frozenset[str] = frozenset()
    state: str = "in_stock"
    options: dict[str, Decimal] = field(default_factory=dict, hash=False)
    unit: str = ""
    per_unit: Decimal = Decimal(1)
    instalments: int = 0
    charset: str = "utf-8"
    declares: str = ""
    decimals: bool = False

    @property
    def path(self) -> str:
        return f"/p/{self.slug}"

    @property
    def url(self) -> str:
        """The canonical address."""
        return f"http://{self.shop.host}{self.path}"

    @property
    def sku(self) -> str:
        return f"{self.shop.name[:3]}-{self.slug}".upper()

    def shelf_price(self, amount: Decimal) -> Decimal:
        """The amount as this shop would price it: whole units plus the shop's ending, two figures kept of a big one."""
        if self.decimals or amount < 15:
            return max(amount, Decimal("0.5")).quantize(Decimal("0.1")).quantize(Decimal("0.01"))
        step = Decimal(10) ** max(0, amount.adjusted() - 2)
        rounded = (amount / step).quantize(Decimal(1)) * step
        return rounded - 1 + self.shop.ending if self.shop.ending else rounded


@cache
def shops() -> tuple[Shop, ...]:
    """Every shop, as the file has them."""
    return tuple(_shop(row) for row in _rows("catalogue.yaml"))


@cache
def products() -> tuple[Product, ...]:
    """Every product of every shop."""
    return tuple(
        _product(shop, row)
        for shop, rows in zip(shops(), _rows("catalogue.yaml"), strict=True)
        for row in rows["products"]
    )


@cache
def products_of(shop: str) -> tuple[Product, ...]:
    """What one shop sells."""
    return tuple(product for product in products() if product.shop.name == shop)


def words_of(language: str) -> Words:
    """The words of a language (RFC 5646 tag): those of its first subtag, less what the whole tag says otherwise."""
    rows: dict[str, Words] = _rows("words.yaml")
    return rows[language.partition("-")[0]] | rows.get(language, {})


@cache
def _rows(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _shop(row: dict[str, Any]) -> Shop:
    given = {key: value for key, value in row.items() if key not in {"products", "money", "ending"}}
    return Shop(money=MoneyStyle(**row["money"]), ending=Decimal(row["ending"]), **given)


def _product(shop: Shop, row: dict[str, Any]) -> Product:
    given = dict(row)
    return Product(
        shop=shop,
        price=Decimal(str(given.pop("price"))),
        markup=given.pop("markup", shop.markup),
        money=MoneyStyle(**given.pop("money")) if "money" in given else shop.money,
        shows=frozenset(given.pop("shows", ())),
        options={name: Decimal(str(factor)) for name, factor in given.pop("options", {}).items()},
        per_unit=Decimal(str(given.pop("per_unit", 1))),
        **given,
    )


def _thousands(whole: str) -> list[str]:
    return f"{int(whole):,}".split(",")


def _lakh_groups(whole: str) -> list[str]:
    """Indian grouping: the last three digits, then twos."""
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return [*reversed(groups), tail] if head else [tail]
