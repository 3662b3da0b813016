"""A stack's state in one file, and back: `FILE` is a gzipped tar with a manifest that names and hashes all it holds.

Taken from a running stack it is what a kill at that moment would leave, so coming back from it needs nothing that
coming back from a kill does not: queues first, then items, then objects, since what a later part refers to is in an
earlier one, and work that was under way is found again. It holds the keys that sign tokens and seal secrets.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from gzip import BadGzipFile
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tradewind_cli.stack.processes import alone
from tradewind_cli.stack.running import known
from tradewind_cli.stack.state import StateFolder
from tradewind_cli.trouble import Trouble, sentence_of

FORMAT = 1
MANIFEST = "manifest.json"
ITEMS = Path("aws/items.sqlite")
SEARCH = Path("search")
PARTS = (Path("aws/services"), ITEMS, SEARCH, Path("aws/objects"), Path("shop"), Path("keys"), Path("stack.json"))
"""In the order in which they are taken; logs, locks and unpacked functions are made anew."""
VERSIONS = "_versions"
"""Where a table of the search lists the files of each version. What it lists is never changed, and kept ten minutes."""
LEFT = shutil.ignore_patterns("*.tmp", "*.new", "lambda-blobs", "tradewind-artifacts")
"""What is half written, and the functions' code: it is deployed from the checkout, by whichever release restores."""
LONGEST_MANIFEST = 64 << 20


@dataclass(frozen=True)
class Backup:
    """What a backup holds. `files`: the SHA-256 of each by its path; `items`: rows of all tables."""

    format: int
    release: str
    made_at: str
    items: int
    files: dict[str, str]


def release() -> str:
    """The version of Tradewind that is installed."""
    return version("tradewind")


def save(folder: StateFolder, file: Path, now: datetime) -> Backup:
    """Write a backup of a stack that runs or rests. A file in its place is replaced once the new one is whole.

    Raises: Trouble when there is nothing to keep, or it cannot be written.
    """
    stack = known(folder) if folder.path.is_dir() else None
    if stack is None:
        raise Trouble(f"{folder.path} holds no stack; nothing to back up")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder.lock), TemporaryDirectory(dir=file.parent, prefix=".backup-") as made:
            if folder.emulator.is_running():
                stack.flush()
            copied = Path(made) / "state"
            copy_parts(folder.path, copied)
            backup = Backup(FORMAT, release(), now.astimezone(UTC).isoformat(), count_items(copied), hashed(copied))
            packed = Path(made) / "packed"
            pack(copied, backup, packed)
            packed.replace(file)
        return backup
    except OSError as error:
        raise Trouble(sentence_of(error)) from error


def load(folder: StateFolder, file: Path, in_place_of_another: bool = False) -> Backup:
    """Put the state of a backup in a folder. All of it is checked before anything of the folder is touched.

    `in_place_of_another`: a stack that the folder holds now is forgotten.

    Raises: Trouble for a running stack, a folder that holds one, and a file that is damaged or of a later version.
    """
    if not file.is_file():
        raise Trouble(f"there is no file {file}")
    folder.prepare()
    try:
        with alone(folder.lock), TemporaryDirectory(dir=folder.path.parent, prefix=".restore-") as made:
            if any(each.is_running() for each in (folder.emulator, folder.search, folder.shop)):
                raise Trouble(f"a stack runs in {folder.path}; first run: tradewind down")
            if known(folder) is not None and not in_place_of_another:
                raise Trouble(f"{folder.path} holds a stack already; to replace it, add --replace")
            fresh = Path(made)
            backup = unpack(file, fresh)
            folder.clear()
            for part in PARTS:
                if (fresh / part).exists():
                    (folder.path / part).parent.mkdir(exist_ok=True)
                    shutil.move(fresh / part, folder.path / part)
            folder.keep(replace(folder.record(), deployed=""))
        return backup
    except OSError as error:
        raise Trouble(sentence_of(error)) from error


def copy_parts(source: Path, target: Path) -> None:
    """Copy all that is kept, each file whole: services replace theirs in one step, items come by SQLite's own way."""
    for part in PARTS:
        there, here = source / part, target / part
        if part == ITEMS and there.exists():
            here.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(there)) as items, closing(sqlite3.connect(here)) as copied:
                items.backup(copied)
        elif part == SEARCH:
            copy_tables(there, here)
        elif there.is_dir():
            shutil.copytree(there, here, copy_function=copy_if_there, ignore=LEFT)
        elif there.exists():
            here.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(there, here)


def copy_tables(source: Path, target: Path) -> None:
    """Copy the search's tables as they are written to: the lists of files first, so that all they list is there."""
    files = [path for path in source.rglob("*") if path.is_file()]
    for path in sorted(files, key=lambda path: VERSIONS not in path.parts):
        here = target / path.relative_to(source)
        here.parent.mkdir(parents=True, exist_ok=True)
        copy_if_there(str(path), str(here))


def copy_if_there(source: str, target: str) -> None:
    """Copy a file unless it is gone since the folder was listed: an object may be deleted meanwhile."""
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        return


def count_items(folder: Path) -> int:
    """How many rows all tables of a copied state have."""
    if not (folder / ITEMS).exists():
        return 0
    with closing(sqlite3.connect(folder / ITEMS)) as items:
        return int(items.execute("SELECT COUNT(*) FROM items").fetchone()[0])


def hashed(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file by its path."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(folder: Path, backup: Backup, file: Path) -> None:
    """Write the manifest and the files it names; the file is its owner's alone."""
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as packed:
        manifest = json.dumps(asdict(backup), indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        packed.addfile(entry, io.BytesIO(manifest))
        for name in backup.files:
            packed.add(folder / name, name, recursive=False)


def unpack(file: Path, folder: Path) -> Backup:
    """Write the files of a backup into an empty folder. Raises: Trouble when it is not whole and ours."""
    try:
        with tarfile.open(file, "r:gz") as packed:
            entries = iter(packed)
            backup = manifest_of(packed, next(entries, None))
            written = dict(written_files(packed, entries, folder, backup))
    except (tarfile.TarError, BadGzipFile, zlib.error, EOFError, ValueError, TypeError, KeyError) as error:
        raise Trouble(f"{file} is no backup, or is damaged: {error}") from error
    if missing := sorted(backup.files.keys() - written.keys()):
        raise Trouble(f"{file} is damaged: {len(missing)} files are missing, the first is {missing[0]}")
    return backup


def manifest_of(packed: tarfile.TarFile, entry: tarfile.TarInfo | None) -> Backup:
    """The manifest, which comes first. Raises: Trouble for a later format, ValueError, KeyError, TypeError."""
    if entry is None or entry.name != MANIFEST or entry.size > LONGEST_MANIFEST:
        raise ValueError("it does not begin with a manifest")
    told: dict[str, Any] = json.loads(read_whole(packed, entry))
    if told["format"] > FORMAT:
        raise Trouble(f"the backup was made by Tradewind {told['release']}, which is later than this {release()}")
    return Backup(**told)


def written_files(
    packed: tarfile.TarFile, entries: Iterator[tarfile.TarInfo], folder: Path, backup: Backup
) -> Iterator[tuple[str, str]]:
    """Write each file that the manifest names. Raises: ValueError for one that it does not name, or that differs."""
    for entry in entries:
        wanted = backup.files.get(entry.name)
        path = Path(entry.name)
        if wanted is None or not entry.isfile() or path.is_absolute() or ".." in path.parts or not is_kept(path):
            raise ValueError(f"{entry.name} does not belong in it")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        source = packed.extractfile(entry)
        if source is None:
            raise ValueError(f"{entry.name} cannot be read")
        with target.open("wb") as out:
            shutil.copyfileobj(source, out)
        target.chmod(entry.mode & 0o700)
        if digest(target) != wanted:
            raise ValueError(f"{entry.name} differs from what was saved")
        yield entry.name, wanted


def is_kept(path: Path) -> bool:
    """Whether a file is of the parts that a stack keeps."""
    return any(path == part or part in path.parents for part in PARTS)


def read_whole(packed: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    found = packed.extractfile(entry)
    if found is None:
        raise ValueError(f"{entry.name} cannot be read")
    return found.read()
