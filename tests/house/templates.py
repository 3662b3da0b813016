"""The project's templates as the house's rules read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.templates import Template, load_templates
from tradewind_cli.checkout import ROOT

TEMPLATES = load_templates(ROOT / "template.yaml")


@dataclass(frozen=True)
class Resource:
    """One resource and the template it stands in."""

    name: str
    body: dict[str, Any]
    template: Template

    def __str__(self) -> str:
        return f"{self.template.path.relative_to(ROOT)}:{self.name}"

    @property
    def type(self) -> str:
        return str(self.body["Type"])

    @property
    def properties(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body.get("Properties", {})
        return found

    def at(self, path: str) -> Any:
        """The value at a dotted path of the properties; None where there is none."""
        found: Any = self.properties
        for part in path.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def beside(self, reference: Any) -> "Resource":
        """The resource of the same template that a `Ref` or `GetAtt` names; `Function.Alias` names the function."""
        name = reference.get("Ref") or reference["Fn::GetAtt"][0]
        return next(each for each in all_of(self.template) if each.name == str(name).removesuffix(".Alias"))


def all_of(template: Template) -> Iterator[Resource]:
    for name, body in template.resources.items():
        yield Resource(name, body, template)


RESOURCES = [resource for template in TEMPLATES for resource in all_of(template)]


def of_type(*types: str) -> list[Resource]:
    """Every resource of a type, in all templates."""
    return [resource for resource in RESOURCES if resource.type in types]


def functions() -> list[Resource]:
    return of_type("AWS::Serverless::Function")


def statements() -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Every policy statement of a role, a function or a state machine. A key's own policy is another thing."""
    for resource in RESOURCES:
        if resource.type == "AWS::KMS::Key":
            continue
        for policy in resource.properties.get("Policies", []):
            document = policy.get("PolicyDocument", policy) if isinstance(policy, dict) else {}
            for statement in document.get("Statement", []):
                yield resource, statement


def definitions() -> dict[Path, list[Resource]]:
    """Every state machine's definition, and the resources that are made of it."""
    found: dict[Path, list[Resource]] = {path: [] for path in sorted((ROOT / "state_machines").glob("*.asl.yaml"))}
    for machine in of_type("AWS::Serverless::StateMachine"):
        path = (machine.template.path.parent / machine.properties["DefinitionUri"]).resolve()
        found.setdefault(path, []).append(machine)
    return found
