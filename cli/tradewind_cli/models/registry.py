"""The registry of a stack, the local one or one on AWS, as its own store sees it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.trouble import Trouble

if TYPE_CHECKING:
    from learning.machines import PromotionMachine
    from learning.models import Promotion, PromotionRequest, Rollback, Version
    from learning.store import ModelStore
    from tradewind.registry.artifacts import Artifacts
    from tradewind_cli.stack.deployed import Deployed
    from tradewind_cli.stack.running import Stack

SHIPPED = "sagemaker/*/shipped"
POLL_S = 0.5

AwsOption = Annotated[
    str | None,
    typer.Option("--aws", metavar="STACK", help="A stack on AWS, with the credentials of this shell."),
]
TenantOption = Annotated[str, typer.Option(help="The operator's tenant: what is done is recorded in its audit.")]
ByOption = Annotated[str, typer.Option(help="Your name; the audit and the registry keep a hash of it.")]


@dataclass(frozen=True)
class Registry:
    """What stands behind the registry of one stack, and who acts on it."""

    stack: "Stack | Deployed"
    tenant: str
    by: str

    @property
    def store(self) -> "ModelStore":
        from learning.store import ModelStore
        from tradewind.dynamo import Table
        from tradewind_cli.prices.store import open_audit

        table = Table(self.stack.outputs["ModelsTableName"], self.stack.client("dynamodb"))
        return ModelStore(table, open_audit(self.stack))

    @property
    def files(self) -> "Artifacts":
        from tradewind.registry.artifacts import Artifacts

        return Artifacts(self.stack.outputs["ModelsBucketName"], self.stack.client("s3"))

    @property
    def machine(self) -> "PromotionMachine":
        from learning.machines import PromotionMachine

        return PromotionMachine(
            self.stack.outputs["ModelsPromotionStateMachineArn"], self.stack.client("stepfunctions")
        )

    def register(self, folder: Path, *, at_once: bool = False) -> "Version":
        """Register the bundle of a folder. Raises: Trouble naming what is wrong with it."""
        from learning import service
        from tradewind import clock
        from tradewind.errors import TradewindError
        from tradewind.registry.bundle import read_bundle

        try:
            return service.register(
                read_bundle(folder),
                self.tenant,
                self.by,
                store=self.store,
                files=self.files,
                now=clock.now,
                at_once=at_once,
            )
        except TradewindError as error:
            raise Trouble(error.detail) from error

    def promote(self, name: str, wanted: "PromotionRequest") -> "Promotion":
        """Begin a promotion. Raises: Trouble when the gate refuses it, or another is under way."""
        from learning import service
        from tradewind import clock
        from tradewind.errors import TradewindError
        from tradewind_cli.prices.store import operator

        by = operator(self.tenant).model_copy(update={"user": self.by})
        try:
            return service.promote(
                name,
                wanted,
                by,
                uuid4().hex,
                operators=self.tenant,
                store=self.store,
                machines=self.machine,
                now=clock.now,
            )
        except TradewindError as error:
            raise Trouble(error.detail) from error

    def ended(self, promotion: "Promotion") -> "Promotion":
        """The promotion once it is over."""
        from learning import service

        store = self.store
        while promotion.state == "running":
            time.sleep(POLL_S)
            promotion = service.promotion(promotion.name, promotion.promotion_id, store=store)
        return promotion

    def roll_back(self, name: str, reason: str) -> "Rollback":
        """Take the canary back, or else production. Raises: Trouble when there is nothing to go back to."""
        from learning import service
        from learning.models import RollbackRequest
        from tradewind import clock
        from tradewind.errors import TradewindError
        from tradewind.events import EventBus
        from tradewind_cli.prices.store import operator

        by = operator(self.tenant).model_copy(update={"user": self.by})
        bus = EventBus(self.stack.outputs["BusName"], self.stack.client("events"))
        try:
            return service.roll_back(
                name,
                RollbackRequest(reason=reason),
                by,
                uuid4().hex,
                operators=self.tenant,
                store=self.store,
                bus=bus,
                now=clock.now,
            )
        except TradewindError as error:
            raise Trouble(error.detail) from error


def open_registry(state: Path | None, aws: str | None, tenant: str = "demo", by: str = "operator") -> Registry:
    """The registry of the stack that runs here, or of one on AWS. Raises: Trouble when there is none."""
    from tradewind_cli.stack.deployed import deployed_on_aws
    from tradewind_cli.stack.running import running

    use_sources()
    return Registry(deployed_on_aws(aws) if aws else running(state), tenant, by)


def shipped_bundles() -> list[Path]:
    """The bundles that come with this release."""
    return sorted(path.parent for path in ROOT.glob(f"{SHIPPED}/signature.json"))


def register_shipped(registry: Registry) -> "list[Version]":
    """Register what comes with this release: as production where a model has none, else as a candidate.

    Done again it changes nothing. Raises: Trouble.
    """
    return [registry.register(folder, at_once=True) for folder in shipped_bundles()]
