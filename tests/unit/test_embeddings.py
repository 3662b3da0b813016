"""What stands for the meaning of a text: one port, three that fill it."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.packages import find_uv
from minilm.__main__ import convert, main
from minilm.graph import graph_of
from minilm.reference import vector_of
from minilm.weights import Shape, WrongWeights, read_weights
from tradewind.embeddings import Embedder, content_hash, opening
from tradewind.embeddings.minilm import MiniLmEmbedder
from tradewind.embeddings.ngrams import NgramEmbedder
from tradewind.embeddings.openai import OpenAiEmbedder, read_key
from tradewind.embeddings.remembering import Remembering
from tradewind.errors import TradewindError, Unavailable
from tradewind_cli.checkout import ROOT
from tradewind_cli.models.minilm import minilm

SMALL = Shape(layers=2, heads=4, width=32, pieces=16)
TEXTS = ["a red kettle", "Edelstahl-Wasserkocher 1,7 l", "मिट्टी का दीया", "x " * 300, ""]


def drawn_weights(shape: Shape) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    inside = 4 * shape.width
    sizes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (50, shape.width),
        "embeddings.position_embeddings.weight": (2 * shape.pieces, shape.width),
        "embeddings.token_type_embeddings.weight": (2, shape.width),
    }
    for number in range(shape.layers):
        layer = f"encoder.layer.{number}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            sizes[f"{layer}.{part}.weight"] = (shape.width, shape.width)
        sizes |= {
            f"{layer}.intermediate.dense.weight": (inside, shape.width),
            f"{layer}.output.dense.weight": (shape.width, inside),
        }
    norms = ["embeddings.LayerNorm"]
    norms += [f"encoder.layer.{n}.{part}output.LayerNorm" for n in range(shape.layers) for part in ("attention.", "")]
    found = {name: rng.normal(0, 0.3, size) for name, size in sizes.items()}
    found |= {name[:-6] + "bias": rng.normal(0, 0.1, size[0]) for name, size in sizes.items() if "layer" in name}
    for norm in norms:
        found |= {f"{norm}.weight": rng.normal(1, 0.1, shape.width), f"{norm}.bias": rng.normal(0, 0.1, shape.width)}
    return {name: value.astype(np.float32) for name, value in found.items()}


@pytest.mark.parametrize(("int8", "least"), [(False, 0.9999999), (True, 0.995)])
def test_the_graph_reckons_as_the_reference_does(int8: bool, least: float) -> None:
    weights = drawn_weights(SMALL)
    model = graph_of(weights, int8=int8, shape=SMALL).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    for pieces in (np.array([1]), np.arange(7), np.arange(16) * 3):
        vector = session.run(None, {"pieces": pieces.astype(np.int64)})[0]
        assert vector @ vector_of(pieces, weights, SMALL) > least
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder(minilm())


def test_the_model_that_is_served_means_what_the_published_one_does(embedder: MiniLmEmbedder) -> None:
    """By the cosine with the reference on the published weights: 8-bit integers leave 0.99 of it and more."""
    texts = [*TEXTS[:3], "ceramic mug with lid, 350 ml, dishwasher safe, box of 24"]
    pieces = [embedder._tokenizer.encode(text).ids for text in texts]
    command = [
        *find_uv().split(),
        "run",
        "--quiet",
        "--frozen",
        "--isolated",
        "--only-group",
        "minilm",
        "--python",
        sys.executable,
    ]
    done = subprocess.run(
        [*command, "python", "-m", "minilm.reference"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "layers/embeddings")},
        input=json.dumps(pieces),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    cosines = (embedder.embed(texts) * np.array(json.loads(done.stdout))).sum(axis=1)
    assert (cosines > 0.99).all(), cosines


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: MiniLmEmbedder) -> None:
    together = embedder.embed(TEXTS)
    assert together.dtype == np.float32
    assert together.shape == (len(TEXTS), embedder.dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, together, strict=True):
        assert (embedder.embed([text])[0] == vector).all()
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_meaning_is_nearer_than_spelling(embedder: MiniLmEmbedder) -> None:
    asked, sofa, safe = embedder.embed(
        ["couch for the living room", "three-seat sofa in grey linen", "coach tour ticket"]
    )
    assert asked @ sofa > asked @ safe + 0.2


def test_what_comes_after_256_pieces_is_not_looked_at(embedder: MiniLmEmbedder) -> None:
    long = "kettle " * 254
    first, second = embedder.embed([long, long + "sofa " * 1000])
    assert (first == second).all()


def test_half_a_character_is_embedded_as_a_text_without_it(embedder: MiniLmEmbedder) -> None:
    assert (embedder.embed(["kettle \ud83d"]) == embedder.embed(["kettle ?"])).all()


def test_a_damaged_model_is_not_served(tmp_path: Path) -> None:
    folder = shutil.copytree(minilm(), tmp_path / "model")
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.onnx").write_bytes(content)
    with pytest.raises(Unavailable, match="not the file"):
        MiniLmEmbedder(folder)
    (folder / "model.onnx").unlink()
    with pytest.raises(Unavailable, match="no whole model"):
        MiniLmEmbedder(folder)


def test_other_weights_than_were_published_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 64)
    with pytest.raises(WrongWeights, match="53aa5117"):
        convert(tmp_path, tmp_path / "out")
    assert main([str(tmp_path / "out"), "--weights", str(tmp_path)]) == 1
    assert not (tmp_path / "out").exists()


def test_a_file_of_weights_is_read_by_its_header() -> None:
    numbers = np.arange(6, dtype="<f4").reshape(2, 3)
    header = {
        "__metadata__": {"format": "pt"},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
        "some.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
    }
    told = json.dumps(header).encode()
    found = read_weights(len(told).to_bytes(8, "little") + told + bytes(8) + numbers.tobytes())
    assert list(found) == ["some.weight"]
    assert (found["some.weight"] == numbers).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_a_vector_of_spellings(texts: list[str]) -> None:
    embedder = NgramEmbedder()
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        assert np.allclose(embedder.embed([text])[0], vector)


def test_spellings_stand_in_and_say_so() -> None:
    embedder = NgramEmbedder()
    kettle, kettles, plain, other = embedder.embed(["Steel kettle", "steel kettles", "STÉEL   kettle", "garden hose"])
    assert embedder.is_degraded
    assert kettle @ kettles > 0.8
    assert kettle @ plain == pytest.approx(1)
    assert abs(kettle @ other) < 0.2


class Counting:
    """Counts what it is asked."""

    name, dimensions, is_degraded = "counting-2", 2, False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Any) -> Any:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], np.float32)


def test_what_was_embedded_lately_is_not_embedded_again() -> None:
    under = Counting()
    embedder = Remembering(under, most=2)
    first = embedder.embed(["a", "bb", "a"])
    assert under.asked == ["a", "bb"]
    first[:] = 0  # the caller's own
    assert embedder.embed(["bb", "a"]).tolist() == [[2, 1], [1, 1]]
    assert under.asked == ["a", "bb"]
    embedder.embed(["ccc"])
    embedder.embed(["a"])
    assert under.asked == ["a", "bb", "ccc"], "the one that was asked longest ago is let go of"
    embedder.embed(["bb"])
    assert under.asked[-1] == "bb"


def test_what_fails_is_not_remembered() -> None:
    class Failing(Counting):
        def embed(self, texts: Any) -> Any:
            super().embed(texts)
            raise Unavailable("down")

    under = Failing()
    for _ in range(2):
        with pytest.raises(Unavailable):
            Remembering(under, most=2).embed(["a"])
    assert under.asked == ["a", "a"]


def test_a_hash_of_content_tells_the_space_too() -> None:
    class Other(Counting):
        name = "other"

    assert content_hash(Counting(), "a") != content_hash(Other(), "a")
    assert content_hash(Counting(), "a") == content_hash(Counting(), "a")


class Wire:
    """A server that speaks as OpenAI does. `answers`: what to say before it embeds, each once; None breaks off."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], bytes] | None] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.as_list = False
        wire = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                wire.asked.append({"path": self.path, **body})
                wire.keys.add(self.headers["Authorization"])
                told = wire.answers.pop(0) if wire.answers else (200, {}, wire.embedded(body))
                if told is None:
                    self.close_connection = True
                    return
                status, headers, content = told
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def embedded(self, body: dict[str, Any]) -> bytes:
        rows = []
        for index, text in enumerate(body["input"]):
            vector = np.zeros(body["dimensions"], "<f4")
            vector[len(text) % body["dimensions"]] = 3
            sent = vector.tolist() if self.as_list else base64.b64encode(vector.tobytes()).decode()
            rows.append({"object": "embedding", "index": index, "embedding": sent})
        return json.dumps({"object": "list", "data": rows[::-1], "model": body["model"]}).encode()


@pytest.fixture
def wire() -> Iterator[Wire]:
    started = Wire()
    yield started
    started.server.shutdown()
    started.server.server_close()


def asking(wire: Wire, waits: list[float]) -> OpenAiEmbedder:
    return OpenAiEmbedder("sk-secret", "text-embedding-3-large", 64, wire.url, waits.append)


def refusal(status: int, code: str | None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    told = {"error": {"message": "You sent sk-secret", "code": code}}
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(told).encode()


@pytest.mark.parametrize("as_list", [False, True])
def test_a_hundred_texts_go_into_a_call_and_come_back_in_their_order(wire: Wire, as_list: bool) -> None:
    wire.as_list = as_list
    vectors = asking(wire, []).embed(["x" * (n % 64) for n in range(250)])
    assert [len(each["input"]) for each in wire.asked] == [100, 100, 50]
    assert wire.asked[0]["path"] == "/v1/embeddings"
    assert wire.asked[0]["model"] == "text-embedding-3-large"
    assert wire.asked[0]["dimensions"] == 64
    assert wire.keys == {"Bearer sk-secret"}
    assert vectors.argmax(axis=1).tolist() == [max(n % 64, 1) for n in range(250)]  # an empty one goes as a space
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_what_passes_is_asked_again_and_as_late_as_the_server_wants(wire: Wire) -> None:
    wire.answers = [refusal(429, "rate_limit_exceeded", Retry_After="2"), None]
    waits: list[float] = []
    assert asking(wire, waits).embed(["a"]).shape == (1, 64)
    assert waits[0] == 2
    assert 0.2 < waits[1] <= 0.5
    wire.answers = [refusal(503, None)] * 3
    with pytest.raises(Unavailable, match="503"):
        asking(wire, waits).embed(["a"])
    assert len(wire.asked) == 6


@pytest.mark.parametrize(
    "told",
    [
        refusal(400, "invalid_request"),
        refusal(401, "invalid_api_key"),
        refusal(429, "insufficient_quota"),
        refusal(429, "rate_limit_exceeded", Retry_After="3600"),
        (200, {}, b"<html>"),
        (200, {}, b'{"data": []}'),
        (200, {}, b'{"data": [{"index": 0, "embedding": [1, 2]}]}'),
        (200, {}, json.dumps({"data": [{"index": 0, "embedding": [0] * 64}]}).encode()),
    ],
)
def test_what_does_not_pass_is_asked_once(
    wire: Wire, told: tuple[int, dict[str, str], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    wire.answers = [told]
    with pytest.raises(Unavailable) as raised:
        asking(wire, []).embed(["a"])
    assert len(wire.asked) == 1
    assert "sk-secret" not in raised.value.detail + "".join(capsys.readouterr())


def test_nobody_there_is_unavailable() -> None:
    waits: list[float] = []
    with pytest.raises(Unavailable, match="does not answer"):
        OpenAiEmbedder("sk-secret", "m", 64, "http://127.0.0.1:9/v1", waits.append).embed(["a"])
    assert len(waits) == 2


def test_the_setting_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDER", "ngrams")
    opening.open_embedder.cache_clear()
    found: Embedder = opening.open_embedder()
    assert (found.name, found.dimensions, found.is_degraded) == ("ngrams-384", 384, True)
    assert opening.open_embedder() is found
    opening.open_embedder.cache_clear()
    monkeypatch.setenv("EMBEDDER", "openai")
    with pytest.raises(TradewindError, match="OPENAI_KEY_PARAMETER"):
        opening.open_embedder()
    monkeypatch.setenv("EMBEDDER", "minilm")
    with pytest.raises(Unavailable, match="layer of embeddings"):
        opening.open_embedder()


def test_a_key_without_a_parameter_is_a_wrong_setting() -> None:
    with pytest.raises(TradewindError):
        read_key("")
