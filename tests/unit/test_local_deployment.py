"""How a template is rendered for the local AWS."""

import io
import zipfile
from pathlib import Path

import pytest

from local.deployment import DeployError, layer_folder, literal, local_runtime, lower_camel_keys, translate, zipped
from local.templates import Template


def template(**resources: object) -> Template:
    return Template(Path("shop/template.yaml"), {"Resources": resources})


def test_the_same_files_give_the_same_zip_whatever_their_order() -> None:
    assert zipped({"a": b"1", "b": b"2"}) == zipped({"b": b"2", "a": b"1"})


def test_the_bootstrap_can_be_executed_and_nothing_else() -> None:
    archive = zipfile.ZipFile(io.BytesIO(zipped({"bootstrap": b"#!/bin/sh", "app.py": b""})))
    modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes == {"bootstrap": 0o755, "app.py": 0o644}


@pytest.mark.parametrize(
    ("given", "rendered"),
    [
        ({"AllowOrigins": ["x"], "MaxAge": 5}, {"allowOrigins": ["x"], "maxAge": 5}),
        (
            {"Fn::If": ["C", {"AllowMethods": ["GET"]}, {"Ref": "AWS::NoValue"}]},
            {"Fn::If": ["C", {"allowMethods": ["GET"]}, {"Ref": "AWS::NoValue"}]},
        ),
        ({"Ref": "Cors"}, {"Ref": "Cors"}),
    ],
)
def test_cors_keys_are_lower_camel_case_in_every_branch(given: object, rendered: object) -> None:
    assert lower_camel_keys(given) == rendered


def test_a_layer_is_found_by_its_own_name_or_by_the_parameter_that_brings_it() -> None:
    layers = {"CoreLayerArn": Path("built/core")}
    assert layer_folder(template(), "Fn", {"Ref": "CoreLayerArn"}, layers) == Path("built/core")


def test_a_layer_that_nobody_gave_names_the_function() -> None:
    with pytest.raises(DeployError, match=r"layer .*BaseLayerArn.* of Fn is no layer"):
        layer_folder(template(), "Fn", {"Ref": "BaseLayerArn"}, {})


def test_a_parameter_is_passed_on_as_text_only_where_it_is_known() -> None:
    assert literal({"Ref": "Canary"}, {"Canary": "false"}) == "false"
    assert literal({"Ref": "Bus"}, {"Canary": "false"}) is None
    assert literal(30, {}) == "30"


def test_python_functions_run_by_the_runtime_client_and_others_by_their_own() -> None:
    assert local_runtime("python3.13") == "provided.al2023"
    assert local_runtime("nodejs22.x") == "nodejs22.x"


def test_what_the_translator_refuses_is_said_with_its_reason() -> None:
    wrong = template(Fn={"Type": "AWS::Serverless::Function", "Properties": {"Handler": "a.b"}})
    with pytest.raises(DeployError, match=r"shop/template.yaml: .*\[Fn\]"):
        translate(wrong, {})
