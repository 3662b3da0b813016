"""LightGBM's trees as ONNX and as arrays: what is served, without LightGBM.

Exact by construction. A threshold becomes the largest float32 that is not above it, so a float32 row turns the same way
at every split. A leaf becomes a multiple of 2**-20, so that scores below 16 add up without rounding in float32, in any
order: ONNX Runtime, `tradewind.trees` and any platform give the same bits. What that costs is 5e-7 a tree at most.

The operator is TreeEnsemble of ai.onnx.ml 5 (https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html): a fifth
of the bytes of TreeEnsembleRegressor, whose nodes carry their mode as text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind.trees import FARTHEST, Trees

if TYPE_CHECKING:
    import lightgbm
    import onnx
    from numpy.typing import NDArray

GRAIN = 2.0**20

CALM = {
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
    "use_missing": False,
    "feature_pre_filter": False,
}
"""The same trees from the same rows and seed, however many threads there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A linear score: `height`, and of each feature its `weight` for each `scale` from its `middle`; see Trees.

    `share`: how much of the score it makes, beside the trees.
    """

    share: float
    height: float
    middle: "NDArray[np.float64]"
    scale: "NDArray[np.float64]"
    weight: "NDArray[np.float64]"


def line_of(rows: "NDArray[np.float32]", came: "NDArray[np.bool_]", share: float, pull: float) -> Line:
    """The log-odds of what came as a line, by Newton's steps; `pull`: L2 on its weights for each row."""
    middle = rows.mean(axis=0, dtype=np.float64)
    scale = rows.std(axis=0, dtype=np.float64) + 1e-6
    apart = np.clip((rows - middle) / scale, -FARTHEST, FARTHEST)
    apart = np.column_stack([np.ones(len(rows)), apart])
    held = np.full(apart.shape[1], pull * len(rows))
    held[0] = 1e-9
    weights = np.zeros(apart.shape[1])
    weights[0] = np.log((came.sum() + 1) / ((~came).sum() + 1))
    for _ in range(12):
        chance = 1 / (1 + np.exp(-(apart @ weights)))
        slope = apart.T @ (came - chance) - held * weights
        bend = (apart * (chance * (1 - chance))[:, None]).T @ apart + np.diag(held)
        weights = weights + np.linalg.solve(bend, slope)
    # Rounded, so that the last bits of another platform's algebra do not show.
    return Line(share, round(float(weights[0]), 6), middle.round(9), scale.round(9), weights[1:].round(6))


def trees_of(boosters: "Sequence[lightgbm.Booster]", names: Sequence[str], line: Line | None = None) -> Trees:
    """The trees of some boosters, whose scores are averaged, and with a line among them by its share.

    Raises: ValueError for trees that ask what ONNX cannot.
    """
    weight = (1 - line.share if line else 1.0) / len(boosters)
    nodes: list[_Node] = []
    roots: list[int] = []
    constant = 0.0
    for booster in boosters:
        for info in booster.dump_model()["tree_info"]:
            structure = info["tree_structure"]
            if "split_feature" not in structure:
                constant += structure["leaf_value"] * weight
                continue
            roots.append(len(nodes))
            _walk(structure, nodes, weight)
    if not roots:
        roots.append(0)
        nodes += [_Node(0, 0.0, 1, 2, 0.0, 1), _Node(-1, 0.0, -1, -1, 0.0, 1), _Node(-1, 0.0, -1, -1, 0.0, 1)]
    _raise_by(nodes, roots[0], constant + (line.share * line.height if line else 0.0))
    for node in nodes:
        if node.left < 0:
            node.value = round(node.value * GRAIN) / GRAIN
    for place in reversed(range(len(nodes))):
        node = nodes[place]
        if node.left >= 0:
            left, right = nodes[node.left], nodes[node.right]
            node.value = (left.value * left.count + right.value * right.count) / (left.count + right.count)
    return Trees(
        tuple(names),
        np.array(roots, dtype=np.int32),
        np.array([node.feature for node in nodes], dtype=np.int32),
        np.array([_not_above(node.threshold) for node in nodes], dtype=np.float32),
        np.array([node.left for node in nodes], dtype=np.int32),
        np.array([node.right for node in nodes], dtype=np.int32),
        np.array([node.value for node in nodes], dtype=np.float64),
        line.middle if line else np.zeros(len(names)),
        line.scale if line else np.ones(len(names)),
        line.share * line.weight if line else np.zeros(len(names)),
    )


@dataclass(slots=True)
class _Node:
    feature: int
    threshold: float
    left: int
    right: int
    value: float
    count: int


def _walk(structure: Mapping[str, Any], nodes: list[_Node], weight: float) -> int:
    place = len(nodes)
    if "split_feature" not in structure:
        nodes.append(_Node(-1, 0.0, -1, -1, structure["leaf_value"] * weight, max(structure["leaf_count"], 1)))
        return place
    if structure["decision_type"] != "<=":
        raise ValueError(f"a split by {structure['decision_type']} cannot be served; leave categories out")
    node = _Node(structure["split_feature"], structure["threshold"], 0, 0, 0.0, max(structure["internal_count"], 1))
    nodes.append(node)
    node.left = _walk(structure["left_child"], nodes, weight)
    node.right = _walk(structure["right_child"], nodes, weight)
    return place


def _raise_by(nodes: list[_Node], place: int, amount: float) -> None:
    node = nodes[place]
    if node.left < 0:
        node.value += amount
        return
    _raise_by(nodes, node.left, amount)
    _raise_by(nodes, node.right, amount)


def _not_above(threshold: float) -> np.float32:
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))


def onnx_of(targets: Mapping[str, Sequence[Trees]], features: int) -> "onnx.ModelProto":
    """One graph: `features` float32 [n, features] in; for each name what its trees say, [n] or [n, k]."""
    from onnx import TensorProto, checker, helper, numpy_helper

    each_trees = [trees for many in targets.values() for trees in many]
    ensemble = helper.make_node(
        "TreeEnsemble", ["features"], ["scores"], domain="ai.onnx.ml", **_attributes(each_trees)
    )
    nodes, constants, outputs = [ensemble], [], []
    first = 0
    for name, many in targets.items():
        places = np.array(first, np.int64) if len(many) == 1 else np.arange(first, first + len(many), dtype=np.int64)
        constants.append(numpy_helper.from_array(places, f"{name}_columns"))
        sloped = len(many) == 1 and bool(many[0].weight.any())
        nodes.append(
            helper.make_node("Gather", ["scores", f"{name}_columns"], [f"{name}_trees" if sloped else name], axis=1)
        )
        if sloped:
            lines, numbers = _line(name, many[0])
            nodes += lines
            constants += numbers
        shape: list[str | int | None] = ["n"] if len(many) == 1 else ["n", len(many)]
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        first += len(many)
    entry = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", features])
    graph = helper.make_graph(nodes, "trees", [entry], outputs, initializer=constants)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 5)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="tradewind", ir_version=10)
    checker.check_model(model)
    return model


def _line(name: str, trees: Trees) -> "tuple[list[onnx.NodeProto], list[onnx.TensorProto]]":
    """The line beside the trees, reckoned in float64."""
    from onnx import TensorProto, helper, numpy_helper

    numbers = {
        "middle": trees.middle, "scale": trees.scale, "weight": trees.weight,
        "low": np.array(-FARTHEST), "high": np.array(FARTHEST),
    }  # fmt: skip
    steps: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ("Cast", ["features"], "doubles", {"to": TensorProto.DOUBLE}),
        ("Sub", [f"{name}_doubles", f"{name}_middle"], "away", {}),
        ("Div", [f"{name}_away", f"{name}_scale"], "apart", {}),
        ("Clip", [f"{name}_apart", f"{name}_low", f"{name}_high"], "held", {}),
        ("MatMul", [f"{name}_held", f"{name}_weight"], "line", {}),
        ("Cast", [f"{name}_trees"], "tree_doubles", {"to": TensorProto.DOUBLE}),
        ("Add", [f"{name}_tree_doubles", f"{name}_line"], "both", {}),
    ]
    nodes = [helper.make_node(step, taken, [f"{name}_{made}"], **more) for step, taken, made, more in steps]
    nodes.append(helper.make_node("Cast", [f"{name}_both"], [name], to=TensorProto.FLOAT))
    return nodes, [numpy_helper.from_array(value, f"{name}_{each}") for each, value in numbers.items()]


def _attributes(each_trees: Sequence[Trees]) -> dict[str, Any]:
    """The nodes and leaves of all ensembles, each adding to a target of its own."""
    from onnx import numpy_helper

    asked: dict[str, list[int]] = {
        name: [] for name in ("featureids", "truenodeids", "falsenodeids", "trueleafs", "falseleafs")
    }
    splits: list[np.float32] = []
    leaves: list[float] = []
    targets: list[int] = []
    roots: list[int] = []
    for target, trees in enumerate(each_trees):
        inner = trees.left >= 0
        place = np.where(inner, np.cumsum(inner) - 1 + len(splits), np.cumsum(~inner) - 1 + len(leaves))
        roots += place[trees.roots].tolist()
        for side, children in (("true", trees.left[inner]), ("false", trees.right[inner])):
            asked[f"{side}nodeids"] += place[children].tolist()
            asked[f"{side}leafs"] += (~inner[children]).astype(int).tolist()
        asked["featureids"] += trees.feature[inner].tolist()
        splits += list(trees.threshold[inner])
        leaves += trees.value[~inner].tolist()
        targets += [target] * int((~inner).sum())
    return {
        "n_targets": len(each_trees),
        "aggregate_function": 1,  # the sum
        "post_transform": 0,
        "tree_roots": roots,
        "nodes_modes": numpy_helper.from_array(np.zeros(len(splits), np.uint8), "modes"),  # at most the threshold
        "nodes_splits": numpy_helper.from_array(np.array(splits, np.float32), "splits"),
        "leaf_targetids": targets,
        "leaf_weights": numpy_helper.from_array(np.array(leaves, np.float32), "leaves"),
        **{f"nodes_{name}": values for name, values in asked.items()},
    }
