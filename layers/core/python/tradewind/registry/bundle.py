"""A model as it is handed in: a folder of files, and what they say of themselves."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator

from tradewind.errors import InvalidInput
from tradewind.model import Model

MODEL, SIGNATURE, METRICS, CARD = "model.onnx", "signature.json", "metrics.json", "card.md"
LARGEST = 64 * 1024 * 1024  # bytes of one file: what a function of 512 MB can hold beside itself
LONGEST_CARD = 64 * 1024  # characters; it stands in the version's item, which takes 400 KB
MOST_FILES = 16

ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Dimension = Annotated[int, Field(ge=1, le=1_000_000)] | None
Metrics = dict[Word, Annotated[float, Field(ge=-1e12, le=1e12)]]

DType = Literal["float32", "float64", "int32", "int64", "bool"]


class Tensor(Model):
    """One array that goes in or comes out. `shape`: null for a length that varies; the first counts the rows."""

    name: Word
    dtype: DType
    shape: tuple[Dimension, ...] = Field(min_length=1, max_length=4)
    columns: tuple[Word, ...] = Field(
        default=(), max_length=4096, description="what each of the last length stands for"
    )

    @model_validator(mode="after")
    def _columns_fit(self) -> "Tensor":
        if self.shape[0] is not None:
            raise ValueError(f"{self.name}: the first length counts the rows and varies: write null")
        if self.columns and self.shape[-1] != len(self.columns):
            raise ValueError(f"{self.name}: {len(self.columns)} columns for a last length of {self.shape[-1]}")
        return self


class Gate(Model):
    """What a candidate must be better at than production: `metric` of metrics.json, measured on the rows named `on`."""

    metric: Word
    better: Literal["lower", "higher"]
    on: Word = Field(description="the rows it was measured on: two models are compared on the same ones only")


class Signature(Model):
    """signature.json: what a model takes and answers, and what it is judged by."""

    name: ModelName
    inputs: tuple[Tensor, ...] = Field(min_length=1, max_length=16)
    outputs: tuple[Tensor, ...] = Field(min_length=1, max_length=16)
    gate: Gate


class File(Model):
    """A file of a bundle as it was when it was registered."""

    name: FileName
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    bytes: int = Field(ge=0, le=LARGEST)


class Bundle(Model):
    """A bundle that was read and found whole."""

    folder: Path
    signature: Signature
    metrics: Metrics
    card: str = Field(min_length=1, max_length=LONGEST_CARD)
    files: tuple[File, ...] = Field(min_length=4, max_length=MOST_FILES)

    @property
    def digest(self) -> str:
        """What tells this bundle from any other: the SHA-256 of its files' names and hashes."""
        return sha256("".join(f"{each.name} {each.sha256}\n" for each in self.files).encode()).hexdigest()


def read_bundle(folder: Path) -> Bundle:
    """The bundle of a folder. Raises: InvalidInput naming the file and what is wrong with it."""
    for name in (MODEL, SIGNATURE, METRICS, CARD):
        if not (folder / name).is_file():
            raise InvalidInput(f"{folder / name} is missing; a bundle has {MODEL}, {SIGNATURE}, {METRICS}, {CARD}")
    files = []
    for path in sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith(".")):
        size = path.stat().st_size
        if size > LARGEST:
            raise InvalidInput(f"{path} has {size} bytes; a file of a bundle may have {LARGEST}")
        files.append({"name": path.name, "sha256": sha256(path.read_bytes()).hexdigest(), "bytes": size})
    try:
        signature = Signature.model_validate_json((folder / SIGNATURE).read_bytes())
    except ValidationError as error:
        raise InvalidInput(f"{folder / SIGNATURE}: {_told(error)}") from error
    try:
        bundle = Bundle.model_validate(
            {
                "folder": folder,
                "signature": signature,
                "metrics": _numbers(folder / METRICS),
                "card": (folder / CARD).read_text(encoding="utf-8"),
                "files": files,
            }
        )
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{folder / CARD}: it is not text in UTF-8") from error
    except ValidationError as error:
        raise InvalidInput(f"{folder}: {_told(error)}") from error
    if signature.gate.metric not in bundle.metrics:
        raise InvalidInput(f"{folder / METRICS}: {signature.gate.metric} is missing, by which the model is judged")
    return bundle


def _numbers(path: Path) -> object:
    """The numbers of metrics.json at its top; what is nested or text is told in the card."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise InvalidInput(f"{path}: it is not JSON") from error
    if not isinstance(found, dict):
        raise InvalidInput(f"{path}: an object of names and numbers is wanted")
    return {
        name: value for name, value in found.items() if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _told(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())[:500]
