"""The guide to a new capability, followed to the letter in a copy of the checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tradewind_cli.checkout import ROOT

BLOCK = re.compile(r"^```\w+ title=(?P<path>\S+)(?: under=(?P<under>\w+))?\n(?P<text>.*?)^```$", re.M | re.S)
LEFT = shutil.ignore_patterns(".git", ".state", ".aws-sam", ".*_cache", ".hypothesis", "__pycache__", "node_modules")
HOUSE = [f"tests/house/test_house_{rules}.py" for rules in ("sources", "templates")]
FOLLOWED = """
import json, sys, urllib.request
from pathlib import Path
from tradewind_cli.stack import lifecycle
from tradewind_cli.stack.state import StateFolder
stack = lifecycle.start(StateFolder(Path(sys.argv[1])), port=0).stack
def ask(method, body=None):
    headers = {"Authorization": f"Bearer {stack.token()}", "Content-Type": "application/json", "Idempotency-Key": "n1"}
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{stack.api_url}/v1/notes?about=w1", data, headers, method=method)
    return json.load(urllib.request.urlopen(request, timeout=30))
ask("POST", {"about": "w1", "text": "Ask for the price of a pallet"})
print(json.dumps(ask("GET")))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout with what the guide adds; what is built and installed already is shared with it."""
    made = tmp_path_factory.mktemp("copy") / "tradewind"
    shutil.copytree(ROOT, made, ignore=lambda at, names: {*LEFT(at, names), *({".venv", ".build"} & {*names})})
    for shared in (".venv", ".build"):
        (ROOT / shared).mkdir(exist_ok=True)
        (made / shared).symlink_to(ROOT / shared)
    for block in BLOCK.finditer((ROOT / "docs/add-a-capability.md").read_text()):
        path = made / block["path"]
        if block["under"]:
            text = path.read_text()
            heading = re.search(rf"^{block['under']}:\n", text, re.M)
            assert heading
            path.write_text(text[: heading.end()] + block["text"] + text[heading.end() :])
        else:
            assert not path.exists(), f"{block['path']} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"])
    return made


def run(copy: Path, *command: str) -> str:
    sources = ("functions", "layers/core/python", "tests", "cli", "infrastructure", "infrastructure/api")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(copy / each) for each in sources)}
    done = subprocess.run(
        [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_its_tests_pass_and_the_house_takes_it_in(copy: Path) -> None:
    run(copy, "-m", "tradewind_cli.main", "documents", "--write")
    assert "/v1/notes" in json.loads((copy / "docs/openapi.json").read_text())["paths"]
    run(copy, "-m", "ruff", "check", "functions/notes", "tests/unit/test_notes.py")
    run(copy, "-m", "ruff", "format", "--check", "functions/notes", "tests/unit/test_notes.py")
    run(copy, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/unit/test_notes.py", *HOUSE)


@pytest.mark.stack
@pytest.mark.usefixtures("stack")  # it comes first: it has built what both share
def test_it_answers_on_a_stack(copy: Path, private_state: Path) -> None:
    found = json.loads(run(copy, "-c", FOLLOWED, str(private_state)).splitlines()[-1])
    assert [note["headline"] for note in found["items"]] == ["Ask for the price of a pallet"]
