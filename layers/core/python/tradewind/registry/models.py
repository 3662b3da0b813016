"""Predicting: which version answers a caller, loaded once and checked, and what is done when it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from tradewind.config import Settings
from tradewind.errors import Conflict, InvalidInput, NotFound, TradewindError, Unavailable
from tradewind.observability import logger
from tradewind.registry.bundle import MODEL, File
from tradewind.registry.standing import Counts, Standing, Version, is_in_share

if TYPE_CHECKING:
    import numpy as np

    from tradewind.registry.session import Session

    Arrays = Mapping[str, np.ndarray[Any, Any]]

T = TypeVar("T")

CHOSEN_S = 60.0  # how long a choice holds: what a promotion or a rollback takes to hold everywhere
RESTS_S = 5.0  # a registry that did not answer is not asked again for so long: each try costs its time-out
BROKEN_S = 60.0  # nor is a version loaded again that could not be
COUNTED_S = 10.0  # what a canary answers is counted here first, and written this often; what fails, each second
LATE_S = 0.1  # a prediction takes less, seed 001

Reason = Literal["missing", "corrupt", "shape", "fault", "unreachable"]


class ModelUnavailable(Unavailable):
    """No model answers; the caller's baseline does. `model`: its name, or the version that failed."""

    def __init__(self, reason: Reason, model: str, told: str) -> None:
        super().__init__(f"model {model} does not answer ({reason}): {told}", retry_after_s=60)
        self.reason: Reason = reason
        self.model = model
        self.told = told

    def again(self) -> "ModelUnavailable":
        """The same once more, for another caller."""
        return ModelUnavailable(self.reason, self.model, self.told)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model answered, and which version did. `degraded`: another should have, and `reason` says why not."""

    outputs: "Mapping[str, np.ndarray[Any, Any]]"
    model: str
    degraded: bool = False
    reason: str | None = None


class Known(Protocol):
    """What is known of models; see records.Records."""

    def standing(self, name: str) -> Standing | None: ...
    def version(self, name: str, number: int) -> Version | None: ...
    def count(self, name: str, canary_id: str, more: Counts) -> None: ...


class Kept(Protocol):
    """The files of models; see artifacts.Artifacts."""

    def read(self, name: str, digest: str, file: File) -> bytes: ...


@dataclass(slots=True)
class _Loaded:
    """A version in memory, and what was read from its other files."""

    version: Version
    session: "Session"
    companions: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Tally:
    """What a canary did since it was last written."""

    counts: Counts = field(default_factory=Counts)
    written_at: float = 0.0


class Models:
    """The models of one container. See the package for how it is used."""

    def __init__(self, records: Known, artifacts: Kept, ticks: Callable[[], float] = monotonic) -> None:
        self._records = records
        self._artifacts = artifacts
        self._ticks = ticks
        self._chosen: dict[str, tuple[float, Standing | ModelUnavailable]] = {}
        self._loaded: dict[str, _Loaded] = {}
        self._broken: dict[str, tuple[float, ModelUnavailable]] = {}
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self._lock = Lock()

    def predict(self, name: str, inputs: "Arrays", caller: str) -> Prediction:
        """What the model of that name says of these rows, for that caller. Raises: ModelUnavailable."""
        standing = self._standing(name)
        canary = standing.canary
        if canary is None or not is_in_share(name, caller, canary.share):
            return _answer(self._version(name, standing.production), inputs)
        try:
            loaded = self._version(name, canary.version)
            began = self._ticks()  # to load a version takes long, once, and says nothing of how it does
            answered = _answer(loaded, inputs)
        except ModelUnavailable as failed:
            return self._without(failed, standing, canary.canary_id, inputs)
        self._count(name, canary.canary_id, Counts(answered=1, late=int(self._ticks() - began > LATE_S)))
        return answered

    def companion(self, model: str, file: str, read: Callable[[bytes], T]) -> T:
        """What `read` makes of another file of a version that answered, as `Prediction.model` names it; read once.

        Raises: ModelUnavailable.
        """
        name, _, number = model.partition("@")
        loaded = self._load(name, int(number))
        if file not in loaded.companions:
            loaded.companions[file] = read(read_file(loaded.version, file, self._artifacts))
        found: T = loaded.companions[file]
        return found

    def _without(self, failed: ModelUnavailable, standing: Standing, canary_id: str, inputs: "Arrays") -> Prediction:
        """Production's answer in the place of a canary's, which is counted unless it is not the canary's fault: the
        bucket did not answer, or production cannot make anything of these rows either."""
        failures = int(failed.reason != "unreachable")
        try:
            answered = _answer(self._version(standing.name, standing.production), inputs)
        except ModelUnavailable as production:
            failures *= production.reason != failed.reason or failed.reason not in ("shape", "fault")
            raise
        finally:
            if failures:
                self._count(standing.name, canary_id, Counts(failed=1))
        return replace(answered, degraded=True, reason=failed.detail)

    def _version(self, name: str, number: int | None) -> _Loaded:
        if number is None:
            raise ModelUnavailable("missing", name, "it has no production version")
        return self._loaded.get(f"{name}@{number}") or self._load(name, number)

    def _standing(self, name: str) -> Standing:
        """Which versions answer, as the table said within the last minute."""
        until, found = self._chosen.get(name, (0.0, None))
        if found is None or self._ticks() >= until:
            try:
                asked = self._records.standing(name)
                found = asked or ModelUnavailable("missing", name, "none of that name is registered")
                rests_s = CHOSEN_S if asked else RESTS_S
            except TradewindError as error:
                found = ModelUnavailable("unreachable", name, error.detail)
                rests_s = RESTS_S
            self._chosen[name] = (self._ticks() + rests_s, found)
            if isinstance(found, Standing):
                self._forget_others(found)
        if isinstance(found, ModelUnavailable):
            raise found.again()
        return found

    def _load(self, name: str, number: int) -> _Loaded:
        """A version, from memory or loaded now. Raises: ModelUnavailable."""
        label = f"{name}@{number}"
        with self._lock:
            if label in self._loaded:
                return self._loaded[label]
            until, broken = self._broken.get(label, (0.0, None))
            if broken is not None and self._ticks() < until:
                raise broken.again()
            try:
                self._loaded[label] = self._loaded_now(name, number)
            except ModelUnavailable as error:
                rests_s = RESTS_S if error.reason == "unreachable" else BROKEN_S
                self._broken[label] = (self._ticks() + rests_s, error)
                logger.error("model cannot be loaded", model=label, reason=error.detail)
                raise
            return self._loaded[label]

    def _loaded_now(self, name: str, number: int) -> _Loaded:
        label = f"{name}@{number}"
        try:
            version = self._records.version(name, number)
        except TradewindError as error:
            raise ModelUnavailable("unreachable", label, error.detail) from error
        if version is None:
            raise ModelUnavailable("missing", label, "there is no such version")
        return _Loaded(version, load(version, self._artifacts))

    def _forget_others(self, standing: Standing) -> None:
        """Let go of versions that no longer answer."""
        answer = {standing.production, standing.canary.version if standing.canary else None}
        for kept in (self._loaded, self._broken):
            for label in list(kept):
                name, _, number = label.partition("@")
                if name == standing.name and int(number) not in answer:
                    kept.pop(label, None)

    def _count(self, name: str, canary_id: str, more: Counts) -> None:
        """Count what a canary did; written every ten seconds, and what failed within one. Lost with the container is
        at most what it answered since: the share of failures is never told too low."""
        tally = self._tallies.setdefault((name, canary_id), _Tally())
        tally.counts = Counts(
            answered=tally.counts.answered + more.answered,
            late=tally.counts.late + more.late,
            failed=tally.counts.failed + more.failed,
        )
        waited_s = self._ticks() - tally.written_at
        if waited_s < (1.0 if tally.counts.failed else COUNTED_S):
            return
        tally.written_at = self._ticks()
        try:
            self._records.count(name, canary_id, tally.counts)
        except TradewindError as error:
            logger.warning("counts of a canary not written", canary_id=canary_id, reason=error.detail)
        else:
            tally.counts = Counts()


def _answer(loaded: _Loaded, inputs: "Arrays") -> Prediction:
    label = loaded.version.label
    try:
        return Prediction(loaded.session.run(inputs), label)
    except InvalidInput as error:
        raise ModelUnavailable("shape", label, error.detail) from error
    except TradewindError as error:
        raise ModelUnavailable("fault", label, error.detail) from error


def load(version: Version, artifacts: Kept) -> "Session":
    """A version in memory, verified and tried on a row of zeros. Raises: ModelUnavailable."""
    from tradewind.registry.session import Session

    content = read_file(version, MODEL, artifacts)
    try:
        return Session(content, version.signature)
    except InvalidInput as error:
        raise ModelUnavailable("shape", version.label, error.detail) from error
    except TradewindError as error:
        raise ModelUnavailable("fault", version.label, error.detail) from error


def read_file(version: Version, name: str, artifacts: Kept) -> bytes:
    """A file of a version, verified. Raises: ModelUnavailable."""
    file = next((each for each in version.files if each.name == name), None)
    if file is None:
        raise ModelUnavailable("missing", version.label, f"it has no {name}")
    try:
        return artifacts.read(version.name, version.digest, file)
    except NotFound as error:
        raise ModelUnavailable("missing", version.label, error.detail) from error
    except Conflict as error:
        raise ModelUnavailable("corrupt", version.label, error.detail) from error
    except TradewindError as error:
        raise ModelUnavailable("unreachable", version.label, error.detail) from error


class ModelsSettings(Settings):
    models_table: str
    models_bucket: str


@cache
def open_models() -> Models:
    """The models of this container, opened on first use.

    Its clients give up within 2 s: a baseline is at hand, so nobody waits longer for a better answer.
    """
    import boto3
    from botocore.config import Config

    from tradewind.dynamo import Table
    from tradewind.registry.artifacts import Artifacts
    from tradewind.registry.records import Records

    settings = ModelsSettings.load()
    quick = Config(connect_timeout=0.5, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
    patient = Config(connect_timeout=0.5, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    records = Records(Table(settings.models_table, boto3.client("dynamodb", config=quick)))
    return Models(records, Artifacts(settings.models_bucket, boto3.client("s3", config=patient)))
