"""A loaded model: ONNX Runtime with what the signature says around it."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from tradewind.errors import InvalidInput, TradewindError
from tradewind.registry.bundle import Signature, Tensor

if TYPE_CHECKING:
    import numpy as np

    Arrays = Mapping[str, np.ndarray[Any, Any]]

MOST_ROWS = 100_000
TYPES = {"float": "float32", "double": "float64", "int32": "int32", "int64": "int64", "bool": "bool"}
"""What ONNX Runtime calls the element types of a tensor, as numpy does."""


class Session:
    """A model in memory. Raises: InvalidInput when the model is not what its signature says."""

    def __init__(self, content: bytes, signature: Signature) -> None:
        import numpy as np
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        # A function has about one core, and a thread that spins takes it from the one that works.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session: Any = onnxruntime.InferenceSession(
                content, sess_options=options, providers=["CPUExecutionProvider"]
            )
        except _faults() as error:
            raise InvalidInput("the file is no model that can be loaded") from error
        self._signature = signature
        self._inputs = {each.name: (each, _lengths(each), np.dtype(each.dtype)) for each in signature.inputs}
        self._names = [each.name for each in signature.outputs]
        for said, wanted in (
            (self._session.get_inputs(), signature.inputs),
            (self._session.get_outputs(), signature.outputs),
        ):
            _check_declared({each.name: each for each in said}, wanted)
        rows = {
            each.name: np.zeros([1, *(length or 1 for length in each.shape[1:])], each.dtype)
            for each in signature.inputs
        }
        self.run(rows)

    def check(self, inputs: "Arrays") -> int:
        """How many rows are asked. Raises: InvalidInput when the arrays do not fit the signature."""
        if inputs.keys() != self._inputs.keys():
            raise InvalidInput(f"the model takes {', '.join(self._inputs)}; it was given {', '.join(inputs)}")
        rows = -1
        for name, array in inputs.items():
            wanted, lengths, dtype = self._inputs[name]
            shape = array.shape
            if array.dtype != dtype or len(shape) != len(wanted.shape) or any(shape[at] != n for at, n in lengths):
                raise InvalidInput(
                    f"{name}: {wanted.dtype}{_drawn(wanted)} is wanted, {array.dtype}{list(shape)} was given"
                )
            if rows not in (-1, shape[0]):
                raise InvalidInput(f"{name}: {shape[0]} rows beside {rows}")
            rows = shape[0]
        if not 1 <= rows <= MOST_ROWS:
            raise InvalidInput(f"between 1 and {MOST_ROWS} rows are wanted, {rows} were given")
        return rows

    def run(self, inputs: "Arrays") -> "dict[str, np.ndarray[Any, Any]]":
        """What the model answers, checked.

        Raises: InvalidInput when the arrays or the answer do not fit the signature, TradewindError when the model fails
        or answers what is no number.
        """
        import numpy as np

        rows = self.check(inputs)
        try:
            found = self._session.run(self._names, inputs)
        except _faults() as error:
            raise TradewindError("the model failed") from error
        for wanted, array in zip(self._signature.outputs, found, strict=True):
            shape = array.shape
            if (
                str(array.dtype) != wanted.dtype
                or len(shape) != len(wanted.shape)
                or shape[0] != rows
                or any(shape[at] != length for at, length in _lengths(wanted))
            ):
                told = f"the signature says {wanted.dtype}{_drawn(wanted)}, the model {array.dtype}{list(shape)}"
                raise InvalidInput(f"{wanted.name}: {told}")
            if array.dtype.kind == "f" and not np.isfinite(array).all():
                raise TradewindError(f"{wanted.name}: the model answers what is no number")
        return dict(zip(self._names, found, strict=True))


@cache
def _faults() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises: a class for each of its codes, with no base of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state  # type: ignore[import-untyped]

    own = [each for each in vars(state).values() if isinstance(each, type) and issubclass(each, Exception)]
    return (*own, RuntimeError, ValueError)


def _lengths(tensor: Tensor) -> list[tuple[int, int]]:
    """The lengths that do not vary, each with its place."""
    return [(at, length) for at, length in enumerate(tensor.shape) if length is not None]


def _drawn(tensor: Tensor) -> str:
    return "[" + ", ".join("rows" if at == 0 else str(length or "any") for at, length in enumerate(tensor.shape)) + "]"


def _check_declared(declared: Mapping[str, Any], wanted: tuple[Tensor, ...]) -> None:
    """That the model declares what the signature says. A length that the model leaves open is seen when it is tried."""
    if missing := [each.name for each in wanted if each.name not in declared]:
        raise InvalidInput(f"the model has no {', '.join(missing)}; it has {', '.join(declared)}")
    for tensor in wanted:
        found = declared[tensor.name]
        dtype = TYPES.get(found.type.removeprefix("tensor(").removesuffix(")"))
        fixed = [at for at, length in enumerate(found.shape) if isinstance(length, int)]
        if dtype != tensor.dtype or any(at >= len(tensor.shape) or found.shape[at] != tensor.shape[at] for at in fixed):
            raise InvalidInput(
                f"{tensor.name}: the signature says {tensor.dtype}{_drawn(tensor)}, the model {found.type}{found.shape}"
            )
