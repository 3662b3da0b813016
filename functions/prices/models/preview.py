"""A page that is read once, and what would be read of it."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from prices.models.listing import Trouble
from prices.models.page import Reading
from prices.models.watch import AskedOverride
from tradewind.evidence import Decision
from tradewind.model import Currency, Model, Price, WebAddress


class PreviewRequest(Model):
    """A page to read once, without keeping anything."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress
    variant: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    currency: Currency | None = None
    override: AskedOverride | None = None


class Preview(Model):
    """What would be read of a page. A page that is dead, refused or too large is an unknown that says why."""

    url: WebAddress = Field(description="the address it would be watched under")
    price: Decision[Price]
    reading: Reading | None = Field(default=None, description="null when the page did not come")
    trouble: Trouble | None = Field(default=None, description="why there is no price; null where there is one")
    rendered: bool = Field(default=False, description="read of the page as a browser showed it")
