"""The functions of the template as they are deployed: package, layers, handler; and each in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind_cli.checkout import use_sources
from tradewind_cli.stack.lifecycle import BUILT, TEMPLATE

if TYPE_CHECKING:
    from local.packages import Target
    from tradewind_cli.stack.running import Stack

DRIVER = Path(__file__).with_name("driver.py")
LIMIT_S = 900


@dataclass(frozen=True)
class Packaged:
    """A function's built package and layers. `routes`: the HTTP routes that lead to it, as `GET /v1/things`."""

    logical_id: str
    handler: str
    folders: tuple[Path, ...]
    layers: Mapping[str, Path]
    routes: tuple[str, ...]

    @property
    def name(self) -> str:
        """`prices/api` for the handler `prices.api.handler`."""
        return "/".join(self.handler.split(".")[:-1])


def packaged(target: "Target" = "host") -> list[Packaged]:
    """Every function of the template and of those nested in it, built for this machine, or as AWS gets it.

    Raises: Trouble.
    """
    use_sources()
    from local.packages import BuildError, build
    from local.templates import load_template
    from tradewind_cli.trouble import Trouble

    try:
        built = build(TEMPLATE, BUILT, target)
    except BuildError as error:
        raise Trouble(f"the functions cannot be built: {error}") from error
    root = load_template(TEMPLATE)
    own = {
        name: built.folder(root.path, name)
        for name, resource in root.resources.items()
        if resource["Type"] == "AWS::Serverless::LayerVersion"
    }
    found = list(_functions(root, own, built))
    for name, path in root.nested():
        given = root.resources[name]["Properties"].get("Parameters", {})
        passed = {key: own[value["Ref"]] for key, value in given.items() if _ref(value) in own}
        found += _functions(load_template(path), passed, built)
    return found


def _functions(template: Any, layers: Mapping[str, Path], built: Any) -> Iterator[Packaged]:
    routes = _routes(template.resources)
    for name, resource in template.resources.items():
        if resource["Type"] == "AWS::Serverless::Function":
            properties = {**template.function_globals, **resource["Properties"]}
            named = {each["Ref"]: layers[each["Ref"]] for each in properties["Layers"]}
            package = built.folder(template.path, name)
            folders = (package, *(layer / "python" for layer in named.values()))
            yield Packaged(name, properties["Handler"], folders, named, tuple(routes.get(name, ())))


def _routes(resources: Mapping[str, Any]) -> dict[str, list[str]]:
    """Routes by the function that answers them, through the integration that each names as its target."""
    texts = {name: json.dumps(resource) for name, resource in resources.items()}
    functions = [name for name, each in resources.items() if each["Type"] == "AWS::Serverless::Function"]
    found: dict[str, list[str]] = {}
    for name, resource in resources.items():
        if resource["Type"] != "AWS::ApiGatewayV2::Integration":
            continue
        answering = next(each for each in functions if f'"{each}.' in texts[name])
        for route in resources.values():
            if route["Type"] == "AWS::ApiGatewayV2::Route" and f"{{{name}}}" in json.dumps(route["Properties"]):
                found.setdefault(answering, []).append(route["Properties"]["RouteKey"])
    return found


def _ref(value: object) -> str | None:
    return value.get("Ref") if isinstance(value, dict) else None


def run_fresh(
    folders: Sequence[Path],
    *,
    handler: str | None = None,
    code: str = "",
    events: Sequence[object] = (),
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Run a handler, or lines of code, in a fresh process that is started as the runtime starts a function.

    Nothing is on its path but `folders`. Returns what `driver.py` tells, and `first_answer_s`: from before the process
    began to its first answer. Raises: RuntimeError when it fails.
    """
    interpreter = getattr(sys, "_base_executable", sys.executable)
    asked = {"handler": handler, "code": code, "events": list(events), "folders": [str(each) for each in folders]}
    began = time.monotonic()
    done = subprocess.run(
        [interpreter, "-I", "-S", str(DRIVER)],
        input=json.dumps(asked),
        env=dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{handler or code} failed:\n{done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if events:
        told["first_answer_s"] = told["first_answer_at"] - began
    return told


def environment_of(stack: "Stack", name: str) -> dict[str, str]:
    """The variables that a deployed function sees, for `run_fresh`."""
    from tradewind_cli.stack.functions import function_named
    from tradewind_cli.stack.running import REGION

    deployed = stack.client("lambda").get_function_configuration(FunctionName=function_named(stack, name).physical_name)
    own: dict[str, str] = deployed.get("Environment", {}).get("Variables", {})
    return {
        **own,
        "AWS_ENDPOINT_URL": stack.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": deployed["FunctionName"],
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
    }
