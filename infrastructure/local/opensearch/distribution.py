"""The node's program: three archives of the project's own, fetched from Maven Central once and unpacked once.

The first is the distribution that OpenSearch tests itself with: all modules, no Java, no security plugin. The others
add vectors and hybrid queries.
"""

import fcntl
import hashlib
import os
import shutil
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

VERSION = "3.6.0"
CENTRAL = "https://repo.maven.apache.org/maven2"
"""OPENSEARCH_REPOSITORY names another that holds the same, as a company's own."""
PATIENCE_S = 60
CHUNK = 1 << 20


class Unfetched(Exception):
    """An archive cannot be had; the text says why."""


@dataclass(frozen=True)
class Archive:
    """A zip file. `path`: in the repository; `into`: where it is unpacked; `but`: what of it is left out."""

    path: str
    sha256: str
    into: str = ""
    but: tuple[str, ...] = ()


HOME = f"opensearch-{VERSION}"
ARCHIVES = (
    Archive(
        f"org/opensearch/distribution/integ-test-zip/opensearch/{VERSION}/opensearch-{VERSION}.zip",
        "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
        # 75 MB of places by address, a console's back end and tools, none of which is asked.
        but=(f"{HOME}/modules/ingest-geoip/", f"{HOME}/modules/opensearch-dashboards/", f"{HOME}/lib/tools/"),
    ),
    Archive(
        f"org/opensearch/plugin/opensearch-knn/{VERSION}.0/opensearch-knn-{VERSION}.0.zip",
        "ac392ca28a39b3bf290648a422ef30cb149dda2963a9d7feb26060e932341c9a",
        into=f"{HOME}/plugins/opensearch-knn",
    ),
    Archive(
        f"org/opensearch/plugin/neural-search/{VERSION}.0/neural-search-{VERSION}.0.zip",
        "6ef1b206e79391e2e36268e32dc34d27fd8b8a59a8eb0a7393c97d53b038e433",
        into=f"{HOME}/plugins/opensearch-neural-search",
    ),
)


def cache() -> Path:
    """Where it is kept between runs and stacks: TRADEWIND_CACHE, or the system's own place.

    Root's is one that others can enter too, for the node runs as another user.
    """
    if named := os.environ.get("TRADEWIND_CACHE"):
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/cache/tradewind")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tradewind"


def is_unpacked() -> bool:
    """Whether nothing has to be fetched."""
    return (cache() / HOME).is_dir()


def unpacked(say: Callable[[str], None] = lambda step: None) -> Path:
    """The program's folder, fetched and unpacked by whoever asks first while others wait. Raises: Unfetched."""
    kept = cache()
    try:
        kept.mkdir(parents=True, exist_ok=True, mode=0o755)
        with (kept / f"{HOME}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_unpacked():
                say("fetching OpenSearch, 180 MB, once")
                with TemporaryDirectory(dir=kept, prefix=".unpacking-") as folder:
                    for archive in ARCHIVES:
                        unpack(fetched(archive, Path(folder)), archive, Path(folder))
                    (Path(folder) / HOME).rename(kept / HOME)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unfetched(f"OpenSearch cannot be unpacked in {kept}: {error}") from error
    return kept / HOME


def fetched(archive: Archive, folder: Path) -> Path:
    """The archive as a file, its content checked. Raises: Unfetched."""
    address = f"{os.environ.get('OPENSEARCH_REPOSITORY', CENTRAL).rstrip('/')}/{archive.path}"
    file = folder / Path(archive.path).name
    hashed = hashlib.sha256()
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer, file.open("wb") as out:  # noqa: S310  https
            while chunk := answer.read(CHUNK):
                hashed.update(chunk)
                out.write(chunk)
    except URLError as error:
        raise Unfetched(f"{address} cannot be fetched: {error.reason}") from error
    if hashed.hexdigest() != archive.sha256:
        raise Unfetched(f"{address} is not what it should be: its SHA-256 is {hashed.hexdigest()}")
    return file


def unpack(file: Path, archive: Archive, folder: Path) -> None:
    """Unpack an archive for everyone to read, without what is left out of it."""
    into = folder / archive.into
    with zipfile.ZipFile(file) as packed:
        for entry in packed.infolist():
            if entry.is_dir() or entry.filename.startswith(archive.but):
                continue
            target = into / entry.filename
            if not target.resolve().is_relative_to(folder.resolve()):
                raise Unfetched(f"{file.name} holds a file outside its folder: {entry.filename}")
            target.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(entry) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
    file.unlink()
