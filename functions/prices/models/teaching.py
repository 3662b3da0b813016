"""Teaching: where on a shop's pages the price stands, and what broke when the shop changed them."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from prices.models.page import Availability, Override, Selector, Source
from prices.models.watch import AskedOverride
from tradewind.evidence import Decision, Reason
from tradewind.model import Currency, Id, Model, Moment, Price, WebAddress

SHOWN_WITH = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
"""What a saved page may do where it is shown: nothing but look, without its pictures, scripts, forms and frames."""
Seen = Annotated[str, StringConstraints(min_length=1, max_length=60)]
"""A text as somebody sees it on a page."""
History = Literal["continue", "anew"]


class ExampleRequest(Model):
    """What you see on a page. The page is one that you watch, or any other."""

    model_config = ConfigDict(extra="forbid")

    listing_id: Id | None = None
    url: WebAddress | None = None
    price: Seen = Field(description="as you see it", examples=["€ 12,90"])
    title: Annotated[str, StringConstraints(min_length=2, max_length=300)] | None = None
    availability: Annotated[str, StringConstraints(min_length=2, max_length=100)] | None = Field(
        default=None, description="the words that say whether it can be bought, as you see them"
    )
    currency: Currency | None = Field(default=None, description="for a page that does not say")

    @model_validator(mode="after")
    def _one_page_is_meant(self) -> "ExampleRequest":
        if (self.listing_id is None) == (self.url is None):
            raise ValueError("give either listing_id or url")
        return self


class Tried(Model):
    """What a selector found on one page, beside what is known of that page."""

    listing_id: Id | None = None
    url: str = Field(max_length=2048, description="where the page was in the end")
    found: int = Field(ge=0, le=10**6, description="elements that it names there, counted to 20")
    text: str | None = Field(default=None, max_length=200)
    price: Price | None = None
    currency: Currency | None = None
    known_price: Price | None = Field(default=None, description="as it was read when the page was saved")
    agrees: bool | None = Field(default=None, description="null: nothing to agree with")
    objection: str | None = Field(default=None, description="why what it finds is no price")


class ProposedSelector(Model):
    """A selector with its evidence, and the override to send if you accept it."""

    selector: Decision[str]
    override: Override
    tried: list[Tried] = Field(description="the page with your example first")


class SelectorProposals(Model):
    """Where the price that you see stands, by selectors that last, the surest first."""

    url: WebAddress
    host: str
    page_from: Literal["fetched", "saved"] = Field(description="saved: the page could not be fetched just now")
    saved_at: Moment | None = None
    proposals: list[ProposedSelector]
    refused: list[ProposedSelector] = Field(description="they find your price, and what is none elsewhere")
    missing: str | None = Field(default=None, description="why there is no proposal")


class TeachRequest(Model):
    """Have the pages of a host read by these selectors: from now on, and on request those that you watch already."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress = Field(description="any page of the host")
    override: AskedOverride
    move_watches: bool = Field(default=False, description="also what you watch there already, ten watches a call")
    history: History = Field(
        default="continue",
        description="for watches that are moved: continue takes along what was read before; anew begins without it, "
        "for prices that were read wrong",
    )


class Taught(Model):
    """Where a tenant says that the pages of a host are to be read."""

    host: str
    override: Override
    taught_by: Id
    taught_at: Moment
    audit_id: Id | None = None


class Promoted(Model):
    """Where an operator says so for all who have taught nothing of their own for that host."""

    host: str
    override: Override
    by: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    at: Moment


class HostTeaching(Model):
    """What holds for the pages of a host: your own first, else the operator's, else the reader's own rules."""

    host: str
    own: Taught | None = None
    promoted: Promoted | None = None


class Moved(Model):
    """A watch whose page is read in another way from now on. Its listing is another, as it is your own now."""

    watch_id: Id
    from_listing_id: Id
    listing_id: Id


class TaughtNow(HostTeaching):
    """What holds now, which watches were moved, and how many are left to move: send the same again for those."""

    moved: list[Moved] = Field(default_factory=list)
    watches_left: int = Field(default=0, ge=0, le=10**6)


class SourceSaid(Model):
    """What one source of a page says of its price."""

    source: Source
    price: Price | None
    currency: Currency | None = None


class SavedReading(Model):
    """A saved page, and what was read of it then."""

    at: Moment
    price: Price | None = None
    currency: Currency | None = None
    availability: Availability = Availability.UNKNOWN
    title: str | None = None
    source: Source | None = None
    reasons: list[Reason]
    page_path: str | None = Field(default=None, description="where the page is shown; null: it is not kept any more")
    said: list[SourceSaid] = Field(default_factory=list, description="what each source of the saved page says")


class Stopped(Model):
    """What found the price before and does not any more: a source of markup, or a taught selector."""

    source: Source
    selector: Selector | None = None
    found_before: int | None = Field(default=None, ge=0, le=10**6, description="elements that the selector named")
    found_after: int | None = Field(default=None, ge=0, le=10**6)
    price_before: Price | None = None


class Breakage(Model):
    """What broke when a shop changed its pages. `broken_at` is null when no reading has stopped working."""

    listing_id: Id
    url: WebAddress
    broken_at: Moment | None = None
    is_read_again: bool = Field(default=False, description="a price is read by now, if by another source")
    before: SavedReading | None = None
    after: SavedReading | None = None
    stopped: list[Stopped] = Field(default_factory=list)
    proposals: list[ProposedSelector] = Field(default_factory=list, description="where the price of before stands now")
    missing: str | None = Field(default=None, description="why there is no proposal")
