"""Parameters: declared in both forms, typed, and bound to what a call gives."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from idlint.languages.pipelines.azure_pipelines.parameters import CHOSEN, bound, declared, of_pipeline, typed
from idlint.languages.pipelines.azure_pipelines.scope import Run, Scope
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, tree_of, value_of
from idlint.languages.yamlsyntax import Node, parse
from idlint.settings import Settings
from idlint.source import SourceFile, SourceTree, Span
from idlint.values import Unknown, Value

HERE = Span("p.yml", 0, 1)


def node(source: str) -> Node | None:
    return parse(SourceFile("p.yml", dedent(source).encode())).root


def scope() -> Scope:
    return Scope(Run(SourceTree(Path()), Settings()), Fields(HERE))


LIST = """
- {name: env, type: string, default: dev, values: [dev, prod]}
- {name: flag, type: boolean, default: true}
- {name: steps, type: stepList, default: []}
- {name: given}
- not a parameter
- {type: string}
"""


def test_both_forms_are_read() -> None:
    assert [(one.name, one.type) for one in declared(node(LIST))] == [
        ("env", "string"), ("flag", "boolean"), ("steps", "steplist"), ("given", "string"),
    ]  # fmt: skip
    assert [(one.name, one.type) for one in declared(node("a: 1\nb: ''\n"))] == [("a", ""), ("b", "")]
    assert declared(node("text")) == []


def test_simple_parameters_of_the_pipeline_are_chosen_and_structures_have_their_defaults() -> None:
    around = scope()
    fields = of_pipeline(declared(node(LIST)), around)
    values = {name: value_of(entry.tree) for name, entry in fields.entries.items()}
    assert [name for name, value in values.items() if isinstance(value, Unknown) and value.reason == CHOSEN] == [
        "env", "flag", "given",
    ]  # fmt: skip
    assert values["steps"] == []
    assert around.run.defaults == {"env": "dev", "flag": True}


def test_a_call_gives_values_whatever_the_case_of_their_names() -> None:
    given = Fields(HERE, {"ENV": Entry(tree_of("prod", HERE), HERE), "extra": Entry(tree_of("x", HERE), HERE)})
    fields = bound(declared(node(LIST)), given, scope())
    values = {name: value_of(entry.tree) for name, entry in fields.entries.items()}
    assert (values["env"], values["flag"], values["steps"], values["extra"]) == ("prod", True, [], "x")
    assert isinstance(values["given"], Unknown)


def test_a_value_that_only_a_branch_gives_is_not_known() -> None:
    given = Fields(HERE, {"env": Entry(tree_of("prod", HERE), HERE, "why")})
    value = value_of(bound(declared(node(LIST)), given, scope()).entries["env"].tree)
    assert isinstance(value, Unknown)
    assert value.reason == "why"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("True", "boolean", True),
        ("maybe", "boolean", "maybe"),
        ("1.5", "number", Decimal("1.5")),
        ("one", "number", "one"),
        ("", "joblist", []),
        ("5", "string", "5"),
        (["a"], "boolean", ["a"]),
    ],
)
def test_values_take_the_type_of_their_parameter(value: Value, kind: str, expected: Value) -> None:
    assert value_of(typed(tree_of(value, HERE), kind)) == expected
