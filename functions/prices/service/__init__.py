"""What can be done with prices: one function a use case; ports come in as arguments."""

from prices.service.checks import check
from prices.service.deliveries import deliver
from prices.service.preview import preview
from prices.service.sweep import sweep
from prices.service.watches import (
    alerts,
    change,
    check_now,
    create,
    history,
    listing,
    load_past,
    page,
    product,
    products,
    read,
    remove,
)

__all__ = [
    "alerts", "change", "check", "check_now", "create", "deliver", "history", "listing", "load_past", "page", "preview",
    "product",
    "products", "read", "remove", "sweep",
]  # fmt: skip
