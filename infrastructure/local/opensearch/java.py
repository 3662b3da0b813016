"""A Java that OpenSearch runs on, where systems keep theirs.

It needs version 21 or newer, with the modules that a full runtime has: some that are cut down start the node, and then
no index can be made.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = 21
NEEDED = {"jdk.incubator.vector", "jdk.management", "java.instrument"}
"""Vectors are compared with the first, memory is watched by the second, the node's own agent is loaded by the third."""
NAMED_BY = ("OPENSEARCH_JAVA_HOME", "JAVA_HOME")
SHELVES = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/jdk*",
    "/opt/hostedtoolcache/Java_*/*/*",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
)
INSTALL = f"install a JDK of version {OLDEST} or newer, or name one with OPENSEARCH_JAVA_HOME"


@dataclass(frozen=True)
class Java:
    """One that fits. `home` holds `bin/java`."""

    home: Path
    version: int

    @property
    def command(self) -> Path:
        return self.home / "bin/java"


def find() -> Java | None:
    """The one that OPENSEARCH_JAVA_HOME names and no other, else the oldest that fits; None where none does."""
    if named := os.environ.get("OPENSEARCH_JAVA_HOME"):
        return look_at(Path(named))
    fitting = [java for home in homes() if (java := look_at(home))]
    return min(fitting, key=lambda java: java.version, default=None)


def homes() -> Iterator[Path]:
    """Where one may be: variables of the environment, `java` on the path, and the folders of `SHELVES`."""
    for name, value in sorted(os.environ.items()):
        if value and (name in NAMED_BY or re.fullmatch(r"JAVA_HOME_\d+_\w+", name)):
            yield Path(value)
    if found := shutil.which("java"):
        yield Path(found).resolve().parents[1]
    for shelf in SHELVES:
        pattern = Path(shelf).expanduser()
        yield from sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))


def look_at(home: Path) -> Java | None:
    """The Java of a folder, told by its `release` file; None for one that is too old, cut down or not there."""
    try:
        release = (home / "release").read_text(errors="replace")
    except OSError:
        return None
    version = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    modules = re.search(r'^MODULES="([^"]*)"', release, re.MULTILINE)
    is_whole = modules is not None and set(modules[1].split()) >= NEEDED
    if version is None or int(version[1]) < OLDEST or not is_whole or not os.access(home / "bin/java", os.X_OK):
        return None
    return Java(home, int(version[1]))


def why_none() -> str:
    """Where it was looked for, and what was found there, in words."""
    if named := os.environ.get("OPENSEARCH_JAVA_HOME"):
        return f"OPENSEARCH_JAVA_HOME names {named}, which holds no Java of version {OLDEST} or newer"
    seen = sorted({str(home) for home in homes() if (home / "bin/java").exists()})
    told = f"found only {', '.join(seen)}" if seen else "found none"
    return f"looked at {', '.join(NAMED_BY)}, JAVA_HOME_*, java on PATH, {', '.join(SHELVES)}; {told}"
