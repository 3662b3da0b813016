"""The ports of this capability's Lambdas, opened on first use. A service takes them as arguments."""

from functools import cache
from typing import TYPE_CHECKING

from tradewind.config import Settings
from tradewind.queue import Queue, queue

if TYPE_CHECKING:
    from catalog.machines import ImportMachine
    from tradewind.embeddings import Embedder
    from tradewind.registry import Models
    from tradewind.search import Schema, Search


class IndexSettings(Settings):
    index_queue_url: str


class DeadLettersSettings(Settings):
    dead_letters_queue_url: str


class MachineSettings(Settings):
    import_machine_arn: str


class SpaceSettings(Settings):
    """EMBEDDER: what makes vectors of texts, and so which index there is. The dimensions are OpenAI's."""

    embedder: str = "minilm"
    openai_embedding_dimensions: int = 1024


@cache
def open_index() -> Queue:
    """The queue of what the index is to be told."""
    return queue(IndexSettings.load().index_queue_url)


@cache
def open_dead_letters() -> Queue:
    """The dead-letter queue of this function's own queue."""
    return queue(DeadLettersSettings.load().dead_letters_queue_url)


@cache
def open_machines() -> "ImportMachine":
    """The state machine that carries imports out."""
    import boto3

    from catalog.machines import ImportMachine
    from tradewind.dynamo import CONFIG

    return ImportMachine(MachineSettings.load().import_machine_arn, boto3.client("stepfunctions", config=CONFIG))


@cache
def open_schema() -> "Schema":
    """The index that belongs to this stage's embedder; known without opening that."""
    from catalog.index import SPACES, schema

    settings = SpaceSettings.load()
    return schema(settings.embedder, SPACES.get(settings.embedder, settings.openai_embedding_dimensions))


def has_search() -> bool:
    """Whether this stage has a search engine."""
    from tradewind.search import port

    return port.has_search()


def open_search() -> "Search":
    """The search engine."""
    from tradewind import search

    return search.open_search()


def open_embedder() -> "Embedder":
    """What makes vectors of texts. Raises: Unavailable."""
    from tradewind import embeddings

    return embeddings.open_embedder()


def open_models() -> "Models":
    """The registry of models."""
    from tradewind import registry

    return registry.open_models()
