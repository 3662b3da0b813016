"""What goes into the functions' packages and layers, for this machine and for AWS."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.packages import UNZIPPED_LIMIT_BYTES, Built, Target, build
from local.templates import Template, load_templates

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
PLATFORM_PARTS = (r"\.cpython-\d+-[\w-]+\.so$", r"\.abi3\.so$", r"\.so$")


@pytest.fixture(scope="module")
def builds() -> dict[Target, Built]:
    out = ROOT / ".build"  # a folder there is named by all that decides its content
    return {"host": build(TEMPLATE, out, "host"), "aws": build(TEMPLATE, out, "aws")}


def files_of(folder: Path) -> set[str]:
    """The files of a built folder, without what differs by platform: byte code, native suffixes, package metadata."""
    found = set()
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and "__pycache__" not in path.parts and ".dist-info/" not in name and ".libs/" not in name:
            for suffix in PLATFORM_PARTS:
                name = re.sub(suffix, ".native", name)
            found.add(name)
    return found


def test_both_targets_hold_the_same_files(builds: dict[Target, Built]) -> None:
    host, aws = builds["host"].folders, builds["aws"].folders
    assert host.keys() == aws.keys()
    for unit in host:
        assert files_of(host[unit]) == files_of(aws[unit]), unit


def test_each_group_of_libraries_is_a_layer_of_the_root(builds: dict[Target, Built]) -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    wanted = {name.removeprefix("layer-").capitalize() + "Layer" for name in groups if name.startswith("layer-")}
    built = {name for template, name in builds["aws"].folders if name.endswith("Layer") and template == TEMPLATE}
    assert built == wanted | {"CoreLayer"}
    assert {path.name for path in (ROOT / "layers").iterdir() if path.is_dir()} == {
        name.removesuffix("Layer").lower() for name in built
    }


def test_a_layer_is_handed_on_to_be_taken_and_is_taken_by_some_function() -> None:
    root, *nested = load_templates(TEMPLATE)
    taken = set(_layers(root))
    for template in nested:
        handed = {name for name in template.body["Parameters"] if name.endswith("LayerArn")}
        assert handed == set(_layers(template)), template.path
        taken |= {name.removesuffix("Arn") for name in handed}
    assert taken == {name for name, each in root.resources.items() if each["Type"] == "AWS::Serverless::LayerVersion"}


def _layers(template: Template) -> Iterator[str]:
    """The layers that a template's functions take, by the names that it has for them."""
    for each in [template.function_globals, *(each.get("Properties", {}) for each in template.resources.values())]:
        yield from (layer["Ref"] for layer in each.get("Layers", []))


def test_every_function_with_its_layers_stays_under_the_quota(builds: dict[Target, Built]) -> None:
    built = builds["aws"]
    size = {unit: sum(path.stat().st_size for path in folder.rglob("*")) for unit, folder in built.folders.items()}
    layers = sum(bytes_ for (_, logical_id), bytes_ in size.items() if logical_id.endswith("Layer"))
    for (_, logical_id), bytes_ in size.items():
        if not logical_id.endswith("Layer"):  # the worst case: every layer of the template
            assert bytes_ + layers < UNZIPPED_LIMIT_BYTES, logical_id


def test_native_code_for_aws_is_arm64(builds: dict[Target, Built]) -> None:
    native = [path for folder in builds["aws"].folders.values() for path in folder.rglob("*.so*")]
    assert native
    for path in native:
        assert path.read_bytes()[18:20] == b"\xb7\x00", f"{path}: e_machine is not EM_AARCH64"


def test_byte_code_is_only_for_the_machine_that_wrote_it(builds: dict[Target, Built]) -> None:
    assert not [path for folder in builds["aws"].folders.values() for path in folder.rglob("*.pyc")]
    assert all(any(folder.rglob("*.pyc")) for folder in builds["host"].folders.values())


def test_a_build_of_the_same_sources_is_taken_as_it_is(builds: dict[Target, Built]) -> None:
    folder = builds["host"].folder(TEMPLATE, "CoreLayer")
    made = folder.stat().st_mtime_ns
    assert build(TEMPLATE, folder.parents[1], "host").folder(TEMPLATE, "CoreLayer") == folder
    assert folder.stat().st_mtime_ns == made


def test_nested_templates_are_found_once() -> None:
    paths = [template.path for template in load_templates(TEMPLATE)]
    assert paths[0] == TEMPLATE.resolve()
    assert len(paths) == len(set(paths)) > 1
