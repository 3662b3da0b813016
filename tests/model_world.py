"""Small models of our own, bundles of them, and the registry and `learning` on tables of one engine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from fakes import Bus, Clock
from learning import service
from learning.models import Promotion, PromotionRequest, Rollback, RollbackRequest, Version
from learning.ports import try_out
from learning.store import ModelStore
from tradewind.audit import Audit, Persons, Recorder
from tradewind.caller import Caller, Role, Tier
from tradewind.dynamo import Table
from tradewind.registry import Models
from tradewind.registry.artifacts import Artifacts
from tradewind.registry.bundle import read_bundle
from tradewind.registry.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from learning.rules import Judgement

NAME = "price_drop"
EVA = Caller(tenant="house", user="eva", role=Role.ADMIN, tier=Tier.ENTERPRISE)
ROWS = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.float32)


def onnx_model(weights: Sequence[float] = (1, 1, 1), columns: int = 1) -> bytes:
    """A model that answers `score`, a row's `features` weighed and added up, once in each of `columns`."""
    from onnx import TensorProto, helper, numpy_helper

    matrix = np.repeat(np.array(weights, dtype=np.float32)[:, None], columns, axis=1)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["features", "weights"], ["score"])],
        "weighed",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", len(weights)])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["rows", None])],
        [numpy_helper.from_array(matrix, "weights")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 9
    return bytes(made.SerializeToString())


def signature(
    columns: int = 3, metric: str = "log_loss", better: str = "lower", on: str = "panel", name: str = NAME
) -> dict[str, Any]:
    return {
        "name": name,
        "inputs": [{"name": "features", "dtype": "float32", "shape": [None, columns]}],
        "outputs": [{"name": "score", "dtype": "float32", "shape": [None, 1]}],
        "gate": {"metric": metric, "better": better, "on": on},
    }


def bundle_in(
    folder: Path,
    loss: float = 0.2,
    *,
    weights: Sequence[float] = (1, 1, 1),
    content: bytes | None = None,
    says: Mapping[str, Any] | None = None,
) -> Path:
    """A bundle of a model with that loss; `content` in the model's place, `says` in the signature's."""
    folder.mkdir(parents=True, exist_ok=True)
    said = says or signature()
    (folder / "model.onnx").write_bytes(onnx_model(weights) if content is None else content)
    (folder / "signature.json").write_text(json.dumps(said))
    (folder / "metrics.json").write_text(json.dumps({said["gate"]["metric"]: loss, "rows": 1000}))
    (folder / "card.md").write_text("# Price drop\n\nMade for tests.\n")
    (folder / "trees.npz").write_bytes(b"trees")
    return folder


@dataclass
class Machine:
    """Begins runs that nobody carries out: a test does, step by step."""

    begun: list[str] = field(default_factory=list)
    running: set[str] = field(default_factory=set)

    def start(self, promotion: Promotion) -> None:
        self.begun.append(f"{promotion.promotion_id}-r{promotion.runs}")
        self.running.add(promotion.promotion_id)

    def is_running(self, promotion: Promotion) -> bool:
        return promotion.promotion_id in self.running


@dataclass
class ModelWorld:
    """Learning on its table, and those who predict beside it."""

    store: ModelStore
    files: Artifacts
    entries: Table
    bucket: str
    folder: Path
    now: Clock = field(default_factory=Clock)
    bus: Bus = field(default_factory=Bus)
    machine: Machine = field(default_factory=Machine)
    _keys: "Iterator[int]" = field(default_factory=count)

    @classmethod
    def on(cls, client: Any, s3: Any, declared: Mapping[str, Mapping[str, Any]], folder: Path) -> "ModelWorld":
        """On tables and a bucket of its own, as the root template declares the tables."""
        mine = uuid4().hex
        for name in ("models", "audit", "account"):
            client.create_table(TableName=f"{name}-{mine}", **declared[name])
        s3.create_bucket(Bucket=f"models-{mine}")
        models, audit, accounts = (Table(f"{name}-{mine}", client) for name in ("models", "audit", "account"))
        recorder = Audit(Recorder(audit.name, timedelta(days=365)), lambda: Persons(accounts))
        return cls(ModelStore(models, recorder), Artifacts(f"models-{mine}", s3), audit, f"models-{mine}", folder)

    def register(self, loss: float = 0.2, *, at_once: bool = False, **bundle: Any) -> Version:
        made = bundle_in(self.folder / f"b{next(self._keys)}", loss, **bundle)
        return self.hand_in(made, at_once=at_once)

    def hand_in(self, folder: Path, *, at_once: bool = False) -> Version:
        self.now.pass_by(seconds=1)
        version: Version = service.register(
            read_bundle(folder), "house", "eva", store=self.store, files=self.files, now=self.now, at_once=at_once
        )
        return version

    def promote(self, version: int, by: Caller = EVA, key: str | None = None, **wanted: Any) -> Promotion:
        self.now.pass_by(seconds=1)
        promotion: Promotion = service.promote(
            NAME,
            PromotionRequest(version=version, **wanted),
            by,
            key or f"k{next(self._keys)}",
            operators="house",
            store=self.store,
            machines=self.machine,
            now=self.now,
        )
        return promotion

    def gate(self, promotion: Promotion) -> Any:
        return service.gate(
            NAME,
            promotion.promotion_id,
            store=self.store,
            try_out=lambda version: try_out(version, self.files),
            now=self.now,
        )

    def watch(self, promotion: Promotion) -> "Judgement | None":
        judgement, _ = service.watch(NAME, promotion.promotion_id, store=self.store, now=self.now)
        return judgement

    def finish(self, promotion: Promotion, judgement: "Judgement") -> Promotion:
        ended: Promotion = service.finish(NAME, promotion.promotion_id, judgement, store=self.store, now=self.now)
        service.tell_unsent(store=self.store, bus=self.bus)
        return ended

    def carry_out(self, promotion: Promotion) -> Promotion:
        """What the state machine does: the gate, a look a minute, the end."""
        if self.gate(promotion) is not None:
            while (judgement := self.watch(promotion)) is not None:
                if judgement.verdict != "watch":
                    return self.finish(promotion, judgement)
                self.now.pass_by(minutes=1)
        return self.store.promotion(NAME, promotion.promotion_id).promotion

    def roll_back(self, reason: str = "it is wrong", by: Caller = EVA, key: str | None = None) -> Rollback:
        answer: Rollback = service.roll_back(
            NAME,
            RollbackRequest(reason=reason),
            by,
            key or f"k{next(self._keys)}",
            operators="house",
            store=self.store,
            bus=self.bus,
            now=self.now,
        )
        return answer

    def models(self) -> Models:
        """What a container holds that was just started."""
        return Models(Records(self.store.table), self.files, ticks=lambda: self.now().timestamp())

    def stages(self) -> dict[int, str]:
        return {each.version: str(each.stage) for each in self.store.versions(NAME, 100, None).items}
