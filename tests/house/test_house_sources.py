"""What the sources must be like, beyond what ruff and mypy see."""

import ast
import configparser
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tradewind_cli.checkout import ROOT, SOURCES

KERNEL = ROOT / "layers/core/python/tradewind"
CAPABILITIES = sorted(path.parent for path in (ROOT / "functions").glob("*/__init__.py"))
NAMES = [path.name for path in CAPABILITIES]
STANDARD = set(sys.stdlib_module_names)

LAMBDAS = ("api", "worker", "schedule", "stream", "steps", "upload", "authorizer")
"""How the files of a capability's Lambdas begin: the trigger."""

PURE = ("reading", "transfers", "templates", "forecasting")
"""What is pure as the rules are, and stands apart for the libraries that it needs; it may use the rules."""

VALUE_TYPES = {"tradewind." + name for name in ("evidence", "model", "money", "caller", "clock", "errors")}
"""What of the kernel a rule may use: types and pure functions, no port."""

PURE_LIBRARIES = {"pydantic", "publicsuffixlist", "idna"}
IMPURE = {"time", "random", "secrets", "os", "socket", "subprocess", "threading", "urllib.request", "http"}

LONGEST_FILE = 500  # about 400 is the aim; past it a file becomes a folder
TABLES = {"layers/core/python/tradewind/money/cldr.py"}
"""Generated tables, which nobody reads top to bottom."""

READ_THE_ENVIRONMENT = {"layers/core/python/tradewind/config.py"}


def python(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it; `from a import b` as `a.b` and `a`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(capability: Path, name: str) -> list[Path]:
    """A part of a capability: its file, or the folder that the file grew into."""
    single = capability / f"{name}.py"
    return [single] if single.exists() else python(capability / name)


def begins(module: str, *names: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


SOURCE_FILES = [path for folder in [*SOURCES, "cli/tradewind_cli"] for path in python(ROOT / folder)]


def directions() -> configparser.ConfigParser:
    """The directions of import, for every folder that is there: a new capability stands in them from its first day."""
    capabilities = "\n".join(["", *NAMES])
    functions = f"{capabilities}\napi"  # the docs function, which belongs to no capability
    contracts = configparser.ConfigParser()
    contracts["importlinter"] = {
        "root_packages": f"{functions}\ntradewind\ntradewind_cli",
        "include_external_packages": "True",
    }
    forbidden = {
        "The kernel knows no capability and no tool": ("\ntradewind", f"{functions}\ntradewind_cli"),
        "No function imports the command": (functions, "\ntradewind_cli\ntyper\nrich"),
        "No function carries what generates the document": (capabilities, "\ntradewind.openapi"),
    }
    contracts["importlinter:contract:capabilities"] = {
        "name": "Capabilities never import each other",
        "type": "independence",
        "modules": functions,
    }
    for number, (name, (sources, targets)) in enumerate(forbidden.items()):
        contracts[f"importlinter:contract:forbidden-{number}"] = {
            "name": name,
            "type": "forbidden",
            "source_modules": sources,
            "forbidden_modules": targets,
        }
    for capability in CAPABILITIES:
        contracts[f"importlinter:contract:{capability.name}"] = {
            "name": f"Inside {capability.name} the calls go one way",
            "type": "layers",
            "containers": f"\n{capability.name}",
            "layers": "\n".join(["", *layers(capability)]),
        }
    return contracts


def layers(capability: Path) -> list[str]:
    """The parts of a capability, those that call first; each Lambda is a part of its own, beside the others."""
    lambdas = sorted(path.stem for path in capability.glob("*.py") if path.stem.startswith(LAMBDAS))
    below = [["ports"], ["service"], ["store"], list(PURE), ["rules"], ["events"], ["models"]]
    return [" | ".join(f"({part})" for part in parts) for parts in [lambdas, *below] if parts]


def test_the_directions_of_import_hold(tmp_path: Path) -> None:
    config = tmp_path / "directions.ini"
    with config.open("w") as file:
        directions().write(file)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", str(config)]
    paths = {"PYTHONPATH": os.pathsep.join([*SOURCES, "cli"])}
    found = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **paths}, capture_output=True, text=True, timeout=120, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("capability", CAPABILITIES, ids=NAMES)
def test_rules_import_models_and_value_types_alone(capability: Path) -> None:
    own = capability.name
    for path in part_of(capability, "rules"):
        for module in imports(path):
            top = module.partition(".")[0]
            allowed = begins(module, f"{own}.models", f"{own}.rules", *VALUE_TYPES)
            assert allowed or top in STANDARD | PURE_LIBRARIES, f"{path}: {module}"
            assert not begins(module, *IMPURE), f"{path}: {module}"


@pytest.mark.parametrize("capability", CAPABILITIES, ids=NAMES)
def test_what_decides_and_what_answers_knows_no_sdk(capability: Path) -> None:
    for part in (
        "models",
        "rules",
        "service",
        "events",
        "reading",
        *(path.stem for path in capability.glob("api*.py")),
    ):
        for path in part_of(capability, part):
            for module in imports(path):
                assert not begins(module, "boto3", "botocore"), f"{path}: {module}"


@pytest.mark.parametrize("capability", CAPABILITIES, ids=NAMES)
def test_a_capability_looks_like_the_others(capability: Path) -> None:
    about = ast.get_docstring(ast.parse((capability / "__init__.py").read_text()))
    assert about and len(about.splitlines()) == 2, "__init__.py says in two lines what the capability is for"
    assert (capability / "README.md").exists()
    assert (capability / "Makefile").exists()
    assert not [path for path in capability.iterdir() if path.stem in {"utils", "helpers", "manager", "data", "info"}]


@pytest.mark.parametrize("path", [path for each in CAPABILITIES for path in each.glob("api*.py")], ids=lambda p: p.name)
def test_a_route_is_three_moves(path: Path) -> None:
    tree = ast.parse(path.read_text())
    branches = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.Raise)
    routes = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    assert routes
    for route in routes:
        assert not [node for node in ast.walk(route) if isinstance(node, branches)], route.name
        assert len(route.body) <= 2, route.name
        calls = [node for node in ast.walk(route) if isinstance(node, ast.Call) and _calls_service(node)]
        assert route.name == "handler" or len(calls) == 1, route.name


def _calls_service(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "service"
    )


def test_no_file_is_too_long_to_read() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in SOURCE_FILES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE and name not in TABLES} == {}


def test_settings_alone_read_the_environment_of_a_function() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for folder in (ROOT / "functions", KERNEL)
        for path in python(folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    }
    assert readers == READ_THE_ENVIRONMENT


def test_nothing_is_left_for_later_and_every_module_says_what_it_is() -> None:
    for path in SOURCE_FILES:
        text = path.read_text()
        assert not [word for word in ("TODO", "FIXME", "XXX ", "NotImplementedError") if word in text], path
        assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def test_nothing_of_the_kernel_costs_a_cold_start_what_it_need_not() -> None:
    """What only some functions need is loaded on first use, not with the module."""
    heavy = {"jwt", "cryptography", "httpcore", "selectolax", "protego", "h11", "urllib.request"}
    for path in python(KERNEL):
        tree = ast.parse(path.read_text())
        at_once = {
            name
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        }
        if not path.is_relative_to(KERNEL / "fetch"):
            assert not {name for name in at_once if begins(name, *heavy)}, path
