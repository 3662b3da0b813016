"""Which embedder a function has, opened on first use."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from tradewind.config import Settings
from tradewind.embeddings.port import Embedder

MOST_REMEMBERED = 4096  # texts: 6 MB at 384 numbers


class EmbedderSettings(Settings):
    """EMBEDDER: what embeds. The rest is OpenAI's: the SSM parameter that holds the key (without the leading slash),
    the model, how many numbers of it, and where it is asked."""

    embedder: Literal["minilm", "openai", "ngrams"] = "minilm"
    openai_key_parameter: str = ""
    openai_embedding_model: str = "text-embedding-3-large"
    openai_embedding_dimensions: Annotated[int, Field(ge=64, le=3072)] = 1024
    openai_url: str = "https://api.openai.com/v1"


@cache
def open_embedder() -> Embedder:
    """The embedder of this container. Raises: Unavailable when it cannot be opened; the next call tries again."""
    from tradewind.embeddings.remembering import Remembering

    return Remembering(_opened(EmbedderSettings.load()), MOST_REMEMBERED)


def _opened(settings: EmbedderSettings) -> Embedder:
    if settings.embedder == "ngrams":
        from tradewind.embeddings.ngrams import NgramEmbedder

        return NgramEmbedder()
    if settings.embedder == "openai":
        from tradewind.embeddings.openai import OpenAiEmbedder, read_key

        return OpenAiEmbedder(
            read_key(settings.openai_key_parameter),
            settings.openai_embedding_model,
            settings.openai_embedding_dimensions,
            settings.openai_url,
        )
    from tradewind.embeddings.minilm import MiniLmEmbedder, installed

    return MiniLmEmbedder(installed())
