"""When a function or layer is built, when not, and what is said when it cannot be."""

import subprocess
import sys
from pathlib import Path

import pytest

from local.packages import BuildError, build, digest_of, units_of
from local.templates import load_template


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


def test_functions_of_one_rule_share_one_folder_and_those_of_another_do_not(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(
        "build-One build-Two \\\nbuild-Three:\n\techo x >> made; cp app.py $(ARTIFACTS_DIR)\n"
        "build-Apart:\n\tcp app.py $(ARTIFACTS_DIR)/other\n"
    )
    (tmp_path / "app.py").write_text("handler = print\n")
    template = tmp_path / "template.yaml"
    each = "{Type: AWS::Serverless::Function, Metadata: {BuildMethod: makefile}, Properties: {CodeUri: .}}"
    names = ("One", "Two", "Three", "Apart")
    template.write_text("Resources:\n" + "".join(f"  {name}: {each}\n" for name in names))
    built = build(template, tmp_path.parent / "out", "aws")
    folders = [built.folder(template, name) for name in names]
    assert len(set(folders[:3])) == 1 and folders[3] != folders[0]
    assert (tmp_path / "made").read_text() == "x\n"


def test_what_another_process_builds_is_waited_for_and_taken(tmp_path: Path) -> None:
    template = small(tmp_path, "sleep 1; date +%s%N > $(ARTIFACTS_DIR)/made")
    code = f"import sys; sys.path[:] = {sys.path!r}\nfrom local.packages import build\nfrom pathlib import Path\n"
    code += f"print(build(Path({str(template)!r}), Path({str(tmp_path.parent / 'shared')!r}), 'aws').folders)"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)]
    told = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0] and told[0] == told[1]
    [folder] = (tmp_path.parent / "shared" / "aws").iterdir()
    assert (folder / "made").read_text().count("\n") == 1


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
