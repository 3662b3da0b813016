"""The ports of this capability's Lambdas, opened on first use."""

from functools import cache
from typing import TYPE_CHECKING

from tradewind.config import Settings

if TYPE_CHECKING:
    from learning.machines import PromotionMachine
    from learning.models import Version
    from learning.store import ModelStore
    from tradewind.events import EventBus
    from tradewind.registry.artifacts import Artifacts


class StoreSettings(Settings):
    models_table: str


class FilesSettings(Settings):
    models_bucket: str


class MachineSettings(Settings):
    promotion_machine_arn: str


class OperatorSettings(Settings):
    operator_tenant: str = ""


@cache
def open_store() -> "ModelStore":
    """The store of models."""
    from learning.store import ModelStore
    from tradewind.audit import open_audit
    from tradewind.dynamo import table

    return ModelStore(table(StoreSettings.load().models_table), open_audit())


@cache
def open_files() -> "Artifacts":
    """The files of models."""
    import boto3

    from tradewind.dynamo import CONFIG
    from tradewind.registry.artifacts import Artifacts

    return Artifacts(FilesSettings.load().models_bucket, boto3.client("s3", config=CONFIG))


@cache
def open_machines() -> "PromotionMachine":
    """The state machine that carries promotions out."""
    import boto3

    from learning.machines import PromotionMachine
    from tradewind.dynamo import CONFIG

    return PromotionMachine(MachineSettings.load().promotion_machine_arn, boto3.client("stepfunctions", config=CONFIG))


def open_bus() -> "EventBus":
    """The bus that tells of changes."""
    from tradewind import events

    return events.open_bus()


def operators() -> str:
    """The tenant whose admins decide which models answer; empty: nobody by the API."""
    return OperatorSettings.load().operator_tenant


def try_out(version: "Version", files: "Artifacts") -> None:
    """Load a version as those who predict do, and try it on a row of zeros. Raises: ModelUnavailable."""
    from tradewind.registry.models import load

    load(version, files)
