"""The registry for those who predict: the right version, whole, or an honest refusal; never a wrong answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import numpy as np
import pytest
from botocore.config import Config
from hypothesis import given
from hypothesis import strategies as st

from model_world import NAME, ROWS, bundle_in, onnx_model, signature
from tradewind.dynamo import Table
from tradewind.errors import InvalidInput, NotFound, Unavailable
from tradewind.registry import Models, ModelUnavailable
from tradewind.registry.artifacts import Artifacts, verified
from tradewind.registry.bundle import Bundle, File, read_bundle
from tradewind.registry.records import Records
from tradewind.registry.standing import Canary, Counts, Stage, Standing, Version, is_in_share

if TYPE_CHECKING:
    from collections.abc import Mapping

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


@dataclass
class Office:
    """What is known and kept of models, in memory; and a clock. It answers, or it does not."""

    standings: dict[str, Standing] = field(default_factory=dict)
    versions: dict[int, Version] = field(default_factory=dict)
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    counted: list[tuple[str, Counts]] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    table_down: bool = False
    bucket_down: bool = False
    at: float = 1000.0

    def standing(self, name: str) -> Standing | None:
        self.reads.append("standing")
        self._table()
        return self.standings.get(name)

    def version(self, name: str, number: int) -> Version | None:
        self._table()
        return self.versions.get(number)

    def count(self, name: str, canary_id: str, more: Counts) -> None:
        self._table()
        self.counted.append((canary_id, more))

    def read(self, name: str, digest: str, file: File) -> bytes:
        self.reads.append(file.name)
        if self.bucket_down:
            raise Unavailable("the bucket does not answer")
        if (digest, file.name) not in self.files:
            raise NotFound(f"{file.name} is gone")
        return verified(self.files[digest, file.name], file)

    def register(self, folder: Path, number: int = 1) -> Bundle:
        bundle = read_bundle(folder)
        self.versions[number] = Version(
            name=NAME,
            version=number,
            stage=Stage.PRODUCTION,
            since=AT,
            by="service:learning",
            reasons=("made for tests",),
            signature=bundle.signature,
            metrics=bundle.metrics,
            files=bundle.files,
            digest=bundle.digest,
            registered_at=AT,
        )
        for each in bundle.files:
            self.files[bundle.digest, each.name] = (folder / each.name).read_bytes()
        return bundle

    def stands(self, production: int | None = 1, canary: int | None = None, share: float = 1.0) -> None:
        opened = Canary(canary_id="pr_1", version=canary, share=share, since=AT) if canary else None
        self.standings[NAME] = Standing(name=NAME, latest=9, production=production, canary=opened, revision=1)

    def models(self) -> Models:
        return Models(self, self, ticks=lambda: self.at)

    def _table(self) -> None:
        if self.table_down:
            raise Unavailable("the table does not answer")


@pytest.fixture
def office(tmp_path: Path, credentials_open_nothing: None) -> Office:
    """A registry whose production version adds up, and whose version 2 subtracts."""
    office = Office()
    office.register(bundle_in(tmp_path / "one"), 1)
    office.register(bundle_in(tmp_path / "two", weights=(-1, -1, -1)), 2)
    office.stands()
    return office


def ask(models: Models, rows: "np.ndarray[Any, Any]" = ROWS, caller: str = "acme") -> Any:
    return models.predict(NAME, {"features": rows}, caller)


def refusal(models: Models, **asked: Any) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as refused:
        ask(models, **asked)
    return refused.value


def test_production_answers_what_the_model_says(office: Office) -> None:
    found = ask(office.models())
    assert found.outputs["score"].tolist() == [[6], [15]]
    assert (found.model, found.degraded, found.reason) == ("price_drop@1", False, None)


def test_a_version_is_loaded_once_and_its_choice_asked_once_a_minute(office: Office) -> None:
    models = office.models()
    for _ in range(50):
        ask(models)
    assert office.reads == ["standing", "model.onnx"]
    office.at += 61
    ask(models)
    assert office.reads == ["standing", "model.onnx", "standing"]


def test_a_promotion_holds_within_a_minute_and_what_no_longer_answers_is_let_go(office: Office) -> None:
    models = office.models()
    assert ask(models).model == "price_drop@1"
    office.stands(production=2)
    office.at += 59
    assert ask(models).model == "price_drop@1"
    office.at += 1
    assert ask(models).outputs["score"].tolist() == [[-6], [-15]]
    assert list(models._loaded) == ["price_drop@2"]


def delete(office: Office) -> None:
    office.files.clear()


def corrupt(office: Office) -> None:
    for key, content in office.files.items():
        office.files[key] = content[:40] + bytes([content[40] ^ 1]) + content[41:] if len(content) > 40 else content


def cut(office: Office) -> None:
    office.files = {key: content[:-1] for key, content in office.files.items()}


def forget_version(office: Office) -> None:
    office.versions.clear()


def forget_production(office: Office) -> None:
    office.stands(production=None)


def forget_model(office: Office) -> None:
    office.standings.clear()


def stop_table(office: Office) -> None:
    office.table_down = True


def stop_bucket(office: Office) -> None:
    office.bucket_down = True


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (delete, "missing"),
        (forget_version, "missing"),
        (forget_production, "missing"),
        (forget_model, "missing"),
        (corrupt, "corrupt"),
        (cut, "corrupt"),
        (stop_table, "unreachable"),
        (stop_bucket, "unreachable"),
    ],
)
def test_what_is_missing_corrupt_or_out_of_reach_is_refused_with_its_reason(
    office: Office, harm: Callable[[Office], None], reason: str
) -> None:
    harm(office)
    models = office.models()
    refused = refusal(models)
    assert refused.reason == reason
    assert refused.detail.startswith(f"model {refused.model} does not answer ({reason}): ")
    assert refusal(models).detail == refused.detail, "the second caller is told the same"


def test_a_registry_that_does_not_answer_is_left_alone_for_five_seconds_and_found_again(office: Office) -> None:
    office.table_down = True
    models = office.models()
    for _ in range(20):
        refusal(models)
    assert office.reads == ["standing"]
    office.table_down = False
    office.at += 5
    assert ask(models).model == "price_drop@1"


def test_a_registry_that_stops_answering_is_believed_for_a_minute_at_most(office: Office) -> None:
    models = office.models()
    ask(models)
    office.table_down = True
    office.at += 59
    assert ask(models).model == "price_drop@1"
    office.at += 2
    assert refusal(models).reason == "unreachable"


def test_a_version_that_cannot_be_loaded_is_not_loaded_again_at_once(office: Office) -> None:
    corrupt(office)
    models = office.models()
    for _ in range(20):
        refusal(models)
    assert office.reads.count("model.onnx") == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (onnx_model((1, 1, 1), columns=2), signature()),
        (onnx_model((1, 1, 1, 1)), signature()),
        (onnx_model(), signature(columns=4)),
        (onnx_model(), {**signature(), "inputs": [{"name": "rows", "dtype": "float32", "shape": [None, 3]}]}),
        (onnx_model(), {**signature(), "outputs": [{"name": "odds", "dtype": "float32", "shape": [None, 1]}]}),
        (onnx_model(), {**signature(), "outputs": [{"name": "score", "dtype": "float64", "shape": [None, 1]}]}),
        (b"no model at all", signature()),
        (b"", signature()),
    ],
)
def test_a_model_that_is_not_what_its_signature_says_is_refused(
    office: Office, tmp_path: Path, content: bytes, says: dict[str, Any]
) -> None:
    office.register(bundle_in(tmp_path / "wrong", content=content, says=says), 1)
    refused = refusal(office.models())
    assert (refused.reason, refused.model) == ("shape", "price_drop@1")


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"features": ROWS, "more": ROWS},
        {"other": ROWS},
        {"features": ROWS.astype(np.float64)},
        {"features": ROWS[:, :2]},
        {"features": ROWS[0]},
        {"features": ROWS[:0]},
        {"features": np.zeros((200_000, 3), np.float32)},
    ],
)
def test_what_does_not_fit_the_signature_is_not_predicted_from(office: Office, inputs: "Mapping[str, Any]") -> None:
    models = office.models()
    with pytest.raises(ModelUnavailable) as refused:
        models.predict(NAME, inputs, "acme")
    assert refused.value.reason == "shape"
    assert ask(models).model == "price_drop@1", "the next one that fits is answered"


def test_an_answer_that_is_no_number_is_a_fault_and_a_missing_feature_is_not(office: Office, tmp_path: Path) -> None:
    models = office.models()
    with_a_gap = np.array([[1, np.nan, 3]], dtype=np.float32)
    assert refusal(models, rows=with_a_gap).reason == "fault", "this model makes no number of it"
    office.register(bundle_in(tmp_path / "nan", weights=(float("inf"), 1, 1)), 1)
    refused = refusal(office.models())
    assert refused.reason == "fault"


def test_a_canary_answers_its_share_and_each_caller_the_same_way(office: Office) -> None:
    office.stands(production=1, canary=2, share=0.3)
    callers = [f"tenant-{number}" for number in range(200)]
    models, other_container = office.models(), office.models()
    by_canary = {caller for caller in callers if ask(models, caller=caller).model == "price_drop@2"}
    assert 40 <= len(by_canary) <= 80
    assert {caller for caller in callers if ask(other_container, caller=caller).model == "price_drop@2"} == by_canary


def test_who_is_in_a_share_is_the_same_in_every_process_and_another_for_every_model() -> None:
    def drawn(model: str) -> list[int]:
        return [number for number in range(100) if is_in_share(model, f"tenant-{number}", 0.05)]

    assert (drawn("price_drop"), drawn("review")) == ([25, 64, 70, 76], [8, 26, 51])
    assert 450 <= sum(is_in_share(NAME, f"tenant-{number}", 0.05) for number in range(10_000)) <= 550


@given(st.text(max_size=40), st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_share_that_grows_keeps_who_is_in_it(caller: str, one: float, other: float) -> None:
    smaller, larger = sorted((one, other))
    assert is_in_share(NAME, caller, smaller) <= is_in_share(NAME, caller, larger)
    assert is_in_share(NAME, caller, 1.0)


def test_a_canary_that_cannot_be_loaded_leaves_production_answering_marked(office: Office) -> None:
    office.stands(production=1, canary=2)
    office.files = {key: content for key, content in office.files.items() if key[0] != office.versions[2].digest}
    models = office.models()
    found = ask(models)
    assert (found.model, found.degraded) == ("price_drop@1", True)
    assert "price_drop@2 does not answer (missing)" in found.reason
    assert found.outputs["score"].tolist() == [[6], [15]]
    for _ in range(9):
        ask(models)
    office.at += 1
    ask(models)
    assert sum(counts.failed for _, counts in office.counted) == 11


def test_a_canary_that_fails_while_it_answers_is_counted_and_production_answers(office: Office, tmp_path: Path) -> None:
    office.register(bundle_in(tmp_path / "nan", weights=(1e38, 1e38, 1e38)), 2)
    office.stands(production=1, canary=2)
    large = ROWS * 1e3
    found = ask(office.models(), rows=large)
    assert (found.model, found.degraded) == ("price_drop@1", True)
    assert "fault" in found.reason
    assert office.counted == [("pr_1", Counts(failed=1))]


def test_when_production_is_broken_too_the_baseline_is_asked_for(office: Office) -> None:
    office.stands(production=1, canary=2)
    corrupt(office)
    assert refusal(office.models()).model == "price_drop@1"
    assert office.counted == [("pr_1", Counts(failed=1))]


def test_what_is_not_the_canarys_fault_is_not_counted_as_one(office: Office) -> None:
    office.stands(production=1, canary=2)
    models = office.models()
    refusal(models, rows=ROWS[:, :2])
    with_a_gap = np.array([[1, np.nan, 3]], dtype=np.float32)
    assert refusal(models, rows=with_a_gap).model == "price_drop@1", "neither makes a number of it"
    warm = office.models()
    office.stands(production=1)
    ask(warm)
    office.stands(production=1, canary=2)
    office.at += 61
    office.bucket_down = True
    found = ask(warm)
    assert (found.model, found.degraded) == ("price_drop@1", True)
    assert "unreachable" in found.reason
    assert office.counted == []


def test_to_load_a_canary_takes_long_and_is_not_counted_as_late(office: Office) -> None:
    office.stands(production=1, canary=2)
    read = office.read

    def slowly(name: str, digest: str, file: File) -> bytes:
        office.at += 3
        return read(name, digest, file)

    office.read = slowly  # type: ignore[method-assign]
    ask(office.models())
    assert office.counted == [("pr_1", Counts(answered=1))]


def test_what_a_canary_answers_is_counted_every_ten_seconds(office: Office) -> None:
    office.stands(production=1, canary=2)
    models = office.models()
    for _ in range(30):
        ask(models)
        office.at += 1
    assert [counts.answered for _, counts in office.counted] == [1, 10, 10]
    assert {canary for canary, _ in office.counted} == {"pr_1"}


def test_counts_that_cannot_be_written_are_kept_and_no_caller_is_bothered(office: Office) -> None:
    office.stands(production=1, canary=2)
    models = office.models()
    ask(models)
    office.table_down = True
    office.at += 11
    assert ask(models).model == "price_drop@2"
    office.table_down = False
    office.at += 11
    ask(models)
    assert [counts.answered for _, counts in office.counted] == [1, 2]


def test_a_canary_that_dawdles_is_counted_as_late(office: Office) -> None:
    office.stands(production=1, canary=2)
    models = office.models()
    ask(models)
    session: Any = models._loaded["price_drop@2"].session
    run = session.run

    def dawdle(inputs: "Mapping[str, Any]") -> Any:
        office.at += 0.2
        return run(inputs)

    session.run = dawdle
    office.at += 11
    ask(models)
    assert office.counted[-1] == ("pr_1", Counts(answered=1, late=1))


def test_a_further_file_is_verified_and_read_once(office: Office) -> None:
    models = office.models()
    label = ask(models).model
    assert [models.companion(label, "trees.npz", bytes.upper) for _ in range(3)] == [b"TREES"] * 3
    assert office.reads.count("trees.npz") == 1
    with pytest.raises(ModelUnavailable, match=r"no other\.npz"):
        models.companion(label, "other.npz", bytes.upper)
    fresh = office.models()
    office.files[office.versions[1].digest, "trees.npz"] = b"trees2"
    with pytest.raises(ModelUnavailable, match="corrupt"):
        fresh.companion(label, "trees.npz", bytes.upper)


def test_a_table_and_a_bucket_where_nobody_listens_are_out_of_reach_and_said_so(
    tmp_path: Path, unused_port: int, credentials_open_nothing: None
) -> None:
    quick: Any = {
        "endpoint_url": f"http://127.0.0.1:{unused_port}",
        "config": Config(connect_timeout=0.5, read_timeout=0.5, retries={"total_max_attempts": 1}, proxies={}),
    }
    nobody = Artifacts("b", boto3.client("s3", **quick))
    table = Records(Table("models", boto3.client("dynamodb", **quick)))
    assert refusal(Models(table, nobody)).reason == "unreachable"
    office = Office()
    office.register(bundle_in(tmp_path / "one"), 1)
    office.stands()
    assert refusal(Models(office, nobody)).reason == "unreachable"


def test_a_registry_that_takes_a_call_and_never_answers_is_given_up_within_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import socket
    import time

    from tradewind.registry.models import open_models

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setenv("MODELS_TABLE", "models")
        monkeypatch.setenv("MODELS_BUCKET", "models")
        models = open_models.__wrapped__()
        began = time.monotonic()
        assert refusal(models).reason == "unreachable"
        assert refusal(models).reason == "unreachable", "and nobody after waits"
        assert 0.9 < time.monotonic() - began < 5


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("model.onnx", None, "model.onnx is missing"),
        ("card.md", None, "card.md is missing"),
        ("card.md", b"", "card"),
        ("card.md", b"\xff\xfe\xfa", "UTF-8"),
        ("metrics.json", b"[1, 2]", "an object"),
        ("metrics.json", b"{", "not JSON"),
        ("metrics.json", b'{"brier": 0.1}', "log_loss is missing"),
        ("metrics.json", b'{"log_loss": "low"}', "log_loss is missing"),
        ("metrics.json", b'{"log_loss": NaN}', "metrics"),
        ("signature.json", b"{}", "signature.json"),
        ("signature.json", b'{"name": "Price Drop"}', "name"),
    ],
)
def test_a_bundle_that_is_not_whole_is_refused_by_its_file(
    tmp_path: Path, file: str, content: bytes | None, told: str
) -> None:
    folder = bundle_in(tmp_path / "bundle")
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        read_bundle(folder)
    assert told in refused.value.detail


def test_the_same_files_are_the_same_bundle_and_one_byte_more_is_another(tmp_path: Path) -> None:
    one, same, other = (bundle_in(tmp_path / name) for name in ("one", "same", "other"))
    (other / "trees.npz").write_bytes(b"trees ")
    digests = [read_bundle(each).digest for each in (one, same, other)]
    assert digests[0] == digests[1] != digests[2]
