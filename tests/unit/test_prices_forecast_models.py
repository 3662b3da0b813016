"""A forecast on the real registry: with a model, and with each way to have none, through the API."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import numpy as np
import pytest
from botocore.config import Config

from fakes import ANA, World
from forecasting import past
from invocations import CONTEXT, http
from model_world import ModelWorld, bundle_in, signature
from prices import api_advice
from prices.forecasting.features import NAMES
from prices.store import open_store
from tradewind.dynamo import Table
from tradewind.registry import Models, open_models
from tradewind.registry.artifacts import Artifacts
from tradewind.registry.records import Records
from tradewind_cli.checkout import ROOT

if TYPE_CHECKING:
    from learning.models import Version

SAYS: dict[str, Any] = {
    "name": "price_drop",
    "inputs": [{"name": "features", "dtype": "float32", "shape": [None, len(NAMES)]}],
    "outputs": [
        {"name": "drop", "dtype": "float32", "shape": [None]},
        {"name": "rise", "dtype": "float32", "shape": [None]},
        {"name": "quantiles", "dtype": "float32", "shape": [None, 3]},
        {"name": "cost", "dtype": "float32", "shape": [None]},
    ],
    "gate": {"metric": "log_loss", "better": "lower", "on": "panel"},
}
BASELINE = "rule:prices.forecast_baseline@1"


def constant(drop: float) -> bytes:
    """A model that answers the same of every row: these log-odds of a drop, and that the price stays."""
    from onnx import TensorProto, helper, numpy_helper

    zeros = np.zeros((len(NAMES), 3), dtype=np.float32)
    nodes, weights, outputs = [], [], []
    for name, said in (("drop", drop), ("rise", -2.0), ("quantiles", [0.9, 1.0, 1.1]), ("cost", 0.99)):
        is_wide = isinstance(said, list)
        weights += [
            numpy_helper.from_array(zeros if is_wide else zeros[:, 0], f"{name}_zeros"),
            numpy_helper.from_array(np.array(said, dtype=np.float32), f"{name}_said"),
        ]
        nodes += [
            helper.make_node("MatMul", ["features", f"{name}_zeros"], [f"{name}_nothing"]),
            helper.make_node("Add", [f"{name}_nothing", f"{name}_said"], [name]),
        ]
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", 3] if is_wide else ["rows"]))
    asked = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", len(NAMES)])
    made = helper.make_model(
        helper.make_graph(nodes, "constant", [asked], outputs, weights), opset_imports=[helper.make_opsetid("", 17)]
    )
    made.ir_version = 9
    return bytes(made.SerializeToString())


@pytest.fixture
def learning(table: Table, root_tables_declared: dict[str, dict[str, Any]], tmp_path: Path) -> ModelWorld:
    return ModelWorld.on(table.client, boto3.client("s3"), root_tables_declared, tmp_path)


@pytest.fixture
def ask(table: Table, learning: ModelWorld, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Asks with a registry that was opened just now, as in a container that has just started."""
    world = World(table)
    past(world, 30)
    watch = world.watch()
    overrides: dict[Any, Any] = api_advice.app.dependency_overrides
    monkeypatch.setitem(overrides, open_store, lambda: world.store)
    monkeypatch.setitem(overrides, api_advice.now, lambda: world.now)

    def asked(models: Models | None = None) -> dict[str, Any]:
        opened = models or Models(Records(learning.store.table), learning.files)
        monkeypatch.setitem(overrides, open_models, lambda: opened)
        path = f"/v1/prices/products/{watch.product_id}/forecast"
        answer = api_advice.handler(http("GET", path, caller=ANA.as_context()), CONTEXT)
        assert answer["statusCode"] == 200, answer["body"]
        found: dict[str, Any] = json.loads(answer["body"])
        return found

    return asked


def registered(learning: ModelWorld, drop: float = -1.0, **bundle: Any) -> "Version":
    folder = learning.folder / f"drop{drop}"
    made = bundle_in(folder, **{"content": constant(drop), "says": SAYS, **bundle})
    return learning.hand_in(made, at_once=True)


def is_baseline_because(found: dict[str, Any], reason: str) -> bool:
    drop = found["drop"]
    assert (drop["provenance"], drop["degraded"], drop["basis"]) == (BASELINE, True, "rule")
    assert 0 < drop["value"] < 1
    assert len(found["band"]) == 7
    return f"({reason})" in drop["reasons"][0]["text"]


def test_the_registered_model_answers_with_its_version(learning: ModelWorld, ask: Callable[..., Any]) -> None:
    registered(learning)
    found = ask()
    assert (found["drop"]["provenance"], found["drop"]["degraded"]) == ("model:price_drop@1", False)
    assert found["drop"]["value"] == pytest.approx(0.2689, abs=1e-3)
    assert found["band"][0]["median"] == "100.00"


def test_none_was_ever_registered(ask: Callable[..., Any]) -> None:
    assert is_baseline_because(ask(), "missing")


def test_its_file_is_gone(learning: ModelWorld, ask: Callable[..., Any]) -> None:
    registered(learning)
    s3 = boto3.client("s3")
    for each in s3.list_objects_v2(Bucket=learning.bucket)["Contents"]:
        s3.delete_object(Bucket=learning.bucket, Key=each["Key"])
    assert is_baseline_because(ask(), "missing")


def test_a_byte_of_its_file_is_another(learning: ModelWorld, ask: Callable[..., Any]) -> None:
    registered(learning)
    s3 = boto3.client("s3")
    [key] = [
        each["Key"]
        for each in s3.list_objects_v2(Bucket=learning.bucket)["Contents"]
        if each["Key"].endswith("model.onnx")
    ]
    content = bytearray(s3.get_object(Bucket=learning.bucket, Key=key)["Body"].read())
    content[len(content) // 2] ^= 1
    s3.put_object(Bucket=learning.bucket, Key=key, Body=bytes(content))
    assert is_baseline_because(ask(), "corrupt")


def test_it_takes_other_features(learning: ModelWorld, ask: Callable[..., Any]) -> None:
    learning.register(at_once=True)
    assert signature()["inputs"][0]["shape"] != SAYS["inputs"][0]["shape"]
    assert is_baseline_because(ask(), "shape")


def test_it_answers_no_number(learning: ModelWorld, ask: Callable[..., Any]) -> None:
    registered(learning, float("nan"))
    assert is_baseline_because(ask(), "fault")


def test_the_registry_takes_no_connection(learning: ModelWorld, ask: Callable[..., Any]) -> None:
    registered(learning)
    nowhere: dict[str, Any] = {
        "endpoint_url": "http://127.0.0.1:9",
        "config": Config(connect_timeout=0.2, read_timeout=0.2, retries={"total_max_attempts": 1}),
    }
    table_down = Records(Table("models", boto3.client("dynamodb", **nowhere)))
    bucket_down = Artifacts(learning.bucket, boto3.client("s3", **nowhere))
    assert is_baseline_because(ask(Models(table_down, learning.files)), "unreachable")
    assert is_baseline_because(ask(Models(Records(learning.store.table), bucket_down)), "unreachable")


def test_once_it_is_mended_the_model_answers_again(learning: ModelWorld, ask: Callable[..., Any]) -> None:
    assert is_baseline_because(ask(), "missing")
    registered(learning)
    assert ask()["drop"]["provenance"] == "model:price_drop@1"


def test_the_model_that_is_shipped_answers_with_reasons_of_its_own(
    learning: ModelWorld, ask: Callable[..., Any]
) -> None:
    learning.hand_in(ROOT / "sagemaker/price_drop/shipped", at_once=True)
    found = ask()
    drop = found["drop"]
    assert (drop["provenance"], drop["basis"], drop["degraded"]) == ("model:price_drop@1", "calibrated", False)
    assert 0 < drop["value"] < 1
    assert all(reason["weight"] is not None for reason in drop["reasons"])
    assert sum(abs(reason["weight"]) for reason in drop["reasons"]) <= 1 + 1e-6
    for day in found["band"]:
        assert float(day["low"]) <= float(day["median"]) <= float(day["high"])
