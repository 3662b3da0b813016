"""What goes into the functions' packages and layers, for this machine and for AWS."""

import re
from pathlib import Path

import pytest

from local.packages import UNZIPPED_LIMIT_BYTES, BuildError, Built, Target, build, digest_of, units_of
from local.templates import load_template, load_templates

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
PLATFORM_PARTS = (r"\.cpython-\d+-[\w-]+\.so$", r"\.abi3\.so$", r"\.so$")


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[Target, Built]:
    out = tmp_path_factory.mktemp("build")
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


def small(folder: Path, recipe: str, metadata: str = "Metadata: {BuildMethod: makefile}") -> Path:
    """A template with one function."""
    folder.joinpath("Makefile").write_text(f"build-Only:\n\t{recipe}\n")
    folder.joinpath("app.py").write_text("handler = print\n")
    template = folder / "template.yaml"
    template.write_text(
        "Resources:\n  Only:\n    Type: AWS::Serverless::Function\n"
        f"    {metadata}\n    Properties: {{CodeUri: ., Handler: app.handler}}\n"
    )
    return template


def test_a_changed_file_is_another_build_and_byte_code_is_none(tmp_path: Path) -> None:
    template = small(tmp_path, "cp app.py $(ARTIFACTS_DIR)")
    (unit,) = units_of(load_template(template))
    before = digest_of(unit, "host")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "app.pyc").write_bytes(b"")
    assert digest_of(unit, "host") == before != digest_of(unit, "aws")
    (tmp_path / "app.py").write_text("handler = repr\n")
    assert digest_of(unit, "host") != before


@pytest.mark.parametrize(
    ("recipe", "says"),
    [("echo the reason; exit 3", "the reason"), ("true", "wrote nothing")],
)
def test_a_failing_build_says_why_and_leaves_nothing(tmp_path: Path, recipe: str, says: str) -> None:
    template = small(tmp_path, recipe)
    with pytest.raises(BuildError, match=f"(?s)Only.*{says}"):
        build(template, tmp_path / "out", "host")
    assert not list((tmp_path / "out" / "host").iterdir())


def test_a_function_that_no_makefile_builds_is_refused(tmp_path: Path) -> None:
    template = small(tmp_path, "true", metadata="Metadata: {}")
    with pytest.raises(BuildError, match="Only needs Metadata BuildMethod: makefile"):
        build(template, tmp_path / "out", "host")


def test_short_tags_are_read_in_their_long_form(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text("Resources: {A: {Type: T, Properties: {B: !GetAtt C.D.E, F: !Ref G, H: !If [I, 1, 2]}}}\n")
    assert load_template(template).resources["A"]["Properties"] == {
        "B": {"Fn::GetAtt": ["C", "D.E"]},
        "F": {"Ref": "G"},
        "H": {"Fn::If": ["I", 1, 2]},
    }


def test_nested_templates_are_found_once() -> None:
    paths = [template.path for template in load_templates(TEMPLATE)]
    assert paths[0] == TEMPLATE.resolve()
    assert len(paths) == len(set(paths)) > 1
