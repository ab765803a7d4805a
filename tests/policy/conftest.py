"""Hand-built environments: resources and edges as the graph room hands them over, without any files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from idlint.builtins import CHECKS
from idlint.document import Call, Deployment, Hole, Role
from idlint.graph.resources import Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.policy.compiled import CheckFunction
from idlint.policy.conditions import compile_condition
from idlint.policy.engine import NO_CHECKS, Checked, check
from idlint.policy.findings import Finding
from idlint.policy.opaque import NO_PROVIDERS, Providers, opaque_calls
from idlint.policy.outcome import Outcome
from idlint.policy.rule import Rule
from idlint.policy.ruleset import Ruleset, load_ruleset
from idlint.policy.subject import Subject
from idlint.resilience.assessment import Assessment, Criticality, Level
from idlint.settings import Settings
from idlint.source import Span
from idlint.values import Value

NOW = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]


class World:
    now = NOW

    """One environment under construction; every written thing gets a span of its own in `main.tf`."""

    def __init__(self, environment: str = "") -> None:
        self.environment = environment
        self.resources: list[Resource] = []
        self.edges: list[Edge] = []
        self.deployments: list[Deployment] = []
        self.criticality: dict[Key, Criticality] = {}
        self.derived: dict[Key, dict[str, Property]] = {}
        self._at = 0

    def span(self, path: str = "main.tf") -> Span:
        self._at += 10
        return Span(path, self._at, self._at + 5)

    def add(
        self,
        address: str,
        kind: str,
        *traits: str,
        level: Level = "standard",
        declared: bool = True,
        derived: Mapping[str, Value] | None = None,
        properties: Mapping[str, Property] | None = None,
        deployment: str = ".",
        **more: Any,
    ) -> Resource:
        """A resource; keyword arguments that `Resource` does not have are canonical properties."""
        fields = {
            name: more.pop(name) for name in ("maybe", "assumed", "callers", "mode", "area", "header") if name in more
        }
        made = {name: Property(value, self.span()) for name, value in more.items()} | dict(properties or {})
        key = Key(deployment, self.environment, address)
        fields = {"mode": "managed", "area": "platform", "header": self.span(), **fields}
        resource = Resource(key, f"azurerm_{kind}", kind, frozenset(traits), properties=made, **fields)
        self.resources.append(resource)
        self.criticality[key] = Criticality(level, declared, "a tag" if declared else "assumed from `prod`")
        self.derived[key] = {name: Property(value, resource.header) for name, value in (derived or {}).items()}
        return resource

    def link(self, type: str, source: Resource, target: Resource | None, **fields: Any) -> Edge:
        text = target.address if target else "${var.id}"
        edge = Edge(type, source.key, target.key if target else None, text, self.span(), **fields)
        self.edges.append(edge)
        return edge

    def deploy(self, path: str = ".", *holes: Hole, role: Role = "root") -> Deployment:
        made = Deployment(
            path, "terraform", self.environment, role, holes=holes, header=self.span(f"{path}/providers.tf")
        )
        self.deployments.append(made)
        return made

    def hole(self, address: str = "module.network", source: str = "acme/network", **arguments: Value) -> Hole:
        return Hole(address, source, "module is not downloaded", self.span(), arguments)

    def call(self, address: str) -> Call:
        return Call(address, self.span())

    @property
    def assessment(self) -> Assessment:
        graph = ResourceGraph(self.environment, self.deployments, Known(self.resources), Links(self.edges))
        return Assessment(graph, self.criticality, {}, self.derived)

    def ask(
        self,
        condition: Mapping[str, Any],
        resource: Resource | None,
        *,
        deployment: Deployment | None = None,
        options: Mapping[str, Any] | None = None,
        providers: Providers = NO_PROVIDERS,
        alone: bool = False,
    ) -> Outcome:
        """The outcome of a condition for one resource."""
        assessment = self.assessment
        opaque = opaque_calls([assessment.graph], providers)[0]
        subject = Subject(assessment, NOW, opaque, resource, resource, deployment)
        return compile_condition(condition, options, alone=alone)(subject)

    def check(
        self,
        *rules: Rule,
        settings: Settings | None = None,
        checks: Mapping[str, CheckFunction] = NO_CHECKS,
        providers: Providers = NO_PROVIDERS,
    ) -> Checked:
        return check([self.assessment], rules, settings or Settings(), NOW, checks=checks, providers=providers)

    def only(self, rule: Rule, **more: Any) -> Finding:
        """The one finding of `rule`."""
        (finding,) = self.check(rule, **more).findings
        return finding


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def make_world() -> type[World]:
    return World


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    """Our own rules with our own vocabulary, straight from their folders."""
    return load_ruleset([ROOT / "rules"], [ROOT / "kinds"], checks=CHECKS)


@pytest.fixture(scope="session")
def rules(ruleset: Ruleset) -> dict[str, Rule]:
    return {rule.id: rule for rule in ruleset.rules}


def rule(**fields: Any) -> Rule:
    """A rule about storage accounts, with the given fields."""
    made: dict[str, Any] = {
        "id": "bad-thing",
        "title": "A thing is bad",
        "family": "testing",
        "area": "platform",
        "severity": "high",
        "confidence": "high",
        "since": "0.1.0",
        "message": "{resource} is bad",
        "why": "Because.",
        "fix": "Mend it.",
        "dont": "Do not leave it.",
        "references": ("https://learn.microsoft.com",),
        "kinds": ("storage_account",),
    }
    if not {"require", "forbid", "check"} & set(fields):
        made["require"] = {"property": "redundancy", "equals": "GRS"}
    if fields.get("scope", "resource") != "resource":
        made["kinds"] = ()
    return Rule(**{**made, **fields})


@pytest.fixture(scope="session")
def make_rule() -> Any:
    return rule
