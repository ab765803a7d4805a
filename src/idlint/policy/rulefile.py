"""Reading `rule.yaml`: everything that can be wrong with a rule is found here, with file, key and expectation.

Only where rules are written or compiled: it loads yaml and jsonschema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from idlint.datafiles import read_yaml
from idlint.errors import RuleError
from idlint.policy.names import Fault, Names, name_faults
from idlint.policy.rule import RESERVED, Rule, rule_from_json
from idlint.policy.violations import closest, explain, worst
from idlint.settings import FACTS

FILE_NAME = "rule.yaml"
SCHEMA = Path(__file__).parents[1] / "schemas" / "rule.schema.json"


def load_rule(folder: Path, names: Names, source: str = "builtin") -> Rule:
    """The rule in `folder`, whose name is the rule's id; `RuleError` says file, key, expectation, closest match."""
    path = folder / FILE_NAME
    data = read_yaml(path, _loader())
    fault = next(_faults(data, folder.name, names), None)
    if fault is not None:
        key, problem = fault
        raise RuleError(f"{path}: `{key}`: {problem}" if key else f"{path}: {problem}")
    return rule_from_json({**data, "source": source})


@cache
def _loader() -> Any:
    """The safe loader that refuses a key written twice, which plain yaml would drop without a word.

    Dates stay the text that they are written as.
    """
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML can be built without libyaml

    def each_key_once(self: Any, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` is there twice", key.start_mark)
            seen.add(key.value)
        found: dict[Any, Any] = base.construct_mapping(self, node, deep)
        return found

    def as_written(_: Any, node: Any) -> str:
        return str(node.value)

    loader: Any = type("Loader", (base,), {"construct_mapping": each_key_once})
    loader.add_constructor("tag:yaml.org,2002:timestamp", as_written)
    return loader


def _faults(data: Any, folder: str, names: Names) -> Iterator[Fault]:
    """Everything wrong with the content of a rule.yaml, the shape first: the rest relies on it."""
    error = worst(_validator().iter_errors(data))
    if error is not None:
        yield ".".join(map(str, error.absolute_path)), explain(error)
        return
    if data["id"] != folder:
        yield "id", f"expected `{folder}`, the folder's name; found `{data['id']}`"
    if data["id"] in RESERVED:
        yield "id", "is reserved for idlint's own messages"
    yield from name_faults(data, names)
    yield from _facts(data)


@cache
def _validator() -> Any:
    import jsonschema

    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _facts(data: Mapping[str, Any]) -> Iterator[Fault]:
    for fact in data.get("answered_by", ()):
        if fact not in FACTS:
            yield "answered_by", f"there is no fact `{fact}`" + closest(fact, FACTS)
    if data.get("scope", "resource") == "resource":
        if "answered_by" in data:
            yield "answered_by", "only a rule about a deployment or the repository can be answered by an assumption"
        if "shown_by" in data:
            yield "shown_by", "only a rule about a deployment or the repository asks who owns an area"
