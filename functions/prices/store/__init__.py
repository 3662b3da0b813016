"""The prices table: the only folder that knows its keys (drawn in keys.py)."""

from datetime import timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from tradewind.config import Settings
from tradewind.dynamo import Table, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from prices.store.alerts import AlertStore
    from prices.store.coupons import CouponStore
    from prices.store.deals import DealStore
    from prices.store.feeds import FeedStore
    from prices.store.forecasts import ForecastStore
    from prices.store.hosts import HostStore
    from prices.store.imports import ImportStore
    from prices.store.listings import ListingStore
    from prices.store.overrides import OverrideStore
    from prices.store.products import ProductStore
    from prices.store.rates import RateStore
    from prices.store.replays import ReplayStore
    from prices.store.reports import ReportStore
    from prices.store.rights import RightsStore
    from prices.store.watches import WatchStore
    from tradewind.audit import Audit


class Kept(NamedTuple):
    """How long what grows is kept, by the operator's setting."""

    observations: timedelta
    alerts: timedelta


KEPT = Kept(observations=timedelta(days=1095), alerts=timedelta(days=365))


class PriceStore:
    """Everything that the price watch keeps. A part is imported when it is first asked for: few functions need all."""

    def __init__(self, table: Table, audit: "Callable[[], Audit]", kept: Kept) -> None:
        self.table = table
        self._audit = audit
        self._kept = kept

    @classmethod
    def on(cls, table: Table, audit: "Callable[[], Audit]", kept: Kept = KEPT) -> "PriceStore":
        """The store on a table of any engine: AWS's, the local one, a test's.

        `audit` is opened by the first decision, as few functions make any.
        """
        return cls(table, audit, kept)

    @property
    def audit(self) -> "Audit":
        """Where decisions are recorded."""
        return self._audit()

    @cached_property
    def watches(self) -> "WatchStore":
        """Watches, products, and where a tenant says that pages are to be read."""
        from prices.store.watches import WatchStore

        return WatchStore(self.table, self._audit, self._kept.alerts)

    @cached_property
    def listings(self) -> "ListingStore":
        """Listings, what was read of them, and when they are due."""
        from prices.store.listings import ListingStore

        return ListingStore(self.table, self._kept.observations)

    @cached_property
    def products(self) -> "ProductStore":
        """What belongs to a product at several shops."""
        from prices.store.products import ProductStore

        return ProductStore(self.table, self._audit, self.watches, self._kept.alerts)

    @cached_property
    def alerts(self) -> "AlertStore":
        """Who watches a listing, and what was told."""
        from prices.store.alerts import AlertStore

        return AlertStore(self.table, self._audit, self._kept.alerts)

    @cached_property
    def deals(self) -> "DealStore":
        """What prices were told to be worth."""
        from prices.store.deals import DealStore

        return DealStore(self.table, self._audit)

    @cached_property
    def hosts(self) -> "HostStore":
        """Leases, robots.txt and the breaker of each host."""
        from prices.store.hosts import HostStore

        return HostStore(self.table, self._audit)

    @cached_property
    def overrides(self) -> "OverrideStore":
        """Where tenants say that pages are to be read."""
        from prices.store.overrides import OverrideStore

        return OverrideStore(self.table, self._audit)

    @cached_property
    def feeds(self) -> "FeedStore":
        """Feeds, and what all of a tenant's watches told."""
        from prices.store.feeds import FeedStore

        return FeedStore(self.table, self._audit)

    @cached_property
    def forecasts(self) -> "ForecastStore":
        """What was foretold of listings, and how right it was."""
        from prices.store.forecasts import ForecastStore

        return ForecastStore(self.table, self._audit)

    @cached_property
    def rates(self) -> "RateStore":
        """What currencies were worth, by day."""
        from prices.store.rates import RateStore

        return RateStore(self.table)

    @cached_property
    def coupons(self) -> "CouponStore":
        """Coupons, what reports make of them, and how shops take them."""
        from prices.store.coupons import CouponStore

        return CouponStore(self.table)

    @cached_property
    def reports(self) -> "ReportStore":
        """What users saw on pages, and what is known of them as reporters."""
        from prices.store.reports import ReportStore

        return ReportStore(self.table, self._audit, self._kept.alerts)

    @cached_property
    def imports(self) -> "ImportStore":
        """Files of watches that came in, row by row."""
        from prices.store.imports import ImportStore

        return ImportStore(self.table)

    @cached_property
    def replays(self) -> "ReplayStore":
        """Who put back what was given up."""
        from prices.store.replays import ReplayStore

        return ReplayStore(self.table, self._audit)

    @cached_property
    def rights(self) -> "RightsStore":
        """What is a user's or a tenant's, whatever it is."""
        from prices.store.rights import RightsStore

        return RightsStore(self.table)


class StoreSettings(Settings):
    prices_table: str
    observations_kept_days: int = Field(default=KEPT.observations.days, ge=1, le=36500)
    alerts_kept_days: int = Field(default=KEPT.alerts.days, ge=1, le=36500)


@cache
def open_store() -> PriceStore:
    """The store of this Lambda, opened on first use."""
    settings = StoreSettings.load()
    kept = Kept(timedelta(days=settings.observations_kept_days), timedelta(days=settings.alerts_kept_days))
    return PriceStore.on(table(settings.prices_table), _open_audit, kept)


def _open_audit() -> "Audit":
    from tradewind.audit import open_audit

    return open_audit()
