"""What checkov is told not to ask, and why."""

import re

import yaml

from tradewind_cli.checkout import ROOT

CONFIG = ROOT / "infrastructure/checkov.yaml"


def test_each_check_that_is_left_out_says_why_beside_it() -> None:
    text = CONFIG.read_text()
    skipped = yaml.safe_load(text)["skip-check"]
    assert len(skipped) == len(set(skipped))
    reasons = dict(re.findall(r"^  - (CKV\w+) +# (.+)$", text, re.MULTILINE))
    assert reasons.keys() == set(skipped)
    assert all(len(reason) > 40 and ":" in reason for reason in reasons.values())


def test_nothing_is_left_out_in_the_templates_themselves() -> None:
    for path in [
        ROOT / "template.yaml",
        *ROOT.glob("functions/*/template.yaml"),
        *ROOT.glob("infrastructure/*/template.yaml"),
    ]:
        assert "checkov:skip" not in path.read_text(), path
