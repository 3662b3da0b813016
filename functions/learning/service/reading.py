"""Looking at models: which there are, which versions answer, how good each is, and what became of a promotion."""

from learning.models import Promotion, ShownModel, ShownVersion, Stage, Standing, Version, VersionLine
from learning.store import ModelStore
from tradewind.paging import Page


def models(limit: int, next: str | None, *, store: ModelStore) -> Page[ShownModel]:
    """A page of the models, by name. Raises: InvalidInput for a token of another list."""
    page = store.models(limit, next)
    return Page(items=[_shown(each, store) for each in page.items], next=page.next)


def model(name: str, *, store: ModelStore) -> ShownModel:
    """A model, and which of its versions answer. Raises: NotFound."""
    return _shown(store.known(name), store)


def versions(name: str, limit: int, next: str | None, *, store: ModelStore) -> Page[VersionLine]:
    """A page of a model's versions, the newest first. Raises: NotFound, InvalidInput for a token of another list."""
    standing = store.known(name)
    page = store.versions(name, limit, next)
    return Page(items=[_line(each, standing) for each in page.items], next=page.next)


def version(name: str, number: int, *, store: ModelStore) -> ShownVersion:
    """A version with all that is known of it. Raises: NotFound."""
    found = store.version_of(name, number)
    return ShownVersion(
        **dict(_line(found, store.known(name))),
        name=name,
        signature=found.signature,
        files=found.files,
        card=store.card(name, number),
    )


def promotions(name: str, limit: int, next: str | None, *, store: ModelStore) -> Page[Promotion]:
    """A page of a model's promotions, the newest first. Raises: NotFound, InvalidInput for a token of another list."""
    store.known(name)
    return store.promotions(name, limit, next)


def promotion(name: str, promotion_id: str, *, store: ModelStore) -> Promotion:
    """A promotion, with what the canary did until now. Raises: NotFound."""
    return store.promotion(name, promotion_id).promotion


def _shown(standing: Standing, store: ModelStore) -> ShownModel:
    answering = [standing.production, standing.canary.version if standing.canary else None]
    production, canary = (
        _line(store.version_of(standing.name, each), standing) if each else None for each in answering
    )
    under_way = store.under_way(standing.name)
    return ShownModel(
        name=standing.name,
        latest=standing.latest,
        production=production,
        canary=canary,
        previous=standing.previous,
        promotion=under_way.promotion if under_way else None,
    )


def _line(version: Version, standing: Standing) -> VersionLine:
    taken = standing.canary.share if standing.canary else 0.0
    share = {Stage.CANARY: taken, Stage.PRODUCTION: 1 - taken}.get(version.stage)
    return VersionLine(
        version=version.version,
        model=version.label,
        stage=version.stage,
        share=share,
        since=version.since,
        by=version.by,
        reasons=version.reasons,
        metrics=version.metrics,
        registered_at=version.registered_at,
    )
