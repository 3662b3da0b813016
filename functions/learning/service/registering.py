"""Registering a bundle: its files in the bucket, then its record in the table."""

from typing import Protocol

from learning.models import Bundle, Stage, Standing, Version
from learning.service import recorded
from learning.store import ModelStore
from tradewind.clock import Clock
from tradewind.errors import Conflict
from tradewind.registry.bundle import File

TRIES = 3


class Files(Protocol):
    """Where the files of models are kept; see tradewind.registry.artifacts."""

    def write(self, name: str, digest: str, file: File, content: bytes) -> None: ...


def register(
    bundle: Bundle, tenant: str, operator: str, *, store: ModelStore, files: Files, now: Clock, at_once: bool = False
) -> Version:
    """Keep a bundle as the next version of its model: a candidate.

    `at_once`: where the model has no production version, it becomes that; what is shipped with a release does. A bundle
    that is registered already is answered as it stands. The files come first, under their own hash: what is cut short
    leaves files that nothing names, and registered again it is whole. Raises: Conflict when the model keeps changing.
    """
    name = bundle.signature.name
    for _ in range(TRIES):
        if found := store.registered(name, bundle.digest):
            return found
        for file in bundle.files:
            files.write(name, bundle.digest, file, (bundle.folder / file.name).read_bytes())
        before, at = store.standing(name), now()
        becomes_production = at_once and (before is None or before.production is None)
        reason = "shipped with this release, and no version answered" if becomes_production else "registered"
        actor = store.audit.persons().actor(tenant, operator)
        version = Version(
            name=name,
            version=before.latest + 1 if before else 1,
            stage=Stage.PRODUCTION if becomes_production else Stage.CANDIDATE,
            since=at,
            by=actor,
            reasons=(reason,),
            signature=bundle.signature,
            metrics=bundle.metrics,
            files=bundle.files,
            digest=bundle.digest,
            registered_at=at,
        )
        after = Standing(
            name=name,
            latest=version.version,
            production=version.version if becomes_production else before.production if before else None,
            previous=before.previous if before else None,
            canary=before.canary if before else None,
            revision=before.revision + 1 if before else 1,
        )
        made = recorded.act(tenant, actor, "model_registered", version, [reason], at, stage=version.stage.value)
        try:
            store.add(before, after, version, bundle.card, made)
        except Conflict:
            continue
        return version
    raise Conflict(f"{name} keeps changing; try again")
