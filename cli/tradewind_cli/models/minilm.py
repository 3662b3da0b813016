"""The embedder on this machine: the layer as `tradewind up` builds it, once for each change of it."""

from pathlib import Path

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.trouble import Trouble

LAYER = ROOT / "layers/embeddings"


def minilm() -> Path:
    """The folder of the converted model; built where it is not there, in some seconds. Raises: Trouble."""
    use_sources()
    from local.packages import BuildError, Unit, build_unit

    try:
        built = build_unit(Unit(ROOT / "template.yaml", "EmbeddingsLayer", LAYER), ROOT / ".build", "host")
    except BuildError as error:
        raise Trouble(f"MiniLM cannot be converted: {error}") from error
    return built / "python/tradewind_minilm"
