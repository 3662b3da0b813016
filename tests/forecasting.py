"""A registry of models in a test's hands, and pages with a past."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from math import log
from typing import TYPE_CHECKING, Any, TypeVar

from fakes import ANA, KETTLE
from prices import service
from prices.models.listing import Ending, Observation
from prices.models.page import Availability
from prices.models.watch import WatchRequest
from tradewind.registry import ModelUnavailable, Prediction

if TYPE_CHECKING:
    from fakes import World

T = TypeVar("T")


class Models:
    """Raises `gone`, else answers `answer` of its inputs: at first a drop with log-odds of -1, whatever its depth, and
    a band of 10 % about today's price."""

    def __init__(self) -> None:
        self.gone: ModelUnavailable | None = None
        self.asked: list[str] = []
        self.chance_of: Callable[[float], float] = lambda depth: 0.26894142
        self.mend()

    def mend(self) -> None:
        self.answer: Callable[[Mapping[str, Any]], dict[str, Any]] = self.flat

    def says(self, probability: float) -> None:
        """Each drop is as likely as that."""
        self.chance_of = lambda depth: probability

    def predict(self, name: str, inputs: Mapping[str, Any], caller: str) -> Prediction:
        self.asked.append(caller)
        if self.gone is not None:
            raise self.gone
        return Prediction(self.answer(inputs), f"{name}@3")

    def companion(self, model: str, file: str, read: Callable[[bytes], T]) -> T:
        raise ModelUnavailable("missing", model, f"it has no {file}")

    def flat(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        import numpy as np

        from prices.forecasting.features import NAMES

        depths = inputs["features"][:, NAMES.index("depth")]
        ones = np.ones(len(depths), dtype=np.float32)
        chances = np.clip([self.chance_of(float(depth)) for depth in depths], 1e-6, 1 - 1e-6)
        return {
            "drop": np.array([log(each / (1 - each)) for each in chances], dtype=np.float32),
            "rise": -ones,
            "quantiles": np.outer(ones, [0.9, 1.0, 1.1]),
            "cost": ones * 0.93,
        }


def past(world: "World", days: int, price: Callable[[int], str] = lambda ago: "100", url: str = KETTLE) -> None:
    """What a page cost at this hour on each of the days before now, as it is known from elsewhere."""
    seen = [
        Observation(
            listing_id="any",
            slot=world.now() - timedelta(days=ago),
            at=world.now() - timedelta(days=ago),
            ending=Ending.READ,
            price=Decimal(price(ago)),
            currency="EUR",
            availability=Availability.IN_STOCK,
        )
        for ago in range(days, 0, -1)
    ]
    service.load_past(WatchRequest(url=url), seen, ANA, store=world.store, now=world.now)


def entries(world: "World", action: str) -> Sequence[dict[str, Any]]:
    """The audit's entries of an action."""
    items = world.table.client.scan(TableName="audit")["Items"]
    return [each for each in items if each["action"]["S"] == action]
