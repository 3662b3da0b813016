"""What can be done with prices: one function a use case; ports come in as arguments.

Each file is imported when one of its use cases is first asked for: the API function would otherwise pay for the
worker's at every cold start (12 of its 236 ms).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prices.service.atom_feeds import feeds, make_feed, read_feed, remove_feed, renew_feed
    from prices.service.bests import best
    from prices.service.breakages import breakage, shown_page
    from prices.service.checks import check
    from prices.service.couponing import (
        add_coupon,
        best_coupons,
        coupons,
        product_coupons,
        remove_coupon,
        report_coupon,
        set_shop_terms,
        shop_terms,
    )
    from prices.service.deliveries import deliver
    from prices.service.exports import export
    from prices.service.forecasts import forecast, track_record
    from prices.service.foretelling import foretell
    from prices.service.health import failing_listings, sweep_health, told_alerts
    from prices.service.histories import bars, export_history, history, listing, product_bars, sparklines
    from prices.service.importing import go_on
    from prices.service.judging import deal, deals
    from prices.service.letters import dead_letters, put_back
    from prices.service.observing import observe, observed_prices, reports
    from prices.service.overrides import forget, promote, taught, teach, teaching, withdraw
    from prices.service.previews import preview
    from prices.service.product_listings import join, leave, matches, product, products, refuse, retitle
    from prices.service.proposals import propose
    from prices.service.rates import fetch_rates, load_rates, rates_on
    from prices.service.rights import carry_out
    from prices.service.sweeping import sweep
    from prices.service.tiers import fit
    from prices.service.transfers import (
        ask_import,
        confirm_import,
        import_rows,
        import_state,
        imports,
        undo_import,
    )
    from prices.service.watches import (
        alerts,
        change,
        check_now,
        create,
        load_past,
        page,
        read,
        remove,
    )

__all__ = [
    "add_coupon", "alerts", "ask_import", "bars", "best", "best_coupons", "breakage", "carry_out", "change", "check",
    "check_now", "confirm_import", "coupons", "create", "dead_letters", "deal", "deals", "deliver", "export",
    "export_history", "failing_listings", "feeds", "fetch_rates", "fit", "forecast", "foretell", "forget", "go_on",
    "history", "import_rows", "import_state", "imports", "join", "leave", "listing", "load_past", "load_rates",
    "make_feed", "matches", "observe", "observed_prices", "page", "preview", "product", "product_bars",
    "product_coupons", "products", "promote", "propose", "put_back", "rates_on", "read", "read_feed", "refuse",
    "remove", "remove_coupon", "remove_feed", "renew_feed", "report_coupon", "reports", "retitle", "set_shop_terms",
    "shop_terms", "shown_page", "sparklines", "sweep", "sweep_health", "taught", "teach", "teaching", "told_alerts",
    "track_record", "undo_import", "withdraw",
]  # fmt: skip

_IMPORTS = ("ask_import", "confirm_import", "import_rows", "import_state", "imports", "undo_import")
_TEACHING = ("forget", "promote", "taught", "teach", "teaching", "withdraw")
_HISTORY = ("bars", "export_history", "history", "listing", "product_bars", "sparklines")
_PRODUCTS = ("join", "leave", "matches", "product", "products", "refuse", "retitle")
_FEEDS = ("feeds", "make_feed", "read_feed", "remove_feed", "renew_feed")
_HEALTH = ("failing_listings", "sweep_health", "told_alerts")
_FORECASTS = ("forecast", "track_record")
_COUPONS = (
    "add_coupon", "best_coupons", "coupons", "product_coupons", "remove_coupon", "report_coupon", "set_shop_terms",
    "shop_terms",
)  # fmt: skip
_FILES = {
    **dict.fromkeys(_COUPONS, "couponing"), **dict.fromkeys(("observe", "observed_prices", "reports"), "observing"),
    "breakage": "breakages", "propose": "proposals", "shown_page": "breakages",
    "check": "checks", "deal": "judging", "deals": "judging", "deliver": "deliveries", "export": "exports",
    "fit": "tiers", "go_on": "importing",
    "carry_out": "rights", "preview": "previews", "sweep": "sweeping", **dict.fromkeys(_IMPORTS, "transfers"),
    **dict.fromkeys(_TEACHING, "overrides"), **dict.fromkeys(_HISTORY, "histories"),
    "best": "bests", **dict.fromkeys(_PRODUCTS, "product_listings"),
    **dict.fromkeys(("dead_letters", "put_back"), "letters"), **dict.fromkeys(_HEALTH, "health"),
    **dict.fromkeys(_FORECASTS, "forecasts"),
    "foretell": "foretelling",
    **dict.fromkeys(_FEEDS, "atom_feeds"), **dict.fromkeys(("fetch_rates", "load_rates", "rates_on"), "rates"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"prices has no use case {name}")
    return getattr(import_module(f"prices.service.{_FILES.get(name, 'watches')}"), name)
