"""What two listings say of their products, for the question whether these are one."""

from typing import Annotated

from pydantic import Field, StringConstraints

from tradewind.model import Currency, Model, Price

Text = Annotated[str, StringConstraints(max_length=2048)]


class Offered(Model):
    """What a listing says of the product it offers. Whatever it does not say is left out.

    `details`: more that it says of the choice on offer (colour, size, pack, capacity, condition), as free text.
    `identifiers`: by their names in lower case: gtin (ean, upc, isbn), mpn, sku, asin.
    """

    title: Text | None = None
    brand: Text | None = None
    details: Text | None = None
    identifiers: dict[Annotated[str, StringConstraints(max_length=60)], Text] = Field(
        default_factory=dict, max_length=50
    )
    price: Price | None = None
    currency: Currency | None = None
    url: Text | None = None
    host: Annotated[str, StringConstraints(max_length=253)] | None = None
