"""Loading small ARM templates from a temporary repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idlint.document import Document, Unit
from idlint.languages.arm import load, units
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import Value

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"

Load = Callable[..., Document]
Evaluate = Callable[..., Value]


def written(root: Path, files: dict[str, Any]) -> SourceTree:
    """A repository with `files`; what is no text is written as JSON."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return SourceTree(root)


@pytest.fixture
def load_template(tmp_path: Path) -> Load:
    """Loads one template, given as a dict without `$schema`, with everything demanded."""

    def run(template: dict[str, Any], files: dict[str, Any] | None = None, demand: Any = None) -> Document:
        body = {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [], **template}
        tree = written(tmp_path, {"main.json": body, **(files or {})})
        found = units(tree, ["main.json", *(files or {})], [], Settings())
        unit = next((unit for unit in found if unit.path == "main.json"), Unit("arm", "main.json", "template", ()))
        return load(tree, unit, demand, Settings())

    return run


@pytest.fixture
def evaluate(load_template: Load) -> Evaluate:
    """The value of one expression, written with its brackets, in a template with the given other parts."""

    def run(expression: Any, **template: Any) -> Value:
        document = load_template({**template, "outputs": {"it": {"type": "object", "value": expression}}})
        assert not document.problems
        return document.deployments[0].outputs["it"]

    return run
