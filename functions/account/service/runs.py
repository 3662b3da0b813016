"""Carrying jobs out: what an erasure found, the file of an export, the certificate, and runs that were cut short.

Each of these may be done again: what is there already stays as it is.
"""

import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from account.models.rights import MOST_RUNS, Certificate, Job, JobKind, JobState
from account.service.rights import Machines
from account.store.jobs import ExportFiles, JobStore, zip_of
from tradewind import audit, rights
from tradewind.clock import Clock
from tradewind.errors import Conflict, TradewindError
from tradewind.evidence import Decision, Reason
from tradewind.observability import logger

KEPT_ALWAYS = [
    "what the tenant has booked, as long as its tokens say so",
    "entries of the audit, until their time is over: persons stand in them as keyed hashes whose key is erased",
    "this job with its certificate, for 30 days",
    "backups of the tables, for 35 days; after one is put back, ask again",
]


def note_found(tenant: str, job_id: str, found: Sequence[rights.Done], *, store: JobStore) -> None:
    """Remember what an erasure found in each capability, before anything is removed."""
    for each in found:
        store.note_found(tenant, job_id, each.capability, each.counts)


def bundle(tenant: str, job_id: str, run: str, *, store: JobStore, files: ExportFiles, folder: Path, now: Clock) -> Job:
    """Put the parts of a run into one zip of JSON lines, with a manifest, and end the export."""
    job = store.get(tenant, job_id)
    if job.state is not JobState.RUNNING:
        return job
    path = folder / f"{job_id}.zip"
    places: dict[str, list[str]] = {}
    for name, place in files.parts(tenant, job, run):
        places.setdefault(name, []).append(place)
    rows: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in places.items():
            rows[name] = 0
            with archive.open(name, "w", force_zip64=True) as file:
                for place in parts:
                    for piece in files.read(place):
                        rows[name] += piece.count(b"\n")
                        file.write(piece)
        about = {"job_id": job_id, "user": job.user, "asked_at": job.asked_at.isoformat(), "rows": rows}
        archive.writestr("manifest.json", json.dumps(about, indent=2))
    try:
        files.keep(zip_of(tenant, job), str(path))
    finally:
        path.unlink()
    return _end(
        tenant, job, job.model_copy(update={"state": JobState.DONE, "done_at": now(), "rows": rows}), store, now
    )


def certify(tenant: str, job_id: str, left: Sequence[rights.Done], *, store: JobStore, now: Clock) -> Job:
    """End an erasure with its certificate. Raises: TradewindError while something is left: the next run removes it."""
    job = store.get(tenant, job_id)
    if job.state is not JobState.RUNNING:
        return job
    if any(count for each in left for count in each.counts.values()):
        raise TradewindError(f"erasure {job_id}: something came in meanwhile")
    certificate = Certificate(
        job_id=job_id,
        tenant=tenant,
        user=job.user,
        asked_at=job.asked_at,
        erased_at=now(),
        found=store.found(tenant, job_id),
        left={each.capability: each.counts for each in left},
        kept=[*KEPT_ALWAYS, *(note for each in left for note in each.notes)],
    )
    sealed = audit.hash_of(audit.canonical(certificate))
    change = {
        "state": JobState.DONE,
        "done_at": certificate.erased_at,
        "certificate": certificate,
        "certificate_sha256": sealed,
    }
    return _end(tenant, job, job.model_copy(update=change), store, now)


def resume(*, store: JobStore, machines: Machines, now: Clock) -> int:
    """Begin anew each job whose last run is over while the job is not; after five runs it is given up.

    Returns how many were begun.
    """
    begun = 0
    for tenant, job in ((each.tenant, each.job) for each in store.opened()):
        if machines.is_running(job):
            continue
        if job.runs == MOST_RUNS:
            logger.error("job given up", job_id=job.job_id)
            _end(tenant, job, job.model_copy(update={"state": JobState.FAILED, "done_at": now()}), store, now)
            continue
        with suppress(Conflict):
            again = job.model_copy(update={"runs": job.runs + 1})
            store.change(tenant, job, again)
            machines.start(tenant, again)
            begun += 1
    return begun


def _end(tenant: str, job: Job, over: Job, store: JobStore, now: Clock) -> Job:
    """End a job, and record how. One that another run ended meanwhile stays as that one left it.

    Raises: NotFound when it was erased.
    """
    decision: Decision[audit.Facts] = Decision(
        value={
            "state": str(over.state),
            "certificate_sha256": over.certificate_sha256,
            "rows": sum((over.rows or {}).values()) if over.kind is JobKind.EXPORT else None,
        },
        basis="rule",
        reasons=[Reason(text="each capability is through" if over.state is JobState.DONE else "five runs failed")],
        provenance="rule:account.rights@1",
    )
    act = audit.act(tenant, "service:account", f"account.{job.kind}_ended", f"job:{job.job_id}", decision, at=now())
    try:
        store.change(tenant, job, over, act)
    except Conflict:
        return store.get(tenant, job.job_id)
    return over
