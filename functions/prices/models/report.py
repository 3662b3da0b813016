"""Observed by the user: prices that people saw on pages, most of them as members, and what is made of them."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from tradewind.evidence import Decision, Reason
from tradewind.model import Count, Currency, Id, Model, Moment, Price, WebAddress

LONGEST_WITNESS = 20_000
Weight = Annotated[float, Field(ge=0, le=1)]


class ObservationRequest(Model):
    """A price that you see on a page just now."""

    model_config = ConfigDict(extra="forbid")

    url: WebAddress = Field(description="the address of the page", examples=["https://shop.example/p/kettle"])
    variant: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = Field(
        default=None, description="which choice on the page, by its name or SKU, as your watch names it"
    )
    price: Annotated[Price, Field(gt=0, description="what you would pay for one", examples=["79.90"])]
    currency: Currency
    seen_at: Moment
    member: bool = Field(default=False, description="the page shows it to those who are signed in, or to members alone")
    witness: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WITNESS)] | None = Field(
        default=None,
        description="the page's own markup around the price. It is read at once; of it only the amount and the class "
        "names that speak of prices are kept",
    )


class Witness(Model):
    """What the page's own markup says of the price that was reported."""

    agrees: bool | None = Field(description="null: no price could be read in it")
    price: Price | None = Field(default=None, description="the one that agrees, else the nearest")
    currency: Currency | None = None
    markup: str | None = Field(default=None, max_length=400, description="what is kept of it: the price alone")


class ReportStanding(StrEnum):
    """What is made of a report."""

    ACCEPTED = "accepted"
    HELD = "held"  # kept and shown to its reporter; it counts for nothing until others say the same


class Outcome(StrEnum):
    """What came of a report, by our own later look at the page or by other trusted tenants."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNCHECKED = "unchecked"  # nothing to hold it against came in time


class Report(Model):
    """A price that a user saw, as it is kept: an observation of its own kind, which never replaces a public one."""

    report_id: Id
    listing_id: Id
    url: WebAddress
    host: str = Field(max_length=253)
    variant: str | None = Field(default=None, max_length=300)
    price: Price
    currency: Currency
    seen_at: Moment
    received_at: Moment
    member: bool
    standing: ReportStanding
    weight: Weight = Field(description="what it counts in the observed price: 0 where it is held")
    witness: Witness | None = None
    reasons: list[Reason] = Field(max_length=20)
    outcome: Outcome = Outcome.OPEN
    created_by: Id
    audit_id: Id | None = Field(default=None, description="the record of why it was held")


class ObservedPrice(Model):
    """What users saw on a page, put together: the weighted median of what counts."""

    member: bool
    price: Decision[Price]
    currency: Currency | None = None
    reports: Count = Field(description="of your own tenant's that count")
    tenants: Count = Field(description="trusted tenants that say so, yours among them")
    holds_for: Literal["your_tenant", "all"] = Field(
        description="all: enough trusted tenants agree, so that the watches of others hear of it too"
    )
    seen_at: Moment | None = Field(default=None, description="when it was last seen")


class AgreedPrice(Model):
    """A price that enough trusted tenants saw on a shared listing, so that all who watch it hear of it."""

    price: Price
    currency: Currency
    member: bool
    seen_at: Moment
    agreed_at: Moment
    tenants: Count
    share: float = Field(ge=0, le=1, description="of the weight that says so")


class ObservedPrices(Model):
    """What users saw on a page, the price for everyone and the one for members apart."""

    listing_id: Id
    items: list[ObservedPrice]


class Reported(Model):
    """What is made of a report: whether it counts, how much, and why."""

    report: Report
    observed: ObservedPrice
    alerts: Count = Field(description="of your tenant's own watches that it set off")
