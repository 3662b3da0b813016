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

    `at_once`, for what is shipped with a release: it becomes production where the model has none, or one that takes
    other inputs than this release's code gives, so that nobody could be answered by it. A bundle that is registered
    already is answered as it stands. The files come first, under their own hash: what is cut short leaves files that
    nothing names, and registered again it is whole. Raises: Conflict when the model keeps changing.
    """
    name = bundle.signature.name
    for _ in range(TRIES):
        if found := store.registered(name, bundle.digest):
            return found
        for file in bundle.files:
            files.write(name, bundle.digest, file, (bundle.folder / file.name).read_bytes())
        before, at = store.standing(name), now()
        replaced = store.version_of(name, before.production) if before and before.production else None
        reason = _why_at_once(bundle, replaced) if at_once else None
        actor = store.audit.persons().actor(tenant, operator)
        version = Version(
            name=name,
            version=before.latest + 1 if before else 1,
            stage=Stage.PRODUCTION if reason else Stage.CANDIDATE,
            since=at,
            by=actor,
            reasons=(reason or "registered",),
            signature=bundle.signature,
            metrics=bundle.metrics,
            files=bundle.files,
            digest=bundle.digest,
            registered_at=at,
        )
        after = _standing(before, version)
        moved = []
        if reason and replaced:
            why = (f"{version.label} answers in its place",)
            moved.append(replaced.model_copy(update={"stage": Stage.RETIRED, "since": at, "by": actor, "reasons": why}))
        told = recorded.promoted(version, before, version.reasons, at) if reason else None
        made = recorded.act(tenant, actor, "model_registered", version, version.reasons, at, stage=version.stage.value)
        try:
            store.add(before, after, version, bundle.card, moved, told, made)
        except Conflict:
            continue
        return version
    raise Conflict(f"{name} keeps changing; try again")


def _why_at_once(bundle: Bundle, production: Version | None) -> str | None:
    """Why a shipped bundle answers at once; None where it waits to be promoted."""
    if production is None:
        return "shipped with this release, and no version answered"
    if production.signature.inputs != bundle.signature.inputs:
        return f"shipped with this release, whose code gives other inputs than {production.label} takes"
    return None


def _standing(before: Standing | None, version: Version) -> Standing:
    """A model with one version more."""
    known = before or Standing(name=version.name, latest=version.version, revision=1)
    change: dict[str, object] = {"latest": version.version, "revision": before.revision + 1 if before else 1}
    if version.stage is Stage.PRODUCTION:
        change |= {"production": version.version, "previous": known.production}
    return known.model_copy(update=change)
