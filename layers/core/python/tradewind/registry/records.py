"""The models table as those who predict see it. What changes it is in the capability `learning`.

pk              sk                item
MODELS          <name>            a model: its versions and which of them answer (Standing)
MODEL#<name>    V#<number>        a version (Version), its card beside it
COUNTS#<name>   <canary_id>       what a canary answered and what it could not
"""

from typing import TYPE_CHECKING

from tradewind.registry.standing import Counts, Standing, Version

if TYPE_CHECKING:
    from tradewind.dynamo import Table

MODELS = "MODELS"
NAMESPACE = "Tradewind"
FAILED = "CanaryFailed"


class Records:
    """What is known of models. Raises: Unavailable, TradewindError from every call."""

    def __init__(self, table: "Table") -> None:
        self.table = table

    def standing(self, name: str) -> Standing | None:
        """A model; None when none of that name was registered."""
        item = self.table.get(MODELS, name)
        return Standing.model_validate_json(item["doc"]) if item else None

    def version(self, name: str, number: int) -> Version | None:
        """A version of a model."""
        item = self.table.get(of_model(name), of_version(number))
        return Version.model_validate_json(item["doc"]) if item else None

    def count(self, name: str, canary_id: str, more: Counts) -> None:
        """Add to what a canary did. A failure is told to the stage's metrics too, where an alarm hears of it."""
        if more.failed:
            self._tell(more.failed)
        self.table.update(
            (of_counts(name), canary_id), "ADD answered :answered, late :late, failed :failed", **more.model_dump()
        )

    def counts(self, name: str, canary_id: str) -> Counts:
        """What a canary did until now."""
        item = self.table.get(of_counts(name), canary_id) or {}
        return Counts(**{field: int(item.get(field, 0)) for field in Counts.model_fields})

    def _tell(self, failed: int) -> None:
        from aws_lambda_powertools.metrics import MetricUnit, single_metric

        with single_metric(name=FAILED, unit=MetricUnit.Count, value=failed, namespace=NAMESPACE) as metric:
            metric.add_dimension(name="models_table", value=self.table.name)


def of_model(name: str) -> str:
    return f"MODEL#{name}"


def of_version(number: int) -> str:
    return f"V#{number:08}"


def of_counts(name: str) -> str:
    return f"COUNTS#{name}"
