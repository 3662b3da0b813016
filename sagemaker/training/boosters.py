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

from tradewind.trees import Trees

if TYPE_CHECKING:
    import lightgbm
    import onnx
    from numpy.typing import NDArray

GRAIN = 2.0**20
LARGEST_SCORE = 16.0

CALM = {
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
    "use_missing": False,
    "feature_pre_filter": False,
}
"""The same trees from the same rows and seed, however many threads there are."""


def trees_of(boosters: "Sequence[lightgbm.Booster]", names: Sequence[str]) -> Trees:
    """The trees of some boosters, whose scores are averaged. Raises: ValueError for trees that ask what ONNX cannot."""
    nodes: list[_Node] = []
    roots: list[int] = []
    constant = 0.0
    for booster in boosters:
        for info in booster.dump_model()["tree_info"]:
            structure = info["tree_structure"]
            if "split_feature" not in structure:
                constant += structure["leaf_value"] / len(boosters)
                continue
            roots.append(len(nodes))
            _walk(structure, nodes, 1 / len(boosters))
    if not roots:
        roots.append(0)
        nodes += [_Node(0, 0.0, 1, 2, 0.0, 1), _Node(-1, 0.0, -1, -1, 0.0, 1), _Node(-1, 0.0, -1, -1, 0.0, 1)]
    _raise_by(nodes, roots[0], constant)
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
        nodes.append(helper.make_node("Gather", ["scores", f"{name}_columns"], [name], axis=1))
        shape: list[str | int | None] = ["n"] if len(many) == 1 else ["n", len(many)]
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        first += len(many)
    entry = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", features])
    graph = helper.make_graph(nodes, "trees", [entry], outputs, initializer=constants)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 5)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="tradewind", ir_version=10)
    checker.check_model(model)
    return model


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


def scores_in_bounds(trees: Trees, rows: "NDArray[np.float32]") -> bool:
    """Whether the scores of these rows stay where float32 adds them without rounding."""
    return bool((np.abs(trees.score(rows)) < LARGEST_SCORE).all())
