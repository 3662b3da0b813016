"""Builds what the template deploys: a folder for each function and layer, by the Makefile that lies beside it.

`sam build` runs the same Makefiles (`BuildMethod: makefile`, `--build-in-source`), so what is tested here and what
AWS gets differ in platform only. Targets:

* `aws`: arm64, Python 3.13, what `template.yaml` names.
* `host`: the machine and the Python at hand, byte-compiled.
"""

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from local.templates import Template, load_templates

Target = Literal["host", "aws"]
UNZIPPED_LIMIT_BYTES = 250 * 1024 * 1024
"""AWS Lambda quota: a function with its layers, unzipped."""
SOURCE_KEYS = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


class BuildError(Exception):
    """A function or layer cannot be built; the text says which and why."""


@dataclass(frozen=True)
class Built:
    """Where each function and layer of a set of templates lies once built."""

    target: Target
    folders: Mapping[tuple[Path, str], Path]

    def folder(self, template: Path, logical_id: str) -> Path:
        """The built folder of one resource. Raises: BuildError when the template names no such build."""
        try:
            return self.folders[template.resolve(), logical_id]
        except KeyError:
            raise BuildError(f"{template}: {logical_id} was not built") from None


def build(template: Path, out: Path, target: Target) -> Built:
    """Builds every function and layer of a template and of those nested in it, below `out`.

    A folder is named by the hash of all that goes into it; one that is there already is taken as it is. Functions of
    one recipe share one folder: of 43 units 12 are built, in 20 s.
    Raises: BuildError.
    """
    units = [unit for each in load_templates(template) for unit in units_of(each)]
    by_recipe = {unit.recipe: unit for unit in units}
    with ThreadPoolExecutor(max_workers=2) as workers:  # each step is a process that waits on disk or network
        steps = {recipe: workers.submit(build_unit, unit, out.resolve(), target) for recipe, unit in by_recipe.items()}
        return Built(target, {(unit.template, unit.logical_id): steps[unit.recipe].result() for unit in units})


@dataclass(frozen=True)
class Unit:
    """One function or layer to build: its Makefile's folder and the target `build-<logical id>` in it."""

    template: Path
    logical_id: str
    source: Path

    @property
    def recipe(self) -> tuple[Path, str]:
        """The Makefile's folder and the first target of the rule that builds it: one rule, one content."""
        rules = re.findall(r"^(build-[^:=]*):", (self.source / "Makefile").read_text().replace("\\\n", " "), re.M)
        shared: list[str] = next((rule.split() for rule in rules if f"build-{self.logical_id}" in rule.split()), [])
        return self.source, shared[0].removeprefix("build-") if shared else self.logical_id


def units_of(template: Template) -> Iterator[Unit]:
    """What one template has to build. Raises: BuildError for a resource that is not built by a Makefile."""
    for logical_id, resource in template.resources.items():
        key = SOURCE_KEYS.get(resource["Type"])
        if key is None:
            continue
        source = resource.get("Properties", {}).get(key, template.function_globals.get(key))
        if resource.get("Metadata", {}).get("BuildMethod") != "makefile" or not isinstance(source, str):
            raise BuildError(f"{template.path}: {logical_id} needs Metadata BuildMethod: makefile and a local {key}")
        folder = (template.path.parent / source).resolve()
        if not (folder / "Makefile").is_file():
            raise BuildError(f"{template.path}: {logical_id} needs a Makefile in {folder}")
        yield Unit(template.path, logical_id, folder)


def build_unit(unit: Unit, out: Path, target: Target) -> Path:
    """Builds one unit unless it is there; the folder appears under its name only when it is whole.

    Another process that builds the same is waited for.
    """
    final = out / target / f"{unit.recipe[1]}-{digest_of(unit, target)}"
    if final.is_dir():
        return final
    making = final.with_name(f".{final.name}")
    locks = out / "locks"
    for folder in (locks, making.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with (locks / f"{target}-{final.name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if final.is_dir():
            return final
        shutil.rmtree(making, ignore_errors=True)  # of a build that was killed
        making.mkdir()
        try:
            run_make(unit, making, target)
            strip(making)
            if target == "host":
                compile_bytecode(making)
            making.rename(final)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return final


def run_make(unit: Unit, artifacts: Path, target: Target) -> None:
    """Runs the unit's make target. Raises: BuildError with the end of make's output."""
    command = ["make", "--no-print-directory", "-C", str(unit.source), f"build-{unit.logical_id}"]
    variables = {"ARTIFACTS_DIR": artifacts, "TARGET": target, "PYTHON": sys.executable, "UV": find_uv()}
    done = subprocess.run(
        command + [f"{name}={value}" for name, value in variables.items()],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{unit.logical_id}: {' '.join(command)} failed:\n{done.stdout[-2000:]}")
    if not any(artifacts.iterdir()):
        raise BuildError(f"{unit.logical_id}: {' '.join(command)} wrote nothing to ARTIFACTS_DIR")


def find_uv() -> str:
    """The command that runs uv: the environment's own, the one on PATH, or its module."""
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv") or f"{sys.executable} -m uv"


def digest_of(unit: Unit, target: Target) -> str:
    """A hash of all that decides a unit's content: its files, what its Makefile reads besides, the platform."""
    hashed = hashlib.sha256(f"{unit.recipe[1]} {target} ".encode())
    if target == "host":
        hashed.update(f"{platform.machine()} {sys.platform} {sys.version} ".encode())
    makefile = (unit.source / "Makefile").read_text()
    besides = [unit.source.parent / line.split()[1].removeprefix("../") for line in includes(makefile)]
    if besides:  # a dependency layer: its included recipe, and the lock that the recipe installs from
        besides.append(unit.source.parents[1] / "uv.lock")
    for path in [*sorted(files_below(unit.source)), *besides]:
        hashed.update(os.path.relpath(path, unit.source).encode() + b"\0")
        hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()[:16]


def includes(makefile: str) -> list[str]:
    """The lines with which a Makefile takes in another one from the folder above."""
    return [line for line in makefile.splitlines() if line.startswith("include ../")]


def files_below(folder: Path) -> Iterator[Path]:
    """A folder's files, without byte code."""
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def strip(folder: Path) -> None:
    """Takes out what no function reads: byte code of another place, and the scripts that packages install."""
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    for name in ("bin", ".lock"):
        found = folder / "python" / name
        if found.is_dir():
            shutil.rmtree(found)
        elif found.exists():
            found.unlink()


def compile_bytecode(folder: Path) -> None:
    """Compiles every module, unchecked: a first call then neither compiles nor looks at time stamps."""
    command = [sys.executable, "-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash"]
    # A package may ship files for other Pythons, which do not compile: they are not imported either.
    subprocess.run([*command, str(folder)], stdout=subprocess.DEVNULL, check=False)
